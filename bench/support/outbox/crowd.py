"""Send the digests of a crowded digest time under Telegram's limits, in simulated time.

The sandbox, its limits, the planning of the digests, the worker and its pace share one clock that
runs faster than the real one, as far as the machine can follow; planning and worker are a process
of their own.
"""

from __future__ import annotations

import asyncio
import mmap
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic

from sqlalchemy import func, select

from bench.support.archive.storing import store_article
from bench.support.archive.subscribers import subscribe
from bench.support.machine import run_until_killed
from bench.support.material import generate_articles
from bot.features.digest.renderer import build_renderers
from bot.telegram.client.rate_limiter import RateLimiter
from bot.telegram.client.session import open_bot
from bot.telegram.outbox.worker import LEASE_DURATION, OutboxLimits, OutboxWorker
from news.model import Article
from news.nlp.forms.lemmas import Lemmatizer
from news.pipeline import ArticleAnalyzer
from news.query.followed_terms import TermNormalizer
from sandbox import Sandbox
from sandbox.state.events import Event
from service.digests.dispatch import DigestDispatcher
from service.digests.sending_windows import TICK, SendingPlan, SendingWindow, plan_windows
from service.i18n.translations import Translations
from service.ops.metrics import Metrics
from storage.database.engine import Database, open_database
from storage.messaging import outbox
from storage.migrations.runner import migrate
from storage.schema.tables import deliveries

DIGEST_TIME, ZONE = datetime(2026, 7, 2, 5, tzinfo=UTC), "Europe/Kyiv"
"""Eight o'clock in that zone."""

BEFORE_WINDOW = timedelta(minutes=10)
"""How long before the first digest the simulation begins."""

GIVE_UP_AFTER = timedelta(hours=4)
"""The simulation ends this long after the digest time, whatever is unsent: digests expire after
three hours."""

TURN, STEP = 0.002, 0.1
"""Real seconds between two turns of a loop; simulated seconds that pass in one."""

ARTICLES, WORDS = 40, 200


class SharedClock:
    """A clock that shows ``begins_at`` at first and is the same in the two processes that open its
    file. It runs ``speed`` times as fast as the real one at most, and slower where an event loop
    falls behind: it goes on by ``STEP`` at most, and only after both loops have had a turn.
    """

    def __init__(self, path: Path, begins_at: datetime, speed: float) -> None:
        self.begins_at, self.speed = begins_at, speed
        with path.open("r+b") as file:
            cells = memoryview(mmap.mmap(file.fileno(), 0)).cast("d")
        # The simulated seconds so far, and how many turns the loop of the other process had.
        self._seconds, self._turns = cells[:1], cells[1:2]

    @staticmethod
    def create(path: Path) -> None:
        """Create the file of a clock that has not started."""
        path.write_bytes(bytes(16))

    def __call__(self) -> datetime:
        now = self.begins_at + timedelta(seconds=self.monotonic())
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def monotonic(self) -> float:
        """Return the simulated seconds since ``begins_at``."""
        return self._seconds[0]

    async def sleep(self, seconds: float) -> None:
        """Sleep simulated seconds."""
        until = self.monotonic() + seconds
        while (left := until - self.monotonic()) > 0:
            await asyncio.sleep(left / self.speed)

    async def run(self) -> None:
        """Advance the clock, in one of the processes."""
        followed, before = self._turns[0], monotonic()
        while True:
            await asyncio.sleep(TURN)
            now = monotonic()
            if self._turns[0] != followed:
                followed = self._turns[0]
                self._seconds[0] += min((now - before) * self.speed, STEP)
            before = now

    async def follow(self) -> None:
        """Count the turns of the loop, in the other process."""
        while True:
            self._turns[0] += 1
            await asyncio.sleep(TURN)


@dataclass(slots=True)
class CrowdRun:
    """``first`` and ``last``: when digests arrived, before (negative) or after the digest time.
    ``refused``: messages that the limits refused; ``states``: deliveries by state."""

    window: SendingWindow
    copies: Counter[int] = field(default_factory=Counter)
    first: timedelta = GIVE_UP_AFTER
    last: timedelta = -GIVE_UP_AFTER
    refused: int = 0
    states: dict[str, int] = field(default_factory=dict)

    def note(self, clock: SharedClock, event: Event) -> None:
        """Note a digest that arrived."""
        if event["type"] == "message":
            offset = clock() - DIGEST_TIME
            self.copies[event["chat_id"]] += 1
            self.first, self.last = min(self.first, offset), max(self.last, offset)


