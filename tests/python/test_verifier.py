"""A verifier's calls on a simulated clock: what is said, what is stored, what is heard."""

import copy
import datetime
import pickle

import otpp
import pytest
from otpp.testing import START

# of HOTP with its look-ahead of 10; what warns is tested with the policies
pytestmark = pytest.mark.filterwarnings("ignore::otpp.PolicyWarning")

STEP = 30
WORDS = "accepted mismatch replayed malformed throttled disabled unavailable not_enrolled".split()


class Server:
    """A verifier with its clock, its log and one person's device."""

    def __init__(self, policy=None, **options):
        self.heard = []
        self.now = START
        self.store = otpp.stores.Memory()
        self.verifier = otpp.Verifier(
            self.store,
            policy=policy or otpp.Policy(),
            keys=otpp.PLAINTEXT,
            on_event=self.heard.append,
        )
        if options.pop("enrol", True):
            self.account = self.verifier.begin("alice", name="alice", at=self.now - STEP, **options)
            self.otp = self.account.otp()
            assert self.confirm(self.code(-1), at=self.now - STEP)
        self.heard.clear()

    def code(self, steps=0):
        """Of so many steps from now; of HOTP, of so many codes from the first after confirming."""
        if isinstance(self.otp, otpp.HOTP):
            return self.otp.at(steps + 1)
        return self.otp.at(self.now + STEP * steps)

    def wrong(self):
        right = {self.code(number) for number in range(-1, 120)}
        return next(code for code in map("{:06}".format, range(1000)) if code not in right)

    def __getattr__(self, call):
        def run(*given, at=None, **named):
            return getattr(self.verifier, call)("alice", *given, at=at or self.now, **named)

        return run


@pytest.fixture
def server():
    return Server()


# --- what a verdict is ------------------------------------------------------------------------------


def test_a_verdict_is_true_only_when_accepted(server):
    said = server.verify(server.code())
    assert said and said.kind is otpp.VerdictKind.ACCEPTED and str(said.kind) == "accepted"
    for not_true in (server.verify(server.code()), server.verify("12345"), server.verify("")):
        assert not not_true and not_true is not False and not_true.kind != "accepted"
    assert [str(kind) for kind in otpp.VerdictKind] == WORDS
    with pytest.raises(AttributeError, match="a verdict stands"):
        said.kind = otpp.VerdictKind.ACCEPTED
    with pytest.raises(AttributeError, match="a verdict stands"):
        del said.kind


def test_a_replacement_that_failed_is_not_true(server):
    assert not server.replace(server.wrong(), name="a")
    assert server.replace(server.wrong(), name="a").account is None
    assert not server.recovery_codes(server.wrong())
    assert list(server.recovery_codes(server.wrong()).codes) == []


def test_the_person_hears_the_same(server):
    """S4: a replayed, a wrong, a malformed and an unknown code; the log tells them apart."""
    right = server.code()
    assert server.verify(right)
    said = [
        server.verify(right),
        server.verify(server.wrong(), at=server.now + 60),
        server.verify("12345"),
        server.verifier.verify("nobody", right, at=START),
    ]
    assert [str(verdict.kind) for verdict in said] == [
        "replayed",
        "mismatch",
        "malformed",
        "not_enrolled",
    ]
    assert len({verdict.message for verdict in said}) == 1
    assert [event.verdict.kind for event in server.heard[1:]] == [verdict.kind for verdict in said]


@pytest.mark.parametrize("typed", ["{:.3} {}", "{:.3}-{}", " {:.3}{}  "])
def test_codes_as_people_type_them(server, typed):
    code = server.code()
    assert server.verify(typed.format(code, code[3:]))


@pytest.mark.parametrize(
    "typed", ["", "12345", "12345678901", "12345a", "１２３４５６", "1" * 2_000_000, "\ud800", "12\n3456"]
)
def test_what_is_no_code_is_not_counted(server, typed):
    before = server.store.load("alice")
    assert server.verify(typed).kind == "malformed"
    assert server.recover(typed).kind == server.deactivate(typed).kind == "malformed"
    assert server.store.load("alice") == before


