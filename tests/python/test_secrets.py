"""No secret, code or URI is where nobody asked for it: secrets are planted and places searched.

A place is a text or some bytes that a program comes by without revealing on purpose: a repr, an error
and its traceback, a log line, a pickle. What reveals on purpose is `bytes()`, `base32()`, `uri()`, a
passcode that is returned, and the pictures of a QR code.

Not searched: the name of a keyword that does not exist, which Python's own errors quote as well: it is
the program's text, not its input.
"""

import base64
import contextlib
import copy
import dataclasses
import gc
import inspect
import io
import json
import logging
import pickle
import pprint
import reprlib
import subprocess
import sys
import time
import traceback
import types
import unittest
import warnings
import weakref

import otpp
import pytest
from _pytest._io.saferepr import saferepr

# Made afresh, so that it is in no source line of a traceback.
PLANTED = otpp.Secret.generate(size=40)
KEY, BASE32 = PLANTED.bytes(), PLANTED.base32()
TOTP, HOTP = otpp.TOTP(PLANTED, digits=10), otpp.HOTP(PLANTED, digits=10)
ACCOUNT = otpp.Account(PLANTED, name="alice@example.com", issuer="Example", digits=10)
CODE, URI = TOTP.at(59), ACCOUNT.uri()

NEEDLES = {
    needle.lower()
    for needle in (
        BASE32[:12],  # of the URI, too
        BASE32[-12:],
        PLANTED.base32(group=4)[:14],
        KEY.hex()[:16],
        KEY.hex(" ")[:16],
        repr(KEY)[2:-1][:16],
        repr(list(KEY))[1:-1][:16],
        base64.b64encode(KEY).decode()[:12],
        str(int.from_bytes(KEY, "big"))[:16],
        CODE,
        HOTP.at(0),
        HOTP.at(1),
        CODE.lstrip("0"),
        *(TOTP.at(time.time() + 30 * step) for step in range(-1, 20)),  # while the tests run
    )
}


def holds_a_secret(where):
    if isinstance(where, (bytes, bytearray)):
        if KEY[:8] in where:
            return True
        where = bytes(where).decode("latin-1")
    where = where.lower()
    return any(needle in where for needle in NEEDLES)


# --- what is searched of an object -----------------------------------------------------------------


