"""Check that the demo has enough sample articles of every kind that it shows."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.demo.world import get_last_morning, load_sample_articles, shift_to_today
from news.model import INTERFACE_LANGUAGES, BlockKind
from news.text.attribution import is_attribution
from news.text.blocks import from_text

FIELDS = {"title", "text", "source", "url", "language", "hours_ago"}
ONE_MESSAGE = 4096


def load(language: str) -> list[dict[str, Any]]:
    file = files("bot.demo") / "samples" / f"{language}.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def samples() -> list[dict[str, Any]]:
    return [sample for language in INTERFACE_LANGUAGES for sample in load(language)]


@pytest.mark.parametrize(("language", "least"), [("ru", 24), ("uk", 10), ("en", 10)])
def test_samples_count_per_language(language: str, least: int) -> None:
    samples = load(language)
    assert len(samples) >= least
    assert {sample["language"] for sample in samples} == {language}


def test_samples_have_all_fields(samples: list[dict[str, Any]]) -> None:
    for sample in samples:
        assert sample.keys() == FIELDS
        assert all(isinstance(sample[name], str) for name in FIELDS - {"hours_ago"})
        assert sample["source"]
        assert sample["text"] == sample["text"].strip()


def test_sample_ages_span_a_week_mostly_today(
    samples: list[dict[str, Any]],
) -> None:
    ages = [sample["hours_ago"] for sample in samples]
    assert all(0.5 <= age <= 168 for age in ages)
    assert sum(age < 24 for age in ages) > len(ages) / 2
    assert max(ages) > 100


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
        assert words >= 120, sample["url"]
        assert words <= 350 or len(sample["text"]) > ONE_MESSAGE, sample["url"]
        assert sample["text"].count("\n\n") >= 3, sample["url"]


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


@pytest.mark.parametrize("clock", ["08:00", "08:04", "09:30", "14:00", "23:59", "00:10", "07:59"])
def test_samples_include_news_since_last_morning(clock: str) -> None:
    now = datetime.fromisoformat(f"2026-11-24T{clock}:00+00:00")
    articles = shift_to_today(list(load_sample_articles(now)), "UTC", now)
    times = [article.published for article in articles if article.published is not None]
    assert times == sorted(times)
    assert times[-1] <= now
    morning = get_last_morning("UTC", now)
    news = [one for one in articles if one.published and one.published >= morning]
    assert sum(article.language == "ru" for article in news) >= 5
