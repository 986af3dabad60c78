"""A copy of the tree in which files are changed, and its C++ tests compiled one by one: what planting
faults and mutation testing share."""

import importlib.util
import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Scratch:
    def __init__(self, folder: Path, build: Path):
        """`build` is a Meson folder of ROOT that is compiled: its commands, vectors and libraries are used."""
        self.folder, self.build, self.tree = folder, build, folder / "tree"
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                to = self.tree / name
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, to)
        for command in (["git", "init", "-q"], ["git", "add", "-A"]):
            subprocess.run(command, cwd=self.tree, check=True)
        # Meson's commands name the sources relative to the build folder: here they lead into the copy.
        self.inside = self.tree / build.relative_to(ROOT)
        self.inside.mkdir(parents=True)
        (self.inside / "tests").symlink_to(build / "tests")
        commands = json.loads((build / "compile_commands.json").read_text())
        self.commands = {os.path.normpath(build / each["file"]): each["command"] for each in commands}
        self.libraries = sorted(set(build.glob("**/lib*.a")) - set(build.glob("tests/lib*_tests.a")))
        for package in ("catch2", "libcrypto++", "sqlite3"):
            found = subprocess.run(["pkg-config", "--libs", package], capture_output=True, text=True)
            self.libraries += found.stdout.split() if found.returncode == 0 else []

    def compile(self, test: str, *more: str) -> subprocess.CompletedProcess:
        """tests/otpp/NAME.cpp, as Meson compiles it but for warnings; `more` as in -fsyntax-only."""
        command = shlex.split(self.commands[str(ROOT / test)])
        command[command.index("-o") + 1] = str(self.folder / "test.o")
        command[command.index("-MF") + 1] = str(self.folder / "test.d")
        return self.call([*command, "-w", "-fdiagnostics-color=never", *more])

    def run(self, test: str, timeout: float = 300) -> subprocess.CompletedProcess:
        """The program of the test that was compiled last."""
        program = self.folder / "test"
        group = ["-Wl,--start-group", *self.libraries, "-Wl,--end-group"]
        linked = self.call(["g++", self.folder / "test.o", *group, "-pthread", "-o", program])
        assert linked.returncode == 0, linked.stderr
        tag = test.removeprefix("tests/otpp/").removesuffix(".cpp")
        return self.call([program, f"[{tag}]"], timeout=timeout)

    def call(self, command, **options) -> subprocess.CompletedProcess:
        return subprocess.run(
            command, cwd=self.inside, capture_output=True, text=True, errors="replace", **options
        )

    def package(self) -> dict[str, str]:
        """The environment in which `otpp` is the package of the copy, its extensions as installed."""
        installed = Path(importlib.util.find_spec("otpp").origin).parent
        package = self.folder / "package" / "otpp"
        shutil.rmtree(package, ignore_errors=True)
        shutil.copytree(self.tree / "bindings/python/otpp", package)
        for extension in installed.glob("_*.so"):
            shutil.copy2(extension, package)
        return os.environ | {"PYTHONPATH": str(package.parent)}
