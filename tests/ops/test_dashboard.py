"""Check that the Grafana dashboard uses only metrics that the service has."""

from __future__ import annotations

import json
import re
from typing import Any

from service.ops.metrics import Metrics
from tests.support.paths import ROOT

BOARD = ROOT / "docs" / "operations" / "grafana.json"
_QUERY = re.compile(r"(svodka_\w+)(?:\{([^}]*)\})?")
_OF_HISTOGRAM = re.compile("_(bucket|sum|count)$")


def list_metrics() -> dict[str, set[str]]:
    """Return every metric with its labels."""
    collected = Metrics().registry._names_to_collectors
    return {name: set(getattr(metric, "_labelnames", ())) for name, metric in collected.items()}


def panels() -> list[dict[str, Any]]:
    board = json.loads(BOARD.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = board["panels"]
    return found


def test_dashboard_queries_use_existing_metrics() -> None:
    metrics = list_metrics()
    for panel in panels():
        for target in panel["targets"]:
            for name, _ in _QUERY.findall(target["expr"]):
                assert name in metrics, panel["title"]
                by = re.search(r"by \(([^)]*)\)", target["expr"])
                labels = set(by.group(1).split(", ")) - {"le"} if by else set()
                assert labels <= metrics[name] | metrics[_OF_HISTOGRAM.sub("", name)], target


def test_every_metric_is_on_the_dashboard() -> None:
    asked = {
        _OF_HISTOGRAM.sub("", name)
        for panel in panels()
        for target in panel["targets"]
        for name, _ in _QUERY.findall(target["expr"])
    }
    ours = {
        metric.name + ("_total" if metric.type == "counter" else "")
        for metric in Metrics().registry.collect()
    }
    assert ours == asked


def test_dashboard_panels_do_not_overlap() -> None:
    places = [panel["gridPos"] for panel in panels()]
    cells = [
        (x, y)
        for place in places
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
