"""KeySet and otpp.bulk give what a TOTP gives row by row, in whatever form the columns come; what is
wrong with a row is that row's result, what is wrong with a call is raised before it writes."""

import array
import base64
import ctypes
import datetime
import gc
import itertools
import math
import random
import subprocess
import sys
import warnings
import weakref

import numpy
import otpp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

NOW = 1_700_000_000
NO_PASSCODE = 2**32 - 1
ROWS = 300
RANDOM = random.Random(5)
KEYS = [RANDOM.randbytes(20) for _ in range(ROWS)]
ARRAY = numpy.frombuffer(b"".join(KEYS), numpy.uint8).reshape(ROWS, 20)
MIXED = [RANDOM.randbytes(RANDOM.randint(1, 128)) for _ in range(ROWS)]
BASE32 = [base64.b32encode(key).decode() for key in KEYS]
CODES = numpy.array([int(otpp.TOTP(key).at(NOW)) for key in KEYS], numpy.uint32)
TEXTS = [f"{code:06}" for code in CODES]
UTC = datetime.timezone.utc


def passcodes(keys, at, **options):
    """What TOTP says, row by row."""
    found = []
    for key, time in zip(keys, at):
        try:
            found.append(int(otpp.TOTP(key, **options).at(time)))
        except otpp.InvalidInput:
            found.append(NO_PASSCODE)
    return found


def drifts(keys, codes, at, window=1, **options):
    found = []
    for key, code, time in zip(keys, codes, at):
        totp = otpp.TOTP(key, **options)
        try:
            totp.step(time)
        except otpp.InvalidInput:
            found.append(otpp.BAD_ROW)
            continue
        match = totp.match(code, at=time, window=window)
        found.append(otpp.NO_MATCH if match is None else match.drift)
    return found


# --- the forms of keys -----------------------------------------------------------------------------

PADDED = numpy.zeros((2 * ROWS, 31), numpy.uint8)
PADDED[::2, 3:23] = ARRAY
KEY_FORMS = {
    "array": ARRAY,
    "array of another owner": ARRAY.copy(),
    "array that is read only": memoryview(ARRAY.tobytes()).cast("B", (ROWS, 20)),
    "strided": PADDED[::2, 3:23],
    "columns first": numpy.asfortranarray(ARRAY),
    "a field of records": numpy.rec.fromarrays([numpy.arange(ROWS), ARRAY], dtype=[("id", "i8"), ("key", "u1", 20)]).key,
    "bytes backwards": numpy.ascontiguousarray(ARRAY[:, ::-1])[:, ::-1],
    "bytes apart": numpy.repeat(ARRAY, 3, axis=1)[:, ::3],
    "ctypes": (ctypes.c_uint8 * 20 * ROWS).from_buffer_copy(ARRAY),
    "list": KEYS,
    "tuple": tuple(KEYS),
    "list of Secrets": [otpp.Secret(key) for key in KEYS],
    "list of base32": BASE32,
    "list of all": [(key, text, otpp.Secret(key))[i % 3] for i, (key, text) in enumerate(zip(KEYS, BASE32))],
    "base32 as people type it": [" ".join((text.lower()[:9], text[9:])) for text in BASE32],
    "U": numpy.array(BASE32),
    "U of the other order": numpy.array(BASE32).astype(">U40"),
    "U backwards": numpy.array(BASE32[::-1])[::-1],
    "S": numpy.array(BASE32, "S"),
    "S strided": numpy.repeat(numpy.array(BASE32, "S"), 2)[::2],
    "objects": numpy.array(BASE32, object),
}  # fmt: skip


@pytest.mark.parametrize("keys", KEY_FORMS.values(), ids=KEY_FORMS)
def test_forms_of_keys(keys):
    assert otpp.bulk.passcodes(keys, NOW).tolist() == CODES.tolist()
    assert otpp.bulk.match(keys, CODES, NOW + 30).tolist() == [-1] * ROWS
    prepared = otpp.KeySet(keys)
    assert len(prepared) == ROWS and prepared.faults == []
    assert prepared.passcodes(NOW).tolist() == CODES.tolist()
    assert prepared.match(CODES, NOW - 30).tolist() == [1] * ROWS


def test_keys_backwards_without_a_copy():
    backwards = ARRAY[::-1]
    assert backwards.strides == (-20, 1)
    assert otpp.bulk.passcodes(backwards, NOW).tolist() == CODES[::-1].tolist()


