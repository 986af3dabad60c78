"""QR codes of every kind, read back by zbar and by zxing: PNG, SVG, data URIs and what a terminal shows."""

import base64
import io
import os
import re
import shutil
import stat
import struct
import subprocess
import sys
import textwrap
import zlib

import numpy
import otpp
import otpp.provisioning.migration
import otpp.provisioning.qr
import pytest
import zxingcpp
from PIL import Image

ACCOUNTS = {
    "plain": otpp.Account(bytes(range(20)), name="alice@example.com", issuer="Example"),
    "Latin-1": otpp.Account(bytes(range(20)), name="jürgen", issuer="Ärger & Söhne"),
    "Greek": otpp.Account(bytes(range(20)), name="Ἀρχιμήδης", issuer="Συρακοῦσαι"),
    "Chinese": otpp.Account(
        bytes(range(32)), name="张伟", issuer="银行", algorithm="SHA256", digits=8
    ),
    "Arabic, right to left": otpp.Account(bytes(range(20)), name="عمر", issuer="بنك"),
    "emoji": otpp.Account(bytes(range(64)), name="👩‍💻 alice", issuer="🔑", algorithm="SHA512"),
    "hotp": otpp.Account(bytes(range(20)), name="naïve", type="hotp", counter=2**63 - 1),
    "what a URI kept": otpp.Account.from_uri(
        "otpauth://totp/alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&image=https://example.com/x.png"
    ),
}


# --- pictures, drawn by the test -------------------------------------------------------------------


def write_png(path, rows, scale=4):
    """Rows of dark (True) and light (False) modules as a grey picture."""
    raw = b""
    for row in rows:
        line = b"".join((b"\0" if dark else b"\xff") * scale for dark in row)
        raw += (b"\0" + line) * scale

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    size = struct.pack(">IIBBBBB", len(rows[0]) * scale, len(rows) * scale, 8, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size)
        + chunk(b"IDAT", zlib.compress(raw))
        + chunk(b"IEND", b"")
    )


def modules_of_svg(svg):
    """What its path draws: strokes of height 1 along the rows."""
    side = int(re.search(r'<svg[^>]* width="(\d+)"', svg)[1]) // int(
        re.search(r"scale\((\d+)\)", svg)[1]
    )
    rows = [[False] * side for _ in range(side)]
    x, y = 0.0, 0.0
    drawn = re.findall(r'stroke="#000" d="([^"]*)"', svg)
    for command, numbers in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", drawn[0]):
        given = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "M":
            x, y = given
        elif command == "m":
            x, y = x + given[0], y + given[1]
        elif command == "h":
            for column in range(int(x), int(x + given[0])):
                rows[int(y)][column] = True
            x += given[0]
        else:
            raise AssertionError(f"the test draws no {command!r}")
    return rows


def modules_of_terminal(text):
    """Two modules in the height of a character, light ones drawn: a terminal is dark."""
    halves = {" ": (True, True), "█": (False, False), "▀": (False, True), "▄": (True, False)}
    rows = []
    for line in text.splitlines():
        upper, lower = zip(*(halves[character] for character in line))
        rows += [list(upper), list(lower)]
    return rows


def zbar(picture):
    ran = subprocess.run(
        ["zbarimg", "--quiet", "--raw", picture], check=True, capture_output=True, text=True
    )
    return ran.stdout.removesuffix("\n")


def as_png(qr, folder):
    qr.save(folder / "code.png")
    return folder / "code.png"


def as_svg_file(qr, folder):
    qr.save(folder / "code.svg")
    write_png(folder / "drawn.png", modules_of_svg((folder / "code.svg").read_text()))
    return folder / "drawn.png"


def as_svg(qr, folder):
    write_png(folder / "drawn.png", modules_of_svg(qr.svg()))
    return folder / "drawn.png"


def as_terminal(qr, folder):
    write_png(folder / "drawn.png", modules_of_terminal(qr.terminal()))
    return folder / "drawn.png"


def as_rendered_svg(qr, folder):
    """By librsvg on black, as on a dark page: the code brings its own light ground."""
    qr.save(folder / "code.svg")
    command = [
        "rsvg-convert",
        "--background-color",
        "black",
        folder / "code.svg",
        "-o",
        folder / "drawn.png",
    ]
    subprocess.run(command, check=True)
    return folder / "drawn.png"


