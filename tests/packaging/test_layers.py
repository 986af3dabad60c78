"""The include rule: each header has a level and includes its own or a lower one, never a higher.

The rules are functions over the texts of the headers, so that each is also tried on a copy with a
fault planted in it (`test_a_planted_fault_is_found`).
"""

import fnmatch
import re
from collections.abc import Iterator

import pytest

# The one table of levels: every header is in it, by its path under include/otpp.
LEVELS = {
    0: "reason_table reason result algorithm digits period time note otp_type",
    1: "constant_time base32 random secret",
    2: "hash/* hmac backend truncate",
    3: "window passcode prepared_key hotp totp",
    4: "account uri uri/*",
    5: "bulk bulk/* server server/* provisioning provisioning/*",
    6: "integrations/*",
}
FAMILIES = ("bulk", "server", "provisioning", "integrations")
# The manual: all of levels 0 to 4 that a user may name, which is what stands at the root.
UMBRELLA = "otpp"
CORE = 4
# detail/* is of no level of its own but of the highest that it includes, so that no include goes up
# by way of it: detail/bounded.hpp is for everyone, detail/block.hpp (hash/concept) for level 2.

# What the core may include besides itself: none of these costs as much as <string> does.
STANDARD = (
    "array cerrno concepts cstddef cstdint optional span string_view type_traits utility sys/random.h"
).split()
# Other people's headers, in the integration that is named after them.
THIRD_PARTY = {
    "integrations/cryptopp": "cryptopp/*",
    "integrations/cryptopp_sealing": "cryptopp/*",
    "detail/private_file": "fcntl.h sys/stat.h unistd.h",
    "integrations/detail/at_fork": "pthread.h",
    "integrations/detail/sqlite_connection": "sqlite3.h fcntl.h sys/stat.h unistd.h",
}

# Tables of facts: included once for each use, so without a guard. The includer defines the table's macros, and
# the table undefines them.
TABLES = {
    "reason_table": ("OTPP_REASON",),
    "provisioning/app_table": ("OTPP_APP", "OTPP_APP_SOURCE", "OTPP_APP_FACT", "OTPP_APPS_READ"),
}

Texts = dict[str, str]  # a header's path under include/otpp, without .hpp, and what it says


def read(folder, ending) -> Texts:
    return {
        path.relative_to(folder).with_suffix("").as_posix(): path.read_text()
        for path in sorted(folder.rglob(f"*{ending}"))
    }


def includes(text: str) -> list[str]:
    """What stands after each #include, with its brackets or quotes."""
    return re.findall(r"^[ \t]*#[ \t]*include[ \t]*(\S+)", text, re.MULTILINE)


def own(text: str) -> list[str]:
    """The headers of ours that a text includes, by path under include/otpp."""
    return re.findall(r"<otpp/(\S+)\.hpp>", " ".join(includes(text)))


def listed_level(name: str) -> int | None:
    for level, patterns in LEVELS.items():
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns.split()):
            return level
    return None


def level(name: str, headers: Texts, seen: frozenset[str] = frozenset()) -> int:
    """By the table; of a detail header, the highest level that it includes."""
    if not name.startswith("detail/"):
        return listed_level(name) or 0
    below = [n for n in own(headers.get(name, "")) if n not in seen and n != UMBRELLA]
    return max((level(n, headers, seen | {name}) for n in below), default=0)


# --- the rules: each yields the faults that it finds -----------------------------------------------


def has_a_level(headers: Texts) -> Iterator[str]:
    for name in headers:
        if name != UMBRELLA and not name.startswith("detail/") and listed_level(name) is None:
            yield f"{name}: has no level in the table"


def includes_what_is_there(headers: Texts) -> Iterator[str]:
    for name, text in headers.items():
        for other in own(text):
            if other not in headers:
                yield f"{name}: includes {other}, which is not there"


def includes_nothing_higher(headers: Texts) -> Iterator[str]:
    for name, text in headers.items():
        for other in own(text):
            if other == UMBRELLA:
                yield f"{name}: includes the umbrella, which is for users"
            elif name != UMBRELLA and level(other, headers) > level(name, headers):
                yield (
                    f"{name} (level {level(name, headers)}) includes "
                    f"{other} (level {level(other, headers)})"
                )


