"""The command ``otpp``: one-time passwords at the shell.

``otpp --help`` lists its subcommands, docs/reference/command.md explains them. Each is a module of the same name in
``subcommands/`` with ``configure(parser)`` and ``run(options)``, imported when it is called: a cold start is the
time that a person waits for.
"""

import os
import sys

from .errors import CommandError, invalid_input, os_error_message
from .exit_codes import CLOSED_PIPE, FAILURE, INTERRUPTED, NEGATIVE, SUCCESS, USAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

__all__ = ["COMMANDS", "main", "program"]

COMMANDS = {
    "new": "make an account and show its QR code",
    "code": "show the passcode of a secret, or of each account",
    "verify": "check a code against a secret, or verify it for a factor of a store",
    "uri": "write the otpauth URI of a secret",
    "qr": "draw QR codes, or read those of a picture",
    "lint": "report what authenticator apps make of a URI",
    "migrate": "convert accounts between URIs, export links and pictures",
    "bulk": "compute or match the passcodes of many keys: CSV or Parquet in and out",
    "factor": "manage the factors of a store",
    "kernels": "list the kernels that this processor runs",
    "completion": "print the completion script of a shell",
}


def program() -> "NoReturn":
    """The entry point of the installed command."""
    code = main()
    if code not in (SUCCESS, NEGATIVE) and "pyarrow" in sys.modules:
        # Its reader threads may still block on the input, and abort the process when the interpreter shuts down.
        os._exit(code)
    sys.exit(code)


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Runs one subcommand and returns its exit code (otpp.command.exit_codes)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = f"otpp {words[0]}" if words and words[0] in COMMANDS else "otpp"
    _reserve_standard_descriptors()
    try:
        code = _run(words)
        sys.stdout.flush()
        return code
    except BaseException as error:
        message, code = _describe(error)
    if message and sys.stderr is not None:
        try:
            print(f"{name}: {message}", file=sys.stderr)
        except OSError:
            pass  # the standard error is closed as well
    _discard_output()
    return code


def _run(words: "list[str]") -> int:
    from .parser import parse

    if sys.stdout is None:
        raise CommandError("the standard output is closed: use > /dev/null to discard the output", FAILURE)
    try:
        options = parse(words)
        code: int = options.run(options)
    except SystemExit as end:  # --help, --version
        return end.code if isinstance(end.code, int) else SUCCESS
    return code


def _reserve_standard_descriptors() -> None:
    """Keeps files that are opened later from becoming a standard stream, which other code would write into."""
    if None in (sys.stdin, sys.stdout, sys.stderr):
        while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass
        os.close(descriptor)


def _describe(error: BaseException) -> "tuple[str, int]":
    """The message and exit code of an error. Of an unexpected one only the type and place are shown, since its
    text may quote the input."""
    from .._types import InvalidInput

    if isinstance(error, CommandError):
        return str(error), error.code
    if isinstance(error, InvalidInput):
        error = invalid_input(error)
        return str(error), error.code
    if isinstance(error, KeyboardInterrupt):
        return "interrupted; no partial file was left", INTERRUPTED
    if isinstance(error, BrokenPipeError):
        return "", CLOSED_PIPE
    if isinstance(error, OSError):
        return os_error_message(error), FAILURE
    if isinstance(error, UnicodeEncodeError):
        return "the terminal's encoding lacks a character of the output: set LANG to a UTF-8 locale", FAILURE
    server = sys.modules.get("otpp.server")
    if server is not None and isinstance(error, server.Unavailable):
        cause = error.__cause__
        return str(cause if isinstance(cause, server.Unavailable) else error), FAILURE
    if isinstance(error, ImportError) and "otpp[" in str(error):  # names the extra to install
        return str(error), USAGE
    if isinstance(error, MemoryError):
        return "not enough memory", FAILURE
    if os.environ.get("OTPP_DEBUG"):
        raise error
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = "" if place is None else f" at {os.path.basename(place.tb_frame.f_code.co_filename)}:{place.tb_lineno}"
    return f"internal error, {type(error).__name__}{where}: please report it", FAILURE


def _discard_output() -> None:
    """Redirects the output that is still buffered, so that the interpreter does not fail to flush it once more."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
