"""Ask a database server every few seconds whether it is there.

A server that is gone without notice, as behind a cut network, leaves statements without an answer
for ever. The watch has a connection of its own: where that gets no answer, all others are closed,
so that what waits for them fails and is tried again on new ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol

from storage.outages.availability import Availability

log = logging.getLogger(__name__)

INTERVAL_SECONDS = 2.0
"""How often it asks."""

ANSWER_SECONDS = 5.0
"""How long an answer may take, also that to a new connection."""

RETRY_SECONDS = 1.0
"""How often it tries to connect while the server is away."""


class WatchedConnection(Protocol):
    """A connection of the driver."""

    async def execute(self, statement: str) -> object:
        """Run a statement."""

    def terminate(self) -> None:
        """Close without notice to the server."""


class Watch:
    """Keeps `Availability` true.

    ``connect`` opens a connection, ``close_all`` closes all those of the service at once,
    ``can_go_on`` returns whether an error is the watch's own and the service works, and
    ``describe`` returns the reason of an error for the operator. ``errors``: what the driver
    raises.
    """

    def __init__(
        self,
        availability: Availability,
        connect: Callable[[], Awaitable[WatchedConnection]],
        close_all: Callable[[], None],
        can_go_on: Callable[[Exception], bool],
        describe: Callable[[Exception], str],
        errors: tuple[type[Exception], ...],
    ) -> None:
        self._availability = availability
        self._connect = connect
        self._close_all = close_all
        self._can_go_on = can_go_on
        self._describe = describe
        self._errors: tuple[type[Exception], ...] = (*errors, OSError, TimeoutError)
        self._connection: WatchedConnection | None = None

    @contextlib.asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """Watch during the block. It begins after the first question: what is done in it may be cut
        off at once, and then the watch has to know on which server that was."""
        self._availability.is_watched = True
        watching: asyncio.Task[None] | None = None
        try:
            seconds = await self._ask()
            watching = asyncio.create_task(self._keep_asking(seconds), name="watch")
            yield
        finally:
            self._availability.is_watched = False
            if watching is not None:
                watching.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await watching
            self._drop()

    async def _keep_asking(self, seconds: float) -> None:
        while True:
            if self._connection is None:
                await asyncio.sleep(seconds)
            else:
                await self._availability.wait_for_suspicion(seconds)
            seconds = await self._ask()

    async def _ask(self) -> float:
        """Ask whether the server is there, and report it; return the seconds until the next one."""
        is_new = self._connection is None
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                if self._connection is None:
                    self._connection = await self._connect()
                await self._connection.execute("SELECT 1")
        except self._errors as error:
            self._drop()
            if self._can_go_on(error):
                return INTERVAL_SECONDS
            self._close_all()
            if not is_new:  # it may be the connections only
                return 0.0
            self._availability.report_away(self._describe(error))
        except Exception:
            log.exception("the database cannot be asked whether it is there")
            self._drop()
        else:
            self._availability.report_answering()
            return INTERVAL_SECONDS
        return RETRY_SECONDS

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()
