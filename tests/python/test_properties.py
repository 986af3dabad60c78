"""What holds for any input: round trips, agreement of at and match, errors of one kind."""

import base64

import otpp
from hypothesis import given, settings
from hypothesis import strategies as st

settings.register_profile("otpp", max_examples=300, deadline=None, derandomize=True, database=None)
settings.load_profile("otpp")

keys = st.binary(min_size=1, max_size=128)
new_keys = st.binary(min_size=16, max_size=128)
algorithms = st.sampled_from(otpp.Algorithm)
digits = st.integers(6, 10)
periods = st.integers(1, 2**31 - 1)
counters = st.integers(0, 2**63 - 1)
times = st.integers(0, 2**63 - 1)
# any text but half surrogates, control characters and the colon that apps split at
names = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=":"), max_size=60)


@st.composite
def accounts(draw):
    name = draw(names.filter(lambda text: text and not text.startswith(" ")))
    common = dict(name=name, issuer=draw(names), digits=draw(digits), algorithm=draw(algorithms))
    if draw(st.booleans()):
        return otpp.Account(draw(new_keys), type="hotp", counter=draw(counters), **common)
    return otpp.Account(draw(new_keys), period=draw(st.integers(5, 2**31 - 1)), **common)


def content(account):
    fields = ("type", "name", "issuer", "digits", "period", "algorithm", "counter")
    return [account.secret.bytes(), *(getattr(account, field) for field in fields)]


@given(accounts())
def test_what_is_built_is_parsed_alike(account):
    uri = account.uri()
    again = otpp.Account.from_uri(uri)
    assert content(again) == content(account)
    assert uri.isascii() and again.uri() == uri
    assert {note.kind for note in again.notes} <= {"short_secret"}


@given(accounts(), times)
def test_otp_is_what_the_account_says(account, time):
    otp = account.otp()
    if account.type == "totp":
        made = otpp.TOTP(
            account.secret,
            digits=account.digits,
            period=account.period,
            algorithm=account.algorithm,
        )
        assert isinstance(otp, otpp.TOTP) and otp.at(time) == made.at(time)
    else:
        hotp = otpp.HOTP(account.secret, digits=account.digits, algorithm=account.algorithm)
        assert isinstance(otp, otpp.HOTP) and otp.at(time) == hotp.at(time)


@given(keys, times, digits, periods, algorithms, st.integers(-100, 100))
def test_match_finds_what_at_gives(key, time, count, period, algorithm, drift):
    totp = otpp.TOTP(key, digits=count, period=period, algorithm=algorithm)
    other = time + drift * period
    if not 0 <= other < 2**63:
        return
    found = totp.match(totp.at(other), at=time, window=100)
    assert found is not None and found.step == totp.step(time) + found.drift
    # another step nearer by may have the same passcode: it then is the one that is found
    assert abs(found.drift) <= abs(drift)
    assert totp.at(time + found.drift * period) == totp.at(other)


@given(keys, counters, digits, st.integers(0, 100))
def test_hotp_match_finds_what_at_gives(key, counter, count, ahead):
    hotp = otpp.HOTP(key, digits=count)
    if counter + ahead >= 2**63:
        return
    found = hotp.match(hotp.at(counter + ahead), counter, look_ahead=100)
    assert found is not None and found.step == counter + found.drift and 0 <= found.drift <= ahead


@given(keys, times, st.floats(0, 1, exclude_max=True))
def test_seconds_left_end_at_the_next_step(key, time, fraction):
    totp = otpp.TOTP(key)
    left = totp.seconds_left(time)
    assert 1 <= left <= 30
    if time + left < 2**63:
        assert totp.step(time + left) == totp.step(time) + 1 == totp.step(time + left - 1) + 1
    if time < 2**40:
        assert totp.step(time + fraction) == totp.step(time)


@given(keys)
def test_base32_is_that_of_python(key):
    secret = otpp.Secret(key)
    text = base64.b32encode(key).decode()
    assert secret.base32() == text.rstrip("=")
    for spelled in (text, text.rstrip("="), text.lower(), secret.base32(group=4)):
        assert otpp.Secret.from_base32(spelled).bytes() == key
    assert len(secret) == len(key) and secret.bytes() == key


