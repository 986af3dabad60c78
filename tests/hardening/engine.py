"""tests/support/engine.cpp, the bulk engine, compiled once for all test files that look at it."""

import fcntl
import hashlib
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUPPORT = ROOT / "tests" / "support"
OPTIMISED = "-O2 -g1 -gdwarf-4"  # DWARF 5 of clang is more than Debian's valgrind can read
ONLY_SHA1 = "-DENGINE_ONLY_SHA1"  # a third of the time


def shared_folder(tmp_path_factory) -> pathlib.Path:
    """One for all processes of a run: those of pytest-xdist have folders of their own below it."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if own.name.startswith("popen-") else own


def compile_engine(folder: pathlib.Path, compiler: str, flags: str) -> pathlib.Path:
    name = hashlib.sha256(f"{compiler} {flags}".encode()).hexdigest()[:16]
    compiled = folder / f"engine-{name}.o"
    with open(compiled.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not compiled.exists():
            part = compiled.with_suffix(".part")
            command = [compiler, "-std=c++20", *flags.split(), "-I", ROOT / "include", "-c", SUPPORT / "engine.cpp"]
            done = subprocess.run([*command, "-o", part], capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            part.rename(compiled)
    return compiled
