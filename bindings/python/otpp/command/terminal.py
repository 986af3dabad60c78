"""The terminal: colour, the width of text, and text that cannot control it."""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO


def is_terminal(stream: "IO[str] | None") -> bool:
    return stream is not None and stream.isatty()


class Style:
    """Colours for the standard output. `when` is always, never, or auto: on a terminal, unless NO_COLOR is set."""

    def __init__(self, when: str = "auto") -> None:
        suitable = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self.enabled = when == "always" or (when == "auto" and suitable and is_terminal(sys.stdout))

    def __call__(self, text: str, *names: str) -> str:
        if not self.enabled:
            return text
        numbers = {"bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33, "cyan": 36}
        return f"\x1b[{';'.join(str(numbers[name]) for name in names)}m{text}\x1b[0m"


def display_width(text: str) -> int:
    """The number of columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def truncate(text: str, width: int) -> str:
    """The text, cut with an ellipsis if it is wider than `width` columns."""
    if display_width(text) <= width:
        return text
    while text and display_width(text) > width - 1:
        text = text[:-1]
    return text + "…" if width > 0 else ""


def group_digits(code: str) -> str:
    """A passcode in groups of three to five digits, as people read it."""
    size = {6: 3, 9: 3, 10: 5}.get(len(code), 4)
    return " ".join(code[i : i + size] for i in range(0, len(code), size))


def printable(text: str) -> str:
    """The text with its control and formatting characters escaped: a terminal does not obey them."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def account_label(issuer: str, name: str) -> str:
    return printable(": ".join(filter(None, (issuer, name))))