@pytest.mark.parametrize("typed", [123456, 123456.0, b"123456", None, ["123456"]])
def test_a_code_is_text(server, typed):
    for call in (server.verify, server.confirm, server.recover, server.deactivate):
        with pytest.raises(TypeError, match="a code is text"):
            call(typed)
    with pytest.raises(TypeError, match="a code is text"):
        server.resynchronise([typed, "123456"])
    with pytest.raises(TypeError, match="two or three texts"):
        server.resynchronise("123456")


def test_a_step_age(server):
    for back in (-1, 0, 1):
        other = Server()
        assert other.verify(other.code(-back), at=other.now).step_age == back or back == 1
    server.now += 300
    assert server.verify(server.code(-1)).step_age == 1
    assert server.verify(server.code(-1)).step_age == 1  # of what was used as well
    assert server.verify(server.wrong()).step_age is None


# --- times ------------------------------------------------------------------------------------------


def test_a_time_is_a_number_or_an_aware_datetime(server):
    moment = datetime.datetime.fromtimestamp(START, datetime.timezone.utc)
    assert server.verify(server.code(), at=moment)
    assert server.verify(server.code(1), at=float(START + STEP) + 0.5)
    with pytest.raises(otpp.InvalidInput) as refused:
        server.verify(server.code(), at=moment.replace(tzinfo=None))
    assert refused.value.reason is otpp.Reason.TIME_WITHOUT_ZONE
    with pytest.raises(otpp.InvalidInput):
        server.verify(server.code(), at=float("nan"))


def test_the_clock_of_the_machine():
    verifier = otpp.Verifier(otpp.stores.Memory(), policy=otpp.Policy(), keys=otpp.PLAINTEXT)
    account = verifier.begin("alice", name="alice")
    assert verifier.confirm("alice", account.otp().now())
    assert verifier.status("alice").failures == 0


@pytest.mark.parametrize("at", [-(2**63), -1, 0, 2**31, 2**40, 2**62, 2**63 - 1])
def test_a_clock_that_is_years_off(server, at):
    """It locks nobody out for good, and opens nothing that was used."""
    code = server.code()
    assert server.verify(code)
    assert not server.verify(server.wrong(), at=at)
    assert not server.verify(code, at=at)
    assert not server.verify(code, at=START + 1)
    limit = START + 2 * 900 + 3 * STEP  # twice the longest delay
    server.now = limit // STEP * STEP
    if at <= START:
        assert server.verify(server.code())
    else:
        assert server.verifier.verify("alice", server.wrong(), at=limit).kind in ("throttled", "mismatch")
        server.reset("a clock was wrong")
        assert server.verify(server.code())


def test_a_step_back_reopens_nothing(server):
    """S12."""
    codes = [server.code(number) for number in range(4)]
    assert server.verify(codes[3], at=START + 90)
    for number in (0, 1, 2, 3):
        server.reset("clock")
        assert server.verify(codes[number], at=START + STEP * number).kind == "replayed"


# --- S2, S3 -----------------------------------------------------------------------------------------


def test_steps_only_grow(server):
    server = Server(otpp.Policy(delay=0))
    a, b = server.code(), server.code(1)
    said = [str(server.verify(code, at=server.now + STEP).kind) for code in (a, b, a, b, a)]
    assert said == ["accepted", "accepted", "replayed", "replayed", "replayed"]


@pytest.mark.parametrize("look_ahead", [0, 1, 10])
def test_hotp_counts_on(look_ahead):
    """S3: the next counter is the one after; no further than the look-ahead."""
    server = Server(otpp.Policy(delay=0, look_ahead=look_ahead), type="hotp", counter=0)
    assert server.verify(server.code(look_ahead))
    assert not server.verify(server.code(look_ahead))
    assert not server.verify(server.code(0))
    assert not server.verify(server.code(2 * look_ahead + 2))
    assert server.verify(server.code(look_ahead + 1))


def test_hotp_begins_where_its_device_is():
    server = Server(enrol=False)
    account = server.verifier.begin("alice", name="a", type="hotp", counter=1000, at=START)
    assert account.counter == 1000
    assert not server.confirm(account.otp().at(999))
    server.now += 10
    assert server.confirm(account.otp().at(1000))
    server.now += 10
    assert server.verify(account.otp().at(1001))


