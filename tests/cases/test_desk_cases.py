"""Articles and what an editor expects of their analysis: the folders of ``desk``."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from news.model import RawArticle
from news.pipeline import ArticleAnalyzer

NOW = datetime.fromisoformat("2026-02-11T09:00:00+00:00")
CASES = sorted((Path(__file__).parent / "desk").iterdir())


@pytest.fixture(scope="module")
def desk() -> ArticleAnalyzer:
    return ArticleAnalyzer()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_desk_case(desk: ArticleAnalyzer, case: Path) -> None:
    lines = (case / "input.jsonl").read_text(encoding="utf-8").splitlines()
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))["articles"]
    assert len(lines) == len(expected)
    for line, wanted in zip(lines, expected, strict=True):
        article = desk.analyze(RawArticle(**json.loads(line)), NOW)
        names = {entity.name for entity in article.entities}
        summary = " ".join(article.summary)
        assert set(wanted.get("entities_include", [])) <= names
        assert not set(wanted.get("entities_exclude", [])) & names
        assert article.attribution == wanted.get("attribution_equals", article.attribution)
        assert all(part in article.attribution for part in wanted.get("attribution_includes", []))
        assert not any(part in summary for part in wanted.get("summary_excludes", []))
