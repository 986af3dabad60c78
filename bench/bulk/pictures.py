"""The pictures of the bulk engine: codes a second by table size, shares of the limit, small batches."""

import pathlib

from bench.bulk.tables import PYTHON_PEERS, SIZES, WORKS, Bulk, counted_ns
from bench.harness import pictures
from bench.harness.rounds import Times

OURS = {
    "otpp": ("OTP++, automatic", "#d55e00"),
    "otpp/2_threads": ("OTP++, two threads", "#d55e00"),
    "avx512": ("AVX-512", "#0072b2"),
    "avx2": ("AVX2", "#2a9fd8"),
    "sha_ni": ("SHA-NI", "#009e73"),
    "sse2": ("SSE2", "#66c2a5"),
    "neon": ("NEON", "#66c2a5"),
    "portable": ("portable", "#a6cee3"),
}
PEERS = {
    "ipsec_mb": "intel-ipsec-mb",
    "openssl": "OpenSSL EVP_MAC",
    "openssl_by_hand": "SHA1_* by hand",
    "openssl_by_hand_kept": "SHA1_* by hand, kept",
    "liboath": "liboath",
    "botan": "Botan",
    "cryptopp": "Crypto++",
    "libcotp": "libcotp",
    "totp-rs": "totp-rs (Rust)",
    "pquerna": "pquerna/otp (Go)",
}
MARKERS = "osD^vPX<>*"
GREY = "#8a8a8a"


def curve(bulk: Bulk, work: str, subject: str) -> tuple[list[int], list[float]]:
    """(rows, million rows a second)"""
    subject, _, threads = subject.partition("/")
    found = {}
    for name in bulk.rows:
        parts = name.split("/")
        if parts[:3] == [work, "sha1", subject] and "/".join(parts[4:]) == threads:
            found[int(parts[3])] = 1e3 / bulk.median(name)
    return sorted(found), [found[size] for size in sorted(found)]


def draw_speed(bulk: Bulk, to: pathlib.Path) -> None:
    works = {"match_cold": "Match ±1, cold", "match_prepared": "Match ±1, keys prepared"}
    figure, axes = pictures.subplots(1, 2, (11.5, 7.4), sharey=True)
    for ax, (work, title) in zip(axes[0], works.items()):
        for subject, (words, colour) in OURS.items():
            sizes, rates = curve(bulk, work, subject)
            if sizes:
                style = "--" if "/" in subject else "-"
                ax.plot(sizes, rates, style, color=colour, marker="o", markersize=3, label=f"{words}: {rates[-1]:.3g}")
        for (subject, words), marker in zip(PEERS.items(), MARKERS):
            sizes, rates = curve(bulk, work, subject)
            if sizes:
                label = f"{words}: {rates[-1]:.3g}"
                ax.plot(sizes, rates, color=GREY, linewidth=1, marker=marker, markersize=3, label=label)
        for peer in PYTHON_PEERS if bulk.python else ():
            rate = 1e3 / Times(bulk.python["ns"]).median(f"match/{peer}")
            ax.axhline(rate, color=GREY, linewidth=1, linestyle=":", label=f"Python, {peer}: {rate:.3g}")
        ax.set(title=title, xscale="log", yscale="log", xlabel="rows in a call")
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=2, fontsize=8)
    axes[0, 0].set_ylabel("million codes a second, each in a window of three steps")
    words = "SHA-1, 20-byte keys, six digits, half of the codes right. In the legend: the rate at the greatest size."
    pictures.save(figure, to, f"{words}\n{bulk.conditions()}")


def draw_limit(bulk: Bulk, to: pathlib.Path) -> None:
    """How much of each work's time its bare compressions take, by kernel."""
    kernels = [kernel for kernel in ("avx512", "avx2", "sha_ni") if f"match_cold/sha1/{kernel}/{SIZES[0]}" in bulk]
    figure, axes = pictures.subplots(1, len(kernels), (11.5, 4.6), sharey=True)
    for ax, kernel in zip(axes[0], kernels):
        words, colour = OURS[kernel]
        for work, label in WORKS.items():
            row, limit = f"{work}/sha1/{kernel}/{SIZES[0]}", bulk.limit(work, "sha1", kernel)
            if row not in bulk or limit is None:
                continue
            ns = bulk.median(row)
            whole = ax.barh(label, ns, height=0.62, color="#d9e8f3")
            ax.barh(label, min(bulk.median(limit), ns), height=0.62, color=colour)
            ax.bar_label(whole, [f"{ns:.1f} ns, {100 * bulk.ratio(row, limit):.0f} %"], padding=4, fontsize=9)
            if counted := counted_ns(work, kernel, bulk.ghz):
                ax.plot([counted], [label], marker="|", markersize=14, color="#d55e00")
        ax.margins(x=0.5)
        ax.set(title=words, xlabel="ns a row")
        ax.grid(axis="y", visible=False)
    axes[0, 0].invert_yaxis()
    words = (
        f"Dark: the bare compressions, data in the first-level cache. Whole bar: a call of {SIZES[0]:,} rows. Orange: "
        "the vector instructions of the listing at two a cycle (Zen 5 starts up to four)."
    )
    pictures.save(figure, to, f"{words}\n{bulk.conditions()}")


def draw_small_batches(bulk: Bulk, to: pathlib.Path) -> None:
    sizes = sorted(int(name.split("/")[3]) for name in bulk.rows if name.startswith("match_cold/sha1/totp_loop/"))
    figure, axes = pictures.subplots(1, 2, (11.5, 4.4), sharey=True)
    for ax, work, title in zip(axes[0], ("match_cold", "match_prepared"), ("cold", "keys prepared")):
        lines = (("totp_loop", GREY, "a loop over totp.match"), ("otpp", pictures.OURS, "bulk::match"))
        for subject, colour, words in lines:
            ns = [bulk.median(f"{work}/sha1/{subject}/{size}") for size in sizes]
            ax.plot(sizes, ns, color=colour, marker="o", markersize=3.5, label=words)
        ax.set_xscale("log", base=2)
        ax.set(title=f"Match ±1, {title}", xticks=[1, 2, 4, 8, 16, 32, 64], xlabel="rows in a call", ylim=(0, None))
        ax.xaxis.set_major_formatter("{x:.0f}")
        ax.legend()
    axes[0, 0].set_ylabel("ns a row")
    pictures.save(figure, to, f"SHA-1, 20-byte keys, six digits, one thread.\n{bulk.conditions()}")


def draw(bulk: Bulk, folder: pathlib.Path) -> None:
    draw_speed(bulk, folder / "bulk-speed.svg")
    draw_limit(bulk, folder / "bulk-limit.svg")
    draw_small_batches(bulk, folder / "bulk-few.svg")
