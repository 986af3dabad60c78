"""The values that calls take and give, in plain Python."""

from collections import namedtuple
from enum import Enum


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


class Match(namedtuple("Match", ["step", "drift"])):
    """Where a code fits: the time step (HOTP: the counter), and how many steps that is from the
    current one (the expected counter)."""

    __slots__ = ()
    step: int
    drift: int


class Note(namedtuple("Note", ["kind", "offset", "message"])):
    """What was odd but usable in a text that was read, and where (an index into the text)."""

    __slots__ = ()
    kind: str
    offset: int
    message: str


class InvalidInput(ValueError):
    """A value that cannot be right.

    ``reason`` is a :class:`Reason`; ``offset`` the index in the text where the fault was found, or
    None where there is no text. The message names the fault and never quotes the input.
    """

    def __init__(self, message: str, reason: "Enum | None" = None, offset: "int | None" = None):
        super().__init__(message)
        self.reason = reason
        self.offset = offset

    def __reduce__(self):
        return (type(self), (self.args[0], self.reason, self.offset))
