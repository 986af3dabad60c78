"""The parser of the command line: argparse, with errors of one line that never quote an argument."""

import argparse
import os
import re
from importlib import import_module

from . import COMMANDS
from .errors import CommandError
from .exit_codes import MEANINGS, USAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn


class Parser(argparse.ArgumentParser):
    """Raises a CommandError where argparse prints its usage, quotes the argument and exits."""

    def __init__(self, *arguments: "Any", **options: "Any") -> None:
        options.setdefault("allow_abbrev", False)
        options.setdefault("formatter_class", _formatter)
        super().__init__(*arguments, **options)

    def error(self, message: str) -> "NoReturn":
        message = re.sub(r"invalid choice: .* \(choose from (.*)\)", r"choose one of \1", message)
        message = re.sub(r"invalid (\w+) value: .*", r"expected a value of type \1", message)
        message = re.sub(r"ignored explicit argument .*", "this option takes no value", message)
        message = message.removeprefix("argument ").replace("'", "").replace("\n", " ")
        raise CommandError(f"{message}; see {self.prog} --help", USAGE)

    def _print_message(self, message: str, file: "Any" = None) -> None:
        if message:  # argparse's own method ignores a full disk
            print(message, end="", file=file, flush=True)

    def parse_args(self, args: "Any" = None, namespace: "Any" = None) -> "Any":
        options, rest = self.parse_known_args(args, namespace)
        if rest:
            self.error(_unexpected(rest))
        return options


def _formatter(prog: str) -> argparse.HelpFormatter:
    """argparse makes one for every argument, and imports shutil for the width, which is rarely used."""
    try:
        columns = os.get_terminal_size(1).columns
    except OSError:
        columns = 80
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=28, width=min(columns or 80, 100) - 2)


def _unexpected(words: "list[str]") -> str:
    for word in words:
        option = word.partition("=")[0]
        if re.fullmatch(r"--[a-z][a-z0-9-]{0,24}|-[a-zA-Z]", option):
            return f"there is no option {option}"
    return "unexpected argument: secrets and codes are not read from the command line, which other users can see"


def parse(words: "list[str]") -> "Any":
    """The options of a command line. Only the module of the named subcommand is imported."""
    if not words or words[0] not in COMMANDS:
        parser = full_parser()
        if not words:
            parser.print_help()
            raise SystemExit(USAGE)
        if not words[0].startswith("-"):
            parser.error(f"unknown command: choose one of {', '.join(COMMANDS)}")
        return parser.parse_args(words)
    parser = Parser(prog=f"otpp {words[0]}", description=_description(words[0]))
    _configure(words[0], parser)
    return parser.parse_args(words[1:])


def full_parser() -> Parser:
    """The parser of all subcommands: for --help, the completion and the manual page."""
    from .._otpp import __version__

    parser = Parser(prog="otpp", description="One-time passwords at the shell.", epilog=_epilog())
    parser.add_argument("--version", action="version", version=f"otpp {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", dest="command", required=True)
    for name, summary in COMMANDS.items():
        subparser = commands.add_parser(name, help=summary, description=_description(name))
        _configure(name, subparser)
    return parser


def _epilog() -> str:
    exit_codes = "\n".join(f"  {code:<5}{meaning}" for code, meaning in MEANINGS.items())
    return (
        "Secrets are read from a file, a pipe or a hidden prompt, and never from the command line.\n\n"
        f"exit codes:\n{exit_codes}"
    )


def _configure(name: str, parser: Parser) -> None:
    module = import_module(f".subcommands.{name}", __package__)
    module.configure(parser)
    parser.set_defaults(run=module.run)


def _description(name: str) -> str:
    summary = COMMANDS[name]
    return summary[0].upper() + summary[1:] + "."
