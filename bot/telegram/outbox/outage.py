"""Detect that Telegram cannot be reached, and stop sending except for a probe now and then."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.telegram.client.error_text import format_reason
from service.ops.circuit_breaker import CircuitBreaker
from service.ops.clock import Clock

log = logging.getLogger(__name__)

MAX_FAILURES = 5
"""Failures in a row, of any chats, that make an outage; a server may fail now and then."""

MIN_OPEN_DURATION, MAX_OPEN_DURATION = timedelta(seconds=1), timedelta(seconds=5)
"""Between two probes."""

RETRY_DELAY = MAX_OPEN_DURATION + timedelta(seconds=1)
"""How long a delivery waits that failed in an outage. It exceeds the time between two probes, so
that the next probe is another delivery, if there is one: this one may be unsendable."""


class OutageDetector:
    """Receives the result of each request.

    ``on_start`` is called when an outage begins. ``on_unreachable`` is called with the reason then,
    and with "" when it ends.
    """

    def __init__(
        self, clock: Clock, on_start: Callable[[], None], on_unreachable: Callable[[str], None]
    ) -> None:
        self._clock = clock
        self._on_start = on_start
        self._on_unreachable = on_unreachable
        self._breaker = CircuitBreaker(MAX_FAILURES, MIN_OPEN_DURATION, MAX_OPEN_DURATION)
        self._started_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Whether Telegram does not answer; a probe may be sent in between."""
        return self._breaker.is_open

    @property
    def blocks_sending(self) -> bool:
        """Whether nothing may be sent now, not even a probe."""
        return self._breaker.is_open and not self._breaker.is_half_open

    def allow_request(self) -> bool:
        """Return whether to take on deliveries; in an outage that is one delivery, the probe."""
        return self._breaker.allow_request(self._clock())

    def record_skipped(self) -> None:
        """Record that an allowed request was not made."""
        self._breaker.record_skipped()

    def record_failure(self, error: Exception) -> bool:
        """Record that a request did not reach Telegram.

        Returns whether this is an outage, so that the delivery itself is not to blame.
        """
        self._breaker.record_failure(self._clock())
        if not self._breaker.is_open:
            return False
        if self._started_at is None:
            self._started_at = self._clock()
            reason = format_reason(error)
            log.warning("Telegram cannot be reached, nothing is sent until it is: %s", reason)
            self._on_unreachable(reason)
            self._on_start()
        return True

    def record_response(self) -> None:
        """Record that Telegram answered, be it with an error."""
        self._breaker.record_success()
        if self._started_at is not None:
            seconds = (self._clock() - self._started_at).total_seconds()
            log.info("Telegram can be reached again, after %.0f s", seconds)
            self._started_at = None
            self._on_unreachable("")
