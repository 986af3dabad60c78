"""The main job from Python in one run: an account and its QR code, a code that fits and some that do
not, what is refused and why, a login with all that a server has to refuse, and a million codes beside
pyotp's. ./dev demo runs it."""

import base64
import datetime
import os
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


def bar(done, total):
    """A bar of progress where somebody watches it grow."""
    if sys.stdout.isatty():
        print(f"\r  [{'#' * (40 * done // total):<40}] {done:>9,}", end="", flush=True)


def by_pyotp(keys, codes, at):
    """Seconds that pyotp needs for these rows, and whether each fits; None if it is not installed."""
    try:
        import pyotp
    except ImportError:
        return None
    moment = datetime.datetime.fromtimestamp(at, datetime.timezone.utc)
    start = time.perf_counter()
    found = [
        pyotp.TOTP(base64.b32encode(key).decode()).verify(code, for_time=moment, valid_window=1)
        for key, code in zip(keys, codes)
    ]
    return time.perf_counter() - start, found


def match_a_million(rows=1_000_000, of_pyotp=2_000):
    title(f"A passcode for each of {rows:,} random keys, and a match of each")
    size, now = 20, int(time.time())
    random = os.urandom(rows * size)
    table = memoryview(random).cast("B", (rows, size))  # an array of NumPy's does as well
    otpp.bulk.match(random[:size], "000000", now)  # the first call of all imports NumPy, if it is there
    start = time.perf_counter()
    codes = otpp.bulk.passcodes(table, now - 30, progress=bar)  # as people type them: a step late
    made = time.perf_counter() - start
    start = time.perf_counter()
    drifts = otpp.bulk.match(table, codes, now, progress=bar)
    matched = time.perf_counter() - start
    start = time.perf_counter()
    keys = otpp.KeySet(table)
    prepared = time.perf_counter() - start
    start = time.perf_counter()
    again = keys.match(codes, now, progress=bar)
    rematched = time.perf_counter() - start
    if sys.stdout.isatty():
        print("\r", end="")
    print(f"  [{'#' * 40}] {rows:>9,}")
    late = bytes(drifts).count((-1).to_bytes(1, "little", signed=True))
    row("passcodes", f"{rows / made:>13,.0f} a second")
    row("match, one step around", f"{rows / matched:>13,.0f} a second: {late:,} of {rows:,} fit one step back")
    row("the same, keys prepared", f"{rows / rematched:>13,.0f} a second, once a KeySet was made in {prepared:.2f} s")
    good = late > 0.999 * rows and bytes(again) == bytes(drifts)  # a few fit by chance at the step itself

    some = range(of_pyotp)
    texts = [f"{codes[i]:06}" for i in some]
    theirs = by_pyotp([random[i * size : (i + 1) * size] for i in some], texts, now)
    if theirs is None:
        row("beside pyotp", "pip install pyotp, and run this again")
        return good
    seconds, found = theirs
    times = seconds / of_pyotp / (matched / rows)
    row("beside pyotp", f"{of_pyotp / seconds:>13,.0f} a second, of {of_pyotp:,} rows: ours is {times:,.0f} times as fast, on all cores")
    return good and all(found)


if __name__ == "__main__":
    totp = show_account()
    good = [show_match(totp), show_refusals(totp), show_login(), match_a_million()]
    print("\nAll as it should be." if all(good) else "\nSomething is wrong: see above.")
    sys.exit(not all(good))
