"""Policies: what is refused, what the presets are, and their figures against values computed by hand."""

import copy
import dataclasses
import fractions
import importlib.util
import pathlib
import pickle
import re
import warnings

import otpp
import pytest

DEFAULTS = dict(
    back=1, ahead=1, look_ahead=10, limit=100, delay=5, max_delay=900, budget=100, max_drift=2,
    on_limit="disable", min_key_size=16, max_period=2_147_483_647, standard="none",
)  # fmt: skip


def test_the_defaults_are_those_of_the_core():
    assert dataclasses.asdict(otpp.Policy()) == DEFAULTS
    assert dataclasses.asdict(otpp.server.policy._preset("none", {})) == DEFAULTS


@pytest.mark.parametrize(
    "preset, differs",
    [
        ("rfc6238", dict(ahead=0)),
        ("nist_800_63b", dict(min_key_size=14)),
        ("asvs5", dict(back=0, ahead=0, max_drift=0, max_period=30)),
    ],
)
def test_presets(preset, differs):
    made = getattr(otpp.Policy, preset)()
    assert dataclasses.asdict(made) == {**DEFAULTS, **differs, "standard": preset}
    assert made.warnings() == ()
    other = getattr(otpp.Policy, preset)(limit=20, on_limit=otpp.OnLimit.DELAY)
    assert (other.limit, other.on_limit, other.standard) == (20, "delay", preset)
    with pytest.raises(TypeError, match="the standard is the preset's"):
        getattr(otpp.Policy, preset)(standard="none")
    with pytest.raises(TypeError, match="lmit"):
        getattr(otpp.Policy, preset)(lmit=20)


@pytest.mark.parametrize(
    "name, values",
    [
        ("back", (-1, 101, 2**70)),
        ("ahead", (-1, 101)),
        ("look_ahead", (-1, 101)),
        ("limit", (0, -1, 1_000_001, 2**64)),
        ("delay", (-1, 86_401)),
        ("max_delay", (-1, 86_401, 4)),  # under the delay
        ("budget", (0, 86_401)),
        ("max_drift", (-1, 101)),
        ("min_key_size", (0, -5, 129)),
        ("max_period", (0, -1, 2**31)),
        ("on_limit", ("lock", "", "DISABLE")),
        ("standard", ("nist",)),
    ],
)
def test_nonsense_is_refused(name, values):
    for value in values:
        with pytest.raises(otpp.InvalidInput) as refused:
            otpp.Policy(**{name: value})
        if not isinstance(value, int) or abs(value) < 2**63:
            assert str(refused.value).startswith(f"{name}: ")
    for wrong in (1.5, "5", None, True, [1], float("nan")):
        if isinstance(wrong, str) and name in ("on_limit", "standard"):
            continue
        with pytest.raises(TypeError):
            otpp.Policy(**{name: wrong})


def test_delay_over_max_delay_is_refused():
    with pytest.raises(otpp.InvalidInput) as refused:
        otpp.Policy(delay=60, max_delay=59)
    assert refused.value.reason is otpp.Reason.DELAY_OVER_MAX
    assert str(refused.value) == f"max_delay: {otpp.Reason.DELAY_OVER_MAX.message}"
    assert otpp.Policy(delay=60, max_delay=60).delay == 60


def test_a_policy_is_a_value():
    policy = otpp.Policy(limit=20)
    assert policy == otpp.Policy(limit=20) != otpp.Policy()
    assert hash(policy) == hash(otpp.Policy(limit=20))
    assert pickle.loads(pickle.dumps(policy)) == copy.deepcopy(policy) == policy
    assert dataclasses.replace(policy, delay=1).limit == 20
    assert "limit=20" in repr(policy)
    with pytest.raises(dataclasses.FrozenInstanceError):
        policy.limit = 5
    with pytest.raises(otpp.InvalidInput):
        dataclasses.replace(policy, limit=0)
    with pytest.raises(TypeError):
        otpp.Policy(5)


# --- S7: figures ------------------------------------------------------------------------------------

LIKELIEST = fractions.Fraction(2148, 2**31)  # ceil(2^31 / 10^6) of 2^31 values: 6 digits


def at_least_once(guess, times):
    return float(1 - (1 - guess) ** times)


# RFC 4226, appendix A.4, by hand: steps of a window × likeliest value; the limit, or a day's guesses.
# Guesses a day of SERVER's example: 5 s more after each failure, 900 s at most.
@pytest.mark.parametrize(
    "policy, steps, guesses_a_day",
    [
        (otpp.Policy(), 3, 100),
        (otpp.Policy.rfc6238(), 2, 100),
        (otpp.Policy.nist_800_63b(), 3, 100),
        (otpp.Policy.asvs5(), 1, 100),
        (otpp.Policy(limit=5), 3, 5),
        (otpp.Policy(budget=20), 3, 20),
    ],
)
def test_figures_until_lock(policy, steps, guesses_a_day):
    figures = policy.figures()
    assert figures.steps == steps
    assert figures.guess == pytest.approx(float(steps * LIKELIEST), rel=1e-12)
    assert figures.until_lock == pytest.approx(
        at_least_once(steps * LIKELIEST, policy.limit), rel=1e-9
    )
    assert figures.guesses_a_day == guesses_a_day
    assert figures.per_day == pytest.approx(
        at_least_once(steps * LIKELIEST, guesses_a_day), rel=1e-9
    )
    # nobody logs in, so that nothing is forgiven: the lock is for good
    assert figures.per_year == pytest.approx(
        min(figures.until_lock, at_least_once(steps * LIKELIEST, 365 * guesses_a_day)), rel=1e-9
    )


