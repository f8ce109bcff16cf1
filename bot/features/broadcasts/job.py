"""The broadcast job: starts scheduled broadcasts and keeps the reports of running ones current."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.features.broadcasts import report_views
from bot.features.broadcasts.renderer import BroadcastMessages
from bot.telegram.client.api_errors import is_unchanged
from bot.telegram.client.error_text import format_reason
from bot.telegram.client.rate_limiter import send_priority
from bot.telegram.outbox.worker import OutboxWorker
from bot.ui import plain
from bot.ui.message import Message
from service.broadcasts.service import BroadcastReport, BroadcastService, ReportPlace
from service.i18n.translations import Translations
from service.ops.clock import Clock
from service.ops.logs import bind_log_context
from storage.messaging.broadcasts import RUNNING_STATES, Broadcast
from storage.messaging.outbox import Priority

log = logging.getLogger(__name__)

QUIET_HOURS_CHECK_INTERVAL = timedelta(minutes=1)
"""Between two looks at a broadcast that only waits for the end of its subscribers' quiet hours."""

OPENINGS_INTERVAL = timedelta(seconds=30)
"""Between two edits of a report of a finished broadcast that people open."""

FORMER_REPORT_INTERVAL = timedelta(seconds=30)
"""Between two edits of a message that showed the report before, while only figures change."""

MAX_FORMER_ATTEMPTS = 20
"""How often a message that showed the report before is tried, while the present one is reached."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a message shows, for which state of its broadcast, and since when."""

    message: Message
    phase: tuple[Any, ...]
    at: datetime


