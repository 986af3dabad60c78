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
    calls = sorted((name for name in times.rows if not name.endswith("/empty loop")), key=times.median)
    names = {operation: [name for name in calls if name.startswith(f"{operation}/")] for operation in TITLES}
    heights = [len(found) for found in names.values()]
    figure, axes = pictures.subplots(len(TITLES), 1, (8, 0.34 * sum(heights) + 2.6), sharex=True, height_ratios=heights)
    for ax, (operation, title) in zip(axes[:, 0], TITLES.items()):
        for name in names[operation]:
            library = name.split("/")[1]
            label = f"{times.median(name):,.0f} ns"
            if library != "otpp":
                label += f" · {times.ratio(f'{operation}/otpp', name):.0f}×"
            colour = pictures.OURS if library == "otpp" else pictures.PEER
            bar = ax.barh(NAMES.get(library, library), times.median(name), color=colour)
            ax.bar_label(bar, [label], padding=4)
        ax.invert_yaxis()
        ax.set_xscale("log")
        ax.set_xlim(10, 10 * max(times.median(name) for name in times.rows))
        ax.set_title(title)
        ax.grid(axis="y", visible=False)
    axes[-1, 0].set_xlabel("ns a call, logarithmic; and how many times OTP++'s time that is")
    pictures.save(figure, to, report.conditions(measured["context"], f"Python {measured['context']['python']}"))
