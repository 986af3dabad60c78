# The extension as users see it; held to the module by tests/python/test_stubs.py.

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from typing import ClassVar, NoReturn, Protocol, SupportsFloat, SupportsIndex, final

from numpy import int8, uint32
from numpy.typing import NDArray
from typing_extensions import Buffer

from ._types import Algorithm, Match, Note, OtpType
from .provisioning import App, Finding
from .provisioning.migration import Refused
from .provisioning.qr import QR

_Key = Secret | bytes | str  # noqa: F821
_Time = SupportsFloat | SupportsIndex | datetime
_Window = SupportsIndex | tuple[SupportsIndex, SupportsIndex]

class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]: ...

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...

class _Array(Protocol):
    def __array__(self) -> object: ...

_Column = Buffer | _ArrowArray | _ArrowStream | _Array
_Keys = _Key | Sequence[_Key | None] | _Column
_Codes = str | Sequence[str | None] | _Column
_Times = _Time | Sequence[_Time | None] | _Column
_Progress = Callable[[int, int], object]

__version__: str

@final
class Secret:
    __hash__: ClassVar[None]  # type: ignore[assignment]
    def __init__(self, /, key: bytes) -> None: ...
    @staticmethod
    def from_base32(text: str) -> Secret: ...
    @staticmethod
    def generate(size: SupportsIndex = 20) -> Secret: ...
    def base32(self, /, *, group: SupportsIndex = 0) -> str: ...
    def bytes(self, /) -> bytes: ...
    def __len__(self, /) -> int: ...
    def __eq__(self, other: object, /) -> NoReturn: ...
    def __ne__(self, other: object, /) -> NoReturn: ...
    def __copy__(self) -> NoReturn: ...
    def __deepcopy__(self, memo: object, /) -> NoReturn: ...

@final
class TOTP:
    def __init__(
        self,
        /,
        secret: _Key,
        *,
        digits: SupportsIndex = 6,
        period: SupportsIndex = 30,
        algorithm: str = "SHA1",
        t0: _Time = 0,
    ) -> None: ...
    @property
    def digits(self) -> int: ...
    @property
    def period(self) -> int: ...
    @property
    def algorithm(self) -> Algorithm: ...
    @property
    def t0(self) -> int: ...
    def at(self, /, time: _Time) -> str: ...
    def now(self, /) -> str: ...
    def step(self, /, time: _Time) -> int: ...
    def seconds_left(self, /, time: _Time | None = None) -> int: ...
    def match(self, /, code: str, *, at: _Time | None = None, window: _Window = 1) -> Match | None: ...
    def __copy__(self) -> NoReturn: ...
    def __deepcopy__(self, memo: object, /) -> NoReturn: ...

@final
class HOTP:
    def __init__(
        self, /, secret: _Key, *, digits: SupportsIndex = 6, algorithm: str = "SHA1"
    ) -> None: ...
    @property
    def digits(self) -> int: ...
    @property
    def algorithm(self) -> Algorithm: ...
    def at(self, /, counter: SupportsIndex) -> str: ...
    def match(
        self, /, code: str, counter: SupportsIndex, *, look_ahead: SupportsIndex = 10
    ) -> Match | None: ...
    def __copy__(self) -> NoReturn: ...
    def __deepcopy__(self, memo: object, /) -> NoReturn: ...

@final
class Account:
    def __init__(
        self,
        /,
        secret: _Key,
        *,
        name: str,
        issuer: str = "",
        type: str = "totp",
        digits: SupportsIndex = 6,
        period: SupportsIndex = 30,
        algorithm: str = "SHA1",
        counter: SupportsIndex = 0,
    ) -> None: ...
    @staticmethod
    def from_uri(text: str) -> Account: ...
    @property
    def secret(self) -> Secret: ...
    @property
    def name(self) -> str: ...
    @property
    def issuer(self) -> str: ...
    @property
    def type(self) -> OtpType: ...
    @property
    def digits(self) -> int: ...
    @property
    def period(self) -> int: ...
    @property
    def algorithm(self) -> Algorithm: ...
    @property
    def counter(self) -> int: ...
    @property
    def notes(self) -> tuple[Note, ...]: ...
    def uri(self, /, *, profile: str = "portable", domain: str = "") -> str: ...
    def otp(self, /) -> TOTP | HOTP: ...
    def qr(
        self, /, *, level: str | None = None, profile: str = "portable", domain: str = ""
    ) -> QR: ...
    def __copy__(self) -> NoReturn: ...
    def __deepcopy__(self, memo: object, /) -> NoReturn: ...

