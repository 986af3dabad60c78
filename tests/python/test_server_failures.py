"""Stores, keys and hooks that fail, lie, or stop the program: nobody gets in, nothing is lost."""

import gc
import sys

import otpp
import pytest
from otpp.testing import FAULTS, START, UNTHROTTLED, Down, Failing, enrolled

pytestmark = pytest.mark.filterwarnings("ignore::otpp.PolicyWarning")

CALLS = {
    "verify": lambda v, code: v.verify("alice", code, at=START),
    "confirm": lambda v, code: v.confirm("alice", code, at=START),
    "replace": lambda v, code: v.replace("alice", code, name="a", at=START),
    "recovery_codes": lambda v, code: v.recovery_codes("alice", code, at=START),
    "recover": lambda v, code: v.recover("alice", "AAAA" * 6, at=START),
    "resynchronise": lambda v, code: v.resynchronise("alice", [code, code], at=START),
    "deactivate": lambda v, code: v.deactivate("alice", code, at=START),
    "reset": lambda v, code: v.reset("alice", "why", at=START),
    "erase": lambda v, code: v.reset("alice", "why", erase=True, at=START),
    "reseal": lambda v, code: v.reseal("alice"),
}


def verifier_of(store, keys=otpp.PLAINTEXT, **options):
    return otpp.Verifier(store, policy=UNTHROTTLED, keys=keys, **options)


# --- stores -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", CALLS)
def test_a_store_that_fails_at_any_of_its_calls(name, fault):
    """S5: unknown is refused; what is told to be accepted is stored."""
    for at in range(12):
        store = otpp.stores.Memory()
        code = enrolled(store, "alice").otp().at(START)
        before = store.load("alice")
        failing = Failing(store, at, fault)
        said = CALLS[name](verifier_of(failing), code)
        assert isinstance(said, otpp.Verdict)
        if failing.calls <= at:
            return
        # the first call reads the decoys, where the call is one that may be asked of an unknown factor
        if at > 0 or name in ("reset", "erase", "reseal"):
            assert said.kind == "unavailable"
        if said.kind == "unavailable":
            assert said.reason in (
                otpp.Reason.STORE_FAILED, otpp.Reason.RECORD_VERSION, otpp.Reason.RECORD_FIELD,
            )  # fmt: skip
            assert fault == "text" or isinstance(said.cause, (Down, TypeError)), said.cause
            assert said.message == "Codes cannot be checked just now: try again later."
        elif said and name != "reseal":
            assert store.load("alice") != before
        assert said or not (getattr(said, "account", None) or len(getattr(said, "codes", ())))
    pytest.fail("it takes more than 12 calls")


class Garbage(otpp.stores.Memory):
    """A store that loads whatever it is made of."""

    def __init__(self, line):
        super().__init__()
        self.line = line

    def load(self, factor):
        return self.line


@pytest.mark.parametrize(
    "line",
    [
        "", " ", "otpp1", "otpp2 1", "otpp1 " * 20, "x" * 2048, "x" * 2049, "\ud800", "é" * 2048, "null",
        b"otpp1", 5, True, ["otpp1"], {}, object(), ...,
    ],
    ids=lambda line: repr(line)[:20],
)  # fmt: skip
@pytest.mark.parametrize("name", [name for name in CALLS])
def test_a_store_that_loads_nonsense(name, line):
    said = CALLS[name](verifier_of(Garbage(line)), "123456")
    assert said.kind == "unavailable" and said.reason is not None


def test_a_record_cut_or_edited_at_every_byte():
    store = otpp.stores.Memory()
    code = enrolled(store, "alice").otp().at(START)
    line = store.load("alice")
    for at in range(len(line)):
        assert not verifier_of(Garbage(line[:at])).verify("alice", code, at=START)
    for at in range(len(line)):
        for sign in " -0A":
            edited = line[:at] + sign + line[at + 1 :]
            if edited == line:
                continue
            other = otpp.stores.Memory()
            other.compare_and_set("alice", None, edited)
            said = verifier_of(other).verify("alice", code, at=START)
            assert isinstance(said, otpp.Verdict)
            if said:  # who may write the store may unlock; what is told is stored all the same
                assert verifier_of(other).status("alice").used == START
                assert not verifier_of(other).verify("alice", code, at=START)


def test_begin_and_status_raise_what_is_unavailable():
    for fault in ("down", "lost"):
        failing = verifier_of(Failing(otpp.stores.Memory(), 0, fault))
        with pytest.raises(otpp.Unavailable) as refused:
            failing.begin("alice", name="a")
        assert refused.value.reason is otpp.Reason.STORE_FAILED
        assert isinstance(refused.value.__cause__, Down)
        with pytest.raises(otpp.Unavailable):
            verifier_of(Failing(otpp.stores.Memory(), 0, fault)).status("alice")


class Stopped(BaseException):
    """As Ctrl-C, or a worker that gives up."""


