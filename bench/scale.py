"""Measure an archive of a million articles and digests for 100,000 subscribers.

`python bench/scale.py [FIGURE…]`

Fills a database in a temporary folder (`--articles`, a million by default: a quarter of an hour and
6 GB), or in `--database FILE`, which is reused. The figures: disk space; search
compared with plain FTS5 and a LIKE scan; storing an article compared with an archive of 10,000;
digests that are all due in one minute, also with muted sources; start time; retention. All content
is synthetic (`bench/support/archive/corpus.py`); a database with other content is refused.
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

from bench.support.archive import queries, ranking, retention, start, storing, subscribers
from bench.support.archive.corpus import Corpus
from bench.support.archive.fill import fill
from bench.support.archive.queries import TestQuery, Timings, compute_percentile
from bench.support.figures import Figure, parse_figures, print_figures
from bench.support.material import print_line
from storage.database.engine import Database, open_database

ARTICLES = 1_000_000
SMALL = 10_000
RANKED = 4_000
STORING_ROUNDS = 12
STARTS = 3


@dataclass(frozen=True, slots=True)
class Archive:
    """A filled database, and a folder for smaller ones."""

    path: Path
    corpus: Corpus
    folder: Path

    @contextlib.asynccontextmanager
    async def open_database(self, path: Path | None = None) -> AsyncIterator[Database]:
        database = open_database(f"sqlite:///{path or self.path}")
        try:
            yield database
        finally:
            await database.close()

    def create_smaller(self, articles: int) -> tuple[Path, Corpus]:
        """Create a smaller archive."""
        path, corpus = self.folder / f"{articles}.db", Corpus(articles)
        if not path.exists():
            fill(path, corpus)
        return path, corpus


async def measure_search(archive: Archive) -> list[Figure]:
    """Time the storage call for 200 mixed queries."""
    asked = queries.build_queries(archive.corpus)
    async with archive.open_database() as database:
        took = await queries.measure_search(database, asked)
    every = [one for each in took for one in each.rounds]
    calm = [min(each.rounds) for each in took]
    figures = [
        Figure(
            "search, 200 queries, p99, ms", compute_percentile(every, 0.99), "<", 25, _format_load()
        ),
        Figure("  the quickest of three of each, p99, ms", compute_percentile(calm, 0.99), "<", 25),
    ]
    for kind in dict.fromkeys(each.kind for each in took):
        of_kind = [each for each in took if each.kind == kind]
        worst = compute_percentile([one for each in of_kind for one in each.rounds], 0.99)
        print_line(
            f"  {kind:<12} median {queries.compute_median(of_kind):6.1f} ms, p99 {worst:6.1f} ms"
        )
    common = [one for one in asked if one.kind == "common"]
    ours = [each for each in took if each.kind == "common"]
    plain = queries.measure_plain_fts(archive.path, archive.corpus, common)
    word = common[0].query.words[0].text
    print_line(
        f"  LIKE '%{word}%' over all texts: {queries.measure_like(archive.corpus, word):.0f} ms"
    )
    figures.append(
        Figure(
            "  plain FTS5 bm25 on the common ones, times as long",
            queries.compute_median(plain) / queries.compute_median(ours),
            ">=",
            5,
            _format_comparison(plain, ours),
        )
    )
    return figures


def _format_comparison(plain: list[Timings], ours: list[Timings]) -> str:
    return f"{queries.compute_median(plain):.1f} against {queries.compute_median(ours):.1f} ms"


async def measure_rank(archive: Archive) -> list[Figure]:
    """Compare the order of results with bm25."""
    path, corpus = archive.create_smaller(RANKED)
    async with archive.open_database(path) as database:
        found = await ranking.measure_agreement(database, corpus, queries.build_queries(corpus))
    detail = f"{found.queries} queries; {found.shared:.2f} of its first ten are the same"
    return [Figure("our first ten, worth by bm25 and age", found.worth, ">=", 0.9, detail)]


async def measure_article(archive: Archive) -> list[Figure]:
    """Time storing an analyzed article, with its story."""
    path, corpus = archive.create_smaller(SMALL)
    async with archive.open_database(path) as small, archive.open_database() as large:
        few, many = await storing.measure_storing(
            (small, large), (corpus, archive.corpus), STORING_ROUNDS
        )
    cpu = f"CPU {many.mean_cpu:.2f} against {few.mean_cpu:.2f} ms"
    return [
        Figure(
            f"storing an article, times as long as at {SMALL:,}",
            many.median / few.median,
            "<",
            1.5,
            f"median {many.median:.1f} against {few.median:.1f} ms, "
            f"p99 {compute_percentile(many.wall, 0.99):.1f} against "
            f"{compute_percentile(few.wall, 0.99):.1f}, {cpu}",
        ),
        Figure("  its CPU, times as much", many.mean_cpu / few.mean_cpu, "<", 1.5),
    ]


async def measure_digests(archive: Archive) -> list[Figure]:
    """Dispatch all digests in one minute, in a process of its own, whose memory is measured."""
    made = await _dispatch(archive, mutes=False)
    waits = f"{len(made.reads)} searches, {len(made.writes)} changes"
    return [
        Figure(
            f"{made.chats:,} digests due at once, s",
            made.seconds,
            "<",
            60,
            f"CPU {made.cpu:.1f} s, {made.payloads} payloads, {_format_load()}",
        ),
        Figure("  memory of the process, MB", made.memory, "<", 500),
        Figure("  a search during it, slowest, ms", max(made.reads), "<", 300, waits),
        Figure("  a change of settings during it, slowest, ms", max(made.writes), "<", 300),
        Figure(
            "  the event loop late, p99, ms",
            compute_percentile(made.late, 0.99),
            "<",
            20,
            f"most {max(made.late):.0f}",
        ),
    ]


async def measure_mutes(archive: Archive) -> list[Figure]:
    """Dispatch the digests once without muted sources, and once with five of each subscriber."""
    before, after = [await _dispatch(archive, mutes=mutes) for mutes in (False, True)]
    return [
        Figure(
            f"{after.chats:,} digests with five muted sources each, s",
            after.seconds,
            "<",
            60,
            f"CPU {after.cpu:.1f} s, {after.payloads} distinct digests; without them "
            f"{before.seconds:.1f} s, CPU {before.cpu:.1f} s, {before.payloads} distinct digests; "
            f"{_format_load()}",
        ),
        Figure("  memory of the process, MB", after.memory, "<", 500),
    ]


async def _dispatch(archive: Archive, *, mutes: bool) -> subscribers.DigestRun:
    asked = queries.build_queries(archive.corpus)
    async with archive.open_database() as database:
        await subscribers.subscribe(database, subscribers.SUBSCRIBERS)
        if mutes:
            await subscribers.mute_sources(database, subscribers.SUBSCRIBERS)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return await asyncio.to_thread(pool.apply, _run_digests, (archive.path, asked))


def _run_digests(path: Path, asked: list[TestQuery]) -> subscribers.DigestRun:
    async def run() -> subscribers.DigestRun:
        database = open_database(f"sqlite:///{path}")
        try:
            return await subscribers.measure_digests(database, asked)
        finally:
            await database.close()

    return asyncio.run(run())


async def measure_start(archive: Archive) -> list[Figure]:
    """Time the start to the first poll, without subscribers, whose digests would be sent."""
    async with archive.open_database() as database:
        await subscribers.subscribe(database, 0)
    seconds = [await start.measure_first_poll(archive.path) for _ in range(STARTS)]
    detail = f"quickest of {STARTS}: {min(seconds):.2f}, {_format_load()}"
    return [Figure("start to first poll, median, s", statistics.median(seconds), "<", 3, detail)]


async def measure_trim(archive: Archive) -> list[Figure]:
    """Time retention steps, each rolled back."""
    async with archive.open_database() as database:
        steps = await retention.measure_steps(database)
    detail = f"median {statistics.median(steps):.1f}"
    return [Figure("a step of the retention, slowest, ms", max(steps), "<", 50, detail)]


async def measure_disk(archive: Archive) -> list[Figure]:
    """Divide the size of the file by its articles, without subscribers and free pages."""
    async with archive.open_database() as database:
        await subscribers.subscribe(database, 0)
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
    "disk": measure_disk,
    "search": measure_search,
    "rank": measure_rank,
    "article": measure_article,
    "start": measure_start,
    "digests": measure_digests,
    "mutes": measure_mutes,
    "trim": measure_trim,
}


@contextlib.contextmanager
def open_archive(articles: int, database: Path | None) -> Iterator[Archive]:
    with tempfile.TemporaryDirectory(prefix="svodka-scale-") as folder:
        path = database or Path(folder) / "scale.db"
        corpus = Corpus(articles)
        if not path.exists():
            started = time.monotonic()
            on_progress = partial(_print_progress, articles, started)
            fill(path, corpus, on_progress)
            print_line(f"filled in {time.monotonic() - started:.0f} s")
        _refuse_other_databases(path, corpus)
        yield Archive(path, corpus, Path(folder))


def _print_progress(articles: int, started: float, done: int) -> None:
    if done % 50_000 == 0:
        print_line(
            f"  {done:,} of {articles:,} articles are in, {time.monotonic() - started:.0f} s"
        )


def _refuse_other_databases(path: Path, corpus: Corpus) -> None:
    """Exit if the database has other content: subscribers are deleted and articles added here."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        number = corpus.count - 1
        found = connection.execute(
            "SELECT url FROM articles WHERE id = ?", (number + 1,)
        ).fetchone()
    if found != (corpus.build_url(number),):
        sys.exit(f"{path} was not filled by this with so many articles: it is left alone")


def _format_load() -> str:
    return f"load {os.getloadavg()[0]:.1f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--database", type=Path, help="a file that is reused")
    given, names = parse_figures(parser, FIGURES)
    with open_archive(given.articles, given.database) as archive:
        all_met = print_figures(
            figure for name in names for figure in asyncio.run(FIGURES[name](archive))
        )
    return 0 if all_met else 1


if __name__ == "__main__":
    sys.exit(main())
