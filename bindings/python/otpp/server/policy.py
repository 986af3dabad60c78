"""How a server accepts and how it throttles."""

import dataclasses
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from .._server import Rules

if TYPE_CHECKING:
    from typing import TypedDict

    from typing_extensions import Unpack

    class _Overrides(TypedDict, total=False):
        back: int
        ahead: int
        look_ahead: int
        limit: int
        delay: int
        max_delay: int
        budget: int
        max_drift: int
        on_limit: "OnLimit | str"
        min_key_size: int
        max_period: int


class OnLimit(str, Enum):
    """What a factor answers once its limit of failures is reached. Its names are taken as well."""

    DISABLE = "disable"  # until a recovery code or a reset
    DELAY = "delay"  # the longest delay from then on: where nobody else asks first, as in SSH

    __str__ = str.__str__


class PolicyWarning(UserWarning):
    """A policy that locks nothing, is guessed too easily, or leaves the standard that it began with."""


class Figures(NamedTuple):
    """What a policy means for somebody who guesses as often as it lets, all day, at one factor.

    ``steps`` are what one guess is compared with and ``guess`` its probability; ``until_lock`` is the
    probability of at least one right guess until the factor is locked (1 where nothing locks),
    ``per_day`` and ``per_year`` the same of so long, with ``guesses_a_day``. RFC 4226, appendix A.4.
    """

    steps: int
    guess: float
    until_lock: float
    guesses_a_day: int
    per_day: float
    per_year: float


@dataclasses.dataclass(frozen=True, kw_only=True)
class Policy:
    """How a server accepts and how it throttles: a value, checked when it is made.

    ============== =====================================================================================
    back, ahead    TOTP: steps around where the device is thought to be, 0 to 100 each
    look_ahead     HOTP: counters ahead of the expected one, 0 to 100
    limit          consecutive failures, 1 to 1,000,000, until `on_limit` holds
    delay          seconds to wait for each failure so far, at most `max_delay`; 0: no delay
    budget         failed attempts a day that no success gives back, 1 to 86,400
    max_drift      TOTP: steps that the window follows a device's clock; 0: not at all
    min_key_size   bytes of a secret that is begun or imported
    max_period     seconds, of a factor that is begun
    ============== =====================================================================================

    >>> otpp.Policy.nist_800_63b(limit=20).figures().until_lock < 1 / 10_000
    True
    >>> otpp.Policy(limit=0)
    Traceback (most recent call last):
    otpp.InvalidInput: limit: attempts must be 1 to 1000000
    """

    back: int = 1
    ahead: int = 1
    look_ahead: int = 10
    limit: int = 100
    delay: int = 5
    max_delay: int = 900
    budget: int = 100
    max_drift: int = 2
    on_limit: "OnLimit | str" = OnLimit.DISABLE
    min_key_size: int = 16
    max_period: int = 2_147_483_647
    standard: str = "none"

    def __post_init__(self) -> None:
        rules_of(self)
        object.__setattr__(self, "on_limit", OnLimit(self.on_limit))

    @classmethod
    def rfc6238(cls, **overrides: "Unpack[_Overrides]") -> "Policy":
        """One step back for the delay of the network and the person (RFC 6238, section 5.2)."""
        return _preset("rfc6238", overrides)

    @classmethod
    def nist_800_63b(cls, **overrides: "Unpack[_Overrides]") -> "Policy":
        """At most 100 failures in a row, secrets of at least 112 bits (NIST SP 800-63B-4)."""
        return _preset("nist_800_63b", overrides)

    @classmethod
    def asvs5(cls, **overrides: "Unpack[_Overrides]") -> "Policy":
        """A code lives 30 seconds: no step beside the current one (OWASP ASVS 5, 6.5.5)."""
        return _preset("asvs5", overrides)

    def figures(self, *, digits: int = 6, type: str = "totp", logins_a_day: int = 0) -> Figures:
        """Its figures for codes of so many digits, with so many logins a day of the person, each of
        which forgives the failures before it.

        >>> otpp.Policy().figures(logins_a_day=3).per_year < otpp.Policy(budget=86_400).figures(logins_a_day=3).per_year
        True
        """
        return Figures(*rules_of(self).figures(digits, type, logins_a_day))

    def warnings(self, *, digits: int = 6, type: str = "totp") -> "tuple[str, ...]":
        """What to think about before it is used; a :class:`Verifier` warns of it.

        >>> otpp.Policy.asvs5(back=1).warnings()
        ('the window is wider than the standard of the policy',)
        """
        return rules_of(self).warnings(digits, type)


def rules_of(policy: Policy) -> Rules:
    """The C++ policy of the same values. InvalidInput names the one that cannot be right."""
    values = {field.name: getattr(policy, field.name) for field in dataclasses.fields(policy)}
    return Rules(**values)


def _preset(standard: str, overrides: "Any") -> Policy:
    if "standard" in overrides:
        raise TypeError("the standard is the preset's")
    return Policy(**Rules.values(standard) | overrides)


for _public in (OnLimit, PolicyWarning, Figures, Policy):
    _public.__module__ = "otpp"
