"""Every header compiles alone and twice, and all of them link in two translation units."""

import functools
import itertools
import json
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADERS = sorted(p.relative_to(ROOT / "include").as_posix() for p in ROOT.glob("include/**/*.hpp"))
CRYPTOPP = ("otpp/integrations/cryptopp.hpp", "otpp/integrations/cryptopp_sealing.hpp")

WARNINGS = "-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror".split()
COMPILERS = ["g++", "clang++"]
STANDARDS = ["c++20", "c++2b"]  # c++2b is how clang 14 spells C++23


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def with_cryptopp(request) -> bool:
    """As the first build was configured; without a build, whether Crypto++ is installed."""
    chosen = "auto"
    for build in request.config.getoption("build")[:1]:
        options = json.loads(run("meson", "introspect", "--buildoptions", ROOT / build))
        chosen = next(o["value"] for o in options if o["name"] == "cryptopp")
    if chosen == "auto":
        return subprocess.run(["pkg-config", "--exists", "libcrypto++"]).returncode == 0
    return chosen == "enabled"


def test_the_headers_were_found():
    assert len(HEADERS) >= 30


def check_alone(header, compiler, standard, flags, with_cryptopp, tmp_path):
    if header in CRYPTOPP and not with_cryptopp:
        pytest.skip(f"{header}: the build was configured without Crypto++")
    source = tmp_path / "twice.cpp"
    source.write_text(f"#include <{header}>\n#include <{header}>\n")
    include = ["-I", ROOT / "include"]
    run(compiler, f"-std={standard}", *WARNINGS, *flags, *include, "-fsyntax-only", source)


WITHOUT = ["-fno-exceptions", "-fno-rtti"]


@pytest.mark.slow
@pytest.mark.parametrize("header", HEADERS)
def test_alone_and_twice(header, with_cryptopp, tmp_path):
    """The cheapest configuration that is also the strictest: g++, without exceptions and RTTI."""
    # Crypto++'s own headers throw.
    check_alone(
        header, "g++", "c++20", [] if header in CRYPTOPP else WITHOUT, with_cryptopp, tmp_path
    )


@pytest.mark.matrix
@pytest.mark.parametrize("flags", [[], WITHOUT], ids=["", "no-exceptions-no-rtti"])
@pytest.mark.parametrize("standard", STANDARDS)
@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("header", HEADERS)
def test_alone_and_twice_everywhere(header, compiler, standard, flags, with_cryptopp, tmp_path):
    if header in CRYPTOPP and flags:
        pytest.skip(f"{header}: Crypto++'s own headers throw")
    check_alone(header, compiler, standard, flags, with_cryptopp, tmp_path)


def test_a_header_that_does_not_stand_alone_is_found(tmp_path):
    broken = tmp_path / "broken.hpp"
    broken.write_text("inline otpp::digits six() { return 6; }\n")  # no include, no guard
    with pytest.raises(AssertionError, match="otpp. does not name a type"):
        check_alone(broken, "g++", "c++20", [f"-I{tmp_path}"], True, tmp_path)
    broken.write_text("#include <otpp/digits.hpp>\n" + broken.read_text())
    with pytest.raises(AssertionError, match="redefinition"):
        check_alone(broken, "g++", "c++20", [f"-I{tmp_path}"], True, tmp_path)


# --- two translation units -------------------------------------------------------------------------

# One text for both: each is compiled with a NAME of its own, includes every header, and makes a code.
UNIT = """
#include <cstdio>
bool NAME()
{
    constexpr auto key = otpp::base32_literal<"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ">;
    static_assert(otpp::hotp{key}.at(1) == "287082"); // RFC 4226, appendix D
    otpp::totp const totp{key, {.digits = 8}};
    auto const passcode = totp.at(otpp::unix_time{59}); // RFC 6238, appendix B
    auto const secret = otpp::secret::generate();
    bool const random = secret && !otpp::totp{*secret}.at(otpp::unix_time{59}).empty();
    auto const account = otpp::parse_uri("otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    std::printf("%.*s\\n", int(passcode.view().size()), passcode.view().data());
    return random && account && otpp::totp::from(*account)->match("287082", otpp::unix_time{59});
}
#ifdef OTHER
bool OTHER();
int main() { return NAME() && OTHER() ? 0 : 1; }
#endif
"""


@pytest.fixture(scope="module")
def compiled_unit(tmp_path_factory):
    @functools.cache
    def compile_once(name, other, compiler, level, standard, cryptopp, more=""):
        folder = tmp_path_factory.mktemp(name)
        source, unit = folder / f"{name}.cpp", folder / f"{name}.o"
        included = [h for h in HEADERS if cryptopp or h not in CRYPTOPP]
        source.write_text("".join(f"#include <{h}>\n" for h in included) + more + UNIT)
        names = [f"-DNAME={name}"] + ([f"-DOTHER={other}"] if other else [])
        flags = [f"-std={standard}", level, *WARNINGS, "-I", ROOT / "include", *names]
        run(compiler, *flags, "-c", source, "-o", unit)
        return unit

    return compile_once


@pytest.fixture
def linked(compiled_unit, tmp_path):
    def link(first, second, cryptopp, more=""):
        program = tmp_path / "program"
        units = [
            compiled_unit("first", "second", *first, cryptopp, more),
            compiled_unit("second", None, *second, cryptopp, more),
        ]
        libraries = run("pkg-config", "--libs", "libcrypto++").split() if cryptopp else []
        run("g++", *units, *libraries, "-o", program)
        return program

    return link


def described(unit):
    return " ".join(unit)


USUAL = [
    (("g++", "-O0", "c++20"), ("g++", "-O2", "c++20")),
    (("g++", "-O0", "c++20"), ("clang++", "-O2", "c++20")),
    (("clang++", "-O0", "c++20"), ("g++", "-O2", "c++20")),
]
EVERY = [
    pair
    for pair in itertools.product(itertools.product(COMPILERS, ["-O0", "-O2"], STANDARDS), repeat=2)
    if pair not in USUAL
]


@pytest.mark.slow
@pytest.mark.parametrize(
    "first, second",
    USUAL + [pytest.param(*pair, marks=pytest.mark.matrix) for pair in EVERY],
    ids=described,
)
def test_two_translation_units_link(first, second, with_cryptopp, linked):
    assert run(linked(first, second, with_cryptopp)) == "94287082\n94287082\n"


@pytest.mark.slow
def test_a_function_that_is_not_inline_is_found(linked):
    unit = ("g++", "-O0", "c++20")
    with pytest.raises(AssertionError, match="multiple definition of `otpp::stray"):
        linked(unit, unit, False, "namespace otpp { int stray() { return 1; } }\n")
