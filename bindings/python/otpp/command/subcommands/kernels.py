"""otpp kernels: the kernels that this processor runs."""

from ...bulk import kernels
from ..exit_codes import SUCCESS
from ..options import ALGORITHMS
from ..output import print_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any


def configure(parser: "ArgumentParser") -> None:
    parser.description = "List the kernels that this processor runs, for each hash the fastest first."
    parser.add_argument("--json", action="store_true", help="print an object of lists")


def run(options: "Any") -> int:
    names = {algorithm: list(kernels(algorithm)) for algorithm in ALGORITHMS}
    if options.json:
        print_json(names)
    else:
        for algorithm, each in names.items():
            print(f"{algorithm:<7} {', '.join(each)}")
    return SUCCESS
