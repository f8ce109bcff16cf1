"""Broadcasts that go on by themselves: they start at their time, and say how far they have come."""

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

from bot.features.broadcasts import preview_views, report_views
from bot.telegram.client.api_errors import is_unchanged
from bot.telegram.client.error_text import reason_of
from bot.telegram.client.rate_limiter import send_priority
from bot.telegram.outbox.worker import OutboxWorker
from bot.ui import plain
from bot.ui.message import Message
from service.broadcasts import lifecycle
from service.broadcasts.estimate import get_breaking_rate
from service.config import Settings
from service.i18n.translations import Translations, Translator
from service.ops.clock import Clock
from service.ops.log_context import bind_log_context
from storage.chats import subscribers
from storage.database.engine import Database
from storage.messaging import broadcasts
from storage.messaging.broadcasts import RUNNING_STATES, Broadcast
from storage.messaging.outbox import Priority
from storage.messaging.progress import count_failures_by_reason, get_progress
from storage.stats import audit_log

log = logging.getLogger(__name__)


QUIET_HOURS_CHECK_INTERVAL = timedelta(minutes=1)
"""How often one is looked at that only waits for its readers' morning."""


class BroadcastJob:
    """Looks after broadcasts every few seconds. What it remembers only spares needless edits."""

    def __init__(
        self,
        bot: Bot,
        database: Database,
        clock: Clock,
        settings: Settings,
        translations: Translations,
        outbox_worker: OutboxWorker,
    ) -> None:
        self._bot = bot
        self._database = database
        self._clock = clock
        self._settings = settings
        self._translations = translations
        self._outbox_worker = outbox_worker
        self._published_reports: dict[int, tuple[int | None, Message]] = {}
        self._waiting_until: dict[int, tuple[Broadcast, datetime]] = {}
        self._waiting: set[int] = set()
        # An older state must not be shown over a newer one.
        self._lock = asyncio.Lock()

    async def run(self) -> None:
        with send_priority(Priority.BREAKING):
            async with self._lock:
                await self._start_due()
                await self._update_reports()

    async def update_report(self, broadcast_id: int) -> None:
        """Bring one report up to date at once: an editor has just done something."""
        async with self._lock:
            async with self._database.read() as connection:
                broadcast = await broadcasts.get(connection, broadcast_id)
            if broadcast is not None and broadcast.state in RUNNING_STATES:
                await self._update_report(broadcast)

    async def _start_due(self) -> None:
        """Start what is due; let be, and tell its editor, what is too late to be news."""
        async with self._database.read() as connection:
            due = await broadcasts.list_due(connection, self._clock())
        for waiting in due:
            now = self._clock()
            t, timezone = await self._get_editor_locale(waiting.editor_id)
            async with self._database.write() as connection:
                broadcast = await broadcasts.get(connection, waiting.id)
                if broadcast is None or broadcast.state != "scheduled":
                    continue
                last_word = await audit_log.last_word(connection, broadcast.id)
                if (last_word or broadcast.editor_id) not in self._settings.admin_ids:
                    with bind_log_context(broadcast=broadcast.id):
                        log.warning("held: who scheduled it is no editor any more")
                    await lifecycle.hold(connection, broadcast, await self._asked(broadcast), now)
                elif lifecycle.is_expired(broadcast, now):
                    notice = plain.render(preview_views.build_missed(t, broadcast, timezone, now))
                    await lifecycle.mark_missed(connection, broadcast, notice, now)
                else:
                    rate = get_breaking_rate(self._settings).per_second
                    await lifecycle.start(connection, broadcast, now, rate=rate)
            self._outbox_worker.wake()

    async def _asked(self, broadcast: Broadcast) -> dict[int, Message]:
        """The question to every editor whether one that is held goes out."""
        asked = {}
        for editor_id in sorted(self._settings.admin_ids):
            t, timezone = await self._get_editor_locale(editor_id)
            asked[editor_id] = plain.render(
                preview_views.build_held(t, broadcast, timezone, self._clock())
            )
        return asked

    async def _update_reports(self) -> None:
        """Bring each report up to date; a broadcast with nothing left is done."""
        async with self._database.read() as connection:
            under_way = await broadcasts.list_running(connection)
        for broadcast in under_way:
            if self._is_waiting(broadcast):
                continue
            if broadcast.paused and broadcast.paused_by is None:
                async with self._database.write() as connection:
                    await lifecycle.mark_auto_paused(connection, broadcast, self._clock())
                    broadcast = await broadcasts.get(connection, broadcast.id) or broadcast
            await self._update_report(broadcast)

    def _is_waiting(self, broadcast: Broadcast) -> bool:
        """Whether it only waits for the morning, and nobody has touched it since."""
        seen, until = self._waiting_until.get(broadcast.id, (None, None))
        return seen == broadcast and until is not None and self._clock() < until

    async def _update_report(self, broadcast: Broadcast) -> None:
        with bind_log_context(broadcast=broadcast.id):
            await self._refresh_report(broadcast)

    async def _refresh_report(self, broadcast: Broadcast) -> None:
        async with self._database.read() as connection:
            now_at = await get_progress(connection, broadcast, self._clock())
            tells_why = broadcast.paused or not now_at.remaining
            reasons = await count_failures_by_reason(connection, broadcast) if tells_why else {}
        t, _ = await self._get_editor_locale(broadcast.report_chat_id or broadcast.editor_id)
        message = plain.render(report_views.build_report(t, broadcast, now_at, reasons))
        shown = await self._publish_report(broadcast, message)
        if shown and now_at.remaining == now_at.held:
            self._waiting_until[broadcast.id] = (
                broadcast,
                self._clock() + QUIET_HOURS_CHECK_INTERVAL,
            )
        if shown and not now_at.remaining:
            self._published_reports.pop(broadcast.id, None)
            self._waiting_until.pop(broadcast.id, None)
            async with self._database.write() as connection:
                await broadcasts.mark_done(connection, broadcast)
            log.info("nothing is left of it to do: %s", now_at)

    async def _publish_report(self, broadcast: Broadcast, message: Message) -> bool:
        """Edit the report, or send it where there is none. False if Telegram could not be reached,
        and it is worth another try."""
        if self._published_reports.get(broadcast.id) == (broadcast.report_message_id, message):
            return True
        try:
            await self._edit_or_send_report(broadcast, message)
        except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter) as error:
            if broadcast.id not in self._waiting:  # it is tried every few seconds
                log.warning("the report waits: %s", reason_of(error))
            self._waiting.add(broadcast.id)
            return False
        except TelegramAPIError as error:
            if not is_unchanged(error):
                log.warning("the report is refused: %s", error)
        self._waiting.discard(broadcast.id)
        self._published_reports[broadcast.id] = (broadcast.report_message_id, message)
        return True

    async def _edit_or_send_report(self, broadcast: Broadcast, message: Message) -> None:
        chat_id = broadcast.report_chat_id or broadcast.editor_id
        if broadcast.report_message_id is not None:
            await self._bot(message.edit(chat_id, broadcast.report_message_id))
            return
        sent = await self._bot(message.send(chat_id))
        async with self._database.write() as connection:
            await broadcasts.set_report_message(connection, broadcast.id, chat_id, sent.message_id)

    async def _get_editor_locale(self, chat_id: int) -> tuple[Translator, str]:
        """How to speak to an editor, and in which time zone."""
        async with self._database.read() as connection:
            editor = await subscribers.get(connection, chat_id)
        if editor is None:
            default = self._translations[self._settings.default_language]
            return default, self._settings.default_timezone
        return self._translations[editor.language], editor.timezone
