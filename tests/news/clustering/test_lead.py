"""Test which article of a story is its lead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from news.clustering.lead import choose_lead, find_origin
from news.model import MatchCandidate, StoryHistory, StoryReport, WeightedLemma

OPENED = datetime(2026, 7, 1, 8, tzinfo=UTC)


def report(number: int, source: str, credit: str = "", *, after: float = 0.0) -> StoryReport:
    at = OPENED + timedelta(hours=after)
    return StoryReport(number, source, credit, at, at)


def member(number: int, words: str) -> MatchCandidate:
    terms = tuple(WeightedLemma(word, 0.5) for word in words.split())
    return MatchCandidate(1, "ru", OPENED, terms, number)


MEMBERS = [
    member(1, "мост"),
    member(2, "мост река город открытие"),
    member(3, "мост река"),
    member(4, "город открытие"),
]
"""The second has most in common with the others."""


def lead(*reports: StoryReport, now: int) -> int:
    return choose_lead(MEMBERS[: len(reports)], StoryHistory(now, OPENED, reports))


@pytest.mark.parametrize(
    ("reports", "origin"),
    [
        ([report(1, "УНН", "Reuters"), report(2, "Reuters")], 2),
        ([report(1, "УНН", "Reuters"), report(2, "Фокус", "Reuters via УНН"), report(3, "Reuters")], 3),
        ([report(1, "УНН"), report(2, "Фокус", "Reuters via УНН")], 1),
        ([report(1, "Вестник", "«Днепр-Today»"), report(2, "Днепр Today")], 2),
        ([report(1, "УНН", "УНН"), report(2, "Фокус", "МВД")], None),
        ([report(1, "УНН", "Фокус"), report(2, "Фокус", "УНН"), report(3, "Город", "Фокус")], 2),
    ],
    ids=["credited", "before its carrier", "the carrier", "spelling", "no member", "most credits"],
)  # fmt: skip
def test_the_origin_is_the_one_that_others_credit(
    reports: list[StoryReport], origin: int | None
) -> None:
    found = find_origin(reports)
    assert (found and found.article_id) == origin


def test_without_credits_the_lead_is_the_first_and_then_the_most_central() -> None:
    first, second, third = report(1, "А"), report(2, "Б", after=0.2), report(3, "В", after=0.4)
    assert lead(first, second, now=1) == 1
    assert lead(first, second, third, now=1) == 2


def test_the_lead_stays_within_a_day_and_only_an_origin_takes_its_place() -> None:
    """A late reprint that is more central changed the headline of what readers had seen."""
    first, second, third = report(1, "А"), report(2, "Б", after=5), report(3, "В", after=9)
    assert lead(first, second, third, now=1) == 1
    assert lead(first, second, third, report(4, "Г", after=20), now=1) == 1
    assert lead(first, second, third, report(4, "Г", after=25), now=1) == 2, "another day"
    assert lead(first, second, third, report(4, "Г", "В", after=9.5), now=1) == 3


def test_a_deleted_lead_is_replaced_at_once() -> None:
    assert lead(report(2, "Б"), report(3, "В", after=9), now=0) == 1
