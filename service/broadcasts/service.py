"""The use cases of broadcasts, from the draft to the report. Each opens its own transaction."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from news.errors import SvodkaError
from news.model import INTERFACE_LANGUAGES, TOPIC_IDS, Article, InterfaceLanguage
from service.broadcasts import amendments, drafts, lifecycle
from service.broadcasts.estimate import AudienceEstimate, estimate_audience, get_breaking_rate
from service.config import Settings
from service.ops.log_context import bind_log_context
from service.rendering import BroadcastRenderer, RenderedMessage
from storage.archive import articles
from storage.chats import subscribers
from storage.database.engine import Database
from storage.messaging import audience, broadcasts
from storage.messaging.broadcasts import RUNNING_STATES, UNSENT_STATES, Broadcast
from storage.messaging.progress import Progress, count_failures_by_reason, get_progress
from storage.stats import audit_log
from storage.stats.audit_log import Actor

log = logging.getLogger(__name__)

PROMPT_TTL = timedelta(minutes=10)
"""How long a text of an editor is read as the answer to the question for a time."""

MAX_SCHEDULE_AHEAD = timedelta(days=30)

ReportMessage = tuple[int, int]
"""Chat and id of the message that shows a broadcast's progress."""

Transition = Callable[[AsyncConnection, Broadcast, Actor, datetime], Awaitable[bool]]


class ScheduleTimeError(SvodkaError):
    """A broadcast can not be scheduled for this time."""


class TimePassedError(ScheduleTimeError):
    """The time to send a broadcast has passed."""

    key = "later-past"


class TimeTooFarError(ScheduleTimeError):
    """The time to send a broadcast is more than `MAX_SCHEDULE_AHEAD` away. Details: ``days``."""

    key = "later-far"


class ConfirmResult(Enum):
    CONFIRMED = auto()
    NO_RECIPIENTS = auto()
    ALREADY_DECIDED = auto()


@dataclass(frozen=True, slots=True)
class Preview:
    """A broadcast before it is sent, and whom it would reach now."""

    broadcast: Broadcast
    estimate: AudienceEstimate


@dataclass(frozen=True, slots=True)
class BroadcastReport:
    """``failures``: number of chats by the recorded reason, empty while the broadcast is sent.
    ``language`` is that of the chat that reads the report."""

    broadcast: Broadcast
    progress: Progress
    failures: Mapping[str, int]
    language: InterfaceLanguage


