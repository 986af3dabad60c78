"""The progress bar of otpp bulk, on the standard error if that is a terminal. rich draws it."""

import contextlib
import sys
import time
from importlib import import_module

from .errors import missing_extra
from .terminal import is_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def format_rate(rows: int, seconds: float) -> str:
    return f"{rows / max(1e-9, seconds):,.0f} a second"


@contextlib.contextmanager
def bar(total: "int | None", *, shown: bool = True) -> "Iterator[Callable[[int, int], None]]":
    """Yields the function that moves the bar: to a position out of `total`, and a number of rows."""
    if not shown or not is_terminal(sys.stderr):
        yield lambda position, rows: None
        return
    try:
        console = import_module("rich.console").Console(stderr=True)
        rich = import_module("rich.progress")
    except ImportError:
        raise missing_extra("the progress bar", "cli", ", or add --no-progress") from None
    began = time.perf_counter()
    columns = [rich.BarColumn(), rich.TextColumn("{task.fields[rate]}")]
    if total:
        columns.insert(1, rich.TextColumn("{task.percentage:>3.0f} %"))
        columns.append(rich.TimeRemainingColumn())
    with rich.Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total, rate="")

        def advance(position: int, rows: int) -> None:
            rate = f"{rows:,} rows, {format_rate(rows, time.perf_counter() - began)}"
            progress.update(task, completed=position, rate=rate)

        yield advance
