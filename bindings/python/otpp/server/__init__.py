"""What the calls of a :class:`Verifier` take and give."""

from enum import Enum
from typing import Literal, NamedTuple, NoReturn, Protocol

from .._otpp import Account, Reason
from .._server import RecoveryCodes, SealContext
from .._types import Algorithm, OtpType


class VerdictKind(str, Enum):
    """What a server says of a code, to its own log. ``str()`` is the word."""

    ACCEPTED = "accepted"  # the only one that lets somebody in
    MISMATCH = "mismatch"  # well formed, counted, and no code of this factor now
    REPLAYED = "replayed"  # a code of a step that was used or passed; counted
    MALFORMED = "malformed"  # no code of any factor: not counted, the store was not asked
    THROTTLED = "throttled"  # not looked at: `retry_after` seconds to wait
    DISABLED = "disabled"  # not looked at: locked, or deactivated
    UNAVAILABLE = "unavailable"  # refused, since the store or the keys gave no answer: `reason`
    NOT_ENROLLED = "not_enrolled"  # there is no such factor

    __str__ = str.__str__


class Verdict:
    """What was said. True only when accepted.

    ``kind`` is a :class:`VerdictKind`, for the log; ``message`` one sentence for the person, the same
    for a wrong, a used and an unknown code; ``retry_after`` seconds to wait (0: not by waiting);
    ``step_age`` how many steps old the code was (TOTP; below 0: ahead) or None; ``failures`` those in a
    row, this one among them. Of what is unavailable, ``reason`` is a :class:`Reason` and ``cause`` the
    exception of the store or the keys, if there was one. It holds no secret and no code; what an
    exception of your database quotes is for you to know.
    """

    __slots__ = {
        "kind": "The word for the log.",
        "message": "One sentence for the person.",
        "retry_after": "Seconds to wait; 0: not by waiting.",
        "step_age": "How many steps old the code was, or None.",
        "failures": "Those in a row, this one among them.",
        "reason": "Why it is unavailable, or None.",
        "cause": "What the store or the keys raised, or None.",
    }

    kind: VerdictKind
    message: str
    retry_after: int
    step_age: "int | None"
    failures: int
    reason: "Reason | None"
    cause: "Exception | None"

    def __init__(
        self,
        kind: str,
        message: str,
        retry_after: int = 0,
        step_age: "int | None" = None,
        failures: int = 0,
        reason: "Reason | None" = None,
        cause: "Exception | None" = None,
    ) -> None:
        for name, value in zip(
            Verdict.__slots__,
            (VerdictKind(kind), message, retry_after, step_age, failures, reason, cause),
            strict=True,
        ):
            object.__setattr__(self, name, value)

    def __bool__(self) -> bool:
        return self.kind is VerdictKind.ACCEPTED

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a verdict stands")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a verdict stands")

    def __repr__(self) -> str:
        said = [str(self.kind)]
        said += [f"retry_after={self.retry_after}"] if self.retry_after else []
        said += [f"failures={self.failures}"] if self.failures else []
        said += [self.reason.name.lower()] if self.reason else []
        return f"<{type(self).__name__} {', '.join(said)}>"

    def __reduce__(self) -> "tuple[type[Verdict], tuple[object, ...]]":
        # without the cause, whose traceback cannot go along
        values = (self.kind, self.message, self.retry_after, self.step_age, self.failures, self.reason)
        return (Verdict, values)


class Replacement(Verdict):
    """The verdict of ``replace``; accepted, ``account`` is the new one to be shown."""

    __slots__ = {"account": "The new account, or None."}

    account: "Account | None"


class NewRecoveryCodes(Verdict):
    """The verdict of ``recovery_codes``; accepted, ``codes`` are the new ones to be shown once."""

    __slots__ = {"codes": "The new codes; none unless accepted."}

    codes: RecoveryCodes


class Status(NamedTuple):
    """What may be seen of a factor. Times are Unix seconds.

    ``pending``: a secret waits for its confirmation. ``type`` to ``period`` are those of the secret in
    use, None without one. ``lock`` says why codes are not looked at now, and ``retry_after`` for how
    many seconds (0: a limit does not end by waiting); ``recovery_retry_after`` the same of recovery
    codes. ``drift`` is how many steps the device is thought to be ahead.
    """

    state: 'Literal["new", "active", "off"]'
    pending: bool
    type: "OtpType | None"
    algorithm: "Algorithm | None"
    digits: "int | None"
    period: "int | None"
    created: int
    used: "int | None"
    failures: int
    lock: 'Literal["delay", "budget", "limit"] | None'
    retry_after: int
    recovery_retry_after: int
    drift: int
    recovery_codes: int


class Event(NamedTuple):
    """What the hook hears: after it is stored, with no secret and no code in it.

    ``call`` is the method's name; ``recovers`` whether it went by a recovery code; ``alarm`` what
    somebody should be told of at once; ``reason`` the administrator's, of ``reset``.
    """

    factor: str
    call: str
    verdict: Verdict
    recovers: bool = False
    alarm: 'Literal["fifth_failure", "locked"] | None' = None
    reason: str = ""


class Unavailable(RuntimeError):
    """The store or the keys gave no answer. Whether anything was stored is not known.

    ``reason`` is a :class:`Reason`; ``__cause__`` what was raised, if anything.
    """

    def __init__(self, message: str, reason: "Reason | None" = None) -> None:
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> "tuple[type[Unavailable], tuple[object, ...]]":
        return (type(self), (self.args[0], self.reason))


class Store(Protocol):
    """Where records are kept: lines of text by name, at most 2,048 bytes each.

    Each call is atomic, durable when it returns, and in a transaction of its own: a count that is
    rolled back with a failed login is no count. An exception, or an answer of another type, means that
    the outcome is unknown: nobody is let in. ``otpp.testing.StoreConformance`` tests one.
    """

    def load(self, factor: str, /) -> "str | None":
        """The line, or None."""

    def compare_and_set(self, factor: str, expected: "str | None", new: str, /) -> bool:
        """Stores `new` if the line is `expected` (None: if there is none). False: it was not."""

    def remove(self, factor: str, expected: str, /) -> bool:
        """Removes the line if it is `expected`. False: it was not."""


class Sealer(Protocol):
    """How secrets are kept: a :class:`KeyRing`, ``PLAINTEXT``, or one of your own (a KMS, an HSM).

    What it raises means that the secret is not to be had: nobody is let in. Called from any thread.
    """

    @property
    def version(self) -> int:
        """Of the current key, 1 to 2147483647."""

    def seal(self, secret: bytes, context: SealContext, /) -> "tuple[int, bytes]":
        """The current key's version and at most 384 bytes, ``context.associated(version)`` in them."""

    def open(self, version: int, sealed: bytes, context: SealContext, /) -> bytes:
        """What was sealed in the same context."""


for _public in (VerdictKind, Verdict, Replacement, NewRecoveryCodes, Status, Event, Unavailable):
    _public.__module__ = "otpp"
