"""QR codes of otpauth URIs: what a phone's authenticator scans. The drawing is segno's."""

import io
import os
import pathlib
import string
import urllib.parse
from typing import NoReturn

import segno

from ._otpp import Reason
from ._types import InvalidInput


class QR:
    """A QR code of an account's URI (``Account.qr()``). Whoever sees it has the secret.

    >>> import otpp
    >>> account = otpp.Account("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", name="alice")
    >>> account.qr().svg().startswith("<svg")
    True
    """

    __slots__ = ("_code",)

    def __init__(self, text: str) -> None:
        # Only a parameter that is not ours may be beyond ASCII; readers guess at what such bytes are.
        escaped = urllib.parse.quote(text, safe=string.printable)
        for level in ("m", "l"):  # what 15 % of damage leaves readable; then 7 %, for long ones
            try:
                self._code = segno.make_qr(escaped, error=level)
                return
            except segno.DataOverflowError:
                pass
        raise InvalidInput("the URI is too long for a QR code once escaped", Reason.URI_TOO_LONG)

    def __repr__(self) -> str:
        return f"<QR of {self.size} × {self.size} modules>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("it holds a secret and is neither copied nor pickled")

    @property
    def size(self) -> int:
        """Modules along one side, without the quiet zone around."""
        width, _ = self._code.symbol_size(border=0)
        return int(width)

    def svg(self, *, scale: int = 4) -> str:
        """An ``<svg>`` element for a page; `scale` is the pixels of a module."""
        return str(self._code.svg_inline(scale=scale, light="#fff"))  # also on a dark page

    def terminal(self) -> str:
        """Lines for a terminal, two modules in the height of a character."""
        text = io.StringIO()
        self._code.terminal(text, compact=True)
        return text.getvalue()

    def save(self, path: "str | pathlib.Path", *, scale: int = 8) -> None:
        """Writes a picture, SVG or PNG by the file's suffix, readable by its owner alone."""
        target = pathlib.Path(path)
        kind = target.suffix.lower().lstrip(".")
        if kind not in ("svg", "png"):
            raise ValueError("a QR code is saved as .svg or .png: the file's suffix says which")
        picture = io.BytesIO()
        self._code.save(picture, kind=kind, scale=scale, light="#fff")
        with open(target, "wb", opener=_for_its_owner) as file:
            file.write(picture.getvalue())


def _for_its_owner(path: str, flags: int) -> int:
    descriptor = os.open(path, flags, mode=0o600)
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, 0o600)  # one that was there already
    return descriptor
