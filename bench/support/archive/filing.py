"""An article in, at two sizes of the archive by turns. Every other one reports what another of the
last day does, and joins its story."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

from bench.support.archive.corpus import END, Corpus
from news.clustering import matching
from news.model import Article
from storage.archive import articles
from storage.database.engine import Database

BATCH = 20
"""As many in a transaction as the service files together."""


@dataclass(frozen=True, slots=True)
class Filed:
    """Milliseconds for each article, its share of the commit in it; CPU likewise."""

    wall: list[float]
    cpu: list[float]

    @property
    def median(self) -> float:
        return statistics.median(self.wall)

    @property
    def mean_cpu(self) -> float:
        return statistics.fmean(self.cpu)


async def by_turns(
    databases: Sequence[Database], corpora: Sequence[Corpus], rounds: int
) -> list[Filed]:
    """File new articles, twenty in each database and then again; the same texts in each."""
    taken = [Filed([], []) for _ in databases]
    for turn in range(rounds):
        for place, (database, corpus) in enumerate(zip(databases, corpora, strict=True)):
            fresh = [_new(corpus, turn * BATCH + number) for number in range(BATCH)]
            wall, cpu = await _file(database, fresh)
            if turn:
                taken[place].wall.extend(wall)
                taken[place].cpu.append(cpu)
    return taken


async def _file(database: Database, fresh: Sequence[Article]) -> tuple[list[float], float]:
    wall = []
    cpu, begun = time.process_time(), time.perf_counter()
    async with database.write() as connection:
        for article in fresh:
            started = time.perf_counter()
            await articles.add(
                connection,
                article,
                keys=matching.build_keys(article),
                choose_story=partial(matching.choose_story, article),
                choose_headline=matching.find_most_central,
                now=article.published,
            )
            wall.append((time.perf_counter() - started) * 1000)
    rest = (time.perf_counter() - begun) * 1000 - sum(wall)
    return (
        [one + rest / len(fresh) for one in wall],
        (time.process_time() - cpu) * 1000 / len(fresh),
    )


def _new(corpus: Corpus, number: int) -> Article:
    """An article of just now that no earlier run has filed."""
    like = corpus.count + number if number % 2 else corpus.count - 1 - number
    once = uuid4().hex
    url = f"https://news.example/{once}"
    published = END + timedelta(seconds=90 * number)
    return replace(
        corpus.article(like),
        url=url,
        canonical_url=url,
        content_hash=once,
        published=published,
    )
