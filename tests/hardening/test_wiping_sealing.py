"""What was sealed or opened, and the keys of the ring, are not left in memory (SECURITY.md, S18).

As test_wiping.py, with Crypto++ at work: while it is, the loader binds its calls and saves all registers on the
stack, words of the key among them, which are ours to clear.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "hardening"))

from test_wiping import HERE, MATRIX, USUAL, compile_, run, scratch  # noqa: E402, F401

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        subprocess.run(["pkg-config", "--exists", "libcrypto++"]).returncode != 0, reason="needs Crypto++"
    ),
]


def search(folder, compiler, flags):
    binary = folder / "sealing"
    compile_(
        [compiler, "-std=c++20", *flags.split(), f"-I{ROOT / 'include'}", HERE / "sealing.cpp"]
        + [folder / "harness.o", "-lcryptopp", "-Wl,-z,now", "-o", binary]
    )
    return run(binary, folder / "listing", bound=False)  # it does so to Crypto++'s users as well


@pytest.mark.parametrize(
    "compiler, flags", [*USUAL, *(pytest.param(*each, marks=pytest.mark.matrix) for each in MATRIX)]
)
def test_nothing_is_left_of_seals(scratch, compiler, flags):  # noqa: F811
    found = search(scratch, compiler, flags)
    assert all(each.needles > 300 and each.scanned > 1_000_000 for each in found)
    assert [each for each in found if each.finds] == []