KINDS = [as_png, as_svg_file, as_svg, as_terminal]
if shutil.which("rsvg-convert"):
    KINDS.append(as_rendered_svg)


@pytest.mark.parametrize("draw", KINDS, ids=lambda draw: draw.__name__[3:])
@pytest.mark.parametrize("name", ACCOUNTS)
def test_read_by_zbar(draw, name, tmp_path):
    account = ACCOUNTS[name]
    read = zbar(draw(account.qr(), tmp_path))
    print(f"{draw.__name__[3:]}, {name}: {read}")
    assert read == account.uri()
    again = otpp.Account.from_uri(read)
    assert (again.name, again.issuer) == (account.name, account.issuer)
    assert again.secret.bytes() == account.secret.bytes()


@pytest.mark.parametrize("length", [2330, 2331, 2332, 2953])
def test_the_longest_uris(length, tmp_path):
    """Where level M ends, and where one QR code ends."""
    account = otpp.Account(bytes(20), name="a" * (length - len("otpauth://totp/?secret=") - 32))
    assert len(account.uri()) == length
    assert zbar(as_png(account.qr(), tmp_path)) == account.uri()


@pytest.mark.parametrize(
    "value, escaped", [("bär", "b%C3%A4r"), ("漢字", "%E6%BC%A2%E5%AD%97"), ("100%25", "100%25")]
)
def test_a_foreign_parameter_beyond_ascii_is_escaped(value, escaped, tmp_path):
    """Readers guess at the encoding of such bytes, and zbar takes ä for part of a Chinese letter."""
    start = "otpauth://totp/alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&x="
    assert zbar(as_png(otpp.Account.from_uri(start + value).qr(), tmp_path)) == start + escaped


def test_one_that_escaped_fits_no_code():
    account = otpp.Account.from_uri("otpauth://totp/alice?secret=GEZDGNBVGY3TQOJQ&x=" + "ä" * 1400)
    with pytest.raises(otpp.InvalidInput) as refused:
        account.qr()
    assert refused.value.reason is otpp.Reason.URI_TOO_LONG


def test_size_and_scale(tmp_path):
    qr = ACCOUNTS["plain"].qr()
    assert repr(qr) == f"<QR of {qr.size} × {qr.size} modules>"
    rows = modules_of_terminal(qr.terminal())
    assert len(rows[0]) == qr.size + 8  # a quiet zone of four modules
    for scale in (1, 3):
        assert f'width="{(qr.size + 8) * scale}"' in qr.svg(scale=scale)
        qr.save(tmp_path / "x.png", scale=scale)
        width = struct.unpack(">I", (tmp_path / "x.png").read_bytes()[16:20])[0]
        assert width == (qr.size + 8) * scale


def test_a_page_may_have_it_inline():
    svg = ACCOUNTS["emoji"].qr().svg()
    assert svg.startswith("<svg ") and svg.endswith("</svg>") and svg.count("<svg") == 1
    assert "GEZD" not in svg and ACCOUNTS["emoji"].secret.base32() not in svg


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_saved_code_is_its_owners_alone(tmp_path):
    usual = os.umask(0)
    try:
        old, new = tmp_path / "old.png", tmp_path / "new.svg"
        old.write_bytes(b"x" * 100_000)
        old.chmod(0o644)
        for path in (old, str(new)):
            ACCOUNTS["plain"].qr().save(path)
    finally:
        os.umask(usual)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (old, new)] == [0o600, 0o600]
    assert zbar(old) == ACCOUNTS["plain"].uri()


@pytest.mark.parametrize("name", ["code.jpg", "code", "code.PNG.txt", ".png"])
def test_another_suffix_is_refused_before_anything_is_written(name, tmp_path):
    with pytest.raises(ValueError, match=r"\.svg or \.png"):
        ACCOUNTS["plain"].qr().save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_the_suffix_in_any_case(tmp_path):
    ACCOUNTS["plain"].qr().save(tmp_path / "code.PNG")
    assert zbar(tmp_path / "code.PNG") == ACCOUNTS["plain"].uri()


def test_a_wrong_module_would_be_seen(tmp_path):
    """The test's own pictures carry what they are drawn of: half of the modules, and nothing is read."""
    rows = modules_of_svg(ACCOUNTS["plain"].qr().svg())
    for row in rows[::2]:
        row[:] = [False] * len(row)
    write_png(tmp_path / "drawn.png", rows)
    assert (
        subprocess.run(
            ["zbarimg", "-q", "--raw", tmp_path / "drawn.png"], capture_output=True
        ).returncode
        != 0
    )


