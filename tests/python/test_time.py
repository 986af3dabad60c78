"""What is a time: Unix seconds or an aware datetime, exactly; anything else is refused, and why."""

import datetime
import decimal
import fractions
import math
import os
import subprocess
import sys
import time as clock
import zoneinfo

import numpy
import otpp
import pytest

UTC = datetime.timezone.utc
KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
ONE_SECOND = otpp.TOTP(KEY, period=1, t0=-(2**40))  # its steps are seconds, and reach far back


def seconds(time):
    """What Unix time a time is taken for."""
    return ONE_SECOND.step(time) - 2**40


def refusal(time):
    with pytest.raises(otpp.InvalidInput) as refused:
        otpp.TOTP(KEY).at(time)
    assert refused.value.offset is None
    return refused.value.reason


# --- numbers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number, floored",
    [
        (0, 0),
        (-1, -1),
        (59, 59),
        (59.999, 59),
        (-0.5, -1),
        (-1.0, -1),
        (2**53 + 1, 2**53 + 1),
        (decimal.Decimal("59.99"), 59),
        (decimal.Decimal("-0.01"), -1),
        (fractions.Fraction(119, 2), 59),
        (numpy.int8(59), 59),
        (numpy.int64(-1), -1),
        (numpy.uint64(2**62), 2**62),
        (numpy.float32(59.5), 59),
        (numpy.float64(-0.5), -1),
        (numpy.array(59), 59),
    ],
    ids=repr,
)
def test_a_number_is_unix_seconds_rounded_down(number, floored):
    assert seconds(number) == floored


