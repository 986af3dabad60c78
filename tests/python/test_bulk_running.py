"""What happens while a bulk call runs: progress, Ctrl-C, other threads, forks, memory that changes."""

import os
import random
import re
import signal
import subprocess
import sys
import sysconfig
import threading
import time

import numpy
import otpp
import pytest

NOW = 1_700_000_000
RNG = numpy.random.default_rng(9)
MANY = 300_000
KEYS = RNG.integers(0, 256, (MANY, 20), dtype=numpy.uint8)
CODES = otpp.bulk.passcodes(KEYS, NOW)
SLOW = dict(kernel="portable", window=6)  # a second for all of them


@pytest.fixture(scope="module")
def prepared():
    return otpp.KeySet(KEYS)


# --- progress --------------------------------------------------------------------------------------


@pytest.mark.parametrize("threads", [1, 2, None])
@pytest.mark.parametrize("form", ["prepared", "array", "list"])
def test_progress(prepared, threads, form):
    seen = []
    me = threading.get_ident()

    def progress(done, total):
        assert threading.get_ident() == me and total == MANY
        seen.append(done)

    options = dict(threads=threads, progress=progress, **SLOW)
    begun = time.monotonic()
    if form == "prepared":
        found = prepared.match(CODES, NOW, **options)
    else:
        keys = KEYS if form == "array" else [bytes(key) for key in KEYS]
        found = otpp.bulk.match(keys, CODES, NOW, **options)
    assert not found.any()
    assert seen == sorted(seen) and seen[-1] == MANY
    assert len(seen) >= 3 and seen[0] < MANY
    # 50 ms apart, but for the last one; counted, since a single one may come late on a machine that is busy
    assert len(seen) - 1 <= (time.monotonic() - begun) / 0.05


def test_progress_of_a_short_call_is_told_once():
    seen = []
    otpp.bulk.match(KEYS[:10], CODES[:10], NOW, progress=lambda *both: seen.append(both))
    assert seen == [(10, 10)]


@pytest.fixture(scope="module")
def whole_call():
    """Seconds of processor time."""
    begun = time.process_time()
    otpp.bulk.match(KEYS, CODES, NOW, threads=1, **SLOW)
    return time.process_time() - begun


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("form", ["prepared", "array", "list"])
def test_an_exception_of_the_callback_ends_the_call(prepared, threads, form, whole_call):
    class Enough(Exception):
        pass

    def progress(done, total):
        raise Enough

    options = dict(threads=threads, progress=progress, **SLOW)
    calls = {
        "prepared": lambda: prepared.match(CODES, NOW, **options),
        "array": lambda: otpp.bulk.match(KEYS, CODES, NOW, **options),
        "list": lambda: otpp.bulk.match([bytes(key) for key in KEYS], CODES, NOW, **options),
    }
    before = len(os.listdir("/proc/self/task"))
    spent = time.process_time()  # of the processors: no clock of a busy machine
    with pytest.raises(Enough):
        calls[form]()
    spent = time.process_time() - spent
    assert spent < whole_call / 2
    assert len(os.listdir("/proc/self/task")) == before  # nobody goes on
    assert prepared.match(CODES[:1], NOW).tolist()[0] == 0  # and the set is free
    prepared.erase(prepared.append(bytes(20)))


def test_a_callback_may_ask_but_not_change(prepared):
    said = []

    def progress(done, total):
        if not said:
            said.append(prepared.match(CODES, NOW)[:3].tolist())
            said.append(len(prepared))
            for change in (lambda: prepared.append(bytes(20)), lambda: prepared.erase(0)):
                with pytest.raises(RuntimeError, match="under way"):
                    change()

    prepared.match(CODES, NOW, progress=progress, kernel="portable")
    assert said == [[0, 0, 0], MANY]


def test_a_callback_may_ask_while_another_thread_waits_to_change(prepared):
    """Else both would wait for each other."""
    asked = []
    changer = threading.Thread(target=lambda: prepared.erase(prepared.append(bytes(20))), daemon=True)

    def progress(done, total):
        if not asked:
            changer.start()
            time.sleep(0.05)
            asked.append(prepared.match(CODES, NOW).any())

    worker = threading.Thread(
        target=lambda: prepared.match(CODES, NOW, progress=progress, **SLOW), daemon=True
    )
    worker.start()
    for thread in (worker, changer):
        thread.join(30)
        assert not thread.is_alive()
    assert asked == [False] and len(prepared) == MANY


# --- Ctrl-C ----------------------------------------------------------------------------------------

