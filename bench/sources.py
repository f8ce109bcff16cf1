"""How many sources one process reads, and what a feed costs.

`python bench/sources.py [FEEDS]`

So many feeds (2,000) of 30 entries, at a hundred addresses of loopback, served by a process of its
own, read by `Ingest.fetch_due` round after round as the running bot does, with the pauses left out.
Three passes: cold, with one feed of every fifty bringing 30 new articles and the rest carrying
articles that are filed already; the same feeds again, whole; and again, each answered with 304. The
baseline is feedparser alone on the same feeds, in the same run. Meanwhile a task wakes every 10 ms
and notes how late it was: what the bot's replies would feel. Linux only.
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

from bench.support.material import say, synthesised
from news.model import RawArticle
from news.sources.fetcher import Fetcher
from service.articles.analysis_worker import AnalysisWorker
from service.articles.importer import ArticleImporter
from service.ops.clock import system_clock
from service.ops.metrics import Metrics
from service.sources.updater import FetchPolicy, SourceUpdater
from storage.archive import articles, sources
from storage.database.engine import Database
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
    """What reading all feeds once took. ``late`` are the event loop's delays, in milliseconds."""

    seconds: float
    main_cpu: float
    desk_cpu: float
    late: list[float]


def feed(raws: list[RawArticle]) -> bytes:
    items = "".join(
        f"<item><title>{escape(raw.title)}</title><link>{raw.url}</link><guid>{raw.url}</guid>"
        f"<pubDate>Wed, 01 Jul 2026 08:00:00 GMT</pubDate>"
        f"<description>{escape(raw.text)}</description></item>"
        for raw in raws
    )
    return f"<rss version='2.0'><channel><title>Bench</title>{items}</channel></rss>".encode()


