"""Columns of Apache Arrow: of every type that fits, in chunks, slices and with nulls, without pyarrow's
help and without copies; what is broken in one is refused or a bad row."""

import base64
import itertools
import random
import subprocess
import sys

import numpy
import otpp
import pyarrow
import pytest

NOW = 1_700_000_000
NO_PASSCODE = 2**32 - 1
ROWS = 200
RANDOM = random.Random(6)
KEYS = [RANDOM.randbytes(20) for _ in range(ROWS)]
MIXED = [RANDOM.randbytes(RANDOM.randint(1, 128)) for _ in range(ROWS)]
BASE32 = [base64.b32encode(key).decode() for key in MIXED]


def expected(keys):
    return [NO_PASSCODE if key is None else int(otpp.TOTP(key).at(NOW)) for key in keys]


def chunked(values, type):
    """In five chunks, one of them empty and two cut out of longer ones."""
    third = ROWS // 3
    return pyarrow.chunked_array(
        [
            pyarrow.array(values[:third], type),
            pyarrow.array([], type),
            pyarrow.array(values, type)[third : 2 * third],
            pyarrow.array(values, type)[2 * third : 2 * third + 1],
            pyarrow.array(values[2 * third + 1 :], type),
        ]
    )


def cut(values, type):
    """A slice whose offset is no multiple of eight, as the bitmap of nulls counts."""
    return pyarrow.array([values[3]] * 13 + values + [values[5]] * 7, type)[13:-7]


BINARY = [pyarrow.binary(), pyarrow.large_binary(), pyarrow.binary_view(), pyarrow.binary(20)]
STRING = [pyarrow.string(), pyarrow.large_string(), pyarrow.string_view()]
FORMS = {"whole": pyarrow.array, "cut": cut, "chunked": chunked}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("type", BINARY + STRING, ids=str)
@pytest.mark.parametrize("nulls", [False, True], ids=["all", "nulls"])
def test_keys(type, form, nulls):
    keys = list(BASE32 if type in STRING else KEYS if type == pyarrow.binary(20) else MIXED)
    plain = list(KEYS if type == pyarrow.binary(20) else MIXED)
    missing = range(1, ROWS, 7) if nulls else []
    for row in missing:
        keys[row] = plain[row] = None
    column = FORMS[form](keys, type)
    assert otpp.bulk.passcodes(column, NOW).tolist() == expected(plain)
    prepared = otpp.KeySet(column)
    assert prepared.passcodes(NOW).tolist() == expected(plain)
    assert prepared.faults == [(row, otpp.Reason.KEY_EMPTY) for row in missing]


@pytest.mark.parametrize("type", BINARY[:3] + STRING, ids=str)
def test_bad_keys(type):
    good, bad = (BASE32[0], ["", "0" * 8, "A" * 2000]) if type in STRING else (MIXED[0], [b"", bytes(129), bytes(999)])
    reasons = ["KEY_EMPTY", "BASE32_LOOKALIKE", "KEY_TOO_LONG"] if type in STRING else ["KEY_EMPTY"] + ["KEY_TOO_LONG"] * 2
    column = pyarrow.array([good, *bad, good], type)
    assert otpp.KeySet(column).faults == [(i, otpp.Reason[why]) for i, why in enumerate(reasons, 1)]
    code = expected(MIXED[:1])[0]
    assert otpp.bulk.passcodes(column, NOW).tolist() == [code] + [NO_PASSCODE] * 3 + [code]


CODES = expected(KEYS)
TEXTS = [f"{code:06}" for code in CODES]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("nulls", [False, True], ids=["all", "nulls"])
@pytest.mark.parametrize(
    "type", STRING + [pyarrow.int32(), pyarrow.uint32(), pyarrow.int64(), pyarrow.uint64()], ids=str
)
def test_codes(type, form, nulls):
    codes = list(TEXTS if type in STRING else CODES)
    missing = set(range(2, ROWS, 5) if nulls else [])
    for row in missing:
        codes[row] = None
    column = FORMS[form](codes, type)
    drifts = [otpp.NO_MATCH if row in missing else 0 for row in range(ROWS)]
    assert otpp.bulk.match(KEYS, column, NOW).tolist() == drifts
    assert otpp.KeySet(KEYS).match(column, NOW).tolist() == drifts


