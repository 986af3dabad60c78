"""The timed expressions, over prepared arguments: one row for each operation and library."""

import base64
import random
import urllib.parse
from collections.abc import Callable
from typing import NamedTuple

import otpp
import passlib.totp
import pyotp

from bench.peers import python as peers

KEY = bytes(range(1, 21))
START = 1_900_000_000  # a Unix time


class Row(NamedTuple):
    """`for {target} in {arguments}: {expression}`; `read` converts a result to the form in which the rows of an
    operation are compared."""

    operation: str
    library: str
    target: str
    expression: str
    arguments: list
    names: dict[str, object]
    read: Callable[[object], object] = lambda result: result

    @property
    def name(self) -> str:
        return f"{self.operation}/{self.library}"

    def result(self, argument: object) -> object:
        """The result of the timed expression for one argument."""
        names = dict(self.names)
        exec(f"{self.target} = argument", names | {"argument": argument}, names)
        return self.read(eval(self.expression, names))


def rows() -> list[Row]:
    return at() + match() + from_uri()


def empty_loops() -> list[Row]:
    """The loop alone, which is part of the time of every row."""
    whole = {row.operation: row for row in rows()}
    return [row._replace(library="empty loop", expression="pass", names={}) for row in whole.values()]


# ---- at: a passcode, of the next step at each call


def at() -> list[Row]:
    times = [START + 30 * step for step in range(1000)]

    def row(library, call, expression="at(time)", **more):
        return Row("at", library, "time", expression, times, {"at": call}, **more)

    return [
        row("otpp", otpp.TOTP(KEY).at),
        row("hmac.digest", peers.hmac_at(KEY)),
        row("pyotp", peers.pyotp_totp(KEY).at),
        row("passlib", passlib.totp.TOTP(KEY, "raw").generate, "at(time).token"),
        row("cryptography", peers.cryptography_totp(KEY).generate, read=lambda code: code.decode()),
    ]


# ---- match: a code, in a window of one step to either side


def codes_and_times(count: int = 500) -> list[tuple[str, int]]:
    """Half of the codes match, at a random step of the three; in random order, since the processor's branch
    prediction learns a regular one."""
    randomly = random.Random(4226)
    at = peers.hmac_at(KEY)
    pairs = []
    for step in range(count):
        time = START + 30 * step + randomly.randrange(30)
        fitting = {at(time + shift) for shift in (-30, 0, 30)}
        code = at(time + randomly.choice((-30, 0, 30)))
        while step % 2 and code in fitting:
            code = f"{randomly.randrange(1_000_000):06}"
        pairs.append((code, time))
    randomly.shuffle(pairs)
    return pairs


def match() -> list[Row]:
    pairs = codes_and_times()

    def row(library, call, expression="match(code, time)", arguments=pairs, **more):
        return Row("match", library, "code, time", expression, arguments, {"match": call}, **more)

    return [
        row("otpp", otpp.TOTP(KEY).match, "match(code, at=time)", read=lambda found: found is not None),
        row("hmac.digest", peers.hmac_match(KEY)),
        row("pyotp", peers.pyotp_totp(KEY).verify, "match(code, for_time=time, valid_window=1)"),
        row("passlib", peers.passlib_match(KEY)),
        row("cryptography", peers.cryptography_match(KEY), arguments=[(code.encode(), t) for code, t in pairs]),
    ]


# ---- from_uri: the text of a QR code, parsed into an object that generates passcodes


def uris(count: int = 100) -> list[str]:
    """Half of them name every parameter, half only the required ones."""
    randomly = random.Random(6238)
    made = []
    for number in range(count):
        secret = base64.b32encode(randomly.randbytes(20)).decode()
        name = urllib.parse.quote(f"user{number}@example.com")
        uri = f"otpauth://totp/Example:{name}?secret={secret}&issuer=Example"
        made.append(uri + "&algorithm=SHA1&digits=6&period=30" * (number % 2))
    return made


def from_uri() -> list[Row]:
    def row(library, call, read):
        return Row("from_uri", library, "uri", "from_uri(uri)", uris(), {"from_uri": call}, read)

    return [
        row(
            "otpp",
            otpp.Account.from_uri,
            lambda a: (a.secret.base32(), a.issuer, a.name, str(a.algorithm).lower(), a.digits, a.period),
        ),
        row(
            "pyotp",
            pyotp.parse_uri,
            lambda t: (t.secret, t.issuer, t.name, t.digest().name, t.digits, t.interval),
        ),
        row(
            "passlib",
            passlib.totp.TOTP.from_uri,
            lambda t: (t.base32_key, t.issuer, t.label, t.alg, t.digits, t.period),
        ),
    ]
