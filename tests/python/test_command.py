"""The subcommands of otpp: output as text and as JSON, and refused input."""

import json
import pathlib
import re
import sys

import otpp
import pytest
from otpp.command import COMMANDS

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from command_line import SECRET, SHORT, URI, found_secrets, refused, run  # noqa: E402

LONG = f"otpauth://totp/ACME:a?secret={SECRET}&issuer=Other&digits=8"


# --- the command line ------------------------------------------------------------------------------


def test_run_detects_secret_in_output():
    assert found_secrets(f"no such file: {SECRET}") == [SECRET]
    with pytest.raises(AssertionError, match="a secret is in the output"):
        run("uri", "--name", "alice", given=SECRET)


def test_help_lists_every_subcommand():
    ran = run("--help")
    assert ran.code == 0 and not ran.error
    for name, summary in COMMANDS.items():
        assert re.search(rf"^ +{name}\s+{summary[:20]}", ran.out, re.MULTILINE), name
        assert run(name, "--help").out.startswith(f"usage: otpp {name} "), name


def test_version_option_prints_package_version():
    assert run("--version").out == f"otpp {otpp.__version__}\n"


def test_command_without_arguments_prints_usage():
    ran = run()
    assert ran.code == 2 and "usage: otpp" in ran.out


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["cods"], "unknown command: choose one of new, code"),
        ([SECRET], "unknown command"),
        (["code", "--nope=12"], "there is no option --nope;"),
        (["code", f"--secret={SECRET}"], "there is no option --secret;"),
        (["code", "--" + SECRET], "unexpected argument"),
        (["code", "a", SECRET], "unexpected argument: secrets and codes are not read from"),
        (["code", "--digits", SECRET], "--digits: expected a value of type int"),
        (["code", "--type", SECRET], "--type: choose one of .*totp.*hotp"),
        (["code", f"--json={SECRET}"], "--json: this option takes no value"),
        (["code", "--digit", "6"], "there is no option --digit;"),
        (["code", "--at", "yesterday"], "--at: expected Unix seconds, or a time like 2026"),
        (["code", "--watch"], "--watch needs a terminal"),
        (["code", "--watch", "--json"], "--watch needs a terminal"),
        (["verify", "--factor", "a"], "--factor needs --store"),
        (["verify", "--store", "s"], "--store needs --factor"),
        (["new"], "the following arguments are required: NAME"),
        (["new", "a", "--factor", "b"], "--factor needs --store"),
        (["new", "a", "--store", "s"], "the store needs its keys"),
        (["new", "a", "--store", "s", "--keys", "k", "--plaintext"], "exclude each other"),
        (["factor"], "required: OPERATION"),
        (["factor", "status", "a"], "required: --store"),
        (["factor", "reset", "a", "--store", "s"], "required: --reason"),
        (["qr", "--scale", "0"], "--scale: expected 1 to 100 pixels"),
        (["qr", "a", "b"], "--read takes several pictures"),
        (["lint", "--app", "notes"], "--app: choose one of google_authenticator, .*apple"),
        (["bulk", "match", "--time", "t", "--at", "0"], "--time and --at exclude each other"),
    ],
)
def test_parser_refuses_invalid_arguments(arguments, words, tmp_path):
    refused(2, words, *arguments, cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [SECRET, SHORT, SECRET.lower(), URI, "otpauth://x", "287082"])
@pytest.mark.parametrize("command", ["code", "verify", "uri", "qr", "lint", "migrate"])
def test_error_does_not_quote_secret_given_as_argument(command, words):
    ran = refused(4, "secrets are not read from the command line", command, words)
    assert words not in ran.error


# --- code ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options, at, code",
    [
        ([], "59", "287082"),
        (["--digits", "8"], "59", "94287082"),
        (["--digits", "8"], "1970-01-01T00:00:59Z", "94287082"),
        (["--digits", "8"], "1970-01-01T02:00:59+02:00", "94287082"),
        (["--digits", "8", "--algorithm", "sha1"], "1111111109", "07081804"),
        (["--period", "60"], "119", "287082"),
        (["--type", "hotp"], None, "755224"),
        (["--counter", "9"], None, "520489"),
    ],
)
def test_code_prints_passcode(options, at, code):
    ran = run("code", *options, *(["--at", at] if at else []), given=SECRET + "\n")
    assert (ran.code, ran.out, ran.error) == (0, code + "\n", "")


