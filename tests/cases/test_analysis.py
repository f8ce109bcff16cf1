"""Run the cases of `tests/cases/analysis`: texts, and what an editor accepts in what is made of them.

`expected.json` of a case lists for each article of `input.jsonl` what its summary, headline,
attribution and names may hold, and may say whether the first two articles are one story.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from news.clustering.matching import choose_story
from news.model import Article, MatchCandidate, RawArticle
from news.pipeline import ArticleAnalyzer

NOW = datetime(2026, 2, 11, 9, 0, tzinfo=UTC)
FOLDERS = sorted((Path(__file__).parent / "analysis").iterdir())


@pytest.fixture(scope="module")
def analyzer() -> ArticleAnalyzer:
    return ArticleAnalyzer()


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_a_case_holds(analyzer: ArticleAnalyzer, folder: Path) -> None:
    rows = (folder / "input.jsonl").read_text("utf-8").splitlines()
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    articles = [analyzer.analyze(RawArticle(**json.loads(row)), NOW) for row in rows]
    assert len(articles) == len(expected["articles"]) > 0
    faults = [
        fault
        for article, expected_article in zip(articles, expected["articles"], strict=True)
        for fault in find_faults(article, expected_article)
    ]
    if "stories" in expected and are_one_story(*articles[:2]) != (expected["stories"] == "same"):
        faults.append(f"the stories are not {expected['stories']}")
    assert faults == []


def find_faults(article: Article, expected_article: dict[str, Any]) -> Iterator[str]:
    """Yield what an article's summary, headline, attribution or names have wrong."""
    summary = " ".join(article.summary)
    names = [entity.name for entity in article.entities]
    shown: dict[str, str | list[str]] = {
        "summary": summary,
        "headline": article.title,
        "attribution": article.attribution,
        "entities": names,
    }
    for what, held in shown.items():
        for part in expected_article.get(
            f"{what}_includes", expected_article.get(f"{what}_include", [])
        ):
            if part not in held:
                yield f"{what} lacks {part!r}: {held}"
        for part in expected_article.get(
            f"{what}_excludes", expected_article.get(f"{what}_exclude", [])
        ):
            if part in held:
                yield f"{what} has {part!r}: {held}"
    if expected_article.get("attribution_equals", article.attribution) != article.attribution:
        yield f"attribution is {article.attribution!r}"
    yield from find_order_faults(article, summary, expected_article)


def find_order_faults(
    article: Article, summary: str, expected_article: dict[str, Any]
) -> Iterator[str]:
    """Yield what stands in one sentence, or without what has to stand with it."""
    for part in expected_article.get("summary_sentence_excludes", []):
        if any(part in sentence for sentence in article.summary):
            yield f"a sentence has {part!r}"
    for part, before in expected_article.get("summary_excludes_unless_before", []):
        if part in summary and not 0 <= summary.find(before) <= summary.find(part):
            yield f"{part!r} stands without {before!r}: {summary}"
    part, others = expected_article.get("summary_includes_any_if", ("", ()))
    if part and part in summary and not any(other in summary for other in others):
        yield f"{part!r} stands alone: {summary}"
    for end in expected_article.get("headline_not_ends", []):
        if article.title.endswith(end):
            yield f"headline ends in {end!r}: {article.title}"


def are_one_story(first: Article, second: Article) -> bool:
    candidate = MatchCandidate.from_article(first, 1)
    return choose_story(second, [candidate]) == 1