@pytest.mark.parametrize("algorithm", otpp.Algorithm)
@pytest.mark.parametrize("digits", [6, 7, 8, 9, 10])
def test_keys_of_all_lengths_and_all_parameters(algorithm, digits):
    options = dict(digits=digits, algorithm=algorithm, period=45, t0=17)
    expected = passcodes(MIXED, itertools.repeat(NOW), **options)
    texts = [f"{code:0{digits}}" for code in expected]
    prepared = otpp.KeySet(MIXED, **options)
    assert (prepared.digits, prepared.period, prepared.algorithm, prepared.t0) == (digits, 45, algorithm, 17)
    for kernel in (None, *otpp.bulk.kernels(algorithm)):
        assert prepared.passcodes(NOW, kernel=kernel).tolist() == expected
        assert otpp.bulk.passcodes(MIXED, NOW, kernel=kernel, **options).tolist() == expected
        assert prepared.match(texts, NOW + 45, kernel=kernel).tolist() == [-1] * ROWS
        assert otpp.bulk.match(MIXED, texts, NOW, kernel=kernel, **options).tolist() == [0] * ROWS


def test_kernels():
    for algorithm in otpp.Algorithm:
        names = otpp.bulk.kernels(algorithm)
        assert names == otpp.bulk.kernels(algorithm.value) and names[-1] == "portable"
    assert "sha_ni" not in otpp.bulk.kernels("SHA512")
    assert otpp.bulk.kernels() == otpp.bulk.kernels("SHA1")


# --- bad rows --------------------------------------------------------------------------------------

BAD = {
    b"": "KEY_EMPTY",
    "": "KEY_EMPTY",
    " - ": "KEY_EMPTY",
    None: "KEY_EMPTY",
    bytes(129): "KEY_TOO_LONG",
    bytes(10_000): "KEY_TOO_LONG",
    "A" * 208: "KEY_TOO_LONG",
    "A" * 5000: "KEY_TOO_LONG",
    "JBSWY3DPEHPK3PX0": "BASE32_LOOKALIKE",
    "JBSWY3DPEHPK3PX?": "BASE32_SYMBOL",
    "JBSWY3DPEHPK3PXé": "BASE32_SYMBOL",
    "JBSWY3DPEHPK3PX€": "BASE32_SYMBOL",
    "JBSWY3DPEHPK3PX\ud800": "BASE32_SYMBOL",
    "JBSWY3DP=EHPK": "BASE32_PADDING",
    "JBSWY3DPE": "BASE32_LENGTH",
}


def test_bad_keys_are_rows():
    keys = [key for pair in zip(KEYS, BAD) for key in pair]
    prepared = otpp.KeySet(keys)
    assert prepared.faults == [(2 * i + 1, otpp.Reason[why]) for i, why in enumerate(BAD.values())]
    expected = [code for pair in zip(CODES.tolist(), [NO_PASSCODE] * len(BAD)) for code in pair]
    assert prepared.passcodes(NOW).tolist() == expected
    assert otpp.bulk.passcodes(keys, NOW).tolist() == expected
    codes = [code for pair in zip(TEXTS, TEXTS[: len(BAD)]) for code in pair]
    expected = [0, otpp.BAD_ROW] * len(BAD)
    assert prepared.match(codes, NOW).tolist() == expected
    assert otpp.bulk.match(keys, codes, NOW).tolist() == expected


def test_bad_texts_of_arrays():
    texts = [text for text in BAD if isinstance(text, str) and text and "\ud800" not in text]
    array_of = numpy.array([*texts, "", BASE32[0]])
    for keys in (array_of, array_of.astype(">U5000"), array_of.astype(object)):
        prepared = otpp.KeySet(keys)
        expected = [(i, otpp.Reason[BAD[text]]) for i, text in enumerate([*texts, ""])]
        assert prepared.faults == expected
        assert prepared.passcodes(NOW)[-1] == CODES[0]


def test_faults_beyond_one_block_keep_their_rows():
    rows = 70_000  # of two blocks
    keys = [KEYS[0]] * rows
    keys[65_535], keys[65_536], keys[69_999] = "0", b"", "?"
    assert otpp.KeySet(keys).faults == [
        (65_535, otpp.Reason.BASE32_LOOKALIKE),
        (65_536, otpp.Reason.KEY_EMPTY),
        (69_999, otpp.Reason.BASE32_SYMBOL),
    ]
    found = otpp.bulk.passcodes(keys, NOW)
    assert numpy.flatnonzero(found == NO_PASSCODE).tolist() == [65_535, 65_536, 69_999]
    assert set(found.tolist()) == {int(CODES[0]), NO_PASSCODE}


@pytest.mark.parametrize("rows", [65_535, 65_536, 65_537, 131_073])
def test_a_last_block_of_one_row_or_none(rows):
    """Keys that are converted, with columns of every kind beside them."""
    keys = [KEYS[i % ROWS] for i in range(rows)]
    codes = numpy.resize(CODES, rows)
    at = numpy.full(rows, NOW)
    for of_codes in (codes, codes.astype(numpy.int64), [TEXTS[i % ROWS] for i in range(rows)]):
        for of_times in (NOW, at, at.astype("M8[s]").astype("M8[ms]"), at.tolist()):
            assert not otpp.bulk.match(keys, of_codes, of_times).any()
    assert (otpp.bulk.passcodes(keys, at) == codes).all()


