"""Check that the demo has enough sample articles of every kind that it shows."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.demo.articles import get_last_morning, load_night, load_week, shift_to_today
from bot.demo.run import build_demo_settings
from news.model import INTERFACE_LANGUAGES, BlockKind
from news.text.attribution import is_attribution
from news.text.blocks import from_text
from news.topics.scoring import FIXED_TOPICS
from service.bootstrap import open_services

FIELDS = {"title", "text", "source", "url", "language", "hours_ago"}
ONE_MESSAGE = 4096


def load(name: str) -> list[dict[str, Any]]:
    file = files("bot.demo") / "samples" / f"{name}.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def samples() -> list[dict[str, Any]]:
    names = [f"{prefix}{language}" for language in INTERFACE_LANGUAGES for prefix in ("", "night-")]
    return [sample for name in names for sample in load(name)]


def test_samples_have_all_fields(samples: list[dict[str, Any]]) -> None:
    for sample in samples:
        assert sample.keys() == FIELDS
        assert all(isinstance(sample[name], str) for name in FIELDS - {"hours_ago"})
        assert sample["source"]
        assert sample["text"] == sample["text"].strip()


def test_samples_are_unique(samples: list[dict[str, Any]]) -> None:
    for name in ("url", "text", "title"):
        counts = Counter(sample[name] for sample in samples)
        assert [value for value, count in counts.items() if count > 1] == []


def test_sample_urls_use_reserved_domain(samples: list[dict[str, Any]]) -> None:
    outlets: dict[str, set[str]] = {}
    for sample in samples:
        parts = urlsplit(sample["url"])
        assert parts.scheme == "https"
        assert parts.hostname is not None
        assert parts.hostname.endswith(".example")
        outlets.setdefault(parts.hostname, set()).add(sample["source"])
    assert all(len(names) == 1 for names in outlets.values())


def test_sample_text_lengths(samples: list[dict[str, Any]]) -> None:
    for sample in samples:
        words = len(sample["text"].split())
        assert words >= 60, sample["url"]
        assert words <= 350 or len(sample["text"]) > ONE_MESSAGE, sample["url"]
        assert sample["text"].count("\n\n") >= 2, sample["url"]


def test_samples_cover_every_kind_of_text(samples: list[dict[str, Any]]) -> None:
    bodies = [from_text(sample["text"]) for sample in samples]
    kinds = Counter(kind for body in bodies for kind in {block.kind for block in body.blocks})
    attributed = [
        sample
        for sample in samples
        if any(is_attribution(sentence) for sentence in sample["text"].split("\n\n"))
        or "Об этом сообщает" in sample["text"]
    ]
    assert kinds[BlockKind.HEADING] >= 3
    assert kinds[BlockKind.QUOTE] >= 2
    assert sum(bool(body.photo_credit) for body in bodies) >= 3
    assert sum(len(sample["text"]) > 6000 for sample in samples) >= 2
    assert len(attributed) >= 2
    assert [sample["language"] for sample in samples if not sample["title"]] == ["ru"]


def test_samples_match_search_for_azerbaijan() -> None:
    found = [sample for sample in load("ru") if "Азербайджан" in sample["text"]]
    assert len(found) >= 5


@dataclass(frozen=True)
class Known:
    """What the analysis found in the samples, by URL."""

    story_ids: dict[str, int]
    topics: dict[str, set[str]]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    return asyncio.run(import_samples(tmp_path_factory.mktemp("samples")))


async def import_samples(folder: Path) -> Known:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    settings = build_demo_settings("http://127.0.0.1:9", folder)
    async with open_services(settings, lambda: now) as services:
        await services.importer.import_articles(load_week(now))
        await services.importer.import_articles(load_night(now, now - timedelta(hours=10)))
    with contextlib.closing(sqlite3.connect(folder / "svodka.db")) as database:
        rows = database.execute("select url, story_id, topics from articles").fetchall()
    return Known(
        {url: story_id for url, story_id, _ in rows},
        {url: {name for name, _ in json.loads(topics)} for url, _, topics in rows},
    )


CLOCKS = ["08:00", "08:04", "09:30", "14:00", "23:59", "00:10", "07:59"]


@pytest.mark.parametrize("clock", CLOCKS)
def test_every_day_has_five_stories_in_each_language(known: Known, clock: str) -> None:
    now = datetime.fromisoformat(f"2026-11-24T{clock}:00+00:00")
    articles = shift_to_today(load_week(now), "UTC", now)
    times = [article.published for article in articles if article.published is not None]
    assert times == sorted(times)
    assert times[-1] <= now
    until = get_last_morning("UTC", now)
    for since, end in [
        (until, now),
        *((until - timedelta(days=n + 1), until - timedelta(days=n)) for n in range(6)),
    ]:
        for language in INTERFACE_LANGUAGES:
            of_day = [
                article
                for article in articles
                if article.language == language and article.published is not None
                if since <= article.published <= end
            ]
            found = {known.story_ids[article.url] for article in of_day}
            assert len(found) >= 5, (since, language)


@pytest.mark.parametrize("minutes", [1, 60, 1439])
def test_the_night_brings_five_stories_in_each_language(known: Known, minutes: int) -> None:
    morning = datetime(2026, 11, 25, 8, tzinfo=UTC)
    before = morning - timedelta(minutes=minutes)
    articles = load_night(morning, before)
    assert all(one.published and before <= one.published <= morning for one in articles)
    week = {known.story_ids[article.url] for article in load_week(before)}
    for language in INTERFACE_LANGUAGES:
        mine = [article for article in articles if article.language == language]
        found = {known.story_ids[article.url] for article in mine}
        assert len(found - week) >= 5


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_a_newcomer_finds_news_on_every_topic(known: Known, language: str) -> None:
    today = [sample["url"] for sample in load(language) if sample["hours_ago"] < 24]
    found: set[str] = set().union(*(known.topics[url] for url in today))
    assert {topic.id for topic in FIXED_TOPICS} <= found
