"""The store of a server: its options, its verifier, and its verdicts as output."""

import os
import sys
import warnings

from .errors import CommandError, display_path
from .exit_codes import FAILURE, NEGATIVE, SUCCESS, USAGE
from .output import print_json
from .terminal import Style, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any

    from ..server import Verdict
    from ..server.verifier import Verifier


def add_store_options(parser: "ArgumentParser", *, required: bool = False) -> None:
    group = parser.add_argument_group("store")
    group.add_argument("--store", metavar="PATH", required=required, help="the SQLite file of the factors' records")
    group.add_argument("--keys", metavar="FILE", help="the key ring that seals the secrets; default OTPP_KEYS")
    group.add_argument("--plaintext", action="store_true", help="the store holds its secrets unsealed")
    group.add_argument(
        "--policy",
        choices=["default", "nist_800_63b", "rfc6238", "asvs5"],
        default="default",
        help="the rules of verification and throttling: docs/reference/policies.md",
    )


def open_verifier(options: "Any", *, create: bool = False, warn: bool = True) -> "Verifier":
    """The verifier of the store that the options name. A missing store is created only with `create`."""
    from ..server.policy import Policy, PolicyWarning
    from ..server.verifier import Verifier
    from ..stores import SQLite

    if not create and not os.path.lexists(options.store):
        raise missing_store(options.store)
    preset = Policy if options.policy == "default" else getattr(Policy, options.policy)
    keys = _keys(options)  # before the file is created
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", PolicyWarning)
        verifier = Verifier(SQLite(options.store), policy=preset(), keys=keys)
    if warn:
        for each in caught:
            print(f"warning: {each.message}", file=sys.stderr)
    return verifier


def missing_store(path: str) -> CommandError:
    return CommandError(f"{display_path(path)}: no such store; otpp new --store creates one", FAILURE)


def has_keys(options: "Any") -> bool:
    return bool(options.keys or options.plaintext or os.environ.get("OTPP_KEYS"))


def _keys(options: "Any") -> "Any":
    from ..server.sealing import PLAINTEXT, KeyRing

    if options.plaintext and options.keys:
        raise CommandError("--plaintext and --keys exclude each other", USAGE)
    if options.plaintext:
        return PLAINTEXT
    if options.keys:
        if not os.path.lexists(options.keys):
            path = display_path(options.keys)
            raise CommandError(f"{path}: no such key file; otpp factor keys FILE creates one", FAILURE)
        return KeyRing.from_file(options.keys)
    if os.environ.get("OTPP_KEYS"):
        return KeyRing.from_environment()
    raise CommandError("the store needs its keys: --keys FILE, the variable OTPP_KEYS, or --plaintext", USAGE)


def print_verdict(options: "Any", verdict: "Verdict", **more: object) -> int:
    """Prints a verdict, with `more` fields as JSON, and returns its exit code."""
    if options.json:
        fields: dict[str, Any] = {"verdict": str(verdict.kind), "message": verdict.message}
        fields |= {"retry_after": verdict.retry_after, "failures": verdict.failures}
        fields |= {"reason": verdict.reason.name.lower() if verdict.reason else None}
        print_json(fields | more)
    else:
        kind = Style(options.color)(str(verdict.kind), "bold", "green" if verdict else "red")
        wait = f" (retry in {verdict.retry_after} s)" if verdict.retry_after else ""
        print(kind if verdict else f"{kind}: {printable(verdict.message)}{wait}")
    if verdict.kind == "unavailable":
        from ..server import Unavailable

        cause = verdict.cause
        message = str(cause) if isinstance(cause, Unavailable) else "the store or the keys did not answer"
        reason = f" ({verdict.reason.name.lower()})" if verdict.reason else ""
        raise CommandError(f"{message}{reason}: access was not granted", FAILURE)
    return SUCCESS if verdict else NEGATIVE
