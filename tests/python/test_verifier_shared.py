"""One verifier for all threads; and what `import otpp` leaves to those who use one."""

import subprocess
import sys

import otpp
import pytest
from otpp.testing import START, UNTHROTTLED, codes_of, enrolled, in_parallel

pytestmark = pytest.mark.filterwarnings("ignore::otpp.PolicyWarning")
THREADS, ROUNDS = 16, 40


@pytest.fixture(autouse=True)
def switch_often():
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def test_threads_share_a_verifier():
    """Each thread its own factor: what one is told is never another's."""
    store = otpp.stores.Memory()
    codes = [codes_of(enrolled(store, f"factor {number}")) for number in range(THREADS)]
    heard = []
    verifier = otpp.Verifier(
        store, policy=UNTHROTTLED, keys=otpp.PLAINTEXT, on_event=heard.append
    )

    def work(number):
        said = []
        for step in range(ROUNDS):
            at, factor = START + 30 * step, f"factor {number}"
            right = codes[number](step)
            for code in (codes[(number + 1) % THREADS](step), right, right, "12345"):
                said.append(str(verifier.verify(factor, code, at=at).kind))
            said.append(str(verifier.verify(f"nobody {number}", right, at=at).kind))
        return said

    expected = ["mismatch", "accepted", "replayed", "malformed", "not_enrolled"] * ROUNDS
    told = in_parallel(THREADS, work)
    pairs = [pair for answers in told for pair in zip(answers, expected, strict=True)]
    wrong = [said for said, right in pairs if said != right]
    assert len(wrong) <= 5, wrong  # another's code fits one's own in one of 333,000
    assert len(heard) == THREADS * ROUNDS * 5
    for number in range(THREADS):
        assert verifier.status(f"factor {number}", at=START).used == START + 30 * (ROUNDS - 1)


def test_threads_begin_and_erase_one_factor():
    """Whoever is told an account, and confirms it alone, has the factor."""
    store = otpp.stores.Memory()
    verifier = otpp.Verifier(store, policy=UNTHROTTLED, keys=otpp.PLAINTEXT)

    def work(number):
        account = verifier.begin("alice", name="a", at=START)
        return account, verifier.confirm("alice", account.otp().at(START), at=START)

    for _ in range(10):
        told = in_parallel(4, lambda number: attempt(lambda: work(number)))
        confirmed = [account for account, verdict in filter(None, told) if verdict]
        assert len(confirmed) == 1
        assert verifier.verify("alice", confirmed[0].otp().at(START + 30), at=START + 30)
        assert verifier.reset("alice", "the next round", erase=True)


def attempt(call):
    try:
        return call()
    except otpp.InvalidInput as refused:
        assert refused.reason is otpp.Reason.ALREADY_ENROLLED
        return None


def test_what_an_import_leaves_for_later():
    later = "otpp.server.verifier otpp._server otpp.server.policy otpp.server.sealing otpp.stores dataclasses nacl sqlite3"
    code = f"import sys, otpp; print(*[name for name in {later.split()} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_what_is_loaded_later_is_listed_now():
    code = "import otpp; print('Verifier' in dir(otpp), otpp.Verifier.__module__, otpp.stores.Memory())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True otpp <Memory of 0 factors>\n"
    with pytest.raises(AttributeError, match="has no attribute 'Verifer'"):
        otpp.Verifer  # noqa: B018
    with pytest.raises(AttributeError, match="has no attribute 'Redus'"):
        otpp.stores.Redus  # noqa: B018
