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

from bot.broadcasting import running
from bot.broadcasting.estimate import breaking_pace
from bot.clock import Clock
from bot.delivery.outcomes import is_unchanged
from bot.delivery.pace import urgency
from bot.delivery.reasons import reason_of
from bot.delivery.worker import OutboxWorker
from bot.settings import Settings
from bot.trail import about
from bot.translations import Translations, Translator
from bot.views import plain, preview
from bot.views import progress as views
from bot.views.message import Message
from storage import audit, broadcasts, subscribers
from storage.broadcasts import UNDER_WAY, Broadcast
from storage.engine import Database
from storage.outbox import Priority
from storage.progress import failures, progress

log = logging.getLogger(__name__)


NIGHT_ROUNDS = timedelta(minutes=1)
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
        self._shown: dict[int, tuple[int | None, Message]] = {}
        self._asleep: dict[int, tuple[Broadcast, datetime]] = {}
        self._waiting: set[int] = set()
        # An older state must not be shown over a newer one.
        self._one_at_a_time = asyncio.Lock()

    async def tend(self) -> None:
        with urgency(Priority.BREAKING):
            async with self._one_at_a_time:
                await self._start_due()
                await self._report()

    async def show(self, broadcast_id: int) -> None:
        """Bring one report up to date at once: an editor has just done something."""
        async with self._one_at_a_time:
            async with self._database.read() as connection:
                broadcast = await broadcasts.get(connection, broadcast_id)
            if broadcast is not None and broadcast.state in UNDER_WAY:
                await self._report_on(broadcast)

    async def _start_due(self) -> None:
        """Start what is due; let be, and tell its editor, what is too late to be news."""
        async with self._database.read() as connection:
            due = await broadcasts.due(connection, self._clock())
        for waiting in due:
            now = self._clock()
            t, timezone = await self._editor(waiting.editor_id)
            async with self._database.write() as connection:
                broadcast = await broadcasts.get(connection, waiting.id)
                if broadcast is None or broadcast.state != "scheduled":
                    continue
                last_word = await audit.last_word(connection, broadcast.id)
                if (last_word or broadcast.editor_id) not in self._settings.admin_ids:
                    with about(broadcast=broadcast.id):
                        log.warning("held: who scheduled it is no editor any more")
                    await running.hold(connection, broadcast, await self._asked(broadcast), now)
                elif running.is_too_late(broadcast, now):
                    notice = plain.render(preview.missed(t, broadcast, timezone, now))
                    await running.miss(connection, broadcast, notice, now)
                else:
                    rate = breaking_pace(self._settings).rate
                    await running.start(connection, broadcast, now, rate=rate)
            self._outbox_worker.wake()

    async def _asked(self, broadcast: Broadcast) -> dict[int, Message]:
        """The question to every editor whether one that is held goes out."""
        asked = {}
        for editor_id in sorted(self._settings.admin_ids):
            t, timezone = await self._editor(editor_id)
            asked[editor_id] = plain.render(preview.held(t, broadcast, timezone, self._clock()))
        return asked

    async def _report(self) -> None:
        """Bring each report up to date; a broadcast with nothing left is done."""
        async with self._database.read() as connection:
            under_way = await broadcasts.under_way(connection)
        for broadcast in under_way:
            if self._is_asleep(broadcast):
                continue
            if broadcast.paused and broadcast.paused_by is None:
                async with self._database.write() as connection:
                    await running.halted(connection, broadcast, self._clock())
                    broadcast = await broadcasts.get(connection, broadcast.id) or broadcast
            await self._report_on(broadcast)

    def _is_asleep(self, broadcast: Broadcast) -> bool:
        """Whether it only waits for the morning, and nobody has touched it since."""
        seen, until = self._asleep.get(broadcast.id, (None, None))
        return seen == broadcast and until is not None and self._clock() < until

    async def _report_on(self, broadcast: Broadcast) -> None:
        with about(broadcast=broadcast.id):
            await self._bring_up_to_date(broadcast)

    async def _bring_up_to_date(self, broadcast: Broadcast) -> None:
        async with self._database.read() as connection:
            now_at = await progress(connection, broadcast, self._clock())
            tells_why = broadcast.paused or not now_at.left
            reasons = await failures(connection, broadcast) if tells_why else {}
        t, _ = await self._editor(broadcast.report_chat_id or broadcast.editor_id)
        message = plain.render(views.progress(t, broadcast, now_at, reasons))
        shown = await self._show(broadcast, message)
        if shown and now_at.left == now_at.held:
            self._asleep[broadcast.id] = (broadcast, self._clock() + NIGHT_ROUNDS)
        if shown and not now_at.left:
            self._shown.pop(broadcast.id, None)
            self._asleep.pop(broadcast.id, None)
            async with self._database.write() as connection:
                await broadcasts.finished(connection, broadcast)
            log.info("nothing is left of it to do: %s", now_at)

    async def _show(self, broadcast: Broadcast, message: Message) -> bool:
        """Edit the report, or send it where there is none. False if Telegram could not be reached,
        and it is worth another try."""
        if self._shown.get(broadcast.id) == (broadcast.report_message_id, message):
            return True
        try:
            await self._put(broadcast, message)
        except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter) as error:
            if broadcast.id not in self._waiting:  # it is tried every few seconds
                log.warning("the report waits: %s", reason_of(error))
            self._waiting.add(broadcast.id)
            return False
        except TelegramAPIError as error:
            if not is_unchanged(error):
                log.warning("the report is refused: %s", error)
        self._waiting.discard(broadcast.id)
        self._shown[broadcast.id] = (broadcast.report_message_id, message)
        return True

    async def _put(self, broadcast: Broadcast, message: Message) -> None:
        chat_id = broadcast.report_chat_id or broadcast.editor_id
        if broadcast.report_message_id is not None:
            await self._bot(message.edit(chat_id, broadcast.report_message_id))
            return
        sent = await self._bot(message.send(chat_id))
        async with self._database.write() as connection:
            await broadcasts.report_in(connection, broadcast.id, chat_id, sent.message_id)

    async def _editor(self, chat_id: int) -> tuple[Translator, str]:
        """How to speak to an editor, and in which time zone."""
        async with self._database.read() as connection:
            editor = await subscribers.get(connection, chat_id)
        if editor is None:
            default = self._translations[self._settings.default_language]
            return default, self._settings.default_timezone
        return self._translations[editor.language], editor.timezone
