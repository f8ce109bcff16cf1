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

from service.ops.clock import Clock
from storage.database.engine import Database
from storage.messaging import outbox

log = logging.getLogger(__name__)

OUTBOX_STALL_TIMEOUT = timedelta(minutes=15)
"""Something waits for longer and nothing at all goes out: so nothing goes out any more."""

HEARTBEAT_TIMEOUT_SECONDS = 180.0
"""Seconds between two beats of what beats every minute or oftener."""


class Component(StrEnum):
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
        is_polling: bool,
        monotonic: Callable[[], float] = system_monotonic,
    ) -> None:
        self._database = database
        self._clock = clock
        self._monotonic = monotonic
        beating = [Component.SCHEDULER, *([Component.UPDATES] if is_polling else [])]
        self._heartbeats = dict.fromkeys(beating, monotonic())
        self._delivered_at = clock()
        self._stuck_since: datetime | None = None
        self._damage = ""
        self._unreachable = ""

    def record_heartbeat(self, component: Component) -> None:
        if component in self._heartbeats:
            self._heartbeats[component] = self._monotonic()

    def record_delivery(self) -> None:
        """A message went out."""
        self._delivered_at = self._clock()
        self._stuck_since = None

    def report_damage(self, reason: str) -> None:
        """The database's file is not whole; so it stays until somebody mends it."""
        self._damage = reason

    def unreachable(self, reason: str) -> None:
        """Why Telegram can not be reached; "" where it can."""
        self._unreachable = reason

    def warnings(self) -> dict[str, str]:
        """What a restart would not help against, by its name, each with why."""
        return {"telegram": self._unreachable} if self._unreachable else {}

    def get_staleness(self) -> dict[Component, float]:
        """Seconds since the last beat of each part that beats."""
        now = self._monotonic()
        return {part: now - beat for part, beat in self._heartbeats.items()}

    async def get_failures(self) -> dict[Component, str]:
        """The parts that fail, each with why."""
        found = {
            part: f"silent for {silence:.0f} s"
            for part, silence in self.get_staleness().items()
            if silence > HEARTBEAT_TIMEOUT_SECONDS
        }
        if self._damage:
            found[Component.DATABASE] = self._damage
        try:
            await self._check_outbox()
        except SQLAlchemyError as error:
            log.error("health: the database does not answer: %s", error)
            return {**found, Component.DATABASE: "it does not answer"}
        since = self._stuck_since
        if since is not None and self._clock() - since > OUTBOX_STALL_TIMEOUT:
            why = f": {self._unreachable}" if self._unreachable else ""
            said = since.isoformat(timespec="seconds")
            found[Component.OUTBOX] = f"nothing has gone out since {said}{why}"
        return found

    async def _check_outbox(self) -> None:
        """Retries move a delivery's time, so that since when something waits has to be remembered;
        it counts from the last message that went out."""
        async with self._database.read() as connection:
            oldest = await outbox.get_oldest_pending(connection, self._clock())
        if oldest is None:
            self._stuck_since = None
            return
        waits_since = max(min(oldest, self._clock()), self._delivered_at)
        self._stuck_since = min(self._stuck_since or waits_since, waits_since)


class PollingHeartbeatMiddleware(BaseRequestMiddleware):
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
            self._health.record_heartbeat(Component.UPDATES)
        return answer
