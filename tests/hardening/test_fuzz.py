"""Any bytes at all: no crash, no allocation, and the oracles of tests/hardening/fuzz hold (SECURITY.md, S25).

Five seconds a target; OTPP_FUZZ_SECONDS=600 takes longer.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "hardening" / "fuzz"
UNROLLED = ROOT / "tests" / "support" / "unrolled.txt"

TARGETS = ("base32", "uri", "passcode", "migration", "provisioning", "record")


def fuzz(target, folder, include=ROOT / "include"):
    binary = folder / target
    done = subprocess.run(
        ["clang++", "-std=c++20", "-O1", "-gline-tables-only", "-fsanitize=fuzzer,address,undefined"]
        + ["-fno-sanitize-recover=all", f"-fsanitize-ignorelist={UNROLLED}"]
        + [f"-I{include}", HERE / f"{target}.cpp", "-o", binary],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = folder / "found"
    found.mkdir()
    dictionary = HERE / f"{target}.dict"
    done = subprocess.run(
        [binary, f"-max_total_time={os.environ.get('OTPP_FUZZ_SECONDS', '5')}"]
        + ["-timeout=10", "-print_final_stats=1", f"-artifact_prefix={folder}/"]
        + ([f"-dict={dictionary}"] if dictionary.exists() else [])
        + [found, HERE / "corpus" / target],  # what is new goes to the first
        capture_output=True,
        text=True,
    )
    print(done.stderr[-6000:])
    return done


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS)
def test_any_input(target, tmp_path):
    done = fuzz(target, tmp_path)
    assert done.returncode == 0
    assert int(re.search(r"^Done (\d+) runs", done.stderr, re.MULTILINE)[1]) > 1000


# What each target must notice: file, what stands there, what is planted, what the oracle says.
FAULTS = {
    "base32-wrong_bytes": (
        "base32", "base32.hpp", "(digit >> 7) * 8)", "(digit >> 7) * 9)", "other bytes",
    ),
    "base32-lenient_about_length": (
        "base32", "base32.hpp", "symbols == 1 || symbols == 3 || symbols == 6",
        "symbols == 1 || symbols == 3", "read what is not base32",
    ),
    "uri-period_forgotten": (
        "uri", "uri/build.hpp", "from.period().value() != 30", "from.period().value() < 30",
        "another period",
    ),
    "uri-offset_outside": (
        "uri", "uri/parse.hpp", "reason::secret_missing, uri_.size()",
        "reason::secret_missing, uri_.size() + 1", "the offset lies outside the text",
    ),
    "uri-allocates": (
        "uri", "uri/parse.hpp", "    return detail::uri_reader{uri}.read();",
        "    delete new int volatile{};\n    return detail::uri_reader{uri}.read();",
        "the library allocated",
    ),
    "passcode-length_not_checked": (
        "passcode", "passcode.hpp", "if (hyphen || typed.size_ != count.value())",
        "if (hyphen)", "another number of digits",
    ),
    "passcode-window_short_of_one": (
        "passcode", "totp.hpp", "look.ahead.value());", "look.ahead.value() / 2);", "totp.match",
    ),
    "migration-part_beyond_the_last": (
        "migration", "provisioning/migration.hpp", "part.index_ >= part.size_",
        "part.index_ > part.size_", "a part beyond the last",
    ),
    "migration-counter_forgotten": (
        "migration", "provisioning/migration_writer.hpp", "if (!from.is_totp()) to.number(7,",
        "if (from.is_totp()) to.number(7,", "another counter",
    ),
    "provisioning-app_not_named": (
        "provisioning", "provisioning/facts.hpp", "{rule::digits_not_6, app::google_authenticator,",
        "{rule::digits_not_6, app::aegis,", "an app that no finding names",
    ),
    "record-two_texts_of_a_number": (
        "record", "server/detail/number.hpp", " || (text[first] == '0' && (at - first != 1 || minus))", "",
        "write(parse(text)) is not the text",
    ),
    "record-debt_over_a_day": (
        "record", "server/admit.hpp", "current.debt = debt + cost;",
        "current.debt = full_debt + cost;", "stores what is no record",
    ),
    "record-offset_outside": (
        "record", "server/record_text.hpp", "return {reason::record_length, text_.size()};",
        "return {reason::record_length, text_.size() + 1};", "the offset lies outside the text",
    ),
}  # fmt: skip


def test_every_fault_has_its_place():
    times = {name: (ROOT / "include/otpp" / file).read_text().count(old) for name, (_, file, old, *_) in FAULTS.items()}
    assert {name: count for name, count in times.items() if count != 1} == {}


@pytest.mark.matrix
@pytest.mark.parametrize("name", FAULTS)
def test_an_oracle_speaks(name, tmp_path):
    target, file, old, new, says = FAULTS[name]
    include = shutil.copytree(ROOT / "include", tmp_path / "include")
    header = include / "otpp" / file
    text = header.read_text()
    assert text.count(old) == 1, f"{file} has changed: mend this fault"
    header.write_text(text.replace(old, new))
    done = fuzz(target, tmp_path, include)
    assert done.returncode != 0
    assert f"oracle: {says}" in done.stderr
