"""A hundred thousand subscribers with digests due in one minute, and the latency of others
during it."""

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

from bench.support.archive.asking import Asked
from bench.support.archive.corpus import END
from bot.features.digest.renderer import build_renderers
from news.model import INTERFACE_LANGUAGES, TOPIC_IDS
from news.nlp.lemmas import Lemmatizer
from news.query.followed_terms import TermNormalizer
from service.digests.dispatch import DigestDispatcher
from service.i18n.translations import Translations
from storage.chats import subscribers
from storage.database.engine import Database
from storage.schema.tables import deliveries, payloads
from storage.schema.tables import subscribers as tables_subscribers
from storage.search import ranking

READERS = 100_000
PREFERENCES = 500
ZONES = ("Europe/Kyiv", "Europe/Warsaw", "Europe/London")
EVERY_SECONDS = 0.2
"""Interval of the reads and of the writes."""


@dataclass(frozen=True, slots=True)
class Morning:
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


async def subscribe(database: Database, readers: int, due: datetime = END) -> None:
    """Add subscribers with 500 different preferences, all due at one time; nothing is sent yet."""
    random = np.random.default_rng(5)
    sizes, items = random.integers(0, 8, PREFERENCES), random.integers(3, 16, PREFERENCES)
    wishes = [
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
            "timezone": ZONES[number % 7 % 3],
            "digest_times": (hour(8),),
            "style": "rich" if number % 20 == 0 else "plain",
            "breaking": "on",
            "notify_when_empty": True,
            "empty_notice_sent": False,
            "joined_at": due - timedelta(days=30),
            "watermark": due - timedelta(days=1),
            "next_digest_at": due,
            **wishes[number % PREFERENCES],
        }
        for number in range(readers)
    ]
    async with database.write() as connection:
        for emptied in (deliveries, payloads, tables_subscribers):
            await connection.execute(delete(emptied))
        if rows:
            await connection.execute(insert(tables_subscribers), rows)


async def morning(database: Database, asked: Sequence[Asked]) -> Morning:
    """Their hour comes."""
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
        asyncio.create_task(_again_and_again(read, reads)),
        asyncio.create_task(_again_and_again(write, writes)),
        asyncio.create_task(_watch(late)),
    ]
    await asyncio.sleep(0.5)
    for waits in (reads, writes, late):
        waits.clear()
    terms = TermNormalizer(Lemmatizer())
    dispatcher = DigestDispatcher(database, terms, build_renderers(Translations()))
    begun, cpu = time.perf_counter(), time.process_time()
    chats = await dispatcher.enqueue_due(END)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    for other in others:
        other.cancel()
    async with database.read() as connection:
        made = (await connection.execute(select(func.count()).select_from(payloads))).scalar_one()
    # Not ru_maxrss: that is never less than what the process that started this one had.
    status = Path("/proc/self/status").read_text().splitlines()
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    return Morning(seconds, cpu, chats, made, reads, writes, late, peak)


async def _again_and_again(act: Callable[[], Awaitable[None]], waits: list[float]) -> None:
    while True:
        begun = time.perf_counter()
        await act()
        waits.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(EVERY_SECONDS)


async def _watch(late: list[float]) -> None:
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(0.005)
        late.append((time.perf_counter() - begun - 0.005) * 1000)
