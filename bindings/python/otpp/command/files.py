"""Files that are read whole, and how a file is spoken of."""

import errno
import os

from .exits import TROUBLE, Fault

_MOST = 64 << 20  # bytes of a text that is read whole


def shown(path: str) -> str:
    """A file's name for a message, unless it may be a secret that was typed in its place."""
    import re

    if re.search(r"[a-z]+://", path) or re.fullmatch(r"[A-Za-z2-7 =-]{16,}|[0-9 ]{6,10}", path):
        return "the file"
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in path)


def trouble(error: OSError) -> str:
    """What the system said, in words that say what to do."""
    to_do = {
        errno.ENOSPC: "the disk is full: nothing was left half-written",
        errno.EDQUOT: "the quota is used up: nothing was left half-written",
        errno.EACCES: "permission is denied",
        errno.EPERM: "permission is denied",
        errno.EROFS: "it may not be written",
        errno.ELOOP: "it is a symbolic link: name the file itself",
        errno.EISDIR: "it is a folder",
        errno.ENOENT: "there is no such file or folder",
        errno.ENOTDIR: "a part of its path is no folder",
    }
    words = to_do.get(error.errno or 0, (error.strerror or type(error).__name__).lower())
    name = error.filename if isinstance(error.filename, str) else ""
    return f"{shown(name)}: {words}" if name else words


def read(path: str) -> bytes:
    """The bytes of a file."""
    try:
        with open(path, "rb") as file:
            found = file.read(_MOST + 1)
    except FileNotFoundError:
        if shown(path) == path:
            raise
        raise Fault(
            "no file is called so; a secret does not belong on the command line, where others see it:"
            " give it by a pipe, a file or at the prompt",
            TROUBLE,
        ) from None
    except ValueError:  # a NUL in the name
        raise Fault("no file can be called so", TROUBLE) from None
    if len(found) > _MOST:
        raise Fault(f"{shown(path)}: it is larger than 64 MiB", TROUBLE)
    return found