async def send_crowd(folder: Path, count: int, rate: float, speed: float) -> CrowdRun:
    """Let ``count`` subscribers have one digest time at ``rate`` messages a second."""
    url = f"sqlite:///{folder / 'svodka.db'}"
    migrate(url)
    database = open_database(url)
    try:
        await _store_articles(database)
        await subscribe(database, count, DIGEST_TIME, [ZONE])
        (window,) = plan_windows({DIGEST_TIME: count}, rate)
        return await _simulate(database, url, CrowdRun(window), rate, speed)
    finally:
        await database.close()


async def _simulate(
    database: Database, url: str, run: CrowdRun, rate: float, speed: float
) -> CrowdRun:
    clock_path = Path(url.removeprefix("sqlite:///")).with_name("clock")
    SharedClock.create(clock_path)
    begins_at = run.window.starts_at - BEFORE_WINDOW
    clock = SharedClock(clock_path, begins_at, speed)
    async with Sandbox(light=True, ticks=clock.monotonic) as sandbox:
        for chat in range(1_000_000, 1_000_000 + run.window.count):
            sandbox.add_person("Reader", "ru", id=chat, hidden=True)
        sandbox.limits.enforced = True
        sandbox.telegram.events.listen(partial(run.note, clock))
        opened = (clock_path, begins_at, speed)
        with run_until_killed(_serve, url, sandbox.token, sandbox.url, rate, opened):
            ticking = asyncio.create_task(clock.run())
            while len(run.copies) < run.window.count and clock() < DIGEST_TIME + GIVE_UP_AFTER:
                await asyncio.sleep(1)
            while await _count_unfinished(database) and clock() < DIGEST_TIME + GIVE_UP_AFTER:
                await asyncio.sleep(1)
            ticking.cancel()
        run.refused = sum(sandbox.limits.refused.values())
    async with database.read() as connection:
        by_state = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        rows = await connection.execute(by_state)
        run.states = {row[0]: row[1] for row in rows}
    return run


async def _count_unfinished(database: Database) -> int:
    async with database.read() as connection:
        return await outbox.count_unfinished(connection)


def _serve(
    url: str, token: str, api_url: str, rate: float, opened: tuple[Path, datetime, float]
) -> None:
    """Enqueue the due digests each simulated minute and send them, until this process is killed."""
    asyncio.run(_dispatch_and_send(url, token, api_url, rate, SharedClock(*opened)))


async def _dispatch_and_send(
    url: str, token: str, api_url: str, rate: float, clock: SharedClock
) -> None:
    following = asyncio.create_task(clock.follow())
    limiter = RateLimiter(rate, now=clock.monotonic, sleep=clock.sleep)
    database = open_database(url)
    worker = OutboxWorker(
        open_bot(token, api_url, limiter),
        database,
        clock,
        Metrics(),
        # The clock is faster, the machine is not: a lease has to last as long as always, and as
        # many deliveries are held as the machine sends in a second.
        OutboxLimits(rate * clock.speed, lease=LEASE_DURATION * clock.speed),
    )
    dispatcher = DigestDispatcher(
        database,
        TermNormalizer(Lemmatizer()),
        build_renderers(Translations()),
        SendingPlan(rate),
    )
    sending = asyncio.create_task(worker.run())
    while not sending.done():
        next_tick = clock.monotonic() + TICK.total_seconds()
        if await dispatcher.enqueue_due(clock()):
            worker.wake()
        await clock.sleep(max(0, next_tick - clock.monotonic()))
    await sending
    following.cancel()


async def _store_articles(database: Database) -> None:
    for article in _analyze_articles():
        async with database.write() as connection:
            await store_article(connection, article, article.published)


def _analyze_articles() -> Iterable[Article]:
    analyzer = ArticleAnalyzer()
    for number, raw in enumerate(generate_articles(ARTICLES, WORDS, seed=3)):
        published = DIGEST_TIME - timedelta(hours=6, minutes=number)
        yield analyzer.analyze(replace(raw, published=published), published)
