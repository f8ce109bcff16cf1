"""After a stop that was not clean, the database is looked through while the service goes on."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path

from bot.health import Health
from storage.unclean import Check, Mark

log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def marked(database: Path, health: Health) -> AsyncIterator[None]:
    """While this lasts, the database is marked as in use. Where it was marked before, its file is
    looked through: that can take a minute, and nobody should wait for it."""
    mark, check = Mark(database), Check(database)
    checking = asyncio.create_task(_look_through(check, health)) if mark.set() else None
    try:
        yield
    finally:
        check.stop()
        if checking is not None:
            await checking
        mark.clear()


async def _look_through(check: Check, health: Health) -> None:
    log.warning("the last stop was not clean: looking through the database")
    wrong = await asyncio.to_thread(check.run)
    if wrong:
        health.damaged(wrong)
        log.critical("the database is damaged; stop, and restore a backup: %s", wrong)
    else:
        log.info("nothing is wrong with the database, as far as it was looked through")
