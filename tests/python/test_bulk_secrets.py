"""A KeySet shows no key, nor does an error of a bulk call; and what a call decoded or gathered of keys is
wiped when it returns: the memory of a process that made such calls is searched from outside."""

import base64
import copy
import os
import pathlib
import pickle
import re
import subprocess
import sys
import traceback

import numpy
import otpp
import pytest

MARK = os.urandom(10)  # every planted key begins with it, and ends in bytes of its own
KEYS = [MARK + os.urandom(22) for _ in range(5)]
TEXTS = [base64.b32encode(key).decode().rstrip("=") for key in KEYS]


def shown_by(call):
    try:
        return repr(call())
    except Exception as error:
        return "".join(traceback.format_exception(error)) + repr(error) + repr(error.args)


def test_nothing_shows_a_key():
    keys = otpp.KeySet(KEYS)
    array = numpy.frombuffer(b"".join(KEYS), numpy.uint8).reshape(5, 32)
    said = "".join(
        shown_by(call)
        for call in (
            lambda: keys,
            lambda: str(keys) + f"{keys}" + repr([keys]),
            lambda: vars(keys),
            lambda: keys.__getstate__(),
            lambda: keys[0],
            lambda: list(keys),
            lambda: bytes(keys),
            lambda: memoryview(keys),
            lambda: keys == keys,
            lambda: hash(keys) > 0,
            lambda: keys.faults,
            lambda: otpp.KeySet([*KEYS, 7]),
            lambda: otpp.KeySet([*TEXTS, object()]),
            lambda: otpp.KeySet(KEYS, TEXTS),
            lambda: otpp.KeySet(dict.fromkeys(KEYS)),
            lambda: otpp.KeySet(array.astype(int)),
            lambda: otpp.KeySet(KEYS[0][:5] * 40),
            lambda: otpp.bulk.match(KEYS, TEXTS, TEXTS),
            lambda: otpp.bulk.match(KEYS, KEYS, 0),
            lambda: otpp.bulk.match(KEYS, "000000", KEYS),
            lambda: otpp.bulk.passcodes(TEXTS, 0, kernel=TEXTS[0]),
            lambda: otpp.bulk.passcodes(KEYS, 0, 7),
            lambda: keys.append(TEXTS[0] + "0"),
            lambda: keys.append(KEYS),
            lambda: keys.match(KEYS, 0),
        )
    )
    # the lines of a traceback hold source text, which has none of it
    assert len(said) > 3000
    for key, text in zip(KEYS, TEXTS):
        assert text[:12] not in said and repr(key)[2:30] not in said and key.hex()[:16] not in said
        assert ", ".join(map(str, key[:5])) not in said


def test_it_is_neither_copied_nor_pickled():
    keys = otpp.KeySet(KEYS)
    for call in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="neither copied nor pickled"):
            call(keys)
    assert keys.append(b"1") == 5


# --- the memory of a process -------------------------------------------------------------------------

CHILD = """if True:
    import sys
    import numpy, otpp
    texts = sys.stdin.readline().split()
    rows = len(texts)
    what = sys.argv[1]
    if what.startswith("gathered"):
        # The keys with other bytes between theirs: nowhere do they stand together.
        apart = numpy.zeros((rows, 3 * 32), numpy.uint8)
        for row, text in enumerate(texts):
            apart[row, ::3] = [int(text[i : i + 2], 16) for i in range(0, 64, 2)]
        keys = apart[:, ::3]
    elif what.startswith("array"):
        keys = numpy.array(texts, "U" if "U" in what else "S")
    else:
        keys = texts
    for kernel in (None, *otpp.bulk.kernels()):
        otpp.bulk.passcodes(keys, 59, kernel=kernel)
        otpp.bulk.match(keys, "123456", 59, kernel=kernel, threads=2)
        kept = otpp.KeySet(keys)
        kept.match("123456", 59, kernel=kernel)
    try:
        otpp.bulk.match([*texts, 7], "123456", 59)
    except TypeError:
        pass
    if "planted" in what:
        # as a leak would: the bytes of one key, in memory of their own
        number = 7 if rows > 7 else 0
        leak = numpy.ascontiguousarray(keys[number]) if "gathered" in what else otpp.Secret.from_base32(texts[number])
    print("done", flush=True)
    sys.stdin.readline()
"""


def writable_memory(process):
    maps = pathlib.Path(f"/proc/{process}/maps").read_text()
    with open(f"/proc/{process}/mem", "rb", 0) as memory:
        for begin, end in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", maps, re.M):
            memory.seek(int(begin, 16))
            try:
                yield memory.read(int(end, 16) - int(begin, 16))
            except OSError:
                pass  # the kernel's own pages


def found_after(what, rows):
    """How many writable pieces of memory hold a key, of a process that made calls of this kind."""
    mark = os.urandom(10)
    keys = [mark + os.urandom(22) for _ in range(rows)]
    texts = [key.hex() if what.startswith("gathered") else base64.b32encode(key).decode().rstrip("=") for key in keys]
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", CHILD, what], stdin=pipe, stdout=pipe, text=True) as child:
        child.stdin.write(" ".join(texts) + "\n")
        child.stdin.flush()
        assert child.stdout.readline() == "done\n"
        # as bytes, and as the words of a hash in this machine's order
        turned = b"".join(mark[i : i + 4][::-1] for i in (0, 4))
        searched = found = 0
        for piece in writable_memory(child.pid):
            searched += len(piece)
            found += mark in piece or turned in piece
        child.communicate("\n")
    return found, searched


@pytest.mark.slow
@pytest.mark.parametrize("rows", [3, 900, 70_000])
@pytest.mark.parametrize("what", ["list", "array S", "array U", "gathered"])
def test_no_key_is_left_in_memory(what, rows, record_property):
    found, searched = found_after(what, rows)
    record_property(f"MB searched for keys after bulk calls, {what} of {rows}", searched >> 20)
    assert searched > 10**6
    assert found == 0


@pytest.mark.parametrize("what", ["list, planted", "gathered, planted"])
def test_one_that_is_left_is_found(what):
    found, _ = found_after(what, 50)
    assert found >= 1
