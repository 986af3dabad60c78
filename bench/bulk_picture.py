"""The pictures of bench/bulk.py: codes a second against rows, share of the limit, small batches."""

import pathlib
import statistics
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bulk import Run

# Told apart by everyone, and in grey by their lightness: ours in colour, the peers in greys.
COLOURS = {
    "otpp/2_threads": "#d55e00",
    "otpp": "#d55e00",
    "avx512": "#0072b2",
    "avx2": "#2a9fd8",
    "sha_ni": "#009e73",
    "sse2": "#66c2a5",
    "neon": "#66c2a5",
    "portable": "#a6cee3",
}
NAMES = {
    "otpp/2_threads": "OTP++, two threads",
    "otpp": "OTP++, as it chooses",
    "avx512": "AVX-512",
    "avx2": "AVX2",
    "sha_ni": "SHA-NI",
    "sse2": "SSE2",
    "neon": "NEON",
    "portable": "portable",
    "ipsec_mb": "intel-ipsec-mb",
    "openssl": "OpenSSL EVP_MAC",
    "openssl_by_hand": "SHA1_* by hand",
    "openssl_by_hand_kept": "SHA1_* by hand, kept",
    "ipsec_mb_avx2": "",
    "liboath": "liboath",
    "botan": "Botan",
    "cryptopp": "Crypto++",
    "libcotp": "libcotp",
    "totp-rs": "totp-rs (Rust)",
    "pquerna": "pquerna/otp (Go)",
}
MARKERS = "osD^vPX<>*"
INK, FAINT, THEIRS = "#222222", "#e4e4e4", "#8a8a8a"


def style() -> None:
    import matplotlib

    matplotlib.use("agg")
    matplotlib.rcParams |= {
        "font.family": "DejaVu Sans",
        "font.size": 10,
        "svg.fonttype": "none",  # text stays text: small, and found by a search
        "svg.hashsalt": "otpp",
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": "#999999",
        "xtick.color": INK,
        "ytick.color": INK,
    }


def save(figure, to: pathlib.Path) -> None:
    from matplotlib import pyplot

    metadata = {"Date": None} if to.suffix == ".svg" else None
    figure.savefig(to, dpi=130, facecolor="white", metadata=metadata)
    pyplot.close(figure)


def foot(figure, run: "Run", words: str) -> None:
    known = run.context
    figure.supxlabel(
        f"{words}\n{known['processor']}, {run.ghz:.1f} GHz, g++ {known['compiler'].split()[0]}; median of "
        f"{known['rounds']} interleaved rounds; {known['date']}.",
        fontsize=8,
        color="#555555",
        x=0.01,
        ha="left",
    )


def curve(run: "Run", what: str, who: str) -> tuple[list[int], list[float]]:
    """(rows, million rows a second)"""
    who, _, tail = who.partition("/")
    found = {}
    for name in run.times:
        parts = name.split("/")
        if parts[:3] == [what, "sha1", who] and "/".join(parts[4:]) == tail:
            found[int(parts[3])] = 1e3 / run.ns(name)
    sizes = sorted(found)
    return sizes, [found[size] for size in sizes]


