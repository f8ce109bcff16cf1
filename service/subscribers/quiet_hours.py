"""Quiet hours, in which breaking news arrives silently or waits until they end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from storage.chats.subscribers import Subscriber
from storage.messaging.audience import QuietHours


@dataclass(frozen=True, slots=True)
class DeliveryWindow:
    """When a delivery is sent, when it expires, and whether it arrives silently."""

    due_at: datetime
    expires_at: datetime
    silent: bool


def fit_quiet_hours(
    window: DeliveryWindow, send_at: datetime, quiet_hours: QuietHours
) -> DeliveryWindow:
    """Return the delivery window of a message expected to be sent at ``send_at``.

    Within the quiet hours it is silent, or with ``hold_in_quiet_hours`` postponed to their end and
    valid as much longer. A subscriber who wants no sound gets a silent message at any time.
    """
    window = replace(window, silent=window.silent or quiet_hours.silent)
    quiet_end = get_quiet_end(quiet_hours, send_at)
    if quiet_end is None:
        return window
    if not quiet_hours.hold_in_quiet_hours:
        return DeliveryWindow(window.due_at, window.expires_at, silent=True)
    return DeliveryWindow(quiet_end, window.expires_at + (quiet_end - window.due_at), window.silent)


def get_quiet_hours(subscriber: Subscriber) -> QuietHours | None:
    """Return a subscriber's quiet hours; None if there are none."""
    if subscriber.quiet_from is None or subscriber.quiet_until is None:
        return None
    return QuietHours(
        subscriber.chat_id,
        subscriber.timezone,
        subscriber.quiet_from,
        subscriber.quiet_until,
        subscriber.hold_in_quiet_hours,
    )


def get_quiet_end(quiet_hours: QuietHours, at: datetime) -> datetime | None:
    """Return when the quiet hours around ``at`` end; None if ``at`` is outside them."""
    zone = ZoneInfo(quiet_hours.timezone)
    if not _is_within(quiet_hours, at, zone):
        return None
    today = at.astimezone(zone).date()
    for ahead in range(3):
        # A time that occurs twice ends the quiet hours the first time, unless that has passed.
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
