"""Where records are kept. A store of your own is any object with the three calls of ``Store``."""

import threading
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from .sqlite import SQLite

__all__ = ["Memory", "SQLite"]


class Memory:
    """A store in the memory of one process, for tests and for what need not outlive it.

    >>> store = otpp.stores.Memory()
    >>> store.compare_and_set("alice", None, "a line"), store.load("alice")
    (True, 'a line')
    >>> store.compare_and_set("alice", "another", "a new one")
    False
    """

    __slots__ = ("_lines", "_busy", "__weakref__")

    def __init__(self) -> None:
        self._lines: dict[str, str] = {}
        self._busy = threading.Lock()

    def load(self, factor: str, /) -> "str | None":
        """The line, or None."""
        with self._busy:
            return self._lines.get(factor)

    def compare_and_set(self, factor: str, expected: "str | None", new: str, /) -> bool:
        """Stores `new` if the line is `expected` (None: if there is none)."""
        with self._busy:
            if self._lines.get(factor) != expected:
                return False
            self._lines[factor] = new
            return True

    def remove(self, factor: str, expected: str, /) -> bool:
        """Removes the line if it is `expected`."""
        with self._busy:
            if expected is None or self._lines.get(factor) != expected:
                return False
            del self._lines[factor]
            return True

    def factors(self) -> "list[str]":
        """The names of all factors, without the library's own records."""
        with self._busy:
            return [name for name in self._lines if not name.startswith("otpp:")]

    def __len__(self) -> int:
        return len(self.factors())

    def __repr__(self) -> str:
        return f"<Memory of {len(self)} factors>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a store is shared, not copied or pickled")


def __getattr__(name: str) -> object:
    if name == "SQLite":
        from .sqlite import SQLite  # and the driver, when it is asked for

        return SQLite
    raise AttributeError(f"module 'otpp.stores' has no attribute '{name}'")
