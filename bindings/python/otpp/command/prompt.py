"""Prompts for secrets and codes."""

import sys

from .errors import CommandError
from .input import decode
from .terminal import is_terminal


def read_hidden(prompt: str) -> str:
    """An answer that the terminal does not show."""
    from getpass import getpass

    try:
        answer = getpass(f"{prompt} (not shown): ")
    except EOFError:
        answer = ""
    if not answer.strip():
        raise CommandError("the answer is empty")
    return answer


def read_code(prompt: str) -> str:
    """A code: typed at a terminal, or one line of the standard input."""
    if sys.stdin is None:
        raise CommandError("the standard input is closed: a code is read from it")
    if is_terminal(sys.stdin):
        print(f"{prompt}: ", end="", file=sys.stderr, flush=True)
    line = decode(sys.stdin.buffer.readline(4096)).strip()
    if not line:
        raise CommandError("no code was given")
    return line
