"""Choose the lead article of a story: its origin, or the most central, and not the latest reprint.

The lead is chosen among the reports of the first hour, and again on each later day of the story, so
that readers of one day see one headline. Only the origin becomes the lead as soon as it arrives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from news.clustering.matching import find_most_central
from news.model import MatchCandidate, StoryHistory, StoryReport
from news.nlp.words import fold
from news.text.attribution import split_credit

SETTLING_TIME = timedelta(hours=1)
"""How long after a story was opened each report may become its lead."""

MIN_REPORTS_FOR_CENTRAL = 3
"""With fewer articles none is more central than another: the first one stays the lead."""

_DAY = timedelta(days=1)


def choose_lead(members: Sequence[MatchCandidate], history: StoryHistory) -> int:
    """Return the id of the lead article. ``members``: the articles of the story to compare, not
    empty; the last of the history's reports is the newest."""
    origin = find_origin(history.reports)
    if origin is not None:
        return origin.article_id
    if history.lead_id and (_is_settled(history) or len(members) < MIN_REPORTS_FOR_CENTRAL):
        return history.lead_id
    if len(members) < MIN_REPORTS_FOR_CENTRAL:
        return members[0].article_id
    return find_most_central(members).article_id


def find_origin(reports: Sequence[StoryReport]) -> StoryReport | None:
    """Return the report whose source most of the others credit; None if they credit none of them.

    «Reuters via УНН» credits both, and Reuters before УНН. Of equals, the one that credits none of
    the others is the origin, then the earliest.
    """
    names = {_normalize(report.source) for report in reports} - {""}
    credited: Counter[str] = Counter()
    for report in reports:
        own = _normalize(report.source)
        chain = [_normalize(name) for name in split_credit(report.attribution)]
        for place, name in enumerate(chain):
            if name in names and name != own:
                credited[name] += 2 if place == 0 else 1
    if not credited:
        return None
    candidates = [report for report in reports if _normalize(report.source) in credited]
    return min(
        candidates,
        key=lambda report: (
            -credited[_normalize(report.source)],
            _credits_any(report, names),
            report.published,
            report.article_id,
        ),
    )


def _credits_any(report: StoryReport, names: set[str]) -> bool:
    own = _normalize(report.source)
    return any(
        _normalize(name) in names - {own} for name in split_credit(report.attribution) if name
    )


def _is_settled(history: StoryHistory) -> bool:
    """Return whether the lead stays until the story's next day begins with a new report."""
    *earlier, newest = history.reports
    if not earlier or newest.added_at - history.opened_at <= SETTLING_TIME:
        return False
    last = max(report.added_at for report in earlier)
    return _count_days(history, last) == _count_days(history, newest.added_at)


def _count_days(history: StoryHistory, moment: datetime) -> int:
    return (moment - history.opened_at) // _DAY


def _normalize(name: str) -> str:
    """Return a source's name as its letters and digits: «Днепр Today» is «днепрtoday»."""
    return "".join(char for char in fold(name) if char.isalnum())
