"""Steam's codes from Python."""

import copy
import json
import pathlib
import pickle

import otpp
import otpp.provisioning.steam
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASES = json.loads((ROOT / "tests/vectors/steam.json").read_text(encoding="utf-8"))["cases"]
SHARED = "cnOgv/KdpLoP6Nbh0GMkXkPXALQ="


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_vectors(case):
    guard = otpp.SteamGuard(bytes.fromhex(case["key"]))
    if case["result"] == "invalid":
        with pytest.raises(otpp.InvalidInput) as refused:
            guard.at(case["time"])
        assert refused.value.reason is otpp.Reason.BEFORE_T0
        assert guard.match("22222", at=case["time"]) is None
        return
    assert guard.at(case["time"]) == case["code"]
    assert guard.match(case["code"], at=case["time"], window=0) == (case["time"] // 30, 0)


def test_a_shared_secret_is_base64():
    # published with a second implementation's tests
    guard = otpp.provisioning.steam.from_shared_secret(SHARED)
    assert [guard.at(time) for time in (0, 1_500_000_000, 1_700_000_000, 1_893_456_000)] == [
        "W3J46", "Q9JC4", "X45RP", "PJ4MJ",
    ]  # fmt: skip
    assert otpp.provisioning.steam.from_shared_secret(f" {SHARED}\n").at(0) == "W3J46"
    for wrong in ("", "====", "cnOg*", "cnO", "cnÖg"):
        with pytest.raises(otpp.InvalidInput) as refused:
            otpp.provisioning.steam.from_shared_secret(wrong)
        assert refused.value.__cause__ is None and "cn" not in str(refused.value)


def test_keys_are_taken_as_everywhere():
    key = bytes(range(20))
    codes = {otpp.SteamGuard(each).at(59) for each in (key, otpp.Secret(key), otpp.Secret(key).base32())}
    assert len(codes) == 1
    with pytest.raises(otpp.InvalidInput):
        otpp.SteamGuard(b"")
    with pytest.raises(TypeError, match="bytes or base32 text"):
        otpp.SteamGuard(5)


def test_match():
    guard = otpp.provisioning.steam.from_shared_secret(SHARED)
    code = guard.at(3000)
    assert guard.match(code, at=3000) == otpp.Match(step=100, drift=0)
    assert guard.match(code.lower(), at=3030) == otpp.Match(step=100, drift=-1)
    assert guard.match(f" {code[:2]} {code[2:]} ", at=2970) == otpp.Match(step=100, drift=1)
    assert guard.match(code, at=3060) is None
    assert guard.match(code, at=3060, window=(2, 0)) == otpp.Match(step=100, drift=-2)
    for wrong in ("", "AAAAA", code + "2", code[:4], "Ä" * 5, "x" * 1_000_000):
        assert guard.match(wrong, at=3000) is None
    with pytest.raises(TypeError, match="a code is text"):
        guard.match(12345)
    assert guard.match(guard.now()) is not None


def test_it_shows_no_secret_and_is_not_copied():
    guard = otpp.provisioning.steam.from_shared_secret(SHARED)
    assert repr(guard) == "<SteamGuard>"
    for call in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="neither copied nor pickled"):
            call(guard)
