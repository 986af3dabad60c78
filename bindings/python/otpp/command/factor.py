"""otpp factor: the factors of a store, as an administrator looks after them."""

import os
import sys

from . import files, texts
from .exits import DONE, INPUT, NO, USAGE, Fault
from .keeping import add_store, told, verifier
from .screen import Style, add_output, is_terminal, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any


def configure(parser: "ArgumentParser") -> None:
    what = parser.add_subparsers(metavar="WHAT", dest="what", required=True)

    def one(name: str, run: "Any", summary: str) -> "ArgumentParser":
        made = what.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        made.set_defaults(do=run)
        return made

    for name, call, summary in (
        ("status", _status, "what may be seen of a factor: its state, its lock, its failures"),
        ("confirm", _confirm, "take the first code of a factor that was begun"),
        ("reset", _reset, "forgive its failures, or erase all that is known of it"),
        ("resync", _resync, "find a device whose clock is off: two codes in a row, or three"),
        ("recovery-codes", _recovery_codes, "make new recovery codes, by a code of the factor"),
        ("list", _list, "the factors of the store"),
    ):
        made = one(name, call, summary)
        if name != "list":
            made.add_argument("factor", metavar="NAME", help="the factor's name")
        if name == "reset":
            made.add_argument("--reason", metavar="TEXT", required=True, help="for the log")
            made.add_argument("--erase", action="store_true", help="erase it: nothing is left to confirm")
        if name == "recovery-codes":
            made.add_argument("--count", type=int, metavar="N", default=10, help="1 to 16; 10")
        add_store(made, required=True)
        add_output(made)
    keys = one("keys", _keys, "write a new key ring, which seals the secrets of a store")
    keys.add_argument("file", metavar="FILE", help="the file to write, mode 0600; never replaced")


def run(options: "Any") -> int:
    code: int = options.do(options)
    return code


def _status(options: "Any") -> int:
    seen = _reader(options).status(options.factor)
    if seen is None:
        raise Fault("there is no such factor; otpp factor list shows them", NO)
    if options.json:
        tell(options, {name: str(v) if isinstance(v, str) else v for name, v in seen._asdict().items()})
        return DONE
    style = Style(options.color)
    state = style(seen.state, "bold", "green" if seen.state == "active" else "yellow")
    print(f"state           {state}{', a secret waits for its first code' if seen.pending else ''}")
    if seen.type is not None:
        period = f", {seen.period} s" if seen.type == "totp" else ""
        print(f"codes           {seen.type}, {seen.algorithm}, {seen.digits} digits{period}")
    print(f"begun           {_day(seen.created)}")
    print(f"last let in     {_day(seen.used) if seen.used is not None else 'never'}")
    print(f"failures        {seen.failures} in a row")
    if seen.lock is not None:
        ends = f"ends in {seen.retry_after} s" if seen.retry_after else "until a reset or a recovery code"
        print(f"lock            {style(seen.lock, 'bold', 'red')}: {ends}")
    if seen.drift:
        ahead = "ahead" if seen.drift > 0 else "behind"
        steps = "step" if abs(seen.drift) == 1 else "steps"
        print(f"the device      {abs(seen.drift)} {steps} {ahead}")
    print(f"recovery codes  {seen.recovery_codes} left")
    return DONE


def _confirm(options: "Any") -> int:
    keeper = verifier(options)
    return told(options, keeper.confirm(options.factor, texts.asked_code("code")))


def _reset(options: "Any") -> int:
    if not options.reason.strip():
        raise Fault("--reason: say why, for the log", USAGE)
    keeper = _reader(options)
    return told(options, keeper.reset(options.factor, options.reason, erase=options.erase))


def _resync(options: "Any") -> int:
    keeper = verifier(options)
    codes = []
    if is_terminal(sys.stdin):
        for which in ("a code", "the next one", "the one after that (or nothing)"):
            try:
                codes.append(texts.asked_code(which))
            except Fault:
                break
    else:
        codes = [line.text for line in texts.read("-", "")]
    if not 2 <= len(codes) <= 3:
        raise Fault("two codes in a row are wanted, or three, one a line", INPUT)
    return told(options, keeper.resynchronise(options.factor, codes))


def _recovery_codes(options: "Any") -> int:
    if not 1 <= options.count <= 16:
        raise Fault("--count: 1 to 16", USAGE)
    keeper = verifier(options)
    code = texts.asked_code("a code of the factor, or a recovery code")
    said = keeper.recovery_codes(options.factor, code, count=options.count)
    if not said:
        return told(options, said)
    if options.json:
        return told(options, said, codes=list(said.codes))
    for each in said.codes:
        print(each)
    if is_terminal(sys.stdout):
        print("each opens once; they are not shown again, and the old ones are dead", file=sys.stderr)
    return DONE


def _list(options: "Any") -> int:
    from ..stores import SQLite

    if not os.path.lexists(options.store):
        raise Fault(f"{files.shown(options.store)}: there is no such store", 4)
    with SQLite(options.store) as store:
        names = store.factors()
    if options.json:
        tell(options, names)
    else:
        sys.stdout.write("".join(f"{texts.printable(name)}\n" for name in names))
    return DONE


def _keys(options: "Any") -> int:
    from ..sealing import KeyRing

    if os.path.lexists(options.file):
        raise Fault(f"{files.shown(options.file)}: it exists, and what it sealed would be lost", 4)
    KeyRing.create_file(options.file)
    print(f"written: {files.shown(options.file)}; keep a copy: without it the secrets are lost", file=sys.stderr)
    return DONE


def _reader(options: "Any") -> "Any":
    """What needs no secret needs no keys."""
    if not options.keys and not options.plaintext and not os.environ.get("OTPP_KEYS"):
        options.plaintext = True
    return verifier(options, quiet=True)


def _day(seconds: int) -> str:
    from datetime import datetime, timezone

    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
