"""Sessions of several subcommands: enrolment, login, migration to another phone, and a store's administration."""

import json
import pathlib
import re
import subprocess
import sys
import time

import otpp
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from command_line import SECRET, Terminal, environment, plain, refused, run  # noqa: E402

pytest.importorskip("nacl")


def scanned(*pictures):
    """The texts that zbar, an independent reader, finds in pictures."""
    read = subprocess.run(
        ["zbarimg", "--quiet", "--raw", *map(str, pictures)], capture_output=True, text=True, check=True
    )
    return read.stdout.split()


@pytest.fixture
def store(tmp_path):
    """The options of a store whose key file exists."""
    assert run("factor", "keys", tmp_path / "keys").code == 0
    return ("--store", tmp_path / "factors.db", "--keys", tmp_path / "keys")


def test_session_from_enrolment_to_next_phone(store, tmp_path):
    ran = run("new", "alice@example.com", "--issuer", "Example", "--factor", "42", *store,
              "-o", tmp_path / "alice.png", given=None)  # fmt: skip
    assert (ran.code, ran.out) == (0, "")
    assert "written: " in ran.error and "otpp factor confirm confirms it" in ran.error
    for file in ("alice.png", "keys", "factors.db"):
        assert (tmp_path / file).stat().st_mode & 0o777 == 0o600, file

    (uri,) = scanned(tmp_path / "alice.png")
    phone = tmp_path / "phone"
    phone.write_text(uri + "\n")
    assert run("verify", *store, "--factor", "42", given=run("code", phone).out).code == 1  # not yet confirmed
    begun = int(time.time())
    code = run("code", phone, "--at", str(begun)).out
    ran = run("factor", "confirm", "42", *store, given=code)
    assert (ran.code, ran.out) == (0, "accepted\n")

    code = run("code", phone, "--at", str(begun + 30)).out  # a step after the one that is used
    for _ in range(2):  # a match is stateless
        assert run("verify", phone, "--at", str(begun + 30), given=code).code == 0
    ran = run("verify", *store, "--factor", "42", given=code)
    assert (ran.code, ran.out) == (0, "accepted\n")
    ran = run("verify", *store, "--factor", "42", given=code)
    assert ran.code == 1 and ran.out.startswith("replayed: ")

    others = [otpp.Account(otpp.Secret.generate(), name=f"user{i}", issuer="Example").uri() for i in range(11)]
    phone.write_text("\n".join([uri, *others]))
    ran = run("migrate", phone, "--to", "links-qr", "-o", tmp_path / "export.png")
    assert (ran.code, ran.out) == (0, "")
    pictures = [tmp_path / "export-1.png", tmp_path / "export-2.png"]
    links = scanned(*pictures)
    assert all(link.startswith("otpauth-migration://offline?data=") for link in links)
    for given in (pictures, pictures[::-1]):
        assert run("migrate", *given).out.split() == [uri, *others]
    back = run("migrate", given="\n".join(links))
    assert back.out.split() == [uri, *others]
    ran = refused(3, "part 1 of 2: a part of the export is missing", "migrate", pictures[1])
    assert ran.out == ""


def test_new_at_terminal_confirms_with_code(store, tmp_path):
    with Terminal("new", "alice", "--issuer", "Example", *store) as terminal:
        shown = plain(terminal.until("code that the app shows now: "))
        assert "█▀" in shown and "Example: alice" in shown
        typed = re.search(r"scan it, or type  ((?:[A-Z2-7]{4} ?){8})\n", shown)
        phone = otpp.TOTP(typed[1])
        terminal.type("000000\n")
        shown = plain(terminal.until("code that the app shows now: "))
        assert "mismatch: " in shown
        terminal.type(phone.now() + "\n")
        assert re.search(r"wait [3-5] s …", terminal.until("wait .*…"))
        rest, code = terminal.end()
    assert code == 0 and plain(rest).endswith("accepted\n")
    assert json.loads(run("factor", "status", "alice", *store, "--json").out)["state"] == "active"


