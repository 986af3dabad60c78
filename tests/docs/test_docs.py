"""The documents do what they say: their C++ and Python are run, their tasks and links exist.

A ```cpp block is a program of its own if it has an `int main`; else what is not an #include becomes
the body of one, and <otpp/otpp.hpp> is included. Comments before a block say what is special:

    <!-- not compiled: the reason -->     and a reason there must be (of Python: not run)
    <!-- continues -->                    the block before it on the page comes first

A ```python block with >>> in it is a session, and doctest compares what it prints; any other is a whole
program. Both run in a folder of their own, with the package as it is installed.

A ```text block after it, with blank lines or one line that ends in a colon between them, is what it
prints. Of a shell block, `./dev` and its options are looked up in what ./dev lists.
"""

import dataclasses
import functools
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOT_OURS = (".venv", ".pytest_cache", "build")
PAGES = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not path.relative_to(ROOT).parts[0].startswith(NOT_OURS)
)
PACKAGES = {"cryptopp": "libcrypto++", "cryptopp_sealing": "libcrypto++", "sqlite": "sqlite3"}
SHELL = ("bash", "sh", "shell", "console")


@dataclasses.dataclass
class Block:
    line: int  # of its fence, from 1
    language: str
    text: str
    before: str  # what stands between the previous block and this one
    remark: str = ""  # the HTML comment right before it
    output: str | None = None

    @property
    def exempt(self) -> str | None:
        """The reason not to compile or run it; empty if it gives none."""
        found = re.fullmatch(r"not (?:compiled|run):?\s*(.*)", self.remark, re.DOTALL)
        return found[1] if found else None

    @property
    def continues(self) -> bool:
        return self.remark == "continues"


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, each with its output and its remark."""
    found: list[Block] = []
    before: list[str] = []
    inside: Block | None = None
    for number, line in enumerate(page.splitlines(), 1):
        fence = re.match(r"\s*```+\s*(\S*)", line)
        if inside is None and fence:
            inside = Block(number, fence[1], "", "\n".join(before))
        elif inside is not None and fence:
            found.append(inside)
            inside, before = None, []
        elif inside is not None:
            inside.text += line + "\n"
        else:
            before.append(line)
    assert inside is None, f"the block of line {inside.line} is not closed"
    for block in found:
        if remark := re.search(r"<!--\s*((?:(?!-->).)*?)\s*-->\s*\Z", block.before, re.DOTALL):
            block.remark = remark[1]
    for block, after in zip(found, found[1:]):
        between = after.before.strip()
        if after.language == "text" and re.fullmatch(r"|[^\n]*:", between):
            block.output = after.text
    return found


def program(text: str) -> str:
    if re.search(r"\bint\s+main\s*\(", text):
        return text
    is_include = re.compile(r"[ \t]*#[ \t]*include\b")
    lines = text.splitlines()
    includes = [line for line in lines if is_include.match(line)]
    body = [line for line in lines if not is_include.match(line)]
    return "\n".join(["#include <otpp/otpp.hpp>", *includes, "int main()", "{", *body, "}", ""])


def whole_blocks(page: str, *languages: str) -> list[tuple[Block, str]]:
    """Every block of a language that is to be run, after those that it continues."""
    found = []
    so_far = ""
    for block in blocks(page):
        if block.language not in languages:
            continue
        so_far = so_far + block.text if block.continues else block.text
        if block.exempt is None:
            found.append((block, so_far))
    return found


def programs(page: str) -> list[tuple[Block, str]]:
    """The C++ of a page, and the whole program that each block means."""
    return [(block, program(text)) for block, text in whole_blocks(page, "cpp", "c++")]


def python_programs(page: str) -> list[tuple[Block, str]]:
    return whole_blocks(page, "python", "py", "pycon")


def run_block(block: Block, text: str, folder: pathlib.Path) -> None:
    libraries = []
    for header, package in PACKAGES.items():
        if f"otpp/integrations/{header}.hpp" not in text:
            continue
        if subprocess.run(["pkg-config", "--exists", package]).returncode != 0:
            pytest.skip(f"a block with {package}, which is not installed")
        libraries += subprocess.run(
            ["pkg-config", "--libs", package], check=True, capture_output=True, text=True
        ).stdout.split()
    source, made = folder / "block.cpp", folder / "block"
    source.write_text(text)
    # A line that shows a call often names what nobody uses later.
    warnings = "-Wall -Wextra -Werror -Wno-unused-variable -Wno-unused-but-set-variable".split()
    compiled = subprocess.run(
        ["g++", "-std=c++20", "-I", ROOT / "include", *warnings, source, "-o", made, *libraries],
        capture_output=True,
        text=True,
    )
    assert compiled.returncode == 0, f"{compiled.stderr}\nin the program\n{text}"
    ran = subprocess.run(
        [made], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 0, f"it ended with {ran.returncode}\n{ran.stdout}{ran.stderr}\n{text}"
    if block.output is not None:
        assert ran.stdout.rstrip() == block.output.rstrip()


def run_python(block: Block, text: str, folder: pathlib.Path) -> None:
    session = ">>> " in text
    source = folder / ("block.txt" if session else "block.py")
    source.write_text(text)
    command = [sys.executable, "-W", "error", *(["-m", "doctest"] if session else []), source]
    ran = subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 0, f"it ended with {ran.returncode}\n{ran.stdout}{ran.stderr}\n{text}"
    if block.output is not None:
        assert ran.stdout.rstrip() == block.output.rstrip()


def unfounded_exemptions(page: str) -> list[int]:
    """Lines of blocks that are not compiled and do not say why."""
    return [b.line for b in blocks(page) if b.exempt is not None and len(b.exempt.split()) < 2]


@functools.cache
def usage() -> str:
    return subprocess.run([ROOT / "dev"], capture_output=True, text=True, check=True).stdout


def unknown_tasks(page: str) -> list[str]:
    """Calls of ./dev, in shell blocks and `in prose`, with a task or an option that it does not list."""
    tasks = re.findall(r"^  (\w+)", usage(), re.MULTILINE) + ["TASK"]
    options = re.findall(r"--[\w-]+", usage())
    commands = re.findall(r"`([^`\n]*)`", re.sub(r"```.*?```", "", page, flags=re.DOTALL))
    for block in blocks(page):
        if block.language in SHELL:
            commands += [line.partition("#")[0] for line in block.text.splitlines()]
    unknown = []
    for command in commands:
        for call in re.findall(r"(?<!\S)\./dev\b[^&|;]*", command):
            task = call.split()[1:2]
            if set(task) - set(tasks) or set(re.findall(r"--[\w-]+", call)) - set(options):
                unknown.append(call.strip())
    return unknown


def slug(heading: str) -> str:
    """The anchor that GitHub gives to a heading."""
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def anchors(page: str) -> set[str]:
    prose = re.sub(r"```.*?```", "", page, flags=re.DOTALL)
    return {slug(heading) for heading in re.findall(r"^#+ (.+)$", prose, re.MULTILINE)}


def broken_links(page: str, folder: pathlib.Path, root: pathlib.Path) -> list[str]:
    """Links to files that are not there, or not in the repository, and to headings that are not."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", page, flags=re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(\s*<?([^)\s>]+)", prose):
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (folder / name).resolve() if name else None
        if path is not None and (not path.exists() or not path.is_relative_to(root)):
            broken.append(target)
        elif anchor and (path is None or path.suffix == ".md"):
            if anchor not in anchors(page if path is None else path.read_text()):
                broken.append(target)
    return broken


