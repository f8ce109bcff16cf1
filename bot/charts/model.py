"""The contents of a chart, as plain values that are passed between processes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

PanelLook = Literal["line", "bars"]


@dataclass(frozen=True, slots=True)
class Series:
    """One value a day; None for a day without data."""

    label: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the charts of a picture; bars of several series are stacked."""

    title: str
    look: PanelLook
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Panels one below the other; ``days``: the labels of their common x axis."""

    title: str
    days: tuple[str, ...]
    panels: tuple[Panel, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the chart as plain values, which `from_json` reads."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Chart:
        """Return the chart of the values that `to_json` returned."""
        return cls(value["title"], tuple(value["days"]), tuple(map(_parse_panel, value["panels"])))


def _parse_panel(value: Mapping[str, Any]) -> Panel:
    return Panel(value["title"], value["look"], tuple(map(_parse_series, value["series"])))


def _parse_series(value: Mapping[str, Any]) -> Series:
    return Series(value["label"], tuple(value["values"]))


def pick_ticks(count: int, max_count: int = 6) -> Sequence[int]:
    """Return the indexes of days to label: evenly spaced, always with the last one."""
    step = max(1, -(-count // max_count))
    return range((count - 1) % step, count, step)