def has_no_cycle(headers: Texts) -> Iterator[str]:
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> Iterator[str]:
        if name in path:
            yield "a cycle: " + " -> ".join(path[path.index(name) :] + [name])
        elif name not in done:
            for other in own(headers.get(name, "")):
                yield from walk(other, path + [name])
            done.add(name)

    for name in headers:
        yield from walk(name, [])


def umbrella_is_complete(headers: Texts) -> Iterator[str]:
    wanted = {n for n in headers if "/" not in n and (listed_level(n) or 0) <= CORE} - {UMBRELLA, *TABLES}
    found = own(headers[UMBRELLA])
    for name in sorted(wanted - set(found)):
        yield f"{UMBRELLA}: does not include {name}"
    for name in sorted(set(found) - wanted):
        yield f"{UMBRELLA}: includes {name}, which is not a public header of levels 0 to {CORE}"


def includes_only_what_is_cheap(headers: Texts) -> Iterator[str]:
    for name, text in headers.items():
        for what in includes(text):
            path = what[1:-1]
            if not (what.startswith("<") and what.endswith(">")):
                yield f"{name}: includes {what}: write <otpp/...>"
            elif path.startswith("otpp/") or path in STANDARD:
                continue
            elif "/" in path or path.endswith(".h"):
                if not any(fnmatch.fnmatchcase(path, p) for p in THIRD_PARTY.get(name, "").split()):
                    yield f"{name}: includes {what}, of another library"
            elif level(name, headers) <= CORE:
                yield f"{name}: includes {what}, which is not among the cheap standard headers"


def opens_alike(headers: Texts) -> Iterator[str]:
    for name, text in headers.items():
        guard = "OTPP_" + re.sub(r"\W", "_", name).upper() + "_HPP"
        lines = text.splitlines()
        if lines[:1] != ["// SPDX-License-Identifier: BSL-1.0"]:
            yield f"{name}: line 1 is not the SPDX line"
        top = 1 if name in TABLES else 3
        if name in TABLES:
            undefined = [f"#undef {macro}" for macro in TABLES[name]]
            if lines[-len(undefined) :] != undefined:
                yield f"{name}: the last lines do not undefine {', '.join(TABLES[name])}"
        elif lines[1:3] != [f"#ifndef {guard}", f"#define {guard}"] or lines[-1:] != ["#endif"]:
            yield f"{name}: the guard is not {guard}, in lines 2, 3 and the last"
        comment = []
        for line in lines[top:]:
            if not line.startswith("//"):
                break
            comment.append(line)
        opening = "\n".join(comment)
        if not re.match(r"// \S.{15,}", opening) or lines[top + len(comment)] != "":
            yield f"{name}: line {top + 1} does not say what it is for, or no blank line follows"
        for number, link in re.findall(r"RFC (\d+)[^;]*?https://\S+/rfc(\d+)", opening):
            if number != link:
                yield f"{name}: names RFC {number} but links to RFC {link}"
        first_code = next((line for line in lines[top + len(comment) :] if line), "")
        if includes(text) and not re.match(r"#\s*(include|if)", first_code):
            yield f"{name}: the includes do not follow the opening"


