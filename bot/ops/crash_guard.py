"""Check the database after an unclean stop, while the service runs."""

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
    """Mark the database as in use; check its file in the background if it was marked already.

    The check can take a minute, so the start does not wait for it.
    """
    marker, check = RunningMarker(database), IntegrityCheck(database)
    checking = asyncio.create_task(_check_integrity(check, health)) if marker.set() else None
    try:
        yield
    finally:
        check.stop()
        if checking is not None:
            await checking
        marker.clear()


async def _check_integrity(check: IntegrityCheck, health: Health) -> None:
    log.warning("the last stop was not clean: checking the database")
    damage = await asyncio.to_thread(check.run)
    if damage:
        health.report_damage(damage)
        log.critical("the database is damaged; stop, and restore a backup: %s", damage)
    else:
        log.info("nothing is wrong with the checked part of the database")
