"""Output of text and JSON, on the standard output or into a file."""

import sys

from .errors import display_path
from .terminal import is_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .._otpp import Account


def is_file(path: "str | None") -> bool:
    """Whether the option --output names a file; "-" is the standard output."""
    return path is not None and path not in ("", "-")


def print_json(value: object) -> None:
    import json

    print(json.dumps(value, ensure_ascii=False, indent=2 if is_terminal(sys.stdout) else None))


def write_text(text: str, options: "Any") -> None:
    """Writes to the file of --output, or to the standard output."""
    if not is_file(options.output):
        sys.stdout.write(text)
        return
    from . import atomic_file

    atomic_file.write(options.output, text.encode(), force=options.force)
    report_written(options.output)


def report_written(path: str, note: str = "") -> None:
    print(f"written: {display_path(path)}{note}", file=sys.stderr)


def account_fields(account: "Account", uri: str) -> "dict[str, Any]":
    """An account as JSON."""
    fields: dict[str, Any] = {"uri": uri, "issuer": account.issuer, "name": account.name, "type": str(account.type)}
    fields |= {"digits": account.digits, "algorithm": str(account.algorithm)}
    if account.type == "totp":
        return fields | {"period": account.period}
    return fields | {"counter": account.counter}
