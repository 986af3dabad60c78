"""Gates on the kernels that valgrind cannot run: the instructions of their loops, in the listing.

tools/instruction_bound.py counts for 16 rows of SHA-1; tests/hardening/instructions/listing.toml holds what it
counted, by the rules of baseline.py. Renew it, with a reason in the commit, on each Debian that it holds a
compiler of, by

    python tests/hardening/test_listing.py --renew
"""

import pathlib
import shutil
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests" / "hardening")]

import baseline  # noqa: E402
import instruction_bound  # noqa: E402

COMPILERS = instruction_bound.COMPILERS
G_PLUS_PLUS_USUALLY = ("g++", pytest.param("clang++", marks=pytest.mark.matrix))
BASELINE = ROOT / "tests" / "hardening" / "instructions" / "listing.toml"
RENEW = "python tests/hardening/test_listing.py --renew"


def counts(compiler: str) -> dict[str, dict[str, int]]:
    return {piece: count._asdict() for piece, count in instruction_bound.pieces(compiler).items()}


@pytest.mark.slow
@pytest.mark.parametrize("compiler", G_PLUS_PLUS_USUALLY)
def test_listing(compiler):
    if not shutil.which(compiler):
        pytest.skip(f"{compiler} is not installed")
    counted = counts(compiler)
    assert all(names == baseline.flat(counted).keys() for names in baseline.names(BASELINE)), RENEW
    found = baseline.faults(BASELINE, compiler, baseline.version(compiler), counted, RENEW)
    if found:
        pytest.fail(f"{compiler}:\n" + "\n".join(found), pytrace=False)


def walk(listing: str, inner: int, outer: int):
    instructions = [
        instruction_bound.Instruction(int(line.split()[0], 16), *(line.split(maxsplit=2)[1:] + [""])[:2])
        for line in listing.strip().splitlines()
    ]
    return instruction_bound.Function(instructions).walked(inner, outer)


def test_every_turn_of_a_loop_is_counted_by_its_longer_branch():
    whole, turn = walk(
        """
        0 xor %eax,%eax
        1 vpaddd %zmm0,%zmm1,%zmm2
        2 nopw 0x0(%rax,%rax,1)
        3 vmovdqa32 (%rdi),%zmm1
        4 test %esi,%esi
        5 je 8
        6 vpxord %zmm0,%zmm1,%zmm2
        7 jmp a
        8 add $0x1,%eax
        a vpbroadcastd 0x4(%rdi),%zmm3
        b cmp %eax,%edx
        c jne 3
        d cmp %ecx,%ebx
        e jne 1
        f ret
        """,
        inner=3,
        outer=5,
    )
    assert turn == (8, 3, 1)  # from 3 to c, through 6 and 7
    assert whole == (2 + 5 * (3 + 3 * 8), 5 * (1 + 3 * 3), 5 * (1 + 3 * 1))


def test_a_loop_left_in_its_middle_is_followed():
    whole, turn = walk(
        """
        0 jmp 3
        1 vprold $0x5,%zmm0,%zmm0
        2 vmovdqa32 %zmm0,(%rdi)
        3 sub $0x1,%eax
        4 je 6
        5 jmp 1
        6 ret
        """,
        inner=2,
        outer=1,
    )
    assert turn[2] == 1 and whole[2] == 2


def renew() -> None:
    head = [
        "Instructions for 16 rows of SHA-1, -std=c++20 -O2, in the listing. Not edited by hand:",
        f"  {RENEW}",
    ]
    baseline.renew(BASELINE, head, {compiler: counts(compiler) for compiler in COMPILERS})


if __name__ == "__main__":
    if sys.argv[1:] != ["--renew"]:
        sys.exit(__doc__)
    renew()
