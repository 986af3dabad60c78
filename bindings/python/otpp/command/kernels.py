"""otpp kernels: the ways to run each hash on many inputs here."""

from ..bulk import kernels
from .exits import DONE
from .screen import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any

ALGORITHMS = ("SHA1", "SHA256", "SHA512")


def configure(parser: "ArgumentParser") -> None:
    parser.description = "List the kernels that this processor runs, for each hash the fastest first."
    parser.add_argument("--json", action="store_true", help="an object of lists")


def run(options: "Any") -> int:
    found = {name: list(kernels(name)) for name in ALGORITHMS}
    if options.json:
        tell(options, found)
    else:
        for name, each in found.items():
            print(f"{name:<7} {', '.join(each)}")
    return DONE
