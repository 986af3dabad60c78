"""S17 of a server: no secret, code, recovery code or sealing key is where nobody asked for it.

What is searched is what tests/python/test_secrets.py searches of an object and an error, and
here also every traceback with the values of its frames, as error reporters collect them. The frames of
the store's own code and of the hook are among them; those of the caller hold what the caller has.
"""

import base64
import contextlib
import importlib.util
import logging
import pathlib
import pickle
import sys
import traceback
import types
import warnings

import otpp
import pytest
from otpp.testing import START

pytestmark = pytest.mark.filterwarnings("ignore::otpp.PolicyWarning")

spec = importlib.util.spec_from_file_location(
    "places", pathlib.Path(__file__).with_name("test_secrets.py")
)
assert spec and spec.loader
places = importlib.util.module_from_spec(spec)
spec.loader.exec_module(places)

POLICY = otpp.Policy(delay=0, limit=1_000_000, budget=86_400)
SEALING = base64.b64encode(bytes(otpp.Secret.generate(32).bytes()))[:32]  # 32 characters: easy to find
RING = otpp.KeyRing(SEALING)
STORE = otpp.stores.Memory()
HEARD: list = []
with warnings.catch_warnings():
    warnings.simplefilter("ignore", otpp.PolicyWarning)
    VERIFIER = otpp.Verifier(STORE, policy=POLICY, keys=RING, on_event=HEARD.append)
ACCOUNT = VERIFIER.begin("alice", name="alice", digits=10, at=START - 30)
OTP = ACCOUNT.otp()
VERDICTS = [VERIFIER.confirm("alice", OTP.at(START - 30), at=START - 30)]
NEW_CODES = VERIFIER.recovery_codes("alice", OTP.at(START), at=START)
CODES = list(NEW_CODES.codes)
CODE = OTP.at(START + 60)
REPLACEMENT = VERIFIER.replace("alice", OTP.at(START + 30), name="alice", digits=10, at=START + 30)
KEY, NEW_KEY = ACCOUNT.secret.bytes(), REPLACEMENT.account.secret.bytes()
VERDICTS += [
    VERIFIER.verify("alice", OTP.at(START), at=START + 30),
    VERIFIER.verify("alice", "0000000000", at=START + 30),
    VERIFIER.verify("nobody", CODE, at=START + 30),
    VERIFIER.recover("alice", CODES[9], at=START + 30),
    VERIFIER.reset("alice", "a reason", at=START + 30),
]
LINE = STORE.load("alice")

NEEDLES = {
    text.lower()
    for key in (KEY, NEW_KEY)
    for text in (
        base64.b32encode(key).decode()[:16],
        key.hex()[:16],
        repr(key)[2:-1][:16],
        repr(list(key))[1:-1][:16],
        base64.b64encode(key).decode()[:14],
        base64.urlsafe_b64encode(key).decode()[:14],
        str(int.from_bytes(key, "big"))[:16],
    )
}
NEEDLES |= {code.lower() for code in CODES} | {code.replace("-", "").lower() for code in CODES}
NEEDLES |= {OTP.at(START + 30 * number) for number in range(-3, 8)}
NEEDLES |= {SEALING.decode().lower(), SEALING.hex()}


def holds_a_secret(where):
    if isinstance(where, (bytes, bytearray)):
        if any(key[:8] in where for key in (KEY, NEW_KEY, SEALING)):
            return True
        where = bytes(where).decode("latin-1")
    where = where.lower()
    return any(needle in where for needle in NEEDLES)


def search(found_places):
    count, found = 0, []
    for name, text in found_places:
        count += 1
        if holds_a_secret(text):
            found.append(name)
    return count, found


# --- objects ----------------------------------------------------------------------------------------

OBJECTS = {
    "Verifier": VERIFIER,
    "KeyRing": RING,
    "Memory": STORE,
    "Replacement": REPLACEMENT,
    "NewRecoveryCodes": NEW_CODES,
    "RecoveryCodes": NEW_CODES.codes,
    "Policy": POLICY,
    "Status": VERIFIER.status("alice", at=START),
    "SealContext": None,
    "PLAINTEXT": otpp.PLAINTEXT,
    **{f"Verdict {number}": verdict for number, verdict in enumerate(VERDICTS)},
    **{f"Event {number}": event for number, event in enumerate(HEARD)},
}


