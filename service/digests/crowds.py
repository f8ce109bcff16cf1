"""Notices to editors of digest times that more subscribers chose than can be served."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.broadcasts.estimate import (
    DeliveryEstimate,
    SendRate,
    estimate_delivery,
    get_digest_rate,
)
from service.config import Settings
from service.digests.sending_windows import MAX_EARLY, USABLE_SHARE, SendingWindow
from service.editors.notices import notify_editors
from service.editors.rights import Right
from service.i18n.translations import Translations, Translator
from service.ops.checks import Finding, Status
from service.rendering import RenderedMessage
from service.subscribers.digest_schedule import MAX_DELAY
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


@dataclass(frozen=True, slots=True)
class Capacity:
    """The hour in which most digests are due, and how many could be sent before they expire.

    ``starts_at`` is None if no digest is due.
    """

    starts_at: datetime | None
    count: int
    reachable: int


def compute_capacity(counts: Mapping[datetime, int], settings: Settings) -> Capacity:
    """Compare the busiest hour with the send rate. ``counts``: digests by the time they are due."""
    seconds = MAX_DELAY.total_seconds()
    reachable = math.floor(get_digest_rate(settings).per_second * USABLE_SHARE * seconds)
    hours = Counter[datetime]()
    for due_at, count in counts.items():
        hours[due_at.replace(minute=0, second=0, microsecond=0)] += count
    if not hours:
        return Capacity(None, 0, reachable)
    starts_at, count = max(hours.items(), key=lambda hour: (hour[1], -hour[0].timestamp()))
    return Capacity(starts_at, count, reachable)


def check_crowds(crowds: Iterable[Crowd]) -> Finding:
    """Name the digest times that are crowded in the next day; their digests come early."""
    text = "; ".join(map(_describe_crowd, crowds))
    if not text:
        return Finding("digests", Status.OK, "each fits into the time before it")
    return Finding("digests", Status.WARNING, text)


def _describe_crowd(crowd: Crowd) -> str:
    window, seconds = crowd.window, round(crowd.window.duration.total_seconds())
    text = (
        f"{window.count:,} at {window.digest_time:%H:%M} UTC take {timedelta(seconds=seconds)}, "
        f"so they begin at {window.starts_at:%H:%M} UTC"
    )
    if crowd.paid is None:
        return text
    return (
        f"{text} (PAID_DIGESTS=true with PAID_SEND_RATE={crowd.paid_rate}: {crowd.paid.duration}, "
        f"at most {crowd.paid.max_stars:,} Stars a day)"
    )


def check_capacity(capacity: Capacity, settings: Settings) -> Finding:
    """Compare the digests of the busiest hour with those that can be sent before they expire."""
    reach = f"SEND_RATE={settings.send_rate:g} reaches {capacity.reachable:,} before it is too late"
    if capacity.starts_at is None:
        return Finding("capacity", Status.OK, f"no digest is due in the next day; {reach}")
    text = (
        f"{capacity.count:,} get their digest in the busiest hour, "
        f"from {capacity.starts_at:%H:%M} UTC; {reach}"
    )
    is_enough = capacity.count <= capacity.reachable
    return Finding("capacity", Status.OK if is_enough else Status.FAILED, text)


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
        await notify_editors(
            connection,
            translations,
            settings,
            now,
            Right.FIGURES,
            lambda t, style: render(t, crowds, style),
        )
    return True
