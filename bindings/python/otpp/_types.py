"""The values that calls take and give, in plain Python."""

from collections import namedtuple
from enum import Enum

TYPE_CHECKING = False  # typing itself would be a third of what `import otpp` costs
if TYPE_CHECKING:
    from typing import NamedTuple

    from ._otpp import Reason

    class _Match(NamedTuple):
        step: int
        drift: int

    class _Note(NamedTuple):
        kind: str
        offset: int
        message: str

else:
    _Match = namedtuple("_Match", ["step", "drift"])
    _Note = namedtuple("_Note", ["kind", "offset", "message"])


class Algorithm(str, Enum):
    """The hash under the HMAC (RFC 6238, section 1.2). Its names are taken as well."""

    SHA1 = "SHA1"
    SHA256 = "SHA256"
    SHA512 = "SHA512"

    __str__ = str.__str__


class OtpType(str, Enum):
    """What moves an account's passcodes: the time, or a counter. Its names are taken as well."""

    TOTP = "totp"
    HOTP = "hotp"

    __str__ = str.__str__


class Match(_Match):
    """Where a code fits: the time step (HOTP: the counter), and how many steps that is from the
    current one (the expected counter).

    >>> step, drift = Match(step=37037036, drift=-1)
    """

    __slots__ = ()


class Note(_Note):
    """What was odd but usable in a URI that was read, and where (in bytes of its UTF-8)."""

    __slots__ = ()


class InvalidInput(ValueError):
    """A value that cannot be right.

    ``reason`` is a :class:`Reason`; ``offset`` the index in the text where the fault was found, or
    None where there is no text. The message names the fault and never quotes the input.
    """

    def __init__(
        self, message: str, reason: "Reason | None" = None, offset: "int | None" = None
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.offset = offset

    def __reduce__(self) -> "tuple[type[InvalidInput], tuple[object, ...]]":
        return (type(self), (self.args[0], self.reason, self.offset))


for _public in (Algorithm, OtpType, Match, Note, InvalidInput):
    _public.__module__ = "otpp"  # what tracebacks and pickles name
