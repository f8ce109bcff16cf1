"""Dispatch digests for 100,000 subscribers in one minute; time other reads and writes during it."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as hour
from pathlib import Path

import numpy as np
from sqlalchemy import delete, func, insert, select

from bench.support.archive.corpus import END, SOURCES
from bench.support.archive.queries import TestQuery
from bot.features.digest.renderer import build_renderers
from news.model import INTERFACE_LANGUAGES, TOPIC_IDS
from news.nlp.forms.lemmas import Lemmatizer
from news.query.followed_terms import TermNormalizer
from service.digests.dispatch import DigestDispatcher
from service.digests.sending_windows import SendingPlan
from service.i18n.translations import Translations
from storage.chats import subscribers
from storage.database.engine import Database
from storage.schema.tables import deliveries, payloads, source_choices
from storage.schema.tables import subscribers as subscribers_table
from storage.search import ranking

SUBSCRIBERS = 100_000
MUTED_SOURCES = 5
PREFERENCES = 500
ZONES = ("Europe/Kyiv", "Europe/Warsaw", "Europe/London")
EVERY_SECONDS = 0.2
"""Interval of the reads and of the writes."""


@dataclass(frozen=True, slots=True)
class DigestRun:
    """``reads`` and ``writes`` are latencies during the run, ``late`` the delays of the event
    loop, all in milliseconds; memory is the peak of the whole process, in MB."""

    seconds: float
    cpu: float
    chats: int
    payloads: int
    reads: list[float]
    writes: list[float]
    late: list[float]
    memory: float


async def mute_sources(database: Database, count: int) -> None:
    """Let each of the subscribers mute five sources, drawn evenly from all."""
    random = np.random.default_rng(11)
    rows = [
        {
            "chat_id": 1_000_000 + number,
            "source": f"Source {source}",
            "kind": "mute",
            "created_at": END,
        }
        for number in range(count)
        for source in random.choice(SOURCES, MUTED_SOURCES, replace=False)
    ]
    async with database.write() as connection:
        await connection.execute(insert(source_choices), rows)


async def subscribe(
    database: Database, count: int, due: datetime = END, zones: Sequence[str] = ZONES
) -> None:
    """Add subscribers with 500 different preferences, all due at one time; delete others."""
    random = np.random.default_rng(5)
    sizes, items = random.integers(0, 8, PREFERENCES), random.integers(3, 16, PREFERENCES)
    preferences = [
        {
            "topics": frozenset(random.choice(TOPIC_IDS, sizes[place], replace=False).tolist()),
            "digest_size": int(items[place]),
            "language": INTERFACE_LANGUAGES[place % 3],
        }
        for place in range(PREFERENCES)
    ]
    rows = [
        {
            "chat_id": 1_000_000 + number,
            "kind": "private",
            "state": "active",
            "timezone": zones[number % 7 % len(zones)],
            "digest_times": (hour(8),),
            "style": "rich" if number % 20 == 0 else "plain",
            "breaking": "on",
            "notify_when_empty": True,
            "empty_notice_sent": False,
            "joined_at": due - timedelta(days=30),
            "watermark": due - timedelta(days=1),
            "next_digest_at": due,
            **preferences[number % PREFERENCES],
        }
        for number in range(count)
    ]
    async with database.write() as connection:
        for emptied in (deliveries, payloads, source_choices, subscribers_table):
            await connection.execute(delete(emptied))
        if rows:
            await connection.execute(insert(subscribers_table), rows)


async def measure_digests(database: Database, asked: Sequence[TestQuery]) -> DigestRun:
    """Dispatch the due digests, with a search and a change of settings every 200 ms."""
    reads: list[float] = []
    writes: list[float] = []
    late: list[float] = []
    turn = itertools.cycle(asked)

    async def read() -> None:
        async with database.read() as connection:
            await ranking.find(connection, next(turn).query, now=END)

    async def write() -> None:
        async with database.write() as connection:
            await subscribers.change(connection, 1_000_000, breaking="silent")

    others = [
        asyncio.create_task(_repeat(read, reads)),
        asyncio.create_task(_repeat(write, writes)),
        asyncio.create_task(_watch_delay(late)),
    ]
    await asyncio.sleep(0.5)
    for waits in (reads, writes, late):
        waits.clear()
    terms = TermNormalizer(Lemmatizer())
    dispatcher = DigestDispatcher(database, terms, build_renderers(Translations()), SendingPlan(30))
    started, cpu = time.perf_counter(), time.process_time()
    chats = await dispatcher.enqueue_due(END)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    for other in others:
        other.cancel()
    async with database.read() as connection:
        made = (await connection.execute(select(func.count()).select_from(payloads))).scalar_one()
    # Not ru_maxrss, which is at least that of the process that started this one.
    status = Path("/proc/self/status").read_text().splitlines()
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    return DigestRun(seconds, cpu, chats, made, reads, writes, late, peak)


async def _repeat(act: Callable[[], Awaitable[None]], waits: list[float]) -> None:
    while True:
        started = time.perf_counter()
        await act()
        waits.append((time.perf_counter() - started) * 1000)
        await asyncio.sleep(EVERY_SECONDS)


async def _watch_delay(late: list[float]) -> None:
    while True:
        started = time.perf_counter()
        await asyncio.sleep(0.005)
        late.append((time.perf_counter() - started - 0.005) * 1000)
