"""Files that appear whole or not at all."""

import contextlib
import os
import signal
import stat

from .errors import CommandError, display_path
from .exit_codes import FAILURE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO


@contextlib.contextmanager
def create(path: str, *, force: bool = False, secret: bool = True) -> "Iterator[IO[bytes]]":
    """A new file that takes its name when the context ends without an error.

    The data is written to a temporary file in the same directory and synchronised. `force` replaces an existing
    file. A symbolic link is never followed, and neither it nor another user's file is replaced. With `secret` the
    mode is 0600, whatever the replaced file's was.
    """
    if not os.path.basename(path):
        raise CommandError(f"{display_path(path)}: this is a directory: add a file name", FAILURE)
    check_replaceable(path, force)
    directory = os.path.dirname(path) or "."
    partial = os.path.join(directory, f".otpp-{os.urandom(8).hex()}.part")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        error.filename = directory
        raise
    moved = False
    try:
        with _termination_raises(), open(descriptor, "wb") as file:
            if not secret:
                mask = os.umask(0)
                os.umask(mask)
                os.fchmod(descriptor, 0o666 & ~mask)
            yield file
            file.flush()
            os.fsync(descriptor)
        check_replaceable(path, force)  # the path may have been created meanwhile
        if force:
            os.replace(partial, path)
            moved = True
        else:
            _link(partial, path)
        _synchronise(directory)
    except OSError as error:
        if error.filename is None or error.filename == partial:
            error.filename, error.filename2 = path, None
        raise
    finally:
        if not moved:
            with contextlib.suppress(OSError):
                os.unlink(partial)


def write(path: str, data: bytes, *, force: bool = False, secret: bool = True) -> None:
    with create(path, force=force, secret=secret) as file:
        file.write(data)


def check_replaceable(path: str, force: bool) -> None:
    """Raises unless the path is free, or is the user's own regular file and `force` is given."""
    try:
        existing = os.lstat(path)
    except FileNotFoundError:
        return
    except ValueError:
        raise CommandError("a file name cannot contain NUL", FAILURE) from None
    if not stat.S_ISREG(existing.st_mode):
        raise CommandError(f"{display_path(path)}: exists and is not a regular file: choose another name", FAILURE)
    if existing.st_uid != os.geteuid():
        raise CommandError(f"{display_path(path)}: the file belongs to another user: choose another name", FAILURE)
    if not force:
        raise _exists(path)


def _exists(path: str) -> CommandError:
    return CommandError(f"{display_path(path)}: the file exists; --force replaces it", FAILURE)


def _link(partial: str, path: str) -> None:
    """Gives the file its name unless another process has created it since the check."""
    try:
        os.link(partial, path, follow_symlinks=False)
    except FileExistsError:
        raise _exists(path) from None
    except OSError:  # a file system without hard links
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
        os.replace(partial, path)


def _synchronise(directory: str) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        pass  # not supported by some file systems; the file itself is synchronised
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _termination_raises() -> "Iterator[None]":
    """SIGTERM and SIGHUP raise, so that the temporary file is removed. An ignored signal stays ignored."""

    def terminate(number: int, frame: object) -> None:
        raise CommandError(f"ended by {signal.Signals(number).name}; no partial file was left", 128 + number)

    previous = {}
    for number in (signal.SIGTERM, signal.SIGHUP):
        try:
            if signal.getsignal(number) is signal.SIG_DFL:
                previous[number] = signal.signal(number, terminate)
        except ValueError:  # not in the main thread, which alone may set handlers
            pass
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
