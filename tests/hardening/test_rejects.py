"""tests/hardening/rejects: programs that must not compile, and whose message says why.

The comment at the top of each says the mistake and what g++ and clang++ must answer to it; with
-DMENDED the mistake is mended and the same file compiles, so that none fails for another reason.
"""

import os
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = sorted((ROOT / "tests" / "hardening" / "rejects").glob("*.cpp"))
COMPILERS = [pytest.param("g++", marks=pytest.mark.slow), pytest.param("clang++", marks=pytest.mark.matrix)]
FIRST, LONGEST = 20, 60  # lines of a message that a person sees at once, and still reads

SAYS = re.compile(r"^// (both|g\+\+|clang\+\+) says?: (.+)$", re.MULTILINE)

# In UTF-8 g++ cites with ‘these’, whatever the language of the person who runs the tests.
ENVIRONMENT = os.environ | {"LC_ALL": "C.UTF-8"}


def expected(text: str, compiler: str) -> list[str]:
    head = text.split("#include")[0]
    return [words for who, words in SAYS.findall(head) if who in ("both", compiler)]


def says(message: str, words: str) -> bool:
    """The words stand in one line; ` ... ` is anything between them. Whether a name of ours is cited with
    its namespace depends on the version of the compiler (clang 14: 'otpp::key_view', clang 19: 'key_view')."""
    message, words = message.replace("otpp::", ""), words.replace("otpp::", "")
    parts = [rf"(?<!\d){re.escape(part)}(?!\d)" for part in words.split(" ... ")]
    return re.search(".*".join(parts), message) is not None


def compile(program: pathlib.Path, compiler: str, *flags: str):
    command = [compiler, "-std=c++20", "-Werror", "-I", ROOT / "include", "-fsyntax-only"]
    return subprocess.run(
        [*command, *flags, program], capture_output=True, text=True, env=ENVIRONMENT
    )


def faults(program: pathlib.Path, compiler: str) -> list[str]:
    """What is wrong with a program of the folder; nothing, if it is refused for its reason."""
    text = program.read_text()
    wanted = expected(text, compiler)
    refused = compile(program, compiler)
    mended = compile(program, compiler, "-DMENDED")
    found = []
    if not wanted:
        found.append(f"the top does not say what {compiler} must answer")
    if refused.returncode == 0:
        found.append("it compiles")
    lines = refused.stderr.splitlines(keepends=True)
    seen = "".join(lines[:FIRST])
    if missing := [words for words in wanted if refused.returncode and not says(seen, words)]:
        found.append(f"the message does not begin by saying {missing}, but:\n{refused.stderr}")
    # Of a << that is deleted, clang goes on to list the forty of the standard streams.
    if len(lines) > LONGEST and not (compiler == "clang++" and "<iostream>" in text):
        found.append(f"the message has {len(lines)} lines")
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
        (TOP + "#ifndef MENDED\nint d = nothing;\n#endif\n", "the message does not begin by saying"),
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
