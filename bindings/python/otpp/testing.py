"""Does a store keep what a :class:`otpp.Verifier` needs of it? A pytest suite for your own.

    from otpp.testing import StoreConformance

    class TestMyStore(StoreConformance):
        @pytest.fixture
        def store(self, tmp_path):
            return MyStore(tmp_path / "factors")

The store of each test is a fresh one. Threads share it; `again`, where a test asks for it, is another
handle to the same data, and the store itself unless you say otherwise.
"""

import concurrent.futures
import functools
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from . import HOTP, TOTP, Account
from .server import Store, Verdict, VerdictKind
from .server.policy import Policy
from .server.sealing import PLAINTEXT
from .server.verifier import Verifier

_T = TypeVar("_T")

START = 1_700_000_010  # the beginning of a step

# Many attempts in no time: only the limit counts.
UNTHROTTLED = Policy(delay=0, limit=1_000_000, budget=86_400)


class Down(Exception):
    """What a :class:`Failing` store raises."""


class Failing:
    """A store that fails at one call: before it does anything, or after, when the reply is lost."""

    def __init__(self, store: Store, at: int, answer: str) -> None:
        self.store = store
        self.at = at  # the number of the call, from 0
        self.answer = answer
        self.calls = 0

    def load(self, factor: str, /) -> "str | None":
        return self._ask(lambda: self.store.load(factor), none=...)  # None would be an answer

    def compare_and_set(self, factor: str, expected: "str | None", new: str, /) -> bool:
        return self._ask(lambda: self.store.compare_and_set(factor, expected, new))

    def remove(self, factor: str, expected: str, /) -> bool:
        return self._ask(lambda: self.store.remove(factor, expected))

    def _ask(self, call: "Callable[[], _T]", none: object = None) -> "_T":
        fails = self.calls == self.at
        self.calls += 1
        if fails and self.answer == "down":
            raise Down
        said = call()
        if fails and self.answer == "lost":
            raise Down
        if fails:
            answers = {"none": none, "one": 1, "bytes": b"otpp1", "text": "otpp1 garbage"}
            return answers[self.answer]  # type: ignore[return-value]
        return said


FAULTS = ("down", "lost", "none", "one", "bytes", "text")


class Counting:
    """Keys that count how often a secret was looked at: once for each code that is evaluated."""

    version = 0

    def __init__(self) -> None:
        self.opened = 0
        self._busy = threading.Lock()

    seal = PLAINTEXT.seal

    def open(self, version: int, sealed: bytes, context: object, /) -> bytes:
        with self._busy:
            self.opened += 1
        return sealed


def in_parallel(threads: int, work: "Callable[[int], _T]") -> "list[_T]":
    """work(number) in as many threads, begun together."""
    together = threading.Barrier(threads)

    def begun(number: int) -> _T:
        together.wait(60)
        return work(number)

    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        return list(pool.map(begun, range(threads)))


def enrolled(store: Store, factor: str, *, policy: Policy = UNTHROTTLED, type: str = "totp") -> Account:
    """A new factor in use, since the step before START."""
    verifier = Verifier(store, policy=policy, keys=PLAINTEXT)
    account = verifier.begin(factor, name="a", type=type, at=START - 30)
    assert verifier.confirm(factor, codes_of(account)(-1), at=START - 30)
    return account


def codes_of(account: Account) -> "Callable[[int], str]":
    """The codes from START on, by number; -1 was the confirmation's."""
    totp, hotp = TOTP(account.secret), HOTP(account.secret)
    if account.type == "totp":
        return lambda number: totp.at(START + 30 * number)
    return lambda number: hotp.at(number + 1)


def kinds(said: "list[Verdict]") -> "dict[str, int]":
    found: dict[str, int] = {}
    for verdict in said:
        found[str(verdict.kind)] = found.get(str(verdict.kind), 0) + 1
    return found


