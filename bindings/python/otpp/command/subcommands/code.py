"""otpp code: the passcodes of credentials, now or at another time."""

import sys
import time

from ..credential import read_credentials
from ..errors import CommandError
from ..exit_codes import NEGATIVE, SUCCESS, USAGE
from ..input import read_lines
from ..options import account_parameters, add_account_parameters, add_display, add_source, add_time, parse_time
from ..output import print_json
from ..terminal import Style, display_width, group_digits, is_terminal, truncate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any

    from ..credential import Credential

_BAR_WIDTH = 12


def configure(parser: "ArgumentParser") -> None:
    add_source(parser, "base32 secrets, otpauth URIs or export links, one a line")
    add_time(parser)
    parser.add_argument("--watch", action="store_true", help="redraw every second until Ctrl-C")
    parser.add_argument("--find", metavar="TEXT", help="only accounts with this text in issuer or name")
    add_account_parameters(parser)
    add_display(parser)


def run(options: "Any") -> int:
    if options.watch and (options.json or options.at or not is_terminal(sys.stdout)):
        raise CommandError("--watch needs a terminal, and excludes --json and --at", USAGE)
    at = parse_time(options.at)
    credentials = read_credentials(read_lines(options.source, "secret or otpauth URI"), account_parameters(options))
    if options.find is not None:
        text = options.find.casefold()
        credentials = [each for each in credentials if text in f"{each.issuer}: {each.name}".casefold()]
        if not credentials:
            raise CommandError("no account has this text in its issuer or name", NEGATIVE)
    style = Style(options.color)
    if options.watch:
        return _watch(credentials, style)
    if options.json:
        print_json([_fields(each, at) for each in credentials])
    elif len(credentials) == 1 and not is_terminal(sys.stdout):
        print(_passcode(credentials[0], at))
    else:
        codes = _aligned([_passcode(each, at) for each in credentials], grouped=is_terminal(sys.stdout))
        for code, credential in zip(codes, credentials):
            note, colour = _note(credential, at, " s left")
            label = f"  {credential.label}" if credential.label else ""
            print(f"{style(code, 'bold')}  {style(note, colour)}{label}")
    return SUCCESS


def _passcode(credential: "Credential", at: "Any") -> str:
    otp: Any = credential.otp
    code: str = otp.at(at if credential.counter is None else credential.counter)
    return code


def _fields(credential: "Credential", at: "Any") -> "dict[str, Any]":
    otp: Any = credential.otp
    by_time = credential.counter is None
    fields = {"issuer": credential.issuer, "name": credential.name, "type": "totp" if by_time else "hotp"}
    fields["code"] = _passcode(credential, at)
    if by_time:
        return fields | {"seconds_left": otp.seconds_left(at), "period": otp.period}
    return fields | {"counter": credential.counter}


def _aligned(codes: "list[str]", *, grouped: bool) -> "list[str]":
    if grouped:
        codes = [group_digits(code) for code in codes]
    width = max(map(len, codes))
    return [code.rjust(width) for code in codes]


def _note(credential: "Credential", at: "Any", unit: str) -> "tuple[str, str]":
    """The seconds left or the counter, and a colour."""
    if credential.counter is not None:
        return f"counter {credential.counter}", "dim"
    otp: Any = credential.otp
    left = otp.seconds_left(at)
    return f"{left:>3}{unit}", "red" if left <= 5 else "yellow" if left <= 10 else "green"


def _watch(credentials: "list[Credential]", style: Style) -> int:
    """Draws a frame at the beginning of each second, and erases the last one."""
    from shutil import get_terminal_size

    height = 0
    write = sys.stdout.write
    try:
        write("\x1b[?25l")  # hides the cursor
        while True:
            now = time.time()
            columns, rows = get_terminal_size()
            frame = _frame(credentials, style, now, columns - 1, max(1, rows - 2))
            write((f"\x1b[{height}A" if height else "") + "\r\x1b[J" + "\n".join(frame) + "\n")
            sys.stdout.flush()
            height = len(frame)
            time.sleep(1 - time.time() % 1)
    except KeyboardInterrupt:
        return SUCCESS
    finally:
        write((f"\x1b[{height}A" if height else "") + "\r\x1b[J\x1b[?25h")
        sys.stdout.flush()


def _frame(credentials: "list[Credential]", style: Style, now: float, width: int, height: int) -> "list[str]":
    shown = credentials[:height]
    codes = _aligned([_passcode(each, now) for each in shown], grouped=True)
    lines = [_frame_line(each, code, style, now, width) for each, code in zip(shown, codes)]
    if len(credentials) > len(shown):
        lines.append(style(f"… and {len(credentials) - len(shown)} more: --find selects", "dim"))
    lines.append(style(truncate("Ctrl-C ends it", width), "dim"))
    return lines


def _frame_line(credential: "Credential", code: str, style: Style, now: float, width: int) -> str:
    note, colour = _note(credential, now, " s")
    bar = ""
    if credential.counter is None:
        otp: Any = credential.otp
        filled = -(-_BAR_WIDTH * min(otp.seconds_left(now), otp.period) // otp.period)
        bar = style("━" * filled, colour) + style("─" * (_BAR_WIDTH - filled), "dim") + " "
        used = _BAR_WIDTH + 1
    else:
        note, used = note.ljust(_BAR_WIDTH + 1 + 5), 0
    label = truncate(credential.label, width - len(code) - 2 - used - display_width(note) - 2)
    return f"{style(code, 'bold')}  {bar}{style(note, colour)}{'  ' + label if label else ''}"
