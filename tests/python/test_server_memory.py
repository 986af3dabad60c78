"""The store in memory keeps what stores promise; and the suite that says so finds the stores that do not."""

import collections
import re
import subprocess
import sys

import otpp
import otpp.testing
import pytest


class TestMemory(otpp.testing.StoreConformance):
    @pytest.fixture
    def store(self):
        return otpp.stores.Memory()


def test_it_shows_and_copies_no_line():
    store = otpp.stores.Memory()
    assert store.compare_and_set("alice", None, "a line") and len(store) == 1
    assert store.compare_and_set("otpp:decoys", None, "another")
    assert (repr(store), store.factors()) == ("<Memory of 1 factors>", ["alice"])
    import copy
    import pickle

    for call in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="not copied or pickled"):
            call(store)


def test_none_is_no_line_to_remove():
    store = otpp.stores.Memory()
    assert store.remove("nobody", None) is False


# --- stores that do not -----------------------------------------------------------------------------

BROKEN = '''
import time
import pytest, otpp
from otpp.testing import StoreConformance

class Base(otpp.stores.Memory):
    __slots__ = ()

class ReadsThenWrites(Base):
    """Between its read and its write, others write."""
    def compare_and_set(self, factor, expected, new):
        if self.load(factor) != expected:
            return False
        time.sleep(0)
        self._lines[factor] = new
        return True

class WritesAnyhow(Base):
    def compare_and_set(self, factor, expected, new):
        self._lines[factor] = new
        return True

class ForgetsToAnswer(Base):
    def compare_and_set(self, factor, expected, new):
        super().compare_and_set(factor, expected, new)

class AcknowledgesAndLoses(Base):
    def compare_and_set(self, factor, expected, new):
        return self.load(factor) == expected

class InAnyCase(Base):
    def load(self, factor):
        return super().load(factor.casefold())
    def compare_and_set(self, factor, expected, new):
        return super().compare_and_set(factor.casefold(), expected, new)
    def remove(self, factor, expected):
        return super().remove(factor.casefold(), expected)

class Padded(Base):
    def compare_and_set(self, factor, expected, new):
        return super().compare_and_set(factor, expected and expected.rstrip(), new)

class Cut(Base):
    def compare_and_set(self, factor, expected, new):
        return super().compare_and_set(factor, expected and expected[:255], new[:255])

class RemovesAnyhow(Base):
    def remove(self, factor, expected):
        return self._lines.pop(factor, None) is not None

class InsertsOver(Base):
    """An upsert where an insert was asked for."""
    def compare_and_set(self, factor, expected, new):
        return super().compare_and_set(factor, self.load(factor) if expected is None else expected, new)

class CountsRows(Base):
    def compare_and_set(self, factor, expected, new):
        return int(super().compare_and_set(factor, expected, new))

class Right(Base):
    pass

for store in (ReadsThenWrites, WritesAnyhow, ForgetsToAnswer, AcknowledgesAndLoses, InAnyCase, Padded,
              Cut, RemovesAnyhow, InsertsOver, CountsRows, Right):
    class Test(StoreConformance):
        ROUNDS = 60
        @pytest.fixture
        def store(self, kind=store):
            return kind()
    globals()["Test" + store.__name__] = Test
'''

FOUND_BY = {
    "ReadsThenWrites": "test_made_once_by_many",
    "WritesAnyhow": "test_made_once",
    "ForgetsToAnswer": "test_made_once",
    "AcknowledgesAndLoses": "test_made_once",
    "InAnyCase": "test_names_are_told_apart",
    "Padded": "test_compared_byte_by_byte",
    "Cut": "test_lines_of_every_length",
    "RemovesAnyhow": "test_removed",
    "InsertsOver": "test_made_once",
    "CountsRows": "test_made_once",
}


@pytest.mark.slow
def test_broken_stores_are_found(tmp_path):
    (tmp_path / "test_broken.py").write_text(BROKEN)
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "--tb=no"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stdout
    failed = collections.defaultdict(set)
    for store, test in re.findall(r"^FAILED \S+::Test(\w+)::(\w+)", said, re.MULTILINE):
        failed[store].add(test)
    assert set(failed) == set(FOUND_BY), said
    assert {store for store, test in FOUND_BY.items() if test not in failed[store]} == set(), said
    assert "test_a_code_opens_once" in failed["ReadsThenWrites"] | failed["WritesAnyhow"]
    assert re.search(r"^PASSED \S+::TestRight::", said, re.MULTILINE)