@pytest.mark.parametrize(
    "number, reason",
    [
        (math.nan, "TIME_NOT_FINITE"),
        (math.inf, "TIME_NOT_FINITE"),
        (-math.inf, "TIME_NOT_FINITE"),
        (numpy.float32("nan"), "TIME_NOT_FINITE"),
        (decimal.Decimal("NaN"), "TIME_NOT_FINITE"),
        (decimal.Decimal("sNaN"), "TIME_NOT_FINITE"),
        (decimal.Decimal("-Infinity"), "TIME_NOT_FINITE"),
        (-1, "BEFORE_T0"),
        (-0.001, "BEFORE_T0"),
        (-(10**400), "BEFORE_T0"),
        (-(2**63) - 1, "BEFORE_T0"),
        (-1e300, "BEFORE_T0"),
        (fractions.Fraction(-(10**400)), "BEFORE_T0"),
        (2**63, "STEP_TOO_LARGE"),
        (10**400, "STEP_TOO_LARGE"),
        (1e300, "STEP_TOO_LARGE"),
        (fractions.Fraction(10**400), "STEP_TOO_LARGE"),
        (numpy.uint64(2**63), "STEP_TOO_LARGE"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_number_that_is_no_time(number, reason):
    assert refusal(number) is otpp.Reason[reason]


def test_the_ends_of_64_bits():
    totp = otpp.TOTP(KEY, period=1, t0=0)
    assert totp.step(2**63 - 1) == 2**63 - 1
    assert totp.match(totp.at(2**63 - 1), at=2**63 - 1) == (2**63 - 1, 0)  # the window is cut
    assert otpp.TOTP(KEY, t0=-(2**63)).step(2**63 - 1) == (2**64 - 1) // 30


class HasFloat:
    def __float__(self):
        raise RuntimeError("the caller's own")


@pytest.mark.parametrize(
    "thing",
    [
        True,
        None,
        "59",
        b"59",
        59 + 0j,
        [59],
        datetime.date(2025, 1, 1),
        datetime.time(1, 2, tzinfo=UTC),
        datetime.timedelta(seconds=59),
        clock.gmtime(0),
        numpy.bool_(True),
        numpy.datetime64("2025-01-01"),
        numpy.datetime64("2025-01-01", "ns"),  # float() of it counts nanoseconds
        numpy.timedelta64(59, "s"),
        numpy.timedelta64(59, "ns"),
        numpy.array([59, 60]),
        numpy.str_("59"),
    ],
    ids=repr,
)
def test_what_is_no_time_is_a_type_error(thing):
    for call in (otpp.TOTP(KEY).at, otpp.TOTP(KEY).step):
        with pytest.raises(TypeError) as refused:
            call(thing)
        assert not isinstance(refused.value, otpp.InvalidInput)
    assert "59" not in str(refused.value)


def test_an_error_of_the_callers_own_is_passed_on():
    with pytest.raises(RuntimeError, match="the caller's own"):
        otpp.TOTP(KEY).at(HasFloat())


# --- aware datetimes -------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [1, 1582, 1899, 1969, 1970, 2000, 2038, 2262, 9999])
@pytest.mark.parametrize("microsecond", [0, 1, 999_999])
def test_an_aware_datetime_is_exact(year, microsecond):
    moment = datetime.datetime(year, 2, 28, 23, 59, 59, microsecond, tzinfo=UTC)
    epoch = datetime.datetime(1970, 1, 1, tzinfo=UTC)
    assert seconds(moment) == (moment - epoch) // datetime.timedelta(seconds=1)


@pytest.mark.parametrize(
    "offset",
    [
        dict(hours=14),
        dict(hours=-12),
        dict(hours=5, minutes=45),
        dict(minutes=53, seconds=28),  # Berlin until 1893
        dict(seconds=-1),
        dict(microseconds=1),
        dict(hours=-3, microseconds=-999_999),
    ],
    ids=str,
)
def test_offsets_to_the_microsecond(offset):
    zone = datetime.timezone(datetime.timedelta(**offset))
    epoch = datetime.datetime(1970, 1, 1, tzinfo=UTC)
    for year in (1, 1970, 9999):
        moment = datetime.datetime(year, 7, 1, 12, 0, 0, 500_000, tzinfo=zone)
        assert seconds(moment) == (moment - epoch) // datetime.timedelta(seconds=1)


def test_the_last_microsecond_of_a_step():
    totp = otpp.TOTP(KEY)
    edge = datetime.datetime(1970, 1, 1, 0, 0, 30, tzinfo=UTC)
    assert totp.step(edge) == 1
    assert totp.step(edge - datetime.timedelta(microseconds=1)) == 0
    # Where a float has no room for it: 9999 by timestamp() is rounded up to the next second.
    far = datetime.datetime(9999, 12, 31, 23, 59, 29, 999_999, tzinfo=UTC)
    assert totp.step(far) * 30 == int(far.replace(microsecond=0, second=0).timestamp())


def test_a_datetime_of_a_subclass():
    class Stamped(datetime.datetime):
        pass

    assert seconds(Stamped(1970, 1, 1, 0, 1, tzinfo=UTC)) == 60


def test_t0_and_match_take_a_datetime_too():
    start = datetime.datetime(2025, 1, 1, tzinfo=UTC)
    totp = otpp.TOTP(KEY, t0=start)
    assert totp.t0 == 1735689600 and totp.step(start) == 0
    assert totp.seconds_left(start) == 30
    assert totp.match(totp.at(start), at=start, window=0) == (0, 0)


class Confused(datetime.tzinfo):
    def __init__(self, answer):
        self.answer = answer

    def utcoffset(self, moment):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_a_zone_without_an_answer_is_no_zone():
    assert (
        refusal(datetime.datetime(2025, 1, 1, tzinfo=Confused(None)))
        is otpp.Reason.TIME_WITHOUT_ZONE
    )


def test_a_zone_that_raises_is_passed_on():
    with pytest.raises(RuntimeError, match="the zone's own"):
        otpp.TOTP(KEY).at(
            datetime.datetime(2025, 1, 1, tzinfo=Confused(RuntimeError("the zone's own")))
        )


def test_an_offset_that_is_none_is_a_type_error():
    class Odd(datetime.datetime):
        def utcoffset(self):
            return 5

    with pytest.raises(TypeError):
        otpp.TOTP(KEY).at(Odd(2025, 1, 1))


# --- naive datetimes, and clock changes ------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        lambda naive: otpp.TOTP(KEY).at(naive),
        lambda naive: otpp.TOTP(KEY).step(naive),
        lambda naive: otpp.TOTP(KEY).seconds_left(naive),
        lambda naive: otpp.TOTP(KEY).match("123456", at=naive),
        lambda naive: otpp.TOTP(KEY, t0=naive),
    ],
)
def test_a_naive_datetime_is_refused_with_the_reason(call):
    with pytest.raises(
        otpp.InvalidInput, match="has no time zone .*tzinfo"
    ) as refused:
        call(datetime.datetime(2025, 10, 26, 2, 30))
    assert refused.value.reason is otpp.Reason.TIME_WITHOUT_ZONE


# The moments at which clocks change: (zone, Unix time, by how many minutes)
CHANGES = [
    ("Europe/Berlin", 1743296400, 60),  # 2025-03-30 01:00 UTC
    ("Europe/Berlin", 1761440400, -60),  # 2025-10-26 01:00 UTC
    ("America/New_York", 1741503600, 60),  # 2025-03-09 07:00 UTC
    ("America/New_York", 1762063200, -60),  # 2025-11-02 06:00 UTC
    ("Australia/Lord_Howe", 1743865200, -30),  # 2025-04-05 15:00 UTC: half an hour
    ("Australia/Lord_Howe", 1759591800, 30),  # 2025-10-04 15:30 UTC
]


@pytest.mark.parametrize("name, change, minutes", CHANGES)
def test_both_clock_changes(name, change, minutes):
    zone = zoneinfo.ZoneInfo(name)
    local = [
        datetime.datetime.fromtimestamp(change + 30 * step, zone).replace(microsecond=1)
        for step in range(-300, 300)
    ]
    shift = local[300].utcoffset() - local[299].utcoffset()
    assert shift == datetime.timedelta(minutes=minutes), "the zone does not change here"
    for step, moment in enumerate(local, -300):
        assert seconds(moment) == change + 30 * step
    # every step once, though the wall clock shows some times twice
    walls = [moment.replace(tzinfo=None, fold=0) for moment in local]
    repeated = len(walls) - len(set(walls))
    assert repeated == (2 * -minutes if minutes < 0 else 0)
    assert len({otpp.TOTP(KEY).step(moment) for moment in local}) == len(local)


@pytest.mark.parametrize("name, change, minutes", CHANGES)
def test_both_sides_of_a_fold_or_a_gap(name, change, minutes):
    """A wall time that comes twice, or never: what Python's own arithmetic says."""
    zone = zoneinfo.ZoneInfo(name)
    wall = datetime.datetime.fromtimestamp(change, zone) - datetime.timedelta(
        minutes=abs(minutes) // 2
    )
    if minutes < 0:
        wall += datetime.timedelta(minutes=abs(minutes))
    first, second = (seconds(wall.replace(fold=fold)) for fold in (0, 1))
    assert (first, second) == tuple(int(wall.replace(fold=fold).timestamp()) for fold in (0, 1))
    assert second - first == -60 * minutes


PYOTP_IN_THE_REPEATED_HOUR = """
import datetime, pyotp, otpp
key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
for moment in (1761440400 - 1800, 1761440400 + 1800):      # 02:30 in summer, and 02:30 again
    aware = datetime.datetime.fromtimestamp(moment).astimezone()
    stored = aware.strftime("%Y-%m-%d %H:%M:%S")            # as a log or a database column has it
    naive = datetime.datetime.fromisoformat(stored)
    print(pyotp.TOTP(key).timecode(naive) * 30 - moment, otpp.TOTP(key).step(aware) * 30 - moment)
    try:
        print(otpp.TOTP(key).at(naive))
    except otpp.InvalidInput:
        pass
"""


def test_pyotp_gives_the_code_of_one_hour_earlier():
    """Why naive datetimes are refused: pyotp reads them as local time, and the second half past two of
    the night as the first, unless `fold` has come along."""
    ran = subprocess.run(
        [sys.executable, "-c", PYOTP_IN_THE_REPEATED_HOUR],
        env={**os.environ, "TZ": "CET-1CEST,M3.5.0,M10.5.0/3"},  # Berlin
        check=True,
        capture_output=True,
        text=True,
    )
    pyotps, ours = zip(*(map(int, line.split()) for line in ran.stdout.splitlines()))
    assert pyotps == (0, -3600)
    assert ours == (0, 0)


# --- the clock -------------------------------------------------------------------------------------


def test_without_a_time_it_is_now():
    totp = otpp.TOTP(KEY, period=1)
    before = int(clock.time())
    found = totp.match(totp.now(), window=100)
    left = otpp.TOTP(KEY).seconds_left()
    after = int(clock.time())
    assert before <= found.step <= after and found.drift in range(before - after, 1)
    assert (left - (30 - before % 30)) % 30 in {-n % 30 for n in range(after - before + 1)}
    assert totp.match(totp.at(before), at=None, window=100) is not None


def test_a_frozen_clock_is_told_by_its_datetime():
    """freezegun replaces Python's clock, which `now` does not read: give the time."""
    freezegun = pytest.importorskip("freezegun")
    with freezegun.freeze_time("1970-01-01 00:00:59"):
        assert otpp.TOTP(KEY).at(datetime.datetime.now(UTC)) == "287082"
        assert otpp.TOTP(KEY).at(clock.time()) == "287082"
    assert otpp.TOTP(KEY).seconds_left() == otpp.TOTP(KEY).seconds_left(None)
