"""Hold an outage while a broadcast is sent, and measure when the service is back by itself."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

import aiohttp

from bench.support.outages import kinds
from bench.support.outages.kinds import Outage
from bench.support.outages.server import OwnServer
from bench.support.outbox.replicas import Replica
from bench.support.outbox.stage import Arrivals

AGAIN_SECONDS = 1.0
"""How often connections are ended while the outage is that they are."""

GIVE_UP_SECONDS = 120.0


@dataclass(slots=True)
class Recovery:
    """``said``: what `/healthz` of a process said of the database during the outage; ``seconds``:
    from the end of the outage until a message came and all processes said that they work."""

    said: str = ""
    seconds: float = GIVE_UP_SECONDS


async def hold(
    server: OwnServer, kind: Outage, replicas: Sequence[Replica], arrivals: Arrivals, seconds: float
) -> Recovery:
    """Let an outage last for so many seconds."""
    found = Recovery()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as client:
        until = monotonic() + seconds
        await kinds.begin(server, kind)
        while monotonic() < until:
            await asyncio.sleep(AGAIN_SECONDS)
            if kind is Outage.ENDED:
                await kinds.begin(server, kind)
            for replica in replicas:
                found.said = await get_reason(replica, client) or found.said
        await kinds.end(server, kind)
        ended, count = monotonic(), len(arrivals.times)
        while monotonic() - ended < GIVE_UP_SECONDS:
            reasons = [await get_reason(replica, client) for replica in replicas]
            if len(arrivals.times) > count and not any(reasons):
                found.seconds = monotonic() - ended
                break
            await asyncio.sleep(0.05)
    return found


async def get_reason(replica: Replica, client: aiohttp.ClientSession) -> str:
    """Return why a process says that it does not work; "" if it works."""
    with contextlib.suppress(aiohttp.ClientError, TimeoutError):
        async with client.get(f"http://127.0.0.1:{replica.port}/healthz") as answer:
            failing = (await answer.json()).get("why", {})
            return next(iter(failing.values()), "")
    return "no answer"