def test_what_stops_the_program_stops_it():
    class Stopping(otpp.stores.Memory):
        def compare_and_set(self, factor, expected, new):
            raise Stopped

    store = otpp.stores.Memory()
    code = enrolled(store, "alice").otp().at(START)
    stopping = Stopping()
    stopping._lines.update(store._lines)
    with pytest.raises(Stopped):
        verifier_of(stopping).verify("alice", code, at=START)


def test_a_store_that_always_lost_the_race():
    """Retries are bounded."""

    class Busy(otpp.stores.Memory):
        calls = 0

        def compare_and_set(self, factor, expected, new):
            Busy.calls += 1
            return False

    busy = Busy()
    store = otpp.stores.Memory()
    code = enrolled(store, "alice").otp().at(START)
    busy._lines.update(store._lines)
    said = verifier_of(busy).verify("alice", code, at=START)
    assert (str(said.kind), said.reason) == ("unavailable", otpp.Reason.STORE_BUSY)
    assert 64 <= Busy.calls <= 66


# --- keys -------------------------------------------------------------------------------------------


class Keys:
    version = 1

    def __init__(self, opens=None, seals=None):
        self.opens, self.seals = opens, seals

    def seal(self, secret, context):
        return self.seals() if self.seals else (1, secret)

    def open(self, version, sealed, context):
        return self.opens() if self.opens else sealed


def raise_(error):
    raise error


NONSENSE_KEYS = {
    "raises": lambda: raise_(OSError("no KMS")),
    "unavailable": lambda: raise_(otpp.Unavailable("no", otpp.Reason.SEAL_KEY_UNKNOWN)),
    "unavailable without": lambda: raise_(otpp.Unavailable("no")),
    "none": lambda: None,
    "text": lambda: "12345678901234567890",
    "bytearray": lambda: bytearray(20),
    "nothing": lambda: b"",
    "too long": lambda: bytes(129),
    "a secret": lambda: otpp.Secret(bytes(20)),
}


@pytest.mark.parametrize("name", NONSENSE_KEYS)
def test_keys_that_do_not_open(name):
    store = otpp.stores.Memory()
    code = enrolled(store, "alice").otp().at(START)
    said = verifier_of(store, Keys(NONSENSE_KEYS[name])).verify("alice", code, at=START)
    expected = {"unavailable": otpp.Reason.SEAL_KEY_UNKNOWN}.get(name, otpp.Reason.SEAL_BROKEN)
    assert (str(said.kind), said.reason) == ("unavailable", expected)
    assert isinstance(said.cause, Exception)
    assert verifier_of(store).status("alice").failures == 1  # it was counted
    assert verifier_of(store).verify("alice", code, at=START)


@pytest.mark.parametrize(
    "sealed",
    [None, b"", (1,), (1, b""), (0, "text"), (-1, b"x"), (2**31, b"x"), (1, bytes(385)), ("1", b"x")],
    ids=repr,
)
def test_keys_that_do_not_seal(sealed):
    verifier = verifier_of(otpp.stores.Memory(), Keys(seals=lambda: sealed))
    with pytest.raises(otpp.Unavailable, match="cannot be sealed"):
        verifier.begin("alice", name="a")
    assert verifier.status("alice") is None


def test_an_unknown_factor_with_keys_that_do_not_open():
    """A ring that lost a key does not tell who is there."""
    store = otpp.stores.Memory()
    verifier_of(store).verify("nobody", "123456", at=START)  # the decoy is in the store
    broken = verifier_of(store, Keys(NONSENSE_KEYS["raises"]))
    assert broken.verify("nobody", "123456", at=START).kind in ("not_enrolled", "unavailable")


# --- hooks ------------------------------------------------------------------------------------------


def test_a_hook_that_raises_changes_nothing(monkeypatch):
    store = otpp.stores.Memory()
    code = enrolled(store, "alice").otp().at(START)
    reported = []
    monkeypatch.setattr(sys, "unraisablehook", reported.append)

    def hook(event):
        assert store.load("alice").split()[1] != "2"  # after the commit
        raise RuntimeError("the log is full")

    verifier = verifier_of(store, on_event=hook)
    assert verifier.verify("alice", code, at=START)
    assert not verifier.verify("alice", code, at=START)
    assert [str(said.exc_value) for said in reported] == ["the log is full"] * 2
    assert reported[0].object is hook
    del reported[:]
    gc.collect()


def test_a_hook_that_stops_the_program_stops_it():
    store = otpp.stores.Memory()
    code = enrolled(store, "alice").otp().at(START)
    with pytest.raises(Stopped):
        verifier_of(store, on_event=lambda event: raise_(Stopped())).verify("alice", code, at=START)
    assert verifier_of(store).verify("alice", code, at=START).kind == "replayed"  # it was stored


def test_a_hook_may_ask_the_verifier():
    store = otpp.stores.Memory()
    code = enrolled(store, "alice").otp().at(START)
    seen = []
    verifier = verifier_of(
        store, on_event=lambda event: seen.append(verifier.status(event.factor, at=START).used)
    )
    assert verifier.verify("alice", code, at=START) and seen == [START]
