"""The system's resolver of names, in threads of its own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Sequence
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

MAX_LOOKUPS = 128
"""Lookups at one time: twice as many as fetches, because a lookup cannot be interrupted and may
outlast the fetch that wanted it."""

_AddressInfo = Sequence[tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[Any, ...]]]


class SystemResolver(AbstractResolver):
    """Looks up each name in a daemon thread.

    A dead name takes the system up to a minute. In the event loop's own threads a few of them
    would hold up everything else that needs a thread, and the end of the process.
    """

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(MAX_LOOKUPS)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a name. Raises OSError if it has none."""
        await self._slots.acquire()
        loop = asyncio.get_running_loop()
        found: asyncio.Future[_AddressInfo] = loop.create_future()

        def finish(info: _AddressInfo, error: Exception | None) -> None:
            self._slots.release()
            if found.done():  # the fetch was cancelled
                return
            if error is None:
                found.set_result(info)
            else:
                found.set_exception(error)

        def look_up() -> None:
            info: _AddressInfo = ()
            failure = None
            try:
                info = _look_up(host, port, family)
            except Exception as error:  # noqa: BLE001 - passed on to the loop
                failure = error
            with contextlib.suppress(RuntimeError):  # the loop is closed, nobody waits
                loop.call_soon_threadsafe(finish, info, failure)

        try:
            threading.Thread(target=look_up, name="dns", daemon=True).start()
        except RuntimeError as error:
            self._slots.release()
            raise OSError(f"no thread to look up {host}") from error
        # Without support for IPv6 its addresses are unreadable pairs.
        return [_to_result(host, *one) for one in await found if isinstance(one[4][0], str)]

    async def close(self) -> None:
        """Do nothing: lookups at work end by themselves."""


def _look_up(host: str, port: int, family: socket.AddressFamily) -> _AddressInfo:
    return socket.getaddrinfo(
        host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
    )


def _to_result(
    name: str,
    family: socket.AddressFamily,
    _: socket.SocketKind,
    proto: int,
    __: str,
    address: tuple[Any, ...],
) -> ResolveResult:
    host, port, *rest = address
    scope = rest[1] if family == socket.AF_INET6 else 0
    return ResolveResult(
        hostname=name,
        host=f"{host}%{scope}" if scope else host,
        port=port,
        family=family,
        proto=proto,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )
