"""One-time passwords: HOTP (RFC 4226), TOTP (RFC 6238), and the otpauth URIs that provision them.

>>> import otpp
>>> totp = otpp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", digits=8)
>>> totp.at(59)
'94287082'
>>> totp.match("94287082", at=65)
Match(step=1, drift=-1)

``match`` says where a code fits, not whether a person may come in: whoever lets people in must also
see to it that a step opens only once, and count the attempts.
"""

from ._otpp import (
    BAD_ROW,
    HOTP,
    NO_MATCH,
    TOTP,
    Account,
    KeySet,
    Reading,
    Reason,
    Secret,
    SteamGuard,
    __version__,
    as_read_by,
    lint,
)
from ._types import Algorithm, InvalidInput, Match, Note, OtpType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import bulk, stores
    from ._server import RecoveryCodes, SealContext
    from .server import (
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
    from .server.policy import Figures, OnLimit, Policy, PolicyWarning
    from .server.sealing import PLAINTEXT, KeyRing
    from .server.verifier import Verifier

__all__ = [
    "BAD_ROW",
    "HOTP",
    "NO_MATCH",
    "PLAINTEXT",
    "TOTP",
    "Account",
    "Algorithm",
    "Event",
    "Figures",
    "InvalidInput",
    "KeyRing",
    "KeySet",
    "Match",
    "NewRecoveryCodes",
    "Note",
    "OnLimit",
    "OtpType",
    "Policy",
    "PolicyWarning",
    "Reading",
    "Reason",
    "RecoveryCodes",
    "Replacement",
    "SealContext",
    "Sealer",
    "Secret",
    "SteamGuard",
    "Status",
    "Store",
    "Unavailable",
    "Verdict",
    "VerdictKind",
    "Verifier",
    "__version__",
    "as_read_by",
    "bulk",
    "lint",
    "stores",
]

# A server's side is loaded by the first who asks for it: `import otpp` stays as cheap as it was.
_LATER = {
    "Figures": "server.policy",
    "OnLimit": "server.policy",
    "Policy": "server.policy",
    "PolicyWarning": "server.policy",
    "PLAINTEXT": "server.sealing",
    "KeyRing": "server.sealing",
    "Event": "server",
    "NewRecoveryCodes": "server",
    "Replacement": "server",
    "Sealer": "server",
    "Status": "server",
    "Store": "server",
    "Unavailable": "server",
    "Verdict": "server",
    "VerdictKind": "server",
    "RecoveryCodes": "_server",
    "SealContext": "_server",
    "Verifier": "server.verifier",
}


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in ("bulk", "stores", "testing"):
        return import_module(f".{name}", __name__)
    if name not in _LATER:
        raise AttributeError(f"module 'otpp' has no attribute '{name}'")
    found: object = getattr(import_module(f".{_LATER[name]}", __name__), name)
    globals()[name] = found
    return found


def __dir__() -> "list[str]":
    return sorted({*globals(), *__all__})
