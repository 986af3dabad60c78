"""S20: secrets at rest. Keys come from files, variables and bytes, and change without downtime."""

import base64
import copy
import json
import os
import pathlib
import pickle
import stat
import sys

import otpp
import pytest
from nacl import bindings
from otpp.testing import START, UNTHROTTLED

pytestmark = pytest.mark.filterwarnings("ignore::otpp.PolicyWarning")

OLD, NEW = bytes(range(32)), bytes(range(1, 33))
TEXT = "1.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"


def verifier_of(store, keys):
    return otpp.Verifier(store, policy=UNTHROTTLED, keys=keys)


def enrolled(store, keys, factor="alice", at=START, **options):
    verifier = verifier_of(store, keys)
    account = verifier.begin(factor, name="a", at=at - 30, **options)
    assert verifier.confirm(factor, account.otp().at(at - 30), at=at - 30)
    return account


def sealed_in(store, factor="alice"):
    """(version, bytes) of the secret in use."""
    version, _, text = store.load(factor).split()[-3].partition(".")
    return int(version), base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def with_sealed(line, version, sealed):
    fields = line.split()
    fields[-3] = f"{version}.{base64.urlsafe_b64encode(sealed).decode().rstrip('=')}"
    return " ".join(fields)


def stored(line, factor="alice"):
    store = otpp.stores.Memory()
    assert store.compare_and_set(factor, None, line)
    return store


# --- the bytes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["alice", "älice 🔑", "a" * 256])
def test_the_bytes_are_libsodiums(name):
    store = otpp.stores.Memory()
    account = enrolled(store, otpp.KeyRing(OLD), name, digits=8, algorithm="SHA512", period=60)
    version, sealed = sealed_in(store, name)
    secret_id = store.load(name).split()[2]
    assert len(sealed) == 24 + 64 + 16
    data = f"otpp1 {secret_id} totp/SHA512/8/60 {version} {name}".encode()
    opened = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
        sealed[24:], data, sealed[:24], OLD
    )
    assert opened == account.secret.bytes() and version == 1
    assert account.secret.bytes() not in sealed


class Context:
    """Of a vector: the associated data as the format says it."""

    def __init__(self, case):
        self.case = case

    def associated(self, version):
        return "otpp1 {secret_id} {kind} {0} {factor}".format(version, **self.case).encode()


VECTORS = json.loads(
    (pathlib.Path(__file__).resolve().parents[1] / "vectors/sealing.json").read_text()
)["cases"]


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: f"{case['id']}: {case['comment']}")
def test_what_cpp_seals_and_refuses(case):
    """The vectors of tests/otpp/integrations/cryptopp_sealing.cpp, some sealed there, some here."""
    ring = otpp.KeyRing.from_text(case["ring"])
    version, _, text = case["sealed"].partition(".")
    sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if case["result"] == "valid":
        opened = ring.open(int(version), sealed, Context(case))
        assert opened == bytes.fromhex(case["secret"])
        number, again = ring.seal(opened, Context(case))
        assert ring.open(number, again, Context(case)) == opened and again != sealed
    else:
        with pytest.raises(otpp.Unavailable) as refused:
            ring.open(int(version), sealed, Context(case))
        assert refused.value.reason is otpp.Reason[case["reason"].upper()]


def test_the_vectors_were_read():
    assert len(VECTORS) >= 20 and {case["result"] for case in VECTORS} == {"valid", "invalid"}
    assert {"pynacl", "cryptopp"} <= {flag for case in VECTORS for flag in case["flags"]}


def test_hotp_has_no_period_in_its_data():
    store = otpp.stores.Memory()
    verifier = verifier_of(store, otpp.KeyRing(OLD))
    account = verifier.begin("alice", name="a", type="hotp")
    assert verifier.confirm("alice", account.otp().at(0))
    assert store.load("alice").split()[3] == "hotp/SHA1/6"
    assert verifier.verify("alice", account.otp().at(1))


