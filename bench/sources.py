"""Measure how many sources one process fetches, and what a feed costs.

`python bench/sources.py [FEEDS]`

2,000 feeds of 30 entries at a hundred loopback addresses, served by a process of its own, are
fetched by `SourceUpdater.update_due` round after round, without the pauses between requests. Four
passes: cold, where one feed of fifty has 30 new articles and the others repeat them; again, with
whole bodies that differ in a byte, so that each is parsed; again, with the same bodies; and again,
with 304 for each. The baseline is feedparser alone on the same feeds, in
the same run. A task that wakes every 10 ms measures the delay of the event loop. Linux only.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from xml.sax.saxutils import escape

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

import feedparser
from aiohttp import web

from bench.support.machine import get_cpu_seconds
from bench.support.material import generate_articles, print_line
from news.model import RawArticle
from news.sources.fetcher import Fetcher
from service.articles.analysis_worker import AnalysisWorker
from service.articles.importer import ArticleImporter
from service.ops.clock import system_clock
from service.ops.metrics import Metrics
from service.sources.updater import FetchPolicy, SourceUpdater
from storage.archive import articles, sources
from storage.database.engine import Database, open_database
from storage.migrations.runner import migrate

FEEDS = 2_000
ENTRIES = 30
HOSTS = 100
FRESH_EVERY = 50
WORDS = 60
ROUND_SECONDS = 600
TICK = 0.01


@dataclass(frozen=True, slots=True)
class Pass:
    """The cost of fetching all feeds once. ``late``: delays of the event loop, in milliseconds."""

    seconds: float
    main_cpu: float
    worker_cpu: float
    late: list[float]


def build_feed(raws: list[RawArticle]) -> bytes:
    items = "".join(
        f"<item><title>{escape(raw.title)}</title><link>{raw.url}</link><guid>{raw.url}</guid>"
        f"<pubDate>Wed, 01 Jul 2026 08:00:00 GMT</pubDate>"
        f"<description>{escape(raw.text)}</description></item>"
        for raw in raws
    )
    return f"<rss version='2.0'><channel><title>Bench</title>{items}</channel></rss>".encode()


def build_bodies(count: int) -> list[bytes]:
    """Build the feeds: one of fifty has articles of its own, which the others repeat."""
    fresh = -(-count // FRESH_EVERY)
    raws = generate_articles(fresh * ENTRIES, WORDS, seed=6)
    own = [build_feed(raws[start : start + ENTRIES]) for start in range(0, len(raws), ENTRIES)]
    return [own[number % len(own)] for number in range(count)]


def serve(count: int, ready: Connection) -> None:
    """Serve each feed at its path, after a request for /changed with a line more. After one for
    /validating, answer its ETag with 304."""
    given = build_bodies(count)
    state = {"/changed": False, "/validating": False}

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if request.path in state:
            state[request.path] = True
            return web.Response()
        if not request.path[1:].isdigit():
            return web.Response(status=404)
        if state["/validating"] and request.headers.get("If-None-Match"):
            return web.Response(status=304)
        return web.Response(
            body=given[int(request.path[1:])] + b"\n" * state["/changed"],
            headers={"Content-Type": "application/xml", "ETag": '"1"'},
        )

    async def run() -> None:
        runner = web.ServerRunner(web.Server(answer))
        await runner.setup()
        first = web.TCPSite(runner, get_host(0), 0)
        await first.start()
        port = runner.addresses[0][1]
        for number in range(1, HOSTS):
            await web.TCPSite(runner, get_host(number), port).start()
        ready.send(port)
        await asyncio.Event().wait()

    asyncio.run(run())


def get_host(number: int) -> str:
    return f"127.0.1.{number + 1}"


@contextlib.contextmanager
def run_server(count: int) -> Iterator[int]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=serve, args=(count, theirs), daemon=True
    )
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def get_worker_cpu(analyzer: AnalysisWorker) -> float:
    """Return the CPU seconds that the analysis worker has used so far."""
    (worker,) = (analyzer._pool._processes or {}).values()
    return get_cpu_seconds(Path(f"/proc/{worker.pid}"))


def get_peak_mb(analyzer: AnalysisWorker) -> tuple[float, float]:
    (worker,) = (analyzer._pool._processes or {}).values()
    status = Path(f"/proc/{worker.pid}/status").read_text("ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    main = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return main / 1024, int(peak.split()[1]) / 1024


async def watch_delay(late: list[float]) -> None:
    clock = asyncio.get_running_loop().time
    while True:
        due = clock() + TICK
        await asyncio.sleep(TICK)
        late.append((clock() - due) * 1000)


async def read_all(updater: SourceUpdater, database: Database, analyzer: AnalysisWorker) -> Pass:
    """Make all sources due, and run rounds until none is."""
    async with database.write() as connection:
        for source in await sources.list_all(connection):
            await sources.change(connection, source.id, next_fetch_at=system_clock())
    late: list[float] = []
    watcher = asyncio.create_task(watch_delay(late))
    started, cpu, worker_before = time.perf_counter(), time.process_time(), get_worker_cpu(analyzer)
    while True:
        async with database.read() as connection:
            if not await sources.list_due(connection, system_clock(), 1, 1):
                break
        await updater.update_due()
    watcher.cancel()
    return Pass(
        time.perf_counter() - started,
        time.process_time() - cpu,
        get_worker_cpu(analyzer) - worker_before,
        sorted(late),
    )


@contextlib.asynccontextmanager
async def open_updater(
    folder: str,
) -> AsyncIterator[tuple[Database, SourceUpdater, AnalysisWorker]]:
    url = f"sqlite:///{folder}/bench.db"
    migrate(url)
    database, analyzer = open_database(url), AnalysisWorker()
    fetcher = Fetcher(user_agent="Svodka/bench", allow_private=True, clock=system_clock)
    try:
        async with fetcher:
            await analyzer.analyze([RawArticle(title="Warm up")], system_clock())
            metrics, daily = Metrics(), FetchPolicy(timedelta(days=1))
            importer = ArticleImporter(database, analyzer, system_clock, metrics)
            yield (
                database,
                SourceUpdater(database, analyzer, fetcher, importer, system_clock, metrics, daily),
                analyzer,
            )
    finally:
        analyzer.close()
        await database.close()


async def measure(count: int, port: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with open_updater(folder) as (database, updater, analyzer):
            async with database.write() as connection:
                for number in range(count):
                    address = f"http://{get_host(number % HOSTS)}:{port}/{number}"
                    await sources.add(connection, url=address, title="", now=system_clock())
            print_pass("cold", count, await read_all(updater, database, analyzer))
            await ask_server(port, "changed")
            print_pass("again, whole", count, await read_all(updater, database, analyzer))
            print_pass("again, the same", count, await read_all(updater, database, analyzer))
            await ask_server(port, "validating")
            print_pass("again, 304", count, await read_all(updater, database, analyzer))
            async with database.read() as connection:
                print_line(f"articles stored: {await articles.count(connection)}")
                failing = [one for one in await sources.list_all(connection) if one.failures]
            print_line(f"sources that failed: {len(failing)}")
            main, worker = get_peak_mb(analyzer)
            print_line(
                f"peak memory: {main:.0f} MB in the main process, "
                f"{worker:.0f} MB in the analysis worker"
            )


async def ask_server(port: int, state: str) -> None:
    async with Fetcher(
        user_agent="Svodka/bench", allow_private=True, clock=system_clock
    ) as fetcher:
        await fetcher.fetch(f"http://{get_host(0)}:{port}/{state}")


def print_pass(name: str, count: int, taken: Pass) -> None:
    late = taken.late
    said = (
        f"{name}: {taken.seconds:.1f} s, {count / taken.seconds:.0f} feeds a second; CPU a feed "
        f"{taken.main_cpu / count * 1000:.1f} ms in the main process, "
        f"{taken.worker_cpu / count * 1000:.1f} ms in the analysis worker"
    )
    print_line(said)
    print_line(
        f"  the event loop was late by {late[len(late) // 2]:.1f} ms at the median, "
        f"{late[int(len(late) * 0.99)]:.0f} ms at 99 of 100, {late[-1]:.0f} ms at worst; "
        f"{'within' if taken.seconds < ROUND_SECONDS else 'OVER'} ten minutes"
    )


def measure_baseline(count: int) -> None:
    given = build_bodies(FRESH_EVERY * 10)[:10]
    started = time.process_time()
    for body in given:
        feedparser.parse(body, sanitize_html=False)
    each = (time.process_time() - started) / len(given) * 1000
    print_line(f"baseline: feedparser alone {each:.1f} ms of CPU a feed ({len(given)} of {count})")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else FEEDS
    measure_baseline(count)
    with run_server(count) as port:
        asyncio.run(measure(count, port))


if __name__ == "__main__":
    main()
