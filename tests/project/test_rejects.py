"""tests/rejects: programs that must not compile, and whose message says why.

The comment at the top of each says the mistake and what g++ and clang++ must answer to it; with
-DMENDED the mistake is mended and the same file compiles, so that none fails for another reason.
"""

import os
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = sorted((ROOT / "tests" / "rejects").glob("*.cpp"))
COMPILERS = ["g++", "clang++"]
LONGEST = 60  # lines of an error that a person still reads

SAYS = re.compile(r"^// (both|g\+\+|clang\+\+) says?: (.+)$", re.MULTILINE)

# In UTF-8 g++ cites with ‘these’, whatever the language of the person who runs the tests.
ENVIRONMENT = os.environ | {"LC_ALL": "C.UTF-8"}


def expected(text: str, compiler: str) -> list[str]:
    head = text.split("#include")[0]
    return [words for who, words in SAYS.findall(head) if who in ("both", compiler)]


def says(message: str, words: str) -> bool:
    """The words stand in one line; ` ... ` is anything between them."""
    parts = [rf"(?<!\d){re.escape(part)}(?!\d)" for part in words.split(" ... ")]
    return re.search(".*".join(parts), message) is not None


def compile(program: pathlib.Path, compiler: str, *flags: str):
    command = [compiler, "-std=c++20", "-Werror", "-I", ROOT / "include", "-fsyntax-only"]
    return subprocess.run(
        [*command, *flags, program], capture_output=True, text=True, env=ENVIRONMENT
    )


def faults(program: pathlib.Path, compiler: str) -> list[str]:
    """What is wrong with a program of the folder; nothing, if it is refused for its reason."""
    wanted = expected(program.read_text(), compiler)
    refused = compile(program, compiler)
    mended = compile(program, compiler, "-DMENDED")
    found = []
    if not wanted:
        found.append(f"the top does not say what {compiler} must answer")
    if refused.returncode == 0:
        found.append("it compiles")
    elif missing := [words for words in wanted if not says(refused.stderr, words)]:
        found.append(f"the message does not say {missing}, but:\n{refused.stderr}")
    elif (lines := refused.stderr.count("\n")) > LONGEST:
        found.append(f"the message has {lines} lines")
    if mended.returncode != 0:
        found.append(f"the mended program does not compile:\n{mended.stderr}")
    return found


def test_the_programs_were_found():
    assert len(PROGRAMS) >= 24


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_is_refused_and_says_why(program, compiler):
    assert faults(program, compiler) == []


TOP = "// both say: digits_must_be_6_to_10\n#include <otpp/digits.hpp>\n"


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize(
    "text, fault",
    [
        (TOP + "constexpr otpp::digits six = 6;\n", "it compiles"),
        (TOP + "constexpr otpp::digits five = 5;\n", "the mended program does not compile"),
        (TOP + "#ifndef MENDED\nint d = nothing;\n#endif\n", "the message does not say"),
        (
            "#include <otpp/digits.hpp>\n#ifndef MENDED\nconstexpr otpp::digits d = 5;\n#endif\n",
            "the top does not say what",
        ),
        (
            TOP
            + "#ifndef MENDED\n"
            + "".join(f"constexpr otpp::digits d{i} = 5;\n" for i in range(9))
            + "#endif\n",
            "the message has",
        ),
    ],
    ids=["accepted", "not mended", "another reason", "no reason given", "too long"],
)
def test_a_program_that_shows_nothing_is_found(text, fault, compiler, tmp_path):
    program = tmp_path / "program.cpp"
    program.write_text(text)
    found = faults(program, compiler)
    assert any(f.startswith(fault) for f in found), found
