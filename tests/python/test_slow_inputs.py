"""Two million characters cost no more than twenty: nothing is copied, and hardly any is read."""

import time
import tracemalloc

import otpp
import pytest

N = 2_000_000
KEY = b"12345678901234567890"

TEXTS = {
    "letters": lambda: "A" * N,
    "digits": lambda: "1" * N,
    "spaces": lambda: " " * N + "1",
    "hyphens": lambda: "-" * N,
    "padding": lambda: "=" * N,
    "Latin-1": lambda: "é" * N,
    "16 bits": lambda: "漢" * N,
    "32 bits": lambda: "🔑" * N,
    "half a surrogate pair at the end": lambda: "A" * N + "\ud800",
    "URI with a long name": lambda: "otpauth://totp/" + "a" * N,
    "URI of escapes": lambda: "otpauth://totp/" + "%41" * (N // 3),
    "URI with a long secret": lambda: "otpauth://totp/a?secret=" + "A" * N,
    "URI of parameters": lambda: "otpauth://totp/a?" + "x=1&" * (N // 4),
}
CALLS = {
    "TOTP(…)": otpp.TOTP,
    "Secret.from_base32": otpp.Secret.from_base32,
    "TOTP.match": otpp.TOTP(KEY).match,
    "HOTP.match": lambda text: otpp.HOTP(KEY).match(text, 0),
    "Account.from_uri": otpp.Account.from_uri,
    "Account(name=…)": lambda text: otpp.Account(KEY, name=text),
    "Account(issuer=…)": lambda text: otpp.Account(KEY, name="a", issuer=text),
    "Account(type=…)": lambda text: otpp.Account(KEY, name="a", type=text),
    "TOTP(algorithm=…)": lambda text: otpp.TOTP(KEY, algorithm=text),
}


def answer(call, text):
    try:
        return call(text)
    except otpp.InvalidInput as refused:
        assert refused.offset is None or refused.offset <= 4096
        return None


def seconds(call, make, times=5):
    """The least of some runs, each with a text of its own: a str keeps what was made of it once."""
    best = float("inf")
    for _ in range(times):
        text = make()
        begun = time.thread_time()
        call(text)
        best = min(best, time.thread_time() - begun)
    return best


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("call", CALLS)
def test_no_copy_is_made(call, text):
    long = TEXTS[text]()
    answer(CALLS[call], "warm up")
    tracemalloc.start()
    try:
        assert answer(CALLS[call], long) is None
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8192


@pytest.mark.parametrize("call", CALLS)
def test_the_text_is_not_read_through(call):
    """Against one pass by the interpreter itself; reading each character takes more than 0.3 ms anyhow."""
    for make in TEXTS.values():
        ours = seconds(lambda text: answer(CALLS[call], text), make)
        one_pass = seconds(lambda text: text.encode("utf-8", "surrogatepass"), make)
        assert ours < max(one_pass / 4, 3e-4)


def test_a_pass_or_a_copy_would_be_seen():
    assert seconds(lambda text: text.count("é"), TEXTS["letters"]) > 1e-5
    tracemalloc.start()
    TEXTS["16 bits"]().encode()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak > 1_000_000


def test_long_bytes_and_numbers():
    for call, wrong in (
        (otpp.Secret, bytes(N)),
        (otpp.TOTP, bytes(N)),
        (otpp.TOTP(KEY).at, 10**10_000),
    ):
        tracemalloc.start()
        assert answer(call, wrong) is None
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 8192