TIMES = [NOW + 11 * row for row in range(ROWS)]
OWN = [int(otpp.TOTP(key).at(time)) for key, time in zip(KEYS, TIMES)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("nulls", [False, True], ids=["all", "nulls"])
@pytest.mark.parametrize(
    "type, unit",
    [
        (pyarrow.int64(), 1),
        (pyarrow.int32(), 1),
        (pyarrow.uint32(), 1),
        (pyarrow.timestamp("s", "UTC"), 1),
        (pyarrow.timestamp("ms", "Europe/Berlin"), 10**3),
        (pyarrow.timestamp("us", "+07:30"), 10**6),
        (pyarrow.timestamp("ns", "UTC"), 10**9),
    ],
    ids=str,
)
def test_times(type, unit, form, nulls):
    times = [time * unit + unit - 1 for time in TIMES]
    codes = list(OWN)
    for row in range(0, ROWS, 3) if nulls else []:
        times[row], codes[row] = None, NO_PASSCODE
    column = FORMS[form](times, type)
    assert otpp.bulk.passcodes(KEYS, column).tolist() == codes
    assert otpp.KeySet(KEYS).passcodes(column).tolist() == codes
    lowest = dict(t0=-(2**63), period=2**31 - 1)  # where every number is a time
    found = otpp.bulk.passcodes(KEYS, column, **lowest).tolist()
    assert [code == NO_PASSCODE for code in found] == [code == NO_PASSCODE for code in codes]


def test_a_timestamp_without_a_zone_is_refused_as_a_naive_datetime():
    with pytest.raises(otpp.InvalidInput) as refused:
        otpp.bulk.passcodes(KEYS, pyarrow.array(TIMES, pyarrow.timestamp("s")))
    assert refused.value.reason is otpp.Reason.TIME_WITHOUT_ZONE


WRONG = [
    pyarrow.array([1.5]), pyarrow.array([True]), pyarrow.array([[1]]), pyarrow.array([{"a": 1}]), pyarrow.array([None]),
    pyarrow.array(["a", "b", "a"]).dictionary_encode(), pyarrow.array([1], pyarrow.date32()),
    pyarrow.array([1], pyarrow.duration("s")), pyarrow.table({"a": [1]}), pyarrow.record_batch({"a": [1]}),
]  # fmt: skip


@pytest.mark.parametrize("column", WRONG, ids=[f"{type(c).__name__} {i}" for i, c in enumerate(WRONG)])
def test_other_types_are_refused(column):
    for call in (
        lambda: otpp.bulk.passcodes(column, NOW),
        lambda: otpp.KeySet(column),
        lambda: otpp.bulk.match(KEYS, column, NOW),
        lambda: otpp.bulk.passcodes(KEYS, column),
    ):
        with pytest.raises(TypeError):
            call()


def test_columns_that_belong_elsewhere():
    for keys in (pyarrow.array([1]), pyarrow.array([1], pyarrow.timestamp("s", "UTC"))):
        with pytest.raises(TypeError, match="key"):
            otpp.bulk.passcodes(keys, NOW)
    with pytest.raises(TypeError, match="code"):
        otpp.bulk.match(KEYS, pyarrow.array(KEYS), NOW)
    with pytest.raises(TypeError, match="time"):
        otpp.bulk.passcodes(KEYS, pyarrow.array(["1"]))


# --- columns that are not what they say --------------------------------------------------------------


class Capsules:
    def __init__(self, *answer, stream=None):
        if stream is None:
            self.__arrow_c_array__ = lambda requested_schema=None: answer if len(answer) != 1 else answer[0]
        else:
            self.__arrow_c_stream__ = lambda requested_schema=None: stream


def test_capsules_of_another_kind():
    schema, array_of = pyarrow.array(KEYS).__arrow_c_array__()
    stream = pyarrow.chunked_array([KEYS]).__arrow_c_stream__()
    for wrong in (
        Capsules(None), Capsules(), Capsules(schema, array_of, None), Capsules(array_of, schema), Capsules(schema, stream),
        Capsules(1, 2), Capsules([schema, array_of]), Capsules(stream=schema), Capsules(3, stream=None),
    ):  # fmt: skip
        with pytest.raises((TypeError, ValueError)):
            otpp.bulk.passcodes(wrong, NOW)
    # left to their owners, who may go on with them
    assert pyarrow.Array._import_from_c_capsule(schema, array_of).to_pylist() == KEYS
    with pytest.raises(TypeError, match="released"):
        otpp.bulk.passcodes(Capsules(schema, array_of), NOW)


def test_an_error_of_the_owner_is_passed_on():
    class Broken:
        def __arrow_c_array__(self, requested_schema=None):
            raise LookupError("not today")

    with pytest.raises(LookupError, match="not today"):
        otpp.bulk.passcodes(Broken(), NOW)


def test_a_stream_that_breaks_off():
    def batches():
        yield pyarrow.record_batch({"a": KEYS[:3]})
        raise OSError("the wire was cut")

    reader = pyarrow.RecordBatchReader.from_batches(pyarrow.schema({"a": pyarrow.binary()}), batches())
    with pytest.raises((RuntimeError, OSError, TypeError)):
        otpp.bulk.passcodes(reader, NOW)


def over(buffers, type, length, offset=0):
    return pyarrow.Array.from_buffers(type, length, [None, *map(pyarrow.py_buffer, buffers)], offset=offset)


@pytest.mark.parametrize("type, dtype", [(pyarrow.binary(), "i4"), (pyarrow.large_binary(), "i8")], ids=str)
def test_offsets_that_lead_elsewhere(type, dtype):
    """Beyond the last one nothing is read, whatever the others say."""
    data = b"".join(KEYS[:4])
    good = expected(KEYS[:4])
    for wrong in (-1, -(2**31), 2**31 - 1, 81):
        offsets = numpy.array([0, 20, 40, 60, 80], dtype)
        offsets[2] = wrong
        found = otpp.bulk.passcodes(over([offsets, data], type, 4), NOW).tolist()
        assert found == [good[0], NO_PASSCODE, NO_PASSCODE, good[3]]
    falling = numpy.array([0, 60, 40, 60, 80], dtype)
    assert otpp.bulk.passcodes(over([falling, data], type, 4), NOW).tolist()[1] == NO_PASSCODE


def test_views_that_lead_elsewhere():
    heap = b"".join(KEYS[:2])

    def view(size, heap_number, offset):
        return numpy.array([size, 0, heap_number, offset], "i4").tobytes()

    views = [view(20, 0, 0), view(20, 0, 21), view(20, 1, 0), view(20, -1, 0), view(20, 0, -1), view(-5, 0, 0),
             view(20, 0, 20), view(2**31 - 1, 0, 2**31 - 1)]  # fmt: skip
    column = over([b"".join(views), heap], pyarrow.binary_view(), len(views))
    first, second = expected(KEYS[:2])
    bad = NO_PASSCODE
    assert otpp.bulk.passcodes(column, NOW).tolist() == [first, bad, bad, bad, bad, bad, second, bad]


def test_nothing_is_copied():
    """A change of the column's memory is seen: it is looked at where it is."""
    data = bytearray(b"".join(KEYS[:4]))
    offsets = numpy.array([0, 20, 40, 60, 80], "i4")
    column = over([offsets, data], pyarrow.binary(), 4)
    assert otpp.bulk.passcodes(column, NOW).tolist() == expected(KEYS[:4])
    data[20:40] = KEYS[7]
    assert otpp.bulk.passcodes(column, NOW).tolist() == expected([KEYS[0], KEYS[7], *KEYS[2:4]])


def test_without_pyarrow():
    """The interface alone: capsules made by hand, of a program that does not import pyarrow."""
    program = f"""if True:
        import ctypes, sys
        import otpp

        class Schema(ctypes.Structure):
            pass

        class Array(ctypes.Structure):
            pass

        ReleaseSchema = ctypes.CFUNCTYPE(None, ctypes.POINTER(Schema))
        ReleaseArray = ctypes.CFUNCTYPE(None, ctypes.POINTER(Array))
        Schema._fields_ = [(n, t) for n, t in [("format", ctypes.c_char_p), ("name", ctypes.c_char_p),
            ("metadata", ctypes.c_char_p), ("flags", ctypes.c_int64), ("n_children", ctypes.c_int64),
            ("children", ctypes.c_void_p), ("dictionary", ctypes.c_void_p), ("release", ReleaseSchema),
            ("private_data", ctypes.c_void_p)]]
        Array._fields_ = [(n, t) for n, t in [("length", ctypes.c_int64), ("null_count", ctypes.c_int64),
            ("offset", ctypes.c_int64), ("n_buffers", ctypes.c_int64), ("n_children", ctypes.c_int64),
            ("buffers", ctypes.POINTER(ctypes.c_void_p)), ("children", ctypes.c_void_p), ("dictionary", ctypes.c_void_p),
            ("release", ReleaseArray), ("private_data", ctypes.c_void_p)]]
        new = ctypes.pythonapi.PyCapsule_New
        new.restype, new.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
        data = ctypes.create_string_buffer({b"".join(KEYS[:3])!r}, 60)
        buffers = (ctypes.c_void_p * 2)(None, ctypes.addressof(data))
        schema = Schema(b"w:20", b"", None, 2, 0, None, None, ReleaseSchema(lambda s: None), None)
        array = Array(2, 0, 1, 2, 0, buffers, None, None, ReleaseArray(lambda a: None), None)

        class Column:
            def __arrow_c_array__(self, requested_schema=None):
                return new(ctypes.addressof(schema), b"arrow_schema", None), new(ctypes.addressof(array), b"arrow_array", None)

        print(otpp.bulk.passcodes(Column(), {NOW}).tolist(), "pyarrow" in sys.modules)
        array.length = -1
        for wrong in ("array.length = -1", "array.length = 2; array.offset = -3", "array.offset = 1; array.n_buffers = 1",
                      "array.n_buffers = 2; buffers[1] = None", "schema.format = b'w:x'", "schema.format = b''",
                      "schema.format = b'w:99999999999999999999'", "schema.n_children = 1"):
            exec(wrong)
            try:
                otpp.bulk.passcodes(Column(), {NOW})
            except TypeError:
                print("refused")
    """
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert said.stdout.splitlines() == [f"{expected(KEYS[1:3])} False"] + ["refused"] * 8, said.stderr


def test_pandas_and_others_by_their_protocol():
    """Any object with the method will do: a wrapper that hides pyarrow's own type."""

    class Wrapped:
        def __init__(self, column):
            self.column = column

        def __arrow_c_stream__(self, requested_schema=None):
            return self.column.__arrow_c_stream__(requested_schema)

    keys, codes = Wrapped(chunked(KEYS, pyarrow.binary())), Wrapped(chunked(TEXTS, pyarrow.string()))
    assert otpp.bulk.match(keys, codes, Wrapped(chunked([NOW] * ROWS, pyarrow.int64()))).tolist() == [0] * ROWS


def test_more_rows_than_a_block():
    rows = 150_000
    keys = list(itertools.islice(itertools.cycle(KEYS), rows))
    texts = [base64.b32encode(key).decode() for key in KEYS]
    codes = list(itertools.islice(itertools.cycle(CODES), rows))
    for column in (
        pyarrow.array(keys),
        pyarrow.chunked_array([keys[:70_000], keys[70_000:70_001], keys[70_001:]]),
        pyarrow.array(itertools.islice(itertools.cycle(texts), rows)),
    ):
        for threads in (1, 2):
            assert otpp.bulk.passcodes(column, NOW, threads=threads).tolist() == codes
        assert otpp.KeySet(column).passcodes(NOW).tolist() == codes