def spread(places: list[float], least: float) -> list[float]:
    """The same places (of a logarithmic axis), moved so that labels at them do not overlap."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = list(places)
    for _ in range(200):
        for low, high in zip(order, order[1:]):
            near = least - (moved[high] - moved[low])
            if near > 0:
                moved[low] -= near / 2
                moved[high] += near / 2
    return moved


def draw_speed(run: "Run", to: pathlib.Path) -> None:
    import math

    from matplotlib import pyplot

    works = {"match_cold": "Match ±1, from the keys' bytes", "match_prepared": "Match ±1, keys prepared"}
    figure, axes = pyplot.subplots(1, 2, figsize=(11.5, 7.4), sharey=True, layout="constrained")
    figure.get_layout_engine().set(w_pad=0.06, h_pad=0.06)
    for ax, (what, title) in zip(axes, works.items()):
        ours = [who for who in COLOURS if curve(run, what, who)[0]]
        peers = [who for who in NAMES if NAMES[who] and who not in COLOURS and curve(run, what, who)[0]]
        ends = []
        for place, who in enumerate(ours + peers):
            sizes, rates = curve(run, what, who)
            us = who in COLOURS
            colour = COLOURS.get(who, THEIRS)
            ax.plot(
                sizes,
                rates,
                color=colour,
                linewidth=2.2 if us and who != "otpp" else 1.2,
                linestyle="--" if who.endswith("threads") else "-",
                marker=MARKERS[place % len(MARKERS)] if not us else "o",
                markersize=3.5 if us else 3,
                zorder=4 if who == "otpp" else 3 if us else 2,
            )
            ends.append((NAMES[who], sizes[-1], rates[-1], colour, us))
        if run.python is not None:
            for who, said in (("hmac.digest", "Python, hmac.digest"), ("passlib", "Python, passlib"), ("pyotp", "Python, pyotp")):
                rate = 1e3 / statistics.median(run.python["ns"][f"match/{who}"])
                ax.plot([1, 1e6], [rate, rate], color=THEIRS, linewidth=1, linestyle=":", zorder=2)
                ends.append((said, 1_000_000, rate, THEIRS, False))
        ax.set_xscale("log")
        ax.set_yscale("log")
        ax.set_ylim(0.06 if run.python is not None else 0.25, 160)
        ax.set_xlim(0.8, 1.2e7)
        places = spread([math.log10(end[2]) for end in ends], 0.092)
        for (who, size, rate, colour, us), place in zip(ends, places):
            number = f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}" if rate >= 1 else f"{rate:.2f}"
            ax.plot([size, 1.2e7], [rate, 10**place], color=colour, linewidth=0.5, alpha=0.6, zorder=1)
            said = f"{who}  {number}"
            ax.annotate(
                said,
                xy=(1.2e7, 10**place),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                annotation_clip=False,
                fontsize=9,
                weight="bold" if us else "normal",
                color=colour if us and who not in ("portable", "SSE2", "NEON") else "#444444",
            )
        ax.set_title(title, loc="left", fontsize=11, weight="bold")
        ax.grid(which="major", color=FAINT, linewidth=0.8)
        ax.set_axisbelow(True)
        ax.tick_params(which="both", length=0)
        ax.spines[["top", "right", "left"]].set_visible(False)
        ax.set_xticks([1, 100, 10_000, 1_000_000], ["1", "100", "10 k", "1 M"])
        ax.set_xlabel("rows in a call")
    axes[0].set_yticks([0.1, 0.3, 1, 3, 10, 30, 100], ["0.1", "0.3", "1", "3", "10", "30", "100"])
    axes[0].set_ylabel("million codes a second, each in a window of three steps")
    foot(
        figure,
        run,
        "SHA-1, keys of 20 bytes, six digits, half of the codes right; one thread if not said. At the end of "
        "each curve: its last million codes a second.",
    )
    save(figure, to)


def draw_limit(run: "Run", to: pathlib.Path) -> None:
    """Of each work and kernel: how much of its time the bare compressions would take."""
    from bulk import SIZES, WORDS, bound_ns
    from matplotlib import pyplot

    kernels = [k for k in ("avx512", "avx2", "sha_ni") if f"match_cold/sha1/{k}/{SIZES[0]}" in run]
    figure, axes = pyplot.subplots(
        1, len(kernels), figsize=(11.5, 4.6), sharey=True, layout="constrained", squeeze=False
    )
    figure.get_layout_engine().set(w_pad=0.08, h_pad=0.06)
    for ax, kernel in zip(axes[0], kernels):
        for place, what in enumerate(WORDS):
            row, limit = f"{what}/sha1/{kernel}/{SIZES[0]}", run.limit(what, "sha1", kernel)
            if row not in run or limit is None:
                continue
            ns, bare = run.ns(row), run.ns(limit)
            ax.barh(place, ns, height=0.62, color="#d9e8f3")
            ax.barh(place, min(bare, ns), height=0.62, color=COLOURS[kernel])
            counted = bound_ns(what, run.ghz, kernel)
            if counted is not None and kernel == "avx512":
                ax.plot([counted] * 2, [place - 0.42, place + 0.42], color="#d55e00", linewidth=2)
            ax.text(
                max(ns, counted or 0 if kernel == "avx512" else 0) + 0.03 * ax_width(run, kernel),
                place,
                f"{ns:.1f} ns, {100 * bare / ns:.0f} %",
                va="center",
                fontsize=9,
            )
        ax.set_yticks(range(len(WORDS)), WORDS.values())
        ax.set_xlim(0, ax_width(run, kernel) * 1.45)
        ax.set_title(NAMES[kernel], loc="left", fontsize=11, weight="bold", color=COLOURS[kernel])
        ax.tick_params(length=0)
        ax.grid(axis="x", color=FAINT, linewidth=0.8)
        ax.set_axisbelow(True)
        ax.spines[["top", "right", "bottom"]].set_visible(False)
        ax.set_xlabel("ns a row")
    axes[0][0].invert_yaxis()
    foot(
        figure,
        run,
        f"Dark: the bare compressions of the same work, data in the first cache; the whole bar: a call of "
        f"{SIZES[0]:,} rows. Orange: the vector instructions counted in the listing, at two a\ncycle (Zen 5 starts up to four). More than 100 %: the compiler keeps more in registers in the call than in the bare loop.",
    )
    save(figure, to)


def ax_width(run: "Run", kernel: str) -> float:
    from bulk import SIZES, WORDS

    return max(run.ns(f"{what}/sha1/{kernel}/{SIZES[0]}") for what in WORDS)


def draw_few(run: "Run", to: pathlib.Path) -> None:
    from matplotlib import pyplot

    sizes = sorted(int(n.split("/")[3]) for n in run.times if n.startswith("match_cold/sha1/totp_loop/") and n.count("/") == 3)
    figure, axes = pyplot.subplots(1, 2, figsize=(11.5, 4.4), sharey=True, layout="constrained")
    figure.get_layout_engine().set(w_pad=0.06, h_pad=0.06)
    for ax, what, title in zip(axes, ("match_cold", "match_prepared"), ("from the keys' bytes", "keys prepared")):
        for who, colour, said in (("totp_loop", THEIRS, "a loop over totp.match"), ("otpp", "#0072b2", "bulk::match")):
            ns = [run.ns(f"{what}/sha1/{who}/{size}") for size in sizes]
            ax.plot(sizes, ns, color=colour, linewidth=2, marker="o", markersize=3.5)
            ax.annotate(
                f"{said}  {ns[-1]:.0f}",
                xy=(sizes[-1], ns[-1]),
                xytext=(8, 0),
                textcoords="offset points",
                va="center",
                color=colour if who == "otpp" else "#555555",
                weight="bold" if who == "otpp" else "normal",
                annotation_clip=False,
            )
        ax.set_title(f"Match ±1, {title}", loc="left", fontsize=11, weight="bold")
        ax.set_xscale("log", base=2)
        ax.set_xticks([1, 2, 4, 8, 16, 32, 64], ["1", "2", "4", "8", "16", "32", "64"])
        ax.set_ylim(bottom=0)
        ax.grid(which="major", color=FAINT, linewidth=0.8)
        ax.tick_params(which="both", length=0)
        ax.spines[["top", "right", "left"]].set_visible(False)
        ax.set_xlabel("rows in a call")
    axes[0].set_ylabel("ns a row")
    foot(figure, run, "SHA-1, keys of 20 bytes, six digits, one thread.")
    save(figure, to)


def draw(run: "Run", folder: pathlib.Path, ending: str = "svg") -> None:
    style()
    draw_speed(run, folder / f"bulk-speed.{ending}")
    draw_limit(run, folder / f"bulk-limit.{ending}")
    draw_few(run, folder / f"bulk-few.{ending}")
