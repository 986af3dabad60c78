"""The manual page otpp(1), made of the command's own parser: python tools/man_page.py > docs/reference/command/otpp.1

A test compares the page with what this prints, so that no option is missing from it.
"""

import argparse
import sys
from collections.abc import Iterator

from otpp.command.exit_codes import MEANINGS
from otpp.command.parser import full_parser

VARIABLES = {
    "OTPP_KEYS": "the key ring of a store, unless \\-\\-keys is given",
    "NO_COLOR": "if not empty, output is not coloured, except with \\-\\-color always",
}


def escaped(text: str) -> str:
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("%%", "%").replace("…", "\\[u2026]")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in text.splitlines())


def option(action: argparse.Action) -> str:
    metavar = action.metavar or ("{" + ",".join(map(str, action.choices)) + "}" if action.choices else "")
    value = f" \\fI{escaped(str(metavar))}\\fR" if metavar and action.nargs != 0 else ""
    if not action.option_strings:
        return f"\\fI{escaped(str(action.metavar or action.dest))}\\fR"
    return ", ".join(f"\\fB{escaped(name)}\\fR{value}" for name in action.option_strings)


def sections(parser: argparse.ArgumentParser, heading: str) -> Iterator[str]:
    """One command, and those below it."""
    subparsers = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if heading:
        yield f'.SS "{escaped(heading)}"'
        yield escaped(parser.description or "")
    for action in parser._actions:
        if action in subparsers or action.dest == "help":
            continue
        yield ".TP"
        yield option(action)
        yield escaped(action.help or "")
    for sub in subparsers:
        for name, child in sub.choices.items():
            yield from sections(child, f"{heading} {name}".strip())


def page() -> str:
    parser = full_parser()
    lines = ['.TH OTPP 1 "" "OTP++" "User Commands"', ".SH NAME", "otpp \\- one\\-time passwords at the shell"]
    lines += [".SH SYNOPSIS", ".B otpp", "\\fICOMMAND\\fR [\\fIOPTION\\fR ...] [\\fIFILE\\fR ...]"]
    lines += [".SH DESCRIPTION", "Makes accounts, shows and checks passcodes, and moves accounts between phones."]
    lines += ["Secrets are read from a file, a pipe or a hidden prompt, and never from the command line:"]
    lines += ["base32 text, otpauth URIs, or the links of Google Authenticator's export, one a line."]
    lines += [".SH COMMANDS", *sections(parser, "")]
    lines += [".SH EXIT STATUS"]
    for code, meaning in MEANINGS.items():
        lines += [".TP", f"\\fB{code}\\fR", escaped(meaning)]
    lines += [".SH ENVIRONMENT"]
    for name, meaning in VARIABLES.items():
        lines += [".TP", f"\\fB{name}\\fR", meaning]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