INTERRUPTED = """if True:
    import os, signal, sys, threading, time
    import numpy, otpp
    what = sys.argv[1]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the tests inherit it ignored
    rows = 400_000
    keys = numpy.random.default_rng(1).integers(0, 256, (rows, 20), dtype=numpy.uint8)
    codes = numpy.zeros(rows, numpy.uint32)
    options = dict(kernel="portable", window=100, algorithm="SHA512")
    prepared = otpp.KeySet(keys, algorithm="SHA512")
    texts = [key.tobytes() for key in keys]
    call = {
        "array": lambda: otpp.bulk.match(keys, codes, 0, **options),
        "one thread": lambda: otpp.bulk.match(keys, codes, 0, threads=1, **options),
        "list": lambda: otpp.bulk.match(texts, codes, 0, **options),
        "prepared": lambda: prepared.match(codes, 0, kernel="portable", window=100),
        "KeySet": lambda: [otpp.KeySet(texts, algorithm="SHA512") for _ in range(1000)],
        "progress": lambda: otpp.bulk.match(keys, codes, 0, progress=lambda *_: None, **options),
    }[what]
    pressed = []

    def threads():
        return len(os.listdir("/proc/self/task"))

    before = threads()  # NumPy has some of its own

    def press():
        time.sleep(0.3)
        pressed.append(time.process_time())
        os.kill(os.getpid(), signal.SIGINT)

    presser = threading.Thread(target=press)
    presser.start()
    try:
        call()
    except KeyboardInterrupt:
        took = round(1000 * (time.process_time() - pressed[0]))
        presser.join()
        time.sleep(0.05)  # for the system to forget it
        print(took, threads() - before)
"""


@pytest.mark.slow
@pytest.mark.parametrize("what", ["array", "one thread", "list", "prepared", "KeySet", "progress"])
def test_ctrl_c(what, record_property):
    """Within 100 ms of the process's own time, which other processes do not lengthen; the best of ten."""
    took = []
    for _ in range(10):
        ran = subprocess.run(
            [sys.executable, "-c", INTERRUPTED, what], capture_output=True, text=True, timeout=60
        )
        found = re.fullmatch(r"(\d+) 0\n", ran.stdout)
        assert found, ran.stdout + ran.stderr
        took.append(int(found[1]))
        if took[-1] < 100:
            break
    record_property(f"CPU ms from Ctrl-C to KeyboardInterrupt, {what}", took[-1])
    assert min(took) < 100


# --- other threads ---------------------------------------------------------------------------------


def test_others_run_meanwhile(prepared):
    """The call holds no lock of Python's: this thread works while another one matches."""

    def worked():
        """The seconds of the processor that this thread got during the call, as a share of the call's own."""
        seconds = []

        def match():
            start = time.thread_time()
            prepared.match(CODES, NOW, threads=1, **SLOW)
            seconds.append(time.thread_time() - start)

        worker = threading.Thread(target=match)
        start = time.thread_time()
        worker.start()
        while not seconds:
            pass
        worker.join()
        return (time.thread_time() - start) / seconds[0]

    # With the lock held this thread gets nothing, each time; a busy machine may favour the other thread now and then.
    assert any(worked() > 1 / 4 for _ in range(5))


def test_eight_threads_share_one_key_set(prepared):
    """Each its own times and codes, while one of them adds and removes rows at the end."""
    assert sysconfig.get_config_var("Py_GIL_DISABLED") in (0, 1, None)  # free-threaded as well
    rows = 5_000
    shared = otpp.KeySet(KEYS[:rows])
    wrong, stop = [], threading.Event()

    def match(number):
        at = NOW + 30 * number
        expected = otpp.bulk.passcodes(KEYS[:rows], at)
        for _ in range(15):
            if shared.passcodes(at, threads=1 + number % 2)[: rows - 8].tolist() != expected[: rows - 8].tolist():
                wrong.append(number)
            if shared.match("no code", at).any() and len(shared) < rows - 8:
                wrong.append(number)

    def change():
        while not stop.is_set():
            shared.erase(len(shared) - 1)
            shared.append(bytes(20))
            shared.faults, repr(shared)

    threads = [threading.Thread(target=match, args=[number]) for number in range(7)]
    changer = threading.Thread(target=change)
    for thread in [*threads, changer]:
        thread.start()
    for thread in threads:
        thread.join(60)
    stop.set()
    changer.join(60)
    assert wrong == [] and len(shared) == rows and not changer.is_alive()


def test_first_calls_at_the_same_time():
    """The first call imports NumPy, which lets other threads run in between."""
    program = """if True:
        import threading, otpp
        together = threading.Barrier(8)
        found = []
        def first():
            together.wait()
            found.append(otpp.bulk.passcodes([b"12345678901234567890"] * 3, 59).tolist())
        threads = [threading.Thread(target=first) for _ in range(8)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print(found == [[287082] * 3] * 8)
    """
    for _ in range(3):
        ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30)
        assert ran.stdout == "True\n", ran.stderr


