"""The surface, type by type: what each takes, gives and refuses."""

import enum
import inspect
import pickle
import subprocess
import sys

import otpp
import pytest

KEY = b"12345678901234567890"
BASE32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
URI = f"otpauth://totp/Example:alice?secret={BASE32}&issuer=Example"


def refusal(call):
    with pytest.raises(otpp.InvalidInput) as refused:
        call()
    return refused.value.reason.name, refused.value.offset


def type_error(call):
    with pytest.raises(TypeError) as refused:
        call()
    return str(refused.value)


# --- Secret ----------------------------------------------------------------------------------------


def test_secret():
    secret = otpp.Secret(KEY)
    assert (secret.bytes(), secret.base32(), len(secret)) == (KEY, BASE32, 20)
    assert secret.base32(group=4) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    assert repr(secret) == str(secret) == f"{secret}" == "<Secret of 20 bytes>"


def test_generated_secrets():
    assert len(otpp.Secret.generate()) == 20
    assert [len(otpp.Secret.generate(size)) for size in (16, 32, 64, 128)] == [16, 32, 64, 128]
    assert len({otpp.Secret.generate(size=16).bytes() for _ in range(1000)}) == 1000
    assert refusal(lambda: otpp.Secret.generate(15)) == ("KEY_TOO_SHORT", None)
    assert refusal(lambda: otpp.Secret.generate(-1)) == ("KEY_TOO_SHORT", None)
    assert refusal(lambda: otpp.Secret.generate(129)) == ("KEY_TOO_LONG", None)
    assert refusal(lambda: otpp.Secret.generate(10**30)) == ("KEY_TOO_LONG", None)


def test_what_is_no_secret():
    assert refusal(lambda: otpp.Secret(b"")) == ("KEY_EMPTY", None)
    assert refusal(lambda: otpp.Secret(bytes(129))) == ("KEY_TOO_LONG", None)
    assert refusal(lambda: otpp.Secret.from_base32("A")) == ("BASE32_LENGTH", 1)
    assert refusal(lambda: otpp.Secret.from_base32("é0")) == ("BASE32_SYMBOL", 0)
    for wrong in (BASE32, bytearray(20), memoryview(KEY), 20, None, [1, 2]):
        assert type_error(lambda: otpp.Secret(wrong))
    for wrong in (KEY, 20, None):
        assert type_error(lambda: otpp.Secret.from_base32(wrong)) == "base32 is text"
    for wrong in ("20", 20.0, True, None):
        assert "number" in type_error(lambda: otpp.Secret.generate(wrong))


def test_secrets_are_not_compared():
    secret = otpp.Secret(KEY)
    for compare in (
        lambda: secret == otpp.Secret(KEY),
        lambda: secret == KEY,
        lambda: BASE32 == secret,
        lambda: secret != secret,
        lambda: secret in [KEY],
    ):
        assert "not compared" in type_error(compare)
    assert "unhashable" in type_error(lambda: hash(secret))
    assert "unhashable" in type_error(lambda: {secret})
    assert "not supported" in type_error(lambda: secret < secret)


@pytest.mark.parametrize(
    "make", [otpp.TOTP, otpp.HOTP, lambda key: otpp.Account(key, name="a").otp()]
)
def test_a_key_is_a_secret_or_bytes_or_base32(make):
    made = [make(key) for key in (otpp.Secret(KEY), KEY, BASE32, BASE32.lower() + "======"[:0])]
    assert {otp.at(59) for otp in made} == {made[0].at(59)}
    assert refusal(lambda: make(BASE32[:-1] + "0")) == ("BASE32_LOOKALIKE", 31)
    for wrong in (bytearray(20), memoryview(KEY), 20, None, [BASE32], object()):
        assert type_error(lambda: make(wrong)) == "a secret is a Secret, bytes or base32 text"


# --- TOTP and HOTP ---------------------------------------------------------------------------------


