"""Whether the service does what it is for: what `/healthz` answers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from time import monotonic as system_monotonic

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from storage import outbox
from storage.engine import Database

log = logging.getLogger(__name__)

OUTBOX_PATIENCE = timedelta(minutes=15)
"""Something waits for longer and nothing at all goes out: so nothing goes out any more."""

LONGEST_SILENCE = 180.0
"""Seconds between two beats of what beats every minute or oftener."""


class Part(StrEnum):
    DATABASE = "database"
    SCHEDULER = "scheduler"
    OUTBOX = "outbox"
    UPDATES = "updates"


class Health:
    """Parts that do something again and again say so by `beat`; the rest is looked at when asked.

    ``polls``: whether updates are asked for, so that their silence means something. Beats are told
    by ``monotonic`` (seconds): a clock that is put right is no trouble.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        polls: bool,
        monotonic: Callable[[], float] = system_monotonic,
    ) -> None:
        self._database = database
        self._clock = clock
        self._monotonic = monotonic
        beating = [Part.SCHEDULER, *([Part.UPDATES] if polls else [])]
        self._beats = dict.fromkeys(beating, monotonic())
        self._delivered_at = clock()
        self._stuck_since: datetime | None = None
        self._damage = ""
        self._unreachable = ""

    def beat(self, part: Part) -> None:
        if part in self._beats:
            self._beats[part] = self._monotonic()

    def delivered(self) -> None:
        """A message went out."""
        self._delivered_at = self._clock()
        self._stuck_since = None

    def damaged(self, reason: str) -> None:
        """The database's file is not whole; so it stays until somebody mends it."""
        self._damage = reason

    def unreachable(self, reason: str) -> None:
        """Why Telegram can not be reached; "" where it can."""
        self._unreachable = reason

    def warnings(self) -> dict[str, str]:
        """What a restart would not help against, by its name, each with why."""
        return {"telegram": self._unreachable} if self._unreachable else {}

    def silences(self) -> dict[Part, float]:
        """Seconds since the last beat of each part that beats."""
        now = self._monotonic()
        return {part: now - beat for part, beat in self._beats.items()}

    async def failing(self) -> dict[Part, str]:
        """The parts that fail, each with why."""
        found = {
            part: f"silent for {silence:.0f} s"
            for part, silence in self.silences().items()
            if silence > LONGEST_SILENCE
        }
        if self._damage:
            found[Part.DATABASE] = self._damage
        try:
            await self._look_at_outbox()
        except SQLAlchemyError as error:
            log.error("health: the database does not answer: %s", error)
            return {**found, Part.DATABASE: "it does not answer"}
        since = self._stuck_since
        if since is not None and self._clock() - since > OUTBOX_PATIENCE:
            why = f": {self._unreachable}" if self._unreachable else ""
            said = since.isoformat(timespec="seconds")
            found[Part.OUTBOX] = f"nothing has gone out since {said}{why}"
        return found

    async def _look_at_outbox(self) -> None:
        """Retries move a delivery's time, so that since when something waits has to be remembered;
        it counts from the last message that went out."""
        async with self._database.read() as connection:
            oldest = await outbox.oldest_waiting(connection, self._clock())
        if oldest is None:
            self._stuck_since = None
            return
        waits_since = max(min(oldest, self._clock()), self._delivered_at)
        self._stuck_since = min(self._stuck_since or waits_since, waits_since)


class Polled(BaseRequestMiddleware):
    """Beats for each answer to a poll, an empty one too."""

    def __init__(self, health: Health) -> None:
        self._health = health

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        answer = await make_request(bot, method)
        if isinstance(method, GetUpdates):
            self._health.beat(Part.UPDATES)
        return answer
