"""Records in a file of SQLite, for the processes of one machine: C++'s otpp::sqlite_store uses the same file
at the same time."""

import os
import random
import sqlite3
import stat
import threading
import time
import weakref
from collections.abc import Callable
from types import TracebackType
from typing import NoReturn, TypeVar

from .. import Reason
from ..server import Unavailable

_T = TypeVar("_T")

_APPLICATION = 0x6F747070  # "otpp"
_VERSION = 1
_LONGEST = 2048  # bytes of a line

_LOAD = "SELECT line FROM record WHERE factor = ?1"
_UPDATE = "UPDATE record SET line = ?3 WHERE factor = ?1 AND line = ?2"
_INSERT = "INSERT OR IGNORE INTO record VALUES (?1, ?2)"
_REMOVE = "DELETE FROM record WHERE factor = ?1 AND line = ?2"
_FACTORS = "SELECT factor FROM record WHERE factor < 'otpp:' OR factor >= 'otpp;' ORDER BY factor"
_TABLE = """
    CREATE TABLE record (factor TEXT PRIMARY KEY NOT NULL, line TEXT NOT NULL) WITHOUT ROWID
"""

# What sqlite3 says of each: Python 3.10 has no codes, and has no other words.
_SAID = (
    ("locked", Reason.STORE_LOCKED),
    ("disk is full", Reason.STORE_FULL),
    ("readonly", Reason.STORE_READ_ONLY),
    ("access permission denied", Reason.STORE_READ_ONLY),
    ("not a database", Reason.STORE_SCHEMA),
    ("no such table", Reason.STORE_SCHEMA),
    ("no such column", Reason.STORE_SCHEMA),
    ("malformed", Reason.STORE_CORRUPT),
    ("decode to UTF-8", Reason.STORE_CORRUPT),
    ("unable to open", Reason.STORE_UNOPENED),
)


def _unavailable(reason: Reason) -> Unavailable:
    return Unavailable(reason.message, reason)


def _reason_of(error: BaseException) -> Reason:
    if isinstance(error, Unavailable) and error.reason is not None:
        return error.reason
    said = str(error) if isinstance(error, sqlite3.Error) else ""
    return next((reason for words, reason in _SAID if words in said), Reason.STORE_FAILED)


class _Connection:
    """One to the file, of the process that opened it, and not for two threads at once."""

    __slots__ = ("_path", "_time_out", "_it", "_process", "_file")

    def __init__(self, path: str, time_out: float) -> None:
        self._path = path
        self._time_out = time_out
        self._it: sqlite3.Connection | None = None
        self._process = 0
        self._file = (0, 0)

    def ready(self, may_create: bool) -> sqlite3.Connection:
        """Opens it where that is needed: also when another file has come in its place."""
        if self._it is not None:
            if self._process != os.getpid():
                # A child that was forked without Python's knowledge: what it closes or opens would
                # take the parent's locks away.
                raise _unavailable(Reason.STORE_UNOPENED)
            if self._file == self._lies_there():
                return self._it
            self.close()
        if may_create:
            _create(self._path)
        self._file = self._lies_there(check=True)
        self._process = os.getpid()
        self._it = sqlite3.connect(
            self._path, timeout=0, isolation_level=None, check_same_thread=False
        )
        try:
            self._set_up(self._it)
        except BaseException:
            self.close()
            raise
        return self._it

    def close(self) -> None:
        if self._it is not None and self._process == os.getpid():
            self._it.close()
            self._it = None

    def patiently(self, call: "Callable[[], _T]") -> "_T":
        """Again while another process writes, until the time-out. Its sleeps are short: who waits longer
        each time is overtaken by those who have just come."""
        end = time.monotonic() + self._time_out
        while True:
            try:
                return call()
            except sqlite3.OperationalError as busy:
                if _reason_of(busy) is not Reason.STORE_LOCKED or time.monotonic() >= end:
                    raise
            time.sleep(random.uniform(0.0001, 0.001))

    def _lies_there(self, check: bool = False) -> "tuple[int, int]":
        try:
            found = os.lstat(self._path)
        except (OSError, ValueError):
            raise _unavailable(Reason.STORE_UNOPENED) from None
        if check:
            if not stat.S_ISREG(found.st_mode):
                raise _unavailable(Reason.STORE_UNOPENED)
            if found.st_mode & 0o077 or found.st_uid not in (os.geteuid(), 0):
                raise _unavailable(Reason.STORE_MODE)
            if not os.access(self._path, os.R_OK | os.W_OK):
                raise _unavailable(Reason.STORE_READ_ONLY)
        return (found.st_dev, found.st_ino)

    def _set_up(self, it: sqlite3.Connection) -> None:
        def number(sql: str) -> int:
            return int(self.patiently(lambda: it.execute(sql).fetchone()[0]))

        it.execute("PRAGMA trusted_schema = OFF")
        if self.patiently(lambda: it.execute("PRAGMA journal_mode = WAL").fetchone()[0]) != "wal":
            raise _unavailable(Reason.STORE_READ_ONLY)
        it.execute("PRAGMA synchronous = FULL")
        it.execute("PRAGMA fullfsync = ON")

        def identity() -> "tuple[int, int]":
            return (number("PRAGMA application_id"), number("PRAGMA user_version"))

        if 0 in identity():  # two reads: another process may have written in between
            self.patiently(lambda: it.execute("BEGIN IMMEDIATE"))
            try:
                tables = number("SELECT count(*) FROM sqlite_schema")
                if tables == 0 and identity() == (0, 0):
                    it.execute(_TABLE)
                    it.execute(f"PRAGMA application_id = {_APPLICATION}")
                    it.execute(f"PRAGMA user_version = {_VERSION}")
                it.execute("COMMIT")
            except BaseException:
                if it.in_transaction:
                    it.execute("ROLLBACK")
                raise
        if identity() != (_APPLICATION, _VERSION):
            raise _unavailable(Reason.STORE_SCHEMA)
        it.execute(_LOAD, ("",)).fetchall()  # the columns are there
        if self._file != self._lies_there():
            raise _unavailable(Reason.STORE_UNOPENED)


