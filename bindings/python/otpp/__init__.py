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
    HOTP,
    TOTP,
    Account,
    Reading,
    Reason,
    Secret,
    SteamGuard,
    __version__,
    as_read_by,
    lint,
)
from ._types import Algorithm, InvalidInput, Match, Note, OtpType

__all__ = [
    "HOTP",
    "TOTP",
    "Account",
    "Algorithm",
    "InvalidInput",
    "Match",
    "Note",
    "OtpType",
    "Reading",
    "Reason",
    "Secret",
    "SteamGuard",
    "__version__",
    "as_read_by",
    "lint",
]