def leaves_no_macro(headers: Texts) -> Iterator[str]:
    """A user's file gets no macro of ours; and none of theirs changes what a name means."""
    for name, text in headers.items():
        # for a table: `#define M(...)`, then an include of the table, which undefines M
        rest = text
        for table, macros in TABLES.items():
            for macro in macros:
                use = rf"^#define {macro}\((.*\\\n)*.*\n#include <otpp/{table}\.hpp>$"
                rest = re.sub(use, "", rest, flags=re.MULTILINE)
        defined = re.findall(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", rest, re.MULTILINE)
        for macro in [m for m in defined if m not in TABLES[name]] if name in TABLES else defined[1:]:
            yield f"{name}: defines the macro {macro}"
        if "__has_include" in text:
            yield f"{name}: __has_include would make its meaning depend on what is installed"
        for macro in re.findall(r"^[ \t]*#[ \t]*if.*\b(OTPP_\w+)", text, re.MULTILINE):
            if not macro.endswith("_HPP") and macro not in TABLES.get(name, ()):
                yield f"{name}: {macro} would give one name two meanings in one program"


def asks_the_compiler_itself(headers: Texts) -> Iterator[str]:
    """clang 14 with libstdc++'s C++23 takes std::is_constant_evaluated() for true at run time: nothing
    would be wiped, no barrier would stand, and no instruction of the processor's be used."""
    for name, text in headers.items():
        if "std::is_constant_evaluated" in text:
            yield f"{name}: __builtin_is_constant_evaluated, not std::is_constant_evaluated"


def keeps_details_in_the_family(headers: Texts) -> Iterator[str]:
    """bulk/detail/* is for bulk and bulk/* alone, and so for the other families."""
    for name, text in headers.items():
        for there in own(text):
            family, _, rest = there.partition("/")
            if family in FAMILIES and rest.startswith("detail/") and name.split("/")[0] != family:
                yield f"{name}: includes {there}, which is private to {family}"


RULES = [
    has_a_level,
    includes_what_is_there,
    includes_nothing_higher,
    has_no_cycle,
    umbrella_is_complete,
    includes_only_what_is_cheap,
    opens_alike,
    leaves_no_macro,
    asks_the_compiler_itself,
    keeps_details_in_the_family,
]


def is_tested(headers: Texts, tests: Texts) -> Iterator[str]:
    """The tests mirror the headers; each names its own first. That one stands alone is for test_headers.py."""
    for name in headers:
        if name not in tests:
            yield f"{name}: tests/otpp/{name}.cpp is missing"
        elif includes(tests[name])[:1] != [f"<otpp/{name}.hpp>"]:
            yield f"{name}: tests/otpp/{name}.cpp does not include it first"


# --- the tests -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def headers(root) -> Texts:
    found = read(root / "include" / "otpp", ".hpp")
    assert len(found) >= 30, "the headers were not found"
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_headers(rule, headers):
    assert list(rule(headers)) == []


def test_each_header_has_its_test(headers, root):
    assert list(is_tested(headers, read(root / "tests" / "otpp", ".cpp"))) == []


def with_include(headers: Texts, name: str, what: str) -> Texts:
    return headers | {name: headers[name].replace("\n\n", f"\n\n#include {what}\n", 1)}


def replaced(headers: Texts, name: str, old: str, new: str) -> Texts:
    assert old in headers[name]
    return headers | {name: headers[name].replace(old, new)}


PLANTED = {
    "an upward include": (
        lambda h: with_include(h, "base32", "<otpp/totp.hpp>"),
        "base32 (level 1) includes totp (level 3)",
    ),
    "an upward include through detail": (
        lambda h: with_include(h, "detail/bytes", "<otpp/account.hpp>"),
        "passcode (level 3) includes detail/bytes (level 4)",
    ),
    "the core includes an integration": (
        lambda h: with_include(h, "hotp", "<otpp/integrations/cryptopp.hpp>"),
        "hotp (level 3) includes integrations/cryptopp (level 6)",
    ),
    "an include of the umbrella": (
        lambda h: with_include(h, "uri/build", "<otpp/otpp.hpp>"),
        "uri/build: includes the umbrella, which is for users",
    ),
    "a cycle": (
        lambda h: with_include(h, "result", "<otpp/algorithm.hpp>"),
        "a cycle: algorithm -> result -> algorithm",
    ),
    "a header that includes itself": (
        lambda h: with_include(h, "window", "<otpp/window.hpp>"),
        "a cycle: window -> window",
    ),
    "an include of nothing": (
        lambda h: with_include(h, "secret", "<otpp/vault.hpp>"),
        "secret: includes vault, which is not there",
    ),
    "a header without a level": (
        lambda h: h | {"vault": h["result"]},
        "vault: has no level in the table",
    ),
    "a gap in the umbrella": (
        lambda h: replaced(h, "otpp", "#include <otpp/window.hpp>\n", ""),
        "otpp: does not include window",
    ),
    "a detail in the umbrella": (
        lambda h: with_include(h, "otpp", "<otpp/detail/wipe.hpp>"),
        "otpp: includes detail/wipe, which is not a public header of levels 0 to 4",
    ),
    "a costly standard header": (
        lambda h: with_include(h, "uri/parse", "<string>"),
        "uri/parse: includes <string>, which is not among the cheap standard headers",
    ),
    "a costly standard header in detail": (
        lambda h: with_include(h, "detail/text", "<chrono>"),
        "detail/text: includes <chrono>, which is not among the cheap standard headers",
    ),
    "a header of the system": (
        lambda h: with_include(h, "hash/detail/sha1_x86", "<immintrin.h>"),
        "hash/detail/sha1_x86: includes <immintrin.h>, of another library",
    ),
    "another library in the core": (
        lambda h: with_include(h, "backend", "<cryptopp/sha.h>"),
        "backend: includes <cryptopp/sha.h>, of another library",
    ),
    "an include by quotes": (
        lambda h: with_include(h, "totp", '"window.hpp"'),
        'totp: includes "window.hpp": write <otpp/...>',
    ),
    "no licence": (
        lambda h: replaced(h, "note", "// SPDX-License-Identifier: BSL-1.0\n", ""),
        "note: line 1 is not the SPDX line",
    ),
    "a guard named after another header": (
        lambda h: replaced(h, "hash/sha2", "OTPP_HASH_SHA2_HPP", "OTPP_SHA2_HPP"),
        "hash/sha2: the guard is not OTPP_HASH_SHA2_HPP, in lines 2, 3 and the last",
    ),
    "no guard": (
        lambda h: replaced(h, "time", "#ifndef OTPP_TIME_HPP\n#define OTPP_TIME_HPP\n", ""),
        "time: the guard is not OTPP_TIME_HPP, in lines 2, 3 and the last",
    ),
    "an unclosed guard": (
        lambda h: h | {"period": h["period"].removesuffix("#endif\n")},
        "period: the guard is not OTPP_PERIOD_HPP, in lines 2, 3 and the last",
    ),
    "no purpose": (
        lambda h: h | {"note": re.sub(r"\n// What.*", "", h["note"], count=1)},
        "note: line 4 does not say what it is for, or no blank line follows",
    ),
    "a link to another standard": (
        lambda h: replaced(h, "totp", "rfc6238#", "rfc4226#"),
        "totp: names RFC 6238 but links to RFC 4226",
    ),
    "code before the includes": (
        lambda h: h | {"hmac": h["hmac"].replace("\n\n#include", "\n\nstruct early;\n#include", 1)},
        "hmac: the includes do not follow the opening",
    ),
    "a macro": (
        lambda h: replaced(h, "time", "namespace otpp {", "#define FLOOR 1\nnamespace otpp {"),
        "time: defines the macro FLOOR",
    ),
    "a table's macro without its table": (
        lambda h: replaced(h, "reason", "#include <otpp/reason_table.hpp>\n    }", "    }"),
        "reason: defines the macro OTPP_REASON",
    ),
    "a table that leaves its macro": (
        lambda h: replaced(h, "reason_table", "#undef OTPP_REASON\n", ""),
        "reason_table: the last lines do not undefine OTPP_REASON",
    ),
    "a table that holds a macro more": (
        lambda h: replaced(h, "reason_table", "#undef OTPP_REASON\n", "#define MORE\n#undef OTPP_REASON\n"),
        "reason_table: defines the macro MORE",
    ),
    "a switch by macro": (
        lambda h: replaced(h, "totp", "using totp", "#ifdef OTPP_USE_CRYPTOPP\n#endif\nusing totp"),
        "totp: OTPP_USE_CRYPTOPP would give one name two meanings in one program",
    ),
    "a switch by what is installed": (
        lambda h: replaced(h, "totp", "using totp", "#if __has_include(<a>)\n#endif\nusing totp"),
        "totp: __has_include would make its meaning depend on what is installed",
    ),
    "the library's question of the compiler": (
        lambda h: replaced(h, "detail/wipe", "__builtin_is_constant", "std::is_constant"),
        "detail/wipe: __builtin_is_constant_evaluated, not std::is_constant_evaluated",
    ),
    "a family's private header elsewhere": (
        lambda h: with_include(h, "server/policy", "<otpp/bulk/detail/tile.hpp>"),
        "server/policy: includes bulk/detail/tile, which is private to bulk",
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_found(planted, headers):
    plant, fault = PLANTED[planted]
    broken = plant(headers)
    assert broken != headers
    found = [f for rule in RULES for f in rule(broken)]
    assert any(f.startswith(fault) for f in found), found


def test_a_missing_test_is_found(headers):
    tests = {name: f"#include <otpp/{name}.hpp>\n" for name in headers}
    assert list(is_tested(headers, tests)) == []
    tests["totp"] = "#include <otpp/hotp.hpp>\n#include <otpp/totp.hpp>\n"
    del tests["uri/parse"]
    assert list(is_tested(headers, tests)) == [
        "totp: tests/otpp/totp.cpp does not include it first",
        "uri/parse: tests/otpp/uri/parse.cpp is missing",
    ]