@pytest.mark.parametrize("length", [0, 129, 4096])
def test_arrays_of_keys_of_no_length_or_too_long(length):
    reason = otpp.Reason.KEY_EMPTY if length == 0 else otpp.Reason.KEY_TOO_LONG
    for keys in (numpy.ones((5, length), numpy.uint8), numpy.ones((length, 5), numpy.uint8).T):
        assert otpp.bulk.passcodes(keys, NOW).tolist() == [NO_PASSCODE] * 5
        assert otpp.KeySet(keys).faults == [(row, reason) for row in range(5)]
        assert otpp.bulk.match(keys, "123456", NOW).tolist() == [otpp.BAD_ROW] * 5


def test_bad_codes_fit_nowhere():
    good = TEXTS[0]
    bad = ["", good[:5], good + "0", good + "\0", "12345x", "１２３４５６", "9" * 1000, "-" + good, "\ud800",
           "²²²²²²", None]  # fmt: skip
    codes = [good, f"{good[:3]} {good[3:]}", f" {good[:3]}-{good[3:]} ", *bad]
    keys = [KEYS[0]] * len(codes)
    expected = [0, 0, 0] + [otpp.NO_MATCH] * len(bad)
    assert otpp.bulk.match(keys, codes, NOW).tolist() == expected
    assert otpp.KeySet(keys).match(codes, NOW).tolist() == expected
    assert otpp.bulk.match(keys, numpy.array(codes, object), NOW).tolist() == expected
    without = [code for code in codes if code is not None and code.isascii() and "\0" not in code]
    for kind in ("U", "S", ">U1000"):
        found = otpp.bulk.match(KEYS[0], numpy.array(without, kind), NOW).tolist()
        assert found == drifts(itertools.repeat(KEYS[0]), without, itertools.repeat(NOW))
    wide = numpy.array([good, "１２３４５６", good[:5] + "é"])
    assert otpp.bulk.match(KEYS[0], wide, NOW).tolist() == [0, otpp.NO_MATCH, otpp.NO_MATCH]


def test_a_code_for_all_rows():
    assert otpp.bulk.match(KEYS, TEXTS[3], NOW).tolist().index(0) == 3
    assert otpp.KeySet(KEYS).match("no code", NOW).tolist() == [otpp.NO_MATCH] * ROWS


@pytest.mark.parametrize("dtype", "i1 u1 i2 u2 i4 u4 i8 u8 >i2 >u4 >i8 >u8".split())
def test_codes_as_integers(dtype):
    limits = numpy.iinfo(dtype)
    keys = [b"12345678901234567890"] * 2
    low = next(t for t in itertools.count(0, 30) if int(otpp.TOTP(keys[0]).at(t)) <= min(limits.max, 10**4))
    code = int(otpp.TOTP(keys[0]).at(low))
    codes = numpy.array([code, limits.max], dtype)
    assert otpp.bulk.match(keys, codes, low).tolist() == [0, otpp.NO_MATCH]
    assert otpp.bulk.match(keys, codes[::-1], low).tolist() == [otpp.NO_MATCH, 0]
    codes = numpy.array([-code - 1 if limits.min else code + 1, limits.min], dtype)
    assert otpp.bulk.match(keys, codes, low, window=0).tolist() == [otpp.NO_MATCH] * 2


def test_codes_beyond_what_digits_say():
    code = int(CODES[0])
    wide = [code, code + 10**6, code + 2**32, code - 2**32, -1, 2**32 - 1, 2**63 - 1, -(2**63)]
    found = otpp.bulk.match([KEYS[0]] * len(wide), numpy.array(wide, numpy.int64), NOW)
    assert found.tolist() == [0] + [otpp.NO_MATCH] * 7
    ten = otpp.TOTP(KEYS[0], digits=10).at(NOW)
    texts = [ten, str(int(ten) + 2**32).rjust(10, "0"), "4294967295", "9" * 10]
    assert otpp.bulk.match(KEYS[0], texts, NOW, digits=10).tolist() == [0] + [otpp.NO_MATCH] * 3


# --- times -----------------------------------------------------------------------------------------

