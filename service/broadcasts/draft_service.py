"""The use cases of broadcasts that are not sent yet. Each opens its own transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from news.errors import SvodkaError
from news.model import INTERFACE_LANGUAGES, TOPIC_IDS, Article
from service.broadcasts import drafts
from service.broadcasts.approvals import (
    compute_fingerprint,
    get_needed_approvals,
    is_of_version,
)
from service.broadcasts.estimate import Preview, build_preview, get_breaking_rate
from service.broadcasts.submission import ReviewRenderer, ask_editors
from service.broadcasts.transitions import ReportMessage, record_action
from service.config import Settings
from service.editors.notices import get_locale
from service.editors.rights import NotAllowedError, Right, has_right, require_right
from service.rendering import RenderedMessage
from storage.archive import articles
from storage.database.engine import Database
from storage.messaging import audience, broadcasts
from storage.messaging.broadcasts import UNSENT_STATES, Broadcast
from storage.messaging.proposals import ProposedAction
from storage.stats.audit_log import Actor, AuditAction

TIME_PROMPT_TTL = timedelta(minutes=10)
"""How long a text of an editor is read as the answer to the question for a time."""

MAX_SCHEDULE_AHEAD = timedelta(days=30)


class ScheduleTimeError(SvodkaError):
    """A broadcast cannot be scheduled for this time."""


class TimePassedError(ScheduleTimeError):
    """The time to send a broadcast has passed."""

    key = "later-past"


class TimeTooFarError(ScheduleTimeError):
    """The time to send a broadcast is more than `MAX_SCHEDULE_AHEAD` away. Details: ``days``."""

    key = "later-far"


class ConfirmResult(Enum):
    """The result of a confirmation."""

    CONFIRMED = auto()
    NO_RECIPIENTS = auto()
    ALREADY_DECIDED = auto()
    NEEDS_APPROVAL = auto()
    CHANGED = auto()
    """It is not what the editor was shown."""


class SubmitResult(Enum):
    """What came of suggesting a draft."""

    SUBMITTED = auto()
    ALREADY_SUBMITTED = auto()
    ALREADY_DECIDED = auto()


@dataclass(frozen=True, slots=True)
class DraftService:
    """What editors do with broadcasts before they are sent.

    Methods that change a broadcast return None or False where its state no longer allows it,
    because another editor was faster or a button was pressed twice. Every decision is recorded in
    the audit log within the same transaction.
    """

    database: Database
    settings: Settings

    async def get_article(self, article_id: int) -> Article | None:
        """Return an article of the archive to make a draft of, or None."""
        async with self.database.read() as connection:
            return await articles.get(connection, article_id)

    async def create_draft(
        self,
        message: RenderedMessage,
        actor: Actor,
        editor_id: int,
        now: datetime,
        article_id: int | None = None,
    ) -> Preview:
        """Store a draft whose audience is everybody; return its preview.

        ``article_id``: the article of the archive that it sends, if it sends one. Raises
        NotAllowedError, as all methods with an actor do.
        """
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.DRAFT)
            broadcast = await drafts.create_draft(
                connection, message, actor, editor_id, now, article_id
            )
            return await build_preview(connection, broadcast, self.settings)

    async def reopen_preview(self, broadcast_id: int, actor: Actor) -> Preview | None:
        """Return the preview; its editor is no longer asked for a time."""
        return await self._change(broadcast_id, actor, lambda _: {})

    async def reopen_message(
        self, broadcast_id: int, actor: Actor
    ) -> tuple[Preview, dict[str, Any]] | None:
        """Return the preview as `reopen_preview` does, and the message that it is about."""
        async with self.database.write() as connection:
            preview = await self._change_in(connection, broadcast_id, actor, lambda _: {})
            if preview is None:
                return None
            return preview, await broadcasts.get_message(connection, preview.broadcast)

    async def set_silent(self, broadcast_id: int, silent: bool, actor: Actor) -> Preview | None:
        """Choose whether the broadcast arrives without a sound."""
        return await self._change(broadcast_id, actor, lambda _: {"silent": silent})

    async def set_ttl(self, broadcast_id: int, ttl: timedelta, actor: Actor) -> Preview | None:
        """Set how long the broadcast is delivered, counted from its start."""
        return await self._change(broadcast_id, actor, lambda _: {"ttl": ttl})

    async def set_language(self, broadcast_id: int, language: str, actor: Actor) -> Preview | None:
        """Narrow the audience to a language, "" for any; an unknown one changes nothing."""
        is_known = not language or language in INTERFACE_LANGUAGES
        return await self._change(
            broadcast_id, actor, lambda _: {"language": language or None} if is_known else {}
        )

    async def toggle_topic(
        self, broadcast_id: int, topic: str, on: bool, actor: Actor
    ) -> Preview | None:
        """Add a topic to the audience or remove it; "" removes all, an unknown one does nothing."""

        def change(broadcast: Broadcast) -> dict[str, Any]:
            if not topic:
                return {"topics": frozenset()}
            if topic not in TOPIC_IDS:
                return {}
            others = broadcast.topics - {topic}
            return {"topics": others | {topic} if on else others}

        return await self._change(broadcast_id, actor, change)

    async def send_test(
        self, broadcast_id: int, actor: Actor, renderer: ReviewRenderer, now: datetime
    ) -> bool:
        """Enqueue the draft for the editor alone."""
        async with self.database.write() as connection:
            broadcast = await self._get_changeable(connection, broadcast_id, actor)
            if broadcast is None or actor.id is None:
                return False
            language, _ = await get_locale(connection, self.settings, actor.id)
            stored = await broadcasts.get_message(connection, broadcast)
            message = renderer.render_test(stored, language)
            return await drafts.send_test(connection, broadcast, message, actor, now)

    async def confirm(
        self,
        broadcast_id: int,
        actor: Actor,
        now: datetime,
        report_message: ReportMessage | None,
        version: str = "",
    ) -> ConfirmResult:
        """Enqueue a broadcast for its audience, to be sent now.

        ``version``: as `compute_version` returned it for what the editor was shown; nothing else is
        sent. Buttons of earlier versions of the program have none.
        """
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.SEND)
            broadcast = await broadcasts.get(connection, broadcast_id)
            if broadcast is None:
                return ConfirmResult.ALREADY_DECIDED
            if broadcast.state in UNSENT_STATES and not is_of_version(broadcast, version):
                return ConfirmResult.CHANGED
            count = await audience.count_recipients(connection, broadcast.audience)
            if not count:
                return ConfirmResult.NO_RECIPIENTS
            if broadcast.state in UNSENT_STATES and get_needed_approvals(self.settings, count):
                return ConfirmResult.NEEDS_APPROVAL
            confirmed = await drafts.confirm(
                connection,
                broadcast,
                actor,
                now,
                rate=get_breaking_rate(self.settings).per_second,
                report_message=report_message,
            )
        return ConfirmResult.CONFIRMED if confirmed else ConfirmResult.ALREADY_DECIDED

    async def cancel(self, broadcast_id: int, actor: Actor, now: datetime) -> bool:
        """Discard a broadcast that has not been sent."""
        async with self.database.write() as connection:
            broadcast = await self._get_changeable(connection, broadcast_id, actor)
            return broadcast is not None and await drafts.cancel(connection, broadcast, actor, now)

    async def ask_for_time(
        self, broadcast_id: int, actor: Actor, now: datetime
    ) -> Broadcast | None:
        """Read what an editor types in the next `TIME_PROMPT_TTL` as the time to send it."""
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.SEND)
            broadcast = await broadcasts.get(connection, broadcast_id)
            changed = broadcast is not None and await broadcasts.transition(
                connection,
                broadcast_id,
                from_states=UNSENT_STATES,
                time_prompted_at=now,
                editor_id=drafts.get_editor_id(broadcast, actor),
                time_prompted_by=actor.id,
            )
            return await broadcasts.get(connection, broadcast_id) if changed else None

    async def find_awaiting_time(self, editor_id: int, now: datetime) -> Broadcast | None:
        """Return the broadcast for which this editor was asked for a time, if any."""
        async with self.database.read() as connection:
            return await broadcasts.find_awaiting_time(connection, editor_id, now - TIME_PROMPT_TTL)

    async def schedule(
        self, broadcast_id: int, at: datetime, actor: Actor, now: datetime, version: str = ""
    ) -> Preview | Literal[ConfirmResult.CHANGED] | None:
        """Set the time at which a broadcast starts.

        ``version``: as in `confirm`; nothing else is scheduled. Raises ScheduleTimeError.
        """
        if at <= now:
            raise TimePassedError(f"{at} has passed")
        if at - now > MAX_SCHEDULE_AHEAD:
            raise TimeTooFarError(f"{at} is too far ahead", days=MAX_SCHEDULE_AHEAD.days)
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.SEND)
            broadcast = await broadcasts.get(connection, broadcast_id)
            if broadcast is None or broadcast.state not in UNSENT_STATES:
                return None
            if not is_of_version(broadcast, version):
                return ConfirmResult.CHANGED
            await drafts.schedule(connection, broadcast, at, actor, now)
            return await self._load_preview(connection, broadcast_id)

    async def submit(
        self, broadcast_id: int, actor: Actor, renderer: ReviewRenderer, now: datetime
    ) -> SubmitResult:
        """Show a draft, as its author sees it, to all who may send it.

        A version is not shown again until the draft has changed.
        """
        async with self.database.write() as connection:
            broadcast = await self._get_changeable(connection, broadcast_id, actor)
            if broadcast is None or broadcast.state != "draft":
                return SubmitResult.ALREADY_DECIDED
            fingerprint = compute_fingerprint(broadcast, ProposedAction.SEND)
            if broadcast.suggested_fingerprint == fingerprint:
                return SubmitResult.ALREADY_SUBMITTED
            await broadcasts.set_suggested(connection, broadcast_id, fingerprint)
            preview = await build_preview(connection, broadcast, self.settings)
            await ask_editors(connection, self.settings, preview, actor, renderer, now)
            await record_action(connection, AuditAction.SUBMITTED, actor, broadcast, now)
        return SubmitResult.SUBMITTED

    async def _get_changeable(
        self, connection: AsyncConnection, broadcast_id: int, actor: Actor
    ) -> Broadcast | None:
        """Return a broadcast that an editor may change before it is sent.

        Authors may change their own drafts; what is scheduled or waits for a decision is in the
        hands of those who may send it. Raises NotAllowedError.
        """
        role = await require_right(connection, self.settings, actor, Right.DRAFT)
        broadcast = await broadcasts.get(connection, broadcast_id)
        if broadcast is None or has_right(role, Right.SEND):
            return broadcast
        if broadcast.editor_id != actor.id:
            raise NotAllowedError(f"{actor.name} may change no drafts of others")
        return broadcast if broadcast.state == "draft" else None

    async def _change(
        self, broadcast_id: int, actor: Actor, change: Callable[[Broadcast], Mapping[str, Any]]
    ) -> Preview | None:
        async with self.database.write() as connection:
            return await self._change_in(connection, broadcast_id, actor, change)

    async def _change_in(
        self,
        connection: AsyncConnection,
        broadcast_id: int,
        actor: Actor,
        change: Callable[[Broadcast], Mapping[str, Any]],
    ) -> Preview | None:
        """Change a broadcast. An editor who was asked for a time is asked no longer: what they were
        shown may be different now."""
        broadcast = await self._get_changeable(connection, broadcast_id, actor)
        if broadcast is None or broadcast.state not in UNSENT_STATES:
            return None
        values = {**change(broadcast), "time_prompted_at": None}
        if any(getattr(broadcast, name) != value for name, value in values.items()):
            await broadcasts.transition(
                connection, broadcast_id, from_states=UNSENT_STATES, **values
            )
        return await self._load_preview(connection, broadcast_id)

    async def _load_preview(self, connection: AsyncConnection, broadcast_id: int) -> Preview:
        broadcast = await broadcasts.get(connection, broadcast_id)
        assert broadcast is not None
        return await build_preview(connection, broadcast, self.settings)