@pytest.mark.filterwarnings("ignore::otpp.PolicyWarning")
class StoreConformance:
    """To be derived from, with a fixture `store`."""

    THREADS = 16
    ROUNDS = 200

    @pytest.fixture
    def again(self, store: Store) -> "Iterator[Store]":
        yield store

    # ---- the three calls

    def test_what_is_not_there(self, store: Store) -> None:
        assert store.load("nobody") is None
        assert store.compare_and_set("nobody", "otpp1 1", "otpp1 2") is False
        assert store.remove("nobody", "otpp1 1") is False
        assert store.load("nobody") is None

    def test_made_once(self, store: Store, again: Store) -> None:
        assert store.compare_and_set("alice", None, "one") is True
        assert again.compare_and_set("alice", None, "two") is False
        assert again.load("alice") == "one"

    def test_compared_and_set(self, store: Store, again: Store) -> None:
        assert store.compare_and_set("alice", None, "one") is True
        assert again.compare_and_set("alice", "one", "two") is True
        assert store.compare_and_set("alice", "one", "three") is False
        assert store.load("alice") == again.load("alice") == "two"
        assert store.compare_and_set("alice", "two", "two") is True  # it was so

    def test_removed(self, store: Store, again: Store) -> None:
        assert store.compare_and_set("alice", None, "one") is True
        assert again.remove("alice", "two") is False
        assert store.load("alice") == "one"
        assert again.remove("alice", "one") is True
        assert store.load("alice") is None
        assert store.remove("alice", "one") is False
        assert store.compare_and_set("alice", None, "anew") is True

    @pytest.mark.parametrize(
        "line", ["ONE", "one ", " one", "one\t", "on", "onee", "öne", "one\u200b", "one%", "o_e", "*"]
    )
    def test_compared_byte_by_byte(self, store: Store, line: str) -> None:
        """No collation, no padding, no pattern."""
        assert store.compare_and_set("alice", None, "one") is True
        assert store.compare_and_set("alice", line, "two") is False
        assert store.remove("alice", line) is False
        assert store.load("alice") == "one"

    def test_names_are_told_apart(self, store: Store) -> None:
        names = (
            "alice Alice ALICE alicé alice\u0301 a%e a_ice al*ce ' \" ; -- 1 01 ä a\u0308 🔑 nil null"
        ).split()
        names += ["alice ", " alice", "alice\t", "a" * 256, "a" * 255, "otpp:decoys", "é" * 128, "a/b"]
        names += ["../a", "a\\b", "a:b", "a\nb"]
        for name in names:
            assert store.compare_and_set(name, None, f"of {name!a}"[:2048]) is True, ascii(name)
        for name in names:
            assert store.load(name) == f"of {name!a}"[:2048], ascii(name)
        for name in names:
            assert store.remove(name, f"of {name!a}"[:2048]) is True, ascii(name)

    @pytest.mark.parametrize("size", [1, 255, 256, 1023, 1024, 2047, 2048])
    def test_lines_of_every_length(self, store: Store, size: int) -> None:
        line = ("otpp1 ABCdef-_, 123." * 103)[:size]
        assert store.compare_and_set("alice", None, line) is True
        assert store.load("alice") == line
        assert store.compare_and_set("alice", line, line[::-1]) is True
        assert store.load("alice") == line[::-1]

    def test_no_write_is_lost(self, store: Store, again: Store) -> None:
        """Threads that count one number up: as often as they were told that they did."""
        assert store.compare_and_set("alice", None, "0") is True
        mine = (store, again)

        def count(number: int) -> int:
            done = 0
            for _ in range(50):
                line = mine[number % 2].load("alice")
                assert line is not None
                done += mine[number % 2].compare_and_set("alice", line, str(int(line) + 1))
            return done

        told = in_parallel(self.THREADS, count)
        assert store.load("alice") == str(sum(told))
        assert sum(told) >= 50

    def test_made_once_by_many(self, store: Store, again: Store) -> None:
        mine = (store, again)

        def make(name: str, by: int) -> bool:
            return mine[by % 2].compare_and_set(name, None, f"by {by}")

        for number in range(20):
            name = f"a{number}"
            told = in_parallel(self.THREADS, functools.partial(make, name))
            assert told.count(True) == 1 and told.count(False) == self.THREADS - 1
            assert store.load(name) == f"by {told.index(True)}"

    # ---- with a verifier

    @pytest.mark.parametrize("type", ["totp", "hotp"])
    def test_a_code_opens_once(
        self, store: Store, again: Store, type: str, record_property: "Callable[[str, object], None]"
    ) -> None:
        """S1: threads race one right code, round after round: exactly one of them is let in."""
        code_of = codes_of(enrolled(store, "alice", type=type))
        verifiers = [Verifier(each, policy=UNTHROTTLED, keys=PLAINTEXT) for each in (store, again)]
        said: list[Verdict] = []

        def verify(code: str, at: int, by: int) -> Verdict:
            return verifiers[by % 2].verify("alice", code, at=at)

        for number in range(self.ROUNDS):
            code, at = code_of(number), START + 30 * number
            in_round = in_parallel(self.THREADS, functools.partial(verify, code, at))
            assert sum(map(bool, in_round)) == 1, (number, kinds(in_round))
            said += in_round
        assert set(kinds(said)) <= {"accepted", "replayed", "mismatch"}  # HOTP: its window moved on
        record_property(
            f"one code of {type}, {self.THREADS} threads, {type_of(store)}",
            f"{self.ROUNDS} rounds, {sum(map(bool, said))} accepted",
        )

    def test_steps_only_grow(self, store: Store, again: Store) -> None:
        """S2: A, B, A, B, A; and A alone, older than what was used."""
        code_of = codes_of(enrolled(store, "alice"))
        verifiers = [Verifier(each, policy=UNTHROTTLED, keys=PLAINTEXT) for each in (store, again)]
        said = [
            str(verifiers[i % 2].verify("alice", code_of(number), at=START + 30).kind)
            for i, number in enumerate((0, 1, 0, 1, 0))
        ]
        assert said == ["accepted", "accepted", "replayed", "replayed", "replayed"]
        assert verifiers[0].verify("alice", code_of(3), at=START + 90)
        assert verifiers[1].verify("alice", code_of(2), at=START + 90).kind is VerdictKind.REPLAYED

    def test_attempts_are_counted_first(self, store: Store, again: Store) -> None:
        """S5: 64 wrong codes at once, and a limit of 5: no more than 5 are looked at."""
        policy = Policy(limit=5, delay=0, budget=86_400)
        account = enrolled(store, "alice", policy=policy)
        keys = Counting()
        verifiers = [Verifier(each, policy=policy, keys=keys) for each in (store, again)]
        right = {codes_of(account)(number) for number in range(-9, 9)}
        wrong = next(code for code in map("{:06}".format, range(100)) if code not in right)
        said = in_parallel(64, lambda i: verifiers[i % 2].verify("alice", wrong, at=START))
        assert keys.opened <= 5
        assert kinds(said).get("mismatch", 0) <= keys.opened
        assert set(kinds(said)) <= {"mismatch", "disabled", "unavailable"}
        status = verifiers[0].status("alice", at=START)
        assert status is not None and status.failures == 5 and status.lock == "limit"

    def test_a_recovery_code_opens_once(self, store: Store, again: Store) -> None:
        """S10: threads race each recovery code."""
        account = enrolled(store, "alice")
        verifiers = [Verifier(each, policy=UNTHROTTLED, keys=PLAINTEXT) for each in (store, again)]
        made = verifiers[0].recovery_codes("alice", codes_of(account)(0), at=START)

        def recover(code: str, at: int, by: int) -> Verdict:
            return verifiers[by % 2].recover("alice", code, at=at)

        for number, code in enumerate(made.codes):
            said = in_parallel(self.THREADS, functools.partial(recover, code, START + number))
            assert sum(map(bool, said)) == 1, kinds(said)
        status = verifiers[0].status("alice")
        assert status is not None and status.recovery_codes == 0

    @pytest.mark.parametrize("fault", FAULTS)
    def test_a_call_that_fails(self, store: Store, fault: str) -> None:
        """S5: whatever call fails or loses its reply, nobody is let in who is not stored, what was
        looked at is counted, and a code that was told to be right is not right again."""
        for number in range(12):
            name = f"alice {number}"
            account = enrolled(store, name)
            code = codes_of(account)(0)
            keys = Counting()
            failing = Failing(store, number, fault)
            said = Verifier(failing, policy=UNTHROTTLED, keys=keys).verify(name, code, at=START)
            sound = Verifier(store, policy=UNTHROTTLED, keys=PLAINTEXT)
            status = sound.status(name, at=START)
            assert status is not None
            if failing.calls <= number:  # all went well
                assert said and status.used == START
                break
            # the first call reads the decoys, which may fail without a loss
            assert said.kind is VerdictKind.UNAVAILABLE or (number == 0 and said)
            if not said:
                assert status.failures >= keys.opened or status.used == START
            stored = status.used == START
            assert not said or stored
            assert bool(sound.verify(name, code, at=START)) is not stored
        else:
            pytest.fail("a verification takes more than 12 calls")

    @pytest.mark.parametrize("fault", FAULTS)
    def test_an_unknown_factor_when_a_call_fails(self, store: Store, fault: str) -> None:
        for number in range(12):
            failing = Failing(store, number, fault)
            verifier = Verifier(failing, policy=UNTHROTTLED, keys=PLAINTEXT)
            assert not verifier.verify("nobody", "123456", at=START)
            if failing.calls <= number:
                break


def type_of(store: Store) -> str:
    return type(store).__name__