def test_qr_drawn_as_text_scans(tmp_path):
    """zbar reads the characters of the drawing, converted to pixels."""
    from PIL import Image

    uri = otpp.Account(SECRET, name="alice", issuer="Example").uri()
    drawn = run("qr", given=uri).out.rstrip("\n").split("\n")
    light = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1), " ": (0, 0)}
    rows = [row for line in drawn for row in zip(*(light[each] for each in line))]
    picture = Image.new("L", (len(rows[0]), len(rows)))
    picture.putdata([255 * each for row in rows for each in row])
    picture.resize((picture.width * 6, picture.height * 6), 0).save(tmp_path / "drawn.png")
    assert scanned(tmp_path / "drawn.png") == [uri]


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_qr_pictures_scan_and_read_back(suffix, tmp_path):
    uris = [otpp.Account(otpp.Secret.generate(), name=f"user{i}", issuer="Example").uri() for i in range(10)]
    ran = run("qr", "-o", tmp_path / f"code.{suffix}", "--level", "H", given="\n".join(uris))
    assert ran.code == 0
    files = sorted(tmp_path.iterdir())
    assert [f.name for f in files] == [f"code-{i:02}.{suffix}" for i in range(1, 11)]
    if suffix == "svg":
        for file in files:
            subprocess.run(["rsvg-convert", file, "-o", file.with_suffix(".png")], check=True)
    pictures = [file.with_suffix(".png") for file in files]
    assert scanned(*pictures) == uris
    assert run("qr", "--read", *pictures).out.split() == uris
    assert json.loads(run("qr", "--read", "--json", *pictures[:1]).out) == uris[:1]
    assert run("migrate", *pictures).out.split() == uris


def test_qr_writes_pictures_to_pipe():
    uri = otpp.Account(otpp.Secret.generate(), name="alice").uri()
    assert run("qr", "--format", "svg", given=uri).out.startswith("<svg")
    assert run("qr", "--format", "data-uri", given=uri).out.startswith("data:image/svg+xml;base64,")
    ran = run("qr", "--format", "png", given=uri)
    read = run("qr", "--read", "-", given=ran.out.encode("utf-8", "surrogateescape"))
    assert read.out.split() == [uri]