@pytest.mark.parametrize("logins, guesses", [(0, 100), (1, 198), (3, 368), (10, 605), (100, 1818)])
def test_the_victims_logins_feed_the_attacker(logins, guesses):
    """Without a budget: limit 100, 5 s; the numbers of the protocol's table."""
    policy = otpp.Policy(budget=86_400)
    assert policy.figures(logins_a_day=logins).guesses_a_day == guesses


def test_a_budget_bounds_the_year():
    years = [
        otpp.Policy(budget=budget).figures(logins_a_day=3).per_year
        for budget in (86_400, 100, 20)
    ]
    assert years == [pytest.approx(0.33, abs=0.01), pytest.approx(0.10, abs=0.01), pytest.approx(0.022, abs=0.001)]


def test_figures_of_other_codes():
    policy = otpp.Policy()
    assert policy.figures(type="hotp").steps == 11
    assert policy.figures(digits=8).guess == pytest.approx(3 * 22 / 2**31)
    # truncation has 31 bits: of 10 digits few more than of 9
    assert policy.figures(digits=9).guess == pytest.approx(3 * 3 / 2**31)
    assert policy.figures(digits=10).guess == pytest.approx(3 * 1 / 2**31)
    assert otpp.Policy(on_limit="delay").figures().until_lock == 1
    for wrong in (dict(digits=5), dict(digits=11), dict(type="motp"), dict(logins_a_day=-1)):
        with pytest.raises(otpp.InvalidInput):
            policy.figures(**wrong)


# --- warnings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "policy, part",
    [
        (otpp.Policy(on_limit="delay"), "nothing locks"),
        (otpp.Policy(limit=1000), "1 in 1024"),
        (otpp.Policy(back=5, ahead=5), "1 in 1024"),
        (otpp.Policy.nist_800_63b(limit=101, back=0), "more than 100 failures"),
        (otpp.Policy.nist_800_63b(ahead=2, limit=10), "wider than the standard"),
        (otpp.Policy.nist_800_63b(min_key_size=13), "under 112 bits"),
        (otpp.Policy.asvs5(back=1), "wider than the standard"),
        (otpp.Policy.asvs5(max_drift=1), "ASVS 6.5.5"),
        (otpp.Policy.asvs5(max_period=60), "longer than 30 seconds"),
        (otpp.Policy.rfc6238(ahead=1), "wider than the standard"),
    ],
)
def test_what_leaves_its_standard_is_told_and_used_all_the_same(policy, part):
    assert len(policy.warnings()) == 1 and part in policy.warnings()[0]
    with pytest.warns(otpp.PolicyWarning, match=part) as told:
        otpp.Verifier(otpp.stores.Memory(), policy=policy, keys=otpp.PLAINTEXT)
    assert [warning.filename for warning in told] == [__file__]


def test_an_hotp_factor_is_warned_of_when_it_is_begun():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        verifier = otpp.Verifier(
            otpp.stores.Memory(), policy=otpp.Policy(), keys=otpp.PLAINTEXT
        )
        verifier.begin("alice", name="alice")
    with pytest.warns(otpp.PolicyWarning, match="1 in 1024") as told:
        verifier.begin("bob", name="bob", type="hotp")
        verifier.begin("carol", name="carol", type="hotp")
    assert [warning.filename for warning in told] == [__file__]  # once
    assert otpp.Policy(look_ahead=5).warnings(type="hotp") == ()


# --- the page ---------------------------------------------------------------------------------------


def test_the_table_of_the_page():
    """docs/reference/policies.md says what the policies say."""
    page = pathlib.Path(__file__).resolve().parents[2] / "docs/reference/policies.md"
    rows = re.findall(r"^\| `(Policy[^`]*)`[^|]*\| (.*) \|$", page.read_text(), re.MULTILINE)
    assert len(rows) == 7
    for made, cells in rows:
        policy = eval(f"otpp.{made}")
        figures = policy.figures(logins_a_day=3)
        said = [
            f"1 in {1 / figures.guess:,.0f}",
            f"1 in {1 / figures.until_lock:,.0f}",
            f"{figures.guesses_a_day}",
            f"{100 * figures.per_year:.1f} %",
            f"{100 * policy.figures(digits=8, logins_a_day=3).per_year:.2f} %",
            f"{100 * policy.figures(type='hotp', logins_a_day=3).per_year:.1f} %",
        ]
        assert cells.split(" | ")[1:] == said, made


def test_the_picture_of_the_page(tmp_path):
    """It is what tools/draw_policies.py draws, of today's figures."""
    root = pathlib.Path(__file__).resolve().parents[2]
    spec = importlib.util.spec_from_file_location("draw", root / "tools/draw_policies.py")
    draw = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(draw)
    draw.draw(tmp_path / "drawn.svg")
    kept = (root / "docs/pictures/guess-probability.svg").read_text()
    # the curves, whatever the fonts of a machine make of the rest
    curves = [re.findall(r'<path d="(M [^"]{200,})"', text) for text in (kept, (tmp_path / "drawn.svg").read_text())]
    assert curves[0] == curves[1] and len(curves[0]) >= 7