class Peeking:
    """Keys that keep the context that they are shown."""

    version = 1

    def seal(self, secret, context):
        OBJECTS["SealContext"] = context
        return RING.seal(secret, context)

    open = RING.open


def places_of_objects():
    otpp.Verifier(otpp.stores.Memory(), policy=POLICY, keys=Peeking()).begin("alice", name="a")
    for name, thing in OBJECTS.items():
        assert thing is not None
        for place, text in places.of_an_object(thing) if name not in REVEALING else ():
            yield f"{name}: {place}", text
        yield f"{name}: repr", repr(thing)
        yield f"{name}: str", str(thing)
        yield f"{name}: log", logged(lambda log, thing=thing: log.warning("%r %s", thing, thing))
        with contextlib.suppress(TypeError):
            yield f"{name}: pickle", pickle.dumps(thing)


# Iterating is how their codes are shown; and what is weakly referred to must have room for it.
REVEALING = {"RecoveryCodes"} | {
    name for name, thing in OBJECTS.items() if not hasattr(type(thing), "__weakref__")
}


def logged(work):
    return places.logged(work)


# --- errors -----------------------------------------------------------------------------------------


class Sneaky(otpp.stores.Memory):
    """The same lines, and at one of its calls an exception."""

    def __init__(self, at, error):
        super().__init__()
        self._lines.update(STORE._lines)
        self.left, self.error = at, error

    def load(self, factor):
        self.count()
        return super().load(factor)

    def compare_and_set(self, factor, expected, new):
        self.count()
        return super().compare_and_set(factor, expected, new)

    def count(self):
        self.left -= 1
        if self.left < 0:
            raise self.error("the database is gone")


class Stop(BaseException):
    pass


def raising_hook(event):
    raise RuntimeError(event)


SITUATION = types.SimpleNamespace(verifier=VERIFIER)  # a global, so that no frame has it

CALLS = {
    "verify": lambda: SITUATION.verifier.verify("alice", CODE, at=START + 60),
    "confirm": lambda: SITUATION.verifier.confirm("alice", CODE, at=START + 60),
    "recover": lambda: SITUATION.verifier.recover("alice", CODES[0], at=START + 60),
    "resynchronise": lambda: SITUATION.verifier.resynchronise("alice", [CODE, CODE], at=START + 60),
    "deactivate": lambda: SITUATION.verifier.deactivate("alice", CODES[1], at=START + 60),
    "replace": lambda: SITUATION.verifier.replace("alice", CODES[2], name="a", at=START + 60),
    "recovery_codes": lambda: SITUATION.verifier.recovery_codes("alice", CODES[3], at=START + 60),
    "begin": lambda: SITUATION.verifier.begin("bob", ACCOUNT, at=START + 60),
    "reseal": lambda: SITUATION.verifier.reseal("alice"),
    "status": lambda: SITUATION.verifier.status("alice", at=START),
}