def of_an_object(thing):
    """The places of one object, as (name, text or bytes)."""

    def tried(name, call):
        try:
            result = call()
        except Exception as error:
            yield from of_an_error(f"{name} raises", error)
        else:
            yield name, result if isinstance(result, (str, bytes)) else repr(result)

    yield "repr", repr(thing)
    yield "str", str(thing)
    yield "ascii", ascii(thing)
    yield "format", f"{thing}"
    yield "%s", "%s" % (thing,)  # noqa: UP031
    yield "%r", "%r" % (thing,)  # noqa: UP031
    yield "object.__repr__", object.__repr__(thing)
    yield "in a list", repr([thing])
    yield "in a dict", str({"secret": thing})
    yield "in an exception", repr(ValueError(thing)) + str(ValueError(thing, thing))
    yield "pprint", pprint.pformat([thing])
    yield "reprlib", reprlib.repr(thing)
    yield "pytest's", saferepr(thing)
    yield "of the type", repr(type(thing)) + str(type(thing).__doc__)
    yield "dir", repr(dir(thing))
    yield "weakref", repr(weakref.ref(thing)) if type(thing).__name__ != "QR" else ""
    yield "what the collector sees", repr(gc.get_referents(thing))

    @dataclasses.dataclass
    class User:
        secret: object

    yield "in a dataclass", repr(User(thing))
    for spec in ("10", "x", "s", "d"):
        yield from tried(f"format {spec}", lambda: format(thing, spec))
    for name, call in {
        "vars": lambda: vars(thing),
        "__dict__": lambda: thing.__dict__,
        "__getstate__": lambda: thing.__getstate__(),
        "__reduce__": lambda: thing.__reduce__(),
        "copy": lambda: copy.copy(thing),
        "deepcopy": lambda: copy.deepcopy(thing),
        "copy.replace": lambda: copy.replace(thing) if hasattr(copy, "replace") else "",
        "deepcopy within": lambda: copy.deepcopy({"a": [thing]}),
        "json": lambda: json.dumps(thing),
        "json by str": lambda: json.dumps(thing, default=str),
        "hash": lambda: hash(thing),
        "bytes": lambda: bytes(thing),
        "int": lambda: int(thing),
        "iter": lambda: list(thing),
        "item": lambda: thing[0],
        "memoryview": lambda: bytes(memoryview(thing)),
        "call": lambda: thing(BASE32),
        "less": lambda: thing < BASE32,
        "plus": lambda: thing + BASE32,
        "plus, from the right": lambda: BASE32 + thing,
        "equal": lambda: thing == BASE32,
        "unequal": lambda: thing != KEY,
        "with": lambda: thing.__enter__(),
        "subclass": lambda: type("Mine", (type(thing),), {"__repr__": lambda self: self.base32()}),
        "an attribute": lambda: setattr(thing, "note", BASE32),
        "isinstance": lambda: isinstance(BASE32, thing),
    }.items():
        yield from tried(name, call)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        yield from tried(f"pickle {protocol}", lambda: pickle.dumps(thing, protocol))
        yield from tried(f"__reduce_ex__({protocol})", lambda: thing.__reduce_ex__(protocol))
        yield from tried(f"pickle {protocol} within", lambda: pickle.dumps({"a": thing}, protocol))
    for name, value in inspect.getmembers(thing):
        yield f"member {name}", repr(value)
        if not callable(value) and not name.startswith("_"):
            yield from tried(f"setting {name}", lambda: setattr(thing, name, BASE32))
    yield "log", logged(lambda log: log.warning("made %s %r", thing, thing))
    yield "log of a dict", logged(lambda log: log.warning("%(a)s", {"a": thing}))
    with warnings.catch_warnings(record=True) as caught:
        warnings.warn(f"about {thing}", stacklevel=1)
    yield "warning", str(caught[0].message)
    yield from tried("unittest", lambda: unittest.TestCase().assertIsNone(thing))
    yield from tried("unittest, in a list", lambda: unittest.TestCase().assertFalse([thing]))


def of_an_error(name, error):
    yield f"{name}: str", str(error)
    yield f"{name}: repr", repr(error)
    yield f"{name}: args", repr(error.args)
    yield f"{name}: vars", repr(vars(error))
    yield f"{name}: traceback", "".join(traceback.format_exception(error))
    yield f"{name}: log", logged(lambda log: log.error("failed", exc_info=error))
    with contextlib.suppress(Exception):  # an error of another library that cannot be pickled
        yield f"{name}: pickle", pickle.dumps(error)


def logged(work):
    stream = io.StringIO()
    log = logging.Logger("searched")
    log.addHandler(logging.StreamHandler(stream))
    work(log)
    return stream.getvalue()


# --- what is searched: objects ---------------------------------------------------------------------

OBJECTS = {
    "Secret": PLANTED,
    "TOTP": TOTP,
    "HOTP": HOTP,
    "Account": ACCOUNT,
    "Account of a URI": otpp.Account.from_uri(URI + "&x=1"),
    "account.secret": ACCOUNT.secret,
    "account.otp()": ACCOUNT.otp(),
    "QR": ACCOUNT.qr(),
    "SteamGuard": otpp.SteamGuard(PLANTED),
    "Reading": otpp.as_read_by("google_authenticator", URI),
    "Reading, refused": otpp.as_read_by("apple", URI.replace("digits=10", "digits=99")),
    "KeySet": otpp.KeySet([KEY]),
}


def places_of_objects():
    for name, thing in OBJECTS.items():
        for place, text in of_an_object(thing):
            yield f"{name}: {place}", text


