"""The command ``otpp``: one-time passwords at the shell.

``otpp --help`` lists what it does, docs/command.md explains it. A module here is one command of the
same name, with ``configure(parser)`` and ``run(options)``; it is imported by the first who needs it,
since a cold start is what a person waits for.
"""

import os
import sys

from .exits import CLOSED_PIPE, DONE, INPUT, INTERRUPTED, NO, TROUBLE, Fault, said

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

__all__ = ["COMMANDS", "main", "program"]

COMMANDS = {
    "new": "make an account and show its QR code",
    "code": "show the passcode of a secret, or of each account",
    "verify": "say whether a code fits a secret, or lets a factor of a store in",
    "uri": "write the otpauth URI of a secret",
    "qr": "draw QR codes, or read those of a picture",
    "lint": "say what apps would make of a URI",
    "migrate": "move accounts between phones: lines, links and pictures in and out",
    "bulk": "passcodes and matches of many keys: CSV or Parquet in and out",
    "factor": "look after the factors of a store",
    "kernels": "list the kernels that this processor runs",
    "completion": "print the completion for a shell",
}


def program() -> "NoReturn":
    """The command as a program: `main`, and then its end."""
    code = main()
    if code not in (DONE, NO) and "pyarrow" in sys.modules:
        # Its threads may still wait for a table, and abort the process where the interpreter ends under them.
        os._exit(code)
    sys.exit(code)


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Runs one command. Its exit code: see otpp.command.exits."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = f"otpp {words[0]}" if words and words[0] in COMMANDS else "otpp"
    _have_streams()
    try:
        code = _run(words)
        sys.stdout.flush()
        return code
    except BaseException as error:
        message, code = _end(error)
    if message and sys.stderr is not None:
        try:
            print(f"{name}: {message}", file=sys.stderr)
        except OSError:
            pass  # nobody is left to hear it
    _let_go()
    return code


def _run(words: "list[str]") -> int:
    from .parsing import parse

    if sys.stdout is None:
        raise Fault("the standard output is closed: > /dev/null takes what nobody wants", TROUBLE)
    try:
        options = parse(words)
        code: int = options.run(options)
    except SystemExit as asked:  # --help, --version
        return asked.code if isinstance(asked.code, int) else 0
    return code


def _have_streams() -> None:
    """A file that is opened must never become a standard stream: other code would write into it."""
    if None in (sys.stdin, sys.stdout, sys.stderr):
        while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass
        os.close(descriptor)


def _end(error: BaseException) -> "tuple[str, int]":
    """What is said of an error, and the exit code. What cannot be foreseen is told by its place: its
    text may quote what it was given."""
    from .._types import InvalidInput

    if isinstance(error, Fault):
        return str(error), error.code
    if isinstance(error, InvalidInput):
        return str(said(error)), INPUT
    if isinstance(error, KeyboardInterrupt):
        return "interrupted; nothing was left half-written", INTERRUPTED
    if isinstance(error, BrokenPipeError):
        return "", CLOSED_PIPE
    if isinstance(error, OSError):
        from .files import trouble

        return trouble(error), TROUBLE
    if isinstance(error, UnicodeEncodeError):
        return "the terminal's encoding has not all characters: set LANG to one of UTF-8", TROUBLE
    server = sys.modules.get("otpp.server")
    if server is not None and isinstance(error, server.Unavailable):
        cause = error.__cause__
        return str(cause if isinstance(cause, server.Unavailable) else error), TROUBLE
    if isinstance(error, ImportError) and "extra" in str(error):
        return str(error), TROUBLE
    if isinstance(error, MemoryError):
        return "there is not enough memory", TROUBLE
    if os.environ.get("OTPP_DEBUG"):
        raise error
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = "" if place is None else f" at {os.path.basename(place.tb_frame.f_code.co_filename)}:{place.tb_lineno}"
    return f"a defect of the command, {type(error).__name__}{where}: please report it", TROUBLE


def _let_go() -> None:
    """What the interpreter would flush at its end goes nowhere: that failed before."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
