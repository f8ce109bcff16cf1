"""Lines of the log that say of many alike once what they have in common."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic as system_monotonic

GAP_SECONDS = 10.0
"""Between two lines that say the same."""

MAX_REMEMBERED = 200
"""Reasons that are told apart. A server that says something new each time fills no memory."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said of ``one``, by its ``{number}``, and of ``many``, which are ``{count}``."""

    level: int
    one: str
    many: str


WAITS = Wording(
    logging.INFO, "delivery {number} waits", "{count} deliveries wait, {number} among them"
)
REFUSED = Wording(
    logging.ERROR,
    "payload {number} was refused",
    "{count} deliveries were refused, one of payload {number}",
)
UNANSWERED = Wording(
    logging.WARNING,
    "update {number} could not be answered",
    "{count} updates could not be answered, {number} among them",
)


@dataclass(slots=True)
class _Unsaid:
    number: int
    count: int = 0


class ThrottledLog:
    """Counts what is alike, and says it at most once in `GAP_SECONDS`. ``monotonic``: seconds."""

    def __init__(
        self, log: logging.Logger, *, monotonic: Callable[[], float] = system_monotonic
    ) -> None:
        self._log = log
        self._monotonic = monotonic
        self._said_at: OrderedDict[tuple[Wording, str], float] = OrderedDict()
        self._unsaid: dict[tuple[Wording, str], _Unsaid] = {}

    def add(self, wording: Wording, number: int, reason: str) -> None:
        """Count one more. ``number`` is the id by which it can be looked up."""
        self._unsaid.setdefault((wording, reason), _Unsaid(number)).count += 1

    def flush(self, *, at_once: bool = False) -> None:
        """Say what has not been said of late; with ``at_once``, everything."""
        now = self._monotonic()
        for key in list(self._unsaid):
            if at_once or now - self._said_at.get(key, float("-inf")) >= GAP_SECONDS:
                self._say(key, now)

    def _say(self, key: tuple[Wording, str], now: float) -> None:
        (wording, reason), unsaid = key, self._unsaid.pop(key)
        form = wording.one if unsaid.count == 1 else wording.many
        said = form.format(number=unsaid.number, count=unsaid.count)
        self._log.log(wording.level, "%s: %s", said, reason)
        self._said_at[key] = now
        self._said_at.move_to_end(key)
        if len(self._said_at) > MAX_REMEMBERED:
            self._said_at.popitem(last=False)
