"""The store of a server at the shell: its file, its keys, its policy, and what a verdict is told as."""

import os
import sys
import warnings

from . import texts
from .exits import DONE, NO, TROUBLE, USAGE, Fault
from .screen import Style, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any

    from ..sealing import KeyRing
    from ..server import Verdict
    from ..verifier import Verifier


def add_store(parser: "ArgumentParser", *, required: bool = False) -> None:
    """The options that name a store. OTPP_KEYS is the keys' variable, as it is of otpp.KeyRing."""
    group = parser.add_argument_group("a store")
    group.add_argument(
        "--store", metavar="PATH", required=required, help="SQLite's file with the factors' records"
    )
    group.add_argument(
        "--keys", metavar="FILE", help="the key ring that seals the secrets; else OTPP_KEYS has it"
    )
    group.add_argument("--plaintext", action="store_true", help="the secrets are kept unsealed")
    group.add_argument(
        "--policy",
        choices=["default", "nist_800_63b", "rfc6238", "asvs5"],
        default="default",
        help="how it accepts and throttles: docs/policies.md",
    )


def verifier(options: "Any", *, create: bool = False, quiet: bool = False) -> "Verifier":
    """Over the store that is named. Only `create` makes a file where there is none."""
    from ..policy import Policy, PolicyWarning
    from ..stores import SQLite
    from ..verifier import Verifier

    if not create and not os.path.lexists(options.store):
        raise Fault(f"{_named(options.store)}: there is no such store: otpp new --store makes one", TROUBLE)
    preset = None if options.policy == "default" else getattr(Policy, options.policy)
    keys = _keys(options)  # before a file is made
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always", PolicyWarning)
        made = Verifier(SQLite(options.store), policy=preset() if preset else Policy(), keys=keys)
    for each in heard if not quiet else ():
        print(f"warning: {each.message}", file=sys.stderr)
    return made


def _named(path: str) -> str:
    from .files import shown

    return shown(path)


def _keys(options: "Any") -> "Any":
    if options.plaintext and options.keys:
        raise Fault("--plaintext and --keys: one of them", USAGE)
    if options.plaintext:
        from ..sealing import PLAINTEXT

        return PLAINTEXT
    ring = _ring()
    if options.keys:
        if not os.path.lexists(options.keys):
            raise Fault(
                f"{_named(options.keys)}: there is no such key file: otpp factor keys FILE makes one",
                TROUBLE,
            )
        return ring.from_file(options.keys)
    if os.environ.get("OTPP_KEYS"):
        return ring.from_environment()
    raise Fault("the store's keys are wanted: --keys FILE, OTPP_KEYS, or --plaintext", USAGE)


def _ring() -> "type[KeyRing]":
    from ..sealing import KeyRing

    return KeyRing


def told(options: "Any", verdict: "Verdict", style: "Style | None" = None, **more: object) -> int:
    """Says a verdict: the word for the log, and the sentence for the person. Its exit code."""
    if options.json:
        value: "dict[str, Any]" = {"verdict": str(verdict.kind), "message": verdict.message}
        value |= {"retry_after": verdict.retry_after, "failures": verdict.failures}
        value |= {"reason": verdict.reason.name.lower() if verdict.reason else None} | more
        tell(options, value)
    else:
        style = style or Style(options.color)
        said = style(str(verdict.kind), "bold", "green" if verdict else "red")
        wait = f" ({verdict.retry_after} s to wait)" if verdict.retry_after else ""
        print(f"{said}: {texts.printable(verdict.message)}{wait}" if not verdict else said)
    if verdict.kind == "unavailable":
        cause = verdict.cause
        name = f" ({verdict.reason.name.lower()})" if verdict.reason else ""
        from ..server import Unavailable

        words = str(cause) if isinstance(cause, Unavailable) else "the store or the keys gave no answer"
        raise Fault(f"{words}{name}: nobody was let in", TROUBLE)
    return DONE if verdict else NO
