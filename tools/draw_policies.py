#!/usr/bin/env python3
"""The picture of docs/reference/policies.md: how likely a code is guessed within a year, against logins a day.

    tools/draw_policies.py [TO.svg]
"""

import pathlib
import sys

import otpp

TO = pathlib.Path(__file__).resolve().parent.parent / "docs/pictures/guess-probability.svg"
LOGINS = range(31)

# label and points that it is moved by, policy, digits, colour (told apart by everyone), dashes
CURVES = [
    ("no budget", 0, otpp.Policy(budget=86_400), 6, "#d55e00", (1, 1)),
    ("HOTP, look-ahead 10", 0, otpp.Policy(), 6, "#cc79a7", (3, 1)),
    ("default, nist_800_63b: 100 a day", 5, otpp.Policy.nist_800_63b(), 6, "#0072b2", ()),
    ("rfc6238: no step ahead", 1, otpp.Policy.rfc6238(), 6, "#56b4e9", (5, 1)),
    ("asvs5: the current step alone", 1, otpp.Policy.asvs5(), 6, "#009e73", ()),
    ("budget of 20 a day", -4, otpp.Policy(budget=20), 6, "#7a7a7a", ()),
    ("default with 8 digits", 0, otpp.Policy(), 8, "#000000", (6, 2)),
]


def of_a_year(label: str, policy: otpp.Policy, digits: int) -> "list[float]":
    kind = "hotp" if label.startswith("HOTP") else "totp"
    return [
        policy.figures(digits=digits, type=kind, logins_a_day=logins).per_year for logins in LOGINS
    ]


def draw(to: pathlib.Path) -> None:
    import matplotlib

    matplotlib.use("agg")
    matplotlib.rcParams |= {
        "font.family": "DejaVu Sans",
        "font.size": 10,
        "svg.fonttype": "none",  # text stays text: small, and found by a search
        "svg.hashsalt": "otpp",
    }
    from matplotlib import pyplot
    from matplotlib.ticker import FuncFormatter

    figure, ax = pyplot.subplots(figsize=(8, 5), layout="constrained")
    for label, up, policy, digits, colour, dashes in CURVES:
        values = of_a_year(label, policy, digits)
        # without a login nothing is forgiven and the lock is for good: a point of its own
        ax.plot(LOGINS[:1], values[:1], "o", markersize=4, color=colour, clip_on=False, zorder=3)
        (line,) = ax.plot(LOGINS[1:], values[1:], color=colour, linewidth=1.8)
        if dashes:
            line.set_dashes(dashes)
        ax.annotate(
            label, (LOGINS[-1], values[-1]), (6, up), textcoords="offset points",
            color=colour, va="center", annotation_clip=False,
        )  # fmt: skip
    ax.annotate("without a login nothing is forgiven:\nthe lock is for good", (0, 2.5e-4), (10, -16),
                textcoords="offset points", color="#555555", fontsize=9)  # fmt: skip
    ax.set_yscale("log")
    ax.set_ylim(1e-6, 1)
    ax.set_xlim(0, LOGINS[-1])
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:g} %"))
    ax.set_xlabel("logins a day of the person whose factor it is")
    ax.set_title(
        "Somebody who has the password guesses codes for a year:\nhow likely one of them is right",
        loc="left", fontsize=11,
    )  # fmt: skip
    ax.grid(axis="y", color="#dddddd", linewidth=0.6)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    figure.savefig(to, metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    draw(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else TO)