@pytest.mark.parametrize("first", [153_568, 153_569])
def test_two_equal_codes_open_once(first):
    """The RFCs' key has 468457 at steps 153567 and 153569, and one window sees both. (Whoever has used
    it at 153567 is shown it again a minute later, as the code of that step.)"""
    server = Server(otpp.Policy(delay=0), enrol=False)
    account = otpp.Account(b"12345678901234567890", name="a")
    server.begin(account, at=STEP * 153_500)
    assert server.confirm(account.otp().at(STEP * 153_500), at=STEP * 153_500)
    said = [server.verify("468457", at=STEP * step) for step in range(first, 153_572)]
    assert [bool(verdict) for verdict in said] == [True] + [False] * (len(said) - 1)
    assert said[1].kind == "replayed"


# --- S6 ---------------------------------------------------------------------------------------------


def test_the_delay_grows_and_is_not_extended(server):
    for failures in range(1, 5):
        assert server.verify(server.wrong()).failures == failures
        said = server.verify(server.wrong())
        assert (str(said.kind), said.retry_after) == ("throttled", 5 * failures)
        server.now += 5 * failures - 1
        assert server.verify(server.code()).retry_after == 1  # not looked at, though it is right
        server.now += 1
    assert server.verify(server.code())
    assert server.status().failures == 0


def test_the_limit_locks_until_a_reset(server):
    server = Server(otpp.Policy(limit=3, delay=0))
    assert [str(server.verify(server.wrong()).kind) for _ in range(4)] == ["mismatch"] * 3 + ["disabled"]
    server.now += 365 * 86_400
    assert server.verify(server.code()).kind == "disabled"
    status = server.status()
    assert (status.lock, status.failures, status.retry_after) == ("limit", 3, 0)
    assert server.reset("seen in person")
    assert server.verify(server.code())


def test_where_nothing_locks_it_is_the_longest_delay():
    with pytest.warns(otpp.PolicyWarning, match="nothing locks"):
        server = Server(otpp.Policy(limit=3, delay=1, max_delay=600, on_limit="delay"))
    for _ in range(3):
        server.now += 700
        assert server.verify(server.wrong()).kind == "mismatch"
    assert server.verify(server.wrong()).retry_after == 600
    server.now += 630
    assert server.verify(server.code())


def test_a_budget_is_not_given_back_by_successes():
    server = Server(otpp.Policy(delay=0, budget=10))
    failed = 0
    for _ in range(20):
        server.now += STEP
        if server.verify(server.wrong()).kind == "throttled":
            break
        failed += 1
        server.now += STEP
        if server.verify(server.code()).kind == "throttled":
            break
    assert failed == 10
    assert server.status().lock == "budget" and server.status().retry_after > 0
    server.now += 86_400
    assert server.verify(server.code())


def test_factors_do_not_count_together(server):
    other = server.verifier.begin("bob", name="bob", at=START - STEP)
    assert server.verifier.confirm("bob", other.otp().at(START - STEP), at=START - STEP)
    for _ in range(2):
        server.verify(server.wrong())
    assert server.verify(server.code()).kind == "throttled"
    assert server.verifier.verify("bob", other.otp().at(START), at=START)


# --- S8, S9: windows, drift -------------------------------------------------------------------------


@pytest.mark.parametrize("second", [0, 1, 15, 29])
def test_one_step_to_either_side(second):
    for steps, lets_in in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        server = Server()
        server.now += 300
        assert bool(server.verify(server.code(steps), at=server.now + second)) is lets_in, steps


def test_a_drift_is_learned_and_bounded(server):
    for learned in (-1, -2, -2):
        server.now += 300
        back = -1 + server.status().drift
        assert server.verify(server.code(back))
        assert server.status().drift == learned
    server.now += 300
    assert server.verify(server.code(-4)).kind == "mismatch"


def test_resynchronising(server):
    server.now += 86_400
    far = [server.code(40), server.code(41)]
    assert not server.resynchronise([far[1], far[0]])
    server.now += 10
    assert not server.resynchronise([server.code(40), server.code(42)])
    server.now += 10
    said = server.resynchronise([server.code(40), server.code(41)])
    assert said and server.status().drift == 41
    assert server.verify(server.code(41)).kind == "replayed"
    server.now += STEP
    assert server.verify(server.code(41))


