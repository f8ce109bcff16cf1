"""The cable between the service and its database server, which can be cut or go silent."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from enum import Enum, auto
from pathlib import Path

CHUNK_BYTES = 64 * 1024


class State(Enum):
    """What becomes of what is sent."""

    UP = auto()
    CUT = auto()
    """Connections are reset, and refused."""
    SILENT = auto()
    """Nothing arrives, and nobody is told. A connection of this time stays silent for ever, as one
    that a router on the way has forgotten."""
    ANSWERS_LOST = auto()
    """What the service sends arrives, what the server answers does not."""


class Cable:
    """Passes connections to a TCP port on to the socket of a server.

    `change` sets the state; back in `State.UP` new connections work.
    """

    def __init__(self, socket: Path) -> None:
        self.port = 0
        self._socket = socket
        self._state = State.UP
        self._listener: asyncio.Server | None = None
        self._links: set[_Link] = set()

    @contextlib.asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """Pass connections on during the block."""
        self.port, self._state = 0, State.UP
        await self._listen()
        try:
            yield
        finally:
            await self.change(State.CUT)
            while self._links:
                await asyncio.sleep(0.01)

    async def change(self, state: State) -> None:
        """Set the state, also of the connections that there are."""
        before, self._state = self._state, state
        for link in list(self._links):
            link.change(state)
        if state is State.CUT:
            await self._refuse()
        elif before is State.CUT:
            await self._listen()

    async def _listen(self) -> None:
        self._listener = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def _refuse(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = _Link(reader, writer, self._state)
        self._links.add(link)
        try:
            await link.run(self._socket)
        finally:
            self._links.discard(link)


class _Link:
    """One connection, with the one behind it."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, state: State
    ) -> None:
        self._reader, self._writer = reader, writer
        self._state = state
        self._writers = [writer]
        self._end = asyncio.Event()

    def change(self, state: State) -> None:
        if self._state is State.SILENT and state is not State.CUT:
            return
        self._state = state
        if state is State.CUT:
            for writer in self._writers:
                writer.transport.abort()
            self._end.set()

    async def run(self, socket: Path) -> None:
        """Pass data on in both directions until one side ends."""
        pumps: list[asyncio.Task[None]] = []
        try:
            if self._state is not State.SILENT:
                reader, writer = await asyncio.open_unix_connection(socket)
                self._writers.append(writer)
                pumps = [
                    asyncio.create_task(self._pump(self._reader, writer, is_answer=False)),
                    asyncio.create_task(self._pump(reader, self._writer, is_answer=True)),
                ]
            else:
                pumps = [asyncio.create_task(self._swallow())]
            ending = asyncio.create_task(self._end.wait())
            await asyncio.wait([*pumps, ending], return_when=asyncio.FIRST_COMPLETED)
            ending.cancel()
        except OSError:  # the server is not there
            pass
        finally:
            for pump in pumps:
                pump.cancel()
            for writer in self._writers:
                writer.transport.abort()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_answer: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK_BYTES):
                if self._state is State.SILENT:
                    await asyncio.Event().wait()
                if self._state is State.ANSWERS_LOST and is_answer:
                    continue
                writer.write(data)
                await writer.drain()
        if self._state is State.SILENT:  # nobody is told of the end either
            await asyncio.Event().wait()

    async def _swallow(self) -> None:
        with contextlib.suppress(OSError):
            while await self._reader.read(CHUNK_BYTES):
                pass
