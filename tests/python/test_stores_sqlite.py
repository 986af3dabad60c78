"""The store in a file keeps what stores promise, is read by nobody else, and tells each failure as it is."""

import copy
import multiprocessing
import os
import pickle
import re
import sqlite3
import stat
import threading
import time
from pathlib import Path

import otpp
import otpp.stores.sqlite
import otpp.testing
import pytest
from otpp.testing import START, UNTHROTTLED, codes_of, enrolled

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.filterwarnings("ignore::otpp.PolicyWarning")


class TestSQLite(otpp.testing.StoreConformance):
    ROUNDS = 20  # 200 under --all: tests/protocol/test_races.py

    @pytest.fixture
    def path(self, tmp_path):
        return tmp_path / "factors.db"

    @pytest.fixture
    def store(self, path):
        return otpp.stores.SQLite(path)

    @pytest.fixture
    def again(self, path, store):
        """As another process has it: with connections of its own."""
        return otpp.stores.SQLite(path)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "factors.db"


@pytest.fixture
def store(path):
    return otpp.stores.SQLite(path)


def reason_of(call, *arguments):
    with pytest.raises(otpp.Unavailable) as refused:
        call(*arguments)
    assert str(refused.value) == refused.value.reason.message
    return refused.value.reason.name


def every_call(store):
    yield store.load, "alice"
    yield store.compare_and_set, "alice", None, "one"
    yield store.remove, "alice", "one"
    yield (store.factors,)


def test_the_table_is_that_of_the_cpp_store(path, store):
    assert store.compare_and_set("alice", None, "one")
    header = (ROOT / "include/otpp/integrations/detail/sqlite_connection.hpp").read_text()
    sql = " ".join("".join(re.findall(r'"([^"\n]*)"', header)).split())
    with sqlite3.connect(path) as raw:
        (table,) = raw.execute("SELECT sql FROM sqlite_schema").fetchone()
        assert " ".join(table.split()).replace("WITHOUT ROWID", "") in sql
        assert raw.execute("PRAGMA application_id").fetchone() == (1869901936,)
        assert raw.execute("PRAGMA user_version").fetchone() == (1,)
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    for statement in ("_LOAD", "_UPDATE", "_INSERT", "_REMOVE"):
        assert getattr(otpp.stores.sqlite, statement) in sql


def test_nobody_else_may_read_it(tmp_path, path):
    before = os.umask(0)
    try:
        store = otpp.stores.SQLite(path)
        assert store.compare_and_set("alice", None, "one")
    finally:
        os.umask(before)
    for end in ("", "-wal", "-shm"):
        assert stat.S_IMODE(os.stat(f"{path}{end}").st_mode) == 0o600


@pytest.mark.parametrize("bit", [0o001, 0o002, 0o004, 0o010, 0o020, 0o040])
def test_a_file_that_others_may_use_is_refused(path, bit):
    path.touch()
    path.chmod(0o600 | bit)
    assert reason_of(otpp.stores.SQLite, path) == "STORE_MODE"
    assert path.stat().st_size == 0


def test_a_link_and_a_folder_are_refused(tmp_path, path):
    target = tmp_path / "target"
    target.touch(0o600)
    path.symlink_to(target)
    assert reason_of(otpp.stores.SQLite, path) == "STORE_UNOPENED"
    assert reason_of(otpp.stores.SQLite, tmp_path) == "STORE_UNOPENED"
    assert reason_of(otpp.stores.SQLite, tmp_path / "no" / "folder.db") == "STORE_UNOPENED"
    assert target.stat().st_size == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_file_of_somebody_else_is_refused(path):
    path.touch(0o600)
    os.chown(path, 12345, 12345)
    assert reason_of(otpp.stores.SQLite, path) == "STORE_MODE"


def test_a_name_is_a_file_in_the_folder_of_the_moment(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store = otpp.stores.SQLite(":memory:")
    assert store.compare_and_set("alice", None, "one")
    store.close()
    monkeypatch.chdir("/")
    assert store.load("alice") == "one"
    assert (tmp_path / ":memory:").exists()
    with pytest.raises(TypeError):
        otpp.stores.SQLite(b"bytes")
    assert reason_of(otpp.stores.SQLite, str(tmp_path / "a\0b")) == "STORE_UNOPENED"


@pytest.mark.parametrize(
    "content", [b"hello", b"w" * 5000, b"SQLite format 3\0" + b"\xff" * 5000], ids=["short", "text", "alike"]
)
def test_what_is_no_store_is_left_alone(path, content):
    path.write_bytes(content)
    path.chmod(0o600)
    assert reason_of(otpp.stores.SQLite, path) in ("STORE_SCHEMA", "STORE_CORRUPT")
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "sql",
    ["PRAGMA user_version = 2", "PRAGMA application_id = 1", "DROP TABLE record", "ALTER TABLE record DROP COLUMN line"],
)
def test_another_schema_is_refused(path, store, sql):
    store.close()
    raw = sqlite3.connect(path)
    raw.execute(sql)
    raw.commit()
    raw.close()
    assert reason_of(otpp.stores.SQLite, path) == "STORE_SCHEMA"
    for call, *arguments in every_call(store):
        assert reason_of(call, *arguments) == "STORE_SCHEMA"