class BroadcastService:
    """What editors do with broadcasts, and what the broadcast job does by itself.

    Methods that change a broadcast return None or False where its state no longer allows it,
    because another editor was faster or a button was pressed twice. Every action is recorded in
    the audit log within the same transaction.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    async def get_article(self, article_id: int) -> Article | None:
        """Return an article of the archive to make a draft of, or None."""
        async with self._database.read() as connection:
            return await articles.get(connection, article_id)

    async def create_draft(
        self,
        message: RenderedMessage,
        actor: Actor,
        editor_id: int,
        now: datetime,
        article_id: int | None = None,
    ) -> Preview:
        """Store a draft for everybody. ``article_id``: the article of the archive that it is."""
        async with self._database.write() as connection:
            broadcast = await drafts.create_draft(
                connection, message, actor, editor_id, now, article_id
            )
            return await self._estimate(connection, broadcast)

    async def reopen_preview(self, broadcast_id: int) -> Preview | None:
        """Return the preview; its editor is no longer asked for a time."""
        return await self._change(broadcast_id, lambda _: {"time_prompted_at": None})

    async def set_silent(self, broadcast_id: int, silent: bool) -> Preview | None:
        return await self._change(broadcast_id, lambda _: {"silent": silent})

    async def set_ttl(self, broadcast_id: int, ttl: timedelta) -> Preview | None:
        """Set how long the broadcast is delivered, counted from its start."""
        return await self._change(broadcast_id, lambda _: {"ttl": ttl})

    async def set_language(self, broadcast_id: int, language: str) -> Preview | None:
        """Narrow the audience to a language, "" for any; an unknown one changes nothing."""
        is_known = not language or language in INTERFACE_LANGUAGES
        return await self._change(
            broadcast_id, lambda _: {"language": language or None} if is_known else {}
        )

    async def toggle_topic(self, broadcast_id: int, topic: str, on: bool) -> Preview | None:
        """Add a topic to the audience or remove it; "" removes all, an unknown one does nothing."""

        def change(broadcast: Broadcast) -> dict[str, Any]:
            if not topic:
                return {"topics": frozenset()}
            if topic not in TOPIC_IDS:
                return {}
            others = broadcast.topics - {topic}
            return {"topics": others | {topic} if on else others}

        return await self._change(broadcast_id, change)

    async def send_test(self, broadcast_id: int, actor: Actor, now: datetime) -> bool:
        """Enqueue the draft for the editor alone."""
        return await self._apply(drafts.send_test, broadcast_id, actor, now)

    async def confirm(
        self,
        broadcast_id: int,
        actor: Actor,
        now: datetime,
        report_message: ReportMessage | None,
    ) -> ConfirmResult:
        """Enqueue a broadcast for its audience, to be sent now."""
        async with self._database.write() as connection:
            broadcast = await broadcasts.get(connection, broadcast_id)
            if broadcast is None:
                return ConfirmResult.ALREADY_DECIDED
            if not await audience.count_recipients(connection, broadcast.audience):
                return ConfirmResult.NO_RECIPIENTS
            confirmed = await drafts.confirm(
                connection,
                broadcast,
                actor,
                now,
                rate=get_breaking_rate(self._settings).per_second,
                report_message=report_message,
            )
        return ConfirmResult.CONFIRMED if confirmed else ConfirmResult.ALREADY_DECIDED

    async def cancel(self, broadcast_id: int, actor: Actor, now: datetime) -> bool:
        """Discard a broadcast that has not been sent."""
        return await self._apply(drafts.cancel, broadcast_id, actor, now)

    async def ask_for_time(self, broadcast_id: int, now: datetime) -> Broadcast | None:
        """Read what its editor types in the next `PROMPT_TTL` as the time to send it."""
        async with self._database.write() as connection:
            changed = await broadcasts.transition(
                connection, broadcast_id, from_states=UNSENT_STATES, time_prompted_at=now
            )
            return await broadcasts.get(connection, broadcast_id) if changed else None

    async def find_awaiting_time(self, editor_id: int, now: datetime) -> Broadcast | None:
        """Return the broadcast for which this editor was asked for a time, if any."""
        async with self._database.read() as connection:
            return await broadcasts.find_awaiting_time(connection, editor_id, now - PROMPT_TTL)

    async def schedule(
        self, broadcast_id: int, at: datetime, actor: Actor, now: datetime
    ) -> Preview | None:
        """Set the time at which a broadcast starts.

        Raises ScheduleTimeError.
        """
        if at <= now:
            raise TimePassedError(f"{at} has passed")
        if at - now > MAX_SCHEDULE_AHEAD:
            raise TimeTooFarError(f"{at} is too far ahead", days=MAX_SCHEDULE_AHEAD.days)
        async with self._database.write() as connection:
            broadcast = await broadcasts.get(connection, broadcast_id)
            if broadcast is None or not await drafts.schedule(
                connection, broadcast, at, actor, now
            ):
                return None
            return await self._load_preview(connection, broadcast_id)

    async def pause(
        self, broadcast_id: int, actor: Actor, now: datetime, report_message: ReportMessage | None
    ) -> bool:
        """Hold what is not delivered yet. The report is shown in ``report_message`` from now on."""
        return await self._apply(lifecycle.pause, broadcast_id, actor, now, report_message)

    async def resume(
        self, broadcast_id: int, actor: Actor, now: datetime, report_message: ReportMessage | None
    ) -> bool:
        """Continue a paused broadcast; quiet hours that have begun are respected."""
        return await self._apply(lifecycle.resume, broadcast_id, actor, now, report_message)

    async def stop(
        self, broadcast_id: int, actor: Actor, now: datetime, report_message: ReportMessage | None
    ) -> bool:
        """Cancel what is not delivered yet, for good."""
        return await self._apply(lifecycle.stop, broadcast_id, actor, now, report_message)

    async def load_message(self, broadcast_id: int) -> tuple[Broadcast, dict[str, Any]] | None:
        """Return a broadcast and the rendered message that its chats show."""
        async with self._database.read() as connection:
            broadcast = await broadcasts.get(connection, broadcast_id)
            if broadcast is None:
                return None
            return broadcast, await broadcasts.get_message(connection, broadcast)

    async def rewrite(
        self, broadcast: Broadcast, message: RenderedMessage, actor: Actor, now: datetime
    ) -> Preview | None:
        """Replace the message of a broadcast that has not been sent."""
        async with self._database.write() as connection:
            if not await amendments.rewrite(connection, broadcast, message, actor, now):
                return None
            return await self._estimate(connection, broadcast)

    async def correct(
        self,
        broadcast: Broadcast,
        message: RenderedMessage,
        actor: Actor,
        now: datetime,
        report_message: ReportMessage,
    ) -> bool:
        """Replace the message in every chat that got it, and in those that will get it."""
        async with self._database.write() as connection:
            return await amendments.correct(
                connection, broadcast, message, actor, now, report_message=report_message
            )

    async def retract(
        self,
        broadcast: Broadcast,
        notice: RenderedMessage,
        actor: Actor,
        now: datetime,
        report_message: ReportMessage,
    ) -> bool:
        """Delete the message in every chat; ``notice`` replaces it where it can not be deleted."""
        async with self._database.write() as connection:
            return await amendments.retract(
                connection, broadcast, notice, actor, now, report_message=report_message
            )

    async def list_due(self, now: datetime) -> list[Broadcast]:
        """Return the scheduled broadcasts whose time has come."""
        async with self._database.read() as connection:
            return await broadcasts.list_due(connection, now)

    async def start_due(
        self, broadcast_id: int, renderer: BroadcastRenderer, now: datetime
    ) -> None:
        """Start a scheduled broadcast.

        It is held, and all editors are asked, where the person who last decided about it is no
        longer an editor; it is missed, and its editor is notified, where it has expired.
        """
        async with self._database.write() as connection:
            broadcast = await broadcasts.get(connection, broadcast_id)
            if broadcast is None or broadcast.state != "scheduled":
                return
            decided_by = await audit_log.get_deciding_editor(connection, broadcast.id)
            if (decided_by or broadcast.editor_id) not in self._settings.admin_ids:
                with bind_log_context(broadcast=broadcast.id):
                    log.warning("held: the person who scheduled it is no longer an editor")
                notices = {
                    editor_id: renderer.render_held(
                        broadcast, *await self._get_locale(connection, editor_id), now
                    )
                    for editor_id in sorted(self._settings.admin_ids)
                }
                await lifecycle.hold(connection, broadcast, notices, now)
            elif lifecycle.is_expired(broadcast, now):
                locale = await self._get_locale(connection, broadcast.editor_id)
                notice = renderer.render_missed(broadcast, *locale, now)
                await lifecycle.mark_missed(connection, broadcast, notice, now)
            else:
                rate = get_breaking_rate(self._settings).per_second
                await lifecycle.start(connection, broadcast, now, rate=rate)

    async def list_running(self) -> list[Broadcast]:
        """Return the broadcasts that are being sent, corrected or retracted."""
        async with self._database.read() as connection:
            return await broadcasts.list_by_state(connection, RUNNING_STATES)

    async def list_held(self) -> list[Broadcast]:
        """Return the broadcasts that wait for a decision because their editor was removed."""
        async with self._database.read() as connection:
            return await broadcasts.list_by_state(connection, ["held"])

    async def get(self, broadcast_id: int) -> Broadcast | None:
        async with self._database.read() as connection:
            return await broadcasts.get(connection, broadcast_id)

    async def record_auto_pause(self, broadcast: Broadcast, now: datetime) -> Broadcast:
        """Record that the service paused a broadcast; its report goes into a new message."""
        async with self._database.write() as connection:
            await lifecycle.mark_auto_paused(connection, broadcast, now)
            return await broadcasts.get(connection, broadcast.id) or broadcast

    async def load_report(self, broadcast: Broadcast, now: datetime) -> BroadcastReport:
        """Return the progress of a broadcast; failures only if it is paused or finished."""
        async with self._database.read() as connection:
            progress = await get_progress(connection, broadcast, now)
            with_reasons = broadcast.paused or not progress.remaining
            failures = await count_failures_by_reason(connection, broadcast) if with_reasons else {}
            chat_id = broadcast.report_chat_id or broadcast.editor_id
            language, _ = await self._get_locale(connection, chat_id)
        return BroadcastReport(broadcast, progress, failures, language)

    async def set_report_message(self, broadcast_id: int, chat_id: int, message_id: int) -> None:
        async with self._database.write() as connection:
            await broadcasts.set_report_message(connection, broadcast_id, chat_id, message_id)

    async def mark_done(self, broadcast: Broadcast) -> None:
        """Finish a broadcast, unless it has changed since it was read."""
        async with self._database.write() as connection:
            await broadcasts.mark_done(connection, broadcast)

    async def _change(
        self, broadcast_id: int, change: Callable[[Broadcast], Mapping[str, Any]]
    ) -> Preview | None:
        async with self._database.write() as connection:
            broadcast = await broadcasts.get(connection, broadcast_id)
            if broadcast is None or broadcast.state not in UNSENT_STATES:
                return None
            values = change(broadcast)
            if values:
                await broadcasts.transition(
                    connection, broadcast_id, from_states=UNSENT_STATES, **values
                )
        async with self._database.read() as connection:
            return await self._load_preview(connection, broadcast_id)

    async def _apply(
        self,
        transition: Transition,
        broadcast_id: int,
        actor: Actor,
        now: datetime,
        report_message: ReportMessage | None = None,
    ) -> bool:
        async with self._database.write() as connection:
            broadcast = await broadcasts.get(connection, broadcast_id)
            if broadcast is None or not await transition(connection, broadcast, actor, now):
                return False
            if report_message is not None:
                await broadcasts.set_report_message(connection, broadcast_id, *report_message)
        return True

    async def _load_preview(self, connection: AsyncConnection, broadcast_id: int) -> Preview:
        broadcast = await broadcasts.get(connection, broadcast_id)
        assert broadcast is not None
        return await self._estimate(connection, broadcast)

    async def _estimate(self, connection: AsyncConnection, broadcast: Broadcast) -> Preview:
        return Preview(broadcast, await estimate_audience(connection, broadcast, self._settings))

    async def _get_locale(
        self, connection: AsyncConnection, chat_id: int
    ) -> tuple[InterfaceLanguage, str]:
        """Return the language and the time zone of an editor's chat."""
        editor = await subscribers.get(connection, chat_id)
        if editor is None:
            return self._settings.default_language, self._settings.default_timezone
        return editor.language, editor.timezone
