"""The stubs say exactly what the module is, and a type checker with them what a program may do."""

import inspect
import pathlib
import re
import subprocess
import sys
import textwrap

import otpp
import otpp._otpp
import pytest

PACKAGE = pathlib.Path(otpp.__file__).parent

# What stubtest may say all the same, and why; it refuses a line that it does not need.
ALLOWED = r"""
otpp\._types\.(Algorithm|OtpType)\.__new__     # of str, to its eyes; Enum puts its own in its place
otpp\.provisioning\.(App|Profile)\.__new__      # as Algorithm's
otpp\.(\w+\.)?(Reading|SteamGuard|KeySet)       # as Secret's
otpp\.server\.(policy\.OnLimit|VerdictKind)\.__new__   # as Algorithm's
otpp\.testing\.StoreConformance\.pytestmark      # a decorator of pytest puts it there
otpp\._server\.\w+(\.__init__)?                 # as Secret's, and most are made by static methods
otpp\.(_otpp\.)?(Secret|TOTP|HOTP|Account)     # the metaclass is pybind11's: nothing to program with
"""


def stubtest(folder):
    """What stubtest says of the installed package, or of the copy in a folder."""
    allowed = folder / "allowed"
    allowed.write_text(ALLOWED)
    return subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", "otpp", "--concise", "--allowlist", allowed],
        cwd=folder,
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
def test_the_stubs_are_those_of_the_module(tmp_path):
    said = stubtest(tmp_path)
    assert said.returncode == 0, said.stdout + said.stderr


# What stubtest does not see: the values of an Enum, and finality behind a line of ALLOWED.


def reasons(stub):
    return {
        name: int(value)
        for name, value in re.findall(r"^    ([A-Z][A-Z0-9_]+) = (\d+)$", stub, re.M)
    }


def finals(stub):
    return re.findall(r"@final\nclass (\w+)", stub)


def test_the_reasons_have_their_values():
    stub = (PACKAGE / "_otpp.pyi").read_text()
    assert reasons(stub) == {reason.name: reason.value for reason in otpp.Reason}
    assert reasons(stub) != reasons(stub.replace("KEY_EMPTY = 0", "KEY_EMPTY = 1"))


def test_what_is_final_is_not_to_be_subclassed():
    stub = (PACKAGE / "_otpp.pyi").read_text()
    assert finals(stub) == "Secret TOTP HOTP Account Reading SteamGuard KeySet".split()
    for name in finals(stub):
        with pytest.raises(TypeError, match="not an acceptable base type"):
            type("Mine", (getattr(otpp, name),), {})


# --- signatures, which help() shows ----------------------------------------------------------------


def stub_signatures():
    """The names, kinds and defaults in the stub, as {"TOTP.at": "(self, /, time)"}."""
    found, inside = {}, ""
    text = (PACKAGE / "_otpp.pyi").read_text()
    text = re.sub(
        r"\(\n\s+(.*?),?\n\s*\) ->", lambda m: f"({' '.join(m[1].split())}) ->", text, flags=re.S
    )
    for line in text.splitlines():
        if opened := re.match(r"class (\w+)", line):
            inside = opened[1]
        elif inside.startswith("_"):
            continue
        elif found_here := re.match(r"    def (\w+)\((.*)\) -> ", line):
            empty = {"__builtins__": {"str": str, "bytes": bytes, "object": object}}
            kinds = "_Key _Time _Window _Keys _Codes _Times _Progress Buffer SupportsIndex"
            names = dict.fromkeys(kinds.split(), int)
            made: dict = {}
            arguments = found_here[2].replace(" | None", "")
            exec(f"def f({arguments}): ...", {**empty, **names}, made)
            signature = inspect.signature(made["f"])
            plain = [
                p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()
            ]
            found[f"{inside}.{found_here[1]}"] = str(signature.replace(parameters=plain))
    return found


SIGNATURES = stub_signatures()
WITHOUT = ("__copy__", "__deepcopy__", "__eq__", "__ne__")  # only ever refuse
PROPERTIES = {
    f"{name}.{attribute}"
    for name in ("Secret", "TOTP", "HOTP", "Account", "Reading", "SteamGuard", "KeySet", "Reason")
    for attribute, value in vars(getattr(otpp, name)).items()
    if inspect.isgetsetdescriptor(value) or isinstance(value, property)
}


def test_the_stub_was_read():
    assert SIGNATURES["TOTP.at"] == "(self, /, time)"
    assert SIGNATURES["TOTP.__init__"].startswith("(self, /, secret, *, digits=6,")
    assert len(SIGNATURES) >= 30 and len(PROPERTIES) >= 15


@pytest.mark.parametrize(
    "name", [n for n in SIGNATURES if not n.endswith(WITHOUT) and n not in PROPERTIES]
)
def test_signature(name):
    owner, method = name.split(".")
    assert str(inspect.signature(getattr(getattr(otpp, owner), method))) == SIGNATURES[name]


@pytest.mark.parametrize("name", ["Secret", "TOTP", "HOTP", "Account", "SteamGuard", "KeySet"])
def test_signature_of_a_class(name):
    of_init = SIGNATURES[f"{name}.__init__"].replace("self, /, ", "")
    assert str(inspect.signature(getattr(otpp, name))) == of_init


def test_everything_public_is_documented():
    for name in otpp.__all__:
        thing = getattr(otpp, name)
        assert thing.__doc__, name
        for method in (
            vars(thing) if isinstance(thing, type) and not issubclass(thing, Exception) else ()
        ):
            if not method.startswith("_") and not isinstance(thing, type(otpp.Reason)):
                found = getattr(thing, method)
                of_slots = inspect.ismemberdescriptor(found)  # documented in a dict of __slots__
                assert inspect.getdoc(found) if of_slots else found.__doc__, f"{name}.{method}"


