"""A million articles and a hundred thousand readers: `bench/scale.py [figure…]`.

Fills a database in a temporary folder (`--articles`, a million by default: a quarter of an hour and
6 GB), or in `--database FILE`, which is kept and used again. Then it measures search beside plain
FTS5 and a LIKE scan, an article in beside an archive of 10,000, digests that are all due in one
minute, the start, and what an article takes on the disk. Everything in the database is synthetic
(`bench/support/archive/corpus.py`); a database of one's own is refused.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import multiprocessing
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.support.archive import asking, crowd, filing, ranking, start, trimming
from bench.support.archive.asking import Asked, Took, percentile
from bench.support.archive.corpus import Corpus
from bench.support.archive.fill import fill
from bench.support.machine import machine
from bench.support.material import say
from bench.support.outbox.figures import Figure
from storage.database.engine import Database

ARTICLES = 1_000_000
SMALL = 10_000
RANKED = 4_000
FILING_ROUNDS = 12
STARTS = 3


@dataclass(frozen=True, slots=True)
class Archive:
    """A filled database, and a folder for others."""

    path: Path
    corpus: Corpus
    folder: Path

    @contextlib.asynccontextmanager
    async def opened(self, path: Path | None = None) -> AsyncIterator[Database]:
        database = Database(f"sqlite:///{path or self.path}")
        try:
            yield database
        finally:
            await database.close()

    def other(self, articles: int) -> tuple[Path, Corpus]:
        """Create a smaller archive."""
        path, corpus = self.folder / f"{articles}.db", Corpus(articles)
        if not path.exists():
            fill(path, corpus)
        return path, corpus


async def search(archive: Archive) -> list[Figure]:
    """The storage call, 200 mixed queries."""
    asked = asking.queries(archive.corpus)
    async with archive.opened() as database:
        took = await asking.ask(database, asked)
    every = [one for each in took for one in each.rounds]
    calm = [min(each.rounds) for each in took]
    figures = [
        Figure("search, 200 queries, p99, ms", percentile(every, 0.99), "<", 25, _load()),
        Figure("  the quickest of three of each, p99, ms", percentile(calm, 0.99), "<", 25),
    ]
    for kind in dict.fromkeys(each.kind for each in took):
        of_kind = [each for each in took if each.kind == kind]
        worst = percentile([one for each in of_kind for one in each.rounds], 0.99)
        say(f"  {kind:<12} median {asking.median(of_kind):6.1f} ms, p99 {worst:6.1f} ms")
    common = [one for one in asked if one.kind == "common"]
    ours = [each for each in took if each.kind == "common"]
    plain = asking.plain(archive.path, archive.corpus, common)
    word = common[0].query.words[0].text
    say(f"  LIKE '%{word}%' over all texts: {asking.like(archive.corpus, word):.0f} ms")
    figures.append(
        Figure(
            "  plain FTS5 bm25 on the common ones, times as long",
            asking.median(plain) / asking.median(ours),
            ">=",
            5,
            _beside(plain, ours),
        )
    )
    return figures


def _beside(plain: list[Took], ours: list[Took]) -> str:
    return f"{asking.median(plain):.1f} beside {asking.median(ours):.1f} ms"


async def rank(archive: Archive) -> list[Figure]:
    """Does the order stay what bm25 would make of it?"""
    path, corpus = archive.other(RANKED)
    async with archive.opened(path) as database:
        found = await ranking.agreement(database, corpus, asking.queries(corpus))
    detail = f"{found.queries} queries; {found.shared:.2f} of its first ten are the same"
    return [Figure("our first ten, worth by bm25 and age", found.worth, ">=", 0.9, detail)]


async def article(archive: Archive) -> list[Figure]:
    """An article in, analysed already, its story found."""
    path, corpus = archive.other(SMALL)
    async with archive.opened(path) as small, archive.opened() as large:
        few, many = await filing.by_turns((small, large), (corpus, archive.corpus), FILING_ROUNDS)
    cpu = f"CPU {many.mean_cpu:.2f} beside {few.mean_cpu:.2f} ms"
    return [
        Figure(
            f"an article in, times as long as at {SMALL:,}",
            many.median / few.median,
            "<",
            1.5,
            f"median {many.median:.1f} beside {few.median:.1f} ms, "
            f"p99 {percentile(many.wall, 0.99):.1f} beside {percentile(few.wall, 0.99):.1f}, {cpu}",
        ),
        Figure("  its CPU, times as much", many.mean_cpu / few.mean_cpu, "<", 1.5),
    ]


async def digests(archive: Archive) -> list[Figure]:
    """All due in one minute, in a process of their own, so that its memory is only theirs."""
    asked = asking.queries(archive.corpus)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        made = await asyncio.to_thread(pool.apply, _morning, (archive.path, asked))
    waits = f"{len(made.reads)} searches, {len(made.writes)} changes"
    return [
        Figure(
            f"{made.chats:,} digests due at once, s",
            made.seconds,
            "<",
            60,
            f"CPU {made.cpu:.1f} s, {made.payloads} payloads, {_load()}",
        ),
        Figure("  memory of the process, MB", made.memory, "<", 500),
        Figure("  a search meanwhile, slowest, ms", max(made.reads), "<", 300, waits),
        Figure("  a change of settings meanwhile, slowest, ms", max(made.writes), "<", 300),
        Figure(
            "  the event loop late, p99, ms",
            percentile(made.late, 0.99),
            "<",
            20,
            f"most {max(made.late):.0f}",
        ),
    ]


def _morning(path: Path, asked: list[Asked]) -> crowd.Morning:
    async def run() -> crowd.Morning:
        database = Database(f"sqlite:///{path}")
        try:
            await crowd.subscribe(database, crowd.READERS)
            return await crowd.morning(database, asked)
        finally:
            await database.close()

    return asyncio.run(run())


async def begin(archive: Archive) -> list[Figure]:
    """Start to first poll; the readers are away, or they would be sent their digests."""
    async with archive.opened() as database:
        await crowd.subscribe(database, 0)
    seconds = [await start.first_poll(archive.path) for _ in range(STARTS)]
    detail = f"quickest of {STARTS}: {min(seconds):.2f}, {_load()}"
    return [Figure("start to first poll, median, s", statistics.median(seconds), "<", 3, detail)]


async def trim(archive: Archive) -> list[Figure]:
    """Steps of the retention, each taken back."""
    async with archive.opened() as database:
        steps = await trimming.steps(database)
    detail = f"median {statistics.median(steps):.1f}"
    return [Figure("a step of the retention, slowest, ms", max(steps), "<", 50, detail)]


async def disk(archive: Archive) -> list[Figure]:
    """The file by the number of articles, without readers and what is free in it."""
    async with archive.opened() as database:
        await crowd.subscribe(database, 0)
    with contextlib.closing(sqlite3.connect(archive.path)) as connection:
        pages, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        count = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
    return [
        Figure(
            "disk for an article, index included, KB",
            (pages - free) * size / count / 1024,
            "<",
            6,
            f"{pages * size / count / 1024:.2f} with the free pages",
        )
    ]


FIGURES: dict[str, Callable[[Archive], Coroutine[None, None, list[Figure]]]] = {
    "disk": disk,
    "search": search,
    "rank": rank,
    "article": article,
    "start": begin,
    "digests": digests,
    "trim": trim,
}


@contextlib.contextmanager
def filled(articles: int, database: Path | None) -> Iterator[Archive]:
    with tempfile.TemporaryDirectory(prefix="svodka-scale-") as folder:
        path = database or Path(folder) / "scale.db"
        corpus = Corpus(articles)
        if not path.exists():
            begun = time.monotonic()
            on_progress = partial(_print_progress, articles, begun)
            fill(path, corpus, on_progress)
            say(f"filled in {time.monotonic() - begun:.0f} s")
        _refuse_others(path, corpus)
        yield Archive(path, corpus, Path(folder))


def _print_progress(articles: int, begun: float, done: int) -> None:
    if done % 50_000 == 0:
        say(f"  {done:,} of {articles:,} articles are in, {time.monotonic() - begun:.0f} s")


def _refuse_others(path: Path, corpus: Corpus) -> None:
    """Readers are thrown out and articles added here."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        number = corpus.count - 1
        found = connection.execute(
            "SELECT url FROM articles WHERE id = ?", (number + 1,)
        ).fetchone()
    if found != (corpus.address(number),):
        sys.exit(f"{path} was not filled by this with so many articles: it is left alone")


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", nargs="*", metavar="figure", help=", ".join(FIGURES))
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--database", type=Path, help="a file that is kept and used again")
    given = parser.parse_args()
    names = given.figures or list(FIGURES)
    if unknown := set(names) - set(FIGURES):
        parser.error(f"no figure {', '.join(sorted(unknown))}; there are {', '.join(FIGURES)}")
    say(machine())
    well = True
    with filled(given.articles, given.database) as archive:
        for name in names:
            for figure in asyncio.run(FIGURES[name](archive)):
                well &= figure.is_met
                say(figure.line)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
