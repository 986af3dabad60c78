"""Lets people in, and each passcode once."""

import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn, TypeVar

from .._otpp import Account, Reason, Secret
from .._server import Call, Decoys, Pending, RecoveryCodes, tell
from .._types import Algorithm, InvalidInput
from . import (
    Event,
    NewRecoveryCodes,
    Replacement,
    Sealer,
    Status,
    Store,
    Unavailable,
    Verdict,
    VerdictKind,
)
from .policy import Policy, PolicyWarning, rules_of

if TYPE_CHECKING:
    from datetime import datetime
    from typing import SupportsFloat, SupportsIndex

    _Time = SupportsFloat | SupportsIndex | datetime

_KEY_SIZES = {Algorithm.SHA1: 20, Algorithm.SHA256: 32, Algorithm.SHA512: 64}
_V = TypeVar("_V", bound=Verdict)


class Verifier:
    """A server's side of one-time passwords, over a store and the keys of its secrets.

    `store` is one of ``otpp.stores`` or any object with the three calls of :class:`Store`. `keys` is a
    :class:`KeyRing`; ``otpp.PLAINTEXT`` stores the secrets readable, and must be named. `on_event` is
    called with an :class:`Event` after each call that was stored; what it raises goes to
    ``sys.unraisablehook`` and changes nothing. One for all threads.

    A factor is one person's one device, named by text of at most 256 bytes of UTF-8: the key of a row
    of yours, not what somebody typed. `at` is for tests: a time instead of the clock's. Every call
    gives a :class:`Verdict`, true only when accepted.

    >>> verifier = otpp.Verifier(otpp.stores.Memory(), policy=otpp.Policy(), keys=otpp.PLAINTEXT)
    >>> account = verifier.begin("alice", name="alice@example.com", issuer="Example", at=0)
    >>> verifier.confirm("alice", account.otp().at(0), at=0)
    <Verdict accepted>
    >>> verifier.verify("alice", account.otp().at(60), at=60)
    <Verdict accepted>
    >>> verifier.verify("alice", account.otp().at(60), at=61)
    <Verdict replayed, failures=1>
    """

    __slots__ = ("_store", "_keys", "_hook", "_policy", "_rules", "_decoys", "_warned")

    def __init__(
        self,
        store: Store,
        *,
        policy: Policy,
        keys: Sealer,
        on_event: "Callable[[Event], object] | None" = None,
    ) -> None:
        if not isinstance(policy, Policy):
            raise TypeError("policy is a Policy")
        if not all(callable(getattr(store, c, None)) for c in ("load", "compare_and_set", "remove")):
            raise TypeError("a store has load, compare_and_set and remove")
        if not all(callable(getattr(keys, call, None)) for call in ("seal", "open")):
            raise TypeError("keys are a KeyRing, or otpp.PLAINTEXT to store secrets unsealed")
        if on_event is not None and not callable(on_event):
            raise TypeError("on_event is called with an Event")
        self._store = store
        self._keys = keys
        self._hook = on_event
        self._policy = policy
        self._rules = rules_of(policy)
        self._decoys: Decoys | None = None
        self._warned: set[str] = set()
        self._warn(6, "totp")

    def __repr__(self) -> str:
        return f"<Verifier on {type(self._store).__name__}>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a verifier is made where it is used, of a store and keys of its own")

    @property
    def policy(self) -> Policy:
        """How it accepts and throttles."""
        return self._policy

    # ---- enrolling

    def begin(
        self,
        factor: str,
        account: "Account | None" = None,
        *,
        name: str = "",
        issuer: str = "",
        type: str = "totp",
        digits: int = 6,
        period: int = 30,
        algorithm: str = "SHA1",
        counter: int = 0,
        at: "_Time | None" = None,
    ) -> Account:
        """A new secret, to be shown to the person once (``.qr()``) and confirmed by a first code.

        Again before that, the earlier one is dead; after a day it is as well. `account` brings a secret
        from elsewhere. InvalidInput for what cannot be, ALREADY_ENROLLED among it: ``replace`` a factor
        that is in use. Unavailable when the store or the keys fail.
        """
        made = _account(account, name, issuer, type, digits, period, algorithm, counter)
        self._warn(made.digits, made.type)
        pending = self._pending(factor, made, at)
        said = self._run("begin", factor, Call.begin(self._rules, factor, pending, at), Verdict)
        if said:
            return made
        if said.kind is VerdictKind.UNAVAILABLE:
            raise _unavailable(said) from said.cause
        reason = said.reason or Reason.ALREADY_ENROLLED
        raise InvalidInput(reason.message, reason)

    def confirm(self, factor: str, code: str, *, at: "_Time | None" = None) -> Verdict:
        """The first code of the secret that was begun: from now on it is in use."""
        try:
            call = Call.confirm(self._rules, factor, code, at, self._unknown())
        finally:
            del code  # no traceback shows it
        return self._run("confirm", factor, call, Verdict)

    def replace(
        self,
        factor: str,
        code: str,
        account: "Account | None" = None,
        *,
        name: str = "",
        issuer: str = "",
        type: str = "totp",
        digits: int = 6,
        period: int = 30,
        algorithm: str = "SHA1",
        counter: int = 0,
        at: "_Time | None" = None,
    ) -> Replacement:
        """Another secret, by a code of the one in use, or a recovery code.

        The one in use stays so until the new one, the verdict's ``account``, is confirmed.
        """
        try:
            made = _account(account, name, issuer, type, digits, period, algorithm, counter)
            self._warn(made.digits, made.type)
            pending = self._pending(factor, made, at)
            call = Call.replace(self._rules, factor, code, at, self._unknown(), pending)
        finally:
            del code
        said = self._run("replace", factor, call, Replacement)
        object.__setattr__(said, "account", made if said else None)
        return said

    # ---- coming in

    def verify(self, factor: str, code: str, *, at: "_Time | None" = None) -> Verdict:
        """Whether this code lets in whom it belongs to: each code once, and each attempt counted."""
        try:
            call = Call.verify(self._rules, factor, code, at, self._unknown())
        finally:
            del code
        return self._run("verify", factor, call, Verdict)

    def recover(self, factor: str, code: str, *, at: "_Time | None" = None) -> Verdict:
        """A recovery code in place of the device: used up, it unlocks the factor."""
        try:
            call = Call.recover(self._rules, factor, code, at, self._unknown())
        finally:
            del code
        return self._run("recover", factor, call, Verdict)

    def resynchronise(
        self, factor: str, codes: "Sequence[str]", *, at: "_Time | None" = None
    ) -> Verdict:
        """Two codes in a row, found within 100 steps, or three within 1,000; the last is the current
        one. They are used up, and where they were is where the device is looked for from now on."""
        try:
            call = Call.resynchronise(self._rules, factor, codes, at, self._unknown())
        finally:
            del codes
        return self._run("resynchronise", factor, call, Verdict)

    # ---- what a code brings about

    def recovery_codes(
        self, factor: str, code: str, *, count: int = 10, at: "_Time | None" = None
    ) -> NewRecoveryCodes:
        """A fresh set of 1 to 16 recovery codes in place of the old, by a code of the factor or one of
        the old set. They are the verdict's ``codes``: only their hashes are stored."""
        try:
            if count == 0:
                raise InvalidInput("count: a set has 1 to 16 recovery codes")
            made = RecoveryCodes.make(count)
            call = Call.recovery_codes(self._rules, factor, code, at, self._unknown(), made)
        finally:
            del code
        said = self._run("recovery_codes", factor, call, NewRecoveryCodes)
        object.__setattr__(said, "codes", made if said else RecoveryCodes.make(0))
        return said

    def deactivate(self, factor: str, code: str, *, at: "_Time | None" = None) -> Verdict:
        """Switches the factor off and erases its secrets, by a code of it or a recovery code."""
        try:
            call = Call.deactivate(self._rules, factor, code, at, self._unknown())
        finally:
            del code
        return self._run("deactivate", factor, call, Verdict)

    # ---- the administrator's

    def status(self, factor: str, *, at: "_Time | None" = None) -> "Status | None":
        """What may be seen of a factor; None where there is none. Unavailable if the store fails."""
        call = Call.status(self._rules, factor, at)
        cause = self._drive(call)
        said = Verdict(*call.verdict(), cause)
        if said:
            return Status(*call.seen(at))
        if said.kind is VerdictKind.UNAVAILABLE:
            raise _unavailable(said) from said.cause
        return None

    def reset(
        self, factor: str, reason: str, *, erase: bool = False, at: "_Time | None" = None
    ) -> Verdict:
        """Forgives all failures without a code, or erases all that is known of the factor. The hook
        hears the reason, which must be given."""
        if not isinstance(reason, str) or not reason.strip():
            raise TypeError("a reset has a reason, which the log hears")
        call = Call.reset(self._rules, factor, erase, at)
        return self._run("reset", factor, call, Verdict, reason)

    def reseal(self, factor: str) -> Verdict:
        """The factor's secrets under the current key. Nobody who verifies meanwhile is disturbed; when
        all factors are resealed the old key may go."""
        call = Call.reseal(self._rules, factor, self._keys.version)
        return self._run("reseal", factor, call, Verdict)

    # ---- how

    def _run(
        self, name: str, factor: str, call: Call, kind: "type[_V]", reason: str = ""
    ) -> "_V":
        cause = self._drive(call)
        said = kind(*call.verdict(), cause)
        if self._hook is not None:
            tell(self._hook, Event(factor, name, said, call.recovers, call.alarm(), reason))
        return said

    # No line, secret or code is ever a name here: a traceback would show it.
    def _drive(self, call: Call) -> "Exception | None":
        store, keys = self._store, self._keys
        cause = None
        while want := call.want:
            try:
                if want == "load":
                    call.loaded(store.load(call.slot()))
                elif want == "set":
                    call.stored(store.compare_and_set(call.slot(), call.expected(), call.line()))
                elif want == "remove":
                    call.stored(store.remove(call.slot(), call.expected() or ""))
                elif want == "open":
                    call.opened(keys.open(*call.sealed(), call.context()))
                else:
                    context = call.context()
                    call.resealed(
                        *keys.seal(call.key() or keys.open(*call.sealed(), context), context)
                    )
            except Exception as error:
                cause = error
                of_keys = want in ("open", "seal")
                reason = error.reason if isinstance(error, Unavailable) else None
                call.failed(reason or (Reason.SEAL_BROKEN if of_keys else Reason.STORE_FAILED))
        return cause

    def _pending(self, factor: str, account: Account, at: "_Time | None") -> Pending:
        pending = Pending.make(self._rules, factor, account, at)
        try:
            pending.seal(*self._keys.seal(account.secret.bytes(), pending.context()))
        except Exception as error:
            reason = error.reason if isinstance(error, Unavailable) else None
            raise Unavailable("the secret cannot be sealed", reason or Reason.SEAL_BROKEN) from error
        return pending

    def _unknown(self) -> Decoys:
        """What stands for unknown factors: read, or made, by the first who needs it."""
        if self._decoys is not None:
            return self._decoys
        found = Decoys.read(None)
        try:
            line = self._store.load(Decoys.NAME)
            if line is None:
                self._store.compare_and_set(Decoys.NAME, None, Decoys.new_line())
                line = self._store.load(Decoys.NAME)  # whoever was first
            found = Decoys.read(line)
        except Exception:
            pass  # a store that fails will say so in the call itself
        if found.known:
            self._decoys = found
        return found

    def _warn(self, digits: int, type: str) -> None:
        for text in self._policy.warnings(digits=digits, type=type):
            if text not in self._warned:
                self._warned.add(text)
                warnings.warn(text, PolicyWarning, stacklevel=3)


def _account(
    given: "Account | None",
    name: str,
    issuer: str,
    type: str,
    digits: int,
    period: int,
    algorithm: str,
    counter: int,
) -> Account:
    if given is not None:
        if name or issuer:
            raise TypeError("an account brings its own name and parameters")
        return given
    size = _KEY_SIZES.get(Algorithm(algorithm), 20)
    return Account(
        Secret.generate(size),
        name=name,
        issuer=issuer,
        type=type,
        digits=digits,
        period=period,
        algorithm=algorithm,
        counter=counter,
    )


def _unavailable(said: Verdict) -> Unavailable:
    return Unavailable(said.message, said.reason)


Verifier.__module__ = "otpp"
