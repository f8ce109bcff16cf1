"""Write one log line for many like events, at most once in an interval."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic as system_monotonic

MIN_INTERVAL_SECONDS = 10.0
"""Between two lines about the same event."""

MAX_REMEMBERED_EVENTS = 200
"""Bounds the memory when a server gives a new reason each time."""


@dataclass(frozen=True, slots=True)
class LogTemplate:
    """The line for ``one`` event (``{number}``), and for ``many`` (also ``{count}``)."""

    level: int
    one: str
    many: str


DELIVERY_WAITS = LogTemplate(
    logging.INFO, "delivery {number} waits", "{count} deliveries wait, {number} among them"
)
DELIVERY_REJECTED = LogTemplate(
    logging.ERROR,
    "payload {number} was rejected",
    "{count} deliveries were rejected, one of payload {number}",
)
UPDATE_UNANSWERED = LogTemplate(
    logging.WARNING,
    "update {number} could not be answered",
    "{count} updates could not be answered, {number} among them",
)


@dataclass(slots=True)
class _Pending:
    number: int
    count: int = 0


class ThrottledLog:
    """Counts events by template and reason. ``monotonic``: the present time in seconds."""

    def __init__(
        self, log: logging.Logger, *, monotonic: Callable[[], float] = system_monotonic
    ) -> None:
        self._log = log
        self._monotonic = monotonic
        self._logged_at: OrderedDict[tuple[LogTemplate, str], float] = OrderedDict()
        self._pending: dict[tuple[LogTemplate, str], _Pending] = {}

    def add(self, template: LogTemplate, number: int, reason: str) -> None:
        """Count one event. ``number``: the id by which it can be looked up."""
        self._pending.setdefault((template, reason), _Pending(number)).count += 1

    def flush(self, *, force: bool = False) -> None:
        """Write what was not written within the interval; with ``force``, everything."""
        now = self._monotonic()
        for key in list(self._pending):
            if force or now - self._logged_at.get(key, float("-inf")) >= MIN_INTERVAL_SECONDS:
                self._write(key, now)

    def _write(self, key: tuple[LogTemplate, str], now: float) -> None:
        (template, reason), pending = key, self._pending.pop(key)
        text = template.one if pending.count == 1 else template.many
        event = text.format(number=pending.number, count=pending.count)
        self._log.log(template.level, "%s: %s", event, reason)
        self._logged_at[key] = now
        self._logged_at.move_to_end(key)
        if len(self._logged_at) > MAX_REMEMBERED_EVENTS:
            self._logged_at.popitem(last=False)
