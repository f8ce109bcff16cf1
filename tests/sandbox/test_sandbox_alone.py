"""`python -m sandbox`; every sandbox starts empty."""

from __future__ import annotations

import asyncio
import re
import signal
import sys

import aiohttp
import pytest

from sandbox import Sandbox
from sandbox.testing import Person

pytestmark = pytest.mark.slow


async def test_it_stands_alone_and_leaves_on_a_signal() -> None:
    command = (sys.executable, "-m", "sandbox", "--port", "0", "--token", "5:abc", "--limits")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        first = (await asyncio.wait_for(process.stdout.readline(), 90)).decode()
        found = re.search(r"(http://127\.0\.0\.1:\d+)\s+token 5:abc", first)
        assert found, first
        async with aiohttp.ClientSession() as session:
            me = await (await session.get(f"{found[1]}/bot5:abc/getMe")).json()
            state = await (await session.get(f"{found[1]}/sandbox/state")).json()
        assert me["result"]["id"] == 5
        assert (len(state["people"]), state["limits"]["enforced"]) == (3, True)
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 30) == 0
    finally:
        if process.returncode is None:
            process.kill()


async def test_new_sandbox_is_empty() -> None:
    for _ in range(3):
        async with Sandbox() as sandbox:
            assert sandbox.url.startswith("http://127.0.0.1:")
            assert not sandbox.telegram.updates
            await Person(sandbox).send("один")


async def test_port_in_use_and_closed_sandbox_raise() -> None:
    async with Sandbox() as first:
        port = int(first.url.rpartition(":")[2])
        with pytest.raises(OSError, match="address already in use"):
            await Sandbox(port=port).start()
    with pytest.raises(RuntimeError, match="not started"):
        _ = first.url


async def test_light_mode_keeps_no_history() -> None:
    async with Sandbox(light=True) as sandbox:
        olya = sandbox.add_person("Оля")
        url = f"{sandbox.url}/bot{sandbox.token}/sendMessage"
        async with aiohttp.ClientSession() as session:
            for number in range(3):
                await session.post(url, json={"chat_id": olya.id, "text": str(number)})
        messages = sandbox.telegram.chats[olya.id].messages
        assert [message.data["text"] for message in messages.values()] == ["2"]
        assert (sandbox.limits.sent, sandbox.journal.total) == (3, 0)
