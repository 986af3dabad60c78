"""The command line: argparse, with errors of one line that never quote what was typed."""

import argparse
import os
import re
from importlib import import_module

from . import COMMANDS
from .exits import USAGE, Fault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

_EPILOG = """\
Secrets are read from a file, a pipe or a hidden prompt, and never from the command line.
Exit codes: 0 done or yes, 1 no, 2 wrong usage, 3 wrong input, 4 trouble with a file, a store or a
library, 130 interrupted, 141 closed pipe.
"""


class Parser(argparse.ArgumentParser):
    """Raises a Fault where argparse prints its usage, quotes the word and exits."""

    def __init__(self, *arguments: "Any", **options: "Any") -> None:
        options.setdefault("allow_abbrev", False)
        options.setdefault("formatter_class", _formatter)
        super().__init__(*arguments, **options)

    def error(self, message: str) -> "NoReturn":
        message = re.sub(r"invalid choice: .* \(choose from (.*)\)", r"it is one of \1", message)
        message = re.sub(r"invalid (\w+) value: .*", r"it is not of the kind \1", message)
        message = re.sub(r"ignored explicit argument .*", "it takes no value", message)
        message = message.removeprefix("argument ").replace("'", "").replace("\n", " ")
        raise Fault(f"{message}; see {self.prog} --help", USAGE)

    def _print_message(self, message: str, file: "Any" = None) -> None:
        if message:  # argparse's own lets a full disk pass
            print(message, end="", file=file, flush=True)

    def parse_args(self, args: "Any" = None, namespace: "Any" = None) -> "Any":
        options, left = self.parse_known_args(args, namespace)
        if left:
            self.error(_of_left(left))
        return options


def _formatter(prog: str) -> argparse.HelpFormatter:
    """argparse makes one for every argument, and imports shutil to ask for a width that it rarely needs."""
    try:
        columns = os.get_terminal_size(1).columns
    except OSError:
        columns = 80
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=28, width=min(columns or 80, 100) - 2)


def _of_left(words: "list[str]") -> str:
    for word in words:
        option = word.partition("=")[0]
        if re.fullmatch(r"--[a-z][a-z0-9-]{0,24}|-[a-zA-Z]", option):
            return f"there is no option {option}"
    return "a word too many; a secret or a code is not given here: others see the command line"


def parse(words: "list[str]") -> "Any":
    """The options of a command line. Only the command that is named is imported and described."""
    if not words or words[0] not in COMMANDS:
        parser = whole()
        if not words:
            parser.print_help()
            raise SystemExit(USAGE)
        if not words[0].startswith("-"):
            parser.error(f"there is no such command; they are {', '.join(COMMANDS)}")
        return parser.parse_args(words)
    parser = Parser(prog=f"otpp {words[0]}", description=_summary(words[0]))
    _configure(words[0], parser)
    return parser.parse_args(words[1:])


def whole() -> Parser:
    """The parser of all commands: for --help, the completion and the manual page."""
    from .._otpp import __version__

    parser = Parser(prog="otpp", description="One-time passwords at the shell.", epilog=_EPILOG)
    parser.add_argument("--version", action="version", version=f"otpp {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", dest="command", required=True)
    for name, summary in COMMANDS.items():
        one = commands.add_parser(name, help=summary, description=_summary(name))
        _configure(name, one)
    return parser


def _configure(name: str, parser: Parser) -> None:
    module = import_module(f".{name}", __package__)
    module.configure(parser)
    parser.set_defaults(**{"run": module.run} if hasattr(module, "run") else {})


def _summary(name: str) -> str:
    summary = COMMANDS[name]
    return summary[0].upper() + summary[1:] + "."
