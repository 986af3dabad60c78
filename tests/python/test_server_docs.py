"""The login of docs/guide/two-factor-login.md, run as it stands there: the QR code is read by zbar, the phone
is played from what it read, and the clock is set."""

import pathlib
import re
import subprocess

import otpp
import pytest

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/guide/two-factor-login.md"
START = 1_700_000_010


class At:
    """The page's verifier, its clock set."""

    def __init__(self, verifier):
        self.verifier, self.now = verifier, START

    def __getattr__(self, call):
        return lambda *given, **named: getattr(self.verifier, call)(*given, at=self.now, **named)


@pytest.fixture
def page(tmp_path, monkeypatch, capsys):
    """The names of the page's first block, run in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    (block, *_) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert len([line for line in block.splitlines() if line.strip()]) <= 40
    names: dict = {}
    exec(compile(block, str(PAGE), "exec"), names)
    names["verifier"] = At(names["verifier"])
    return names


def test_the_login_of_the_page(page, tmp_path, capsys):
    clock = page["verifier"]
    qr, to_type = page["show_qr"]("42", "alice@example.com")
    qr.save(tmp_path / "shown.png")
    read = subprocess.run(
        ["zbarimg", "--quiet", "--raw", tmp_path / "shown.png"], capture_output=True, text=True, check=True
    )
    account = otpp.Account.from_uri(read.stdout.strip())
    assert (account.issuer, account.name, account.notes) == ("Example", "alice@example.com", ())
    assert otpp.Secret.from_base32(to_type).bytes() == account.secret.bytes()
    phone = account.otp()

    assert not page["log_in"]("42", phone.at(clock.now))[0]  # not before it is confirmed
    assert page["switch_on"]("42", phone.at(clock.now))
    clock.now += 30
    code = phone.at(clock.now)
    assert page["log_in"]("42", code) == (True, "The code is right.", 0)
    lets_in, said, wait = page["log_in"]("42", code)
    assert (lets_in, wait) == (False, 0)
    assert page["log_in"]("42", code) == (
        False, "Too many attempts: wait a moment, then try again.", 5,
    )  # fmt: skip
    clock.now += 30
    codes = page["new_recovery_codes"]("42", phone.at(clock.now))
    assert len(codes) == 10
    assert clock.recover("42", codes[0]) and not clock.recover("42", codes[0])
    assert clock.deactivate("42", codes[1]).kind == "throttled"
    clock.now += 30
    assert clock.deactivate("42", phone.at(clock.now))
    assert page["log_in"]("42", phone.at(clock.now + 30)) == (False, said, 0)
    printed = capsys.readouterr().out
    assert "tell the person: deactivate: accepted" in printed
    assert not any(secret in printed for secret in (code, *codes, to_type))


def test_the_files_of_the_page(page, tmp_path):
    """Keys and factors are for their owner; a second process goes on with them."""
    for name in ("otpp.keys", "factors.db"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    qr, to_type = page["show_qr"]("42", "alice@example.com")
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("factors.db*"))
    secret = otpp.Secret.from_base32(to_type)
    assert b"42" in stored and b"otpp1" in stored and secret.bytes() not in stored
    again = otpp.Verifier(
        otpp.stores.SQLite("factors.db"),
        policy=otpp.Policy(),
        keys=otpp.KeyRing.from_file("otpp.keys"),
    )
    assert again.confirm("42", otpp.TOTP(secret).at(START), at=START)
