"""How many alerts a chat gets in an hour. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from storage.chats.alerts import AlertWindow

MAX_SINGLE_ALERTS = 5
"""Alerts an hour that come by themselves; all others of that hour come together, in one message."""

WINDOW = timedelta(hours=1)


def count_alert(
    window: AlertWindow | None, now: datetime, quiet_until: datetime | None
) -> tuple[AlertWindow, bool]:
    """A chat's hour after another alert, and whether it goes now; if not, it waits.

    An hour begins with its first alert. ``morning``: when the quiet hours end that hold it now.
    """
    begun = _open_window(window, now)
    if quiet_until is not None:
        return replace(begun, batch_due_at=begun.batch_due_at or quiet_until), False
    if begun.sent_count < MAX_SINGLE_ALERTS:
        return replace(begun, sent_count=begun.sent_count + 1), True
    return replace(begun, batch_due_at=begun.batch_due_at or begun.started_at + WINDOW), False


def count_batch(
    window: AlertWindow, now: datetime, quiet_until: datetime | None
) -> tuple[AlertWindow, bool]:
    """A chat's hour at the time of its gathering, and whether that goes now. It counts as one."""
    if quiet_until is not None:
        return replace(window, batch_due_at=quiet_until), False
    begun = _open_window(window, now)
    return replace(begun, sent_count=begun.sent_count + 1, batch_due_at=None), True


def _open_window(window: AlertWindow | None, now: datetime) -> AlertWindow:
    if window is None:
        return AlertWindow(now)
    over = now >= window.started_at + WINDOW
    return AlertWindow(now, batch_due_at=window.batch_due_at) if over else window
