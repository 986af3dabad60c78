"""The pages of the command do what they say: every console block is run, and what it prints compared. The
manual page is what the parser says.

A line that begins with `$ ` is a command for bash, one that begins with `> ` goes on with it; the lines
below are what it prints, on both outputs. `…` stands for what differs from run to run. The blocks of a page
share a folder.
"""

import os
import pathlib
import re
import subprocess
import sys

import pytest
from otpp.command import COMMANDS

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = [ROOT / "docs/reference/command.md", *sorted((ROOT / "docs/reference/command").glob("*.md"))]
MANUAL = ROOT / "docs/reference/command/otpp.1"


def commands(page):
    """The commands of a page in their order, each with what it prints."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *rest = part.splitlines()
            while rest and rest[0].startswith("> "):
                command += "\n" + rest.pop(0)[2:]
            found.append((command, "\n".join(rest).rstrip()))
    return found


def differences(page, folder):
    """The commands that print something else."""
    bin = folder / "bin"
    bin.mkdir()
    (bin / "otpp").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m otpp.command "$@"\n')
    (bin / "otpp").chmod(0o755)
    work = folder / "work"
    work.mkdir()
    environment = os.environ | {"PATH": f"{bin}:{os.environ['PATH']}", "COLUMNS": "100", "TERM": "dumb"}
    wrong = []
    for command, expected in commands(page):
        ran = subprocess.run(
            ["bash", "-c", command], cwd=work, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120,
        )  # fmt: skip
        pattern = ".*".join(map(re.escape, expected.split("…")))
        if not re.fullmatch(pattern, ran.stdout.rstrip(), re.DOTALL):
            wrong.append(f"$ {command}\n{ran.stdout}")
    return wrong


def test_every_subcommand_has_page():
    assert {path.stem for path in PAGES[1:]} == set(COMMANDS)
    for name in COMMANDS:
        assert f"(command/{name}.md)" in PAGES[0].read_text()


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=[path.stem for path in PAGES])
def test_page_shows_actual_output(page, tmp_path):
    assert commands(page.read_text())
    assert differences(page.read_text(), tmp_path) == []


GOOD = """
```console
$ echo GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ |
>   otpp code --at 59
287082
$ otpp code none
otpp code: none: …
```
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "old, new, count", [("x", "x", 0), ("287082", "287083", 1), (": …", "… is empty", 1), ("code", "cod", 2)]
)
def test_wrong_page_is_detected(old, new, count, tmp_path):
    assert len(differences(GOOD.replace(old, new), tmp_path)) == count


def test_manual_page_is_up_to_date():
    made = subprocess.run([sys.executable, ROOT / "tools/man_page.py"], capture_output=True, text=True, check=True)
    assert made.stdout == MANUAL.read_text(), "python tools/man_page.py > docs/reference/command/otpp.1"


def test_manual_page_formats_without_warnings():
    ran = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", MANUAL], capture_output=True, text=True, check=True
    )
    assert ran.stderr == ""
    text = re.sub(r".\x08|\x1b\[\d*m", "", ran.stdout)  # bold, in either of troff's ways
    for name in COMMANDS:
        assert re.search(rf"^ +{name}$", text, re.MULTILINE), name
