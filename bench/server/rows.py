"""One server row from Python, for some milliseconds; rows.cpp has those of C++.

    python -m bench.server.rows ROW CLIENTS MILLISECONDS FOLDER

Rows: memory, sqlite (ours); passlib (its TOTP and a table written by hand); django_otp (its TOTP device). Every code
is right and must be accepted, or the run ends. All files are in WAL mode with synchronous = FULL.
"""

import base64
import itertools
import json
import sqlite3
import sys
import threading
import time
import warnings
from collections.abc import Callable

KEY = b"12345678901234567890"
START = 1_800_000_000  # a Unix time
STEPS = 20_000

Operation = Callable[[int, int], bool]  # whether the number-th operation of a client was accepted


def moment(step: int) -> int:
    return START + 30 * step


def all_codes() -> list[str]:
    """The code of each step, generated before the measurement; all users share one secret."""
    import otpp

    totp = otpp.TOTP(KEY)
    return [totp.at(moment(step)) for step in range(STEPS)]


def names_of(clients: int) -> list[list[str]]:
    return [[f"person{client}-{i}@example.com" for i in range(64 // clients)] for client in range(clients)]


def ours(clients: int, store: object) -> Operation:
    import otpp

    warnings.simplefilter("ignore", otpp.PolicyWarning)
    verifier = otpp.Verifier(store, policy=otpp.Policy(), keys=otpp.PLAINTEXT)
    codes, names = all_codes(), names_of(clients)
    account = otpp.Account(otpp.Secret(KEY), name="alice")
    for name in itertools.chain.from_iterable(names):
        verifier.begin(name, account=account, at=moment(0))
        assert verifier.confirm(name, codes[0], at=moment(0))

    def verify(client: int, number: int) -> bool:
        users = names[client]
        step = 1 + number // len(users)
        return bool(verifier.verify(users[number % len(users)], codes[step], at=moment(step)))

    return verify


def memory(clients: int, folder: str) -> Operation:
    import otpp

    return ours(clients, otpp.stores.Memory())


def sqlite(clients: int, folder: str) -> Operation:
    import otpp

    return ours(clients, otpp.stores.SQLite(f"{folder}/otpp.db"))


def passlib(clients: int, folder: str) -> Operation:
    """As in passlib's documentation: the last used counter is stored, and attempts are counted after verification. One
    transaction a verification; a connection for each thread."""
    from passlib.totp import TOTP, TokenError

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(f"{folder}/passlib.db", isolation_level=None, timeout=60)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    codes, names = all_codes(), names_of(clients)
    first = connect()
    first.execute("CREATE TABLE totp (name TEXT PRIMARY KEY, source TEXT, counter INTEGER, failures INTEGER)")
    source = TOTP(key=base64.b32encode(KEY).decode(), format="base32").to_json()
    first.execute("BEGIN")
    for name in itertools.chain.from_iterable(names):
        first.execute("INSERT INTO totp VALUES (?, ?, -1, 0)", (name, source))
    first.execute("COMMIT")
    local = threading.local()

    def verify(client: int, number: int) -> bool:
        if not hasattr(local, "connection"):
            local.connection = connect()
        connection, users = local.connection, names[client]
        step, name = 1 + number // len(users), users[number % len(users)]
        connection.execute("BEGIN IMMEDIATE")
        row = connection.execute("SELECT source, counter FROM totp WHERE name = ?", (name,)).fetchone()
        try:
            match = TOTP.verify(codes[step], row[0], time=moment(step), last_counter=row[1])
        except TokenError:
            connection.execute("UPDATE totp SET failures = failures + 1 WHERE name = ?", (name,))
            connection.execute("COMMIT")
            return False
        connection.execute("UPDATE totp SET counter = ?, failures = 0 WHERE name = ?", (match.counter, name))
        connection.execute("COMMIT")
        return True

    return verify


def django_otp(clients: int, folder: str) -> Operation:
    """django-otp's device, selected by its user in a transaction that writes, SQLite's substitute for a row lock."""
    import django
    from django.conf import settings

    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": f"{folder}/django.db",
                "CONN_MAX_AGE": None,
                "OPTIONS": {
                    "timeout": 60,
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
                },
            }
        },
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django_otp",
            "django_otp.plugins.otp_totp",
        ],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
    )
    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import transaction
    from django_otp.plugins.otp_totp import models

    call_command("migrate", verbosity=0)
    codes, names = all_codes(), names_of(clients)
    with transaction.atomic():
        for name in itertools.chain.from_iterable(names):
            user = User.objects.create(username=name)
            models.TOTPDevice.objects.create(user=user, name="phone", key=KEY.hex(), tolerance=1)
    clock = threading.local()

    class Clock:
        """Replaces the module `time`, of which the device calls time() alone."""

        @staticmethod
        def time() -> float:
            return float(clock.now)

    models.time = Clock

    def verify(client: int, number: int) -> bool:
        users = names[client]
        step, name = 1 + number // len(users), users[number % len(users)]
        clock.now = moment(step)
        with transaction.atomic():
            device = models.TOTPDevice.objects.select_for_update().get(user__username=name)
            return bool(device.verify_token(codes[step]))

    return verify


ROWS: dict[str, Callable[[int, str], Operation]] = {
    "memory": memory,
    "sqlite": sqlite,
    "passlib": passlib,
    "django_otp": django_otp,
}


def measure(operation: Operation, clients: int, milliseconds: int) -> dict[str, float]:
    taken: list[list[float]] = [[] for _ in range(clients)]
    faults: list[BaseException] = []
    begin = [0.0]

    def started() -> None:
        begin[0] = time.perf_counter()

    together = threading.Barrier(clients, started)

    def client(mine: int) -> None:
        together.wait()
        end = begin[0] + milliseconds / 1000
        before = time.perf_counter()
        try:
            for number in itertools.count():
                if before >= end:
                    break
                if not operation(mine, number):
                    raise RuntimeError("a right code was refused")
                now = time.perf_counter()
                taken[mine].append(now - before)
                before = now
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=client, args=(mine,)) for mine in range(clients)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    seconds = time.perf_counter() - begin[0]
    if faults:
        raise faults[0]
    everything = sorted(itertools.chain.from_iterable(taken))
    percentile = [everything[len(everything) * p // 100] * 1000 for p in (50, 99)]
    return {
        "count": len(everything),
        "rate": round(len(everything) / seconds, 1),
        "p50_ms": round(percentile[0], 6),
        "p99_ms": round(percentile[1], 6),
    }


def main() -> None:
    row, clients, milliseconds, folder = sys.argv[1:]
    operation = ROWS[row](int(clients), folder)
    print(json.dumps(measure(operation, int(clients), int(milliseconds))))


if __name__ == "__main__":
    main()
