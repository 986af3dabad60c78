"""Options that several subcommands share."""

from .._types import Algorithm
from .errors import CommandError
from .exit_codes import USAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any

ALGORITHMS = [each.value for each in Algorithm]


def add_source(parser: "ArgumentParser", content: str, *, many: bool = False) -> None:
    parser.add_argument(
        "source",
        metavar="FILE",
        nargs="*" if many else "?",
        help=f"a file with {content}; - is the standard input, the default unless it is a terminal:"
        " then a hidden prompt",
    )


def add_account_parameters(parser: "ArgumentParser") -> None:
    group = parser.add_argument_group("parameters of a bare secret (a URI has its own)")
    group.add_argument("--type", choices=["totp", "hotp"], help="by time or by counter; default totp")
    group.add_argument("--digits", type=int, metavar="N", help="6 to 10; default 6")
    group.add_argument("--period", type=int, metavar="SECONDS", help="of a totp; default 30")
    group.add_argument("--algorithm", metavar="NAME", help="SHA1, SHA256 or SHA512; default SHA1")
    group.add_argument("--counter", type=int, metavar="N", help="of an hotp; default 0")


def account_parameters(options: "Any") -> "dict[str, Any]":
    """The parameters that were given, by their names in otpp.Account."""
    names = ("type", "digits", "period", "algorithm", "counter")
    given = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    if "counter" in given and "type" not in given:
        given["type"] = "hotp"
    return given


def add_time(parser: "ArgumentParser") -> None:
    parser.add_argument("--at", metavar="TIME", help="Unix seconds, or ISO 8601 with its zone; default now")


def parse_time(text: "str | None") -> "Any":
    """Unix seconds or an ISO 8601 time; None is now."""
    if text is None:
        import time

        return time.time()
    try:
        return int(text)
    except ValueError:
        pass
    from datetime import datetime

    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        pass
    raise CommandError("--at: expected Unix seconds, or a time like 2026-11-24T12:00:00Z", USAGE)


def add_profile(parser: "ArgumentParser") -> None:
    from ..provisioning import Profile

    names = [each.value for each in Profile]
    parser.add_argument("--profile", choices=names, help="the app that the URI is for; default portable: every app")
    parser.add_argument("--domain", metavar="NAME", default="", help="the site's domain, for the profile apple")


def add_output_file(parser: "ArgumentParser", content: str = "the file to write, mode 0600") -> None:
    parser.add_argument("-o", "--output", metavar="FILE", help=f"{content}; default the standard output")
    parser.add_argument("--force", action="store_true", help="replace an existing file")


def add_scale(parser: "ArgumentParser") -> None:
    parser.add_argument("--scale", type=int, metavar="PIXELS", default=8, help="pixels of a module, 1 to 100; default 8")


def check_scale(scale: int) -> None:
    if not 1 <= scale <= 100:
        raise CommandError("--scale: expected 1 to 100 pixels", USAGE)


def add_color(parser: "Any") -> None:
    parser.add_argument(
        "--color",
        choices=["auto", "always", "never"],
        default="auto",
        help="default auto: on a terminal, unless NO_COLOR is set",
    )


def add_display(parser: "ArgumentParser") -> None:
    group = parser.add_argument_group("output")
    group.add_argument("--json", action="store_true", help="print JSON, without colour")
    add_color(group)