def test_totp_shows_its_parameters():
    totp = otpp.TOTP(KEY, digits=8, period=60, algorithm="SHA256", t0=-5)
    assert (totp.digits, totp.period, totp.algorithm, totp.t0) == (8, 60, "SHA256", -5)
    assert repr(totp) == "<TOTP SHA256, 8 digits, 60 s>"
    hotp = otpp.HOTP(KEY, digits=7, algorithm=otpp.Algorithm.SHA512)
    assert (hotp.digits, hotp.algorithm) == (7, otpp.Algorithm.SHA512)
    assert repr(hotp) == "<HOTP SHA512, 7 digits>"
    defaults = otpp.TOTP(KEY)
    assert (defaults.digits, defaults.period, defaults.algorithm, defaults.t0) == (6, 30, "SHA1", 0)


def test_options_are_keyword_only():
    for call in (
        lambda: otpp.TOTP(KEY, 8),
        lambda: otpp.HOTP(KEY, 8),
        lambda: otpp.Account(KEY, "alice"),
        lambda: otpp.TOTP(KEY).match("123456", 59),
        lambda: otpp.HOTP(KEY).match("123456", 0, 5),
        lambda: otpp.Secret(KEY).base32(4),
    ):
        assert "positional" in type_error(call)


def test_calls_with_too_much_or_too_little():
    assert "needs 'secret'" in type_error(otpp.TOTP)
    assert "needs 'name'" in type_error(lambda: otpp.Account(KEY))
    assert "needs 'time'" in type_error(otpp.TOTP(KEY).at)
    assert "needs 'counter'" in type_error(lambda: otpp.HOTP(KEY).match("123456"))
    assert "no argument 'interval'" in type_error(lambda: otpp.TOTP(KEY, interval=30))
    assert "no argument 'period'" in type_error(lambda: otpp.HOTP(KEY, period=30))
    assert "'secret' twice" in type_error(lambda: otpp.TOTP(KEY, secret=KEY))
    assert "'time' twice" in type_error(lambda: otpp.TOTP(KEY).at(59, time=59))
    assert otpp.TOTP(secret=KEY).at(time=59) == "287082"
    assert otpp.HOTP(KEY).match(code="287082", counter=1) == (1, 0)


@pytest.mark.parametrize(
    "digits, refused", [(5, True), (6, False), (10, False), (11, True), (10**30, True), (-1, True)]
)
def test_digits(digits, refused):
    if refused:
        assert refusal(lambda: otpp.TOTP(KEY, digits=digits)) == ("DIGITS_OUT_OF_RANGE", None)
        assert refusal(lambda: otpp.HOTP(KEY, digits=digits)) == ("DIGITS_OUT_OF_RANGE", None)
    else:
        assert len(otpp.TOTP(KEY, digits=digits).at(59)) == digits


@pytest.mark.parametrize(
    "period, refused", [(0, True), (1, False), (2**31 - 1, False), (2**31, True), (-30, True)]
)
def test_period(period, refused):
    if refused:
        assert refusal(lambda: otpp.TOTP(KEY, period=period)) == ("PERIOD_OUT_OF_RANGE", None)
    else:
        assert otpp.TOTP(KEY, period=period).period == period


@pytest.mark.parametrize("option", ["digits", "period"])
@pytest.mark.parametrize("wrong", ["6", 6.0, None, True, [6]], ids=repr)
def test_numbers_are_numbers(option, wrong):
    assert f"{option} is a number" in type_error(lambda: otpp.TOTP(KEY, **{option: wrong}))


def test_algorithms_by_name_or_value():
    for algorithm in otpp.Algorithm:
        for spelled in (
            algorithm,
            algorithm.value,
            algorithm.value.lower(),
            algorithm.value.replace("A", "A-"),
        ):
            assert otpp.TOTP(KEY, algorithm=spelled).algorithm is algorithm
    for wrong in ("MD5", "", "SHA3", "SHA1 ", "ＳＨＡ1"):
        assert refusal(lambda: otpp.TOTP(KEY, algorithm=wrong)) == ("ALGORITHM_UNKNOWN", 0)
    assert "Algorithm, or its name" in type_error(lambda: otpp.TOTP(KEY, algorithm=1))


def test_enums_are_text():
    for kind, names in (
        (otpp.Algorithm, ("SHA1", "SHA256", "SHA512")),
        (otpp.OtpType, ("totp", "hotp")),
    ):
        assert tuple(kind) == names and issubclass(kind, enum.Enum)
        assert [str(value) for value in kind] == [f"{value}" for value in kind] == list(names)
    assert {"SHA1": 1}[otpp.TOTP(KEY).algorithm] == 1


