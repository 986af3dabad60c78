"""otpp completion: the completion script of a shell, which shtab writes."""

import sys
from importlib import import_module

from ..errors import missing_extra
from ..exit_codes import SUCCESS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any


def configure(parser: "ArgumentParser") -> None:
    parser.description = (
        "Print the completion script of a shell. It needs the extra cli: pip install 'otpp[cli]'.\n\n"
        "  bash:  otpp completion bash > ~/.local/share/bash-completion/completions/otpp\n"
        "  zsh:   otpp completion zsh > _otpp, in a directory of $fpath"
    )
    parser.add_argument("shell", choices=["bash", "zsh", "tcsh"])


def run(options: "Any") -> int:
    try:
        shtab = import_module("shtab")
    except ImportError:
        raise missing_extra("otpp completion", "cli") from None
    from ..parser import full_parser

    sys.stdout.write(shtab.complete(full_parser(), shell=options.shell) + "\n")
    return SUCCESS
