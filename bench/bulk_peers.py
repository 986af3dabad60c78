"""The peers of the bulk engine in Rust and Go: shared libraries, built by cargo and go.

Their packages come through their own package managers, into a folder that is thrown away with the build.
"""

import os
import pathlib
import shutil
import subprocess
import sys

SOURCES = pathlib.Path(__file__).resolve().parent / "peers"


def libraries(scratch: pathlib.Path) -> dict[str, pathlib.Path]:
    """Each peer's name and its library; of one that cannot be built, a line says why."""
    found = {}
    for name, tool, build in (("totp-rs", "cargo", rust), ("pquerna", "go", go)):
        if shutil.which(tool) is None:
            print(f"skipped: {name}: there is no `{tool}` here", file=sys.stderr)
            continue
        folder = scratch / name
        shutil.copytree(SOURCES / name, folder, dirs_exist_ok=True)
        try:
            found[name] = build(folder)
        except subprocess.CalledProcessError as failed:
            print(f"skipped: {name}: {tool} fails:\n{failed.stderr}", file=sys.stderr)
    return found


def rust(folder: pathlib.Path) -> pathlib.Path:
    run(["cargo", "build", "--release", "--quiet"], folder)
    return folder / "target" / "release" / "libpeer_totp_rs.so"


def go(folder: pathlib.Path) -> pathlib.Path:
    run(["go", "mod", "tidy"], folder)
    run(["go", "build", "-buildmode=c-shared", "-o", "libpeer_pquerna.so", "."], folder)
    return folder / "libpeer_pquerna.so"


def run(command: list[str], folder: pathlib.Path) -> None:
    subprocess.run(command, cwd=folder, env=os.environ, check=True, capture_output=True, text=True)
