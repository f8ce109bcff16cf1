"""Check the transactions of a press: one read by the middleware, and at most one by the handler."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import fields

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import App
from bot.ui.callbacks import ScreenName
from sandbox.clock import ManualClock
from sandbox.testing import MessageSnapshot, Person
from storage.database.engine import Database
from tests.support.conversation import ask, subscribe

People = Callable[..., Person]


class Counted:
    """A database that counts its transactions."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.count = 0

    @asynccontextmanager
    async def read(self, *, inline: bool = False) -> AsyncIterator[AsyncConnection]:
        self.count += 1
        async with self._database.read(inline=inline) as connection:
            yield connection

    @asynccontextmanager
    async def write(
        self, *, inline: bool = False, alone: bool = False
    ) -> AsyncIterator[AsyncConnection]:
        self.count += 1
        async with self._database.write(inline=inline) as connection:
            yield connection


BESIDE_HANDLERS = frozenset({"chats", "broadcasts", "editors", "stats"})
"""Services that are not counted: jobs, the rights of a chat and the log of the start use them beside
a handler."""


def counting(app: App) -> Counted:
    """Have the middleware and the services of handlers use a database that counts."""
    counted = Counted(app.services.database)
    for field in fields(app.services):
        part = getattr(app.services, field.name)
        for attribute in {"_database", "database"} & set(dir(part)):
            if field.name not in BESIDE_HANDLERS:
                object.__setattr__(part, attribute, counted)  # some are frozen
    return counted


async def press(olya: Person, message: MessageSnapshot, data: str) -> None:
    await olya.click_data(message, data)
    await olya.settle()


async def test_onboarding_takes_one_transaction_per_step(app: App, person: People) -> None:
    counted = counting(app)
    olya = person()
    grid = await ask(olya, "/start")
    assert counted.count == 2
    for number, data in enumerate(
        ("t:sport:1:f", "ta:1:f", "l:uk:f", "td:f", "z:Europe/Warsaw:f", "zp::0:f", "h:2000:f:0"),
        start=2,
    ):
        await press(olya, grid, data)
        assert counted.count == 2 * number, data
    await ask(olya, "/start")
    assert counted.count == 2 * number, "nothing is asked again, and nothing has to be looked up"


async def test_settings_take_one_transaction_per_press(
    app: App, person: People, clock: ManualClock
) -> None:
    olya = await subscribe(person())
    counted = counting(app)
    settings = await ask(olya, "/settings")
    assert counted.count == 1
    screens = [f"u:{name}" for name in ScreenName]
    changes = [
        "t:sport:1:s", "td:s", "h:0900:s:0", "h:0900-2000:s:1", "w:12345", "z:Europe/Warsaw:s",
        "zp:asia:0:s", "l:uk:s", "la:uk-en", "i:l", "y:0", "k:silent", "sw:weekly:1", "sw:empty:0",
        "n:2300:0700", "nm:1", "pz:w", "pz:x",
    ]  # fmt: skip
    for data in (*screens, *changes):
        counted.count = 0
        clock.advance(seconds=2)  # below the rate limit
        await press(olya, settings, data)
        assert counted.count <= 2, data
