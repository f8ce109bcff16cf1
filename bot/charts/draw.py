"""Draws a chart: reads JSON from standard input and writes a PNG to standard output.

Run in a separate process (`bot.charts.process`), so it imports little else.
"""

from __future__ import annotations

import json
import sys
from io import BytesIO
from typing import Any

import matplotlib

matplotlib.use("agg")

from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from bot.charts.model import Chart, Panel, pick_ticks

# The size that Telegram does not scale down, with letters that are readable on a phone.
WIDTH, HEIGHT, DPI = 1080, 1280, 100

# One background for light and dark themes: dark slate. The colours are distinct for colour-blind
# people (Okabe and Ito) and have a contrast of at least 4.5 : 1.
GROUND, INK, FAINT = "#1c2733", "#f2f5f7", "#8fa1b3"
COLOURS = ("#56b4e9", "#e69f00", "#f0e442")

_STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # ships with matplotlib and has Cyrillic
    "font.size": 20,
    "axes.titlesize": 24,
    "axes.titleweight": "bold",
    "axes.facecolor": GROUND,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": GROUND,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 20,
}


def draw(chart: Chart) -> bytes:
    """Return the chart as PNG, 1080 by 1280 pixels."""
    with pyplot.rc_context(_STYLE):
        figure, axes = pyplot.subplots(
            len(chart.panels),
            1,
            figsize=(WIDTH / DPI, HEIGHT / DPI),
            dpi=DPI,
            sharex=True,
            squeeze=False,
            layout="constrained",
        )
        figure.suptitle(chart.title, fontsize=28, fontweight="bold")
        for ax, panel in zip(axes[:, 0], chart.panels, strict=True):
            _draw_panel(ax, panel)
        bottom = axes[-1, 0]
        ticks = pick_ticks(len(chart.days))
        bottom.set_xticks(list(ticks), [chart.days[day] for day in ticks])
        picture = BytesIO()
        figure.savefig(picture, format="png")
        pyplot.close(figure)
    return picture.getvalue()


def _draw_panel(ax: Axes, panel: Panel) -> None:
    """Draw a panel, with a legend beside the title if it has several series."""
    ax.set_title(panel.title, loc="left")
    ax.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True, min_n_ticks=1))
    ax.grid(axis="y", color=FAINT, alpha=0.3)
    ax.set_axisbelow(True)
    days = range(len(panel.series[0].values))
    base = [0] * len(days)
    for series, colour in zip(panel.series, COLOURS, strict=False):
        if panel.look == "line":
            values = [float("nan") if value is None else value for value in series.values]
            ax.plot(days, values, color=colour, linewidth=4, marker=".", markersize=12)
            ax.lines[-1].set_label(series.label)
        else:
            heights = [value or 0 for value in series.values]
            ax.bar(days, heights, bottom=base, color=colour, width=0.8, label=series.label)
            base = [below + height for below, height in zip(base, heights, strict=True)]
    ax.set_ylim(bottom=0)
    if ax.get_ylim()[1] < 1:
        ax.set_ylim(top=1)
    if len(panel.series) > 1:
        ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=len(panel.series), borderpad=0)


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(Chart.from_json(json.load(sys.stdin))))