def test_resynchronising_is_one_attempt(server):
    before = server.status().failures
    server.resynchronise([server.wrong(), server.wrong(), server.wrong()])
    assert server.status().failures == before + 1
    assert server.resynchronise(["123456"]).kind == "malformed"
    assert server.resynchronise(["123456"] * 4).kind == "malformed"


def test_hotp_is_resynchronised_ahead():
    server = Server(otpp.Policy(delay=0), type="hotp")
    assert not server.verify(server.code(60))
    assert server.resynchronise([server.code(60), server.code(61)])
    assert not server.verify(server.code(61)) and server.verify(server.code(62))


# --- S10, S11: what a code brings about -------------------------------------------------------------


def test_recovery_codes(server):
    made = server.recovery_codes(server.code())
    codes = list(made.codes)
    assert made and len(made.codes) == len(set(codes)) == 10 and made.codes[-1] == codes[9]
    assert all(len(code) == 29 and code.count("-") == 5 for code in codes)
    assert repr(made.codes) == "<10 recovery codes>"
    with pytest.raises(IndexError):
        made.codes[10]
    assert not any(code[:9] in server.store.load("alice") for code in codes)
    assert server.recover(codes[0].replace("-", " ").lower() + "  ")
    assert server.status().recovery_codes == 9
    assert not server.recover(codes[0])
    server.now += 60
    assert server.recover(codes[1])


def test_a_recovery_code_unlocks():
    server = Server(otpp.Policy(limit=3, delay=0))
    (code, *_) = server.recovery_codes(server.code()).codes
    for _ in range(4):
        server.verify(server.wrong())
    assert server.status().lock == "limit"
    assert server.recover(code)
    server.now += STEP
    assert server.verify(server.code())


def test_recovery_codes_have_a_lane_of_their_own(server):
    nonsense = "AAAA-" * 5 + "AAAA"
    assert server.recover(nonsense).kind == "mismatch"
    assert server.recover(nonsense).kind == "throttled"
    assert server.status().failures == 0 and server.status().recovery_retry_after > 0
    assert server.verify(server.code())
    assert server.recover("AAAA").kind == "malformed"


@pytest.mark.parametrize("count", [0, 17, -1, 2**70])
def test_a_set_has_1_to_16_codes(server, count):
    with pytest.raises(otpp.InvalidInput):
        server.recovery_codes(server.code(), count=count)
    assert server.verify(server.code())  # which was not used up


def test_deactivating_needs_a_code(server):
    assert not server.deactivate(server.wrong())
    server.now += 10
    assert server.deactivate(server.code())
    assert server.status().state == "off"
    assert server.verify(server.code(1)).kind == "disabled"
    assert server.account.secret.base32() not in server.store.load("alice")
    again = server.verifier.begin("alice", name="alice", at=server.now)
    assert server.confirm(again.otp().at(server.now))


def test_replacing(server):
    new = server.replace(server.code(), name="alice", digits=8, algorithm="SHA256")
    assert new and new.account.digits == 8 and len(new.account.secret) == 32
    assert server.verify(server.code(1))  # the old one, until
    assert server.status().pending
    server.now += STEP
    assert server.confirm(new.account.otp().at(server.now))
    server.now += STEP
    assert not server.verify(server.code())
    server.now += STEP
    assert server.verify(new.account.otp().at(server.now))
    assert server.status().digits == 8 and server.status().algorithm == "SHA256"


def test_replacing_by_a_recovery_code(server):
    (code, *_) = server.recovery_codes(server.code()).codes
    new = server.replace(code, name="alice")
    assert new and server.heard[-1].recovers
    assert server.confirm(new.account.otp().at(server.now))


def test_what_needs_a_code_does_nothing_without():
    """S11."""
    server = Server(otpp.Policy(delay=0))
    before = server.store.load("alice")
    for call in (
        lambda: server.deactivate("000000x"),
        lambda: server.replace("", name="a"),
        lambda: server.recovery_codes("1"),
    ):
        assert call().kind == "malformed"
    assert server.store.load("alice") == before
    used = server.code()
    assert server.verify(used)
    for call in (
        lambda: server.deactivate(used),
        lambda: server.replace(used, name="a"),
        lambda: server.recovery_codes(used),
    ):
        assert call().kind == "replayed"
    status = server.status()
    assert (status.state, status.pending, status.recovery_codes) == ("active", False, 0)


