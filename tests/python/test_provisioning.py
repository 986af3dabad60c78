"""lint, as_read_by and profiles from Python: the same facts as in C++, and nothing decided here."""

import inspect
import json
import pathlib
import re

import otpp
import otpp.provisioning
import pytest
from otpp.provisioning import App, Profile

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
PLAIN = f"otpauth://totp/ACME:alice?secret={KEY}&issuer=ACME"
CASES = json.loads((ROOT / "tests/vectors/app_readings.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']}-{case['app']}")
def test_every_fact_of_the_table_of_apps(case):
    read = otpp.as_read_by(case["app"], case["uri"])
    assert read.app is App(case["app"])
    assert (read.outcome, read.why) == (case["outcome"], case["why"] or None)
    assert (read.issuer, read.name) == (case["issuer"], case["name"])
    assert read.type == case["type"]
    assert read.algorithm == (case["algorithm"] or None)
    assert (read.digits, read.symbols) == (case["digits"], case["symbols"])
    assert (read.period, read.counter) == (case["period"], case["counter"])
    assert read.code_at(59) == case["code"]


def test_the_apps_and_profiles_are_those_of_the_core():
    table = (ROOT / "include/otpp/provisioning/app_table.hpp").read_text()
    assert [app.value for app in App] == re.findall(r"^OTPP_APP\((\w+),", table, re.M)
    profiles = re.search(
        r"enum class profile [^{]*{(.*?)};",
        (ROOT / "include/otpp/provisioning/profile.hpp").read_text(),
        re.S,
    )[1]
    assert [profile.value for profile in Profile] == re.findall(r"^ +(\w+),", profiles, re.M)


# --- lint -------------------------------------------------------------------------------------------


def rules(uri, **options):
    return [finding.rule for finding in otpp.lint(uri, **options)]


def test_what_all_apps_read_alike_has_no_finding():
    assert otpp.lint(PLAIN) == []
    assert otpp.lint(otpp.Account(bytes(20), name="jürgen", issuer="Ärger GmbH").uri()) == []


def test_a_finding_says_where_what_and_who():
    (found,) = otpp.lint(f"otpauth://totp/ACME:a:b?secret={KEY}&issuer=ACME")
    assert found[:4] == ("second_colon", "error", "label", 21)
    assert found.message == "there is a second colon in the label"
    assert found.mend == "one colon, between issuer and account"
    assert found.reason is None
    freeotp = next(fact for fact in found.facts if fact.app is App.FREEOTP)
    assert freeotp.does == "refuses it: a label is at most issuer:account"
    assert freeotp.source == "freeotp/freeotp-android 017678c, Token.java"


def test_findings_are_in_the_order_of_the_text():
    found = otpp.lint(f"otpauth://totp/A%26B:x?secret={KEY}&issuer=C&digits=8&algorithm=SHA256")
    assert [each.offset for each in found] == sorted(each.offset for each in found)
    assert [each.rule for each in found] == [
        "decoded_twice", "issuer_conflict", "digits_not_6", "algorithm_not_sha1",
    ]  # fmt: skip


def test_one_apps_findings():
    eight = PLAIN + "&digits=8"
    assert rules(eight, app="google_authenticator") == ["digits_not_6"]
    assert rules(eight, app=App.AEGIS) == []
    assert rules(PLAIN, app="apple") == ["issuer_not_a_domain"]
    assert rules(eight, app=None) == ["digits_not_6"]


def test_a_uri_that_is_refused_says_for_what():
    (found,) = otpp.lint(PLAIN + "&digits=x")
    assert (found.rule, found.reason) == ("unreadable", otpp.Reason.NOT_A_NUMBER)
    assert found.message == "not a number: use only the digits 0 to 9"
    (found,) = otpp.lint("x" * 3000)
    assert (found.rule, found.reason) == ("unreadable", otpp.Reason.URI_TOO_LONG)
    assert otpp.lint("")[0].offset == 0


def test_offsets_are_counted_in_characters():
    (found,) = [f for f in otpp.lint(f"otpauth://totp/äöü:a:b?secret={KEY}&issuer=äöü") if f.rule == "second_colon"]
    assert "otpauth://totp/äöü:a:b?"[found.offset] == ":"
    assert found.offset == 20


def test_no_finding_shows_the_secret():
    secret = otpp.Secret.generate().base32()
    for tail in ("&digits=8", "1", "&issuer=x:y", "&secret=2", "%zz", "#"):
        said = repr(otpp.lint(f"otpauth://hotp/a:b:c?secret={secret}{tail}"))
        assert "Finding(" in said and secret[:12] not in said


@pytest.mark.parametrize("wrong", [None, 5, b"otpauth://"])
def test_a_uri_is_text(wrong):
    with pytest.raises(TypeError, match="a URI is text"):
        otpp.lint(wrong)
    with pytest.raises(TypeError, match="a URI is text"):
        otpp.as_read_by("aegis", wrong)


def test_half_of_a_surrogate_pair():
    for call in (otpp.lint, lambda uri: otpp.as_read_by("aegis", uri)):
        with pytest.raises(otpp.InvalidInput) as refused:
            call(PLAIN + "\ud800")
        assert refused.value.reason is otpp.Reason.INVALID_UTF8


# --- as_read_by -------------------------------------------------------------------------------------


def test_a_reading_shows_no_secret_and_is_not_copied():
    import copy
    import pickle

    read = otpp.as_read_by("aegis", PLAIN)
    assert repr(read) == "<Reading by aegis: read>"
    assert repr(otpp.as_read_by("aegis", "x")) == "<Reading by aegis: refused>"
    for call in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="neither copied nor pickled"):
            call(read)
    with pytest.raises(TypeError, match="is what as_read_by"):
        otpp.Reading()
    with pytest.raises(AttributeError):
        read.name = "bob"


