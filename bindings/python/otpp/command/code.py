"""otpp code: the passcodes of now, or of another time."""

import sys
import time

from . import texts
from .exits import DONE, USAGE, Fault
from .screen import Style, add_output, cells, cut, grouped, is_terminal, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any

    from .._otpp import Account

_BAR = 12


def configure(parser: "ArgumentParser") -> None:
    texts.add_source(parser, "base32 secrets, otpauth URIs or a migration's links, one a line")
    parser.add_argument("--at", metavar="TIME", help="Unix seconds, or ISO 8601 with its zone; now")
    parser.add_argument("--watch", action="store_true", help="redraw in place until Ctrl-C")
    parser.add_argument("--find", metavar="TEXT", help="only accounts with this in issuer or name")
    texts.add_parameters(parser)
    add_output(parser)


def run(options: "Any") -> int:
    if options.watch and (options.json or options.at or not is_terminal(sys.stdout)):
        raise Fault("--watch redraws a terminal: leave it out with --json, --at or a pipe", USAGE)
    at = texts.time_of(options.at)
    found = texts.read(options.source, "secret or otpauth URI")
    accounts = texts.accounts(found, texts.parameters(options))
    if options.find is not None:
        wanted = options.find.casefold()
        accounts = [a for a in accounts if wanted in f"{a.issuer}: {a.name}".casefold()]
        if not accounts:
            raise Fault("no account has this in its issuer or name", 1)
    if options.watch:
        return _watch(accounts, Style(options.color))
    rows = [_row(account, at) for account in accounts]
    if options.json:
        tell(options, rows)
    elif len(rows) == 1 and not is_terminal(sys.stdout):
        print(rows[0]["code"])
    else:
        style = Style(options.color)
        spaced = is_terminal(sys.stdout)
        for row in rows:
            print(_line(row, style, spaced, _width(rows, spaced)))
    return DONE


def _row(account: "Account", at: "Any") -> "dict[str, Any]":
    otp: "Any" = account.otp()
    by_time = account.type == "totp"
    row = {
        "issuer": account.issuer,
        "name": account.name if account.name != "-" else "",
        "type": str(account.type),
        "code": otp.at(at if by_time else account.counter),
    }
    if by_time:
        row |= {"seconds_left": otp.seconds_left(at), "period": account.period}
    else:
        row |= {"counter": account.counter}
    return row


def _width(rows: "list[dict[str, Any]]", spaced: bool) -> int:
    return max(len(grouped(row["code"]) if spaced else row["code"]) for row in rows)


def _line(
    row: "dict[str, Any]", style: Style, spaced: bool, width: int, *, bar: bool = False, room: int = 0
) -> str:
    code = (grouped(row["code"]) if spaced else row["code"]).rjust(width)
    left = row.get("seconds_left")
    if left is None:
        rest, urgency = f"counter {row['counter']}", "dim"
    else:
        rest = f"{left:>3} s left" if not bar else f"{left:>3} s"
        urgency = "red" if left <= 5 else "yellow" if left <= 10 else "green"
    drawn = ""
    if bar and left is not None:
        filled = -(-_BAR * min(left, row["period"]) // row["period"])
        drawn = style("━" * filled, urgency) + style("─" * (_BAR - filled), "dim") + " "
    elif bar:
        rest = rest.ljust(_BAR + 1 + 5)
    label = texts.printable(": ".join(filter(None, (row["issuer"], row["name"]))))
    if room:
        label = cut(label, room - len(code) - 2 - (_BAR + 1 if drawn else 0) - cells(rest) - 2)
    return f"{style(code, 'bold')}  {drawn}{style(rest, urgency)}{'  ' + label if label else ''}"


def _watch(accounts: "list[Account]", style: Style) -> int:
    """A frame a second, at the second. The codes are taken off the screen at the end."""
    from shutil import get_terminal_size

    drawn = 0
    write = sys.stdout.write
    try:
        write("\x1b[?25l")  # no cursor in the picture
        while True:
            now = time.time()
            columns, rows = get_terminal_size()
            shown = accounts[: max(1, rows - 2)]
            found = [_row(account, now) for account in shown]
            width = _width(found, True)
            frame = [_line(row, style, True, width, bar=True, room=columns - 1) for row in found]
            if len(accounts) > len(shown):
                frame.append(style(f"… and {len(accounts) - len(shown)} more: --find chooses", "dim"))
            frame.append(style(cut("Ctrl-C ends it", columns - 1), "dim"))
            write((f"\x1b[{drawn}A" if drawn else "") + "\r\x1b[J" + "\n".join(frame) + "\n")
            sys.stdout.flush()
            drawn = len(frame)
            time.sleep(1 - time.time() % 1)
    except KeyboardInterrupt:
        return DONE  # the way out that it names
    finally:
        write((f"\x1b[{drawn}A" if drawn else "") + "\r\x1b[J\x1b[?25h")
        sys.stdout.flush()
