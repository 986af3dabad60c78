"""otpp factor: the administration of a store's factors."""

import os
import sys

from ..errors import CommandError, display_path
from ..exit_codes import FAILURE, NEGATIVE, SUCCESS, USAGE
from ..input import read_lines
from ..options import add_display
from ..output import print_json, report_written
from ..prompt import read_code
from ..store import add_store_options, has_keys, missing_store, open_verifier, print_verdict
from ..terminal import Style, is_terminal, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any

    from ...server.verifier import Verifier

_MAX_RECOVERY_CODES = 16


def configure(parser: "ArgumentParser") -> None:
    operations = parser.add_subparsers(metavar="OPERATION", dest="operation", required=True)
    for name, run_operation, summary in (
        ("status", _status, "show a factor's state, lock and failures"),
        ("confirm", _confirm, "confirm a pending factor with its first code"),
        ("reset", _reset, "clear a factor's failures, or erase the factor"),
        ("resync", _resync, "find a device whose clock is wrong by two or three codes in a row"),
        ("recovery-codes", _recovery_codes, "make new recovery codes, given a code of the factor"),
        ("list", _list, "list the factors of the store"),
        ("keys", _keys, "write a new key ring, which seals the secrets of a store"),
    ):
        operation = operations.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        operation.set_defaults(run_operation=run_operation)
        if name == "keys":
            operation.add_argument("file", metavar="FILE", help="the file to write, mode 0600; never replaced")
            continue
        if name != "list":
            operation.add_argument("factor", metavar="NAME", help="the factor's name")
        if name == "reset":
            operation.add_argument("--reason", metavar="TEXT", required=True, help="for the log")
            operation.add_argument("--erase", action="store_true", help="erase the factor and its devices")
        if name == "recovery-codes":
            operation.add_argument("--count", type=int, metavar="N", default=10, help="1 to 16; default 10")
        add_store_options(operation, required=True)
        add_display(operation)


def run(options: "Any") -> int:
    code: int = options.run_operation(options)
    return code


def _status(options: "Any") -> int:
    status = _open_without_keys(options).status(options.factor)
    if status is None:
        raise CommandError("there is no such factor; otpp factor list shows them", NEGATIVE)
    if options.json:
        fields = status._asdict()
        print_json({name: str(value) if isinstance(value, str) else value for name, value in fields.items()})
        return SUCCESS
    style = Style(options.color)
    state = style(status.state, "bold", "green" if status.state == "active" else "yellow")
    print(f"state           {state}{', a secret waits for its first code' if status.pending else ''}")
    if status.type is not None:
        period = f", {status.period} s" if status.type == "totp" else ""
        print(f"codes           {status.type}, {status.algorithm}, {status.digits} digits{period}")
    print(f"created         {_format_time(status.created)}")
    print(f"last accepted   {_format_time(status.used) if status.used is not None else 'never'}")
    print(f"failures        {status.failures} in a row")
    if status.lock is not None:
        end = f"ends in {status.retry_after} s" if status.retry_after else "until a reset or a recovery code"
        print(f"lock            {style(status.lock, 'bold', 'red')}: {end}")
    if status.drift:
        steps = "step" if abs(status.drift) == 1 else "steps"
        print(f"device clock    {abs(status.drift)} {steps} {'ahead' if status.drift > 0 else 'behind'}")
    print(f"recovery codes  {status.recovery_codes} left")
    return SUCCESS


def _confirm(options: "Any") -> int:
    verifier = open_verifier(options)
    return print_verdict(options, verifier.confirm(options.factor, read_code("code")))


def _reset(options: "Any") -> int:
    if not options.reason.strip():
        raise CommandError("--reason: the log needs a text", USAGE)
    verifier = _open_without_keys(options)
    return print_verdict(options, verifier.reset(options.factor, options.reason, erase=options.erase))


def _resync(options: "Any") -> int:
    verifier = open_verifier(options)
    codes = []
    if is_terminal(sys.stdin):
        for prompt in ("a code", "the next code", "the code after it (or nothing)"):
            try:
                codes.append(read_code(prompt))
            except CommandError:
                break
    else:
        codes = [line.text for line in read_lines("-", "")]
    if not 2 <= len(codes) <= 3:
        raise CommandError("expected two or three codes in a row, one a line")
    return print_verdict(options, verifier.resynchronise(options.factor, codes))


def _recovery_codes(options: "Any") -> int:
    if not 1 <= options.count <= _MAX_RECOVERY_CODES:
        raise CommandError(f"--count: expected 1 to {_MAX_RECOVERY_CODES}", USAGE)
    verifier = open_verifier(options)
    code = read_code("a code of the factor, or a recovery code")
    verdict = verifier.recovery_codes(options.factor, code, count=options.count)
    if not verdict:
        return print_verdict(options, verdict)
    if options.json:
        return print_verdict(options, verdict, codes=list(verdict.codes))
    for each in verdict.codes:
        print(each)
    if is_terminal(sys.stdout):
        print("each is accepted once; they are not shown again, and replace the old ones", file=sys.stderr)
    return SUCCESS


def _list(options: "Any") -> int:
    from ...stores import SQLite

    if not os.path.lexists(options.store):
        raise missing_store(options.store)
    with SQLite(options.store) as store:
        names = store.factors()
    if options.json:
        print_json(names)
    else:
        sys.stdout.write("".join(f"{printable(name)}\n" for name in names))
    return SUCCESS


def _keys(options: "Any") -> int:
    from ...server.sealing import KeyRing

    if os.path.lexists(options.file):
        path = display_path(options.file)
        raise CommandError(f"{path}: the file exists, and the secrets that it sealed would be lost", FAILURE)
    KeyRing.create_file(options.file)
    report_written(options.file, "; keep a copy: without it the secrets are lost")
    return SUCCESS


def _open_without_keys(options: "Any") -> "Verifier":
    """The verifier for operations that read no secret: they need no keys."""
    if not has_keys(options):
        options.plaintext = True
    return open_verifier(options, warn=False)


def _format_time(seconds: int) -> str:
    from datetime import datetime, timezone

    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
