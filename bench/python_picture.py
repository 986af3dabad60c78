"""The picture of bench/python.py: nanoseconds a call, by library."""

import pathlib
import statistics

from run import ratio

OURS, THEIRS = "#0072b2", "#b8b8b8"  # told apart by everyone, and in grey
TITLES = {
    "at": "A passcode: TOTP.at(time)",
    "match": "A typed code, ±1 step: TOTP.match(code)",
    "from_uri": "What a QR code says: Account.from_uri(text)",
}
NAMES = {"otpp": "OTP++", "hmac.digest": "hmac.digest + Python"}
LEFT = 10  # ns, where the bars begin


def by_operation(measured: dict) -> dict[str, list[tuple[str, float]]]:
    """(who, ns) of each operation, the quickest first."""
    found: dict[str, list[tuple[str, float]]] = {}
    for name, times in measured["ns"].items():
        operation, who = name.split("/", 1)
        if who != "empty loop":
            found.setdefault(operation, []).append((who, statistics.median(times)))
    return {operation: sorted(bars, key=lambda bar: bar[1]) for operation, bars in found.items()}


def duration(ns: float) -> str:
    number, unit = (ns, "ns") if ns < 1000 else (ns / 1000, "µs")
    return f"{number:.0f} {unit}" if number >= 10 else f"{number:.1f} {unit}"


def times(by: float) -> str:
    return f"{by:.1f}×" if by < 10 else f"{by:.0f}×"


def draw(measured: dict, to: pathlib.Path) -> None:
    import matplotlib

    matplotlib.use("agg")
    matplotlib.rcParams |= {
        "font.family": "DejaVu Sans",
        "font.size": 10,
        "svg.fonttype": "none",  # text stays text: small, and found by a search
        "svg.hashsalt": "otpp",
    }
    from matplotlib import pyplot

    operations = by_operation(measured)
    counts = [len(bars) for bars in operations.values()]
    figure, axes = pyplot.subplots(
        len(operations),
        figsize=(8, 0.34 * sum(counts) + 0.62 * len(operations) + 0.75),
        sharex=True,
        height_ratios=counts,
        layout="constrained",
    )
    figure.get_layout_engine().set(w_pad=0.08, h_pad=0.07)
    slowest = max(bars[-1][1] for bars in operations.values())
    for ax, (operation, bars) in zip(axes, operations.items(), strict=True):
        for place, (who, ns) in enumerate(bars):
            us = who == "otpp"
            ax.barh(place, ns - LEFT, left=LEFT, height=0.72, color=OURS if us else THEIRS)
            said = duration(ns)
            if not us:
                said += f" · {times(ratio(measured['ns'], f'{operation}/otpp', f'{operation}/{who}'))}"
            beside = ax.text(ns * 1.06, place, said, va="center", weight="bold" if us else "normal")
            beside.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.5})  # over the grid
        ax.set_yticks(range(len(bars)), [NAMES.get(who, who) for who, _ in bars])
        ax.get_yticklabels()[[who for who, _ in bars].index("otpp")].set_weight("bold")
        ax.invert_yaxis()
        ax.set_xscale("log")
        ax.set_xlim(LEFT, slowest * 4)
        ax.set_title(TITLES[operation], loc="left", fontsize=11)
        ax.tick_params(axis="y", length=0)
        ax.tick_params(axis="x", which="both", length=0, labelbottom=ax is axes[-1])
        ax.grid(axis="x", which="major", color="#e4e4e4", linewidth=0.8)
        ax.set_axisbelow(True)
        ax.spines[["top", "right", "bottom"]].set_visible(False)
    ticks = [10, 100, 1000, 10_000]
    axes[-1].set_xticks(ticks, ["10 ns", "100 ns", "1 µs", "10 µs"])
    about = measured["context"]
    versions = about["versions"]
    peers = ", ".join(f"{name} {versions[name]}" for name in ("pyotp", "passlib", "cryptography"))
    figure.supxlabel(
        "Time of one call, on a logarithmic scale, and how many times OTP++'s that is. Median of "
        f"{about['rounds']} interleaved rounds.\n"
        f"{about['processor']}, Python {about['python']}, {peers}; {about['date']}.",
        fontsize=8,
        color="#555555",
        x=0.01,
        ha="left",
    )
    figure.savefig(to, dpi=150, facecolor="white", metadata={"Date": None} if to.suffix == ".svg" else None)
    pyplot.close(figure)
