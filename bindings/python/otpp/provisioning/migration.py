"""Google Authenticator's export: the links in its QR codes ("otpauth-migration://…"), in and out.

>>> import otpp
>>> from otpp.provisioning import migration
>>> account = otpp.Account(bytes(range(20)), name="alice", issuer="ACME")
>>> links = migration.write([account])
>>> [read.uri() for read in migration.read(links)] == [account.uri()]
True
"""

import os
from collections import namedtuple
from collections.abc import Iterable

from .._otpp import Account, Reason, _read_migration, _write_migration
from .._types import InvalidInput

__all__ = ["MigrationError", "Refused", "is_link", "read", "write"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    class _Refused(NamedTuple):
        part: int
        account: int
        reason: Reason
        message: str

else:
    _Refused = namedtuple("_Refused", ["part", "account", "reason", "message"])

_PREFIX = "otpauth-migration://offline?data="


class Refused(_Refused):
    """An account of an export that cannot be one here (MD5, say): where it stands, from 0 on, and
    why."""

    __slots__ = ()


class MigrationError(InvalidInput):
    """An export that cannot be read, or an account that cannot be written.

    ``part`` and ``account`` say which, from 0 on, or are None. The message counts from 1, as people
    do, and shows no secret.
    """

    def __init__(
        self,
        message: str,
        reason: "Reason | None" = None,
        offset: "int | None" = None,
        part: "int | None" = None,
        account: "int | None" = None,
    ) -> None:
        super().__init__(message, reason, offset)
        self.part = part
        self.account = account

    def __reduce__(self) -> "tuple[type[MigrationError], tuple[object, ...]]":
        return (type(self), (self.args[0], self.reason, self.offset, self.part, self.account))


def is_link(text: str) -> bool:
    """Whether a text begins as the links of an export do."""
    return text.startswith(_PREFIX)


def read(
    texts: "str | Iterable[str]", *, refused: "list[Refused] | None" = None
) -> "list[Account]":
    """The accounts of an export, in its order.

    `texts` are its links, in any order, or one text with a link on each line. All parts must be
    there, each once, and of one export. An account that cannot be one here raises MigrationError
    like any other fault, unless `refused` is a list to put it into.
    """
    lines = texts.splitlines() if isinstance(texts, str) else texts
    links = tuple(line.strip().removeprefix("\ufeff") for line in lines)
    return _read_migration(tuple(link for link in links if link), refused)


def write(
    accounts: "Iterable[Account]", *, id: "int | None" = None, drop_parameters: bool = False
) -> "list[str]":
    """The links of an export, each for a QR code: at most ten accounts, and 2,953 characters.

    What a migration cannot hold is said before anything is written: a period other than 30 seconds,
    digits other than 6 and 8, and, unless `drop_parameters`, parameters like image. `id` is the
    export's own number of 32 bits; a random one keeps the parts of two exports apart.
    """
    if id is None:
        id = int.from_bytes(os.urandom(4), "big", signed=True)
    if not -(2**31) <= id < 2**31:
        raise MigrationError("the id is a number of 32 bits", Reason.COUNTER_OUT_OF_RANGE)
    return _write_migration(tuple(accounts), id, bool(drop_parameters))
