"""The store in memory keeps what stores promise; and the suite that says so finds the stores that do not."""

import time

import otpp
import otpp.testing
import pytest


class TestMemory(otpp.testing.StoreConformance):
    @pytest.fixture
    def store(self):
        return otpp.stores.Memory()
