"""While Telegram can not be reached, or something else answers in its place, nothing is sent but
one delivery now and then, to see whether it is back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.telegram.client.error_text import reason_of
from service.ops.circuit_breaker import CircuitBreaker
from service.ops.clock import Clock

log = logging.getLogger(__name__)

MAX_FAILURES = 5
"""In a row, of any chats: a server that fails now and then is not away."""

MIN_OPEN_DURATION, MAX_OPEN_DURATION = timedelta(seconds=1), timedelta(seconds=5)
"""Between two tries."""

STEP_ASIDE = MAX_OPEN_DURATION + timedelta(seconds=1)
"""How long what failed meanwhile waits: the next try is then another delivery's, where there is
one, since it may be this one that can not be sent."""


class Outage:
    """Hears how each request went. ``began`` is called as an outage begins; ``unreachable`` hears
    why, and "" when it is over."""

    def __init__(
        self, clock: Clock, began: Callable[[], None], unreachable: Callable[[str], None]
    ) -> None:
        self._clock = clock
        self._began = began
        self._unreachable = unreachable
        self._breaker = CircuitBreaker(MAX_FAILURES, MIN_OPEN_DURATION, MAX_OPEN_DURATION)
        self._since: datetime | None = None

    @property
    def is_on(self) -> bool:
        return self._breaker.is_open

    @property
    def holds_back(self) -> bool:
        """Whether nothing is to be sent just now."""
        return self._breaker.is_open and not self._breaker.is_half_open

    def lets(self) -> bool:
        """Whether to take something on: anything, or while `is_on` one delivery."""
        return self._breaker.allow_request(self._clock())

    def passed_over(self) -> None:
        """What was let through was not tried."""
        self._breaker.passed_over()

    def failed(self, error: Exception) -> bool:
        """A request did not reach Telegram. Return whether that is an outage by now, for which the
        delivery can not be blamed."""
        self._breaker.record_failure(self._clock())
        if not self._breaker.is_open:
            return False
        if self._since is None:
            self._since = self._clock()
            reason = reason_of(error)
            log.warning("Telegram can not be reached, nothing is sent until it is: %s", reason)
            self._unreachable(reason)
            self._began()
        return True

    def answered(self) -> None:
        """Telegram answered, whatever it said."""
        self._breaker.record_success()
        if self._since is not None:
            seconds = (self._clock() - self._since).total_seconds()
            log.info("Telegram can be reached again, after %.0f s", seconds)
            self._since = None
            self._unreachable("")