# --- what is searched: errors ----------------------------------------------------------------------


def wrong_calls():
    """Calls with something secret among their arguments, each of them wrong."""
    secrets = {"bytes": KEY, "base32": BASE32, "Secret": PLANTED}
    for kind, make in (
        ("TOTP", otpp.TOTP),
        ("HOTP", otpp.HOTP),
        ("Account", otpp.Account),
        ("Secret", otpp.Secret),
        ("SteamGuard", otpp.SteamGuard),
    ):
        yield f"{kind} of a bytearray", lambda: (
            make(bytearray(KEY), name="a") if kind == "Account" else make(bytearray(KEY))
        )
        for name, secret in secrets.items():
            yield f"{kind}, {name}: too many", lambda: make(secret, secret, secret)
            yield f"{kind}, {name}: another argument", lambda: make(secret, password=BASE32)
            yield f"{kind}, {name}: twice", lambda: make(secret, secret=secret, key=secret)
            yield f"{kind}, {name}: in a list", lambda: make([secret], name="a")
            for option in "digits period algorithm t0 name issuer type counter secret key".split():
                for wrong in (
                    secret,
                    [secret],
                    (secret, CODE),
                    {secret if name != "Secret" else 0: 1},
                ):
                    yield f"{kind}, {name}: {option}", lambda: make(PLANTED, **{option: wrong})
    for at in range(0, len(BASE32) - 1, 3):
        for sign in "0!é\ud800=":
            broken = BASE32[:at] + sign + BASE32[at + 1 :]
            yield f"base32 with {sign!a} at {at}", lambda: otpp.Secret.from_base32(broken)
            yield f"TOTP of it, {sign!a} at {at}", lambda: otpp.TOTP(broken)
            yield f"Account of it, {sign!a} at {at}", lambda: otpp.Account(broken, name="a")
    for text in (BASE32 * 30, BASE32 + "A", BASE32[:-1] + "===", "=" + BASE32):
        yield f"base32 of {len(text)} characters", lambda: otpp.Secret.from_base32(text)
    for wrong in (KEY, BASE32.encode(), [BASE32], None, PLANTED):
        yield f"from_base32 of {type(wrong)}", lambda: otpp.Secret.from_base32(wrong)
        yield f"from_uri of {type(wrong)}", lambda: otpp.Account.from_uri(wrong)
        yield f"generate of {type(wrong)}", lambda: otpp.Secret.generate(wrong)
        yield f"group of {type(wrong)}", lambda: PLANTED.base32(group=wrong)
    for at in range(len(URI)):
        for sign in ("%", "\0", "&secret=", "é0"):
            broken = URI[:at] + sign + URI[at:]
            yield f"URI with {sign!a} at {at}", lambda: otpp.Account.from_uri(broken)
        yield f"URI cut at {at}", lambda: otpp.Account.from_uri(URI[:at])
    for text in (
        URI.replace("totp", "motp"),
        URI + "&digits=0" + BASE32,
        URI * 40,
        URI.encode(),
        [URI],
        None,
    ):
        yield f"from_uri of {type(text)}", lambda: otpp.Account.from_uri(text)
    yield "from_uri, two", lambda: otpp.Account.from_uri(URI, URI)
    yield "from_uri by another name", lambda: otpp.Account.from_uri(uri=URI)
    yield "as_read_by an app that is a URI", lambda: otpp.as_read_by(URI, URI)
    yield "lint for an app that is a URI", lambda: otpp.lint(URI, app=URI)
    yield "uri for a profile that is a URI", lambda: ACCOUNT.uri(profile=URI)
    yield "uri for a domain that is a URI", lambda: ACCOUNT.uri(profile="apple", domain=URI)
    for wrong in (URI.encode(), [URI], None, ACCOUNT):
        yield f"as_read_by of {type(wrong)}", lambda: otpp.as_read_by("aegis", wrong)
        yield f"lint of {type(wrong)}", lambda: otpp.lint(wrong)
    yield "uri, one argument", lambda: ACCOUNT.uri(URI)
    yield "qr, one argument", lambda: ACCOUNT.qr(URI)
    yield "qr saved as the URI", lambda: ACCOUNT.qr().save(URI + ".x" + BASE32)
    yield "qr saved as the URI's account", lambda: ACCOUNT.qr().save("a." + URI)
    for wrong in (
        int(CODE),
        float(CODE),
        CODE.encode(),
        [CODE],
        {CODE},
        None,
        bytearray(CODE.encode()),
    ):
        yield f"totp.match of {type(wrong)}", lambda: TOTP.match(wrong, at=59)
        yield f"hotp.match of {type(wrong)}", lambda: HOTP.match(wrong, 0)
        yield f"at={type(wrong)}", lambda: TOTP.match(CODE, at=wrong, extra=CODE)
        yield f"window={type(wrong)}", lambda: TOTP.match(CODE, window=(wrong, CODE))
        yield f"counter {type(wrong)}", lambda: HOTP.match(CODE, wrong, look_ahead=CODE)
    for wrong in (CODE, BASE32, KEY, PLANTED, TOTP):
        yield f"match, at={type(wrong)}", lambda: TOTP.match(CODE, at=wrong)
        yield f"match, window={type(wrong)}", lambda: TOTP.match(CODE, window=wrong)
        yield f"match, two {type(wrong)}", lambda: TOTP.match(CODE, wrong)
        yield f"match, another {type(wrong)}", lambda: TOTP.match(CODE, secret=wrong)
        yield f"match, twice {type(wrong)}", lambda: TOTP.match(CODE, code=wrong)
        yield f"hotp.match {type(wrong)}", lambda: HOTP.match(CODE, wrong)
        yield f"look_ahead={type(wrong)}", lambda: HOTP.match(CODE, 0, look_ahead=wrong)
        for call in (TOTP.at, TOTP.step, TOTP.seconds_left, HOTP.at, TOTP.now, PLANTED.bytes):
            yield f"{call.__name__} of {type(wrong)}", lambda: call(wrong)
        # methods that are called of what is not theirs
        for kind in (otpp.Secret, otpp.TOTP, otpp.HOTP, otpp.Account):
            for name, method in vars(kind).items():
                if (
                    callable(method)
                    and not isinstance(wrong, kind)
                    and name not in ("__hash__", "_pybind11_conduit_v1_")
                ):
                    yield f"{kind.__name__}.{name} of {type(wrong)}", lambda: method(wrong, wrong)
                elif inspect.isgetsetdescriptor(method) and not isinstance(wrong, kind):
                    yield f"{kind.__name__}.{name} of {type(wrong)}", lambda: method.__get__(wrong)
    yield "a time too far", lambda: TOTP.at(int.from_bytes(KEY, "big"))
    yield "a time before", lambda: TOTP.at(-int.from_bytes(KEY, "big"))
    yield "a counter too far", lambda: HOTP.at(int.from_bytes(KEY, "big"))
    yield "digits too many", lambda: otpp.TOTP(PLANTED, digits=int(CODE))