def _create(path: str) -> None:
    """An empty file with its mode from the first moment on, known to its folder. One that is there is not even
    opened: closing it again would drop the locks that this process may have on it."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        made = os.open(path, flags, 0o600)
    except FileExistsError:
        return
    except (OSError, ValueError):
        raise _unavailable(Reason.STORE_UNOPENED) from None
    try:
        os.fsync(made)
    finally:
        os.close(made)
    folder = os.open(os.path.dirname(path), os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class _Job:
    __slots__ = ("sql", "texts", "done", "answer", "error")

    def __init__(self, sql: str, *texts: str) -> None:
        self.sql = sql
        self.texts = texts
        self.done = False
        self.answer = False
        self.error: BaseException | None = _unavailable(Reason.STORE_FAILED)


class SQLite:
    """Records in a file on a disk of this machine, which is made with mode 0600 and read by its owner alone.

    One for all threads of a process, for as many processes as there are, C++'s among them. What is told
    stored is on the disk, as far as the disk says so; writes of several threads share a commit. A call
    waits at most `time_out` seconds for other processes, and as long for the threads that are before it;
    how long a disk takes is not bounded. Errors are :class:`otpp.Unavailable` with their reason: nothing is
    then known to be stored. Around ``os.fork`` it is closed, and opened again in both processes.

    >>> import tempfile
    >>> store = otpp.stores.SQLite(tempfile.mkdtemp() + "/factors.db")
    >>> store.compare_and_set("alice", None, "a line"), store.load("alice")
    (True, 'a line')
    """

    __slots__ = (
        "_path", "_writer", "_reader", "_busy", "_reading", "_waiting", "_working", "_made", "__weakref__",
    )  # fmt: skip

    def __init__(self, path: "str | os.PathLike[str]", *, time_out: float = 5.0) -> None:
        name = os.fspath(path)
        if not isinstance(name, str):
            raise TypeError("the path is text")
        if not 0 <= time_out < 1e6:
            raise ValueError("the time-out is in seconds")
        self._path = os.path.join(os.getcwd(), name)  # a name is a file: SQLite has another ":memory:"
        self._writer = _Connection(self._path, time_out)
        self._reader = _Connection(self._path, time_out)
        self._busy = threading.Condition(threading.Lock())
        self._reading = threading.Lock()
        self._waiting: list[_Job] = []
        self._working = False
        self._made = False  # it was there: it is not made again
        with _forking:
            _all.add(self)
        self._work([])
        self._made = True

    def load(self, factor: str, /) -> "str | None":
        """The line, or None."""
        row = self._read(lambda it: it.execute(_LOAD, (_text(factor),)).fetchone())
        if row is None:
            return None
        if not isinstance(row[0], str) or len(row[0].encode()) > _LONGEST:
            raise _unavailable(Reason.STORE_CORRUPT)
        return row[0]

    def compare_and_set(self, factor: str, expected: "str | None", new: str, /) -> bool:
        """Stores `new`, of 1 to 2,048 bytes, if the line is `expected` (None: if there is none)."""
        if not 1 <= len(_text(new).encode()) <= _LONGEST:
            raise ValueError("a line has 1 to 2048 bytes")
        if expected is None:
            return self._put(_Job(_INSERT, _text(factor), new))
        return self._put(_Job(_UPDATE, _text(factor), _text(expected), new))

    def remove(self, factor: str, expected: str, /) -> bool:
        """Removes the line if it is `expected`."""
        if expected is None:
            return False
        return self._put(_Job(_REMOVE, _text(factor), _text(expected)))

    def factors(self) -> "list[str]":
        """The names of all factors, without the library's own records: for ``Verifier.reseal``."""
        return [row[0] for row in self._read(lambda it: it.execute(_FACTORS).fetchall())]

    def close(self) -> None:
        """Closes the file; the next call opens it again."""
        self._hold()
        self._close()
        self._release()

    def __enter__(self) -> "SQLite":
        return self

    def __exit__(
        self,
        kind: "type[BaseException] | None",
        error: "BaseException | None",
        trace: "TracebackType | None",
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<SQLite {self._path!r}>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a store is shared, not copied or pickled: open the file again")

    def _read(self, call: "Callable[[sqlite3.Connection], _T]") -> "_T":
        with self._reading:
            try:
                it = self._reader.ready(may_create=False)
                return self._reader.patiently(lambda: call(it))
            except (sqlite3.Error, sqlite3.Warning, Unavailable) as error:
                raise self._failed(self._reader, error) from error

    def _put(self, job: _Job) -> bool:
        """Done by whoever finds nobody at work, with all that came while the last group was written."""
        with self._busy:
            self._waiting.append(job)
            while self._working and not job.done:
                self._busy.wait()
            if not job.done:
                self._working = True
                group, self._waiting = self._waiting, []
        if not job.done:
            try:
                self._work(group)
            finally:
                with self._busy:
                    for each in group:
                        each.done = True
                    self._working = False
                    self._busy.notify_all()
        if job.error is not None:
            raise job.error
        return job.answer

    def _work(self, group: "list[_Job]") -> None:
        """One transaction for all of them: SQLite's own where it is one alone, which costs less."""
        try:
            it = self._writer.ready(may_create=not self._made)

            def run() -> "list[bool]":
                return [it.execute(job.sql, job.texts).rowcount == 1 for job in group]

            if len(group) > 1:
                self._writer.patiently(lambda: it.execute("BEGIN IMMEDIATE"))
                answers = run()
                it.execute("COMMIT")
            else:
                answers = self._writer.patiently(run)
        except (sqlite3.Error, sqlite3.Warning, Unavailable) as error:
            failed = self._failed(self._writer, error)
            failed.__cause__ = error
            for job in group:
                job.error = Unavailable(str(failed), failed.reason)
                job.error.__cause__ = error
            if not group:
                raise failed from error
        except BaseException:  # an interrupt, in the middle of anything
            self._writer.close()
            raise
        else:
            for job, answer in zip(group, answers):
                job.answer, job.error = answer, None

    def _failed(self, connection: _Connection, error: BaseException) -> Unavailable:
        reason = _reason_of(error)
        it = connection._it
        if reason not in (Reason.STORE_LOCKED, Reason.STORE_FULL):
            connection.close()  # what may be its fault gets another one
        elif it is not None and it.in_transaction:
            try:
                it.execute("ROLLBACK")
            except sqlite3.Error:
                connection.close()
        return _unavailable(reason)

    def _hold(self) -> None:
        """Until `_release`, nobody is at work, and nobody begins."""
        self._busy.acquire()
        while self._working:
            self._busy.wait()
        self._reading.acquire()

    def _close(self) -> None:
        self._reader.close()
        self._writer.close()

    def _release(self) -> None:
        self._reading.release()
        self._busy.release()

    def _begin_anew(self) -> None:
        self._busy = threading.Condition(threading.Lock())
        self._reading = threading.Lock()
        self._waiting = []  # of threads that are not in this process


def _text(value: str) -> str:
    if not isinstance(value, str):
        raise TypeError("names and lines are text")
    value.encode()  # a lone surrogate is told here, and not to those who share the commit
    return value


# ---- forks

_all: "weakref.WeakSet[SQLite]" = weakref.WeakSet()
_forking = threading.Lock()
_held: "list[SQLite]" = []


def _before_fork() -> None:
    _forking.acquire()
    _held[:] = list(_all)
    for store in _held:
        store._hold()
        store._close()


def _after_in_parent() -> None:
    for store in _held:
        store._release()
    _held.clear()
    _forking.release()


def _after_in_child() -> None:
    global _forking
    for store in _held:
        store._begin_anew()
    _held.clear()
    _forking = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork, after_in_parent=_after_in_parent, after_in_child=_after_in_child
    )
