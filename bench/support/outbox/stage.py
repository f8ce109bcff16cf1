"""A sandbox in this process, a database with subscribers, and the bot in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from time import monotonic
from types import MappingProxyType

import bot
from bot.ui import plain
from bot.ui.document import build_document
from sandbox import Sandbox
from sandbox.state.events import Event
from sandbox.testing import Person
from storage.chats import subscribers
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database, open_database
from storage.messaging import audience, broadcasts, outbox
from storage.messaging.audience import Audience
from storage.messaging.broadcasts import DEFAULT_TTL
from storage.messaging.outbox import Priority
from storage.migrations.runner import migrate

SAMPLES = Path(bot.__file__).with_name("demo") / "samples" / "ru.jsonl"
FIRST_READER = 100_000
EDITOR_ID = 9000
NEWS = "🔴 Мост через Днепр закрыт до утра: ремонт начнут раньше, чем обещали"


@dataclass
class Arrivals:
    """Records when which chat got a message with the text."""

    texts: str
    times: list[float] = field(default_factory=list)
    chats: Counter[int] = field(default_factory=Counter)

    def note(self, event: Event) -> None:
        if event["type"] == "message" and event["message"].get("text") == self.texts:
            self.times.append(monotonic())
            self.chats[event["chat_id"]] += 1

    @property
    def rate(self) -> float:
        """Messages a second, from the first to the last."""
        return (len(self.times) - 1) / (self.times[-1] - self.times[0])

    @property
    def peak(self) -> int:
        """The highest number of messages within a second."""
        start = most = 0
        for end, moment in enumerate(self.times):
            while self.times[start] <= moment - 1:
                start += 1
            most = max(most, end - start + 1)
        return most

    def count_lost(self, readers: Iterable[int], times: int = 1) -> int:
        """Return how many messages did not come, where each reader was sent ``times``."""
        return sum(max(0, times - self.chats[one]) for one in readers)

    def count_copies(
        self, times: int = 1, excused: Mapping[int, int] = MappingProxyType({})
    ) -> int:
        """Return how many came beyond the ``times`` sent, without those that are ``excused``."""
        return sum(max(0, got - times - excused.get(chat, 0)) for chat, got in self.chats.items())

    def find_longest_gap(self, start: int = 0) -> float:
        """Return the seconds of the longest pause, from the message at this index on."""
        return max(after - before for before, after in pairwise(self.times[start:]))


@dataclass
class Stage:
    sandbox: Sandbox
    database: Database
    folder: Path
    readers: list[int]
    url: str

    def build_environment(self, **settings: str) -> dict[str, str]:
        """Return the environment of a bot that uses this sandbox and database."""
        return {
            **os.environ,
            "BOT_TOKEN": self.sandbox.token,
            "ADMIN_IDS": str(EDITOR_ID),
            "DATABASE_URL": self.url,
            "TELEGRAM_API_URL": self.sandbox.url,
            "HTTP_PORT": "0",
            "LOG_LEVEL": "WARNING",
            **settings,
        }

    async def enqueue_broadcast(self, text: str = NEWS) -> int:
        """Enqueue a broadcast to everyone, as /breaking does; return its id."""
        now = datetime.now(UTC)
        async with self.database.write() as connection:
            message = plain.render(build_document(text))
            payload_id = await outbox.add_payload(connection, message.to_json(), now)
            drafted = await broadcasts.create_draft(
                connection, editor_id=EDITOR_ID, payload_id=payload_id, text=text, now=now
            )
            number = drafted.id
            await broadcasts.transition(connection, number, from_states="draft", to_state="sending")
            await outbox.enqueue(
                connection,
                payload_id,
                audience.select_without_quiet_hours(Audience(), "on"),
                priority=Priority.BREAKING,
                due_at=now,
                expires_at=now + DEFAULT_TTL,
                broadcast_id=number,
            )
        return number

    async def count_left(self) -> int:
        async with self.database.read() as connection:
            return await outbox.count_unfinished(connection)


@contextlib.asynccontextmanager
async def open_stage(folder: Path, readers: int, url: str = "") -> AsyncIterator[Stage]:
    """Create ``readers`` subscribers of breaking news, in a sandbox and in a database: a new one in
    the folder, or the empty one at ``url``."""
    url = url or f"sqlite:///{folder / 'svodka.db'}"
    migrate(url)
    database = open_database(url)
    ids = [FIRST_READER + number for number in range(readers)]
    try:
        async with Sandbox(light=True) as sandbox:
            for number in ids:
                sandbox.add_person("Reader", "ru", id=number, hidden=True)
            sandbox.add_person("Editor", "ru", id=EDITOR_ID, hidden=True)
            await subscribe(database, ids)
            yield Stage(sandbox, database, folder, ids, url)
    finally:
        await database.close()


async def subscribe(database: Database, ids: Iterable[int]) -> None:
    now = datetime.now(UTC)
    reader = Subscriber(
        chat_id=0,
        kind="private",
        state="active",
        language="ru",
        timezone="Europe/Kyiv",
        digest_times=(time(8),),
        topics=frozenset(),
        digest_size=7,
        style="plain",
        breaking="on",
        joined_at=now,
        next_digest_at=now + timedelta(days=1),
    )
    async with database.write() as connection:
        for number in ids:
            await subscribers.add(connection, replace(reader, chat_id=number))


async def import_samples(stage: Stage) -> None:
    """Import the demo's Russian articles, so that searches find something."""
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("svodka"), "import", str(SAMPLES),
        env=stage.build_environment(), cwd=stage.folder, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    if await process.wait():
        raise RuntimeError("the sample articles could not be imported")


@contextlib.asynccontextmanager
async def run_bot(stage: Stage, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `svodka run` in a process of its own; stop it with SIGTERM at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        env=stage.build_environment(**settings),
        cwd=stage.folder,
    )
    try:
        visitor = Person(stage.sandbox, "Visitor", id=get_next_id(stage))
        await visitor.send("/help")
        await visitor.wait(timeout=60)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        await process.wait()


def get_next_id(stage: Stage) -> int:
    """Return an unused id."""
    return max(stage.sandbox.telegram.users) + 1