def error_of(call):
    try:
        call()
    except Exception as error:
        return error
    return None


def places_of_errors():
    for name, call in wrong_calls():
        error = error_of(call)
        if error is not None:
            yield from of_an_error(f"{name}: {type(error).__name__}", error)


UNCAUGHT = """
import sys, otpp
text, code = sys.stdin.read().split()
def login(secret, typed):
    totp = otpp.TOTP(secret, digits=10)
    {}
login(text, code)
"""


def places_of_programs():
    """What an uncaught error prints: the secret comes by standard input."""
    for line in (
        "totp.match(int(typed))",
        "totp.match(typed, typed)",
        "otpp.TOTP(secret + '0')",
        "otpp.Account.from_uri('otpauth://totp/a?secret=' + secret + '&secret=' + secret)",
        "otpp.Account(secret, name=secret + ':')",
        "raise RuntimeError(totp, otpp.Secret.from_base32(secret))",
        "print(totp, otpp.Account(secret, name='a'), otpp.Secret.from_base32(secret), totp.match)",
    ):
        ran = subprocess.run(
            [sys.executable, "-c", UNCAUGHT.format(line)],
            input=f"{BASE32} {CODE}",
            capture_output=True,
            text=True,
        )
        assert ran.returncode == (0 if line.startswith("print") else 1), ran.stderr
        yield f"program: {line}", ran.stdout + ran.stderr


