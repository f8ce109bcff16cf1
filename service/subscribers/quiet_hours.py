"""Quiet hours: when breaking news may make a sound, and when it is held till a reader's morning."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from storage.chats.subscribers import Subscriber
from storage.messaging.audience import QuietHours


@dataclass(frozen=True, slots=True)
class DeliveryWindow:
    """When a delivery goes, until when it is worth sending, and whether it makes no sound."""

    due_at: datetime
    expires_at: datetime
    silent: bool


def fit_quiet_hours(
    window: DeliveryWindow, send_at: datetime, quiet_hours: QuietHours
) -> DeliveryWindow:
    """What a reader's quiet hours make of a message that is expected to go at ``goes_at``: silent
    within them, or as much later and as much longer valid as the morning is away. To who wants no
    sound ever it makes none."""
    window = replace(window, silent=window.silent or quiet_hours.silent)
    morning = get_quiet_end(quiet_hours, send_at)
    if morning is None:
        return window
    if not quiet_hours.quiet_hold:
        return DeliveryWindow(window.due_at, window.expires_at, silent=True)
    return DeliveryWindow(morning, window.expires_at + (morning - window.due_at), window.silent)


def get_quiet_hours(subscriber: Subscriber) -> QuietHours | None:
    """A reader's quiet hours; None if they have none."""
    if subscriber.quiet_from is None or subscriber.quiet_until is None:
        return None
    return QuietHours(
        subscriber.chat_id,
        subscriber.timezone,
        subscriber.quiet_from,
        subscriber.quiet_until,
        subscriber.quiet_hold,
    )


def get_quiet_end(quiet_hours: QuietHours, at: datetime) -> datetime | None:
    """When the quiet hours end in which ``moment`` lies; None if it lies in none."""
    zone = ZoneInfo(quiet_hours.timezone)
    if not _is_within(quiet_hours, at, zone):
        return None
    today = at.astimezone(zone).date()
    for ahead in range(3):
        # An hour that comes twice ends the night the first time, unless that has passed.
        for fold in (0, 1):
            clock = quiet_hours.quiet_until.replace(fold=fold)
            end = datetime.combine(today + timedelta(days=ahead), clock, zone).astimezone(UTC)
            if end > at and not _is_within(quiet_hours, end, zone):
                return end
    raise AssertionError(f"quiet hours that do not end within three days: {quiet_hours}")


def _is_within(quiet_hours: QuietHours, at: datetime, zone: ZoneInfo) -> bool:
    clock = at.astimezone(zone).time()
    if quiet_hours.quiet_from <= quiet_hours.quiet_until:
        return quiet_hours.quiet_from <= clock < quiet_hours.quiet_until
    return clock >= quiet_hours.quiet_from or clock < quiet_hours.quiet_until