# --- the documents ---------------------------------------------------------------------------------

PROGRAMS = [
    pytest.param(block, text, id=f"{page.relative_to(ROOT)}:{block.line}")
    for page in PAGES
    for block, text in programs(page.read_text())
]

PYTHON_PROGRAMS = [
    pytest.param(block, text, id=f"{page.relative_to(ROOT)}:{block.line}")
    for page in PAGES
    for block, text in python_programs(page.read_text())
]

each_page = pytest.mark.parametrize(
    "page", PAGES, ids=[path.relative_to(ROOT).as_posix() for path in PAGES]
)


def test_the_documents_were_found():
    assert ROOT / "README.md" in PAGES
    assert programs((ROOT / "README.md").read_text())
    assert python_programs((ROOT / "README.md").read_text())


@pytest.mark.slow
@pytest.mark.parametrize("block, text", PROGRAMS)
def test_block_runs(block, text, tmp_path):
    run_block(block, text, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("block, text", PYTHON_PROGRAMS)
def test_python_block_runs(block, text, tmp_path):
    run_python(block, text, tmp_path)


@each_page
def test_what_is_not_compiled_says_why(page):
    assert unfounded_exemptions(page.read_text()) == []


@each_page
def test_tasks_exist(page):
    assert unknown_tasks(page.read_text()) == []


@each_page
def test_links_lead_somewhere(page):
    assert broken_links(page.read_text(), page.parent, ROOT) == []


# --- the same on planted pages ---------------------------------------------------------------------

GOOD = """
# A page

```cpp
#include <otpp/digits.hpp>
int main() {}
```

```cpp
#include <cstdio>
constexpr auto key = otpp::base32_literal<"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ">;
auto passcode = otpp::hotp{key}.at(0);
```

<!-- continues -->
```cpp
std::puts(passcode == "755224" ? "as in RFC 4226" : "otherwise");
```

It prints:

```text
as in RFC 4226
```

<!-- not compiled: clang only -->
```cpp
this is not C++
```

```text
no output of anything
```
"""


def run_page(page: str, folder: pathlib.Path) -> int:
    found = programs(page)
    for block, text in found:
        run_block(block, text, folder)
    in_python = python_programs(page)
    for block, text in in_python:
        run_python(block, text, folder)
    return len(found) + len(in_python)


@pytest.mark.slow
def test_a_good_page_passes(tmp_path):
    assert run_page(GOOD, tmp_path) == 3
    assert unfounded_exemptions(GOOD) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "old, new, complaint",
    [
        ("hotp{key}.at(0)", "hotp{key}.code(0)", "has no member named .code"),
        ('== "755224"', '== "755225"', "as in RFC 4226"),
        ("<!-- continues -->", "", "passcode. was not declared"),
        ("int main() {}", "int main() { return 3; }", "it ended with 3"),
        ("int main() {}", "int main() { int x = 1L << 40; }", "overflow"),
        ("<!-- not compiled: clang only -->", "", "error: "),
    ],
)
def test_a_broken_block_fails(old, new, complaint, tmp_path):
    assert old in GOOD
    with pytest.raises(AssertionError, match=complaint):
        run_page(GOOD.replace(old, new), tmp_path)