# --- the search ------------------------------------------------------------------------------------


def search(places):
    count, found = 0, []
    for name, text in places:
        count += 1
        if holds_a_secret(text):
            found.append(name)
    return count, found


@pytest.mark.parametrize(
    "places, at_least",
    [(places_of_objects, 1500), (places_of_errors, 9000), (places_of_programs, 7)],
)
def test_nothing_is_found(places, at_least, record_property):
    count, found = search(places())
    record_property("places searched", count)
    print(f"{places.__name__}: {count} places searched, {len(found)} found")
    assert found == []
    assert count >= at_least


def test_the_calls_are_wrong():
    """All but those with a slip in a URI that leaves it a URI."""
    right = [name for name, call in wrong_calls() if error_of(call) is None]
    unexpected = [
        name for name in right if not name.startswith(("URI ", "TOTP, ", "HOTP, ", "Account, "))
    ]
    assert unexpected == []
    assert len(right) < 500


# --- seen to find one ------------------------------------------------------------------------------


class Leaking:
    """A stand-in with all of the faults that the search is for."""

    def __init__(self, secret):
        self.secret = secret

    def match(self, code):
        raise TypeError(f"match() got {code!r}")


class LeakingInRepr(Leaking):
    __slots__ = ()

    def __repr__(self):
        return f"<TOTP of {self.secret}>"


def test_a_leak_of_an_object_is_found():
    count, found = search(of_an_object(LeakingInRepr(BASE32)))
    assert {
        "repr",
        "str",
        "format",
        "%r",
        "in a list",
        "in a dataclass",
        "log",
        "unittest raises: str",
    } <= set(found)
    assert {"vars", "pickle 0", "pickle 5", "member secret", "__reduce_ex__(2)"} <= set(found)


@pytest.mark.parametrize(
    "shown",
    [
        BASE32,
        BASE32.lower(),
        PLANTED.base32(group=4),
        KEY,
        KEY.hex(),
        list(KEY),
        CODE,
        int(CODE),
        URI,
    ],
    ids=lambda shown: "",
)
def test_a_leak_of_any_spelling_is_found(shown):
    assert holds_a_secret(f"in a text: {shown}")


def test_a_leak_of_an_error_is_found():
    for wrong in (BASE32, CODE, URI):
        error = error_of(lambda: Leaking(BASE32).match(wrong))
        count, found = search(of_an_error("match", error))
        assert {
            "match: str",
            "match: repr",
            "match: args",
            "match: traceback",
            "match: log",
            "match: pickle",
        } == set(found)


def test_a_leak_of_the_package_is_found(monkeypatch):
    """The same search on the package itself, with one error that quotes its input."""
    right = otpp.Secret.from_base32

    def quoting(text):
        try:
            return right(text)
        except otpp.InvalidInput as refused:
            raise ValueError(f"bad secret {text!r}") from refused

    class Secret:
        from_base32 = staticmethod(quoting)

    faulty = {name: getattr(otpp, name) for name in otpp.__all__}
    monkeypatch.setitem(globals(), "otpp", types.SimpleNamespace(**faulty | {"Secret": Secret}))
    _, found = search(places_of_errors())
    assert any(name.startswith("base32 with '0' at 12") for name in found)
