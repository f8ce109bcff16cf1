"""Hard pairs of reports: one story, or two that only look alike."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from news.clustering.matching import choose_story
from news.model import MatchCandidate, RawArticle
from news.pipeline import ArticleAnalyzer

FOLDER = Path(__file__).with_name("pairs")
MIN_ACCURACY, MIN_PAIRS = 0.88, 15
LATER = timedelta(hours=5)


@pytest.mark.parametrize("name", ["ru", "uk", "en", "teasers"])
def test_hard_pairs(analyzer: ArticleAnalyzer, now: datetime, name: str) -> None:
    pairs = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))["pairs"]
    assert len(pairs) >= MIN_PAIRS
    wrong = []
    for pair in pairs:
        language = pair.get("language", name)
        first, second = (
            analyzer.analyze(
                RawArticle(title=title, text=text, language=language, published=at), now + LATER
            )
            for (title, text), at in ((pair["first"], now), (pair["second"], now + LATER))
        )
        joined = choose_story(second, [MatchCandidate.from_article(first, 1)]) == 1
        if joined != pair["same"]:
            wrong.append(f"{pair['kind']}: {first.title}")
    assert len(wrong) <= (1 - MIN_ACCURACY) * len(pairs), "\n".join(wrong)
    assert max(Counter(one.split(":")[0] for one in wrong).values(), default=0) <= 1, wrong
