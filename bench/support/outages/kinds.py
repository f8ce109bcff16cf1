"""The ways in which a database server is not there for a while."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from enum import StrEnum

from bench.support.outages.network import State
from bench.support.outages.server import OwnServer

LOSS_SECONDS = 0.3
"""How long answers are lost before the connections are cut."""


class Outage(StrEnum):
    """What happens to the server, or to the connections with it."""

    RESTARTED = "restarted"
    """Stopped as by a power cut, and started at the end."""
    ENDED = "connections ended"
    """The administrator ends all connections; new ones work."""
    CUT = "cut"
    """Connections are reset and refused."""
    SILENT = "silent"
    """Nothing arrives any more, nobody is told, and the connections of this time never recover."""
    ANSWERS_LOST = "answers lost"
    """What is sent arrives, commits too; the answers do not. Then the connections are cut."""
    DISK_FULL = "disk full"
    """PostgreSQL answers 53100 to what needs room."""


async def begin(server: OwnServer, kind: Outage) -> None:
    """Begin an outage."""
    match kind:
        case Outage.RESTARTED:
            await asyncio.to_thread(server.crash)
        case Outage.ENDED:
            await asyncio.to_thread(server.end_connections)
        case Outage.CUT:
            await server.cable.change(State.CUT)
        case Outage.SILENT:
            await server.cable.change(State.SILENT)
        case Outage.ANSWERS_LOST:
            await server.cable.change(State.ANSWERS_LOST)
            await asyncio.sleep(LOSS_SECONDS)
            await server.cable.change(State.CUT)
        case Outage.DISK_FULL:
            await asyncio.to_thread(server.fill_disk)


async def end(server: OwnServer, kind: Outage) -> None:
    """End an outage; return when the server can be used."""
    match kind:
        case Outage.RESTARTED:
            await asyncio.to_thread(server.launch)
        case Outage.CUT | Outage.SILENT | Outage.ANSWERS_LOST:
            await server.cable.change(State.UP)
        case Outage.DISK_FULL:
            await asyncio.to_thread(server.free_disk)


@contextlib.asynccontextmanager
async def outage(server: OwnServer, kind: Outage) -> AsyncIterator[None]:
    """Let an outage last during the block."""
    await begin(server, kind)
    try:
        yield
    finally:
        await end(server, kind)
