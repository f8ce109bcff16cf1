"""HTTP below the Bot API: bad requests get an empty answer, and the connection is closed."""

from __future__ import annotations

import asyncio
from functools import partial

from aiohttp import HttpVersion10, HttpVersion11, web
from aiohttp.http_exceptions import LineTooLong

_MAX_LINE = 1 << 16
"""Bytes of a request line or a header; a whole message fits into the query of a GET."""


def close_with_status(status: int) -> web.Response:
    """Return an empty response after which the connection is closed."""
    response = web.Response(status=status)
    response.force_close()
    return response


def find_fault(request: web.Request) -> int | None:
    """Return the status for a request that is rejected by its first line alone, else None."""
    if request.version not in {HttpVersion10, HttpVersion11}:
        return 505
    return None if request.method in {"GET", "POST"} else 501


class _Connection(web.RequestHandler):
    """The handler of aiohttp with another answer to headers that are too long."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        if isinstance(exc, LineTooLong):
            return close_with_status(431)
        return super().handle_error(request, status, exc, message)


async def listen(runner: web.AppRunner, host: str, port: int) -> asyncio.Server:
    """Start to serve the application of `runner`. Raises :class:`OSError` if the port is taken."""
    loop = asyncio.get_running_loop()
    assert runner.server is not None
    connection = partial(
        _Connection,
        runner.server,
        loop=loop,
        access_log=None,  # type: ignore[arg-type]  # none is fine, as for AppRunner
        max_line_size=_MAX_LINE,
        max_field_size=_MAX_LINE,
    )
    return await loop.create_server(connection, host, port)
