"""QR codes of otpauth URIs: what a phone's authenticator scans. The drawing is segno's.

read() finds the codes of a picture; it needs the extra "images".
"""

import base64
import importlib
import io
import os
import pathlib
import string
import urllib.parse
from typing import IO, Any, NoReturn

import segno

from .._otpp import Reason
from .._types import InvalidInput

__all__ = ["QR", "read"]

_LEVELS = {"L": 7, "M": 15, "Q": 25, "H": 30}  # per cent of damage that leaves it readable


class QR:
    """A QR code of a text: an account's URI (``Account.qr()``), or a link of a migration. Whoever
    sees it has the secret.

    It is of the smallest version that holds the text at an error level: M, and L for a text that is
    too long for that, or the one that is asked for. A higher level that fits the same size is taken.

    >>> import otpp
    >>> account = otpp.Account("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", name="alice")
    >>> code = account.qr()
    >>> code.version, code.size, code.level
    (4, 33, 'M')
    >>> code.svg().startswith("<svg")
    True
    """

    __slots__ = ("_code",)

    def __init__(self, text: str, *, level: "str | None" = None) -> None:
        # Only a parameter that is not ours may be beyond ASCII; readers guess at what such bytes are.
        escaped = urllib.parse.quote(text, safe=string.printable)
        if level is not None and level.upper() not in _LEVELS:
            raise ValueError("an error level is L, M, Q or H")
        for each in ("m", "l") if level is None else (level,):
            try:
                self._code = segno.make_qr(escaped, error=each)
                return
            except segno.DataOverflowError:
                pass
        raise InvalidInput(
            "the text is too long for a QR code of this error level once escaped",
            Reason.URI_TOO_LONG,
        )

    def __repr__(self) -> str:
        return f"<QR of {self.size} × {self.size} modules>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("it holds a secret and is neither copied nor pickled")

    @property
    def size(self) -> int:
        """Modules along one side, without the quiet zone around."""
        width, _ = self._code.symbol_size(border=0)
        return int(width)

    @property
    def version(self) -> int:
        """1 to 40: the smallest that holds the text; 17 + 4 times it are the modules of a side."""
        return (self.size - 17) // 4

    @property
    def level(self) -> str:
        """L, M, Q or H: 7, 15, 25 or 30 per cent of damage leave it readable."""
        return str(self._code.error)

    def svg(self, *, scale: int = 4) -> str:
        """An ``<svg>`` element for a page; `scale` is the pixels of a module."""
        return str(self._code.svg_inline(scale=scale, light="#fff"))  # also on a dark page

    def png(self, *, scale: int = 8) -> bytes:
        """A PNG picture; `scale` is the pixels of a module."""
        return self._picture("png", scale)

    def data_uri(self, *, kind: str = "svg", scale: int = 4) -> str:
        """A ``data:`` URI for an ``<img>`` of a page, of an SVG or PNG picture."""
        if kind not in ("svg", "png"):
            raise ValueError("a data URI is of an svg or a png")
        types = {"svg": "image/svg+xml", "png": "image/png"}
        picture = base64.b64encode(self._picture(kind, scale)).decode()
        return f"data:{types[kind]};base64,{picture}"

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
        picture = self._picture(kind, scale)
        with open(target, "wb", opener=_for_its_owner) as file:
            file.write(picture)

    def _picture(self, kind: str, scale: int) -> bytes:
        picture = io.BytesIO()
        self._code.save(picture, kind=kind, scale=scale, light="#fff")
        return picture.getvalue()


def read(image: "str | os.PathLike[str] | bytes | IO[bytes] | Any") -> "list[str]":
    """The texts of all QR codes in a picture (a screenshot, a photo): from top to bottom, and from left
    to right.

    `image` is a path, the bytes of a file or a file that is open, or a picture of Pillow's. InvalidInput
    where there is no code in it, or where it is no picture. Needs the extra "images".
    """
    try:
        zxingcpp = importlib.import_module("zxingcpp")
        Image = importlib.import_module("PIL.Image")
    except ImportError as missing:
        raise ImportError(
            'reading pictures needs the extra "images": pip install "otpp[images]"',
            name=missing.name,
        ) from None
    if not isinstance(image, Image.Image):
        source = io.BytesIO(image) if isinstance(image, (bytes, bytearray, memoryview)) else image
        try:
            image = Image.open(source)
            image.load()
        except (Image.UnidentifiedImageError, Image.DecompressionBombError, SyntaxError):
            raise InvalidInput("the file is no picture that can be read") from None
        except OSError as broken:
            if broken.errno is not None:  # no such file, no permission: as open() says it
                raise
            raise InvalidInput("the picture is damaged or cut short") from None
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image)
    found = zxingcpp.read_barcodes(
        image.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode, try_downscale=True
    )
    codes = [each for each in found if each.valid]
    if not codes:
        raise InvalidInput("no QR code in the picture that can be read: a sharper or larger one may do")
    corners = [(each.position.top_left, each.text) for each in codes]
    return [text for corner, text in sorted(corners, key=lambda c: (c[0].y, c[0].x))]


def _for_its_owner(path: str, flags: int) -> int:
    descriptor = os.open(path, flags, mode=0o600)
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, 0o600)  # one that was there already
    return descriptor