def test_qr_refuses_invalid_pictures_and_texts(tmp_path):
    from PIL import Image

    Image.new("L", (200, 200), 255).save(tmp_path / "empty.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "empty.png").read_bytes()[:60])
    for command in (("qr", "--read"), ("migrate",)):
        refused(3, "empty.png: no QR code in the picture", *command, tmp_path / "empty.png")
        refused(3, "cut.png: .*(damaged|no picture)", *command, tmp_path / "cut.png")
    refused(3, "no picture that can be read", "qr", "--read", given="hello")
    refused(2, "-o: a picture's file name ends in .svg or .png", "qr", "-o", tmp_path / "x.gif",
            given="otpauth://totp/a?secret=" + SECRET)  # fmt: skip
    refused(3, "otpp uri makes one of a secret", "qr", given=SECRET)
    refused(3, "line 1: not an export link", "qr", given="otpauth-migration://online?data=AA")


# --- migrate ---------------------------------------------------------------------------------------


def accounts(count, **more):
    return [otpp.Account(SECRET, name=f"user{i}", issuer="Example", **more) for i in range(count)]


def test_migrate_links_round_trip():
    uris = [account.uri() for account in accounts(25)]
    ran = run("migrate", "--to", "links", given="\n".join(uris))
    links = ran.out.split()
    assert len(links) == 3
    assert run("migrate", given="\n".join(reversed(links)), reveals=True).out.split() == uris
    refused(3, "part 2 of 3: a part", "migrate", given=f"{links[0]}\n{links[2]}")
    refused(3, "twice|doubled|already", "migrate", given="\n".join([*links, links[1]]))
    other = run("migrate", "--to", "links", given="\n".join(uris)).out.split()
    refused(3, "link 2: the parts belong to two exports", "migrate", given=f"{links[0]}\n{other[1]}\n{links[2]}")
    refused(3, "link 2: ", "migrate", given=f"{links[0]}\n{links[1][:-9]}\n{links[2]}")


def test_migrate_and_code_keep_order_of_uris_and_export():
    """The accounts of an export are in the place of its first link, though its parts are apart."""
    names = ["a", "b", "c"]
    before, between, after = (otpp.Account(SECRET, name=name).uri() for name in names)
    first, second = run("migrate", "--to", "links", given="\n".join(each.uri() for each in accounts(11))).out.split()
    mixed = "\n".join([before, second, between, first, after])
    expected = ["a", *(f"user{i}" for i in range(11)), "b", "c"]
    uris = run("migrate", given=mixed, reveals=True).out.split()
    assert [otpp.Account.from_uri(uri).name for uri in uris] == expected
    assert [each["name"] for each in json.loads(run("code", "--json", given=mixed).out)] == expected


def test_migrate_refuses_account_that_export_cannot_hold():
    (slow,) = accounts(1, period=60)
    uris = f"{accounts(1)[0].uri()}\n{slow.uri()}"
    ran = refused(3, "account 2: a migration holds no period", "migrate", "--to", "links", given=uris)
    assert ran.out == ""
    image = accounts(1)[0].uri() + "&image=https%3A%2F%2Fexample.com%2Fx.png"
    refused(3, "account 1: .*param", "migrate", "--to", "links", given=image)
    assert run("migrate", "--to", "links", "--drop-parameters", given=image).code == 0


def test_migrate_reports_or_skips_invalid_lines(tmp_path):
    good = accounts(1)[0].uri()
    refused(3, "line 2: neither an otpauth URI nor an export link", "migrate", given=f"{good}\n{SECRET}")
    (tmp_path / "good").write_text(good)
    (tmp_path / "bad").write_bytes(f"\ufeff{good}\r\n{good}&secret=A\r\n".encode())
    refused(3, "bad, line 2, character ", "migrate", tmp_path / "good", tmp_path / "bad")
    ran = run("migrate", "--skip", tmp_path / "good", tmp_path / "bad", reveals=True)
    assert (ran.code, ran.out) == (1, f"{good}\n{good}\n")
    assert re.fullmatch(r"left out: .*bad, line 2, character .*\n", ran.error)
    refused(3, "the input is empty|the input has no account", "migrate", given="")


def test_migrate_skips_unsupported_algorithm():
    """MD5 in an export: account 1 of its one part."""
    import base64

    parameters = b"\x0a\x0a" + bytes(10) + b"\x12\x01a\x20\x04"
    good = b"\x0a\x0a" + bytes(range(10)) + b"\x12\x01b"
    payload = b"".join(b"\x0a" + bytes([len(each)]) + each for each in (parameters, good))
    link = "otpauth-migration://offline?data=" + base64.b64encode(payload).decode()
    refused(3, "account 1", "migrate", given=link)
    ran = run("migrate", "--skip", given=link)
    assert ran.code == 1 and re.match(r"left out: part 1, account 1: ", ran.error)
    assert [otpp.Account.from_uri(uri).name for uri in ran.out.split()] == ["b"]


def test_migrate_prints_json():
    output = json.loads(run("migrate", "--json", given=accounts(1)[0].uri(), reveals=True).out)
    assert output == [
        {"uri": accounts(1)[0].uri(), "issuer": "Example", "name": "user0", "type": "totp",
         "digits": 6, "algorithm": "SHA1", "period": 30}
    ]  # fmt: skip
    assert len(json.loads(run("migrate", "--json", "--to", "links", given=accounts(1)[0].uri()).out)) == 1


# --- factor ----------------------------------------------------------------------------------------


class Phone:
    """A phone whose clock stopped when it was made.

    The offset that its confirmation proves is relative to that time: a code relative to the current time could be
    outside of the window, if a step ended before the confirmation."""

    def __init__(self, uri):
        self.totp = otpp.Account.from_uri(uri).otp()
        self.stopped = time.time()

    def code(self, steps=0):
        """The code of `steps` after the time of the clock."""
        return self.totp.at(self.stopped + 30 * steps)


@pytest.fixture
def enrolled(store, tmp_path):
    """The store's options, and the phone of its confirmed factor alice."""
    uri = run("new", "alice", *store, given=None).out.strip()
    phone = Phone(uri)
    assert run("factor", "confirm", "alice", *store, given=phone.code()).code == 0
    return store, phone


def test_factor_status_shows_state_without_keys(enrolled):
    store, _ = enrolled
    ran = run("factor", "status", "alice", *store[:2])  # without the keys
    assert ran.code == 0
    for line in (r"state           active", r"codes           totp, SHA1, 6 digits, 30 s",
                 r"failures        0 in a row", r"recovery codes  0 left"):  # fmt: skip
        assert re.search(f"^{line}$", ran.out, re.MULTILINE), ran
    output = json.loads(run("factor", "status", "alice", *store, "--json").out)
    assert (output["state"], output["failures"], output["lock"], output["digits"]) == ("active", 0, None, 6)
    refused(1, "there is no such factor", "factor", "status", "bob", *store)
    assert run("factor", "list", *store).out == "alice\n"


def test_factor_reset_clears_counted_failures(enrolled):
    store, phone = enrolled
    hour_ago = time.time() - 3600
    with otpp.stores.SQLite(store[1]) as file:
        server = otpp.Verifier(file, policy=otpp.Policy(), keys=otpp.KeyRing.from_file(store[3]))
        for failures in range(1, 20):  # the next delay is long enough for a slow machine
            assert server.verify("alice", "000000", at=hour_ago + 100 * failures).failures == failures
    ran = run("verify", *store, "--factor", "alice", "--json", given="000000")
    output = json.loads(ran.out)
    assert ran.code == 1 and (output["verdict"], output["failures"]) == ("mismatch", 20)
    ran = run("verify", *store, "--factor", "alice", given=phone.code(1))
    assert ran.code == 1 and re.match(r"throttled: .* \(retry in \d+ s\)\n", ran.out)
    status = run("factor", "status", "alice", *store).out
    assert re.search(r"lock            delay: ends in \d+ s\n", status)
    assert run("factor", "reset", "alice", *store, "--reason", "phone found again").code == 0
    assert json.loads(run("factor", "status", "alice", *store, "--json").out)["failures"] == 0
    assert run("verify", *store, "--factor", "alice", given=phone.code(1)).code == 0
    assert run("factor", "reset", "alice", *store, "--reason", "left us", "--erase").code == 0
    refused(1, "there is no such factor", "factor", "status", "alice", *store)


def test_factor_recovery_codes_replace_old_codes(enrolled):
    store, phone = enrolled
    ran = run("factor", "recovery-codes", "alice", *store, given=phone.code(1))
    assert ran.code == 0 and len(set(ran.out.split())) == 10
    one = ran.out.split()[0]
    ran = run("factor", "recovery-codes", "alice", *store, "--count", "3", "--json", given=one)
    assert ran.code == 0 and len(json.loads(ran.out)["codes"]) == 3, ran.error
    assert run("factor", "recovery-codes", "alice", *store, given=one).code == 1


def test_factor_resync_finds_wrong_clock(enrolled):
    store, phone = enrolled
    codes = f"{phone.code(40)}\n{phone.code(41)}\n"
    ran = run("factor", "resync", "alice", *store, given=codes)
    assert (ran.code, ran.out) == (0, "accepted\n")
    refused(3, "expected two or three codes in a row", "factor", "resync", "alice", *store, given="123456")


def test_store_failure_grants_no_access(enrolled, tmp_path):
    store, phone = enrolled
    verify = ("verify", "--factor", "alice")
    gone = ("--store", tmp_path / "none.db", "--keys", tmp_path / "keys")
    refused(4, "no such store", *verify, *gone, given="000000")
    refused(4, "no such store", "factor", "list", *gone)
    assert not (tmp_path / "none.db").exists()
    refused(4, "no such key file; otpp factor keys", *verify, *store[:2], "--keys", "none", given="1")
    refused(4, "the file exists, and the secrets that it sealed would be lost", "factor", "keys", tmp_path / "keys")
    assert run("factor", "keys", tmp_path / "others").code == 0
    wrong = run(*verify, *store[:2], "--keys", tmp_path / "others", given=phone.code(1))
    assert wrong.code == 4 and "access was not granted" in wrong.error, wrong
    (tmp_path / "keys").chmod(0o644)
    refused(3, "chmod 600|its owner|others", *verify, *store, given=phone.code(1))
    (tmp_path / "keys").chmod(0o600)
    (tmp_path / "factors.db").chmod(0o644)
    ran = run(*verify, *store, given=phone.code(1))
    assert ran.code == 4 and "chmod 600" in ran.error, ran
    (tmp_path / "text.db").write_text("no store at all" * 100)
    (tmp_path / "text.db").chmod(0o600)
    ran = run("factor", "list", "--store", tmp_path / "text.db")
    assert ran.code == 4 and "has an unknown schema" in ran.error, ran


def test_verify_takes_keys_from_environment(enrolled, tmp_path):
    store, phone = enrolled
    ran = run("verify", *store[:2], "--factor", "alice", given=phone.code(1),
              env=environment(OTPP_KEYS=(tmp_path / "keys").read_text()))  # fmt: skip
    assert ran.code == 0, ran
    refused(2, "the store needs its keys", "verify", *store[:2], "--factor", "alice", given=phone.code(1))


def test_new_refuses_active_factor(enrolled):
    store, _ = enrolled
    refused(3, "the factor is already enrolled", "new", "alice", *store, given=None)
