"""How the command ends: its exit codes, and the fault that is told in one line."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._types import InvalidInput

DONE = 0  # also: the code fits, the factor is let in, nothing is wrong
NO = 1  # the answer is no: a code that does not fit, a URI with errors
USAGE = 2  # the command line cannot be right
INPUT = 3  # what was read cannot be right: a secret, a URI, a row, a picture
TROUBLE = 4  # a file, a store or a library gave trouble: missing, there already, full, locked
INTERRUPTED = 130  # Ctrl-C, as shells count it: 128 + SIGINT
CLOSED_PIPE = 141  # who read our output went away: 128 + SIGPIPE


class Fault(Exception):
    """Ends the command: one line that says what is wrong and what to do. Never with a secret in it."""

    def __init__(self, message: str, code: int = INPUT) -> None:
        super().__init__(message)
        self.code = code


def said(error: "InvalidInput", *, line: "int | None" = None, before: int = 0) -> Fault:
    """The fault of a text that was read: its line, and the character there, both as people count."""
    place = [f"line {line}"] if line is not None else []
    text = str(error)
    if error.offset is not None:
        text = text.removesuffix(f" (at offset {error.offset})")
        if hasattr(error, "part"):  # a MigrationError begins with its link
            return Fault(f"{text} (character {error.offset + 1} of it)", INPUT)
        place.append(f"character {before + error.offset + 1}")
    return Fault(f"{', '.join(place)}: {text}" if place else text, INPUT)
