"""Views that outlive their owner are refused by both compilers, or clang++ warns of them.

`borrowing.py` lists every public function that returns or keeps a view. Each has its lines in
tests/hardening/rejects/borrowing, which end in one of

    // refused: NAME    both compilers refuse the statement, and show a comment with the mend
    // dangles: NAME    clang++ warns of the statement: -Wdangling, on by default
    // lasts: NAME      nothing dangles: the function keeps no view, or the view is of another object

and a function with N overloads that borrow has at least N of them. On all other lines both compilers are silent.
"""

import collections
import pathlib
import re
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "packaging")]

import borrowing  # noqa: E402
from test_headers import CRYPTOPP, with_cryptopp  # noqa: E402, F401
from test_rejects import ENVIRONMENT  # noqa: E402

PROGRAMS = sorted((HERE / "rejects" / "borrowing").glob("*.cpp"))
MARK = re.compile(r"// (refused|dangles|lasts): (otpp::[\w:]+(?:(?<=operator)\S+)?)")


def marks(text: str):
    """(line number, mark, name) of every mark."""
    return [
        (number, *mark.groups())
        for number, line in enumerate(text.splitlines(), 1)
        if (mark := MARK.search(line))
    ]


def last_line(text: list[str], number: int) -> int:
    """Of a statement that was wrapped: the line with its mark."""
    while ";" not in text[number - 1] and not text[number - 1].endswith("{"):
        number += 1
    return number


def answers(program: pathlib.Path, compiler: str):
    """By the last line of each statement: the errors and warnings, each with its notes."""
    command = [compiler, "-std=c++20", "-I", borrowing.INCLUDE, "-fsyntax-only"]
    command += ["-fmax-errors=0" if compiler == "g++" else "-ferror-limit=0", program]
    printed = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT).stderr
    text = program.read_text().splitlines()
    found = collections.defaultdict(str)
    at = None
    for line in printed.splitlines():
        if first := re.match(r"(.*?):(\d+):\d+: (?:fatal )?(?:error|warning): ", line):
            at = last_line(text, int(first[2])) if first[1] == str(program) else line
        if at is not None and not line.startswith("In file included"):
            found[at] += line + "\n"
    return found


def faults(program: pathlib.Path, compiler: str) -> list[str]:
    marked = {number: mark for number, mark, _ in marks(program.read_text())}
    given = answers(program, compiler)
    found = []
    for number, mark in marked.items():
        answer = given.pop(number, "")
        if mark == "refused" and not ("error: " in answer and "// name the " in answer):
            found.append(f"line {number} is not refused with a mend, but: {answer}")
        if mark == "dangles" and compiler == "clang++" and "[-Wdangling" not in answer:
            found.append(f"line {number} has no warning that it dangles, but: {answer}")
        if mark == "lasts" and answer:
            found.append(f"line {number}: {answer}")
    return found + [f"{where} is not marked: {answer}" for where, answer in given.items()]


def difference(listed: dict, marked: list[str]) -> list[str]:
    """What a list of borrowing functions and the marks do not have in common."""
    lines = collections.Counter(marked)
    return [
        f"{name}: {count} borrow, {lines[name]} are refused or warned of"
        for name, (count, _) in listed.items()
        if lines[name] < count
    ] + [f"{name}: marked, and no function that borrows" for name in lines if name not in listed]


@pytest.mark.parametrize("compiler", ["g++", "clang++"])
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_compiler_refuses_views_of_temporaries(program, compiler, with_cryptopp):  # noqa: F811
    if not with_cryptopp and any(f"<{h}>" in program.read_text() for h in CRYPTOPP):
        pytest.skip("the build was configured without Crypto++")
    assert faults(program, compiler) == []


@pytest.mark.slow
def test_every_borrowing_function_has_its_reject(with_cryptopp, record_property):  # noqa: F811
    headers = borrowing.public_headers(without=() if with_cryptopp else CRYPTOPP)
    listed = borrowing.listing(borrowing.includes(headers))
    record_property("borrowing functions", sum(count for count, _ in listed.values()))
    marked = [name for program in PROGRAMS for _, _, name in marks(program.read_text())]
    assert difference(listed, marked) == []


FUNCTIONS = """#include <otpp/detail/borrow.hpp>
#include <span>
#include <string_view>
namespace otpp {
class owner {
public:
    char const* view() const { return text; }
    owner& operator=(owner const&) = default;
    static std::string_view name() { return "owner"; }
    int size() const { return 1; }
    char text[2];
private:
    char const* hidden() const { return text; }
};
struct keeper {
    keeper(owner const& kept) : kept_{kept} {}
    owner const& kept_;
};
class base { protected: std::string_view text_; };
class heir : base { public: void keep(std::string_view text) { text_ = text; } };
template <class T> class box { public: T& value() { return value_; } T const& value() const; T value_; };
struct options { std::span<int const> numbers; };
template <class T> std::span<T> same(std::span<T> values) { return values; }
inline options pass(options const& from) { return from; }
inline options pass(int const& from) { return {{&from, 1}}; }
inline int sum(options const&) { return 0; }
namespace detail { inline int& hidden(int& n) { return n; } }
inline int used = *same(std::span{&used, 1}).data() + box<int>{}.value() + box<long>{}.value();
}
"""


def test_list_has_every_kind_of_borrowing_function():
    listed = {name: count for name, (count, _) in borrowing.listing(FUNCTIONS).items()}
    assert listed == {
        "otpp::owner::view": 1,
        "otpp::keeper::keeper": 1,
        "otpp::heir::keep": 1,
        "otpp::box::value": 1,
        "otpp::options": 1,
        "otpp::same": 1,
        "otpp::pass": 2,
    }


def test_function_without_reject_is_found():
    listed = {"otpp::same": (1, []), "otpp::pass": (2, [])}
    assert difference(listed, ["otpp::pass", "otpp::pass", "otpp::same", "otpp::same"]) == []
    assert difference(listed, ["otpp::pass", "otpp::same"]) == [
        "otpp::pass: 2 borrow, 1 are refused or warned of"
    ]
    assert difference(listed, ["otpp::pass", "otpp::pass", "otpp::same", "otpp::gone"]) == [
        "otpp::gone: marked, and no function that borrows"
    ]


@pytest.mark.parametrize("compiler", ["g++", "clang++"])
@pytest.mark.parametrize(
    "line, fault",
    [
        ("otpp::digits d = 6; // refused: otpp::digits", "is not refused with a mend"),
        ("otpp::digits d = six; // refused: otpp::digits", "is not refused with a mend"),
        ("otpp::digits d = five;", "is not marked"),
    ],
    ids=["accepted", "refused for another reason", "refused without a mark"],
)
def test_line_that_shows_nothing_is_found(line, fault, compiler, tmp_path):
    program = tmp_path / "program.cpp"
    program.write_text(f"#include <otpp/digits.hpp>\n{line}\n")
    found = faults(program, compiler)
    assert len(found) == 1 and fault in found[0], found


def test_line_that_does_not_dangle_is_found(tmp_path):
    program = tmp_path / "program.cpp"
    program.write_text("#include <string_view>\nstd::string_view v{}; // dangles: otpp::v\n")
    assert len(faults(program, "clang++")) == 1
    assert faults(program, "g++") == []