GOOD_PYTHON = """
```python
>>> import otpp
>>> hotp = otpp.HOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
```

<!-- continues -->
```python
>>> hotp.at(0)
'755224'
```

```python
import otpp
print(otpp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").at(59))
```

It prints:

```text
287082
```

<!-- not run: it waits for a person -->
```python
this is not Python
```
"""


@pytest.mark.slow
def test_a_good_python_page_passes(tmp_path):
    assert run_page(GOOD_PYTHON, tmp_path) == 3
    assert unfounded_exemptions(GOOD_PYTHON) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "old, new, complaint",
    [
        ("'755224'", "'755225'", "Expected:"),
        (">>> hotp.at(0)", ">>> hotp.code(0)", "has no attribute 'code'"),
        ("<!-- continues -->", "", "name 'hotp' is not defined"),
        ("287082", "287083", "287083"),
        (".at(59))", ".code(59))", "has no attribute 'code'"),
        ("<!-- not run: it waits for a person -->", "", "NameError"),
    ],
)
def test_a_broken_python_block_fails(old, new, complaint, tmp_path):
    assert old in GOOD_PYTHON
    with pytest.raises(AssertionError, match=complaint):
        run_page(GOOD_PYTHON.replace(old, new), tmp_path)


def test_an_open_block_fails():
    with pytest.raises(AssertionError, match="the block of line 3 is not closed"):
        blocks("# A page\n\n```cpp\nint x;\n")


@pytest.mark.parametrize("remark", ["not compiled", "not compiled:", "not compiled: -"])
def test_an_exemption_without_a_reason_is_found(remark):
    page = GOOD.replace("not compiled: clang only", remark)
    assert unfounded_exemptions(page) == [27]


def test_an_unknown_task_is_found():
    page = (
        "Run `./dev tset`, or `./dev` alone, or `./dev test --quick`.\n\n"
        "```bash\n./dev test --without cryptopp  # fine\n./dev demo && ./dev test --qiuck\n"
        "$ ./dev brew\n./dev test --slow\n```\n"
        "```cpp\n// ./dev not a shell block\n```\n"
    )
    assert unknown_tasks(page) == [
        "./dev tset",
        "./dev test --qiuck",
        "./dev brew",
        "./dev test --slow",
    ]


def test_a_broken_link_is_found(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "map.md").write_text("# The map\n\n## `otpp::totp`, and more\n")
    page = (
        "# Here we are\n[map](docs/map.md) [there](docs/map.md#otpptotp-and-more) [here](#here-we-are)"
        " [web](https://example.org) [no](docs/nap.md) [nor](docs/map.md#less) ![x](x.svg) [y](#there)"
        " [out](../../etc/passwd) `[code](none)`\n```cpp\nauto f = [](a) {};\n```\n"
    )
    broken = broken_links(page, tmp_path, tmp_path)
    assert broken == ["docs/nap.md", "docs/map.md#less", "x.svg", "#there", "../../etc/passwd"]
