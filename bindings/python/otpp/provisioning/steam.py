"""Steam's codes: five symbols of the time, opt-in."""

import base64
import binascii

from .._otpp import Reason, SteamGuard
from .._types import InvalidInput

__all__ = ["SteamGuard", "from_shared_secret"]


def from_shared_secret(text: str) -> SteamGuard:
    """The `shared_secret` of Steam's own files, in base64.

    >>> from_shared_secret("cnOgv/KdpLoP6Nbh0GMkXkPXALQ=").at(1_500_000_000)
    'Q9JC4'
    """
    try:
        key = base64.b64decode(text.strip().encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        pass  # its error would quote the text
    else:
        return SteamGuard(key)
    raise InvalidInput("the shared secret is not base64", Reason.BASE64_SYMBOL)