def test_a_change_waits_for_the_calls(prepared):
    """Nothing is changed under a call: when `append` returns, the call has told its end."""
    started, seen = threading.Event(), []

    def progress(done, total):
        seen.append(done)
        started.set()

    worker = threading.Thread(target=lambda: prepared.match(CODES, NOW, progress=progress, **SLOW))
    worker.start()
    assert started.wait(30) and seen[-1] < MANY
    row = prepared.append(bytes(20))
    assert seen[-1] == MANY
    worker.join()
    prepared.erase(row)
    assert len(prepared) == MANY


# --- forks -----------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_in_the_middle(prepared):
    """While another thread matches: parent and child both go on with the set, and change it."""
    busy = threading.Event()
    worker = threading.Thread(
        target=lambda: prepared.match(CODES, NOW, progress=lambda *_: busy.set(), **SLOW)
    )
    worker.start()
    busy.wait(30)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.alarm(60)
            good = not prepared.match(CODES, NOW, threads=2).any()
            row = prepared.append(KEYS[0].tobytes())
            good = good and row == MANY and prepared.passcodes(NOW)[row] == CODES[0]
            prepared.erase(0)
            good = good and len(prepared) == MANY and prepared.passcodes(NOW)[0] == CODES[0]
            status = 0 if good else 2
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    worker.join()
    assert os.waitstatus_to_exitcode(status) == 0
    assert len(prepared) == MANY and not prepared.match(CODES, NOW, threads=2).any()


# --- memory that changes ---------------------------------------------------------------------------


def scramble(memory, stop):
    chance = random.Random(3)
    while not stop.is_set():
        memory[chance.randrange(len(memory))] = chance.choice([0, 255, -1, 2**31 - 1, 1 << 20]) & 255


@pytest.mark.parametrize("what", ["keys", "codes", "times", "texts", "out", "arrow"])
def test_memory_that_another_thread_changes(what):
    rows = 20_000
    memory = {
        "keys": KEYS[:rows].copy(),
        "codes": CODES[:rows].copy(),
        "times": numpy.full(rows, NOW),
        "texts": numpy.array([f"{code:06}" for code in CODES[:rows]]),
        "out": numpy.zeros(rows, numpy.int8),
        "arrow": numpy.arange(0, 20 * rows + 1, 20, dtype="i4"),
    }
    keys = memory["keys"]
    if what == "arrow":
        pyarrow = pytest.importorskip("pyarrow")
        buffers = [None, pyarrow.py_buffer(memory["arrow"]), pyarrow.py_buffer(KEYS[:rows].tobytes())]
        keys = pyarrow.Array.from_buffers(pyarrow.binary(), rows, buffers)
    codes = memory["texts"] if what == "texts" else memory["codes"]
    stop = threading.Event()
    changing = memory[what].view("u1").reshape(-1)
    if what == "arrow":
        changing = changing[:-4]  # the last offset says how much there is: nothing else does
    changer = threading.Thread(target=scramble, args=[changing, stop])
    changer.start()
    try:
        for turn in range(20):
            found = otpp.bulk.match(
                keys, codes, memory["times"], out=memory["out"], threads=1 + turn % 2
            )
            assert len(found) == rows
            if turn % 5 == 0:
                otpp.KeySet(keys)
    finally:
        stop.set()
        changer.join()


def test_a_list_that_changes_meanwhile():
    keys = [key.tobytes() for key in KEYS]

    def progress(done, total):
        keys.pop()

    with pytest.raises(RuntimeError, match="changed its size"):
        otpp.bulk.match(keys, CODES, NOW, progress=progress, **SLOW)

    keys = [key.tobytes() for key in KEYS]

    def other_keys(done, total):
        for row in range(0, len(keys), 1000):
            keys[row] = bytes(20)

    otpp.bulk.match(keys, CODES, NOW, progress=other_keys, kernel="portable")


def test_a_list_of_times_that_changes_itself():
    import datetime

    class Sly(datetime.tzinfo):
        def utcoffset(self, moment):
            times.clear()
            return datetime.timedelta(0)

    moment = datetime.datetime(2025, 1, 1, tzinfo=Sly())
    times = [moment] * 50
    expected = int(otpp.TOTP(KEYS[0].tobytes()).at(moment))
    times = [moment] * 50
    assert otpp.bulk.passcodes(KEYS[0].tobytes(), times).tolist() == [expected] * 50