# --- read back by a second reader, and by ours -----------------------------------------------------


def of_data_uri(uri):
    head, data = uri.split(",", 1)
    return head, base64.b64decode(data, validate=True)


def drawings(qr, folder):
    """Every kind of picture, each as the bytes of a PNG."""
    yield "png", qr.png()
    yield "data URI of a png", of_data_uri(qr.data_uri(kind="png"))[1]
    for name, svg in {"svg": qr.svg(), "data URI of an svg": of_data_uri(qr.data_uri())[1].decode()}.items():
        write_png(folder / "drawn.png", modules_of_svg(svg))
        yield name, (folder / "drawn.png").read_bytes()
    for name, draw in {"saved png": as_png, "saved svg": as_svg_file, "terminal": as_terminal}.items():
        yield name, draw(qr, folder).read_bytes()


@pytest.mark.parametrize("name", ACCOUNTS)
def test_every_kind_is_read_by_zxing_and_zbar(name, tmp_path):
    uri = ACCOUNTS[name].uri()
    kinds = 0
    for kind, picture in drawings(ACCOUNTS[name].qr(), tmp_path):
        print(kind)
        by_zxing = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
        assert [code.text for code in by_zxing] == [uri], kind
        (tmp_path / "for_zbar.png").write_bytes(picture)
        assert zbar(tmp_path / "for_zbar.png") == uri, kind
        assert otpp.provisioning.qr.read(picture) == [uri], kind
        kinds += 1
    assert kinds == 7


def test_a_migration_splits_into_pictures_that_scan(tmp_path):
    accounts = [otpp.Account(bytes([i] * 20), name=f"user{i}", issuer="ACME") for i in range(25)]
    links = otpp.provisioning.migration.write(accounts)
    assert len(links) == 3
    scanned = []
    for i, link in enumerate(reversed(links)):
        otpp.provisioning.qr.QR(link).save(tmp_path / f"{i}.png")
        assert zbar(tmp_path / f"{i}.png") == link
        scanned += otpp.provisioning.qr.read(tmp_path / f"{i}.png")
    assert [each.uri() for each in otpp.provisioning.migration.read(scanned)] == [each.uri() for each in accounts]


@pytest.mark.parametrize("level, capacity", [("L", 2953), ("M", 2331), ("Q", 1663), ("H", 1273)])
def test_levels(level, capacity):
    text = "otpauth://totp/" + "a" * (capacity - 15)
    assert otpp.provisioning.qr.QR(text, level=level).level == level
    assert otpp.provisioning.qr.QR(text, level=level.lower()).version == 40
    with pytest.raises(otpp.InvalidInput) as refused:
        otpp.provisioning.qr.QR(text + "a", level=level)
    assert refused.value.reason is otpp.Reason.URI_TOO_LONG
    assert ACCOUNTS["plain"].qr(level=level).level >= "A"


def test_a_level_that_is_none():
    for wrong in ("X", "", "LM", "0"):
        with pytest.raises(ValueError, match="L, M, Q or H"):
            ACCOUNTS["plain"].qr(level=wrong)


def test_the_smallest_version_that_fits():
    """Bytes at level M: version 5 holds 84, version 6 holds 106 (ISO/IEC 18004, table 7)."""
    start = "otpauth://totp/"
    for length, version in ((84, 5), (85, 6), (106, 6), (107, 7)):
        qr = otpp.provisioning.qr.QR(start + "a" * (length - len(start)), level="M")
        assert (qr.version, qr.size) == (version, 17 + 4 * version)
    assert otpp.provisioning.qr.QR("otpauth://x", level="L").level == "Q"  # the same size has room for more


def test_data_uris():
    qr = ACCOUNTS["plain"].qr()
    head, svg = of_data_uri(qr.data_uri())
    assert head == "data:image/svg+xml;base64" and b"<svg" in svg
    head, png = of_data_uri(qr.data_uri(kind="png", scale=2))
    assert head == "data:image/png;base64" and png == qr.png(scale=2)
    with pytest.raises(ValueError, match="svg or a png"):
        qr.data_uri(kind="gif")
    assert ACCOUNTS["plain"].secret.base32() not in qr.data_uri()


