"""A TCP server that sends the same bytes to every client."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator


@contextlib.asynccontextmanager
async def raw_server(answer: bytes, *, again: bool = False) -> AsyncIterator[str]:
    """Serve on loopback; yield the address.

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
