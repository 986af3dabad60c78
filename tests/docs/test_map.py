"""docs/design/map.md has one line for each folder of the repository."""

import pathlib
import re
import subprocess

MAP = "docs/design/map.md"
MIRROR = "tests/otpp/"  # mirrors include/otpp: test_layers.py compares them
SEEDS = "tests/hardening/fuzz/corpus"
PROJECTS = "tests/packaging/consume/"


def folders_in_git(root):
    files = subprocess.run(
        ["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True
    ).stdout.split()
    found = {pathlib.PurePosixPath(file).parent.as_posix() for file in files} - {"."}
    return {name for name in found if not name.startswith((MIRROR, SEEDS, PROJECTS))} | {
        name.rstrip("/") for name in (PROJECTS,)
    }


def folders_in_map(text):
    table = text.partition("## Folders")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([\w./-]+)` \| \S", table, re.M))


def test_map_lists_every_folder(root):
    assert folders_in_map((root / MAP).read_text()) == folders_in_git(root)


def test_map_without_a_folder_is_found(root):
    text = (root / MAP).read_text().replace("| `tools` |", "| tools |")
    assert folders_in_git(root) - folders_in_map(text) == {"tools"}
