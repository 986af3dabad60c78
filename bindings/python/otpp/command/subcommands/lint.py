"""otpp lint: findings in otpauth URIs, and the account that each app reads."""

from ..errors import CommandError
from ..exit_codes import NEGATIVE, SUCCESS, USAGE
from ..input import Line, read_lines
from ..options import add_display, add_source
from ..output import print_json
from ..terminal import Style, display_width, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any

    from ...provisioning import App, Finding

_SEVERITIES = ("note", "warning", "error")
_COLOURS = {"note": "dim", "warning": "yellow", "error": "red"}


def configure(parser: "ArgumentParser") -> None:
    parser.description = (
        "Report what is unusual in otpauth URIs, what apps do with it, and what to write instead; or, with\n"
        "--as-read-by, the account that each app reads. Exit code 1: there are errors."
    )
    add_source(parser, "otpauth URIs, one a line")
    parser.add_argument("--app", metavar="NAME", help="only findings that concern this app; see --as-read-by")
    parser.add_argument("--as-read-by", action="store_true", help="print the account that each app, or --app, reads")
    parser.add_argument("--sources", action="store_true", help="print the public source of each fact")
    parser.add_argument(
        "--fail-on", choices=_SEVERITIES, default="error", help="the severity from which the exit code is 1; error"
    )
    add_display(parser)


def run(options: "Any") -> int:
    from ...provisioning import App

    apps = list(App)
    if options.app is not None:
        if options.app not in [app.value for app in apps]:
            raise CommandError(f"--app: choose one of {', '.join(app.value for app in apps)}", USAGE)
        apps = [App(options.app)]
    lines = read_lines(options.source, "otpauth URI")
    style = Style(options.color)
    if options.as_read_by:
        return _report_readings(options, lines, apps, style)
    return _report_findings(options, lines, style)


def _report_findings(options: "Any", lines: "list[Line]", style: Style) -> int:
    from ..._otpp import lint

    findings = [(line, lint(line.text, app=options.app)) for line in lines]
    if options.json:
        print_json([_finding_fields(line, finding) for line, each in findings for finding in each])
    elif len(lines) == 1 and not findings[0][1]:
        print(style("nothing odd", "green") + ": every known app reads the same account")
    else:
        for line, each in findings:
            if len(lines) > 1:
                print(style(f"line {line.number}", "bold") + ("" if each else ": nothing odd"))
            for finding in each:
                _print_finding(line, finding, options, style)
    failing = _SEVERITIES[_SEVERITIES.index(options.fail_on) :]
    return NEGATIVE if any(finding.severity in failing for _, each in findings for finding in each) else SUCCESS


def _character(line: Line, finding: "Finding") -> int:
    return line.before + finding.offset + 1


def _print_finding(line: Line, finding: "Finding", options: "Any", style: Style) -> None:
    severity = style(finding.severity, "bold", _COLOURS[finding.severity])
    print(f"{severity} {finding.rule}, character {_character(line, finding)}: {finding.message}")
    print(f"  {style('write', 'bold')} {finding.mend}")
    for fact in finding.facts:
        source = style(f"  [{fact.source}]", "dim") if options.sources else ""
        print(f"  {style(fact.app.value, 'cyan')} {fact.does}{source}")


def _finding_fields(line: Line, finding: "Finding") -> "dict[str, Any]":
    return {
        "line": line.number,
        "character": _character(line, finding),
        "rule": finding.rule,
        "severity": finding.severity,
        "parameter": finding.parameter,
        "message": finding.message,
        "mend": finding.mend,
        "apps": [{"app": fact.app.value, "does": fact.does, "source": fact.source} for fact in finding.facts],
        "reason": finding.reason.name.lower() if finding.reason else None,
    }


def _report_readings(options: "Any", lines: "list[Line]", apps: "list[App]", style: Style) -> int:
    readings = [_reading_fields(line, app) for line in lines for app in apps]
    if options.json:
        print_json(readings)
    else:
        _print_readings(readings, len(lines) > 1, style)
    return NEGATIVE if any(reading["outcome"] == "refused" for reading in readings) else SUCCESS


def _reading_fields(line: Line, app: "App") -> "dict[str, Any]":
    from ..._otpp import as_read_by

    reading = as_read_by(app.value, line.text)
    return {
        "line": line.number,
        "app": app.value,
        "outcome": reading.outcome,
        "why": reading.why,
        "issuer": reading.issuer,
        "name": reading.name,
        "type": str(reading.type),
        "algorithm": str(reading.algorithm) if reading.algorithm else None,
        "digits": reading.digits,
        "symbols": reading.symbols,
        "period": reading.period,
        "counter": reading.counter,
    }


def _print_readings(readings: "list[dict[str, Any]]", numbered: bool, style: Style) -> None:
    rows = [["app", "", "issuer", "name", "codes"]]
    for each in readings:
        app = f"{each['line']} {each['app']}" if numbered else each["app"]
        row = [app, each["outcome"], each["issuer"], each["name"], _codes(each)]
        rows.append([printable(str(cell)) for cell in row])
    widths = [max(display_width(row[i]) for row in rows) for i in range(4)]
    for number, row in enumerate(rows):
        padded = [cell + " " * (width - display_width(cell)) for cell, width in zip(row, widths)]
        text = "  ".join([*padded, row[4]])
        colour = "bold" if number == 0 else "red" if row[1] == "refused" else None
        print(style(text, colour) if colour else text)


def _codes(reading: "dict[str, Any]") -> str:
    if reading["outcome"] == "refused":
        return reading["why"] or ""
    moved = f"{reading['period']} s" if reading["type"] == "totp" else f"counter {reading['counter']}"
    return f"{reading['algorithm'] or 'another hash'}, {reading['digits']} {reading['symbols']}, {moved}"
