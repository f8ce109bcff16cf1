"""After a stop that was not clean, the database is looked through while the service goes on."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path

from bot.ops.health import Health
from storage.database.integrity import IntegrityCheck, RunningMarker

log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def crash_guard(database: Path, health: Health) -> AsyncIterator[None]:
    """While this lasts, the database is marked as in use. Where it was marked before, its file is
    looked through: that can take a minute, and nobody should wait for it."""
    mark, check = RunningMarker(database), IntegrityCheck(database)
    checking = asyncio.create_task(_check_integrity(check, health)) if mark.set() else None
    try:
        yield
    finally:
        check.stop()
        if checking is not None:
            await checking
        mark.clear()


async def _check_integrity(check: IntegrityCheck, health: Health) -> None:
    log.warning("the last stop was not clean: looking through the database")
    wrong = await asyncio.to_thread(check.run)
    if wrong:
        health.report_damage(wrong)
        log.critical("the database is damaged; stop, and restore a backup: %s", wrong)
    else:
        log.info("nothing is wrong with the database, as far as it was looked through")
