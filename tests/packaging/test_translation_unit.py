"""What the umbrella costs a file that includes it: no symbol, no start-up code, little compile time."""

import re
import subprocess
import time

import pytest

COMPILERS = ["g++", "clang++"]
LEVELS = ["-O0", "-O2"]
matrix = pytest.mark.matrix
EACH = [("g++", "-O2"), ("clang++", "-O0")]  # and in ./dev test --all the others
EACH += [pytest.param(*other, marks=matrix) for other in [("g++", "-O0"), ("clang++", "-O2")]]

# What a program of ours may ask of the C library.
LIBC = set(
    "getrandom getentropy memcpy memmove memset memcmp bcmp memchr strlen "
    "__errno_location __stack_chk_fail".split()
)
# The compiler's own, wherever a destructor stands in a program that is built with exceptions.
UNWINDING = set("__gxx_personality_v0 _Unwind_Resume __cxa_begin_catch _ZSt9terminatev".split())

INCLUDE = "#include <otpp/otpp.hpp>\n"
# Each thing that the library does, once, at run time.
PROGRAM = (
    INCLUDE
    + """
int main(int argc, char** argv)
{
    char const* const text = argc > 1 ? argv[1] : "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ";
    auto secret = otpp::secret::from_base32({text, __builtin_strlen(text)});
    auto fresh = otpp::secret::generate(otpp::algorithm::sha512);
    if (!secret || !fresh) return 1;
    otpp::totp const totp{*secret, {.digits = 8}};
    if (totp.at(otpp::unix_time{59}) != "94287082") return 2;
    if (!totp.match("94287082", otpp::unix_time{89})) return 3;
    if (otpp::hotp{*fresh, {.algorithm = otpp::algorithm::sha512}}.at(argc).empty()) return 4;
    if (otpp::hotp{*fresh, {.algorithm = otpp::algorithm::sha256}}.at(argc).empty()) return 5;
    auto account = otpp::account::make(*std::move(secret), {.name = "a", .issuer = "i"});
    if (!account) return 6;
    auto uri = otpp::build_uri(*account);
    if (!uri) return 7;
    auto again = otpp::parse_uri(uri->view());
    return again && otpp::message(otpp::reason::key_empty).size() != 0 ? 0 : 8;
}
"""
)


def compiled(tmp_path, root, compiler, text, *flags):
    source = tmp_path / "source.cpp"
    source.write_text(text)
    unit = tmp_path / "unit.o"
    done = subprocess.run(
        [compiler, "-std=c++20", "-I", root / "include", *flags, "-c", source, "-o", unit],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return unit


def listed(unit, *flags):
    """Name and kind of each symbol."""
    listing = subprocess.run(
        ["nm", "--format=posix", *flags, unit], check=True, capture_output=True, text=True
    ).stdout
    return [line.split()[:2] for line in listing.splitlines()]


def symbols(unit, *flags):
    return {name for name, _ in listed(unit, *flags)}


def left_by_us(unit):
    """Without the local read-only data of the standard library: at -O0 g++ 14 keeps the variables behind
    the concepts that libstdc++ checked, as std::__detail::__destructible<T>, for any header that asks."""
    return {name for name, kind in listed(unit) if kind != "r" or not name.startswith("_ZNSt")}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("compiler", COMPILERS)
def test_an_include_alone_leaves_no_symbol(compiler, level, root, tmp_path):
    """So there is no dynamic initialiser (_GLOBAL__sub_I), no guard variable, nothing to link."""
    assert left_by_us(compiled(tmp_path, root, compiler, INCLUDE, level)) == set()


@pytest.mark.parametrize(
    "fault, symbol",
    [
        ("inline bool const ready = [] { return __builtin_cpu_supports(\"avx\") != 0; }();", "_ZGV"),
        ("static int const* const page = new int{1};", "_GLOBAL__sub_I"),
        ("int counter = 0;", "counter"),
        ("[[gnu::used]] static int const kept = 1;", "_ZL4kept"),
        ("namespace std { int counter = 0; }", "_ZSt7counter"),
    ],
)
def test_start_up_code_would_be_seen(fault, symbol, root, tmp_path):
    found = left_by_us(compiled(tmp_path, root, "g++", INCLUDE + fault + "\n", "-O0"))
    assert any(name.startswith(symbol) for name in found), found


@pytest.mark.parametrize("compiler, level", EACH)
def test_a_program_allocates_nothing_and_throws_nothing(compiler, level, root, tmp_path):
    unit = compiled(tmp_path, root, compiler, PROGRAM, level)
    assert symbols(unit, "--undefined-only") <= LIBC | UNWINDING
    assert not [name for name in symbols(unit) if name.startswith(("_GLOBAL__", "_ZGV"))]


@pytest.mark.slow
@pytest.mark.parametrize("compiler, level", EACH)
def test_a_program_links_the_c_library_alone(compiler, level, root, tmp_path):
    unit = compiled(tmp_path, root, compiler, PROGRAM, level, "-fno-exceptions", "-fno-rtti")
    assert symbols(unit, "--undefined-only") <= LIBC
    program = tmp_path / "program"
    subprocess.run([compiler, "-nodefaultlibs", unit, "-lc", "-o", program], check=True)
    assert subprocess.run([program]).returncode == 0


# --- compile time ----------------------------------------------------------------------------------

# The limit of the specification, on what is measured below.
MOST = 1.3
PEERS = "#include <string>\n#include <span>\n#include <optional>\n"


def compiler_memory(tmp_path, root, text) -> float:
    """Megabytes that g++ allocates for a file at -O0, which repeats to the digit and goes up with
    each declaration, template instance and constant evaluation, as the time does."""
    source = tmp_path / "source.cpp"
    source.write_text(text)
    report = subprocess.run(
        ["g++", "-std=c++20", "-I", root / "include", "-O0", "-S", "-ftime-report"]
        + [source, "-o", tmp_path / "out.s"],
        check=True,
        capture_output=True,
        text=True,
    ).stderr
    number, unit = re.search(r"^\s*TOTAL\s.*?(\d+) ?([kM])B?\s*$", report, re.MULTILINE).groups()
    return int(number) / {"k": 1024, "M": 1}[unit]


def seconds(root, source) -> float:
    command = ["g++", "-std=c++20", "-I", root / "include", "-O0", "-fsyntax-only", source]
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


@pytest.mark.slow
def test_the_umbrella_is_cheap_to_include(root, tmp_path):
    ours, peers = tmp_path / "ours.cpp", tmp_path / "peers.cpp"
    ours.write_text(INCLUDE)
    peers.write_text(PEERS)
    pairs = [(seconds(root, ours), seconds(root, peers)) for _ in range(3)]
    times = [min(column) for column in zip(*pairs)]
    cost, measure = compiler_memory(tmp_path, root, INCLUDE), compiler_memory(tmp_path, root, PEERS)
    print(
        f"\n<otpp/otpp.hpp>: g++ allocates {cost:g} MB, {cost / measure:.2f} x <string> + <span> + "
        f"<optional>; {times[0] * 1000:.0f} ms, {times[0] / times[1]:.2f} x (not judged)"
    )
    assert cost <= MOST * measure


@pytest.mark.slow
def test_the_measure_repeats_and_sees_a_costly_include(root, tmp_path):
    once = compiler_memory(tmp_path, root, INCLUDE)
    assert compiler_memory(tmp_path, root, INCLUDE) == once
    assert compiler_memory(tmp_path, root, INCLUDE + "#include <chrono>\n") > MOST * once
