"""What was sealed or opened, and the keys of the ring, are not left in memory (SECURITY.md, S18).

As test_wiping.py, with Crypto++ at work: while it is, the loader binds its calls and saves all registers on the
stack, words of the key among them, which are ours to clear.
"""

import shutil
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


def search(folder, compiler, flags, include=ROOT / "include"):
    binary = folder / "sealing"
    compile_(
        [compiler, "-std=c++20", *flags.split(), f"-I{include}", HERE / "sealing.cpp"]
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


CONTROLS = {
    "stack_after_seal": ("encrypt(key, bytes, data.view(), plain);\n        detail::wipe_stack<stack_reach>();",
                         "encrypt(key, bytes, data.view(), plain);", "cryptopp_sealing", "cryptopp_sealer: seal"),
    "stack_after_open": ("{plain.value, size});\n        detail::wipe_stack<stack_reach>();",
                         "{plain.value, size});", "cryptopp_sealing", "cryptopp_sealer: moved"),
    "secret_that_is_refused": ("detail::wiped<unsigned char[max_key_size]> plain;",
                               "struct { unsigned char value[max_key_size]; } plain;", "cryptopp_sealing",
                               "cryptopp_sealer: open, refused with the secret already read"),
    "ring": ("constexpr ~key_ring() { detail::wipe(keys_); }", "constexpr ~key_ring() {}", "key_ring",
             "key_ring: made, read, moved"),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTROLS)
def test_a_missing_wipe_of_a_seal_is_seen(scratch, tmp_path, name):  # noqa: F811
    old, new, header, path = CONTROLS[name]
    include = tmp_path / "include"
    shutil.copytree(ROOT / "include", include)
    file = include / f"otpp/integrations/{header}.hpp"
    assert file.read_text().count(old) == 1
    file.write_text(file.read_text().replace(old, new))
    finds = {each.path: each.finds for each in search(scratch, "g++", "-O0" if name == "ring" else "-O2", include)}
    assert finds[path] > 0
