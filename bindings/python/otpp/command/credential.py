"""Credentials: a secret or an account that was read, ready to compute passcodes."""

from collections import namedtuple

from .._otpp import HOTP, TOTP, Account, Secret
from .._types import InvalidInput
from .errors import CommandError, invalid_input
from .terminal import account_label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NamedTuple

    from .input import Line

    class _Credential(NamedTuple):
        otp: "TOTP | HOTP"
        counter: "int | None"
        issuer: str
        name: str

else:
    _Credential = namedtuple("_Credential", ["otp", "counter", "issuer", "name"])


class Credential(_Credential):
    """`counter` is None for a TOTP; issuer and name are empty for a bare secret."""

    __slots__ = ()

    @property
    def label(self) -> str:
        return account_label(self.issuer, self.name)


def is_uri(line: "Line") -> bool:
    return "://" in line.text[:24]


def is_export_link(line: "Line") -> bool:
    return line.text.startswith("otpauth-migration:")


def read_secret(line: "Line") -> Secret:
    try:
        return Secret.from_base32(line.text)
    except InvalidInput as error:
        failed = _in_line(error, line)
    raise failed  # outside of the handler: its context would hold the input


def read_account(line: "Line") -> Account:
    try:
        return Account.from_uri(line.text)
    except InvalidInput as error:
        failed = _in_line(error, line)
    raise failed


def read_credential(line: "Line", parameters: "dict[str, Any]") -> Credential:
    """The credential of a URI, or of a base32 secret with `parameters` (options.account_parameters)."""
    if is_uri(line):
        if parameters:
            raise CommandError(f"a URI has its own parameters: omit --{next(iter(parameters))}")
        return _of_account(read_account(line))
    secret = read_secret(line)
    given = dict(parameters)
    type, counter = given.pop("type", "totp"), given.pop("counter", 0)
    if type == "totp":
        return Credential(TOTP(secret, **given), None, "", "")
    given.pop("period", None)
    return Credential(HOTP(secret, **given), counter, "", "")


def read_credentials(lines: "list[Line]", parameters: "dict[str, Any]") -> "list[Credential]":
    """The credentials of all lines in their order; all export links are parts of one export."""
    links = [line.text for line in lines if is_export_link(line)]
    if links and parameters:
        raise CommandError(f"an export has its own parameters: omit --{next(iter(parameters))}")
    credentials: list[Credential] = []
    for line in lines:
        if not is_export_link(line):
            credentials.append(read_credential(line, parameters))
        elif links:
            from ..provisioning import migration

            credentials += map(_of_account, migration.read(links))
            links = []
    return credentials


def _of_account(account: Account) -> Credential:
    counter = account.counter if account.type == "hotp" else None
    return Credential(account.otp(), counter, account.issuer, account.name)


def _in_line(error: InvalidInput, line: "Line") -> CommandError:
    return invalid_input(error, line=line.number if line.number > 1 else None, before=line.before)