# --- begin and confirm ------------------------------------------------------------------------------


def test_beginning_again_kills_the_first_picture():
    server = Server(enrol=False)
    first = server.begin(name="alice")
    second = server.begin(name="alice")
    assert not server.confirm(first.otp().at(START))
    server.now += 10
    assert server.confirm(second.otp().at(server.now))
    with pytest.raises(otpp.InvalidInput) as refused:
        server.begin(name="alice")
    assert refused.value.reason is otpp.Reason.ALREADY_ENROLLED


def test_a_begun_secret_lasts_a_day():
    server = Server(enrol=False)
    account = server.begin(name="alice")
    assert server.status().state == "new" and server.status().pending
    assert not server.verify(account.otp().at(START))
    server.now += 86_401
    assert not server.status().pending
    assert not server.confirm(account.otp().at(server.now))


def test_an_account_from_elsewhere():
    server = Server(otpp.Policy(min_key_size=10), enrol=False)
    account = otpp.Account.from_uri("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP")
    assert server.begin(account) is account
    assert server.confirm(account.otp().at(START))
    with pytest.raises(TypeError, match="brings its own name"):
        server.verifier.begin("bob", account, name="bob")


@pytest.mark.parametrize(
    "policy, text, reason",
    [
        (otpp.Policy(), "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP", "KEY_TOO_SHORT"),
        (otpp.Policy.nist_800_63b(), "otpauth://totp/a?secret=" + "A" * 21, "KEY_TOO_SHORT"),
        (otpp.Policy.asvs5(), "otpauth://totp/a?period=60&secret=" + "A" * 32, "PERIOD_TOO_LONG"),
    ],
)
def test_what_the_policy_does_not_take(policy, text, reason):
    server = Server(policy, enrol=False)
    with pytest.raises(otpp.InvalidInput) as refused:
        server.begin(otpp.Account.from_uri(text))
    assert refused.value.reason is otpp.Reason[reason]
    assert server.store.load("alice") is None


@pytest.mark.parametrize(
    "algorithm, size", [("SHA1", 20), ("SHA256", 32), (otpp.Algorithm.SHA512, 64)]
)
def test_generated_secrets_have_the_length_of_their_hash(algorithm, size):
    """S16; and no two are equal."""
    server = Server(enrol=False)
    made = {server.begin(name="a", algorithm=algorithm).secret.bytes() for _ in range(50)}
    assert len(made) == 50 and {len(secret) for secret in made} == {size}


@pytest.mark.parametrize("options", [{}, {"name": ""}, {"name": "a:b"}, {"name": "a", "digits": 5}])
def test_an_account_that_cannot_be(options):
    with pytest.raises(otpp.InvalidInput):
        Server(enrol=False).begin(**options)


# --- the administrator's ----------------------------------------------------------------------------


def test_status(server):
    assert server.verifier.status("nobody") is None
    server.now += 65
    server.verify(server.code())
    server.verify(server.wrong())
    status = server.status()
    assert status == otpp.Status(
        state="active",
        pending=False,
        type=otpp.OtpType.TOTP,
        algorithm=otpp.Algorithm.SHA1,
        digits=6,
        period=30,
        created=START - STEP,
        used=server.now,
        failures=1,
        lock="delay",
        retry_after=5,
        recovery_retry_after=0,
        drift=0,
        recovery_codes=0,
    )
    assert Server(type="hotp").status().period is None
    begun = Server(enrol=False)
    begun.begin(name="a")
    assert begun.status().type is None and begun.status().used is None


def test_a_reset_has_a_reason(server):
    for reason in ("", "  ", None, 5):
        with pytest.raises(TypeError, match="a reset has a reason"):
            server.reset(reason)
    assert server.reset("asked by phone, called back")
    assert server.heard[-1].reason == "asked by phone, called back"
    assert server.heard[-1].call == "reset"


