"""Measure both database engines side by side: search, digests that are due at once, sending.

`python bench/engines.py [FIGURE…] [--articles 1000000] [--database FILE] [--url URL]`

Each figure is measured on SQLite, then on PostgreSQL. The archive is filled in SQLite and copied
(`svodka copy`), so both have the same articles. ``--url`` names a database whose user may create
others; without it, a private server is started in a temporary folder, with `fsync` as a real one.
Server, service and sandbox share the processors.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.scale import ARTICLES, open_archive
from bench.support.archive import queries, subscribers
from bench.support.archive.corpus import Corpus
from bench.support.archive.queries import compute_percentile
from bench.support.figures import Figure, parse_figures, print_figures
from bench.support.material import print_line
from bench.support.outbox import recipients
from bench.support.outbox.stage import import_samples, open_stage
from service.ops.copying import copy_database
from storage.database.engine import open_database
from tests.support.databases import postgres

SERVER_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "1GB",
    "max_connections": "100",
}
RECIPIENTS = 20_000


@dataclass(frozen=True, slots=True)
class Engine:
    """A database with the archive, and an empty one for what is sent; ``empty_url`` "" is a new
    SQLite file."""

    name: str
    url: str
    empty_url: str
    corpus: Corpus


async def measure_search(engine: Engine) -> list[Figure]:
    """Time the storage call for 200 mixed queries, three times each."""
    database = open_database(engine.url)
    try:
        took = await queries.measure_search(database, queries.build_queries(engine.corpus))
    finally:
        await database.close()
    every = [one for each in took for one in each.rounds]
    common = [one for each in took if each.kind == "common" for one in each.rounds]
    bound, common_bound = (25, 25) if engine.name == "SQLite" else (60, 30)
    p99, common_p99 = (compute_percentile(times, 0.99) for times in (every, common))
    median = f"median {compute_percentile(every, 0.5):.1f}"
    return [
        Figure(f"{engine.name}: search, 200 queries, p99, ms", p99, "<", bound, median),
        Figure("  common words, p99, ms", common_p99, "<", common_bound),
    ]


async def measure_digests(engine: Engine) -> list[Figure]:
    """Enqueue 100,000 digests that are due in one minute."""
    database = open_database(engine.url)
    try:
        await subscribers.subscribe(database, subscribers.SUBSCRIBERS)
        run = await subscribers.measure_digests(database, queries.build_queries(engine.corpus))
    finally:
        await database.close()
    bound = 60 if engine.name == "SQLite" else 120
    detail = f"CPU of this process {run.cpu:.1f} s, {run.payloads} payloads"
    return [Figure(f"{engine.name}: {run.chats:,} digests, s", run.seconds, "<", bound, detail)]


async def measure_sending(engine: Engine) -> list[Figure]:
    """Send to 20,000 recipients at 300 and at 1,000 messages a second, limits enforced."""
    figures = []
    for rate in (300, 1000):
        with tempfile.TemporaryDirectory(prefix="svodka-bench-") as folder:
            async with open_stage(Path(folder), RECIPIENTS, _empty(engine.empty_url)) as stage:
                await import_samples(stage)
                run = await recipients.send_to_all(stage, PAID_SEND_RATE=str(rate))
        is_bound = engine.name == "SQLite" or rate == 300
        name = f"{engine.name}: 20,000 at {rate} a second, share of it"
        figures.append(Figure(name, run.rate / rate, ">=", 0.95 if is_bound else 0, run.detail))
    return figures


def _empty(url: str) -> str:
    if url:
        postgres.empty_database(url)
    return url


FIGURES: dict[str, Callable[[Engine], Coroutine[None, None, list[Figure]]]] = {
    "search": measure_search,
    "digests": measure_digests,
    "sending": measure_sending,
}


@contextlib.contextmanager
def run_server(url: str) -> Iterator[None]:
    """Use the given server, or start one for the block."""
    if url:
        os.environ[postgres.SERVER_VARIABLE] = url
        yield
        return
    folder = postgres.prepare_folder()
    if folder is None:
        raise RuntimeError(f"{postgres.FOLDER_VARIABLE} names the server of a test run")
    try:
        postgres.start(folder, SERVER_SETTINGS)
        yield
    finally:
        postgres.stop(folder)


def copy_archive(source: str, target: str) -> None:
    """Copy the archive, with the time that it takes."""
    started = time.monotonic()
    asyncio.run(copy_database(source, target, lambda done, total: None))
    postgres.execute(target, "VACUUM ANALYZE")
    print_line(f"copied in {time.monotonic() - started:.0f} s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--database", type=Path, help="a file of bench/scale.py that is reused")
    parser.add_argument("--url", default="", help="of a server where databases may be created")
    given, names = parse_figures(parser, FIGURES)
    with (
        open_archive(given.articles, given.database) as archive,
        run_server(given.url),
        postgres.open_new_database("archive") as url,
        postgres.open_new_database("sending") as empty_url,
    ):
        sqlite_url = f"sqlite:///{archive.path}"
        copy_archive(sqlite_url, url)
        engines = (
            Engine("SQLite", sqlite_url, "", archive.corpus),
            Engine("PostgreSQL", url, empty_url, archive.corpus),
        )
        all_met = print_figures(
            figure
            for name in names
            for engine in engines
            for figure in asyncio.run(FIGURES[name](engine))
        )
    return 0 if all_met else 1


if __name__ == "__main__":
    sys.exit(main())
