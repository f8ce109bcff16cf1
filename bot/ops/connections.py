"""Limits on the connections of the HTTP server: how many, and how long they may send or read
nothing."""

from __future__ import annotations

import asyncio
import logging
from time import monotonic

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

log = logging.getLogger(__name__)

MAX_CONNECTIONS = 100
"""Telegram opens 40 at most; the others are for health checks and metrics."""

WAIT_SECONDS = 20.0
"""How long a connection may wait for a whole head of a request, the first or a later one, and how
long its client may leave answers unread."""

SWEEP_SECONDS = 1.0


class ConnectionLimits:
    """The open connections of a server, oldest first.

    One too many closes the one that has waited longest, for a request or for its client to read an
    answer; if none waits, it is closed itself. So half-open and unread connections keep no honest
    client out.
    """

    def __init__(self, server: web.Server) -> None:
        self._server = server
        self._open: dict[_Connection, None] = {}
        self._sweeping: asyncio.TimerHandle | None = None

    def create_connection(self) -> asyncio.Protocol:
        """Return the protocol of a new connection."""
        loop = asyncio.get_running_loop()
        if self._sweeping is None:
            self._sweeping = loop.call_later(SWEEP_SECONDS, self._sweep)
        return _Connection(self, self._server, loop)

    def stop(self) -> None:
        """Watch no connection any more."""
        if self._sweeping is not None:
            self._sweeping.cancel()

    def add(self, connection: _Connection) -> None:
        """Count an open connection; close one if there are too many."""
        self._open[connection] = None
        if len(self._open) > MAX_CONNECTIONS:
            waiting = [one for one in self._open if one.is_waiting and one is not connection]
            oldest = min(waiting, key=lambda one: one.waits_since, default=connection)
            log.info("more than %d connections: one is closed", MAX_CONNECTIONS)
            oldest.abort()

    def remove(self, connection: _Connection) -> None:
        """Forget a connection that is closed."""
        self._open.pop(connection, None)

    def _sweep(self) -> None:
        self._sweeping = asyncio.get_running_loop().call_later(SWEEP_SECONDS, self._sweep)
        for connection in list(self._open):
            if connection.is_waiting and monotonic() - connection.waits_since > WAIT_SECONDS:
                connection.abort()


class _Connection(RequestHandler):
    """A connection that knows since when it waits for its client."""

    def __init__(
        self, limits: ConnectionLimits, server: web.Server, loop: asyncio.AbstractEventLoop
    ) -> None:
        # aiohttp passes the server's options to each of its connections in the same way.
        super().__init__(server, loop=loop, **server._kwargs)
        self._limits = limits
        self._seen_requests = -1
        self._waits_since = monotonic()
        self._unread_since: float | None = None

    @property
    def is_waiting(self) -> bool:
        """Return whether no request is being handled, or its answer is not read."""
        if self._unread_since is not None:
            return True
        return self._waiter is not None and not self._waiter.done()

    @property
    def waits_since(self) -> float:
        """When the client stopped to read. If it reads: when the last request was handled, as far
        as it has been looked at; else the start."""
        if self._unread_since is not None:
            return self._unread_since
        if self._seen_requests != self._request_count:
            self._seen_requests = self._request_count
            self._waits_since = monotonic()
        return self._waits_since

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._limits.add(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._limits.remove(self)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread_since = monotonic()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._unread_since = None

    def abort(self) -> None:
        """Close the connection at once, and send nothing more."""
        transport = self.transport  # forgotten by `force_close`, which waits for unread answers
        self.force_close()
        if isinstance(transport, asyncio.Transport):
            transport.abort()
