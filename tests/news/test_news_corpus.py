"""Read the articles of `tests/cases/corpus` as an editor does.

What the analysis does wrong today stands in `known_faults.txt`, one line a fault. A line whose
fault is gone fails its test until it is removed; `python bench/quality.py --corpus --errors` lists them.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache

import pytest

from bench.support.judging.editor import (
    FOLDER,
    CorpusArticle,
    list_expectations,
    load_known_faults,
)
from news.model import TOPIC_IDS
from news.pipeline import ArticleAnalyzer

ROWS = {
    f"{file.stem}: {row['kind']}": row
    for file in sorted(FOLDER.glob("*.jsonl"))
    for row in map(json.loads, file.read_text("utf-8").splitlines())
}
KNOWN_FAULTS = load_known_faults()
MEMBERS = [
    pytest.param(
        article,
        expectation,
        id=(case := f"{article}: {expectation}"),
        marks=[pytest.mark.xfail(strict=True, reason="known fault")] * (case in KNOWN_FAULTS),
    )
    for article, row in ROWS.items()
    for expectation in list_expectations(row)
]


@cache
def _get_article(analyzer: ArticleAnalyzer, name: str) -> CorpusArticle:
    return CorpusArticle(analyzer, name.partition(":")[0], ROWS[name])


@pytest.mark.parametrize(("article", "expectation"), MEMBERS)
def test_an_editor_accepts_an_article(
    analyzer: ArticleAnalyzer, article: str, expectation: str
) -> None:
    assert _get_article(analyzer, article).find_faults(expectation) == []


def test_known_faults_are_of_the_corpus() -> None:
    assert {member.id for member in MEMBERS} >= KNOWN_FAULTS


def test_the_corpus_is_large_and_its_labels_are_whole() -> None:
    lines = [
        line for file in FOLDER.glob("*.jsonl") for line in file.read_text("utf-8").split("\n")
    ]
    assert len(ROWS) == len([line for line in lines if line])
    counts = Counter(name[:2] for name in ROWS)
    assert sum(counts.values()) >= 150
    assert min(counts[language] for language in ("ru", "uk", "en")) >= 50
    for name, row in ROWS.items():
        assert set(row.get("first_topic", ())) <= {*row.get("topics", ()), ""}, name
        assert set(row.get("topics", ())) <= set(TOPIC_IDS), name
        assert all(part in row["text"] for part in row.get("headline", ()) if row["title"]), name
