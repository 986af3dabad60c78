"""Matplotlib with the style of this project's pictures."""

import pathlib
import textwrap

import matplotlib

matplotlib.use("agg")
from matplotlib import pyplot  # noqa: E402

OURS, PEER = "#0072b2", "#b8b8b8"  # distinct to every eye, and in grey

matplotlib.rcParams |= {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "otpp",
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": "#e4e4e4",
    "legend.frameon": False,
}


def subplots(rows: int, columns: int, size: tuple[float, float], **more: object):
    return pyplot.subplots(rows, columns, figsize=size, layout="constrained", squeeze=False, **more)


def save(figure, to: pathlib.Path, caption: str) -> None:
    width = round(15 * figure.get_figwidth())  # characters
    wrapped = "\n".join(textwrap.fill(line, width) for line in caption.splitlines())
    figure.supxlabel(wrapped, fontsize=8, color="#555555", x=0.01, ha="left")
    figure.savefig(to, facecolor="white", metadata={"Date": None})
    pyplot.close(figure)
