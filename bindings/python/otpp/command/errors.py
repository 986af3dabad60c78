"""Errors of the command: each is one line on the standard error and an exit code, and quotes no secret."""

import errno

from .exit_codes import INVALID_INPUT, USAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._types import InvalidInput


class CommandError(Exception):
    """Ends the command with a message and an exit code."""

    def __init__(self, message: str, code: int = INVALID_INPUT) -> None:
        super().__init__(message)
        self.code = code


def invalid_input(error: "InvalidInput", *, line: "int | None" = None, before: int = 0) -> CommandError:
    """The error of a text: its line and character are counted from 1, as editors count them.

    `before` is the number of characters in the line before the text.
    """
    place = [f"line {line}"] if line is not None else []
    text = str(error)
    if error.offset is not None:
        text = text.removesuffix(f" (at offset {error.offset})")
        if hasattr(error, "part"):  # a MigrationError begins with the number of its link
            return CommandError(f"{text} (character {error.offset + 1} of the link)")
        place.append(f"character {before + error.offset + 1}")
    return CommandError(f"{', '.join(place)}: {text}" if place else text)


def missing_extra(subject: str, extra: str, otherwise: str = "") -> CommandError:
    return CommandError(f"{subject} needs the extra {extra}: pip install 'otpp[{extra}]'{otherwise}", USAGE)


def display_path(path: str) -> str:
    """A path for a message; "the file" if it may be a secret that was typed in its place."""
    import re

    if re.search(r"[a-z]+://", path) or re.fullmatch(r"[A-Za-z2-7 =-]{16,}|[0-9 ]{6,10}", path):
        return "the file"
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in path)


def os_error_message(error: OSError) -> str:
    reasons = {
        errno.ENOSPC: "the disk is full; no partial file was left",
        errno.EDQUOT: "the disk quota is exceeded; no partial file was left",
        errno.EACCES: "permission denied",
        errno.EPERM: "permission denied",
        errno.EROFS: "the file system is read-only",
        errno.ELOOP: "it is a symbolic link: name the file itself",
        errno.EISDIR: "it is a directory",
        errno.ENOENT: "no such file or directory",
        errno.ENOTDIR: "a component of the path is not a directory",
    }
    reason = reasons.get(error.errno or 0, (error.strerror or type(error).__name__).lower())
    return f"{display_path(error.filename)}: {reason}" if isinstance(error.filename, str) else reason
