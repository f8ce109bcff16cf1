"""Test how updates that nobody repeats are handled again after a failure."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.types import Message
from sqlalchemy import select

from bot.telegram.middlewares.chat_lock import ChatLockMiddleware, ChatQueues
from bot.telegram.updates import inbox as inbox_module
from bot.telegram.updates.inbox import Inbox
from service.articles.analysis_worker import AnalyzerUnavailable
from service.bootstrap import Services
from storage.messaging import inbox as stored
from storage.schema.tables import inbox as table
from tests.support.waiting import wait_until

FIRST, SECOND = -1001, -1002


def edit(number: int, chat_id: int = FIRST) -> dict[str, Any]:
    chat = {"id": chat_id, "type": "channel"}
    return {
        "update_id": number,
        "edited_channel_post": {"message_id": 1, "date": 0, "chat": chat, "text": str(number)},
    }


class Desk:
    """Handles edited posts in turn; ``work`` gets the number of each, and may raise.

    ``begun``: how often each was begun. ``ended``: the numbers in the order of their success.
    """

    def __init__(self, services: Services) -> None:
        self.begun: Counter[int] = Counter()
        self.ended: list[int] = []
        self.work: Callable[[int], Any] = self._do_nothing
        queues = ChatQueues()
        dispatcher = Dispatcher()
        dispatcher.update.outer_middleware(ChatLockMiddleware(services.metrics, queues))
        dispatcher.edited_channel_post.register(self._handle)
        self.bot = Bot("1:a")
        self.inbox = Inbox(dispatcher, self.bot, services.database, services.clock, queues)

    async def _do_nothing(self, number: int) -> None:
        """Succeed at once."""

    async def _handle(self, message: Message) -> None:
        number = int(message.text or "")
        self.begun[number] += 1
        await self.work(number)
        self.ended.append(number)


@asynccontextmanager
async def open_desk(services: Services) -> AsyncIterator[Desk]:
    desk = Desk(services)
    try:
        yield desk
    finally:
        await desk.inbox.finish(5)


@pytest.fixture
async def desk(services: Services) -> AsyncIterator[Desk]:
    async with open_desk(services) as one:
        yield one


async def test_update_that_fails_during_a_long_pause_does_not_wait_for_its_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "MIN_RETRY_SECONDS", 0.02)
    monkeypatch.setattr(inbox_module, "MAX_RETRY_SECONDS", 3600.0)
    monkeypatch.setattr(inbox_module, "RETRY_GROWTH", 1_000_000)

    async def work(number: int) -> None:
        if number == 1 or desk.begun[number] == 1:
            raise AnalyzerUnavailable("it does not start")

    desk.work = work
    await desk.inbox.accept([edit(1)])
    await wait_until(lambda: desk.begun[1] == 2)  # the next pause takes an hour
    await desk.inbox.accept([edit(2, SECOND)])
    await wait_until(lambda: desk.ended == [2])


async def test_other_processes_do_not_wait_for_an_update_that_fails_during_a_pause(
    desk: Desk, services: Services
) -> None:
    async def check_registered(connection: object) -> None:
        """No other process has removed this one."""

    duties: Any = SimpleNamespace(id="here", others=["there"], check_registered=check_registered)

    async def fail(number: int) -> None:
        raise AnalyzerUnavailable("it does not start")

    async def list_keys() -> list[int | None]:
        async with services.database.read() as connection:
            found = await connection.execute(select(table.c.chat_key).order_by(table.c.id))
            return list(found.scalars())

    async def is_first_released() -> bool:
        return await list_keys() == [None]

    async def are_both_released() -> bool:
        return await list_keys() == [None, None]

    desk.work, desk.inbox._duties = fail, duties
    await desk.inbox.accept([edit(1)])
    await wait_until(is_first_released)
    await desk.inbox.accept([edit(2, SECOND)])
    await wait_until(are_both_released)


async def test_edit_that_waited_while_the_earlier_one_failed_is_handled_after_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "MIN_RETRY_SECONDS", 0.02)
    may_fail = asyncio.Event()

    async def work(number: int) -> None:
        if number == 1 and desk.begun[1] == 1:
            await may_fail.wait()
            raise AnalyzerUnavailable("it does not start")

    desk.work = work
    await desk.inbox.accept([edit(1)])
    await wait_until(lambda: desk.begun[1] == 1)
    await desk.inbox.accept([edit(2), edit(3)])
    await wait_until(lambda: desk.inbox._queues.waiting == 2)
    may_fail.set()
    await wait_until(lambda: len(desk.ended) == 3)
    assert desk.ended == [1, 2, 3]
    assert desk.begun == {1: 2, 2: 1, 3: 1}


async def test_edits_that_wait_for_their_turn_leave_room_for_other_chats(desk: Desk) -> None:
    may_end = asyncio.Event()

    async def work(number: int) -> None:
        await may_end.wait()

    desk.work = work
    await desk.inbox.accept([edit(number) for number in range(1, 6)])
    await wait_until(lambda: desk.inbox._queues.waiting == 4)
    assert desk.inbox.active_count == 1
    may_end.set()
    await wait_until(lambda: desk.ended == [1, 2, 3, 4, 5])


async def test_abandoned_process_begins_none_of_what_failed(
    desk: Desk, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process handles all of them by then."""
    monkeypatch.setattr(inbox_module, "MIN_RETRY_SECONDS", 0.02)

    async def work(number: int) -> None:
        if desk.begun[number] == 1:
            raise AnalyzerUnavailable("it does not start")
        await asyncio.Event().wait()

    desk.work = work
    await desk.inbox.accept([edit(1), edit(2, SECOND)])
    await wait_until(lambda: desk.begun == {1: 2, 2: 1})
    await desk.inbox.abandon()
    assert not desk.inbox._tasks
    assert desk.begun == {1: 2, 2: 1}
    async with services.database.read() as connection:
        assert [one.update_id for one in await stored.list_unhandled(connection, None)] == [1, 2]
