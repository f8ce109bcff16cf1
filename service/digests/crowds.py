"""Tell editors and operators of digest times that more subscribers chose than can be served."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.broadcasts.estimate import DeliveryEstimate, SendRate, estimate_delivery
from service.config import Settings
from service.digests.sending_windows import MAX_EARLY, USABLE_SHARE, SendingWindow
from service.editors.rights import Right
from service.i18n.translations import Translations, Translator
from service.ops.editor_notices import enqueue_editor_notice
from service.rendering import RenderedMessage
from storage.chats.subscribers import Style
from storage.database.engine import Database
from storage.stats import audit_log
from storage.stats.audit_log import SERVICE_ACTOR, AuditAction

NOTICE_INTERVAL = timedelta(days=7)
"""While there are crowded digest times, editors are notified this often."""

MAX_PAID_RATE = 1_000
"""The most messages a second that Telegram sends for Stars."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """A crowded digest time, and what paying for its digests would change.

    ``paid_rate``: messages a second with which all would come at most `MAX_EARLY` early, or
    `MAX_PAID_RATE`; ``paid``: how long they then take and what a day costs. Both are None where
    digests are paid for already.
    """

    window: SendingWindow
    paid_rate: int | None
    paid: DeliveryEstimate | None


CrowdRenderer = Callable[[Translator, Sequence[Crowd], Style], Iterable[RenderedMessage]]
"""Returns the messages about crowded digest times, in a language and a style."""


def list_crowds(windows: Iterable[SendingWindow], settings: Settings) -> list[Crowd]:
    """Return the crowded digest times among the windows, with the offer to pay for them."""
    return [_assess(window, settings) for window in windows if window.is_crowded]


def _assess(window: SendingWindow, settings: Settings) -> Crowd:
    if settings.paid_digests:
        return Crowd(window, None, None)
    needed = math.ceil(window.count / (MAX_EARLY.total_seconds() * USABLE_SHARE))
    rate = min(needed, MAX_PAID_RATE)
    return Crowd(window, rate, estimate_delivery(window.count, SendRate(rate, is_paid=True)))


async def enqueue_crowd_notice(
    database: Database,
    translations: Translations,
    settings: Settings,
    now: datetime,
    crowds: Sequence[Crowd],
    render: CrowdRenderer,
) -> bool:
    """Notify editors of crowded digest times, once in `NOTICE_INTERVAL`; return whether it did.

    An entry of the audit log says when they were notified.
    """
    if not crowds:
        return False
    # Asked each minute: without the write lock, for which others would wait.
    async with database.read() as connection:
        last = await audit_log.get_last_time(connection, AuditAction.CROWDED)
    if last is not None and now - last < NOTICE_INTERVAL:
        return False
    async with database.write() as connection:
        times = ", ".join(
            f"{crowd.window.digest_time:%H:%M} UTC: {crowd.window.count}" for crowd in crowds
        )
        await audit_log.record(connection, AuditAction.CROWDED, SERVICE_ACTOR, now, text=times)
        await enqueue_editor_notice(
            connection,
            translations,
            settings,
            now,
            Right.FIGURES,
            lambda t, style: render(t, crowds, style),
        )
    return True
