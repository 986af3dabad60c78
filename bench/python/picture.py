"""The picture of single calls from Python: nanoseconds a call, by library."""

import pathlib

from bench.harness import pictures, report
from bench.harness.rounds import Times

TITLES = {
    "at": "Generate a passcode: TOTP.at(time)",
    "match": "Match a code, ±1 step: TOTP.match(code)",
    "from_uri": "Parse a URI: Account.from_uri(text)",
}
NAMES = {"otpp": "OTP++", "hmac.digest": "hmac.digest + Python"}


def draw(measured: dict, to: pathlib.Path) -> None:
    times = Times(measured["ns"])
    names = {operation: [n for n in times.rows if n.startswith(f"{operation}/") and not n.endswith("/empty loop")] for operation in TITLES}
    heights = [len(found) for found in names.values()]
    figure, axes = pictures.subplots(len(TITLES), 1, (8, 0.34 * sum(heights) + 2.6), sharex=True, height_ratios=heights)
    for ax, (operation, title) in zip(axes[:, 0], TITLES.items()):
        found = sorted(names[operation], key=times.median)
        libraries = [name.split("/")[1] for name in found]
        colours = [pictures.OURS if library == "otpp" else pictures.PEER for library in libraries]
        bars = ax.barh([NAMES.get(library, library) for library in libraries], [times.median(n) for n in found], color=colours)
        labels = [
            f"{times.median(name):,.0f} ns" + ("" if library == "otpp" else f" · {times.ratio(f'{operation}/otpp', name):.0f}×")
            for name, library in zip(found, libraries)
        ]
        ax.bar_label(bars, labels, padding=4)
        ax.invert_yaxis()
        ax.set_xscale("log")
        ax.set_xlim(10, 10 * max(times.median(name) for name in times.rows))
        ax.set_title(title)
        ax.grid(axis="y", visible=False)
    axes[-1, 0].set_xlabel("ns a call, logarithmic; and how many times OTP++'s time that is")
    pictures.save(figure, to, report.conditions(measured["context"], f"Python {measured['context']['python']}"))