class BroadcastJob:
    """Runs every few seconds. Its state in memory only saves needless edits of reports."""

    def __init__(
        self,
        bot: Bot,
        service: BroadcastService,
        clock: Clock,
        translations: Translations,
        outbox_worker: OutboxWorker,
    ) -> None:
        self._bot = bot
        self._service = service
        self._clock = clock
        self._translations = translations
        self._outbox_worker = outbox_worker
        self._renderer = BroadcastMessages(translations)
        self._shown: dict[int, dict[ReportPlace, _Shown]] = {}
        self._waiting_until: dict[int, tuple[Broadcast, datetime]] = {}
        self._shown_openings: dict[int, tuple[int, datetime]] = {}
        self._failures: Counter[tuple[int, ReportPlace]] = Counter()
        # Reports are written one at a time: an older state must not replace a newer one.
        self._lock = asyncio.Lock()

    async def run(self) -> None:
        """Start the due broadcasts and write the reports that have changed."""
        with send_priority(Priority.BREAKING):
            async with self._lock:
                await self._start_due()
                await self._update_reports()
                await self._update_openings()

    async def update_report(self, broadcast_id: int) -> None:
        """Update one report now, after an action of an editor."""
        async with self._lock:
            broadcast = await self._service.get(broadcast_id)
            if broadcast is not None and broadcast.state in RUNNING_STATES:
                await self._update_report(broadcast)

    async def _start_due(self) -> None:
        for due in await self._service.list_due(self._clock()):
            await self._service.start_due(due.id, self._renderer, self._clock())
            self._outbox_worker.wake()

    async def _update_reports(self) -> None:
        running = await self._service.list_running()
        for number in self._shown.keys() - {one.id for one in running}:
            self._forget(number)  # another process finished it
        for broadcast in running:
            if self._is_waiting(broadcast):
                continue
            if broadcast.paused and broadcast.paused_by is None:
                broadcast = await self._service.record_auto_pause(broadcast, self._clock())
            await self._update_report(broadcast)

    async def _update_openings(self) -> None:
        """Update in the reports of finished broadcasts how many people opened their articles."""
        now = self._clock()
        opened = {one.id: one for one in await self._service.list_opened(now)}
        for number in self._shown_openings.keys() - opened:
            del self._shown_openings[number]
        for number, broadcast in opened.items():
            shown, shown_at = self._shown_openings.get(number, (0, None))
            is_recent = shown_at is not None and now - shown_at < OPENINGS_INTERVAL
            if broadcast.opened_count == shown or is_recent:
                continue
            self._shown_openings[number] = (broadcast.opened_count, now)
            with bind_log_context(broadcast=number):
                report = await self._service.load_report(broadcast, now)
                await self._publish_report(report, report.place)
            self._forget(number)

    def _is_waiting(self, broadcast: Broadcast) -> bool:
        """Return whether all remaining deliveries wait for the end of quiet hours, and nothing has
        changed since that was found."""
        seen, until = self._waiting_until.get(broadcast.id, (None, None))
        return seen == broadcast and until is not None and self._clock() < until

    async def _update_report(self, broadcast: Broadcast) -> None:
        with bind_log_context(broadcast=broadcast.id):
            await self._refresh_report(broadcast)

    async def _refresh_report(self, broadcast: Broadcast) -> None:
        """Publish the report; a broadcast with nothing left to deliver is done."""
        report = await self._service.load_report(broadcast, self._clock())
        if not await self._publish_report(report, report.place):
            return
        if not all([await self._publish_report(report, one) for one in report.former_places]):
            return
        progress = report.progress
        if progress.remaining == progress.held:
            until = self._clock() + QUIET_HOURS_CHECK_INTERVAL
            self._waiting_until[broadcast.id] = (broadcast, until)
        if not progress.remaining:
            self._waiting_until.pop(broadcast.id, None)
            if await self._service.mark_done(broadcast):
                self._forget(broadcast.id)
                log.info("done: %s", progress)

    def _forget(self, broadcast_id: int) -> None:
        """Forget what the messages with the report of a finished broadcast show."""
        self._shown.pop(broadcast_id, None)
        for key in [key for key in self._failures if key[0] == broadcast_id]:
            del self._failures[key]

    async def _publish_report(self, report: BroadcastReport, place: ReportPlace) -> bool:
        """Edit a message with the report, or send it where there is none. Return False if Telegram
        could not be reached, so that it is worth a retry. A former message that is rejected, as
        where an editor deleted it, is closed; so is one that is often not reached."""
        broadcast = report.broadcast
        message = self._render_report(report, place)
        if not self._is_to_publish(report, place, message):
            return True
        try:
            await self._edit_or_send_report(broadcast, place, message)
        except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter) as error:
            self._log_once(broadcast, place, f"the report is delayed: {format_reason(error)}")
            if place == report.place or self._failures[broadcast.id, place] < MAX_FORMER_ATTEMPTS:
                return False
            await self._close(broadcast, place)
        except TelegramAPIError as error:
            if is_unchanged(error):
                self._failures.pop((broadcast.id, place), None)
            else:
                self._log_once(broadcast, place, f"the report is rejected: {error}")
                if place != report.place:
                    await self._close(broadcast, place)
        else:
            self._failures.pop((broadcast.id, place), None)
        shown = _Shown(message, _get_phase(report, message), self._clock())
        self._shown.setdefault(broadcast.id, {})[place] = shown
        return True

    def _log_once(self, broadcast: Broadcast, place: ReportPlace, text: str) -> None:
        """Log the first failure to write to a place, not all of them every few seconds."""
        if not self._failures[broadcast.id, place]:
            log.warning("%s", text)
        self._failures[broadcast.id, place] += 1

    async def _close(self, broadcast: Broadcast, place: ReportPlace) -> None:
        if place.message_id is not None:
            message = place.chat_id, place.message_id
            await self._service.close_report_message(broadcast.id, message)

    def _render_report(self, report: BroadcastReport, place: ReportPlace) -> Message:
        t = self._translations[place.language]
        return plain.render(
            report_views.build_report(t, report.broadcast, report.progress, report.failures)
        )

    def _is_to_publish(self, report: BroadcastReport, place: ReportPlace, message: Message) -> bool:
        """Return whether a message shows something else. One that showed the report before is
        edited rarely, but at once where its words and buttons are wrong, and in the end."""
        shown = self._shown.get(report.broadcast.id, {}).get(place)
        if shown is None or shown.message == message:
            return shown is None
        is_recent = self._clock() - shown.at < FORMER_REPORT_INTERVAL
        has_only_other_figures = shown.phase == _get_phase(report, message)
        is_over = not report.progress.remaining
        return place == report.place or is_over or not (is_recent and has_only_other_figures)

    async def _edit_or_send_report(
        self, broadcast: Broadcast, place: ReportPlace, message: Message
    ) -> None:
        if place.message_id is not None:
            await self._bot(message.edit(place.chat_id, place.message_id))
            return
        sent = await self._bot(message.send(place.chat_id))
        ended = await self._service.add_report_message(broadcast, (place.chat_id, sent.message_id))
        if ended is not None:
            final = self._render_report(
                await self._service.load_report(ended, self._clock()), place
            )
            await self._bot(final.edit(place.chat_id, sent.message_id))


def _get_phase(report: BroadcastReport, message: Message) -> tuple[Any, ...]:
    """Return what the words of a report depend on, besides its figures, and its buttons."""
    broadcast, progress = report.broadcast, report.progress
    return (
        broadcast.state,
        broadcast.payload_id,
        broadcast.paused_by,
        broadcast.paused and progress.remaining == progress.unsent,
        message.keyboard,
    )