WRONG_CALLS = {
    "code as a number": lambda: VERIFIER.verify("alice", int(CODE)),
    "code as bytes": lambda: VERIFIER.verify("alice", CODE.encode()),
    "code as a list": lambda: VERIFIER.recover("alice", [CODES[0]]),
    "code in a tuple": lambda: VERIFIER.deactivate("alice", (CODE,)),
    "codes as text": lambda: VERIFIER.resynchronise("alice", CODE),
    "codes as numbers": lambda: VERIFIER.resynchronise("alice", [int(CODE), int(CODE)]),
    "codes that raise": lambda: VERIFIER.resynchronise("alice", (1 / 0 for _ in CODE)),
    "a time as a code": lambda: VERIFIER.verify("alice", CODE, at=CODE),
    "a naive time": lambda: VERIFIER.verify("alice", CODE, at=float("nan")),
    "one argument more": lambda: VERIFIER.verify("alice", CODE, CODE),
    "another keyword": lambda: VERIFIER.verify("alice", CODE, code=CODE),
    "a factor as a number": lambda: VERIFIER.verify(int(CODE), CODE),
    "a secret as a name": lambda: VERIFIER.begin("bob", name=ACCOUNT.secret),
    "a secret as the account": lambda: VERIFIER.begin("bob", ACCOUNT.secret),
    "a key as the account": lambda: VERIFIER.begin("bob", KEY),
    "a name with a colon": lambda: VERIFIER.replace("alice", CODE, name=":" + CODE),
    "a replacement of wrong digits": lambda: VERIFIER.replace("alice", CODE, name="a", digits=int(CODE)),
    "a count": lambda: VERIFIER.recovery_codes("alice", CODE, count=int(CODE)),
    "a count of none": lambda: VERIFIER.recovery_codes("alice", CODE, count=0),
    "a used name": lambda: VERIFIER.begin("alice", ACCOUNT),
    "a reason as a number": lambda: VERIFIER.reset("alice", int(CODE)),
    "a short key": lambda: otpp.KeyRing(SEALING[:31]),
    "two keys, one short": lambda: otpp.KeyRing({1: SEALING, 2: SEALING[:31]}),
    "a key as text": lambda: otpp.KeyRing({1: SEALING.decode()}),
    "keys as a list": lambda: otpp.KeyRing([SEALING]),
    "a key as a ring's text": lambda: otpp.KeyRing.from_text(SEALING.decode()),
    "a ring's text cut": lambda: otpp.KeyRing.from_text(RING_TEXT[:-1]),
    "a ring's text twice": lambda: otpp.KeyRing.from_text(RING_TEXT + " " + RING_TEXT),
    "a ring's text as bytes": lambda: otpp.KeyRing.from_text(RING_TEXT.encode()),
    "an altered seal": lambda: RING.open(1, bytes(60), OBJECTS["SealContext"]),
    "another version": lambda: RING.open(7, bytes(60), OBJECTS["SealContext"]),
    "a cut seal": lambda: RING.open(1, b"", OBJECTS["SealContext"]),
    "a seal as text": lambda: RING.open(1, "A" * 60, OBJECTS["SealContext"]),
    "a secret as a number": lambda: RING.seal(int.from_bytes(KEY, "big"), OBJECTS["SealContext"]),
    "an index": lambda: NEW_CODES.codes[CODE],
    "not a code": lambda: otpp.RecoveryCodes(CODES),
    "digits of figures": lambda: POLICY.figures(digits=int(CODE)),
    "a policy": lambda: otpp.Policy(limit=CODE),
}
# A secret where none belongs: no error quotes it, but a frame has it under the name of what it is not.
MISPLACED = {
    "a time as a code", "a factor as a number", "a key as the account", "a name with a colon",
    "a replacement of wrong digits", "a count", "a reason as a number", "digits of figures", "a policy",
}  # fmt: skip

RING_TEXT = "1." + base64.urlsafe_b64encode(SEALING).decode().rstrip("=")
NEEDLES.add(RING_TEXT[2:].lower())


def outcome(call):
    """(what was returned, what was raised)"""
    try:
        return call(), None
    except BaseException as error:
        return None, error


def of_an_error(name, error):
    yield from places.of_an_error(name, error)
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    yield f"{name}: traceback with locals", "".join(told.format())
    while error is not None:  # also what the printed one leaves out
        for frame, _ in traceback.walk_tb(error.__traceback__):
            yield f"{name}: frame of {frame.f_code.co_name}", repr(
                [(key, value) for key, value in frame.f_locals.items() if key != "error"]
            )
        error = error.__cause__ or error.__context__


def places_of_wrong_calls():
    for name, call in WRONG_CALLS.items():
        _, error = outcome(call)
        assert error is not None, name
        search_frames = name not in MISPLACED
        yield from (of_an_error if search_frames else places.of_an_error)(name, error)


def places_of_failing_stores():
    for error in (OSError, Stop):
        for at in range(10):
            for name, call in CALLS.items():
                SITUATION.verifier = otpp.Verifier(Sneaky(at, error), policy=POLICY, keys=RING)
                said, raised = outcome(call)
                if raised is not None:
                    yield from of_an_error(f"{name}, {error.__name__} at {at}", raised)
                elif isinstance(said, otpp.Verdict) and said.cause is not None:
                    yield from of_an_error(f"{name}, cause {error.__name__} at {at}", said.cause)
                    yield f"{name}: verdict", repr(said) + said.message