def test_code_defaults_to_current_time():
    totp = otpp.TOTP(SECRET)
    before = totp.now()
    ran = run("code", given=SECRET)
    assert ran.out.strip() in (before, totp.now())


def test_code_prints_every_account_of_file(tmp_path):
    file = tmp_path / "accounts"
    file.write_text(f"# mine\n\n{URI}\n{URI.replace('alice', 'bob')}&digits=8\n{SHORT}\n")
    ran = run("code", file, "--at", "59")
    assert re.fullmatch(
        r" +287082    1 s left  Example: alice\n94287082    1 s left  Example: bob\n"
        r" +996554    1 s left\n",
        ran.out,
    ), ran
    assert run("code", file, "--at", "59", "--find", "BOB").out == "94287082\n"
    refused(1, "no account has this", "code", file, "--find", "carol")
    assert json.loads(run("code", file, "--at", "59", "--json").out)[1] == {
        "issuer": "Example", "name": "bob", "type": "totp", "code": "94287082",
        "seconds_left": 1, "period": 30,
    }  # fmt: skip


@pytest.mark.parametrize(
    "given, words",
    [
        ("", "the input is empty"),
        (" \n# only this\n", "the input is empty"),
        ("JBSWY3DPEHPK3PX0", "character 16: 0, 1, 8 and 9 are not in base32"),
        (f"{URI}\n  JBSW!", "line 2, character 7: "),
        (f"{URI}\r\n\r\n{URI}&secret=A\r\n", "line 3, character .*more than once|twice|doubled"),
        ("otpauth://totp/a", "character 17|secret"),
        ("mailto://x", "character 1: "),
        (b"\xff\xfeA", "UTF-16-LE: save the file as UTF-8"),
        (b"JBSW\nJB\xe9", "line 2, byte 8 of the text: invalid UTF-8"),
        (b"JBSW\nJB\0", "line 2: a NUL character"),
        ("otpauth-migration://offline?data=AAAA%%", r"link 1: invalid percent-encoding.*\(character 38 of the link\)"),
    ],
)
def test_code_reports_place_of_invalid_input(given, words):
    refused(3, words, "code", given=given)


@pytest.mark.parametrize(
    "encoded",
    [
        SECRET.encode("utf-8-sig"),
        SECRET.encode("utf-16"),
        b"\xfe\xff" + SECRET.encode("utf-16-be"),
        SECRET.encode("utf-32"),
        f"{SECRET}\r\n".encode(),
        f"\r\n {SECRET} \r".encode(),
        " ".join(SECRET[i : i + 4] for i in range(0, 32, 4)).lower().encode(),
    ],
)
def test_code_reads_every_encoding_and_line_end(encoded, tmp_path):
    assert run("code", "--at", "59", given=encoded).out == "287082\n"
    (tmp_path / "secret").write_bytes(encoded)
    assert run("code", "--at", "59", tmp_path / "secret").out == "287082\n"
    assert run("code", "--at", "59", "-", given=encoded).out == "287082\n"


@pytest.mark.parametrize(
    "options, words",
    [
        (["--digits", "11"], "digits must be 6 to 10"),
        (["--period", "0"], "period"),
        (["--algorithm", "MD5"], "unknown algorithm"),
        (["--counter", "-1"], "counter"),
        (["--at", "99999999999999999999999"], "time|step|number"),
    ],
)
def test_code_refuses_invalid_parameters(options, words):
    refused(3, words, "code", *options, given=SECRET)


def test_code_refuses_parameters_beside_uri():
    refused(3, "omit --digits", "code", "--digits", "8", given=URI)


def test_code_escapes_control_characters_of_names():
    uri = f"otpauth://totp/%C2%9B31m%E2%80%AEevil?secret={SECRET}"
    out = run("code", "--at", "59", given=f"{uri}\n{uri}\n").out
    assert "\x9b" not in out and "\u202e" not in out and "\\x9b31m\\u202eevil" in out


