"""The main job from Python in one run: an account and its QR code, a code that fits and some that do
not, what is refused and why, a login with all that a server has to refuse, and many codes beside the
standard library's. ./dev demo runs it."""

import datetime
import hmac
import secrets
import struct
import sys
import time

import otpp


def title(text):
    print(f"\n== {text}")


def row(label, text):
    print(f"  {label:<24}{text}")


def show_account():
    title("A new account")
    account = otpp.Account(otpp.Secret.generate(), name="alice@example.com", issuer="Example")
    print(account.qr().terminal())
    row("URI, as in the QR code", account.uri())
    row("secret to type", account.secret.base32(group=4))
    return account.otp()


def show_match(totp):
    title("Does a code fit?")
    now = int(time.time())
    right = totp.at(now)
    row("passcode now", f"{right}, for {totp.seconds_left(now)} more seconds")
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    for label, code in [
        ("the right one", right),
        ("one step old", totp.at(now - 30)),
        ("two steps old", totp.at(now - 60)),
        ("a wrong one", wrong),
        ("typed in groups", f"{right[:3]} {right[3:]}"),
        ("no code at all", "12O456"),
    ]:
        row(label, f"{code:<9} {totp.match(code, at=now) or 'fits nowhere in one step back and one ahead'}")
    return totp.match(right, at=now) == (totp.step(now), 0)


def show_refusals(totp):
    title("What is wrong is refused, with its place")
    refused = 0
    for label, call in [
        ("a mistyped secret", lambda: otpp.Secret.from_base32("JBSWY3DPEHPK3PX0")),
        ("a URI of 12 digits", lambda: otpp.Account.from_uri("otpauth://totp/a?secret=JBSWY3DP&digits=12")),
        ("a colon in a name", lambda: otpp.Account(bytes(20), name="a:b")),
        ("a time without a zone", lambda: totp.at(datetime.datetime(2026, 10, 25, 2, 30))),
        ("a code as a number", lambda: totp.match(123456)),
    ]:
        try:
            call()
        except (otpp.InvalidInput, TypeError) as error:
            row(label, f"{type(error).__name__}: {error}")
            refused += 1
    return refused == 5


def show_login():
    title("Two-factor login: what a server says to its log")
    alarms = []
    verifier = otpp.Verifier(
        otpp.stores.Memory(),  # otpp.stores.SQLite("factors.db") in a service, with a KeyRing
        policy=otpp.Policy(limit=5, delay=5),
        keys=otpp.PLAINTEXT,
        on_event=lambda event: alarms.append(event.alarm) if event.alarm else None,
    )
    now = int(time.time())
    account = verifier.begin("42", name="alice@example.com", issuer="Example", at=now)
    row("begin", f"a QR code of {account.qr().size} modules is shown; {account.name} scans it")
    phone = account.otp()
    said = []

    def ask(label, verdict):
        wait = f", {verdict.retry_after} s to wait" if verdict.retry_after else ""
        row(label, f"{verdict.kind}{wait}")
        said.append(str(verdict.kind))
        return verdict

    ask("confirm by a code", verifier.confirm("42", phone.at(now), at=now))
    now += 30
    codes = ask("ten recovery codes", verifier.recovery_codes("42", phone.at(now), at=now)).codes
    now += 30
    code = phone.at(now)
    ask("log in", verifier.verify("42", code, at=now))
    ask("the same code again", verifier.verify("42", code, at=now + 1))
    wrong = next(f"{n:06}" for n in range(9) if phone.match(f"{n:06}", at=now, window=9) is None)
    now += 6
    while ask(f"a wrong code, {wrong}", verifier.verify("42", wrong, at=now)).failures < 5:
        ask("another, at once", verifier.verify("42", wrong, at=now))
        now += verifier.status("42", at=now).retry_after
    ask("the right one, locked", verifier.verify("42", phone.at(now), at=now))
    row("alarms", " and ".join(alarms))
    ask("a recovery code", verifier.recover("42", codes[0].lower().replace("-", " "), at=now))
    now += 30
    ask("log in", verifier.verify("42", phone.at(now), at=now))
    ask("deactivate by a code", verifier.deactivate("42", codes[1], at=now))
    figures = verifier.policy.figures(logins_a_day=3)
    row("this policy", f"one guess is right with 1 in {1 / figures.guess:,.0f}; {figures.guesses_a_day} a day, "
        f"{figures.per_year:.1%} a year")  # fmt: skip
    return (
        said[:4] == ["accepted", "accepted", "accepted", "replayed"]
        and {"mismatch", "throttled", "disabled"} <= set(said)
        and said[-3:] == ["accepted"] * 3
    )


def by_the_standard_library(key, at):
    digest = hmac.digest(key, struct.pack(">Q", at // 30), "sha1")
    (word,) = struct.unpack_from(">I", digest, digest[-1] & 15)
    return f"{(word & 0x7FFFFFFF) % 1_000_000:06}"


def make_many(count=100_000):
    title(f"A passcode for each of {count:,} random keys")
    now = int(time.time())
    ours = theirs = 0.0
    chunk = count // 20
    for done in range(chunk, count + 1, chunk):
        keys = [secrets.token_bytes(20) for _ in range(chunk)]
        start = time.perf_counter()
        codes = [otpp.TOTP(key).at(now) for key in keys]
        middle = time.perf_counter()
        expected = [by_the_standard_library(key, now) for key in keys]
        theirs += time.perf_counter() - middle
        ours += middle - start
        if codes != expected:
            row("different", "from the standard library's")
            return False
        if sys.stdout.isatty() or done == count:
            bar = "#" * (30 * done // count)
            print(f"{chr(13) if sys.stdout.isatty() else ''}  [{bar:<30}] {done:>7,}", end="", flush=True)
    print(f"\n  otpp {count / ours:,.0f} a second, hmac.digest in Python {count / theirs:,.0f}: "
          f"{theirs / ours:.1f} times as fast, each key new, all {count:,} codes equal")
    return True


if __name__ == "__main__":
    totp = show_account()
    good = [show_match(totp), show_refusals(totp), show_login(), make_many()]
    print("\nAll as it should be." if all(good) else "\nSomething is wrong: see above.")
    sys.exit(not all(good))
