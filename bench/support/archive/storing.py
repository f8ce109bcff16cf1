"""Time storing articles in archives of two sizes by turns. Every other article joins a story."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from bench.support.archive.corpus import END, Corpus
from news.clustering import matching
from news.clustering.lead import choose_lead
from news.model import Article
from storage.archive import articles
from storage.archive.articles import AddResult
from storage.database.engine import Database

BATCH = 20
"""Articles of a transaction, as in the service."""


@dataclass(frozen=True, slots=True)
class StoringTimes:
    """Milliseconds for each article, with its share of the commit; CPU likewise."""

    wall: list[float]
    cpu: list[float]

    @property
    def median(self) -> float:
        return statistics.median(self.wall)

    @property
    def mean_cpu(self) -> float:
        return statistics.fmean(self.cpu)


async def measure_storing(
    databases: Sequence[Database], corpora: Sequence[Corpus], rounds: int
) -> list[StoringTimes]:
    """Store batches of the same new articles in each database by turns."""
    times = [StoringTimes([], []) for _ in databases]
    for turn in range(rounds):
        for place, (database, corpus) in enumerate(zip(databases, corpora, strict=True)):
            fresh = [_build_new_article(corpus, turn * BATCH + number) for number in range(BATCH)]
            wall, cpu = await _store(database, fresh)
            if turn:
                times[place].wall.extend(wall)
                times[place].cpu.append(cpu)
    return times


async def store_article(connection: AsyncConnection, article: Article, now: datetime) -> AddResult:
    """Store an analyzed article with its story, as the importer does."""
    return await articles.add(
        connection,
        article,
        keys=matching.build_keys(article),
        choose_story=partial(matching.choose_story, article),
        choose_lead=choose_lead,
        now=now,
    )


async def _store(database: Database, fresh: Sequence[Article]) -> tuple[list[float], float]:
    wall = []
    cpu, batch_started = time.process_time(), time.perf_counter()
    async with database.write() as connection:
        for article in fresh:
            started = time.perf_counter()
            await store_article(connection, article, article.published)
            wall.append((time.perf_counter() - started) * 1000)
    rest = (time.perf_counter() - batch_started) * 1000 - sum(wall)
    return (
        [one + rest / len(fresh) for one in wall],
        (time.process_time() - cpu) * 1000 / len(fresh),
    )


def _build_new_article(corpus: Corpus, number: int) -> Article:
    """Build an article of this moment that no earlier run has stored."""
    like = corpus.count + number if number % 2 else corpus.count - 1 - number
    once = uuid4().hex
    url = f"https://news.example/{once}"
    published = END + timedelta(seconds=90 * number)
    return replace(
        corpus.build_article(like),
        url=url,
        canonical_url=url,
        content_hash=once,
        published=published,
    )
