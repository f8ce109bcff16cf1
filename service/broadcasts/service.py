"""The use cases of broadcasts that are sent, or were. Each opens its own transaction."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import InterfaceLanguage
from service.broadcasts import amendments, approvals, lifecycle
from service.broadcasts.estimate import Preview, build_preview, get_breaking_rate
from service.broadcasts.proposals import ApprovalRenderer, ProposalService
from service.broadcasts.reports import add_former, close_former, get_report
from service.broadcasts.transitions import ReportMessage
from service.config import Settings
from service.editors.notices import get_locale
from service.editors.rights import Right, get_role, has_right, list_with_right, require_right
from service.ops.logs import bind_log_context
from service.rendering import BroadcastRenderer, RenderedMessage
from storage.database.engine import Database
from storage.messaging import broadcasts
from storage.messaging.broadcasts import RUNNING_STATES, UNSENT_STATES, Broadcast
from storage.messaging.progress import Progress, count_failures_by_reason, get_progress
from storage.messaging.proposals import ProposedAction
from storage.stats import audit_log
from storage.stats.audit_log import Actor

log = logging.getLogger(__name__)

OPENINGS_PERIOD = timedelta(days=1)
"""How long after its start a report shows how many people open a broadcast."""

Transition = Callable[
    [AsyncConnection, Broadcast, Actor, datetime, ReportMessage | None], Awaitable[bool]
]


@dataclass(frozen=True, slots=True)
class AmendableBroadcast:
    """A broadcast that can be corrected or retracted, and the rendered message its chats show."""

    broadcast: Broadcast
    message: dict[str, Any]

    @property
    def is_sent(self) -> bool:
        """Whether it is more than a draft."""
        return self.broadcast.state not in UNSENT_STATES


class DueRenderer(BroadcastRenderer, ApprovalRenderer, Protocol):
    """Renders what the service sends about a scheduled broadcast whose time has come."""

    def render_unapproved(
        self, broadcast: Broadcast, language: InterfaceLanguage
    ) -> RenderedMessage:
        """Tell its editor that it was not sent, because nobody approved it."""


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """A message that shows a report, in the language of its chat; without an id, it is yet to be
    sent."""

    chat_id: int
    message_id: int | None
    language: InterfaceLanguage


@dataclass(frozen=True, slots=True)
class BroadcastReport:
    """``failures``: number of chats by the recorded reason, empty while the broadcast is sent.
    ``place`` shows the report; so do the ``former_places`` until the present run is over."""

    broadcast: Broadcast
    progress: Progress
    failures: Mapping[str, int]
    place: ReportPlace
    former_places: Sequence[ReportPlace]


@dataclass(frozen=True, slots=True)
class BroadcastService:
    """What editors do with broadcasts once they are decided, and what the job does by itself.

    Methods that change a broadcast return False where its state no longer allows it,
    because another editor was faster or a button was pressed twice, and raise NotAllowedError for
    an actor without the right. Every action is recorded in the audit log within the same
    transaction.
    """

    database: Database
    settings: Settings

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

    async def get_amendable(self, broadcast_id: int) -> AmendableBroadcast | None:
        """Return a broadcast to correct or retract; None if it does not exist or is over."""
        async with self.database.read() as connection:
            broadcast = await broadcasts.get(connection, broadcast_id)
            if broadcast is None or not (
                broadcast.state in UNSENT_STATES or amendments.is_amendable(broadcast)
            ):
                return None
            message = await broadcasts.get_message(connection, broadcast)
        return AmendableBroadcast(broadcast, message)

    async def rewrite(
        self, target: AmendableBroadcast, message: RenderedMessage, actor: Actor, now: datetime
    ) -> Preview | None:
        """Replace the message of a broadcast that is not sent yet; return its preview with this
        message, None if it is decided."""
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.AMEND)
            if not await amendments.rewrite(connection, target.broadcast, message, actor, now):
                return None
            broadcast = await broadcasts.get(connection, target.broadcast.id)
            assert broadcast is not None
            return await build_preview(connection, broadcast, self.settings)

    async def list_due(self, now: datetime) -> list[Broadcast]:
        """Return the scheduled broadcasts whose time has come."""
        async with self.database.read() as connection:
            return await broadcasts.list_due(connection, now)

    async def start_due(self, broadcast_id: int, renderer: DueRenderer, now: datetime) -> None:
        """Start a scheduled broadcast.

        It is held, and all who may send are asked, where the person who last decided about it may
        not any more; it is missed, and its editor is notified, where it has expired.
        """
        async with self.database.write() as connection:
            broadcast = await broadcasts.get(connection, broadcast_id)
            if broadcast is None or broadcast.state != "scheduled":
                return
            decided_by = await audit_log.get_deciding_editor(connection, broadcast.id)
            editor_id = decided_by or broadcast.editor_id
            if not has_right(await get_role(connection, self.settings, editor_id), Right.SEND):
                with bind_log_context(broadcast=broadcast.id):
                    log.warning("held: the person who scheduled it is no longer an editor")
                notices = {
                    one: renderer.render_held(
                        broadcast, *await get_locale(connection, self.settings, one), now
                    )
                    for one in await list_with_right(connection, self.settings, Right.SEND)
                }
                await lifecycle.hold(connection, broadcast, notices, now)
            elif lifecycle.is_expired(broadcast, now):
                reader = await self._find_responsible(connection, broadcast)
                locale = await get_locale(connection, self.settings, reader)
                notice = renderer.render_missed(broadcast, *locale, now)
                await lifecycle.mark_missed(connection, broadcast, reader, notice, now)
            elif not await self._is_approved(connection, broadcast):
                await self._hold_unapproved(connection, broadcast, editor_id, renderer, now)
            else:
                rate = get_breaking_rate(self.settings).per_second
                await lifecycle.start(connection, broadcast, now, rate=rate)

    async def _is_approved(self, connection: AsyncConnection, broadcast: Broadcast) -> bool:
        """Return whether a scheduled broadcast has all approvals that it needs."""
        needed = await approvals.count_needed_to_send(connection, self.settings, broadcast)
        return not needed or await approvals.is_schedule_approved(
            connection, self.settings, broadcast, needed
        )

    async def _hold_unapproved(
        self,
        connection: AsyncConnection,
        broadcast: Broadcast,
        editor_id: int,
        renderer: DueRenderer,
        now: datetime,
    ) -> None:
        """Hold a due broadcast, notify its editor, and ask the others again if it changed."""
        name = await audit_log.get_name(connection, editor_id)
        language, _ = await get_locale(connection, self.settings, editor_id)
        notices = {editor_id: renderer.render_unapproved(broadcast, language)}
        await lifecycle.hold(connection, broadcast, notices, now)
        with bind_log_context(broadcast=broadcast.id):
            log.warning("held: nobody approved it")
        proposals = ProposalService(self.database, self.settings)
        actor = Actor(editor_id, name)
        await proposals.ask(connection, broadcast, ProposedAction.SCHEDULE, actor, renderer, now)

    async def list_running(self) -> list[Broadcast]:
        """Return the broadcasts that are being sent, corrected or retracted."""
        async with self.database.read() as connection:
            return await broadcasts.list_by_state(connection, RUNNING_STATES)

    async def list_opened(self, now: datetime) -> list[Broadcast]:
        """Return the finished broadcasts whose reports still show how many open them."""
        async with self.database.read() as connection:
            return await broadcasts.list_opened(connection, now - OPENINGS_PERIOD)

    async def list_held(self) -> list[Broadcast]:
        """Return the broadcasts that wait for a decision because their editor was removed."""
        async with self.database.read() as connection:
            return await broadcasts.list_by_state(connection, ["held"])

    async def get(self, broadcast_id: int) -> Broadcast | None:
        """Return a broadcast, None if there is none with this number."""
        async with self.database.read() as connection:
            return await broadcasts.get(connection, broadcast_id)

    async def list_published(
        self, limit: int, language: InterfaceLanguage | None = None
    ) -> list[Broadcast]:
        """Return the newest broadcasts that were sent and not retracted; with a ``language``,
        without those for readers of other languages."""
        async with self.database.read() as connection:
            return await broadcasts.list_published(connection, limit, language)

    async def record_auto_pause(self, broadcast: Broadcast, now: datetime) -> Broadcast:
        """Record that the service paused a broadcast; its report goes into a new message."""
        async with self.database.write() as connection:
            current = await broadcasts.get(connection, broadcast.id)
            if current is None:
                return broadcast
            await lifecycle.mark_auto_paused(connection, current, now)
            return await broadcasts.get(connection, broadcast.id) or broadcast

    async def load_report(self, broadcast: Broadcast, now: datetime) -> BroadcastReport:
        """Return the progress of a broadcast; failures only if it is paused or finished."""
        async with self.database.read() as connection:
            progress = await get_progress(connection, broadcast, now)
            with_reasons = broadcast.paused or not progress.remaining
            failures = await count_failures_by_reason(connection, broadcast) if with_reasons else {}
            chat_id = broadcast.report_chat_id or await self._find_responsible(
                connection, broadcast
            )
            message_ids = [
                (chat_id, broadcast.report_message_id),
                *((one.chat_id, one.message_id) for one in broadcast.former_reports if one.is_open),
            ]
            place, *former_places = [
                ReportPlace(chat, message, (await get_locale(connection, self.settings, chat))[0])
                for chat, message in message_ids
            ]
        return BroadcastReport(broadcast, progress, failures, place, former_places)

    async def find_responsible(self, broadcast: Broadcast) -> int:
        """Return the id of the editor who gets what the service reports of a broadcast."""
        async with self.database.read() as connection:
            return await self._find_responsible(connection, broadcast)

    async def _find_responsible(self, connection: AsyncConnection, broadcast: Broadcast) -> int:
        """Return its editor if they may act on a report, else who decided about it, else any other
        who may: an author whose draft others sent may not, nor who was removed since."""
        able = await list_with_right(connection, self.settings, Right.SEND)
        decided_by = await audit_log.get_deciding_editor(connection, broadcast.id)
        for one in (broadcast.editor_id, decided_by):
            if one is not None and one in able:
                return one
        return able[0] if able else broadcast.editor_id

    async def add_report_message(
        self, broadcast: Broadcast, message: ReportMessage
    ) -> Broadcast | None:
        """Remember the message with the report of ``broadcast`` that was just sent. Where an editor
        moved the report in the meantime, it is a former one.

        Nobody edits it later where the broadcast is done in the meantime: then return the broadcast
        as it was when its last run ended, to be shown at once; else None.
        """
        async with self.database.write() as connection:
            current = await broadcasts.get(connection, broadcast.id)
            if current is None:
                return None
            report, former = message, current.former_reports
            if (present := get_report(current)) is not None:
                report, former = present, add_former(current, message)
            await broadcasts.set_reports(connection, current.id, report, former)
        if current.state in RUNNING_STATES:
            return None
        last_state = broadcast.state
        if current.payload_id != broadcast.payload_id:
            last_state = "retracting" if current.retracted else "correcting"
        return replace(current, state=last_state)

    async def close_report_message(self, broadcast_id: int, message: ReportMessage) -> None:
        """Remember that a former message with the report cannot be edited."""
        async with self.database.write() as connection:
            broadcast = await broadcasts.get(connection, broadcast_id)
            if broadcast is not None:
                former = close_former(broadcast, message)
                await broadcasts.set_reports(
                    connection, broadcast_id, get_report(broadcast), former
                )

    async def mark_done(self, broadcast: Broadcast) -> bool:
        """Finish a broadcast; return False if it or the messages with its report have changed since
        it was read."""
        async with self.database.write() as connection:
            current = await broadcasts.get(connection, broadcast.id)
            if current is None or current.former_reports != broadcast.former_reports:
                return False
            return await broadcasts.mark_done(connection, broadcast)

    async def _apply(
        self,
        transition: Transition,
        broadcast_id: int,
        actor: Actor,
        now: datetime,
        report_message: ReportMessage | None,
    ) -> bool:
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.SEND)
            broadcast = await broadcasts.get(connection, broadcast_id)
            return broadcast is not None and await transition(
                connection, broadcast, actor, now, report_message
            )