def test_another_programs_file_is_refused(path):
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE people (name)")
    raw.commit()
    raw.close()
    path.chmod(0o600)
    assert reason_of(otpp.stores.SQLite, path) == "STORE_SCHEMA"


def test_garbage_in_a_line_is_told(path, store):
    assert store.compare_and_set("alice", None, "one")
    raw = sqlite3.connect(path)
    raw.execute("INSERT INTO record VALUES ('blob', x'6f6e65'), ('long', printf('%.3000c', 'x'))")
    raw.execute("INSERT INTO record VALUES ('bad', CAST(x'ff' AS TEXT))")
    raw.commit()
    raw.close()
    for name in ("blob", "long", "bad"):
        assert reason_of(store.load, name) == "STORE_CORRUPT"
    assert store.load("alice") == "one"


def test_a_damaged_file_is_told(path, store):
    for number in range(400):
        store.compare_and_set(f"user{number}", None, "x" * 300)
    store.close()
    size = path.stat().st_size
    with open(path, "r+b") as file:
        file.seek(4096)
        file.write(bytes(i * 7 % 256 for i in range(size - 4096)))
    assert reason_of(store.load, "user7") == "STORE_CORRUPT"
    assert reason_of(store.compare_and_set, "user7", "x" * 300, "y") == "STORE_CORRUPT"
    said = otpp.Verifier(store, policy=UNTHROTTLED, keys=otpp.PLAINTEXT).verify("user7", "123456")
    assert (said.kind, said.reason) == (otpp.VerdictKind.UNAVAILABLE, otpp.Reason.STORE_CORRUPT)


def test_who_waits_too_long_is_told(path):
    store = otpp.stores.SQLite(path, time_out=0.2)
    assert store.compare_and_set("alice", None, "one")
    raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    raw.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    assert reason_of(store.compare_and_set, "alice", "one", "two") == "STORE_LOCKED"
    assert 0.2 <= time.monotonic() - begun < 4  # not SQLite's or our 5 s
    assert store.load("alice") == "one"  # reading does not wait
    patient = otpp.stores.SQLite(path, time_out=60)
    threading.Timer(0.05, lambda: raw.execute("COMMIT")).start()
    assert patient.compare_and_set("alice", "one", "two")


def test_a_file_that_is_moved_away_is_not_written_any_more(tmp_path, path, store):
    assert store.compare_and_set("alice", None, "one") and store.load("alice") == "one"
    for end in ("", "-wal", "-shm"):
        os.rename(f"{path}{end}", tmp_path / f"away{end}")
    for call, *arguments in every_call(store):
        assert reason_of(call, *arguments) == "STORE_UNOPENED"
    assert not path.exists()  # an empty one in its place would forget all codes
    restored = otpp.stores.SQLite(path)
    assert restored.compare_and_set("alice", None, "restored")
    assert store.load("alice") == "restored"
    assert store.compare_and_set("alice", "restored", "two")
    assert otpp.stores.SQLite(tmp_path / "away").load("alice") == "one"


def test_wrong_arguments_reach_no_file(store):
    assert store.compare_and_set("alice", None, "one")
    for line in ("", "x" * 2049, "é" * 1025):
        with pytest.raises(ValueError):
            store.compare_and_set("alice", "one", line)
        with pytest.raises(ValueError):
            store.compare_and_set("bob", None, line)
    for call in (store.load, lambda name: store.compare_and_set(name, None, "one")):
        for name in (b"alice", 7, None):
            with pytest.raises(TypeError):
                call(name)
        with pytest.raises(UnicodeEncodeError):
            call("\ud800")
    with pytest.raises(TypeError):
        store.compare_and_set("alice", b"one", "two")
    assert store.remove("alice", None) is False
    assert store.load("alice") == "one"
    with pytest.raises(ValueError):
        otpp.stores.SQLite("x", time_out=-1)


def test_it_shows_and_copies_no_line(store, path):
    assert store.compare_and_set("alice", None, "a line") and store.compare_and_set("bob", None, "two")
    assert store.compare_and_set("otpp:decoys", None, "another") and store.compare_and_set("zoe", None, "x")
    assert store.factors() == ["alice", "bob", "zoe"]
    assert repr(store) == f"<SQLite {str(path)!r}>"
    for call in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="not copied or pickled"):
            call(store)
    with store as same:
        assert same is store
    assert store.load("alice") == "a line"


def test_every_commit_is_asked_to_be_on_the_disk(store):
    """A test cuts no power: this is what SQLite says that it does, 2 being FULL. C++'s counts the calls."""
    for connection in (store._writer, store._reader):
        assert connection.ready(False).execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.ready(False).execute("PRAGMA journal_mode").fetchone() == ("wal",)