# --- pictures that people have ----------------------------------------------------------------------


def picture(*codes, size=(900, 500), ground="white", mode="RGB"):
    """A screen with QR codes on it: (QR, x, y)."""
    screen = Image.new(mode, size, ground)
    for qr, x, y in codes:
        screen.paste(Image.open(io.BytesIO(qr.png(scale=4))).convert(mode), (x, y))
    return screen


def as_bytes(image, kind="PNG"):
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def test_several_codes_from_top_to_bottom():
    one, two, three = (ACCOUNTS[name].qr() for name in ("plain", "hotp", "Latin-1"))
    screen = picture((three, 30, 700), (two, 500, 20), (one, 20, 20), size=(900, 1200))
    expected = [ACCOUNTS[name].uri() for name in ("plain", "hotp", "Latin-1")]
    assert otpp.provisioning.qr.read(screen) == expected


def test_no_code():
    for screen in (picture(), picture(ground="black"), Image.new("L", (1, 1)), Image.new("1", (50, 50))):
        with pytest.raises(otpp.InvalidInput, match="no QR code in the picture"):
            otpp.provisioning.qr.read(screen)


def test_a_code_of_another_kind_is_none():
    barcode = zxingcpp.write_barcode_to_image(
        zxingcpp.create_barcode("otpauth://x", zxingcpp.BarcodeFormat.Code128)
    )
    with pytest.raises(otpp.InvalidInput, match="no QR code"):
        otpp.provisioning.qr.read(Image.fromarray(numpy.array(barcode)))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_kinds_of_files(kind, tmp_path):
    screen = picture((ACCOUNTS["plain"].qr(), 40, 40))
    data = as_bytes(screen, kind)
    (tmp_path / "screen").write_bytes(data)  # whatever its name
    expected = [ACCOUNTS["plain"].uri()]
    assert otpp.provisioning.qr.read(data) == expected
    assert otpp.provisioning.qr.read(bytearray(data)) == expected
    assert otpp.provisioning.qr.read(tmp_path / "screen") == expected
    assert otpp.provisioning.qr.read(str(tmp_path / "screen")) == expected
    with open(tmp_path / "screen", "rb") as file:
        assert otpp.provisioning.qr.read(file) == expected


def test_dark_pages_and_transparent_ones():
    code = Image.open(io.BytesIO(ACCOUNTS["plain"].qr().png())).convert("L")
    clear = Image.new("RGBA", code.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=code.point(lambda light: 255 - light))
    expected = [ACCOUNTS["plain"].uri()]
    assert otpp.provisioning.qr.read(clear) == expected  # dark modules on nothing
    assert otpp.provisioning.qr.read(Image.eval(code, lambda light: 255 - light)) == expected  # inverted
    assert otpp.provisioning.qr.read(code.rotate(90)) == expected
    assert otpp.provisioning.qr.read(code.rotate(7, expand=True, fillcolor="white")) == expected


def test_what_is_no_picture(tmp_path):
    png = as_bytes(picture((ACCOUNTS["plain"].qr(), 40, 40)))
    for wrong in (b"", b"otpauth://totp/x", b"<svg></svg>", png[:8], png[:20]):
        with pytest.raises(otpp.InvalidInput, match="no picture|damaged"):
            otpp.provisioning.qr.read(wrong)
    with pytest.raises(otpp.InvalidInput, match="damaged or cut short"):
        otpp.provisioning.qr.read(png[: len(png) // 2])
    with pytest.raises(FileNotFoundError):
        otpp.provisioning.qr.read(tmp_path / "nothing.png")
    with pytest.raises(IsADirectoryError):
        otpp.provisioning.qr.read(tmp_path)


def test_without_the_extra(tmp_path):
    """The error names the extra, whichever of its two libraries is missing."""
    for missing in ("zxingcpp", "PIL.Image", "PIL"):
        program = f"""
            import sys
            sys.modules[{missing!r}] = None
            import otpp, otpp.provisioning.qr
            otpp.Account(bytes(20), name="alice").qr().svg()  # drawing needs neither
            try:
                otpp.provisioning.qr.read(b"")
            except ImportError as error:
                print(error)
        """
        ran = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True
        )
        assert 'the extra "images"' in ran.stdout and "otpp[images]" in ran.stdout
