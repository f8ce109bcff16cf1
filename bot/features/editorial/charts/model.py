"""What a chart shows, in plain values that pass from one process to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

PanelLook = Literal["line", "bars"]


@dataclass(frozen=True, slots=True)
class Series:
    """One run of numbers, one a day; None where nothing is known of a day."""

    label: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the charts of a picture. Bars of several series stand on each other."""

    title: str
    look: PanelLook
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Panels one below the other over the same days; ``days`` are their names, in order."""

    title: str
    days: tuple[str, ...]
    panels: tuple[Panel, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Chart:
        return cls(value["title"], tuple(value["days"]), tuple(map(_parse_panel, value["panels"])))


def _parse_panel(value: Mapping[str, Any]) -> Panel:
    return Panel(value["title"], value["look"], tuple(map(_parse_series, value["series"])))


def _parse_series(value: Mapping[str, Any]) -> Series:
    return Series(value["label"], tuple(value["values"]))


def pick_ticks(count: int, max_count: int = 6) -> Sequence[int]:
    """Which of so many days are named below a chart: evenly, and the last one always."""
    step = max(1, -(-count // max_count))
    return range((count - 1) % step, count, step)
