"""otpp completion: what bash, zsh or tcsh needs to complete the command. It is shtab's work."""

import sys
from importlib import import_module

from .exits import DONE, TROUBLE, Fault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any


def configure(parser: "ArgumentParser") -> None:
    parser.description = (
        "Print the completion for a shell. It needs the extra: pip install 'otpp[cli]'.\n\n"
        "  bash:  otpp completion bash > ~/.local/share/bash-completion/completions/otpp\n"
        "  zsh:   otpp completion zsh > a folder of $fpath/_otpp"
    )
    parser.add_argument("shell", choices=["bash", "zsh", "tcsh"])


def run(options: "Any") -> int:
    try:
        shtab = import_module("shtab")
    except ImportError:
        raise Fault("the completion needs the extra: pip install 'otpp[cli]'", TROUBLE) from None
    from .parsing import whole

    sys.stdout.write(shtab.complete(whole(), shell=options.shell) + "\n")
    return DONE
