"""What lint() and as_read_by() speak of: apps, profiles, findings, facts.

>>> import otpp
>>> finding, = otpp.lint("otpauth://totp/ACME:a:b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ACME")
>>> finding.rule, finding.severity, finding.offset
('second_colon', 'error', 21)
>>> finding.mend
'one colon, between issuer and account'
>>> [fact.does for fact in finding.facts if fact.app == "freeotp"]
['refuses it: a label is at most issuer:account']
"""

from collections import namedtuple
from enum import Enum

from .._otpp import Reading, as_read_by, lint

__all__ = ["App", "Fact", "Finding", "Profile", "Reading", "as_read_by", "lint"]

TYPE_CHECKING = False  # typing itself would be a third of what `import otpp` costs
if TYPE_CHECKING:
    from typing import NamedTuple

    from .._otpp import Reason

    class _Fact(NamedTuple):
        app: "App"
        does: str
        source: str

    class _Finding(NamedTuple):
        rule: str
        severity: str
        parameter: str
        offset: int
        message: str
        mend: str
        facts: "tuple[Fact, ...]"
        reason: "Reason | None"

else:
    _Fact = namedtuple("_Fact", ["app", "does", "source"])
    _Finding = namedtuple(
        "_Finding",
        ["rule", "severity", "parameter", "offset", "message", "mend", "facts", "reason"],
    )


class App(str, Enum):
    """A program that reads otpauth URIs, and whose ways are known. Its names are taken as well."""

    GOOGLE_AUTHENTICATOR = "google_authenticator"
    GOOGLE_AUTHENTICATOR_IOS = "google_authenticator_ios"
    FREEOTP = "freeotp"
    FREEOTP_PLUS = "freeotp_plus"
    AEGIS = "aegis"
    TWO_FAS = "two_fas"
    STRATUM = "stratum"
    AUTHENTICATOR_PRO = "authenticator_pro"
    KEEPASSXC = "keepassxc"
    APPLE = "apple"

    __str__ = str.__str__


class Profile(str, Enum):
    """For whom Account.uri() writes: for everybody, or for one app. Its names are taken as well."""

    PORTABLE = "portable"
    GOOGLE_AUTHENTICATOR = "google_authenticator"
    FREEOTP = "freeotp"
    AEGIS = "aegis"
    APPLE = "apple"
    TWO_FAS = "two_fas"
    STRATUM = "stratum"

    __str__ = str.__str__


class Fact(_Fact):
    """What one app does where a URI breaks a rule, and the public source that shows it."""

    __slots__ = ()


class Finding(_Finding):
    """A rule that a URI breaks: its name, how bad that is ("note", "warning", "error"), the part of
    the URI and the offset in it, in words what is there and what to write instead, what apps do
    (a tuple of Fact), and the Reason for which Account.from_uri() refuses the URI, if it does."""

    __slots__ = ()