def test_times_are_those_of_totp():
    read = otpp.as_read_by("aegis", PLAIN)
    assert read.code_at(59.9) == otpp.TOTP(KEY).at(59)
    assert read.code_at(-1) == ""
    with pytest.raises(TypeError, match="Unix seconds or an aware datetime"):
        read.code_at("59")


@pytest.mark.parametrize("wrong", ["", "Aegis", "authy", "x" * 100])
def test_an_app_that_is_not_known(wrong):
    with pytest.raises((ValueError, otpp.InvalidInput)):
        otpp.as_read_by(wrong, PLAIN)
    with pytest.raises((ValueError, otpp.InvalidInput)):
        otpp.lint(PLAIN, app=wrong)


def test_an_app_is_text():
    with pytest.raises(TypeError, match="an app is one of App"):
        otpp.as_read_by(1, PLAIN)


# --- profiles ---------------------------------------------------------------------------------------


def test_portable_is_what_uri_gives_by_itself():
    account = otpp.Account(KEY, name="alice", issuer="ACME", digits=8)
    assert account.uri() == account.uri(profile="portable") == account.uri(profile=Profile.PORTABLE)
    assert account.uri() == PLAIN + "&digits=8"


def test_a_profile_refuses_what_its_app_would_misread():
    account = otpp.Account(KEY, name="alice", issuer="ACME", digits=8)
    assert account.uri(profile="aegis") == PLAIN + "&digits=8"
    with pytest.raises(otpp.InvalidInput) as refused:
        account.uri(profile="google_authenticator")
    assert refused.value.reason is otpp.Reason.PROFILE_DIGITS
    assert "GEZD" not in str(refused.value)
    with pytest.raises(otpp.InvalidInput):
        account.qr(profile="google_authenticator")


def test_apples_profile_has_the_domain():
    account = otpp.Account(KEY, name="alice", issuer="ACME")
    uri = account.uri(profile="apple", domain="acme.example")
    assert uri == f"otpauth://totp/ACME:alice?secret={KEY}&issuer=acme.example"
    for domain in ({}, {"domain": "acme"}, {"domain": "https://acme.example"}, {"domain": "a" * 999}):
        with pytest.raises(otpp.InvalidInput) as refused:
            account.uri(profile="apple", **domain)
        assert refused.value.reason is otpp.Reason.PROFILE_DOMAIN


@pytest.mark.parametrize("wrong", ["", "keepassxc", "Portable"])
def test_a_profile_that_is_not_known(wrong):
    with pytest.raises(ValueError, match="no profile of that name"):
        otpp.Account(KEY, name="alice").uri(profile=wrong)


def test_wrong_calls_name_types_and_never_values():
    account = otpp.Account(KEY, name="alice")
    for call in (
        lambda: account.uri("aegis"),
        lambda: account.uri(profile=5),
        lambda: account.uri(domain=5),
        lambda: account.uri(portable=KEY),
        lambda: otpp.lint(PLAIN, "aegis"),
        lambda: otpp.as_read_by(PLAIN),
    ):
        with pytest.raises(TypeError) as refused:
            call()
        assert "GEZD" not in str(refused.value)


def test_everything_has_a_docstring():
    for thing in (otpp.lint, otpp.as_read_by, otpp.provisioning.Finding, otpp.provisioning.Fact):
        assert inspect.getdoc(thing)
    assert str(inspect.signature(otpp.lint)) == "(uri, *, app=None)"
    assert str(inspect.signature(otpp.as_read_by)) == "(app, uri)"
