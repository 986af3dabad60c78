"""Builds the peers in Rust and Go as shared libraries, by cargo and go, which download their packages."""

import pathlib
import shutil
import subprocess
import sys

SOURCES = pathlib.Path(__file__).resolve().parent


def libraries(scratch: pathlib.Path) -> dict[str, pathlib.Path]:
    """The libraries by peer; prints a line for each that cannot be built."""
    found = {}
    for name, tool, build in (("totp-rs", "cargo", rust), ("pquerna", "go", go)):
        if shutil.which(tool) is None:
            print(f"skipped: {name}: `{tool}` is not installed", file=sys.stderr)
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
    subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
