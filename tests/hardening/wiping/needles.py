"""What must not be left in memory, computed without the library under test.

Everything leaves this file masked (each byte ^ MASK), so that a program that reads it can search its
own memory without finding its own list.
"""

import base64
import hashlib
import hmac
import random
import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

MASK = 0xC3

COUNTERS = range(0, 24)  # those that the programs compute codes for
MESSAGES = (b"a message", bytes(range(200)))


def integer_root(n: int, degree: int) -> int:
    low, high = 0, 1 << (n.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= n else (low, middle - 1)
    return low


def primes(count: int) -> list[int]:
    found: list[int] = []
    n = 2
    while len(found) < count:
        if all(n % p for p in found):
            found.append(n)
        n += 1
    return found


def root_bits(degree: int, count: int, bits: int) -> list[int]:
    """The first fractional bits of the roots of the first primes: FIPS 180-4, 4.2 and 5.3."""
    return [integer_root(p << (degree * bits), degree) & ((1 << bits) - 1) for p in primes(count)]


def compress_sha1(state: list[int], block: bytes) -> list[int]:
    def turn(x: int, by: int) -> int:
        return (x << by | x >> (32 - by)) & 0xFFFFFFFF

    w = list(struct.unpack(">16I", block))
    for t in range(16, 80):
        w.append(turn(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1))
    a, b, c, d, e = state
    for t in range(80):
        f = (b & c | ~b & d, b ^ c ^ d, b & c | b & d | c & d, b ^ c ^ d)[t // 20]
        k = (0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6)[t // 20]
        a, b, c, d, e = (turn(a, 5) + f + e + w[t] + k) & 0xFFFFFFFF, a, turn(b, 30), c, d
    return [(x + y) & 0xFFFFFFFF for x, y in zip(state, (a, b, c, d, e))]


def compress_sha2(bits: int) -> Callable[[list[int], bytes], list[int]]:
    rounds = 64 if bits == 32 else 80
    top = (1 << bits) - 1
    k = root_bits(3, rounds, bits)
    big0, big1, small0, small1 = (
        ((2, 13, 22), (6, 11, 25), (7, 18, 3), (17, 19, 10))
        if bits == 32
        else ((28, 34, 39), (14, 18, 41), (1, 8, 7), (19, 61, 6))
    )

    def turn(x: int, by: int) -> int:
        return (x >> by | x << (bits - by)) & top

    def compress(state: list[int], block: bytes) -> list[int]:
        w = list(struct.unpack(">16I" if bits == 32 else ">16Q", block))
        for t in range(16, rounds):
            s0 = turn(w[t - 15], small0[0]) ^ turn(w[t - 15], small0[1]) ^ w[t - 15] >> small0[2]
            s1 = turn(w[t - 2], small1[0]) ^ turn(w[t - 2], small1[1]) ^ w[t - 2] >> small1[2]
            w.append((w[t - 16] + s0 + w[t - 7] + s1) & top)
        a, b, c, d, e, f, g, h = state
        for t in range(rounds):
            s1 = turn(e, big1[0]) ^ turn(e, big1[1]) ^ turn(e, big1[2])
            t1 = h + s1 + (e & f ^ ~e & g) + k[t] + w[t]
            s0 = turn(a, big0[0]) ^ turn(a, big0[1]) ^ turn(a, big0[2])
            t2 = s0 + (a & b ^ a & c ^ b & c)
            a, b, c, d, e, f, g, h = (t1 + t2) & top, a, b, c, (d + t1) & top, e, f, g
        return [(x + y) & top for x, y in zip(state, (a, b, c, d, e, f, g, h))]

    return compress


class Hash(NamedTuple):
    name: str
    word: str  # of struct
    block: int
    initial: list[int]
    compress: Callable[[list[int], bytes], list[int]]

    def words(self, state: list[int]) -> bytes:
        return struct.pack(f">{len(state)}{self.word}", *state)

    def steps(self, block: bytes) -> tuple[bytes, bytes]:
        """The state after a first block, and the working variables that were added to get there."""
        after = self.compress(self.initial, block)
        top = (1 << 8 * struct.calcsize(self.word)) - 1
        return self.words(after), self.words([(x - y) & top for x, y in zip(after, self.initial)])


HASHES = (
    Hash("sha1", "I", 64, [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0], compress_sha1),
    Hash("sha256", "I", 64, root_bits(2, 8, 32), compress_sha2(32)),
    Hash("sha512", "Q", 128, root_bits(2, 8, 64), compress_sha2(64)),
)


def truncated(code: bytes) -> bytes:
    at = code[-1] & 15
    return bytes([code[at] & 0x7F]) + code[at + 1 : at + 4]


def of_key(key: bytes) -> Iterator[tuple[str, bytes]]:
    """Everything about one key that the library holds at some time."""
    yield "key", key
    yield "base32", base64.b32encode(key).rstrip(b"=")
    for which in HASHES:
        short = key
        if len(key) > which.block:
            short = hashlib.new(which.name, key).digest()
            yield f"{which.name} hashed key", short
        padded = short.ljust(which.block, b"\0")
        inner = bytes(x ^ 0x36 for x in padded)
        outer = bytes(x ^ 0x5C for x in padded)
        for side, block in (("inner", inner), ("outer", outer)):
            after, working = which.steps(block)
            yield f"{which.name} {side} state", after
            yield f"{which.name} {side} working variables", working
        codes = [hmac.digest(key, struct.pack(">Q", c), which.name) for c in COUNTERS]
        yield f"{which.name} truncated values", b"".join(map(truncated, codes))
        for message in [struct.pack(">Q", c) for c in COUNTERS] + list(MESSAGES):
            yield f"{which.name} inner digest", hashlib.new(which.name, inner + message).digest()
            yield f"{which.name} code", hmac.digest(key, message, which.name)
    yield "sha1 of key", hashlib.sha1(key).digest()


def masked(data: bytes) -> str:
    return bytes(x ^ MASK for x in data).hex()


def uri(key: bytes, escaped: bool, rest: str) -> bytes:
    text = base64.b32encode(key).decode().rstrip("=")
    if escaped:
        text = "".join(f"%{ord(c):02X}" for c in text)
    return f"otpauth://totp/Example:alice?issuer=Example&secret={text}{rest}".encode()


def listing(seed: int) -> str:
    """The lines that the programs of this folder read: inputs, then what must not be left."""
    rng = random.Random(seed)
    lines: list[str] = []
    sought: list[tuple[str, bytes]] = []
    for size in (20, 100, 128, 200):
        key = rng.randbytes(size)
        text = base64.b32encode(key).decode()
        inputs = {
            "key": key,
            "base32": text.rstrip("=").encode(),
            "base32_typed": " ".join(text.lower().rstrip("=")[i : i + 4] for i in range(0, len(text), 4)).encode(),
            "base32_broken": text.rstrip("=").encode() + b"!",
            "base32_short": text.rstrip("=")[: len(text.rstrip("=")) // 8 * 8 - 2].encode(),
            "uri": uri(key, False, "&digits=8"),
            "uri_escaped": uri(key, True, ""),
            "uri_broken": uri(key, False, "&digits=99"),
            "uri_hotp": uri(key, False, "").replace(b"totp", b"hotp"),
        }
        lines += [f"input {name}_{size} {masked(data)}" for name, data in inputs.items()]
        sought += [(f"{size}-byte key: {what}", data) for what, data in of_key(key)]
    lines += [
        f"{'text' if what.endswith('base32') else 'needle'} {what.replace(' ', '_')} {masked(data)}"
        for what, data in sought
    ]
    return "\n".join(lines) + "\n"


# Of the bulk engine: sixteen rows, as neighbours in memory.

BULK_COUNTERS = range(7, 11)
TILE_ROWS = 16
MIXED_SIZES = (20, 100, 64, 128, 65, 32, 20, 40, 63, 128, 127, 24, 20, 20, 128, 36)


def columns_of(items: list[bytes], size: int) -> Iterator[bytes]:
    """Word by word, the same one of neighbouring rows that have it whole."""
    for at in range(0, max(map(len, items)), size):
        together = b""
        for item in [*items, b""]:
            word = item[at : at + size]
            if len(word) == size:
                together += word
                continue
            if len(together) > size:
                yield together
            together = b""


def of_column(keys: list[bytes]) -> Iterator[tuple[str, bytes]]:
    """What the engine holds at some time of keys that are neighbours."""
    yield from (("key", key) for key in keys)
    for which in HASHES:
        size = struct.calcsize(which.word)
        short = [hashlib.new(which.name, k).digest() if len(k) > which.block else k for k in keys]
        yield from (("hashed key", hashed) for hashed, key in zip(short, keys) if hashed != key)
        rows: dict[str, list[bytes]] = {"key words": short}
        for side, pad in (("inner", 0x36), ("outer", 0x5C)):
            blocks = [bytes(x ^ pad for x in key.ljust(which.block, b"\0")) for key in short]
            after, working = zip(*map(which.steps, blocks))
            rows |= {f"{side} states": list(after), f"{side} working variables": list(working)}
        for counter in BULK_COUNTERS:
            message = struct.pack(">Q", counter)
            inner = [bytes(x ^ 0x36 for x in key.ljust(which.block, b"\0")) for key in short]
            codes = [hmac.digest(key, message, which.name) for key in keys]
            rows[f"inner digests of {counter}"] = [
                hashlib.new(which.name, block + message).digest() for block in inner
            ]
            rows[f"codes of {counter}"] = codes
            yield f"{which.name} values of {counter}", b"".join(map(truncated, codes))
        for what, items in rows.items():
            if what != "key words":
                yield from ((f"{which.name} {what}", item) for item in items)
            yield from ((f"{which.name} column of {what}", words) for words in columns_of(items, size))
        for what in ("inner states", "outer states"):  # one key in all lanes
            first = rows[what][0]
            yield from (
                (f"{which.name} {what}, repeated", 2 * first[at : at + size]) for at in range(0, len(first), size)
            )


def bulk_listing(seed: int, rows: int) -> str:
    """The same for bulk.cpp, whose sets have so many rows."""
    rng = random.Random(seed)
    uniform = [rng.randbytes(20) for _ in range(TILE_ROWS)]
    mixed = [rng.randbytes(size) for size in MIXED_SIZES]
    inputs = {
        "rows": str(rows).encode(),
        "column_20": b"".join(uniform),
        "column_mixed": b"".join(key.ljust(128, b"\0") for key in mixed),
        "column_mixed_sizes": bytes(MIXED_SIZES),
    }
    lines = [f"input {name} {masked(data)}" for name, data in inputs.items()]
    for column, keys in (("uniform", uniform), ("mixed", mixed)):
        lines += [f"needle {column}:_{what.replace(' ', '_')} {masked(d)}" for what, d in of_column(keys)]
    return "\n".join(lines) + "\n"
