"""Judged rows of a development set: reading, measuring and printing them."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Judged:
    """One row: its true label, and the analyzer's with its confidence from 0 to 1.

    ``what`` is shown with ``--errors``.
    """

    truth: object
    predicted: object
    what: str
    confidence: float = 1.0

    @property
    def is_right(self) -> bool:
        return self.truth == self.predicted


Row = dict[str, Any]
Measure = Callable[[Sequence[Judged]], float]


def compute_accuracy(rows: Sequence[Judged]) -> float:
    return sum(row.is_right for row in rows) / len(rows)


def compute_macro_f1(rows: Sequence[Judged]) -> float:
    """Return the mean over the true labels of the harmonic mean of precision and recall."""
    figures = []
    for label in {row.truth for row in rows}:
        hits = sum(row.is_right for row in rows if row.truth == label)
        predicted = sum(row.predicted == label for row in rows)
        true = sum(row.truth == label for row in rows)
        figures.append(2 * hits / (predicted + true))
    return sum(figures) / len(figures)


def compute_precision(rows: Sequence[Judged]) -> float:
    """Return the share of positive predictions that are correct."""
    positive = [row for row in rows if row.predicted]
    return sum(bool(row.truth) for row in positive) / max(1, len(positive))


def compute_recall(rows: Sequence[Judged]) -> float:
    """Return the share of positive rows that are predicted."""
    positive = [row for row in rows if row.truth]
    return sum(bool(row.predicted) for row in positive) / max(1, len(positive))


def compute_calibration_error(rows: Sequence[Judged]) -> float:
    """Return the expected calibration error with ten bins: the mean distance between the score
    of the first topic and the share of correct topics among the articles of such a score."""
    bins: dict[int, list[Judged]] = defaultdict(list)
    for row in rows:
        bins[min(9, int(row.confidence * 10))].append(row)
    missed = (abs(sum(row.confidence - row.is_right for row in held)) for held in bins.values())
    return sum(missed) / len(rows)


def load_rows(folder: Path, name: str) -> list[Row]:
    text = (folder / "dev" / f"{name}.jsonl").read_text("utf-8")
    return [json.loads(row) for row in text.splitlines() if row.strip()]


def print_figure(
    name: str, rows: Sequence[Judged], measure: Measure, least: float, errors: bool
) -> None:
    halves = [measure(rows[start::2]) for start in (0, 1)]
    whole = measure(rows)
    print_row(
        name, f"{whole:.3f}", f"{least:.2f}", f"{halves[0]:.3f}", f"{halves[1]:.3f}", whole >= least
    )
    if errors:
        for row in rows[::2]:
            if not row.is_right:
                print_line(f"    {row.truth} predicted {row.predicted}: {row.what}")


def print_row(
    name: str, whole: str, least: str, read: str, unread: str, good: bool | None = None
) -> None:
    mark = "" if good is None else "ok" if good else "below"
    print_line(f"{name:<44} {whole:>7} {least:>7} {read:>7} {unread:>7}  {mark}")


def print_line(text: str) -> None:
    sys.stdout.write(f"{text}\n")