def test_a_hotp_counter():
    hotp = otpp.HOTP(KEY)
    for wrong in (-1, 2**63, -(10**30)):
        assert refusal(lambda: hotp.at(wrong)) == ("COUNTER_OUT_OF_RANGE", None)
        assert refusal(lambda: hotp.match("755224", wrong)) == ("COUNTER_OUT_OF_RANGE", None)
    for wrong in (1.0, "1", True, None):
        assert type_error(lambda: hotp.at(wrong)) == "a counter is a number"
    assert hotp.match(hotp.at(2**63 - 1), 2**63 - 1) == (2**63 - 1, 0)  # the window is cut


# --- match -----------------------------------------------------------------------------------------


def test_a_match_says_where():
    totp = otpp.TOTP(KEY)
    found = totp.match(totp.at(61), at=59)
    assert isinstance(found, otpp.Match) and isinstance(found, tuple)
    step, drift = found
    assert (found.step, found.drift) == (step, drift) == (2, 1)
    assert found == otpp.Match(2, 1) == otpp.Match(step=2, drift=1) and found._asdict() == {
        "step": 2,
        "drift": 1,
    }
    assert repr(found) == "Match(step=2, drift=1)"
    assert pickle.loads(pickle.dumps(found)) == found and hash(found) == hash((2, 1))


def test_a_match_at_step_0_is_true():
    """Peers return the step, or False: their step 0 is no match (pyotp before 2.12)."""
    found = otpp.TOTP(KEY).match("755224", at=0)
    assert found == (0, 0) and bool(found)
    assert bool(otpp.HOTP(KEY).match("755224", 0))


def test_the_window_of_a_totp():
    totp = otpp.TOTP(KEY)
    now = 30 * 1000

    def drifts(**window):
        return [
            drift
            for drift in range(-102, 103)
            if totp.match(totp.at(now + 30 * drift), at=now, **window) is not None
        ]

    assert drifts() == [-1, 0, 1]
    assert drifts(window=0) == [0]
    assert drifts(window=2) == [-2, -1, 0, 1, 2]
    assert drifts(window=(2, 0)) == [-2, -1, 0]
    assert drifts(window=(0, 1)) == [0, 1]
    assert drifts(window=100) == list(range(-100, 101))
    for wrong in (-1, 101, 10**30, (1, 101), (-1, 0)):
        assert refusal(lambda: totp.match("123456", window=wrong)) == ("WINDOW_OUT_OF_RANGE", None)
    for wrong in ((1,), (1, 1, 1), [1, 1], 1.0, "1", True, None, (1, None), (True, 1)):
        assert "(back, ahead)" in type_error(lambda: totp.match("123456", window=wrong))


def test_the_window_is_cut_at_step_0():
    totp = otpp.TOTP(KEY)
    assert totp.match("755224", at=59, window=(100, 0)) == (0, -1)
    assert otpp.TOTP(KEY, t0=100).match("755224", at=99) is None  # before T0 nothing fits


def test_hotp_looks_ahead_and_never_back():
    hotp = otpp.HOTP(KEY)

    def ahead(**options):
        return [d for d in range(-5, 103) if hotp.match(hotp.at(10 + d), 10, **options) is not None]

    assert ahead() == list(range(11))
    assert ahead(look_ahead=0) == [0]
    assert ahead(look_ahead=100) == list(range(101))
    for wrong in (-1, 101, 10**30):
        assert refusal(lambda: hotp.match("123456", 0, look_ahead=wrong)) == (
            "WINDOW_OUT_OF_RANGE",
            None,
        )
    for wrong in (1.0, "1", True, None, (0, 1)):
        assert "look_ahead is a number" in type_error(
            lambda: hotp.match("123456", 0, look_ahead=wrong)
        )


MALFORMED = [
    "",
    " ",
    "28708",
    "2870822",
    "28708a",
    "２８７０８２",
    "287\u00a0082",
    "-287082",
    "287--082",
    "287082\n",
    "\0" * 6,
    "\ud800" * 6,
    "٢٨٧٠٨٢",
]


@pytest.mark.parametrize("code", MALFORMED, ids=ascii)
def test_malformed_text_fits_nowhere(code):
    assert otpp.TOTP(KEY).match(code, at=59) is None
    assert otpp.HOTP(KEY).match(code, 1) is None


