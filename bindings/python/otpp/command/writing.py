"""Files that are written whole or not at all."""

import contextlib
import os
import signal
import stat

from .exits import TROUBLE, Fault
from .files import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO


@contextlib.contextmanager
def new_file(path: str, *, force: bool = False, secret: bool = True) -> "Iterator[IO[bytes]]":
    """A file that appears whole, when all went well, or not at all.

    It is written beside its place and synchronised, and then takes the name: without `force` only if
    nobody has it. A link in its place is not followed, and neither it nor another's file is replaced.
    What holds secrets is readable by its owner alone, whatever was there before.
    """
    if not os.path.basename(path):
        raise Fault(f"{shown(path)}: a file's name is wanted, and this is a folder", TROUBLE)
    check(path, force)
    folder = os.path.dirname(path) or "."
    beside = os.path.join(folder, f".otpp-{os.urandom(8).hex()}.part")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        error.filename = folder
        raise
    handed_over = False
    try:
        with _ended_as_by_hand(), open(descriptor, "wb") as file:
            if not secret:
                mask = os.umask(0)
                os.umask(mask)
                os.fchmod(descriptor, 0o666 & ~mask)
            yield file
            file.flush()
            os.fsync(descriptor)
        check(path, force)  # it may have come meanwhile
        if force:
            os.replace(beside, path)
            handed_over = True
        else:
            _take_name(beside, path)
        _synchronise(folder)
    except OSError as error:
        if error.filename is None or error.filename == beside:
            error.filename, error.filename2 = path, None
        raise
    finally:
        if not handed_over:
            with contextlib.suppress(OSError):
                os.unlink(beside)


def write(path: str, data: bytes, *, force: bool = False, secret: bool = True) -> None:
    """A whole file at once."""
    with new_file(path, force=force, secret=secret) as file:
        file.write(data)


def check(path: str, force: bool) -> None:
    """Whether a file may take this name."""
    try:
        there = os.lstat(path)
    except FileNotFoundError:
        return
    except ValueError:
        raise Fault("no file can be called so", TROUBLE) from None
    if not stat.S_ISREG(there.st_mode):
        raise Fault(f"{shown(path)}: it is there and no ordinary file: choose another name", TROUBLE)
    if there.st_uid != os.geteuid():
        raise Fault(f"{shown(path)}: it is another user's file: choose another name", TROUBLE)
    if not force:
        raise Fault(f"{shown(path)}: it exists: --force replaces it", TROUBLE)


def _take_name(beside: str, path: str) -> None:
    """The name, unless somebody has taken it since we looked."""
    try:
        os.link(beside, path, follow_symlinks=False)
    except FileExistsError:
        raise Fault(f"{shown(path)}: it exists: --force replaces it", TROUBLE) from None
    except OSError:  # a file system without hard links
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
        os.replace(beside, path)


def _synchronise(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        pass  # some file systems cannot; the file itself is on the disk
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _ended_as_by_hand() -> "Iterator[None]":
    """Whoever ends the command from outside leaves no half of a file either."""

    def stop(number: int, frame: object) -> None:
        raise Fault("ended from outside; nothing was left half-written", 128 + number)

    before = {}
    for number in (signal.SIGTERM, signal.SIGHUP):
        try:
            if signal.getsignal(number) is signal.SIG_DFL:
                before[number] = signal.signal(number, stop)
        except ValueError:  # not in the main thread: then the thread's owner sees to it
            pass
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