def test_no_nonce_is_used_twice():
    ring = otpp.KeyRing(OLD)
    store = otpp.stores.Memory()
    nonces = set()
    for _ in range(200):
        verifier_of(store, ring).begin("alice", name="a")
        pending = store.load("alice").split()[-2].split(",")[3].partition(".")[2]
        nonces.add(pending[:32])
    assert len(nonces) == 200 and ring.version == 1


def test_every_flipped_bit_and_every_cut_is_refused():
    store = otpp.stores.Memory()
    ring = otpp.KeyRing(OLD)
    code = enrolled(store, ring).otp().at(START)
    line = store.load("alice")
    version, sealed = sealed_in(store)
    for bit in range(8 * len(sealed)):
        flipped = bytearray(sealed)
        flipped[bit // 8] ^= 1 << bit % 8
        said = verifier_of(stored(with_sealed(line, version, bytes(flipped))), ring).verify(
            "alice", code, at=START
        )
        assert (str(said.kind), said.reason) == ("unavailable", otpp.Reason.SEAL_BROKEN), bit
    for size in range(1, len(sealed)):
        said = verifier_of(stored(with_sealed(line, version, sealed[:size])), ring).verify(
            "alice", code, at=START
        )
        assert said.reason is otpp.Reason.SEAL_BROKEN, size
    assert verifier_of(stored(line), ring).verify("alice", code, at=START)


def test_what_it_belongs_to_is_under_the_seal():
    """Another factor's, an older one of the same, other parameters, another version."""
    ring = otpp.KeyRing({2: NEW, 1: OLD})
    store = otpp.stores.Memory()
    alice = enrolled(store, ring, "alice")
    old = sealed_in(store, "alice")
    enrolled(store, ring, "bob")
    bob = sealed_in(store, "bob")
    line = store.load("alice")

    right = alice.otp().at(START)

    def refused(changed, code=right):
        said = verifier_of(stored(changed), ring).verify("alice", code, at=START)
        return (str(said.kind), said.reason) == ("unavailable", otpp.Reason.SEAL_BROKEN)

    assert refused(with_sealed(line, *bob))
    assert refused(line.replace("totp/SHA1/6/30", "totp/SHA1/8/30"), alice.otp().at(START) + "00")
    assert refused(line.replace("totp/SHA1/6/30", "totp/SHA256/6/30"))
    assert refused(line.replace("totp/SHA1/6/30", "totp/SHA1/6/60"))
    assert refused(with_sealed(line, 1, old[1]))  # the other key
    verifier = verifier_of(store, ring)
    new = verifier.replace("alice", alice.otp().at(START), name="a", at=START).account
    assert verifier.confirm("alice", new.otp().at(START + 30), at=START + 30)
    assert refused(with_sealed(store.load("alice"), *old))  # pasted back
    assert not refused(line)


def test_a_wrong_key():
    store = otpp.stores.Memory()
    code = enrolled(store, otpp.KeyRing(OLD)).otp().at(START)
    said = verifier_of(store, otpp.KeyRing(NEW)).verify("alice", code, at=START)
    assert said.reason is otpp.Reason.SEAL_BROKEN
    said = verifier_of(store, otpp.KeyRing({2: OLD})).verify("alice", code, at=START)
    assert said.reason is otpp.Reason.SEAL_KEY_UNKNOWN
    said = verifier_of(store, otpp.PLAINTEXT).verify("alice", code, at=START)
    assert said.reason is otpp.Reason.SEAL_KEY_UNKNOWN
    assert not said.cause.__context__ and not said.cause.__cause__


# --- changing keys ----------------------------------------------------------------------------------


def test_keys_change_without_downtime():
    store = otpp.stores.Memory()
    accounts = {name: enrolled(store, otpp.KeyRing({1: OLD}), name) for name in ("alice", "bob")}
    verifier_of(store, otpp.KeyRing({1: OLD})).begin("carol", name="c", at=START)
    appended, moved = otpp.KeyRing({1: OLD, 2: NEW}), otpp.KeyRing({2: NEW, 1: OLD})
    for number, ring in enumerate((appended, moved)):  # machines with either, at the same time
        at = START + 30 * number
        assert verifier_of(store, ring).verify("alice", accounts["alice"].otp().at(at), at=at)
    for factor in store.factors():
        before = store.load(factor).split()
        assert verifier_of(store, moved).reseal(factor)
        assert store.load(factor).split()[2] == before[2]  # the same secret's id
    assert sealed_in(store)[0] == sealed_in(store, "bob")[0] == 2
    line = store.load("alice")
    assert verifier_of(store, moved).reseal("alice") and store.load("alice") == line  # nothing to do
    only = verifier_of(store, otpp.KeyRing({2: NEW}))
    at = START + 90
    for name, account in accounts.items():
        assert only.verify(name, account.otp().at(at), at=at)
    assert only.verify("nobody", "123456", at=at).kind == "not_enrolled"
    assert only.reseal("nobody").kind == "not_enrolled"


def test_a_begun_secret_is_resealed_as_well():
    store = otpp.stores.Memory()
    account = verifier_of(store, otpp.KeyRing(OLD)).begin("alice", name="a", at=START)
    moved = otpp.KeyRing({2: NEW, 1: OLD})
    assert verifier_of(store, moved).reseal("alice")
    assert verifier_of(store, otpp.KeyRing({2: NEW})).confirm(
        "alice", account.otp().at(START), at=START
    )


def test_unknown_factors_after_a_key_was_dropped():
    """A decoy that was sealed under the old key tells nobody who is there."""
    store = otpp.stores.Memory()
    ring, later = otpp.KeyRing(OLD), otpp.KeyRing({2: NEW})
    assert verifier_of(store, ring).verify("nobody", "123456", at=START).kind == "not_enrolled"
    assert verifier_of(store, later).verify("nobody", "123456", at=START + 60).kind == "not_enrolled"


# --- where keys come from ---------------------------------------------------------------------------


def test_a_ring_from_its_text():
    assert otpp.KeyRing.from_text(TEXT).versions == (1,)
    ring = otpp.KeyRing.from_text(f"# new\n\t 7.{TEXT[2:]}\r\n\n{TEXT} # old")
    assert (ring.version, ring.versions) == (7, (7, 1))
    store = otpp.stores.Memory()
    code = enrolled(store, otpp.KeyRing(OLD)).otp().at(START)
    assert verifier_of(store, ring).verify("alice", code, at=START)


@pytest.mark.parametrize(
    "text",
    [
        "", "# nothing", TEXT[:-1], TEXT + "A", TEXT[:-1] + "9", TEXT.replace("AA", "+/"), "1:" + TEXT[2:],
        TEXT[2:], "0" + TEXT[1:], "01" + TEXT[1:], "-1" + TEXT[1:], "2147483648" + TEXT[1:], TEXT + "=",
        f"{TEXT} {TEXT}", " ".join(f"{number}{TEXT[1:]}" for number in range(1, 18)), TEXT + " x",
        "1." + "é" * 43, "\ud800", TEXT + "# no space before", TEXT.replace("1.", "1.\x0c"), " " * 16_385,
        f"{TEXT}\xa02{TEXT[1:]}", f"# a comment ends with its line\r{TEXT}",
    ],
)  # fmt: skip
def test_what_is_no_ring(text):
    with pytest.raises(otpp.InvalidInput) as refused:
        otpp.KeyRing.from_text(text)
    assert refused.value.reason.name in ("KEY_RING_TEXT", "KEY_VERSION_DOUBLED", "INVALID_UTF8")
    assert TEXT[10:20] not in str(refused.value)


@pytest.mark.parametrize(
    "keys",
    [b"", bytes(31), bytes(33), {}, {0: OLD}, {-1: OLD}, {2**31: OLD}, {1: bytes(16)}, {1: "A" * 32},
     {True: OLD}, {"1": OLD}, {number: OLD for number in range(1, 18)}],
)  # fmt: skip
def test_what_are_no_keys(keys):
    with pytest.raises(otpp.InvalidInput) as refused:
        otpp.KeyRing(keys)
    assert refused.value.reason is otpp.Reason.KEY_RING_TEXT


def test_a_ring_from_a_file(tmp_path):
    path = tmp_path / "keys"
    ring = otpp.KeyRing.create_file(path)
    assert ring.versions == (1,) and stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        otpp.KeyRing.create_file(path)
    path.write_text(otpp.KeyRing.new_entry(2) + "\n" + path.read_text())
    assert otpp.KeyRing.from_file(path).versions == (2, 1)
    (tmp_path / "link").symlink_to(path)  # as mounted secrets are
    assert otpp.KeyRing.from_file(tmp_path / "link").versions == (2, 1)
    for mode in (0o640, 0o604, 0o644, 0o620, 0o660, 0o601):
        path.chmod(mode)
        with pytest.raises(otpp.InvalidInput, match="chmod 600") as refused:
            otpp.KeyRing.from_file(path)
        assert refused.value.reason is otpp.Reason.KEY_FILE_MODE
    path.chmod(0o400)
    assert otpp.KeyRing.from_file(path).version == 2
    with pytest.raises(FileNotFoundError):
        otpp.KeyRing.from_file(tmp_path / "none")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_file_of_another(tmp_path):
    path = tmp_path / "keys"
    otpp.KeyRing.create_file(path)
    os.chown(path, 12345, -1)
    with pytest.raises(otpp.InvalidInput, match="another's"):
        otpp.KeyRing.from_file(path)


def test_what_is_no_file_of_keys(tmp_path):
    os.mkfifo(tmp_path / "pipe", 0o600)
    long = tmp_path / "long"
    long.touch(0o600)
    long.write_text(TEXT + "\n" * 20_000)
    for path in (tmp_path / "pipe", long, "/dev/null"):
        with pytest.raises(otpp.InvalidInput) as refused:
            otpp.KeyRing.from_file(path)
        assert refused.value.reason is otpp.Reason.KEY_FILE_UNREADABLE
    with pytest.raises(OSError):
        otpp.KeyRing.from_file(tmp_path)


def test_a_ring_from_the_environment(monkeypatch):
    monkeypatch.setenv("OTPP_KEYS", TEXT)
    monkeypatch.setenv("OTHER", otpp.KeyRing.new_entry(9))
    assert otpp.KeyRing.from_environment().version == 1
    assert otpp.KeyRing.from_environment("OTHER").version == 9
    with pytest.raises(otpp.InvalidInput, match="MISSING") as refused:
        otpp.KeyRing.from_environment("MISSING")
    assert refused.value.reason is otpp.Reason.KEY_VARIABLE_MISSING


def test_new_entries_are_never_the_same():
    assert len({otpp.KeyRing.new_entry() for _ in range(100)}) == 100
    for version in (0, -1, 2**31):
        with pytest.raises(otpp.InvalidInput):
            otpp.KeyRing.new_entry(version)


def test_a_ring_shows_its_versions_alone():
    ring = otpp.KeyRing({2: NEW, 1: OLD})
    assert repr(ring) == "<KeyRing of versions 2, 1>"
    for call in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="neither copied nor pickled"):
            call(ring)


def test_plaintext_is_named():
    assert repr(otpp.PLAINTEXT) == "otpp.PLAINTEXT"
    assert pickle.loads(pickle.dumps(otpp.PLAINTEXT)) is copy.copy(otpp.PLAINTEXT) is otpp.PLAINTEXT
    store = otpp.stores.Memory()
    account = enrolled(store, otpp.PLAINTEXT)
    assert sealed_in(store) == (0, account.secret.bytes())


def test_without_pynacl_it_is_said_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "nacl", None)
    for make in (lambda: otpp.KeyRing(OLD), lambda: otpp.KeyRing.from_text(TEXT)):
        with pytest.raises(ImportError, match=r"pip install 'otpp\[seal\]'"):
            make()
