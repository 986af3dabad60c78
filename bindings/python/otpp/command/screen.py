"""A terminal: colour only there, and only if it is wanted."""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import IO, Any


def add_output(parser: "ArgumentParser") -> None:
    """The options of what is shown."""
    group = parser.add_argument_group("output")
    group.add_argument("--json", action="store_true", help="for programs: JSON, never coloured")
    group.add_argument(
        "--color",
        choices=["auto", "always", "never"],
        default="auto",
        help="auto: on a terminal, unless NO_COLOR is set",
    )


def is_terminal(stream: "IO[str] | None") -> bool:
    return stream is not None and stream.isatty()


class Style:
    """Colours, or none. Without a parameter that says so, as the environment wants them."""

    def __init__(self, when: str = "auto", stream: "IO[str] | None" = None) -> None:
        stream = sys.stdout if stream is None else stream
        wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self.on = when == "always" or (when == "auto" and wanted and is_terminal(stream))

    def __call__(self, text: str, *names: str) -> str:
        if not self.on:
            return text
        numbers = {"bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33, "cyan": 36}
        return f"\x1b[{';'.join(str(numbers[name]) for name in names)}m{text}\x1b[0m"


def cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, width: int) -> str:
    """As much of a text as a width has room for."""
    if cells(text) <= width:
        return text
    while text and cells(text) > width - 1:
        text = text[:-1]
    return text + "…" if width > 0 else ""


def grouped(code: str) -> str:
    """A passcode as people read it: in halves, or in threes."""
    half = 3 if len(code) in (6, 9) else 4 if len(code) == 8 else 5 if len(code) == 10 else 4
    return " ".join(code[i : i + half] for i in range(0, len(code), half))


def tell(options: "Any", value: object) -> None:
    """A value for a program."""
    import json

    print(json.dumps(value, ensure_ascii=False, indent=None if not is_terminal(sys.stdout) else 2))