class Text(str):
    """As templates and web frameworks have it: Markup, SafeString."""


@pytest.mark.parametrize("code", ["287082", "287 082", " 287-082 ", "2 8 7 0 8 2", Text("287082")])
def test_groups_do_no_harm(code):
    assert otpp.TOTP(KEY).match(code, at=59) == (1, 0)
    assert otpp.HOTP(KEY).match(code, 0) == (1, 1)


@pytest.mark.parametrize(
    "code", [287082, 287082.0, b"287082", None, True, ["287082"], bytearray(b"287082")], ids=repr
)
def test_a_code_that_is_no_text_is_a_type_error_that_explains(code):
    for call in (lambda: otpp.TOTP(KEY).match(code, at=59), lambda: otpp.HOTP(KEY).match(code, 0)):
        said = type_error(call)
        assert "leading zeros" in said and "287082" not in said


# --- Account ---------------------------------------------------------------------------------------


def test_account():
    account = otpp.Account(BASE32, name="alice", issuer="Example")
    assert (account.name, account.issuer, account.type) == ("alice", "Example", otpp.OtpType.TOTP)
    assert (account.digits, account.period, account.algorithm, account.counter) == (
        6,
        30,
        "SHA1",
        0,
    )
    assert isinstance(account.secret, otpp.Secret) and account.secret.bytes() == KEY
    assert account.notes == () and account.uri() == URI
    assert repr(account) == "<Account totp Example:alice>"
    assert repr(otpp.Account(KEY, name="bob", type="hotp")) == "<Account hotp bob>"
    assert isinstance(account.otp(), otpp.TOTP)


def test_account_of_hotp():
    account = otpp.Account(KEY, name="alice", type=otpp.OtpType.HOTP, counter=7, digits=8)
    assert (account.type, account.counter) == ("hotp", 7)
    assert account.uri() == f"otpauth://hotp/alice?secret={BASE32}&digits=8&counter=7"
    assert isinstance(account.otp(), otpp.HOTP) and len(account.otp().at(7)) == 8