@final
class Reading:
    @property
    def app(self) -> App: ...
    @property
    def outcome(self) -> str: ...
    @property
    def why(self) -> str | None: ...
    @property
    def issuer(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def type(self) -> OtpType: ...
    @property
    def algorithm(self) -> Algorithm | None: ...
    @property
    def digits(self) -> int: ...
    @property
    def symbols(self) -> str: ...
    @property
    def period(self) -> int: ...
    @property
    def counter(self) -> int: ...
    def code_at(self, /, time: _Time) -> str: ...
    def __copy__(self) -> NoReturn: ...
    def __deepcopy__(self, memo: object, /) -> NoReturn: ...

@final
class SteamGuard:
    def __init__(self, /, secret: _Key) -> None: ...
    def at(self, /, time: _Time) -> str: ...
    def now(self, /) -> str: ...
    def match(self, /, code: str, *, at: _Time | None = None, window: _Window = 1) -> Match | None: ...
    def __copy__(self) -> NoReturn: ...
    def __deepcopy__(self, memo: object, /) -> NoReturn: ...

def lint(uri: str, *, app: str | None = None) -> list[Finding]: ...
def as_read_by(app: str, uri: str) -> Reading: ...
def _read_migration(texts: tuple[str, ...], refused: list[Refused] | None) -> list[Account]: ...
def _write_migration(
    accounts: tuple[Account, ...], id: SupportsIndex, drop_parameters: bool
) -> list[str]: ...

NO_MATCH: int
BAD_ROW: int

@final
class KeySet:
    def __init__(
        self,
        /,
        keys: _Keys,
        *,
        digits: SupportsIndex = 6,
        period: SupportsIndex = 30,
        algorithm: str = "SHA1",
        t0: _Time = 0,
    ) -> None: ...
    def __len__(self, /) -> int: ...
    @property
    def digits(self) -> int: ...
    @property
    def period(self) -> int: ...
    @property
    def algorithm(self) -> Algorithm: ...
    @property
    def t0(self) -> int: ...
    @property
    def faults(self) -> list[tuple[int, Reason]]: ...
    def append(self, /, key: _Key) -> int: ...
    def erase(self, /, row: SupportsIndex) -> None: ...
    def passcodes(
        self,
        /,
        at: _Times,
        *,
        threads: SupportsIndex | None = None,
        kernel: str | None = None,
        progress: _Progress | None = None,
        out: Buffer | None = None,
    ) -> NDArray[uint32]: ...
    def match(
        self,
        /,
        codes: _Codes,
        at: _Times,
        *,
        window: _Window = 1,
        threads: SupportsIndex | None = None,
        kernel: str | None = None,
        progress: _Progress | None = None,
        out: Buffer | None = None,
    ) -> NDArray[int8]: ...
    def __copy__(self) -> NoReturn: ...
    def __deepcopy__(self, memo: object, /) -> NoReturn: ...

def passcodes(
    keys: _Keys,
    at: _Times,
    *,
    digits: SupportsIndex = 6,
    period: SupportsIndex = 30,
    algorithm: str = "SHA1",
    t0: _Time = 0,
    threads: SupportsIndex | None = None,
    kernel: str | None = None,
    progress: _Progress | None = None,
    out: Buffer | None = None,
) -> NDArray[uint32]: ...
def match(
    keys: _Keys,
    codes: _Codes,
    at: _Times,
    *,
    digits: SupportsIndex = 6,
    period: SupportsIndex = 30,
    algorithm: str = "SHA1",
    t0: _Time = 0,
    window: _Window = 1,
    threads: SupportsIndex | None = None,
    kernel: str | None = None,
    progress: _Progress | None = None,
    out: Buffer | None = None,
) -> NDArray[int8]: ...
def kernels(algorithm: str = "SHA1") -> tuple[str, ...]: ...

class Reason(Enum):
    KEY_EMPTY = 0
    KEY_TOO_LONG = 1
    KEY_TOO_SHORT = 2
    NO_ENTROPY = 3
    BASE32_SYMBOL = 4
    BASE32_LOOKALIKE = 5
    BASE32_PADDING = 6
    BASE32_LENGTH = 7
    BASE32_TRAILING_BITS = 8
    OUTPUT_TOO_SMALL = 9
    NOT_A_NUMBER = 10
    DIGITS_OUT_OF_RANGE = 11
    PERIOD_OUT_OF_RANGE = 12
    COUNTER_OUT_OF_RANGE = 13
    WINDOW_OUT_OF_RANGE = 14
    ALGORITHM_UNKNOWN = 15
    BEFORE_T0 = 16
    STEP_TOO_LARGE = 17
    TIME_NOT_FINITE = 18
    TIME_WITHOUT_ZONE = 19
    PASSCODE_LENGTH = 20
    PASSCODE_NOT_A_DIGIT = 21
    URI_TOO_LONG = 22
    URI_SCHEME = 23
    URI_TYPE = 24
    URI_ESCAPE = 25
    CONTROL_CHARACTER = 26
    INVALID_UTF8 = 27
    NAME_EMPTY = 28
    NAME_SPACE = 29
    PERIOD_TOO_SHORT = 30
    NAME_COLON = 31
    ISSUER_COLON = 32
    PARAMETER_DOUBLED = 33
    SECRET_MISSING = 34
    COUNTER_MISSING = 35
    WRONG_TYPE = 36
    ATTEMPTS_OUT_OF_RANGE = 37
    WAIT_OUT_OF_RANGE = 38
    DELAY_OVER_MAX = 39
    BUDGET_OUT_OF_RANGE = 40
    PERIOD_TOO_LONG = 41
    RECOVERY_CODE_SYMBOL = 42
    RECOVERY_CODE_LENGTH = 43
    FACTOR_NAME = 44
    ALREADY_ENROLLED = 45
    FACTOR_UNKNOWN = 46
    RECORD_VERSION = 47
    RECORD_LENGTH = 48
    RECORD_FIELD = 49
    STORE_FAILED = 50
    STORE_BUSY = 51
    SEAL_BROKEN = 52
    SEAL_KEY_UNKNOWN = 53
    KEY_RING_TEXT = 54
    KEY_VERSION_DOUBLED = 55
    KEY_FILE_UNREADABLE = 56
    KEY_FILE_MODE = 57
    KEY_VARIABLE_MISSING = 58
    STORE_UNOPENED = 59
    STORE_MODE = 60
    STORE_SCHEMA = 61
    STORE_CORRUPT = 62
    STORE_READ_ONLY = 63
    STORE_FULL = 64
    STORE_LOCKED = 65
    PROFILE_TYPE = 66
    PROFILE_ALGORITHM = 67
    PROFILE_DIGITS = 68
    PROFILE_PERIOD = 69
    PROFILE_COUNTER = 70
    PROFILE_NAME = 71
    PROFILE_DOMAIN = 72
    BASE64_SYMBOL = 73
    BASE64_LENGTH = 74
    MIGRATION_LINK = 75
    MIGRATION_TRUNCATED = 76
    MIGRATION_FIELD = 77
    MIGRATION_VALUE = 78
    PART_NUMBER = 79
    PART_MISSING = 80
    PART_DOUBLED = 81
    PART_FOREIGN = 82
    PERIOD_NOT_HELD = 83
    DIGITS_NOT_HELD = 84
    PARAMETERS_NOT_HELD = 85
    MIGRATION_TOO_LONG = 86
    KERNEL_UNKNOWN = 87
    KERNEL_MISSING = 88
    ROWS_DIFFER = 89
    CANCELLED = 90
    @property
    def message(self) -> str: ...
