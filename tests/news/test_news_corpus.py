"""Read the articles of `tests/corpus` as an editor does.

Each line is an article written after the manner of wires, regional press, sports, science, notices
or interviews: its kind, what its summary has to hold and may not hold, and what a headline made
for it holds.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from news.model import RawArticle
from news.pipeline import ArticleAnalyzer

NOW = datetime(2026, 2, 11, 9, 0, tzinfo=UTC)
FOLDER = Path(__file__).parents[1] / "corpus"
ROWS = [
    (file.stem, json.loads(line))
    for file in sorted(FOLDER.glob("*.jsonl"))
    for line in file.read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(
    ("language", "row"), ROWS, ids=[f"{language}-{row['kind']}" for language, row in ROWS]
)
def test_an_editor_accepts_an_article(
    analyzer: ArticleAnalyzer, language: str, row: dict[str, Any]
) -> None:
    article = analyzer.analyze(RawArticle(title=row["title"], text=row["text"]), NOW)
    summary = "\n".join(article.summary)
    assert article.language == language
    assert [part for part in row.get("includes", []) if part not in summary] == []
    assert [part for part in row.get("excludes", []) if part in summary] == []
    assert [part for part in row.get("headline", []) if part not in article.title] == []
    text = "\n".join(block.text for block in article.blocks)
    assert all(sentence in text for sentence in article.summary)
    assert 0 < len(article.title) < 100
    assert not article.title.endswith("…")
