"""What state machines over a database share: its file, and the event loop of their steps."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.engine import open_database
from tests.support.databases.sqlite import create_empty_database

T = TypeVar("T")


class DatabaseMachine(RuleBasedStateMachine):  # type: ignore[misc]
    """A state machine with an empty database of its own. Its steps are not coroutines: they call
    `complete` and `transact`."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp(prefix="svodka-machine-"))
        path = self._folder / "svodka.db"
        path.write_bytes(create_empty_database())
        self._loop = asyncio.new_event_loop()
        self.database = open_database(f"sqlite:///{path}")

    def complete(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end; return its result."""
        return self._loop.run_until_complete(work)

    def transact(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Run what takes a connection within one transaction; return its result."""

        async def write() -> T:
            async with self.database.write() as connection:
                return await work(connection)

        return self.complete(write())

    def read(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Run what takes a connection within one snapshot; return its result."""

        async def look() -> T:
            async with self.database.read() as connection:
                return await work(connection)

        return self.complete(look())

    def check_end(self) -> None:
        """Check what has to hold after the last step."""

    def teardown(self) -> None:
        try:
            self.check_end()
        finally:
            self.complete(self.database.close())
            self._loop.close()
            shutil.rmtree(self._folder)