# --- verify ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options, code, words, exit_code",
    [
        ([], "287082", "yes: the current step", 0),
        ([], "287 082", "yes: the current step", 0),
        ([], "755224", "yes: 1 step back", 0),
        (["--window", "0"], "755224", "no: it does not fit", 1),
        (["--window", "3"], "969429", "yes: 2 steps ahead", 0),
        ([], "000000", "no: it does not fit", 1),
        ([], "28708", "no: it does not fit", 1),
        ([], "\N{ARABIC-INDIC DIGIT TWO}87082", "no: it does not fit", 1),
        (["--type", "hotp"], "755224", "yes: counter 0, the next is 1", 0),
        (["--type", "hotp", "--window", "1"], "359152", "no: it does not fit", 1),
    ],
)
def test_verify_matches_code_in_window(options, code, words, exit_code):
    ran = run("verify", "--at", "59", *options, given=f"{SECRET}\n{code}\n")
    assert (ran.code, ran.out) == (exit_code, words + "\n")


def test_verify_reads_secret_from_file(tmp_path):
    (tmp_path / "secret").write_text(URI)
    assert run("verify", tmp_path / "secret", "--at", "59", given="287082\n").code == 0
    refused(3, "no code was given", "verify", tmp_path / "secret", given="")


def test_verify_prints_json():
    for code, expected in (("755224", (True, 0, -1)), ("000000", (False, None, None))):
        ran = run("verify", "--json", "--at", "59", given=f"{SECRET}\n{code}")
        assert json.loads(ran.out) == dict(zip(("fits", "step", "drift"), expected))
        assert ran.code == (0 if expected[0] else 1)


def test_verify_refuses_invalid_input():
    refused(3, "must have two lines: the secret, then the code", "verify", given=SECRET)
    refused(3, "two lines", "verify", given=f"{SECRET}\n{SECRET}\n287082")
    refused(3, "window", "verify", "--window", "101", given=f"{SECRET}\n287082")


# --- uri -------------------------------------------------------------------------------------------


def test_uri_of_bare_secret_has_names_and_parameters():
    ran = run("uri", "--name", "alice", "--issuer", "Example", given=SECRET, reveals=True)
    assert (ran.code, ran.out, ran.error) == (0, URI + "\n", "")
    given = ["--name", "a", "--type", "hotp", "--counter", "7", "--digits", "8", "--algorithm", "SHA256"]
    account = otpp.Account.from_uri(run("uri", *given, given=SECRET, reveals=True).out.strip())
    assert (account.type, account.counter, account.digits, account.algorithm) == ("hotp", 7, 8, "SHA256")


def test_uri_applies_profile():
    options = ["--profile", "apple", "--domain", "example.com"]
    ran = run("uri", *options, given=URI, reveals=True)
    assert ran.out.strip() == otpp.Account.from_uri(URI).uri(profile="apple", domain="example.com")
    digits = f"{URI}&digits=8"
    refused(3, "Google|digits", "uri", "--profile", "google_authenticator", given=digits)


def test_uri_prints_json():
    ran = run("uri", "--json", given=f"{URI}\n{URI}", reveals=True)
    assert json.loads(ran.out) == [URI, URI]


def test_uri_refuses_invalid_input():
    refused(3, "add --name, and --issuer", "uri", given=SECRET)
    refused(3, "omit --issuer and --name", "uri", "--name", "b", given=URI)
    refused(3, "at least 16 bytes", "uri", "--name", "b", given=SHORT)
    refused(3, "colon", "uri", "--name", "a:b", given=SECRET)
    refused(3, "character 5: ", "uri", "--name", "a", given="JBSW1")


# --- lint ------------------------------------------------------------------------------------------


def test_lint_reports_findings_with_facts():
    ran = run("lint", given=URI)
    assert (ran.code, ran.out) == (0, "nothing odd: every known app reads the same account\n")
    ran = run("lint", given=LONG)
    assert ran.code == 0
    assert "warning issuer_conflict, character" in ran.out
    assert "  write one issuer, the same text in both places\n" in ran.out
    assert "  google_authenticator ignores it and shows 6\n" in ran.out
    assert run("lint", "--fail-on", "warning", given=LONG).code == 1
    assert "[google/google-authenticator-android" in run("lint", "--sources", given=LONG).out


