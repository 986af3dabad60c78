"""Objects that threads share give each of them the answers that one thread alone gets."""

import concurrent.futures
import sys
import threading

import otpp
import pytest

KEY = b"12345678901234567890"
THREADS = 8
ROUNDS = 400


@pytest.fixture(autouse=True)
def switch_often():
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def in_parallel(work):
    """Runs work(number of the thread) in all threads, begun together, and gives the answers."""
    together = threading.Barrier(THREADS)

    def started(number):
        together.wait()
        return work(number)

    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(started, range(THREADS)))


def test_one_totp_and_one_hotp():
    totp, hotp = otpp.TOTP(KEY, digits=8, algorithm="SHA256"), otpp.HOTP(KEY, digits=10)

    def work(number):
        answers = []
        for i in range(ROUNDS):
            step = number * ROUNDS + i
            answers.append(
                (totp.at(30 * step), totp.match(totp.at(30 * step), at=30 * step), hotp.at(step))
            )
        return answers

    alone = [work(number) for number in range(THREADS)]
    assert in_parallel(work) == alone
    assert len({code for answers in alone for code, _, _ in answers}) > 0.99 * THREADS * ROUNDS


def test_one_secret_and_one_account():
    account = otpp.Account(KEY, name="älice", issuer="Example")
    secret = account.secret

    def work(number):
        seen = set()
        for _ in range(ROUNDS):
            again = otpp.Account.from_uri(account.uri())
            seen.add(
                (
                    again.uri(),
                    again.secret.bytes(),
                    secret.base32(group=4),
                    len(secret),
                    repr(account),
                )
            )
            seen.add((otpp.TOTP(secret).at(59), account.otp().at(59), secret.bytes()))
        return seen

    assert in_parallel(work) == [work(0)] * THREADS


def test_refusals_in_parallel():
    """An exception belongs to the thread whose input was wrong."""

    def work(number):
        seen = set()
        for _ in range(ROUNDS):
            try:
                otpp.Secret.from_base32("A" * 2 * number + "0")
            except otpp.InvalidInput as refused:
                seen.add((refused.reason, refused.offset))
        return seen

    assert in_parallel(work) == [{(otpp.Reason.BASE32_LOOKALIKE, 2 * n)} for n in range(THREADS)]


def test_generated_secrets_are_never_the_same():
    made = in_parallel(lambda number: [otpp.Secret.generate().bytes() for _ in range(ROUNDS)])
    assert len({key for keys in made for key in keys}) == THREADS * ROUNDS


def test_objects_that_come_and_go():
    """Made in one thread, dropped in another."""
    shared = [otpp.TOTP(KEY) for _ in range(64)]

    def work(number):
        for i in range(ROUNDS):
            shared[(number * 7 + i) % 64] = otpp.TOTP(KEY)
            if shared[i % 64].at(59) != "287082":
                return False
        return True

    assert all(in_parallel(work))


@pytest.mark.skipif(not hasattr(sys, "_is_gil_enabled"), reason="needs Python 3.13")
def test_a_free_threaded_python_stays_so():
    import sysconfig

    assert sys._is_gil_enabled() is not bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
