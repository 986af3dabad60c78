"""Threads and processes race one code, in C++ and in Python, and are killed at any moment (SECURITY.md, S1, S5).

The programs are in tests/protocol: race_threads, race_process and kill_worker, the last two in both languages. Under
--all the rounds are those of the issue: 200.
"""

import contextlib
import itertools
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import otpp
import otpp.testing
import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "protocol"
START = otpp.testing.START
STEP = START // 30

pytestmark = pytest.mark.filterwarnings("ignore::otpp.PolicyWarning")

# Of each race, in every run and under --all.
rounds = pytest.mark.parametrize(
    "rounds",
    [pytest.param(40, marks=pytest.mark.slow), pytest.param(200, marks=pytest.mark.matrix)],
)


@pytest.fixture(scope="module")
def cryptopp():
    """With it the secrets are sealed, and each language opens what the other sealed."""
    return subprocess.run(["pkg-config", "--exists", "libcrypto++"]).returncode == 0


@pytest.fixture(scope="module")
def programs(tmp_path_factory, cryptopp):
    folder = tmp_path_factory.mktemp("races")
    sealing = ["-DOTPP_TEST_CRYPTOPP", "-lcryptopp"] if cryptopp else []
    for name in ("race_threads", "race_process", "kill_worker"):
        done = subprocess.run(
            ["g++", "-std=c++20", "-O1", "-I", ROOT / "include", HERE / f"{name}.cpp", "-o", folder / name]
            + [*sealing, "-lsqlite3", "-pthread"],
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    return folder


class People:
    """One factor, alice, in a file that all share; its keys, and the notes of what was evaluated."""

    def __init__(self, folder, programs, sealed):
        self.file, self.notes, self.keys = folder / "factors.db", folder / "notes", folder / "keys"
        if not sealed:
            self.keys, ring = "plaintext", otpp.PLAINTEXT
        else:
            ring = otpp.KeyRing.create_file(self.keys)
        self.programs = programs
        self.store = otpp.stores.SQLite(self.file, time_out=60)
        self.verifier = otpp.Verifier(self.store, policy=otpp.testing.UNTHROTTLED, keys=ring)
        self.account = self.verifier.begin("alice", name="a", at=START - 30)
        self.totp = otpp.TOTP(self.account.secret)
        assert self.verifier.confirm("alice", self.totp.at(START - 30), at=START - 30)
        self.notes.touch()

    def command(self, program, language, *more):
        at = [self.programs / program] if language == "C++" else [sys.executable, HERE / f"{program}.py"]
        return [str(part) for part in (*at, self.file, self.keys, self.notes, *more)]

    def evaluated(self):
        return self.notes.stat().st_size

    def record(self):
        """The record's numbers that are checked here: see docs/reference/record-format.md."""
        fields = self.store.load("alice").split(" ")
        return {"last": int(fields[5]), "tries": int(fields[8])}


@pytest.fixture
def people(tmp_path, programs, cryptopp):
    return People(tmp_path, programs, cryptopp)


# --- threads ----------------------------------------------------------------------------------------


@pytest.fixture(params=["memory", "sqlite"])
def where(request, tmp_path):
    return "memory" if request.param == "memory" else tmp_path / "factors.db"


def run(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=600)
    print(done.stdout, done.stderr)
    assert done.returncode == 0, done.stdout
    return done.stdout.strip()


def name_of(where):
    return "memory" if where == "memory" else "SQLite"


@rounds
def test_threads_race_one_code(programs, where, rounds, record_property):
    said = run(programs / "race_threads", where, "code", 16, rounds)
    assert f"{rounds} with one accept, {rounds} accepts" in said
    record_property(f"C++, {name_of(where)}", said)


@pytest.mark.slow
def test_threads_race_the_limit(programs, where, record_property):
    said = run(programs / "race_threads", where, "limit", 64)
    assert int(re.search(r"(\d+) evaluated", said)[1]) <= 5
    record_property(f"C++, {name_of(where)}, limit", said)


@pytest.mark.matrix
@pytest.mark.parametrize("kind", ["totp", "hotp"])
def test_threads_of_python_race_one_code(where, kind, record_property):
    suite = otpp.testing.StoreConformance()
    assert (suite.THREADS, suite.ROUNDS) == (16, 200)
    memory = where == "memory"
    store = otpp.stores.Memory() if memory else otpp.stores.SQLite(where, time_out=60)
    again = store if memory else otpp.stores.SQLite(where, time_out=60)
    suite.test_a_code_opens_once(store, again, kind, record_property)


# --- processes --------------------------------------------------------------------------------------


@contextlib.contextmanager
def processes(people, limit=1_000_000):
    """Four of C++ and four of Python, ready."""
    running = []
    try:
        for language in ("C++", "Python") * 4:
            running.append(
                subprocess.Popen(
                    people.command("race_process", language, limit),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
        for each in running:
            assert each.stdout.readline() == "ready\n"
        yield running
    finally:
        for each in running:
            each.kill()
            each.wait()
            each.stdin.close()
            each.stdout.close()


def ask_all(running, code, at, times=1):
    """Each verifies the code at the same moment; the verdicts, by process."""
    moment = time.monotonic_ns() + 3_000_000
    for each in running:
        each.stdin.write(f"alice {code} {at} {moment}\n" * times)
        each.stdin.flush()
    return [[each.stdout.readline().strip() for _ in range(times)] for each in running]


@rounds
def test_processes_race_one_code(people, rounds, cryptopp, record_property):
    """In both languages, on one file, under one file of keys."""
    accepted_by = Counter()
    with processes(people) as running:
        for number in range(rounds):
            at = START + 30 * number
            said = [verdicts[0] for verdicts in ask_all(running, people.totp.at(at), at)]
            assert Counter(said) == {"accepted": 1, "replayed": 7}, (number, said)
            accepted_by["C++" if said.index("accepted") % 2 == 0 else "Python"] += 1
    assert people.evaluated() == rounds * 8
    record_property(
        "C++ and Python, SQLite",
        f"8 processes, {rounds} rounds: {rounds} with one accept, by {dict(sorted(accepted_by.items()))}"
        + ("" if cryptopp else ", unsealed"),
    )


@pytest.mark.slow
def test_processes_race_the_limit(people, record_property):
    """64 wrong codes of 8 processes at a limit of 5: no more are looked at."""
    wrong = people.totp.at(START + 3_000_000)
    assert wrong not in {people.totp.at(START + 30 * number) for number in range(-5, 6)}
    with processes(people, limit=5) as running:
        said = Counter(verdict for verdicts in ask_all(running, wrong, START, 8) for verdict in verdicts)
    assert people.evaluated() <= 5
    assert said["mismatch"] == people.evaluated() and set(said) <= {"mismatch", "disabled"}
    assert said["mismatch"] + said["disabled"] == 64
    record_property("C++ and Python, SQLite, limit", f"64 wrong codes: {people.evaluated()} evaluated")


@pytest.mark.slow
@pytest.mark.parametrize("first, second", [(0, 1), (1, 0)], ids=["C++ first", "Python first"])
def test_a_code_used_in_one_language_is_refused_in_the_other(people, first, second):
    with processes(people) as running:
        for number in range(5):
            at = START + 30 * number
            code = people.totp.at(at)
            assert ask_all([running[first]], code, at) == [["accepted"]]
            assert ask_all([running[second]], code, at) == [["replayed"]]
            assert ask_all([running[first]], code, at) == [["replayed"]]


# --- kills ------------------------------------------------------------------------------------------


def told_until_killed(workers, step, chance):
    """Kills each some milliseconds after all are at work; what they told."""
    for each in workers:
        assert each.stdout.readline() == b"ready\n"
    for each in workers:
        each.stdin.write(b"%d\n" % step)
        each.stdin.flush()
    for each in sorted(workers, key=lambda _: chance.random()):
        time.sleep(chance.expovariate(1 / 0.02))
        each.send_signal(signal.SIGKILL)
    told = []
    for each in workers:
        out, _ = each.communicate()
        assert each.returncode == -signal.SIGKILL, "it ended by itself"
        assert out == b"" or out.endswith(b"\n")
        told.append([int(line) for line in out.split()])
    return told


@pytest.mark.parametrize(
    "kills",
    [pytest.param(24, marks=pytest.mark.slow), pytest.param(200, marks=pytest.mark.matrix)],
)
def test_kills(people, kills, record_property):
    """Whatever was told is stored, and told once; whatever was evaluated is counted; the file opens."""
    chance = random.Random(20240229)
    seen: Counter[int] = Counter()
    by: Counter[str] = Counter()
    before = people.record()["tries"]
    pairs = [("C++", "C++"), ("C++", "Python"), ("Python", "Python")]
    # At least so many, and until enough were killed at work: a busy machine may kill some before their first accept.
    for number in itertools.count():
        if number >= kills // 2 and min(by["C++"], by["Python"]) >= kills / 4:
            break
        assert number < 10 * kills, "the workers are killed before they accept anything"
        workers = [
            subprocess.Popen(
                people.command("kill_worker", language, people.account.secret.base32()),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            for language in pairs[number % len(pairs)]
        ]
        told = []
        by_worker = told_until_killed(workers, people.record()["last"] + 1, chance)
        for language, steps in zip(pairs[number % len(pairs)], by_worker):
            told += steps
            by[language] += len(steps)
        seen.update(told)
        assert max(seen.values(), default=0) <= 1, "told twice"
        found = people.record()
        assert found["last"] >= max(told, default=0), "told, and not stored"
        # A worker that is killed between its count and its evaluation leaves a count without one.
        counted, evaluated = found["tries"] - before, people.evaluated()
        assert evaluated <= counted <= evaluated + 2 * (number + 1), "evaluated, and not counted"
        if told:
            at = 30 * max(told)
            said = people.verifier.verify("alice", people.totp.at(at), at=at)
            assert said.kind is otpp.VerdictKind.REPLAYED
            before += 1  # not a worker's
        if number % 10 == 0:
            with contextlib.closing(sqlite3.connect(people.file)) as raw:
                assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with contextlib.closing(sqlite3.connect(people.file)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    record_property(
        "kill -9, C++ and Python, SQLite",
        f"{2 * number} kills: {len(seen)} accepts ({dict(sorted(by.items()))}) told once and stored, {people.evaluated()} evaluated, "
        f"{people.record()['tries'] - before} counted",
    )


# --- disks ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def may_mount():
    done = subprocess.run(["unshare", "-Urm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True)
    if done.returncode != 0:
        pytest.skip("nobody may mount here: user namespaces are switched off")


@pytest.mark.slow
def test_a_disk_that_is_full_or_read_only(may_mount, tmp_path, programs, cryptopp, record_property):
    """Refused in both languages, and told; and when there is room again, all goes on."""
    if not cryptopp:
        pytest.skip("the two languages share sealed secrets here: needs Crypto++")
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["unshare", "-Urm", sys.executable, HERE / "full_disk.py", disk, programs / "race_process"]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120)
    print(done.stdout, done.stderr)
    assert done.returncode == 0
    assert done.stdout.split("\n") == [
        "room C++ accepted",
        "room Python accepted ",
        "full C++ unavailable",
        "full Python unavailable STORE_FULL",
        "room again C++ accepted",
        "room again Python accepted ",
        "read-only C++ 3 the store is read-only: check the permissions of its file and folder",
        "read-only Python the store is read-only: check the permissions of its file and folder",
        "writable again accepted",
        "",
    ]
    record_property("full and read-only disks, C++ and Python", "refused, and used again")