def test_lint_with_app_omits_other_apps():
    ran = run("lint", "--app", "keepassxc", given=LONG)
    assert "google_authenticator" not in ran.out


def test_lint_numbers_lines_of_several_uris():
    ran = run("lint", given=f"{URI}\n\n{SECRET}\n")
    assert ran.code == 1
    assert ran.out.startswith("line 1: nothing odd\nline 3\nerror unreadable, character 1: ")


def test_lint_prints_json():
    output = json.loads(run("lint", "--json", given=f"\n  {LONG}").out)
    expected = otpp.lint(LONG)
    assert [one["rule"] for one in output] == [one.rule for one in expected]
    assert output[0]["line"] == 2 and output[0]["character"] == expected[0].offset + 3
    assert len(output[0]["apps"]) == len(expected[0].facts)


def test_lint_as_read_by_prints_account_of_each_app():
    ran = run("lint", "--as-read-by", given=LONG)
    assert re.search(r"^google_authenticator +read +Other +ACME:a +SHA1, 6 decimal, 30 s$", ran.out, re.MULTILINE)
    assert re.search(r"^freeotp +read +ACME +a +SHA1, 8 decimal, 30 s$", ran.out, re.MULTILINE)
    output = json.loads(run("lint", "--as-read-by", "--app", "aegis", "--json", given=LONG).out)
    assert output == [
        {"line": 1, "app": "aegis", "outcome": "read", "why": None, "issuer": "ACME", "name": "a",
         "type": "totp", "algorithm": "SHA1", "digits": 8, "symbols": "decimal", "period": 30,
         "counter": 0},
    ]  # fmt: skip
    two_colons = f"otpauth://totp/ACME:a:b?secret={SECRET}&issuer=ACME"
    ran = run("lint", "--as-read-by", "--app", "freeotp", given=two_colons)
    assert ran.code == 1 and "refused" in ran.out


# --- kernels, completion ---------------------------------------------------------------------------


def test_kernels_lists_kernels_of_each_hash():
    output = json.loads(run("kernels", "--json").out)
    assert output == {name: list(otpp.bulk.kernels(name)) for name in ("SHA1", "SHA256", "SHA512")}
    assert re.match(r"SHA1 +.*portable\nSHA256 +.*portable\nSHA512 +.*portable\n$", run("kernels").out)


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion_contains_every_subcommand(shell):
    ran = run("completion", shell)
    assert ran.code == 0, ran
    for name in (*COMMANDS, "recovery-codes"):
        assert name in ran.out


# --- new -------------------------------------------------------------------------------------------


def test_new_prints_uri_to_pipe():
    first = run("new", "alice", "--issuer", "Example")
    account = otpp.Account.from_uri(first.out.strip())
    assert (account.issuer, account.name, len(account.secret)) == ("Example", "alice", 20)
    assert first.out != run("new", "alice", "--issuer", "Example").out
    strong = run("new", "alice", "--algorithm", "SHA512", "--digits", "8", "--period", "60")
    account = otpp.Account.from_uri(strong.out.strip())
    assert (account.algorithm, account.digits, account.period, len(account.secret)) == ("SHA512", 8, 60, 64)
    output = json.loads(run("new", "a", "--type", "hotp", "--json").out)
    assert otpp.Account.from_uri(output["uri"]).type == output["type"] == "hotp"


@pytest.mark.parametrize(
    "options, words",
    [
        (["", "--issuer", "x"], "name"),
        (["a:b"], "colon"),
        (["a", "--size", "15"], "16 bytes"),
        (["a", "--size", "129"], "128"),
        (["a", "--digits", "5"], "6 to 10"),
        (["a", "--period", "1"], "period"),
        (["a", "--digits", "8", "--profile", "google_authenticator"], "digits|Google"),
    ],
)
def test_new_refuses_invalid_parameters(options, words):
    refused(3, words, "new", *options)
