"""Pictures of QR codes: drawn on a terminal, saved into files, and read."""

import os

from . import atomic_file
from .errors import CommandError
from .exit_codes import USAGE
from .output import report_written
from .terminal import Style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..provisioning.qr import QR

_SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")


def format_of(path: "str | None") -> "str | None":
    """svg or png by the suffix of a file's name."""
    suffix = os.path.splitext(path or "")[1].lower()
    return {".svg": "svg", ".png": "png"}.get(suffix)


def draw(code: "QR", style: Style) -> str:
    """Lines for a terminal: dark on light, whatever the terminal's colours are."""
    lines = code.terminal().rstrip("\n").split("\n")
    if style.enabled:
        lines = [f"\x1b[38;5;231;48;5;16m{line}\x1b[0m" for line in lines]
        if not set(lines[-1]) & {"█", "▄"}:  # the lower half of the last line is outside of the quiet zone
            lines[-1] = lines[-1].replace(";48;5;16m", "m")
    return "\n".join(lines) + "\n"


def save(codes: "list[QR]", path: str, *, scale: int, force: bool, format: "str | None" = None) -> None:
    """Writes one picture, or several with numbers of equal width before the suffix.

    No picture is written if one of the files exists.
    """
    format = format or format_of(path)
    if format not in ("svg", "png"):
        raise CommandError("-o: a picture's file name ends in .svg or .png", USAGE)
    stem, suffix = os.path.splitext(path)
    paths = [path]
    if len(codes) > 1:
        width = len(str(len(codes)))
        paths = [f"{stem}-{i:0{width}}{suffix}" for i in range(1, len(codes) + 1)]
    for each in paths:
        atomic_file.check_replaceable(each, force)
    for each, code in zip(paths, codes):
        data = code.png(scale=scale) if format == "png" else _svg_document(code, scale)
        atomic_file.write(each, data, force=force)
        report_written(each)


def _svg_document(code: "QR", scale: int) -> bytes:
    import base64

    return base64.b64decode(code.data_uri(kind="svg", scale=scale).partition(",")[2])


def is_picture(data: bytes) -> bool:
    return data.startswith(_SIGNATURES)


def read(data: bytes, name: str) -> "list[str]":
    """The texts of a picture's QR codes. `name` is the picture's in an error message."""
    from .._types import InvalidInput
    from ..provisioning import qr

    try:
        return qr.read(data)
    except InvalidInput as error:
        failed = CommandError(f"{name}: {error}")
    raise failed