@pytest.mark.parametrize(
    "options, reason, offset",
    [
        (dict(name=""), "NAME_EMPTY", None),
        (dict(name=" a"), "NAME_SPACE", 0),
        (dict(name="é:b"), "NAME_COLON", 1),
        (dict(name="a", issuer="漢字:"), "ISSUER_COLON", 2),
        (dict(name="é\0"), "CONTROL_CHARACTER", 1),
        (dict(name="a", issuer="é漢\x7f"), "CONTROL_CHARACTER", 2),
        (dict(name="é\ud800"), "INVALID_UTF8", 1),
        (dict(name="a" * 3000), "URI_TOO_LONG", None),
        (dict(name="a", period=4), "PERIOD_TOO_SHORT", None),
        (dict(name="a", type="motp"), "URI_TYPE", 0),
        (dict(name="a", type="hotp", counter=-1), "COUNTER_OUT_OF_RANGE", None),
        (dict(name="a", digits=5), "DIGITS_OUT_OF_RANGE", None),
        (dict(name="a", secret=bytes(15)), "KEY_TOO_SHORT", None),
        (dict(name="a", secret="JBSWY3DPEHPK3PXP"), "KEY_TOO_SHORT", None),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_an_account_that_apps_would_read_differently(options, reason, offset):
    assert refusal(lambda: otpp.Account(**{"secret": KEY, **options})) == (reason, offset)


def test_types_of_an_accounts_parts():
    for option in ("name", "issuer"):
        for wrong in (b"alice", 1, None):
            assert f"{option} is text" in type_error(
                lambda: otpp.Account(KEY, **{"name": "a", option: wrong})
            )
    assert "OtpType" in type_error(lambda: otpp.Account(KEY, name="a", type=1))
    assert "number" in type_error(lambda: otpp.Account(KEY, name="a", type="hotp", counter="1"))
    for wrong in (URI.encode(), None, 1):
        assert type_error(lambda: otpp.Account.from_uri(wrong)) == "a URI is text"
    with pytest.raises(AttributeError):
        otpp.Account(KEY, name="a").name = "b"


def test_a_uri_too_long_once_escaped():
    account = otpp.Account(KEY, name="é" * 500)  # 1,000 bytes, of which each becomes three
    assert refusal(account.uri)[0] == "URI_TOO_LONG"
    assert refusal(account.qr)[0] == "URI_TOO_LONG"


def test_notes():
    uri = "otpauth://totp/A:a?secret=JBSWY3DPEHPK3PXP&issuer=B&x=1"
    account = otpp.Account.from_uri(uri)
    assert [note.kind for note in account.notes] == [
        "short_secret",
        "unknown_parameter",
        "issuer_conflict",
    ]
    for _, offset, message in account.notes:
        assert 0 <= offset < len(uri) and message and "JBSW" not in message
    by_kind = {note.kind: uri[note.offset :] for note in account.notes}
    assert by_kind["unknown_parameter"].startswith("x=1")
    assert account.issuer == "B" and account.uri().endswith("&x=1")
    assert otpp.Note("a", 1, "b") == ("a", 1, "b") and isinstance(account.notes[0], otpp.Note)


# --- errors, and the package -----------------------------------------------------------------------


def test_invalid_input():
    with pytest.raises(ValueError) as caught:  # whoever knows no more catches this
        otpp.Secret.from_base32("JBSWY3DPEHPK3PX1")
    refused = caught.value
    assert isinstance(refused, otpp.InvalidInput)
    assert (refused.reason, refused.offset) == (otpp.Reason.BASE32_LOOKALIKE, 15)
    assert str(refused).startswith("0, 1, 8 and 9 are not in base32") and str(refused).endswith(
        "(at offset 15)"
    )
    again = pickle.loads(pickle.dumps(refused))
    assert (str(again), again.reason, again.offset) == (
        str(refused),
        refused.reason,
        refused.offset,
    )
    assert otpp.InvalidInput.__module__ == "otpp"


def test_every_reason_has_another_name_and_value():
    assert len({reason.value for reason in otpp.Reason}) == len(otpp.Reason) >= 37
    assert pickle.loads(pickle.dumps(otpp.Reason.KEY_EMPTY)) is otpp.Reason.KEY_EMPTY


def test_reason_has_the_words_of_its_refusal():
    with pytest.raises(otpp.InvalidInput) as refused:
        otpp.TOTP(b"x" * 20, digits=5)
    assert str(refused.value) == otpp.Reason.DIGITS_OUT_OF_RANGE.message == "digits must be 6 to 10"
    assert len({reason.message for reason in otpp.Reason}) == len(otpp.Reason)
    with pytest.raises(AttributeError):
        refused.value.reason.message = "other"


def test_uninitialised_objects_are_refused():
    """__new__ without __init__ makes one; it is never read."""
    for kind in (otpp.Secret, otpp.TOTP, otpp.HOTP, otpp.Account):
        empty = kind.__new__(kind)
        properties = [
            name for name, value in vars(kind).items() if inspect.isgetsetdescriptor(value)
        ]
        for call in [
            lambda: repr(empty),
            *(lambda name=name: getattr(empty, name) for name in properties),
        ]:
            assert "not initialised" in type_error(call)
    empty = otpp.Secret.__new__(otpp.Secret)
    for call in (
        lambda: len(empty),
        empty.bytes,
        empty.base32,
        lambda: otpp.TOTP(empty),
        lambda: otpp.HOTP(empty),
        lambda: otpp.Account(empty, name="a"),
        lambda: otpp.TOTP.__new__(otpp.TOTP).at(59),
        lambda: otpp.HOTP.__new__(otpp.HOTP).at(59),
        otpp.Account.__new__(otpp.Account).uri,
        otpp.Account.__new__(otpp.Account).otp,
    ):
        assert "not initialised" in type_error(call)


def test_a_second_init_changes_nothing():
    totp = otpp.TOTP(KEY)
    totp.__init__(bytes(20), digits=8)
    assert totp.at(59) == "287082"


def test_the_import_needs_neither_segno_nor_numpy():
    program = "import sys, otpp; print({'segno', 'numpy', 'typing', 'datetime'} & set(sys.modules))"
    ran = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {program}"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert ran.stdout == "set()\n"
    for name in ("_otpp", "_types"):
        assert name not in otpp.__all__