TIMES = [NOW + 7 * i for i in range(ROWS)]
OWN = passcodes(KEYS, TIMES)
STAMPS = numpy.array(TIMES, "M8[s]")
TIME_FORMS = {
    "int64": numpy.array(TIMES),
    "int64 backwards": numpy.array(TIMES[::-1])[::-1],
    "int64 apart": numpy.repeat(numpy.array(TIMES), 3)[::3],
    "int32": numpy.array(TIMES, numpy.int32),
    "uint32": numpy.array(TIMES, numpy.uint32),
    "uint64 of the other order": numpy.array(TIMES).astype(">u8"),
    "float64": numpy.array(TIMES) + 0.9,
    "float64 of the other order": (numpy.array(TIMES) + 0.9).astype(">f8"),
    "datetime64[s]": STAMPS,
    "datetime64[s] of the other order": STAMPS.astype(">M8[s]"),
    "datetime64[ms]": STAMPS.astype("M8[ms]") + 999,
    "datetime64[us]": STAMPS.astype("M8[us]"),
    "datetime64[ns]": STAMPS.astype("M8[ns]") + 999_999_999,
    "array.array": array.array("q", TIMES),
    "list": TIMES,
    "list of floats": [time + 0.5 for time in TIMES],
    "list of datetimes": [datetime.datetime.fromtimestamp(time, UTC) for time in TIMES],
    "list of NumPy's": list(numpy.array(TIMES)),
    "objects": numpy.array(TIMES, object),
}


@pytest.mark.parametrize("at", TIME_FORMS.values(), ids=TIME_FORMS)
def test_forms_of_times(at):
    assert otpp.bulk.passcodes(KEYS, at).tolist() == OWN
    assert otpp.bulk.passcodes(ARRAY, at).tolist() == OWN
    assert otpp.KeySet(KEYS).match(numpy.array(OWN), at).tolist() == [0] * ROWS


@pytest.mark.parametrize(
    "at",
    [NOW, NOW + 0.9, numpy.int64(NOW), numpy.array(NOW), numpy.array([NOW]), [NOW], numpy.float64(NOW),
     datetime.datetime.fromtimestamp(NOW, UTC), numpy.datetime64(NOW, "s"), numpy.datetime64(NOW * 10**6, "us"),
     numpy.array(NOW, "M8[s]")],
)  # fmt: skip
def test_one_time_for_all_rows(at):
    assert otpp.bulk.passcodes(KEYS, at).tolist() == CODES.tolist()


@pytest.mark.parametrize(
    "unit", "Y M W D h m s ms us ns ps fs as 2Y 7M 3W 5D 6h 25m 25s 10ms 100ns".split()
)
def test_every_unit_of_datetime64(unit):
    """Against NumPy's own conversion to seconds, which rounds down too."""
    numbers = [0, 1, -1, 2, 59, -59, 400, -400, 1000, 123_456_789 if "s" in unit else 99_999]
    stamps = numpy.array(numbers, "i8").view(f"M8[{unit}]")
    if unit == "as":
        seconds = numpy.array(numbers) // 10**18  # which NumPy itself refuses
    else:
        seconds = stamps.astype("M8[s]").astype("i8")
    low = -(2**40)
    expected = passcodes(itertools.repeat(KEYS[0]), seconds.tolist(), period=1, t0=low)
    assert otpp.bulk.passcodes(KEYS[0], stamps, period=1, t0=low).tolist() == expected
    assert NO_PASSCODE not in expected