@given(keys, st.integers(-(2**63), 2**63 - 1))
def test_groups_change_nothing_but_spaces(key, group):
    secret = otpp.Secret(key)
    text = secret.base32(group=group)
    assert text.replace(" ", "") == secret.base32()
    if group > 0:
        assert all(len(part) == group for part in text.split(" ")[:-1])


def only_invalid_input(call, text):
    """A call takes a text or refuses it as InvalidInput, at a place that is in it."""
    try:
        call(text)
    except otpp.InvalidInput as refused:
        assert isinstance(refused.reason, otpp.Reason)
        assert refused.offset is None or 0 <= refused.offset <= len(text)


any_text = st.one_of(
    st.text(st.characters()),  # half surrogates as well
    st.text(st.sampled_from("ABCXYZabcxyz234567018 -=9\n\u00e9\ud800")),
)
near_uris = st.builds(
    "{}://{}/{}?{}".format,
    st.sampled_from(("otpauth", "OTPAUTH", "otp", "")),
    st.sampled_from(("totp", "hotp", "TOTP", "xotp", "")),
    st.text(st.one_of(st.sampled_from("aä:%25 /?#\0é漢🔑%C3%A4%ff"), st.characters())),
    st.lists(
        st.builds(
            "{}={}".format,
            st.sampled_from("secret issuer algorithm digits period counter image x".split()),
            st.one_of(
                st.sampled_from(
                    "GEZDGNBVGY3TQOJQ SHA1 sha-256 SHA512 6 8 30 0 -1 99999999999".split()
                ),
                st.text(st.sampled_from("AB234=%&20é ")),
            ),
        )
    ).map("&".join),
)


@given(any_text)
def test_any_text_as_a_key(text):
    only_invalid_input(otpp.Secret.from_base32, text)
    only_invalid_input(otpp.TOTP, text)


@given(st.one_of(any_text, near_uris))
def test_any_text_as_a_uri(text):
    only_invalid_input(otpp.Account.from_uri, text)


@given(any_text)
def test_any_text_as_a_name(text):
    only_invalid_input(lambda name: otpp.Account(bytes(20), name=name), text)
    only_invalid_input(lambda issuer: otpp.Account(bytes(20), name="a", issuer=issuer), text)
    only_invalid_input(lambda name: otpp.TOTP(bytes(20), algorithm=name), text)
    only_invalid_input(lambda name: otpp.Account(bytes(20), name="a", type=name), text)


@given(any_text)
def test_any_text_as_a_code_is_no_match(text):
    digits_alone = text.replace(" ", "").replace("-", "")
    if not (digits_alone.isascii() and digits_alone.isdigit()):
        assert otpp.TOTP(bytes(20)).match(text, at=59) is None
        assert otpp.HOTP(bytes(20)).match(text, 0) is None


@given(near_uris)
def test_what_is_read_is_written_and_read_again(text):
    """Whatever a URI looked like: written once, it stays as it is."""
    try:
        account = otpp.Account.from_uri(text)
    except otpp.InvalidInput:
        return
    written = account.uri()
    again = otpp.Account.from_uri(written)
    assert content(again) == content(account) and again.uri() == written


@given(st.one_of(st.integers(), st.floats(), st.decimals(), st.fractions()))
def test_any_number_as_a_time(time):
    totp = otpp.TOTP(bytes(20))
    try:
        passcode = totp.at(time)
    except otpp.InvalidInput as refused:
        assert refused.offset is None
        assert refused.reason in (
            otpp.Reason.BEFORE_T0,
            otpp.Reason.STEP_TOO_LARGE,
            otpp.Reason.TIME_NOT_FINITE,
        )
    else:
        assert totp.match(passcode, at=time, window=0).step == totp.step(time)
        assert abs(totp.step(time) - int(time) // 30) <= 1 or abs(time) > 2**53