def bodies(count: int) -> list[bytes]:
    """The feeds: of every fifty, one with articles of its own, which the others repeat."""
    fresh = -(-count // FRESH_EVERY)
    raws = synthesised(fresh * ENTRIES, WORDS, seed=6)
    own = [feed(raws[start : start + ENTRIES]) for start in range(0, len(raws), ENTRIES)]
    return [own[number % len(own)] for number in range(count)]


def serve(count: int, ready: Connection) -> None:
    """In a process of its own: each feed at its path, with an ETag that is honoured on demand."""
    given = bodies(count)
    state = {"honest": False}

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/honest":
            state["honest"] = True
            return web.Response()
        if not request.path[1:].isdigit():
            return web.Response(status=404)
        if state["honest"] and request.headers.get("If-None-Match"):
            return web.Response(status=304)
        return web.Response(
            body=given[int(request.path[1:])],
            headers={"Content-Type": "application/xml", "ETag": '"1"'},
        )

    async def run() -> None:
        runner = web.ServerRunner(web.Server(answer))
        await runner.setup()
        first = web.TCPSite(runner, host(0), 0)
        await first.start()
        port = runner.addresses[0][1]
        for number in range(1, HOSTS):
            await web.TCPSite(runner, host(number), port).start()
        ready.send(port)
        await asyncio.Event().wait()

    asyncio.run(run())


def host(number: int) -> str:
    return f"127.0.1.{number + 1}"


@contextlib.contextmanager
def server(count: int) -> Iterator[int]:
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


def desk_cpu(desk: AnalysisWorker) -> float:
    """Seconds of the processor that the desk's process has used so far."""
    (worker,) = (desk._pool._processes or {}).values()
    said = Path(f"/proc/{worker.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(said[11]) + int(said[12])) / 100


def peak_mb(desk: AnalysisWorker) -> tuple[float, float]:
    (worker,) = (desk._pool._processes or {}).values()
    status = Path(f"/proc/{worker.pid}/status").read_text("ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    main = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return main / 1024, int(peak.split()[1]) / 1024


async def watch(late: list[float]) -> None:
    clock = asyncio.get_running_loop().time
    while True:
        due = clock() + TICK
        await asyncio.sleep(TICK)
        late.append((clock() - due) * 1000)


async def read_all(ingest: SourceUpdater, database: Database, desk: AnalysisWorker) -> Pass:
    """Make everything due, then round after round until nothing is."""
    async with database.write() as connection:
        for source in await sources.list_all(connection):
            await sources.change(connection, source.id, next_fetch_at=system_clock())
    late: list[float] = []
    watcher = asyncio.create_task(watch(late))
    begun, cpu, desk_before = time.perf_counter(), time.process_time(), desk_cpu(desk)
    while True:
        async with database.read() as connection:
            if not await sources.list_due(connection, system_clock(), 1, 1):
                break
        await ingest.update_due()
    watcher.cancel()
    return Pass(
        time.perf_counter() - begun,
        time.process_time() - cpu,
        desk_cpu(desk) - desk_before,
        sorted(late),
    )


@contextlib.asynccontextmanager
async def opened(folder: str) -> AsyncIterator[tuple[Database, SourceUpdater, AnalysisWorker]]:
    url = f"sqlite:///{folder}/bench.db"
    migrate(url)
    database, desk = Database(url), AnalysisWorker()
    fetcher = Fetcher(user_agent="Svodka/bench", allow_private=True, clock=system_clock)
    try:
        async with fetcher:
            await desk.analyze([RawArticle(title="Warm up")], system_clock())
            metrics, daily = Metrics(), FetchPolicy(timedelta(days=1))
            importer = ArticleImporter(database, desk, system_clock, metrics)
            yield (
                database,
                SourceUpdater(database, desk, fetcher, importer, system_clock, metrics, daily),
                desk,
            )
    finally:
        desk.close()
        await database.close()


async def measure(count: int, port: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with opened(folder) as (database, ingest, desk):
            async with database.write() as connection:
                for number in range(count):
                    address = f"http://{host(number % HOSTS)}:{port}/{number}"
                    await sources.add(connection, url=address, title="", now=system_clock())
            show("cold", count, await read_all(ingest, database, desk))
            show("again, whole", count, await read_all(ingest, database, desk))
            async with contextlib.AsyncExitStack() as stack:
                plain = await stack.enter_async_context(
                    Fetcher(user_agent="Svodka/bench", allow_private=True, clock=system_clock)
                )
                await plain.fetch(f"http://{host(0)}:{port}/honest")
            show("again, 304", count, await read_all(ingest, database, desk))
            async with database.read() as connection:
                say(f"articles filed: {await articles.count(connection)}")
                failing = [one for one in await sources.list_all(connection) if one.failures]
            say(f"sources that failed: {len(failing)}")
            main, worker = peak_mb(desk)
            say(f"peak memory: {main:.0f} MB in the main process, {worker:.0f} MB at the desk")


def show(name: str, count: int, taken: Pass) -> None:
    late = taken.late
    said = (
        f"{name}: {taken.seconds:.1f} s, {count / taken.seconds:.0f} feeds a second; CPU a feed "
        f"{taken.main_cpu / count * 1000:.1f} ms in the main process, "
        f"{taken.desk_cpu / count * 1000:.1f} ms at the desk"
    )
    say(said)
    say(
        f"  the event loop was late by {late[len(late) // 2]:.1f} ms at the median, "
        f"{late[int(len(late) * 0.99)]:.0f} ms at 99 of 100, {late[-1]:.0f} ms at worst; "
        f"{'within' if taken.seconds < ROUND_SECONDS else 'OVER'} ten minutes"
    )


def baseline(count: int) -> None:
    given = bodies(FRESH_EVERY * 10)[:10]
    begun = time.process_time()
    for body in given:
        feedparser.parse(body, sanitize_html=False)
    each = (time.process_time() - begun) / len(given) * 1000
    say(f"baseline: feedparser alone {each:.1f} ms of CPU a feed ({len(given)} of {count})")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else FEEDS
    baseline(count)
    with server(count) as port:
        asyncio.run(measure(count, port))


if __name__ == "__main__":
    main()