def places_of_failing_keys():
    usual = otpp.server.sealing._sodium

    def broken():
        raise MemoryError("no more")

    for name, call in CALLS.items():
        SITUATION.verifier = otpp.Verifier(Sneaky(99, OSError), policy=POLICY, keys=RING)
        otpp.server.sealing._sodium = broken
        try:
            said, raised = outcome(call)
        finally:
            otpp.server.sealing._sodium = usual
        for error in (raised, getattr(said, "cause", None)):
            if error is not None:
                yield from of_an_error(f"{name}, keys", error)


def places_of_failing_hooks():
    reported = []
    usual, sys.unraisablehook = sys.unraisablehook, reported.append
    try:
        for call in CALLS.values():
            SITUATION.verifier = otpp.Verifier(
                Sneaky(99, OSError), policy=POLICY, keys=RING, on_event=raising_hook
            )
            outcome(call)
    finally:
        sys.unraisablehook = usual
    for number, told in enumerate(reported):
        yield from of_an_error(f"hook {number}", told.exc_value)
    reported.clear()


# --- the search -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "searched, at_least",
    [
        (places_of_objects, 100),
        (places_of_wrong_calls, 300),
        (places_of_failing_stores, 500),
        (places_of_failing_keys, 50),
        (places_of_failing_hooks, 80),
    ],
)
def test_nothing_is_found(searched, at_least, record_property):
    count, found = search(searched())
    record_property(f"places of a server searched, {searched.__name__}", count)
    assert found == []
    assert count >= at_least


def test_the_store_holds_no_secret_in_the_clear():
    """Sealed secrets, hashed recovery codes; PLAINTEXT is what it says."""
    for name in ("alice", "otpp:decoys"):
        assert not holds_a_secret(STORE.load(name))
    plain = otpp.stores.Memory()
    otpp.Verifier(plain, policy=POLICY, keys=otpp.PLAINTEXT).begin("alice", ACCOUNT)
    assert base64.urlsafe_b64encode(KEY).decode().rstrip("=") in plain.load("alice")


# --- seen to find one -------------------------------------------------------------------------------


class Leaking(otpp.Verifier):
    """Keeps the code in a frame, as one would write it."""

    def verify(self, factor, code, *, at=None):
        call = otpp.server.verifier.Call.verify(self._rules, factor, code, at, self._unknown())
        return self._run("verify", factor, call, otpp.Verdict)


class LeakingKeys:
    """Decrypts in a frame that has the key, and lets its error go by."""

    version = 1
    seal = RING.seal

    def open(self, version, sealed, context):
        key = RING._keys[version].bytes()
        raise ValueError(f"cannot open with a key of {len(key)} bytes")


def test_a_leak_in_a_frame_is_found():
    def leaking():
        SITUATION.verifier = Leaking(Sneaky(1, Stop), policy=POLICY, keys=RING)
        _, raised = outcome(CALLS["verify"])
        yield from of_an_error("verify", raised)

    _, found = search(leaking())
    assert {"verify: traceback with locals", "verify: frame of verify"} <= set(found)


def test_a_leak_of_keys_is_found():
    def leaking():
        SITUATION.verifier = otpp.Verifier(Sneaky(99, Stop), policy=POLICY, keys=LeakingKeys())
        said, _ = outcome(CALLS["verify"])
        yield from of_an_error("verify", said.cause)

    _, found = search(leaking())
    assert "verify: frame of open" in found


@pytest.mark.parametrize("number", range(4))
def test_a_leak_of_each_kind_is_found(number):
    shown = [CODES[0], CODE, KEY, SEALING][number]
    assert holds_a_secret(f"in a text: {shown}")
    assert holds_a_secret(pickle.dumps(otpp.Event(str(shown), "verify", VERDICTS[0])))
    log = logging.LogRecord("otpp", 30, "", 1, "code %s", (shown,), None)
    assert holds_a_secret(log.getMessage())