def test_erasing(server):
    assert server.reset("left the company", erase=True)
    assert server.store.load("alice") is None and server.status() is None
    assert not server.verify(server.code())
    assert server.reset("again", erase=True).kind == "not_enrolled"
    with pytest.raises(TypeError, match="erase is True or False"):
        server.reset("why", erase="yes")


# --- events -----------------------------------------------------------------------------------------


def test_events():
    server = Server(otpp.Policy(limit=6, delay=0))
    for _ in range(7):
        server.verify(server.wrong())
    assert [event.alarm for event in server.heard] == [
        None, None, None, None, "fifth_failure", "locked", None,
    ]  # fmt: skip
    event = server.heard[4]
    assert (event.factor, event.call, str(event.verdict.kind), event.verdict.failures) == (
        "alice", "verify", "mismatch", 5,
    )  # fmt: skip


def test_every_change_is_heard(server):
    """S11."""
    codes = list(server.recovery_codes(server.code()).codes)
    server.replace(codes[0], name="a")
    server.deactivate(codes[1])
    assert [(event.call, str(event.verdict.kind), event.recovers) for event in server.heard] == [
        ("recovery_codes", "accepted", False),
        ("replace", "accepted", True),
        ("deactivate", "accepted", True),
    ]


# --- names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "a" * 257, "é" * 129, "otpp:decoys", "otpp:", "\ud800"])
def test_what_names_no_factor(server, name):
    with pytest.raises(otpp.InvalidInput) as refused:
        server.verifier.begin(name, name="a", at=START)
    assert refused.value.reason is otpp.Reason.FACTOR_NAME
    assert server.verifier.verify(name, "123456", at=START).kind == "not_enrolled"
    assert server.verifier.status(name) is None
    assert not server.verifier.reset(name, "why", erase=True)


@pytest.mark.parametrize("name", [5, None, b"alice", ["alice"]])
def test_a_name_is_text(server, name):
    with pytest.raises(TypeError, match="named by text"):
        server.verifier.verify(name, "123456")
    with pytest.raises(TypeError, match="named by text"):
        server.verifier.begin(name, name="a")


def test_unknown_factors_are_throttled_as_known_ones():
    server = Server()
    first = [server.verifier.verify(f"nobody {number}", "123456", at=START) for number in range(600)]
    kinds = {str(verdict.kind) for verdict in first}
    assert kinds == {"not_enrolled", "throttled"}
    assert len([name for name in server.store._lines if name.startswith("otpp:decoy:")]) > 200


# --- how a verifier is made -------------------------------------------------------------------------


def test_a_verifier_needs_its_parts():
    store, policy = otpp.stores.Memory(), otpp.Policy()
    with pytest.raises(TypeError, match="PLAINTEXT"):
        otpp.Verifier(store, policy=policy, keys=None)
    with pytest.raises(TypeError, match="policy is a Policy"):
        otpp.Verifier(store, policy={}, keys=otpp.PLAINTEXT)
    with pytest.raises(TypeError, match="a store has load"):
        otpp.Verifier({}, policy=policy, keys=otpp.PLAINTEXT)
    with pytest.raises(TypeError, match="on_event"):
        otpp.Verifier(store, policy=policy, keys=otpp.PLAINTEXT, on_event="log")
    with pytest.raises(TypeError, match="keys"):
        otpp.Verifier(store, policy=policy)


def test_it_is_not_copied():
    verifier = otpp.Verifier(otpp.stores.Memory(), policy=otpp.Policy(), keys=otpp.PLAINTEXT)
    assert repr(verifier) == "<Verifier on Memory>" and verifier.policy == otpp.Policy()
    for call in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="made where it is used"):
            call(verifier)


def test_a_verdict_is_pickled_without_its_cause(server):
    class Down:
        def load(self, factor):
            raise OSError(lambda: "not to be pickled")

        compare_and_set = remove = load

    verifier = otpp.Verifier(Down(), policy=otpp.Policy(), keys=otpp.PLAINTEXT)
    said = verifier.verify("alice", "123456")
    again = pickle.loads(pickle.dumps(said))
    assert (again.kind, again.reason, again.cause) == (said.kind, otpp.Reason.STORE_FAILED, None)
    assert isinstance(said.cause, OSError) and repr(again) == "<Verdict unavailable, store_failed>"
