"""Whether the database can be used, and since when and why not; said once, not by each task.

While a server is away every loop of the service fails. They ask here whether that is known, so that
the log has a line at the beginning and one at the end, and wait here for the end.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

log = logging.getLogger(__name__)

CALM_SECONDS = 3.0
"""How long no write must have failed before a success counts: on a full disk some small ones
succeed between those that fail."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the database cannot be used, and since when by the steady clock. ``is_away``: it cannot
    be read either."""

    reason: str
    since: float
    is_away: bool

    @property
    def seconds(self) -> float:
        """For how long there has been this problem."""
        return monotonic() - self.since


class Availability:
    """What is known of one database, shared by all tasks that use it.

    A watch decides whether a server is away (`Watch`); that nothing can be written is learned from
    the writers. ``on_usable`` is called when a problem is over, or a suspicion.
    """

    def __init__(self) -> None:
        self.problem: Problem | None = None
        self.is_watched = False
        self.on_usable: list[Callable[[], None]] = []
        self._suspects = False
        self._failed_at = 0.0
        self._change = asyncio.Event()

    @property
    def is_away(self) -> bool:
        """Whether nothing can be read or written."""
        return self.problem is not None and self.problem.is_away

    @property
    def is_settled(self) -> bool:
        """Whether there is no problem, and none is looked for."""
        return self.problem is None and not self._suspects

    def suspect(self) -> None:
        """Have the watch look now: a connection failed."""
        if self.is_watched and not self._suspects and not self.is_away:
            self._suspects = True
            self._notify()

    def report_away(self, reason: str) -> None:
        """Note that the server does not answer."""
        self._suspects = False
        if not self.is_away:
            since = monotonic() if self.problem is None else self.problem.since
            self._begin(Problem(reason, since, is_away=True))
        self._notify()

    def report_answering(self) -> None:
        """Note that the server answers."""
        had_doubts, self._suspects = self._suspects, False
        if self.is_away:
            self._end("the database answers again")
        elif had_doubts:
            log.warning("a connection to the database was lost, and is opened anew")
            self._notify_usable()

    def report_unwritable(self, reason: str) -> None:
        """Note that a transaction could not be written, as on a full disk."""
        self._failed_at = monotonic()
        if self.problem is None:
            self._begin(Problem(reason, self._failed_at, is_away=False))
            self._notify()

    def report_written(self) -> None:
        """Note that a transaction was written."""
        if self.problem is None or self.problem.is_away:
            return
        if monotonic() - self._failed_at >= CALM_SECONDS:
            self._end("the database can be written again")

    def log(self, logger: logging.Logger, text: str, *args: object) -> None:
        """Log an error of a task, unless the problem that explains it is logged or looked for."""
        if self.is_settled:
            logger.error(text, *args)

    async def wait_until_answering(self, seconds: float) -> bool:
        """Wait as long as the server is away, at most so many seconds; return whether it is not."""
        if self.is_away and seconds > 0:
            try:
                async with asyncio.timeout(seconds):
                    while self.is_away:
                        await self._change.wait()
            except TimeoutError:
                return False
        return not self.is_away

    async def pause(self, seconds: float) -> None:
        """Wait before another attempt: as long as the server is away, else so many seconds."""
        if not self.is_away:
            await asyncio.sleep(seconds)
        while self.is_away:
            await self._change.wait()

    async def wait_for_suspicion(self, seconds: float) -> None:
        """Wait until there is a suspicion, at most so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                while not self._suspects:
                    await self._change.wait()
        except TimeoutError:
            return

    def _begin(self, problem: Problem) -> None:
        self.problem = problem
        log.error("the database cannot be used: %s", problem.reason)

    def _end(self, said: str) -> None:
        assert self.problem is not None
        log.warning("%s, after %.0f s", said, self.problem.seconds)
        self.problem = None
        self._notify_usable()

    def _notify_usable(self) -> None:
        self._notify()
        for call in self.on_usable:
            call()

    def _notify(self) -> None:
        self._change.set()
        self._change = asyncio.Event()
