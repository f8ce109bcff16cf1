"""The sample news: a week of it, and a night's that comes while a visitor moves the clock."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot.demo.pictures import get_picture_url
from news.model import INTERFACE_LANGUAGES, RawArticle
from service.i18n.datetimes import find_next_time

MORNING = time(8)
TODAY_WINDOW = timedelta(hours=7)
"""Articles younger than this are today's news."""

SAMPLES_FOLDER = Path(__file__).with_name("samples")


def load_week(now: datetime) -> list[RawArticle]:
    """Return the articles of the week before ``now``, the oldest first."""
    return _load("{language}.jsonl", now)


def load_night(morning: datetime, now: datetime) -> list[RawArticle]:
    """Return the articles of the hours before ``morning``, none of them older than ``now``."""
    return _compress(_load("night-{language}.jsonl", morning), now, morning)


def shift_to_today(
    articles: Sequence[RawArticle], timezone: str, now: datetime
) -> list[RawArticle]:
    """Return the articles, with today's moved after the last morning's digest, even if that was
    a minute ago, so that the next digest has news."""
    return _compress(articles, get_last_morning(timezone, now), now)


def get_last_morning(timezone: str, now: datetime) -> datetime:
    """Return the time of the last morning digest before ``now``."""
    return find_next_time(now - timedelta(days=1), timezone, MORNING)


def _compress(
    articles: Sequence[RawArticle], earliest: datetime, now: datetime
) -> list[RawArticle]:
    """Move the articles of the last hours between ``earliest`` and ``now``, in their order."""
    share = min(1.0, (now - earliest) / TODAY_WINDOW)
    return [
        replace(article, published=now - (now - article.published) * share)
        if article.published is not None and now - article.published < TODAY_WINDOW
        else article
        for article in articles
    ]


def _load(name: str, now: datetime) -> list[RawArticle]:
    lines: list[dict[str, Any]] = []
    for language in INTERFACE_LANGUAGES:
        text = (SAMPLES_FOLDER / name.format(language=language)).read_text(encoding="utf-8")
        lines += [json.loads(line) for line in text.splitlines()]
    lines.sort(key=lambda line: float(line["hours_ago"]), reverse=True)
    return [
        RawArticle(
            title=line["title"],
            text=line["text"],
            url=line["url"],
            source=line["source"],
            language=line["language"],
            image=get_picture_url(number),
            published=now - timedelta(hours=float(line["hours_ago"])),
        )
        for number, line in enumerate(lines)
    ]
