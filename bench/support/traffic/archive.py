"""Fill an archive with analyzed articles in a minute instead of ten."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.support.material import generate_articles
from news.clustering.lead import choose_lead
from news.model import Article
from news.pipeline import ArticleAnalyzer
from storage.archive import articles
from storage.database.engine import Database, open_database
from storage.migrations.runner import migrate

ANALYZED = 400
"""Articles that are analyzed; the others are copies with other times and addresses."""
WORDS = 200
BATCH = 500
DAYS = 60
QUERIES = 500


async def ensure(folder: Path, count: int) -> Path:
    """Return the database with the archive in this folder; create it if it does not exist."""
    path = folder / "archive.db"
    if not path.exists():
        migrate(f"sqlite:///{path}")
        database = open_database(f"sqlite:///{path}")
        await fill(database, count)
        await database.close()
    return path


async def fill(database: Database, count: int, seed: int = 5) -> None:
    """Store ``count`` articles, evenly over the last two months, each a story of its own."""
    now = datetime.now(UTC)
    originals = analyze_originals(now, seed)
    gap = timedelta(days=DAYS) / count
    for start in range(0, count, BATCH):
        async with database.write() as connection:
            for number in range(start, min(start + BATCH, count)):
                moment = now - gap * (count - number)
                await articles.add(
                    connection,
                    copy_article(originals[number % len(originals)], number, moment),
                    keys=(),
                    choose_story=lambda _: None,
                    choose_lead=choose_lead,
                    now=moment,
                )


def analyze_originals(now: datetime, seed: int) -> list[Article]:
    analyzer = ArticleAnalyzer()
    return [analyzer.analyze(raw, now) for raw in generate_articles(ANALYZED, WORDS, seed)]


def copy_article(article: Article, number: int, moment: datetime) -> Article:
    """Return a copy of the article with its own address and time."""
    address = f"https://example.org/archive/{number}"
    return replace(
        article,
        url=address,
        canonical_url=address,
        content_hash=f"{number}:{article.content_hash}",
        published=moment,
    )


def draw_queries(seed: int = 7) -> list[str]:
    """Draw queries: one or two words of a title."""
    draw = random.Random(seed)
    queries = []
    for raw in generate_articles(QUERIES, 1, seed):
        words = [word for word in raw.title.split() if len(word) > 4 and word.isalpha()]
        if words:
            queries.append(" ".join(draw.sample(words, min(len(words), draw.choice((1, 1, 2))))))
    return queries