def test_times_that_are_none():
    nat = numpy.datetime64("NaT")
    stamps = numpy.array([NOW, "NaT", NOW + 30], "M8[s]")
    extremes = numpy.array([NOW, 2**62 // 10, -(2**62)], "i8")
    for t0 in (0, -(2**63)):
        options = dict(t0=t0, period=2**31 - 1)
        good = otpp.TOTP(KEYS[0], **options)
        expected = [int(good.at(NOW)), NO_PASSCODE, int(good.at(NOW + 30))]
        for at in (stamps, stamps.astype("M8[ms]"), stamps.astype("M8[ns]"), [NOW, None, NOW + 30],
                   [NOW, math.nan, NOW + 30], [NOW, 2**64, NOW + 30], [NOW, -math.inf, NOW + 30],
                   numpy.array([NOW, math.nan, NOW + 30]), numpy.array([NOW, 1e300, NOW + 30]),
                   numpy.array([NOW, 2**63, NOW + 30], "u8")):  # fmt: skip
            assert otpp.bulk.passcodes(KEYS[0], at, **options).tolist() == expected
            assert otpp.KeySet([KEYS[0]], **options).passcodes(at).tolist() == expected
            texts = [f"{code % 10**6:06}" for code in expected]
            found = otpp.bulk.match(KEYS[0], texts, at, **options).tolist()
            assert found == [0, otpp.BAD_ROW, 0]
        huge = extremes.view("M8[Y]")  # no 64-bit number of seconds
        assert otpp.bulk.passcodes(KEYS[0], huge[1:], **options).tolist() == [NO_PASSCODE] * 2
        assert otpp.bulk.passcodes(KEYS[0], extremes.view("M8[D]")[1:], **options).tolist() == [NO_PASSCODE] * 2
    with pytest.raises(otpp.InvalidInput):
        otpp.bulk.passcodes(KEYS, nat.astype("M8[s]"))


def test_rows_before_t0_and_at_the_ends_of_time():
    at = numpy.array([-(2**63), -1, 0, 29, 30, 2**63 - 1])
    keys = [KEYS[0]] * len(at)
    assert otpp.bulk.passcodes(keys, at).tolist() == passcodes(keys, at.tolist())
    for window in (0, 1, (0, 3), 100):
        found = otpp.bulk.match(keys, ["123456"] * len(at), at, window=window, period=1).tolist()
        assert found == drifts(keys, ["123456"] * len(at), at.tolist(), window, period=1)


@pytest.mark.parametrize("window", [0, 1, (2, 40), (0, 100), (100, 0), 100])
def test_windows(window):
    reach = 120 if window not in (0, 1) else 3
    times = [NOW + 30 * RANDOM.randint(-reach, reach) for _ in KEYS]
    expected = drifts(KEYS, TEXTS, times, window)
    assert otpp.bulk.match(KEYS, CODES, times, window=window).tolist() == expected
    assert otpp.KeySet(KEYS).match(TEXTS, numpy.array(times), window=window).tolist() == expected
    assert window == 0 or len(set(expected)) > 2


# --- shapes ----------------------------------------------------------------------------------------

SIZES = st.sampled_from([0, 1, 2, 3, 15, 16, 17, 129])


@settings(max_examples=60, deadline=None)
@given(SIZES, SIZES, SIZES, st.sampled_from([1, -1, 3, -2]), st.randoms(use_true_random=False))
def test_shapes_and_strides(keys, codes, times, step, chance):
    """Every column of its own size, apart or backwards: the answer of the rows, or ROWS_DIFFER."""

    def column(values, dtype, size, width=None):
        shape = (size * abs(step),) if width is None else (size * abs(step), width)
        room = numpy.zeros(shape, dtype)
        view = room[::step][:size]
        view[...] = values
        return view

    of_keys = column(ARRAY[:keys], "u1", keys, 20)
    near = [NOW + 30 * chance.randint(-1, 1) for _ in range(times)]
    sizes = {keys, codes, times} - {1}
    arguments = (
        of_keys,
        column(CODES[:codes], "u4", codes),
        column(near, "i8", times),
    )
    if len(sizes) > 1:
        for call in (otpp.bulk.match, lambda k, c, t: otpp.KeySet(k).match(c, t)):
            with pytest.raises(otpp.InvalidInput) as refused:
                call(*arguments)
            assert refused.value.reason is otpp.Reason.ROWS_DIFFER
        return
    rows = sizes.pop() if sizes else 1
    stretched = [
        list(itertools.islice(itertools.cycle(values), rows)) if size == 1 else list(values)
        for values, size in ((KEYS[:keys], keys), (TEXTS[:codes], codes), (near, times))
    ]
    expected = drifts(*stretched)
    assert otpp.bulk.match(*arguments).tolist() == expected
    assert otpp.KeySet(arguments[0]).match(*arguments[1:]).tolist() == expected


@pytest.mark.parametrize("empty", [[], (), numpy.empty((0, 20), numpy.uint8), numpy.array([], "U")])
def test_no_rows(empty):
    assert otpp.bulk.passcodes(empty, NOW).tolist() == []
    assert otpp.bulk.match(empty, [], NOW).tolist() == []
    prepared = otpp.KeySet(empty)
    assert len(prepared) == 0 and prepared.match("123456", NOW).tolist() == []
    with pytest.raises(otpp.InvalidInput):
        otpp.bulk.passcodes(empty, NOW, kernel="sse9")


def test_one_key_for_all_rows():
    for key in (KEYS[0], BASE32[0], otpp.Secret(KEYS[0]), ARRAY[:1], [KEYS[0]], numpy.array(BASE32[:1])):
        expected = passcodes(itertools.repeat(KEYS[0]), TIMES)
        assert otpp.bulk.passcodes(key, TIMES).tolist() == expected
        assert otpp.bulk.match(key, numpy.array(expected), TIMES).tolist() == [0] * ROWS


def test_one_value_stretched_by_numpy():
    """Rows that lie no distance apart."""
    keys = numpy.broadcast_to(ARRAY[0], (ROWS, 20))
    codes, at = numpy.broadcast_to(CODES[0], ROWS), numpy.broadcast_to(NOW, ROWS)
    assert keys.strides == (0, 1) and codes.strides == at.strides == (0,)
    assert otpp.bulk.match(keys, codes, at).tolist() == [0] * ROWS
    assert otpp.KeySet(keys).match(codes, at).tolist() == [0] * ROWS


# --- results ---------------------------------------------------------------------------------------


def test_results_are_arrays_of_numpy():
    codes, found = otpp.bulk.passcodes(KEYS, NOW), otpp.bulk.match(KEYS, CODES, NOW)
    assert (type(codes), codes.dtype, codes.shape) == (numpy.ndarray, numpy.uint32, (ROWS,))
    assert (type(found), found.dtype, found.shape) == (numpy.ndarray, numpy.int8, (ROWS,))
    assert codes.flags.writeable and codes.flags.owndata


def test_results_without_numpy():
    program = f"""if True:
        import sys
        sys.modules["numpy"] = None
        import otpp
        keys = [{KEYS[0]!r}, b"", {BASE32[1]!r}]
        codes, found = otpp.bulk.passcodes(keys, {NOW}), otpp.KeySet(keys).match([{TEXTS[0]!r}] * 3, {NOW})
        print(type(codes).__name__, codes.typecode, found.typecode, memoryview(codes).nbytes)
        print(codes.tolist(), found.tolist())
        import array
        print(otpp.bulk.passcodes(keys, array.array("q", [{NOW}] * 3)) == codes)
    """
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert said.stdout.splitlines() == [
        "array I b 12",
        f"[{CODES[0]}, {NO_PASSCODE}, {CODES[1]}] [0, {otpp.BAD_ROW}, {otpp.NO_MATCH}]",
        "True",
    ]


def test_results_where_they_are_wanted():
    for out in (numpy.empty(ROWS, numpy.int8), array.array("b", bytes(ROWS)), memoryview(bytearray(ROWS)).cast("b")):
        assert otpp.bulk.match(KEYS, CODES, NOW, out=out) is out
        assert list(out) == [0] * ROWS
    out = numpy.empty(ROWS, numpy.uint32)
    assert otpp.KeySet(KEYS).passcodes(NOW, out=out) is out and out.tolist() == CODES.tolist()
    assert otpp.bulk.match(KEYS, CODES, NOW, out=None).tolist() == [0] * ROWS


@pytest.mark.parametrize(
    "out",
    [numpy.empty(ROWS, numpy.uint8), numpy.empty(ROWS, bool), numpy.empty((ROWS, 1), numpy.int8), bytes(ROWS),
     numpy.empty(2 * ROWS, numpy.int8)[::2], numpy.empty(ROWS, numpy.int16), [0] * ROWS,
     numpy.frombuffer(bytes(ROWS), numpy.int8), bytearray(ROWS), 7],
)  # fmt: skip
def test_other_results_are_refused(out):
    before = bytes(out) if isinstance(out, (bytes, bytearray, numpy.ndarray)) else None
    with pytest.raises(TypeError, match="out must be a writable, contiguous array of int8"):
        otpp.bulk.match(KEYS, CODES, NOW, out=out)
    assert before is None or bytes(out) == before


@pytest.mark.parametrize("size", [0, 1, ROWS - 1, ROWS + 1])
def test_results_of_another_size_are_refused(size):
    out = numpy.full(size, 77, numpy.int8)
    with pytest.raises(otpp.InvalidInput) as refused:
        otpp.bulk.match(KEYS, CODES, NOW, out=out)
    assert refused.value.reason is otpp.Reason.ROWS_DIFFER and (out == 77).all()


# --- what is refused -------------------------------------------------------------------------------

WRONG_KEYS = [
    ARRAY[0], ARRAY[0].tobytes() and numpy.zeros(20, numpy.uint8), numpy.zeros((2, 3, 4), numpy.uint8),
    numpy.zeros((5, 20), numpy.int8), numpy.zeros((5, 20), numpy.uint16), numpy.zeros((5, 20), bool),
    numpy.zeros((5, 20)), numpy.zeros(5, "V20"), numpy.zeros((2, 2), "U32"), bytearray(20), array.array("B", bytes(20)),
    memoryview(bytes(20)), 7, None, {}, {b"1"}, iter(KEYS), object(), [1, 2], [KEYS[0], 2.5], [[KEYS[0]]],
    [bytearray(20)], numpy.array([1, 2], object), otpp.TOTP(KEYS[0]), list, numpy.zeros((5, 20), "M8[s]"),
]  # fmt: skip
WRONG_CODES = [
    123456, True, numpy.uint32(123456), numpy.array(123456), b"123456", [123456], [b"123456"], (1,), 1.5, None, {},
    numpy.zeros(ROWS), numpy.zeros(ROWS, bool), numpy.zeros((ROWS, 1), numpy.uint32), numpy.zeros(ROWS, "M8[s]"),
    numpy.array([1, 2], object), numpy.zeros((2, 2), "U6"), object(), str, [["123456"]], numpy.zeros(ROWS, "V6"),
]  # fmt: skip
WRONG_TIMES = [
    "now", b"1", None, True, 1j, numpy.zeros(ROWS, bool), numpy.zeros((ROWS, 1), numpy.int64), numpy.zeros(ROWS, "f4"),
    numpy.zeros(ROWS, "f2"), numpy.zeros(ROWS, "m8[s]"), numpy.zeros(ROWS, "M8"), numpy.zeros(ROWS, "U6"), ["1"],
    [datetime.date(2025, 1, 1)], datetime.date(2025, 1, 1), object(), int, numpy.array(["1"], object), [[1]],
    numpy.zeros((2, 2), "M8[s]"), numpy.timedelta64(1, "s"), numpy.zeros(ROWS, "c16"), [True],
]  # fmt: skip


def names(values):
    return [f"{type(value).__name__} {i}" for i, value in enumerate(values)]


@pytest.mark.parametrize("keys", WRONG_KEYS, ids=names(WRONG_KEYS))
def test_wrong_keys(keys):
    for call in (lambda: otpp.bulk.passcodes(keys, NOW), lambda: otpp.KeySet(keys)):
        with pytest.raises(TypeError, match="key|base32"):
            call()


@pytest.mark.parametrize("codes", WRONG_CODES, ids=names(WRONG_CODES))
def test_wrong_codes(codes):
    for call in (lambda: otpp.bulk.match(KEYS, codes, NOW), lambda: otpp.KeySet(KEYS).match(codes, NOW)):
        with pytest.raises(TypeError, match="code"):
            call()


@pytest.mark.parametrize("at", WRONG_TIMES, ids=names(WRONG_TIMES))
def test_wrong_times(at):
    for call in (lambda: otpp.bulk.passcodes(KEYS, at), lambda: otpp.KeySet(KEYS).passcodes(at)):
        with pytest.raises(TypeError, match="time"):
            call()


def test_a_number_as_a_code_is_refused_with_the_reason():
    with pytest.raises(TypeError, match="would lose its leading zeros"):
        otpp.bulk.match(KEYS, 287082, NOW)


@pytest.mark.parametrize("keys", [b"", "", bytes(129), "JBSWY3DPEHPK3PX0"])
def test_one_bad_key_for_all_rows_is_refused_as_by_totp(keys):
    with pytest.raises(otpp.InvalidInput) as by_totp:
        otpp.TOTP(keys)
    with pytest.raises(otpp.InvalidInput) as refused:
        otpp.bulk.passcodes(keys, TIMES)
    assert refused.value.reason is by_totp.value.reason


NAIVE = datetime.datetime(2025, 10, 26, 2, 30)


@pytest.mark.parametrize(
    "options, reason",
    [
        (dict(digits=5), "DIGITS_OUT_OF_RANGE"),
        (dict(period=0), "PERIOD_OUT_OF_RANGE"),
        (dict(algorithm="MD5"), "ALGORITHM_UNKNOWN"),
        (dict(window=101), "WINDOW_OUT_OF_RANGE"),
        (dict(window=(-1, 0)), "WINDOW_OUT_OF_RANGE"),
        (dict(at=NAIVE), "TIME_WITHOUT_ZONE"),
        (dict(at=[NAIVE] * ROWS), "TIME_WITHOUT_ZONE"),
        (dict(at=math.nan), "TIME_NOT_FINITE"),
        (dict(kernel="mmx"), "KERNEL_UNKNOWN"),
        (dict(kernel="AVX2"), "KERNEL_UNKNOWN"),
        (dict(kernel=""), "KERNEL_UNKNOWN"),
        (dict(kernel="x" * 100), "KERNEL_UNKNOWN"),
        (dict(kernel="neon" if "neon" not in otpp.bulk.kernels() else "avx2"), "KERNEL_MISSING"),
        (dict(kernel="sha_ni", algorithm="SHA512"), "KERNEL_MISSING"),
        (dict(threads=0), None),
        (dict(threads=-1), None),
        (dict(codes=TEXTS[:-1]), "ROWS_DIFFER"),
        (dict(at=TIMES[1:]), "ROWS_DIFFER"),
    ],
)
def test_wrong_options(options, reason):
    out = numpy.full(ROWS, 77, numpy.int8)
    with pytest.raises(otpp.InvalidInput) as refused:
        otpp.bulk.match(**{**dict(keys=ARRAY, codes=TEXTS, at=NOW, out=out), **options})
    assert refused.value.reason is (None if reason is None else otpp.Reason[reason])
    assert (out == 77).all()  # nothing was touched


@pytest.mark.parametrize(
    "options",
    [dict(threads=1.5), dict(threads="2"), dict(threads=True), dict(kernel=1), dict(kernel=b"avx2"), dict(progress=1),
     dict(window="1"), dict(window=1.5), dict(digits="6"), dict(unknown=1), dict(algorithm=1)],
)  # fmt: skip
def test_options_of_a_wrong_type(options):
    with pytest.raises(TypeError):
        otpp.bulk.match(KEYS, CODES, NOW, **options)


def test_errors_show_no_keys():
    with pytest.raises(TypeError) as refused:
        otpp.bulk.passcodes(["JBSWY3DPEHPK3PXP", 17], NOW)
    assert "row 1" in str(refused.value) and "JBSW" not in str(refused.value) and "17" not in str(refused.value)


# --- KeySet ----------------------------------------------------------------------------------------


def test_repr_len_and_attributes():
    prepared = otpp.KeySet(KEYS, digits=8, period=60, algorithm="SHA256", t0=5)
    assert repr(prepared) == f"<KeySet of {ROWS} keys, SHA256, 8 digits, 60 s>"
    assert (prepared.digits, prepared.period, prepared.algorithm, prepared.t0) == (8, 60, "SHA256", 5)
    with pytest.raises(AttributeError):
        prepared.digits = 6


def test_against_a_model():
    """append and erase, each followed by the same in a plain list."""
    chance = random.Random(11)
    bad = [b"", "0", "?", bytes(129)]
    rows = [chance.choice(KEYS[:4] + bad) for _ in range(150)]  # many bad ones, so that some move
    prepared = otpp.KeySet(rows)
    for _ in range(400):
        if chance.random() < 0.3 or not rows:
            key = chance.choice(KEYS)
            assert prepared.append(chance.choice([key, otpp.Secret(key)])) == len(rows)
            rows.append(key)
        else:
            row = chance.randrange(len(rows))
            assert prepared.erase(row) is None
            rows[row] = rows[-1]
            rows.pop()
        assert len(prepared) == len(rows)
        if chance.random() < 0.3:
            expected = [NO_PASSCODE if key in bad else int(CODES[KEYS.index(key)]) for key in rows]
            assert prepared.passcodes(NOW).tolist() == expected
            assert prepared.faults == otpp.KeySet(rows).faults


def test_appending_a_bad_key_is_refused():
    prepared = otpp.KeySet([])
    for key in BAD:
        if key is not None and "\ud800" not in str(key):
            with pytest.raises(otpp.InvalidInput):
                prepared.append(key)
    for key in (None, 5, bytearray(20), [KEYS[0]]):
        with pytest.raises(TypeError):
            prepared.append(key)
    assert len(prepared) == 0 and prepared.append(KEYS[0]) == 0


@pytest.mark.parametrize("row", [-1, ROWS, 2**63 - 1])
def test_no_such_row(row):
    prepared = otpp.KeySet(KEYS)
    with pytest.raises(IndexError):
        prepared.erase(row)
    assert len(prepared) == ROWS
    with pytest.raises(TypeError):
        prepared.erase("0")


def test_forty_bytes_a_row():
    """By what the system says of the process, before and after."""
    program = """if True:
        import otpp, numpy
        def resident():
            with open("/proc/self/statm") as file:
                return int(file.read().split()[1]) * 4096
        keys = numpy.random.default_rng(1).integers(0, 256, (1_000_000, 20), dtype=numpy.uint8)
        otpp.bulk.match(keys, "123456", 0)
        before = resident()
        prepared = otpp.KeySet(keys)
        print((resident() - before) / len(prepared))
    """
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert 39 < float(said.stdout) < 44


def test_buffers_are_let_go():
    keys, codes, out = bytearray(ARRAY), bytearray(CODES), bytearray(ROWS)
    for _ in range(3):
        otpp.bulk.match(memoryview(keys).cast("B", (ROWS, 20)), memoryview(codes).cast("I"), NOW,
                        out=memoryview(out).cast("b"))  # fmt: skip
        with pytest.raises(otpp.InvalidInput):
            otpp.bulk.match(memoryview(keys).cast("B", (ROWS, 20)), memoryview(codes).cast("I"), NOW, kernel="none")
        with pytest.raises(TypeError):
            otpp.bulk.match(memoryview(keys).cast("B", (ROWS, 20)), memoryview(codes).cast("I"), None)
    gc.collect()
    for buffer in (keys, codes, out):
        buffer.append(0)  # a BufferError if somebody holds it


def test_arrays_are_let_go():
    class Owner(numpy.ndarray):
        pass

    keys = ARRAY.copy().view(Owner)
    gone = weakref.ref(keys)
    prepared = otpp.KeySet(keys)
    otpp.bulk.passcodes(keys, NOW)
    del keys
    gc.collect()
    assert gone() is None and len(prepared) == ROWS


def test_an_array_by_another_name():
    """What has __array__, as a Series of pandas."""

    class Series:
        def __init__(self, values):
            self.values = values
            self.dtype = getattr(values, "dtype", None)

        def __array__(self, dtype=None, copy=None):
            return self.values

    assert otpp.bulk.match(Series(ARRAY), Series(CODES), Series(STAMPS)).tolist()[0] == 0
    assert otpp.bulk.passcodes(Series(numpy.array(BASE32)), Series(STAMPS)).tolist() == OWN
    assert otpp.bulk.match(Series(ARRAY), Series(numpy.array(TEXTS, object)), NOW).tolist() == [0] * ROWS


def test_no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        otpp.bulk.match(ARRAY, numpy.array(TEXTS), STAMPS)
