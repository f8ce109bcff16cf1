"""An archive of many articles, filed as the desk files them, in a minute rather than in ten."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bench.support.material import synthesised
from news.clustering import matching
from news.model import Article
from news.pipeline import ArticleAnalyzer
from storage.archive import articles
from storage.database.engine import Database

EDITED = 400
"""Articles that go through the desk; the others are these at other times, from other places."""
WORDS = 200
BATCH = 500
DAYS = 60
WORDS_ASKED_FOR = 500


async def fill(database: Database, count: int, seed: int = 5) -> None:
    """File so many articles, spread evenly over two months up to now, each a story of its own."""
    now = datetime.now(UTC)
    originals = edited(now, seed)
    gap = timedelta(days=DAYS) / count
    for start in range(0, count, BATCH):
        async with database.write() as connection:
            for number in range(start, min(start + BATCH, count)):
                moment = now - gap * (count - number)
                await articles.add(
                    connection,
                    another(originals[number % len(originals)], number, moment),
                    keys=(),
                    choose_story=lambda _: None,
                    choose_headline=matching.find_most_central,
                    now=moment,
                )


def edited(now: datetime, seed: int) -> list[Article]:
    desk = ArticleAnalyzer()
    return [desk.analyze(raw, now) for raw in synthesised(EDITED, WORDS, seed)]


def another(article: Article, number: int, moment: datetime) -> Article:
    """The same text as an article of its own."""
    address = f"https://example.org/archive/{number}"
    return replace(
        article,
        url=address,
        canonical_url=address,
        content_hash=f"{number}:{article.content_hash}",
        published=moment,
    )


def questions(seed: int = 7) -> list[str]:
    """What people ask for: one or two words of a title."""
    draw = random.Random(seed)
    asked = []
    for raw in synthesised(WORDS_ASKED_FOR, 1, seed):
        words = [word for word in raw.title.split() if len(word) > 4 and word.isalpha()]
        if words:
            asked.append(" ".join(draw.sample(words, min(len(words), draw.choice((1, 1, 2))))))
    return asked
