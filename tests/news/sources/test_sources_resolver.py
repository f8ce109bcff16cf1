"""Test that names that nobody answers for hold up nothing else."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from news.sources import resolver
from news.sources.resolver import SystemResolver
from tests.support.paths import ROOT


@pytest.fixture
def dead_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Let names of the domain `dead.example` wait until the event is set."""
    answered, real = threading.Event(), socket.getaddrinfo

    def get_address(host: Any, *given: Any, **options: Any) -> Any:
        if str(host).endswith("dead.example"):
            answered.wait(60)
            raise socket.gaierror("no answer")
        return real(host, *given, **options)

    monkeypatch.setattr(socket, "getaddrinfo", get_address)
    yield answered
    answered.set()


async def test_dead_names_hold_up_no_other_work(dead_names: threading.Event) -> None:
    system = SystemResolver()
    lookups = [
        asyncio.create_task(system.resolve(f"{number}.dead.example", 80)) for number in range(100)
    ]
    try:
        async with asyncio.timeout(30):
            await asyncio.gather(*(asyncio.to_thread(lambda: None) for _ in range(100)))
            (found, *_) = await system.resolve("127.0.0.1", 80)
            assert (found["host"], found["port"]) == ("127.0.0.1", 80)
    finally:
        dead_names.set()
    done = await asyncio.gather(*lookups, return_exceptions=True)
    assert all(isinstance(one, OSError) for one in done)


async def test_cancelled_lookup_keeps_its_slot_until_it_ends(
    dead_names: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolver, "MAX_LOOKUPS", 1)
    system = SystemResolver()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await system.resolve("dead.example", 80)
    next_one = asyncio.create_task(system.resolve("127.0.0.1", 80))
    await asyncio.sleep(0.05)
    assert not next_one.done()
    dead_names.set()
    async with asyncio.timeout(30):
        assert await next_one


def test_dead_name_delays_no_end_of_the_process() -> None:
    script = (
        "import asyncio, socket, time\n"
        "from news.sources.resolver import SystemResolver\n"
        "socket.getaddrinfo = lambda *given, **options: time.sleep(120)\n"
        "async def main():\n"
        "    task = asyncio.create_task(SystemResolver().resolve('dead.example', 80))\n"
        "    await asyncio.sleep(0.1)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 0