# --- a program under mypy --strict -----------------------------------------------------------------

PROGRAM = """
import datetime
import otpp
import otpp.provisioning.migration
import otpp.provisioning.qr
import otpp.provisioning.steam

secret: otpp.Secret = otpp.Secret.generate(size=32)
key: bytes = secret.bytes()
typed: str = secret.base32(group=4) + secret.base32()
size: int = len(secret)

totp = otpp.TOTP(secret, digits=8, period=60, algorithm="SHA256", t0=0)
totp = otpp.TOTP(key)
totp = otpp.TOTP(typed, algorithm=otpp.Algorithm.SHA512)
passcode: str = totp.at(59) + totp.at(59.5) + totp.now()
passcode = totp.at(datetime.datetime.now(datetime.timezone.utc))
left: int = totp.seconds_left() + totp.seconds_left(59)
found: otpp.Match | None = totp.match("123456", at=59, window=(1, 0))
if found is not None:
    step, drift = found
    total: int = found.step + found.drift + step + drift

next_one = otpp.HOTP(secret).match("755224", 0, look_ahead=5)
account = otpp.Account(secret, name="alice", issuer="Example", type=otpp.OtpType.HOTP, counter=1)
again = otpp.Account.from_uri(account.uri())
for note in again.notes:
    line: str = f"{note.kind} at {note.offset}: {note.message}"
otp: otpp.TOTP | otpp.HOTP = again.otp()
account.qr().save("qr.png", scale=3)
picture: str = account.qr().svg() + account.qr().terminal() + account.qr(level="H").data_uri()
for finding in otpp.lint(account.uri(profile="aegis"), app="freeotp"):
    said: str = finding.rule + finding.severity + finding.mend
    sources: list[str] = [fact.source for fact in finding.facts]
shown: otpp.Reading = otpp.as_read_by("aegis", account.uri())
as_shown: str = shown.issuer + shown.name + shown.code_at(59)
links: list[str] = otpp.provisioning.migration.write([account], id=7)
moved: list[otpp.Account] = otpp.provisioning.migration.read(links)
steam: otpp.SteamGuard = otpp.provisioning.steam.from_shared_secret("cnOgv/KdpLoP6Nbh0GMkXkPXALQ=")
codes: list[str] = otpp.provisioning.qr.read(account.qr().png())
keys = otpp.KeySet([key, secret, typed, None], period=60)
many: list[int] = keys.passcodes(59, threads=1, kernel="portable").tolist()
drifts = keys.match(["123456"] * len(keys), 59, window=(1, 0), progress=print)
drifts = otpp.bulk.match(key, drifts, memoryview(b""), digits=8, out=bytearray(4))
bad: list[tuple[int, otpp.Reason]] = keys.faults
row: int = keys.append(typed)
keys.erase(row)
names: tuple[str, ...] = otpp.bulk.kernels("SHA512")
try:
    otpp.TOTP("0")
except otpp.InvalidInput as fault:
    reason: otpp.Reason | None = fault.reason
    offset: int | None = fault.offset
"""


def mypy(program, folder):
    (folder / "program.py").write_text(textwrap.dedent(program))
    return subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "program.py"],
        cwd=folder,
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
def test_a_program_is_accepted(tmp_path):
    said = mypy(PROGRAM, tmp_path)
    assert said.returncode == 0, said.stdout + said.stderr


WRONG = """
totp.match(123456)                       # error: arg-type
totp.match(b"123456")                    # error: arg-type
totp.match("123456", 59)                 # error: call-arg
totp.match("123456", at="59")            # error: arg-type
totp.match("123456", window=1.5)         # error: arg-type
totp.match("123456").step                # error: union-attr
totp.at("59")                            # error: arg-type
totp.at(datetime.date.today())           # error: arg-type
totp.at()                                # error: call-arg
totp.verify("123456")                    # error: attr-defined
otpp.TOTP(secret, 8)                     # error: call-arg
otpp.TOTP(secret, digits="8")            # error: arg-type
otpp.TOTP(bytearray(20))                 # error: arg-type
otpp.HOTP(secret, period=30)             # error: call-arg
otpp.HOTP(secret).at(1.5)                # error: arg-type
keys.match([123456], 59)                 # error: list-item
keys.match("123456")                     # error: call-arg
keys.passcodes(59, 1)                    # error: call-arg
otpp.Secret("GEZDGNBVGY3TQOJQ")          # error: arg-type
secret.base32(4)                         # error: call-arg
otpp.Account(secret)                     # error: call-arg
otpp.Account(secret, name=b"alice")      # error: arg-type
account.name = "bob"                     # error: misc
"""


@pytest.mark.slow
def test_wrong_uses_are_refused(tmp_path):
    said = mypy(PROGRAM + WRONG, tmp_path)
    first = len(PROGRAM.splitlines()) + 1
    expected = {
        (first + i, code)
        for i, line in enumerate(WRONG.splitlines()[1:], 1)
        for code in re.findall(r"# error: (\S+)", line)
    }
    errors = {
        (int(line), code)
        for line, code in re.findall(r"program\.py:(\d+): error: .*\[([\w-]+)\]", said.stdout)
    }
    assert len(expected) == 23
    assert errors == expected, said.stdout


@pytest.mark.slow
def test_the_package_itself_is_typed(tmp_path):
    said = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "-p", "otpp"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stdout + said.stderr
