"""Test that many updates of one chat block no other chat, and that membership updates get through."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest

from bot.app import App
from bot.telegram.middlewares.chat_lock import MAX_WAITING, ChatQueues
from bot.telegram.middlewares.throttling import BURST
from bot.telegram.updates import inbox
from sandbox import Sandbox
from sandbox.testing import Person
from tests.support.waiting import wait_until


async def test_chat_queue_is_bounded_with_one_log_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    queues, handled, open_door = ChatQueues(), [], asyncio.Event()

    async def one(number: int, *, may_drop: bool) -> None:
        async with queues.acquire(7, may_drop=may_drop) as is_ours:
            await open_door.wait()
            if is_ours:
                handled.append(number)

    crowd = [asyncio.create_task(one(n, may_drop=True)) for n in range(100)]
    state = [asyncio.create_task(one(n, may_drop=False)) for n in range(100, 150)]
    await asyncio.sleep(0)
    assert queues.waiting == MAX_WAITING + 50
    open_door.set()
    await asyncio.gather(*crowd, *state)
    assert handled == [*range(MAX_WAITING + 1), *range(100, 150)]
    assert (queues.waiting, len(queues)) == (0, 0)
    assert caplog.text.count("more are dropped") == 1


async def test_mentions_are_throttled_per_user(
    app: App,
    sandbox: Sandbox,
    person: Callable[..., Person],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(inbox, "MAX_CONCURRENT_UPDATES", 10)
    olya, eve = person("Оля"), person("Ева")
    here = eve.within(sandbox.add_group("Двор", eve.user, big=True))
    me = await app.bot.me()
    with caplog.at_level(logging.INFO):
        for _ in range(int(BURST) + 20):
            await here.send(f"@{me.username} мост")
        await olya.send("/help")
        assert "Что я умею" in (await olya.wait(20)).text
    assert caplog.text.count(f"user {eve.id} sends too fast") == 1


async def test_waiting_chats_delay_no_other(
    app: App,
    sandbox: Sandbox,
    person: Callable[..., Person],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbox, "MAX_CONCURRENT_UPDATES", 4)
    olya, eve = person("Оля"), person("Ева")
    groups = [sandbox.add_group(f"Двор {n}", eve.user, big=True) for n in range(6)]
    for group in groups:
        app.rate_limiter.pause(600, group.id)
        await eve.within(group).send("/help@svodka_sandbox_bot")
    async with asyncio.timeout(30):
        await wait_until(lambda: app.rate_limiter.deferred_replies >= len(groups))
        for _ in range(10):  # these wait for their group's turn
            await eve.within(groups[0]).send("/help@svodka_sandbox_bot")
        await wait_until(lambda: app.inbox._queues.waiting >= 10)
    await olya.send("/help")
    assert "Что я умею" in (await olya.wait(20)).text


async def test_unknown_update_kind_is_counted_and_dropped(
    app: App, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    odd: dict[str, Any] = {"update_id": 77, "brand_new_kind": {"id": 1}}
    await app.inbox.accept([odd])
    await wait_until(lambda: "update 77" in caplog.text)
    await asyncio.sleep(0.1)
    assert "Traceback" not in caplog.text
    assert caplog.text.count("update 77") == 1
    counted = app.services.metrics.registry.get_sample_value
    assert counted("svodka_updates_total", {"type": "unknown"}) == 1