# --- threads, forks ---------------------------------------------------------------------------------


def counted(store, times):
    """Adds one so many times, each time to what it has read."""
    while times:
        line = store.load("counter")
        times -= store.compare_and_set("counter", line, str(int(line) + 1))


def test_writes_share_a_commit(path, store):
    """While one group is on its way to the disk, the next gathers: 16 threads need fewer commits than writes."""
    commits = []
    writer = store._writer.ready(False)
    writer.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
    raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    raw.execute("BEGIN IMMEDIATE")  # nobody gets on until all 16 are there
    names = [f"user{number}" for number in range(16)]
    threads = [threading.Thread(target=store.compare_and_set, args=(name, None, "one")) for name in names]
    for thread in threads:
        thread.start()
    while len(store._waiting) < 15:
        time.sleep(0.001)
    raw.execute("COMMIT")
    for thread in threads:
        thread.join()
    assert commits == ["COMMIT"]  # the first alone, without one of its own, and the other fifteen
    assert store.factors() == sorted(names)


def test_a_group_that_fails_fails_for_each(path, store):
    store = otpp.stores.SQLite(path, time_out=0.3)
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")
    said = otpp.testing.in_parallel(8, lambda i: reason_of(store.compare_and_set, f"user{i}", None, "one"))
    assert said == ["STORE_LOCKED"] * 8
    raw.execute("COMMIT")
    assert store.factors() == []
    assert store.compare_and_set("user1", None, "one")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # forks with threads: that is what is tested
def test_forks_in_the_middle_of_everything(store):
    assert store.compare_and_set("counter", None, "0")
    threads = [threading.Thread(target=counted, args=(store, 20)) for _ in range(3)]
    for thread in threads:
        thread.start()
    context = multiprocessing.get_context("fork")
    children = [context.Process(target=counted, args=(store, 10)) for _ in range(6)]
    for child in children:
        child.start()
        time.sleep(0.005)
    for each in threads + children:
        each.join(60)
    assert [child.exitcode for child in children] == [0] * 6
    assert store.load("counter") == str(3 * 20 + 6 * 10)


def test_the_child_has_locks_of_its_own(path, store):
    """Without them the next who opens the file would take the log away from under it."""
    assert store.compare_and_set("counter", None, "0")
    out, back = os.pipe()
    end, go = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(go)
        counted(store, 1)
        os.write(back, b"x")
        os.read(end, 1)
        os._exit(0)
    os.close(end)
    assert os.read(out, 1) == b"x"
    locks = Path("/proc/locks").read_text()
    os.close(go)
    assert os.waitpid(child, 0)[1] == 0
    assert re.search(rf" {child} ", locks)
    counted(store, 1)
    assert store.load("counter") == "2"


def test_a_fork_that_python_did_not_hear_of_finds_it_closed(store, monkeypatch):
    assert store.compare_and_set("alice", None, "one")
    real = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: real + 1)  # as in such a child
    assert reason_of(store.compare_and_set, "alice", "one", "two") == "STORE_UNOPENED"
    monkeypatch.setattr(os, "getpid", lambda: real)
    assert store.compare_and_set("alice", "one", "two")


def test_an_interrupted_write_leaves_nothing_open(store, monkeypatch):
    assert store.compare_and_set("alice", None, "one")

    def interrupted(call):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(otpp.stores.sqlite._Connection, "patiently", lambda self, call: interrupted(call))
        with pytest.raises(KeyboardInterrupt):
            store.compare_and_set("alice", "one", "two")
    assert store.compare_and_set("alice", "one", "three")
    assert store.load("alice") == "three"


def test_a_full_disk_stores_nothing(path, store):
    """A file that may not grow: what was told stored is there, what was not is refused."""
    assert store.compare_and_set("alice", None, "one")
    last, refused = "one", None
    store._writer.ready(False).execute("PRAGMA max_page_count = 3")
    for number in range(50):
        try:
            assert store.compare_and_set(f"user{number}", None, "x" * 2000)
        except otpp.Unavailable as full:
            refused = full
            break
    assert refused is not None and refused.reason is otpp.Reason.STORE_FULL
    assert store.load(f"user{number}") is None and store.load("alice") == last
    store._writer.ready(False).execute("PRAGMA max_page_count = 100000")
    assert store.compare_and_set(f"user{number}", None, "x" * 2000)


def test_a_code_opens_once_whichever_handle_asks(path, store):
    account = enrolled(store, "alice")
    code = codes_of(account)(0)
    said = [
        str(otpp.Verifier(otpp.stores.SQLite(path), policy=UNTHROTTLED, keys=otpp.PLAINTEXT).verify("alice", code, at=START).kind)
        for _ in range(3)
    ]
    assert said == ["accepted", "replayed", "replayed"]
