"""Test that several processes handle each update once, and those of a chat in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.telegram.updates import hang_guard
from bot.telegram.updates import inbox as inbox_module
from bot.telegram.updates.inbox import Inbox, read_chat_key
from service.bootstrap import Services
from service.ops.duties import DutyKeeper
from storage.database.engine import Database
from storage.schema.tables import inbox as table
from tests.support.waiting import wait_until


def message(number: int, chat_id: int = 1) -> dict[str, Any]:
    chat = {"id": chat_id, "type": "private"}
    return {"update_id": number, "message": {"message_id": number, "date": 0, "chat": chat}}


class Desk:
    """A dispatcher that takes as long as a test wants, in the order of `ChatLockMiddleware`."""

    def __init__(self, log: list[str], name: str) -> None:
        self.log, self.name = log, name
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.inbox: Inbox | None = None

    async def feed_update(self, bot: object, update: Any) -> None:
        assert self.inbox is not None
        async with self.inbox._queues.acquire(1, may_drop=False):
            await self.inbox._queues.await_earlier(update.update_id, 1)
            self.log.append(f"{self.name} begins {update.update_id}")
            await self.may_end.wait()
            self.log.append(f"{self.name} ends {update.update_id}")


class Process:
    def __init__(self, services: Services, log: list[str], name: str) -> None:
        self.steps = 0.0
        self.keeper = DutyKeeper(
            services.database,
            services.clock,
            monotonic=lambda: self.steps,
        )
        self.desk: Any = Desk(log, name)
        self.inbox = Inbox(
            self.desk,
            None,
            services.database,
            services.clock,
            duties=self.keeper,  # type: ignore[arg-type]
        )
        self.desk.inbox = self.inbox

    async def start(self) -> None:
        await self.keeper.look()
        await self.inbox.resume()

    async def look_after(self, seconds: float) -> None:
        self.steps += seconds
        await self.keeper.look()


@asynccontextmanager
async def run_two(services: Services) -> AsyncIterator[tuple[list[str], Process, Process]]:
    log: list[str] = []
    first, second = Process(services, log, "first"), Process(services, log, "second")
    await first.start()
    await second.start()
    await first.look_after(5)
    assert first.keeper.others
    assert second.keeper.others
    try:
        yield log, first, second
    finally:
        for one in (first, second):
            one.desk.may_end.set()
            await one.inbox.finish(5)
        assert not list(services.database.path.parent.glob("*.at-work"))


async def until_logged(log: list[str], line: str) -> None:
    await wait_until(lambda: line in log)


async def list_unhandled(database: Database) -> list[int]:
    async with database.read() as connection:
        rows = await connection.execute(select(table.c.update_id).where(table.c.body.is_not(None)))
        return list(rows.scalars())


async def test_update_that_comes_to_both_is_handled_once(services: Services) -> None:
    async with run_two(services) as (log, first, second):
        await asyncio.gather(*(one.inbox.accept([message(5)]) for one in (first, second)))

        async def is_handled() -> bool:
            return not await list_unhandled(services.database)

        await wait_until(is_handled)
        assert len(log) == 2


async def test_updates_of_a_chat_stay_in_order_over_processes(services: Services) -> None:
    async with run_two(services) as (log, first, second):
        first.desk.may_end.clear()
        await first.inbox.accept([message(5)])
        await until_logged(log, "first begins 5")
        await second.inbox.accept([message(6), message(7)])
        await asyncio.sleep(0.3)
        assert log == ["first begins 5"]
        first.desk.may_end.set()
        await until_logged(log, "second ends 7")
        numbers = [line.split()[-1] for line in log]
        assert numbers == ["5", "5", "6", "6", "7", "7"]


async def test_updates_of_an_ended_process_are_handled(services: Services) -> None:
    """It is only suspended, and does nothing more with them when it wakes."""
    async with run_two(services) as (log, first, second):
        first.desk.may_end.clear()
        await first.inbox.accept([message(5)])
        await until_logged(log, "first begins 5")
        await second.look_after(1)
        await second.look_after(15)
        await until_logged(log, "second ends 5")
        old = first.keeper.id
        await first.look_after(20)
        first.desk.may_end.set()
        assert first.keeper.id != old
        await first.inbox.accept([message(5), message(6)])
        await until_logged(log, "first ends 6")
        assert "first ends 5" not in log
        assert log.count("second ends 5") == 1


async def test_updates_left_at_a_clean_stop_are_handled_by_the_other(services: Services) -> None:
    async with run_two(services) as (log, first, second):
        first.desk.may_end.clear()
        await first.inbox.accept([message(5)])
        await until_logged(log, "first begins 5")
        await first.inbox.finish(0)
        await first.keeper._leave()
        await second.look_after(1)
        await until_logged(log, "second ends 5")
        async with services.database.read() as connection:
            assert (await connection.execute(select(table.c.attempts))).scalar_one() == 1


async def test_update_that_killed_one_process_is_handled_alone_by_the_other(
    services: Services,
) -> None:
    async with run_two(services) as (log, first, second):
        first.desk.may_end.clear()
        await first.inbox.accept([message(5), message(6, chat_id=2)])
        await until_logged(log, "first begins 5")
        first.inbox._hang_guard.note(5)  # it has the event loop at the kill
        await second.look_after(1)
        await second.look_after(15)
        await until_logged(log, "second ends 5")
        assert second.inbox._alone is not None
        first.inbox._hang_guard.note_none()
        await first.look_after(20)


def test_files_of_processes_that_ended_do_not_stay(services: Services) -> None:
    path = services.database.path
    path.with_name(f"{path.name}.gone-1-abc.at-work").write_bytes(b"")
    assert hang_guard.list_recorded(path) == {"gone-1-abc"}
    assert hang_guard.read_last_end(path, "gone-1-abc").died
    assert hang_guard.list_recorded(path) == set()


async def test_loop_is_still_guarded_after_another_process_took_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """This one was suspended, and its files are deleted."""
    path = tmp_path / "svodka.db"
    guard = hang_guard.HangGuard(path, "first")
    guard.open()
    assert hang_guard.read_last_end(path, "first").died
    guard._rearm()
    assert guard._traceback is not None
    guard._traceback.write(b"in feed_update")
    guard._rearm()
    guard.close()
    (said,) = (one.getMessage() for one in caplog.records)
    assert said.endswith("in feed_update")


async def test_hanging_handler_elsewhere_does_not_silence_a_chat(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "MAX_ORDER_SECONDS", 0.1)
    async with run_two(services) as (log, first, second):
        first.desk.may_end.clear()
        await first.inbox.accept([message(5)])
        await until_logged(log, "first begins 5")
        await second.inbox.accept([message(6)])
        await until_logged(log, "second ends 6")


@pytest.mark.parametrize(
    ("update", "key"),
    [
        ({"message": {"chat": {"id": 7, "type": "private"}, "from": {"id": 7}}}, 7),
        ({"message": {"chat": {"id": -7, "type": "group"}, "from": {"id": 8}}}, -7),
        (
            {"callback_query": {"from": {"id": 8}, "message": {"chat": {"id": 9}}}},
            9,
        ),
        (
            {
                "callback_query": {
                    "from": {"id": 8},
                    "message": {"chat": {"id": -9, "type": "channel"}},
                }
            },
            8,
        ),
        ({"inline_query": {"from": {"id": 8}}}, None),
        ({"message": {"chat": {"id": "7"}}}, None),
        ({"message": {"chat": {"id": -1001234567890}}}, -1001234567890),
        ({"message": {"chat": {"id": 2**60}}}, None),
        ({"message": "x"}, None),
        ({}, None),
    ],
)
def test_chat_key_is_that_of_the_queue(update: dict[str, Any], key: int | None) -> None:
    assert read_chat_key({"update_id": 1, **update}) == key
