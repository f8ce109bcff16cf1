"""Loopback servers: one that serves feeds and misbehaves on request, one below HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from types import TracebackType
from typing import Self

from aiohttp import web

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class FeedServer:
    """An async context manager.

    ``requests`` has the requested paths in order, except ``robots.txt``, which is in ``robots``;
    ``busiest`` is the highest number of concurrent requests.
    """

    def __init__(self) -> None:
        self.requests: list[web.BaseRequest] = []
        self.robots: list[web.BaseRequest] = []
        self.busiest = 0
        self._busy = 0
        self._handlers: dict[str, Handler] = {}
        self._closing = asyncio.Event()
        self._runner = web.ServerRunner(
            web.Server(self._answer, handler_cancellation=True), shutdown_timeout=1
        )
        self.port = 0

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        await self._runner.cleanup()

    def url(self, path: str = "/feed.xml", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def handle(self, path: str, handler: Handler) -> str:
        """Answer requests for a path; return its URL."""
        self._handlers[path] = handler
        return self.url(path)

    def give(
        self, path: str, body: bytes, *, status: int = 200, headers: dict[str, str] | None = None
    ) -> str:
        """Answer with a body, or with 304 to a request with the ``ETag`` or ``Last-Modified`` among the
        headers."""
        sent = {"Content-Type": "application/xml", **(headers or {})}

        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            known = _validators(request.headers.get, "If-None-Match", "If-Modified-Since")
            if known & _validators(sent.get, "ETag", "Last-Modified"):
                return web.Response(status=304)
            return web.Response(body=body, status=status, headers=sent)

        return self.handle(path, answer)

    def give_gzipped(self, path: str, body: bytes) -> str:
        return self.give(path, gzip.compress(body), headers={"Content-Encoding": "gzip"})

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        return self.give(path, b"", status=status, headers={"Location": to})

    def hang(self, path: str, first: bytes = b"") -> str:
        """Send the first bytes of a body and no more."""

        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            response = web.StreamResponse()
            if first:
                await response.prepare(request)
                await response.write(first)
            await self._closing.wait()
            return response

        return self.handle(path, answer)

    async def pause(self, seconds: float) -> None:
        """Sleep in a handler; raise when the server closes."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)
            raise ConnectionResetError("the server closes")

    def cut(self, path: str) -> str:
        """Declare more bytes than are sent, and close the connection."""

        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Length": "1000"})
            await response.prepare(request)
            await response.write(b"<rss")
            assert request.transport is not None
            request.transport.close()
            return response

        return self.handle(path, answer)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        (self.robots if request.path == "/robots.txt" else self.requests).append(request)
        handler = self._handlers.get(request.path)
        if handler is None:
            return web.Response(status=404)
        self._busy += 1
        self.busiest = max(self.busiest, self._busy)
        try:
            return await handler(request)
        finally:
            self._busy -= 1


def _validators(get: Callable[[str], str | None], *names: str) -> set[str]:
    return {value for name in names if (value := get(name))}


@contextlib.asynccontextmanager
async def raw_server(answer: bytes, *, again: bool = False) -> AsyncIterator[str]:
    """Send the same bytes to every client; yield the address of the server on loopback.

    The connection is closed after the bytes; with ``again`` they are repeated until the client leaves.
    A request for robots.txt gets a 404.
    """

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            request = await reader.readuntil(b"\r\n\r\n")
            if b" /robots.txt " in request:
                writer.write(
                    b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )
            else:
                writer.write(answer)
                await writer.drain()
                while again:
                    await asyncio.sleep(0.001)
                    writer.write(answer)
                    await writer.drain()
        with contextlib.suppress(ConnectionError):
            writer.close()
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed.xml"
    finally:
        server.close()
