"""The broadcast job: starts scheduled broadcasts and keeps the reports of running ones current."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

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
from service.broadcasts.service import BroadcastReport, BroadcastService
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
        self._published_reports: dict[int, tuple[int | None, Message]] = {}
        self._waiting_until: dict[int, tuple[Broadcast, datetime]] = {}
        self._shown_openings: dict[int, tuple[int, datetime]] = {}
        self._delayed_reports: set[int] = set()
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
        for broadcast in await self._service.list_running():
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
                report, message = await self._render_report(broadcast)
                await self._publish_report(report, message)
            self._published_reports.pop(number, None)

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
        report, message = await self._render_report(broadcast)
        if not await self._publish_report(report, message):
            return
        progress = report.progress
        if progress.remaining == progress.held:
            until = self._clock() + QUIET_HOURS_CHECK_INTERVAL
            self._waiting_until[broadcast.id] = (broadcast, until)
        if not progress.remaining:
            self._published_reports.pop(broadcast.id, None)
            self._waiting_until.pop(broadcast.id, None)
            await self._service.mark_done(broadcast)
            log.info("done: %s", progress)

    async def _render_report(self, broadcast: Broadcast) -> tuple[BroadcastReport, Message]:
        report = await self._service.load_report(broadcast, self._clock())
        t = self._translations[report.language]
        document = report_views.build_report(t, broadcast, report.progress, report.failures)
        return report, plain.render(document)

    async def _publish_report(self, report: BroadcastReport, message: Message) -> bool:
        """Edit the report, or send it where there is none. Return False if Telegram could not be
        reached, so that it is worth a retry."""
        broadcast = report.broadcast
        if self._published_reports.get(broadcast.id) == (broadcast.report_message_id, message):
            return True
        try:
            await self._edit_or_send_report(report, message)
        except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter) as error:
            if broadcast.id not in self._delayed_reports:  # log once, not every few seconds
                log.warning("the report is delayed: %s", format_reason(error))
            self._delayed_reports.add(broadcast.id)
            return False
        except TelegramAPIError as error:
            if not is_unchanged(error):
                log.warning("the report is rejected: %s", error)
        self._delayed_reports.discard(broadcast.id)
        self._published_reports[broadcast.id] = (broadcast.report_message_id, message)
        return True

    async def _edit_or_send_report(self, report: BroadcastReport, message: Message) -> None:
        broadcast, chat_id = report.broadcast, report.chat_id
        if broadcast.report_message_id is not None:
            await self._bot(message.edit(chat_id, broadcast.report_message_id))
            return
        sent = await self._bot(message.send(chat_id))
        await self._service.set_report_message(broadcast.id, chat_id, sent.message_id)
