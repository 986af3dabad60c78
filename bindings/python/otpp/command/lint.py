"""otpp lint: what is odd in a URI, and what each app would make of it."""

from . import texts
from .exits import DONE, NO, Fault
from .screen import Style, add_output, cells, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any

    from ..provisioning import Finding

_SEVERITIES = ("note", "warning", "error")


def configure(parser: "ArgumentParser") -> None:
    parser.description = (
        "Say what is odd in otpauth URIs, what apps do there, and what to write instead; or, with\n"
        "--as-read-by, the account that each app would make of them. Exit code 1: there are errors."
    )
    texts.add_source(parser, "otpauth URIs, one a line")
    parser.add_argument("--app", metavar="NAME", help="only what matters to this app; see --as-read-by")
    parser.add_argument("--as-read-by", action="store_true", help="the account in each app, or in --app")
    parser.add_argument("--sources", action="store_true", help="the public source of each fact as well")
    parser.add_argument(
        "--fail-on", choices=_SEVERITIES, default="error", help="what makes the exit code 1; error"
    )
    add_output(parser)


def run(options: "Any") -> int:
    from ..provisioning import App

    apps = list(App)
    if options.app is not None:
        if options.app not in [app.value for app in apps]:
            raise Fault(f"--app: the apps are {', '.join(app.value for app in apps)}", 2)
        apps = [App(options.app)]
    found = texts.read(options.source, "otpauth URI")
    style = Style(options.color)
    if options.as_read_by:
        return _as_read_by(options, found, apps, style)
    return _findings(options, found, style)


def _findings(options: "Any", found: "list[texts.Line]", style: Style) -> int:
    from .._otpp import lint

    worst, told = -1, []
    for line in found:
        each = lint(line.text, app=options.app)
        worst = max([worst, *(_SEVERITIES.index(one.severity) for one in each)])
        told += [_value(line, one) for one in each]
        if options.json:
            continue
        if len(found) > 1:
            print(style(f"line {line.number}", "bold") + ("" if each else ": nothing odd"))
        elif not each:
            print(style("nothing odd", "green") + ": every app that is known reads it alike")
        for one in each:
            _print(line, one, options, style)
    if options.json:
        tell(options, told)
    return NO if worst >= _SEVERITIES.index(options.fail_on) else DONE


def _print(line: "texts.Line", one: "Finding", options: "Any", style: Style) -> None:
    colour = {"note": "dim", "warning": "yellow", "error": "red"}[one.severity]
    print(f"{style(one.severity, 'bold', colour)} {one.rule}, character {line.before + one.offset + 1}: {one.message}")
    print(f"  {style('write', 'bold')} {one.mend}")
    for fact in one.facts:
        source = style(f"  [{fact.source}]", "dim") if options.sources else ""
        print(f"  {style(fact.app.value, 'cyan')} {fact.does}{source}")


def _value(line: "texts.Line", one: "Finding") -> "dict[str, Any]":
    return {
        "line": line.number,
        "character": line.before + one.offset + 1,
        "rule": one.rule,
        "severity": one.severity,
        "parameter": one.parameter,
        "message": one.message,
        "mend": one.mend,
        "apps": [{"app": f.app.value, "does": f.does, "source": f.source} for f in one.facts],
        "reason": one.reason.name.lower() if one.reason else None,
    }


def _as_read_by(
    options: "Any", found: "list[texts.Line]", apps: "list[Any]", style: Style
) -> int:
    from .._otpp import as_read_by

    rows, refused = [], False
    for line in found:
        for app in apps:
            read = as_read_by(app.value, line.text)
            refused = refused or read.outcome == "refused"
            rows.append(
                {
                    "line": line.number,
                    "app": app.value,
                    "outcome": read.outcome,
                    "why": read.why,
                    "issuer": read.issuer,
                    "name": read.name,
                    "type": str(read.type),
                    "algorithm": str(read.algorithm) if read.algorithm else None,
                    "digits": read.digits,
                    "symbols": read.symbols,
                    "period": read.period,
                    "counter": read.counter,
                }
            )
    if options.json:
        tell(options, rows)
    else:
        _table(rows, len(found) > 1, style)
    return NO if refused else DONE


def _table(rows: "list[dict[str, Any]]", numbered: bool, style: Style) -> None:
    table = [["app", "", "issuer", "name", "codes"]]
    for row in rows:
        if row["outcome"] == "refused":
            codes = row["why"] or ""
        else:
            moved = f"{row['period']} s" if row["type"] == "totp" else f"counter {row['counter']}"
            codes = f"{row['algorithm'] or 'another hash'}, {row['digits']} {row['symbols']}, {moved}"
        app = f"{row['line']} {row['app']}" if numbered else row["app"]
        cells_of = [app, row["outcome"], row["issuer"], row["name"], codes]
        table.append([texts.printable(str(each)) for each in cells_of])
    widths = [max(cells(line[i]) for line in table) for i in range(4)]
    for number, line in enumerate(table):
        padded = [each + " " * (width - cells(each)) for each, width in zip(line, widths)]
        text = "  ".join([*padded, line[4]])
        colour = ("bold",) if not number else ("red",) if line[1] == "refused" else ()
        print(style(text, *colour) if colour else text)
