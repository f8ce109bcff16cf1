"""Health of the running service, as `/healthz` reports it, and the check after a crash."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from time import monotonic as system_monotonic

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from sqlalchemy.exc import SQLAlchemyError

from bot.ops.watchdog import LoopWatchdog
from service.ops.clock import Clock, Monotonic
from service.ops.metrics import get_oldest_pending
from storage.database.engine import Database
from storage.database.integrity import IntegrityCheck, RunningMarker
from storage.processes import Duty

log = logging.getLogger(__name__)

OUTBOX_STALL_SECONDS = 15 * 60.0
"""The outbox fails if a delivery waits for longer while none is sent."""

HEARTBEAT_TIMEOUT_SECONDS = 180.0
"""A component that reports at least every minute fails after this silence."""

SOURCES_TIMEOUT_SECONDS = 30 * 60.0
"""A round of reading the sources begins each minute, and takes some minutes where many are slow."""

DATABASE_SECONDS = 4.0
"""How long an answer of the database may take while nothing is known of a problem."""

HELD_LOOP_SHOWN_SECONDS = 10 * 60.0
"""How long a held event loop is shown afterwards."""


class Component(StrEnum):
    """A part of the service whose health is reported."""

    DATABASE = "database"
    SCHEDULER = "scheduler"
    OUTBOX = "outbox"
    UPDATES = "updates"
    ANALYSIS = "analysis"
    SOURCES = "sources"


class Health:
    """Collects heartbeats of periodic components; checks the others on request.

    ``is_polling``: updates are polled, so that their silence is a failure. ``holds``: whether a
    duty is this process's; what is another one's cannot fail here. ``monotonic`` measures all
    durations: adjusting the wall clock must neither look like a failure nor hide one.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        is_polling: bool,
        holds: Callable[[Duty], bool] = lambda duty: True,
        monotonic: Monotonic = system_monotonic,
    ) -> None:
        self._database = database
        self._clock = clock
        self._monotonic = monotonic
        self._holds = holds
        beating = [Component.SCHEDULER, *([Component.UPDATES] if is_polling else [])]
        self._heartbeats = dict.fromkeys(beating, monotonic())
        self._delivered_at = monotonic()
        self._stuck_since: float | None = None
        self._sources_read_at = monotonic()
        self._damage = ""
        self._unreachable = ""
        self.get_analysis_failure: Callable[[], str] = lambda: ""
        self.watchdog = LoopWatchdog(system_monotonic)

    def restart(self) -> None:
        """Measure all silences from now on: what is watched begins only now."""
        self._heartbeats = dict.fromkeys(self._heartbeats, self._monotonic())
        self._delivered_at = self._sources_read_at = self._monotonic()

    def record_heartbeat(self, component: Component) -> None:
        """Note that a component works; one without heartbeats is ignored."""
        if component in self._heartbeats:
            self._heartbeats[component] = self._monotonic()

    def record_delivery(self) -> None:
        """Note that a message was sent."""
        self._delivered_at = self._monotonic()
        self._stuck_since = None

    def record_sources_read(self) -> None:
        """Note that a round of reading the due sources has ended, whatever they answered."""
        self._sources_read_at = self._monotonic()

    def report_damage(self, reason: str) -> None:
        """Report a damaged database file; it fails until the next start."""
        self._damage = reason

    def unreachable(self, reason: str) -> None:
        """Set why Telegram cannot be reached; empty if it can."""
        self._unreachable = reason

    def warnings(self) -> dict[str, str]:
        """Return problems that are over, or that a restart does not solve: reasons by name."""
        warnings = {"telegram": self._unreachable} if self._unreachable else {}
        held = self.watchdog.last_held
        if held is not None and system_monotonic() - held.until < HELD_LOOP_SHOWN_SECONDS:
            warnings["loop"] = f"held for {held.seconds:.1f} s by {held.place}"
        return warnings

    def get_staleness(self) -> dict[Component, float]:
        """Return the seconds since the last heartbeat, by component."""
        self._excuse_components()
        now = self._monotonic()
        return {component: now - beat for component, beat in self._heartbeats.items()}

    async def get_failures(self) -> dict[Component, str]:
        """Return the failing components, each with the reason."""
        failures = {
            component: f"silent for {silence:.0f} s"
            for component, silence in self.get_staleness().items()
            if silence > HEARTBEAT_TIMEOUT_SECONDS
        }
        if self._damage:
            failures[Component.DATABASE] = self._damage
        if failure := self.get_analysis_failure():
            failures[Component.ANALYSIS] = failure
        if problem := self._database.availability.problem:
            begin = self._format_moment(problem.seconds)
            failures[Component.DATABASE] = f"{problem.reason}, since {begin}"
            if problem.is_away:
                return failures
        unread = self._monotonic() - self._sources_read_at
        if unread > SOURCES_TIMEOUT_SECONDS:
            failures[Component.SOURCES] = f"no round of reading has ended for {unread:.0f} s"
        try:
            async with asyncio.timeout(DATABASE_SECONDS):
                await self._check_outbox()
        except (SQLAlchemyError, TimeoutError) as error:
            self._database.availability.log(log, "health: the database does not answer: %s", error)
            return {**failures, Component.DATABASE: "it does not answer"}
        since = self._stuck_since
        if since is not None and self._monotonic() - since > OUTBOX_STALL_SECONDS:
            reason = f": {self._unreachable}" if self._unreachable else ""
            moment = self._format_moment(self._monotonic() - since)
            failures[Component.OUTBOX] = f"nothing has gone out since {moment}{reason}"
        return failures

    def _format_moment(self, seconds_ago: float) -> str:
        moment = self._clock() - timedelta(seconds=seconds_ago)
        return moment.isoformat(timespec="seconds")

    def _excuse_components(self) -> None:
        """Count the silence of what another process does from now."""
        now = self._monotonic()
        if not self._holds(Duty.POLLING):
            self.record_heartbeat(Component.UPDATES)
        if not self._holds(Duty.INGEST):
            self._sources_read_at = now
        if not self._holds(Duty.SENDER):
            self._delivered_at, self._stuck_since = now, None

    async def _check_outbox(self) -> None:
        """Remember since when a delivery has been waiting, at most since the last one sent.

        It cannot be read from the database later, because each retry moves the due time.
        """
        oldest = await get_oldest_pending(self._database, self._clock())
        if oldest is None:
            self._stuck_since = None
            return
        waits_for = max(0.0, (self._clock() - oldest).total_seconds())
        waits_since = max(self._monotonic() - waits_for, self._delivered_at)
        if self._stuck_since is None or waits_since < self._stuck_since:
            self._stuck_since = waits_since


class PollingHeartbeatMiddleware(BaseRequestMiddleware):
    """Records a heartbeat for each answer to a poll, also for an empty one."""

    def __init__(self, health: Health) -> None:
        self._health = health

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        response = await make_request(bot, method)
        if isinstance(method, GetUpdates):
            self._health.record_heartbeat(Component.UPDATES)
        return response


@contextlib.asynccontextmanager
async def crash_guard(database: Path, health: Health) -> AsyncIterator[None]:
    """Mark the database as in use; check its file in the background if it was marked already.

    The check can take a minute, so the start does not wait for it.
    """
    marker, check = RunningMarker(database), IntegrityCheck(database)
    checking = asyncio.create_task(_check_integrity(check, health)) if marker.set() else None
    try:
        yield
    finally:
        check.stop()
        if checking is not None:
            await checking
        marker.clear()


async def _check_integrity(check: IntegrityCheck, health: Health) -> None:
    log.warning("the last stop was not clean: checking the database")
    damage = await asyncio.to_thread(check.run)
    if damage:
        health.report_damage(damage)
        log.critical("the database is damaged; stop, and restore a backup: %s", damage)
    else:
        log.info("nothing is wrong with the checked part of the database")
