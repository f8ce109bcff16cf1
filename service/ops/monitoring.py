"""Figures about the running service for health checks and metrics."""

from __future__ import annotations

from datetime import datetime

from service.ops.metrics import Metrics
from storage.database.engine import Database
from storage.messaging import outbox
from storage.stats import totals


async def get_oldest_pending(database: Database, now: datetime) -> datetime | None:
    """Return since when the oldest due delivery has been waiting; None if none is due."""
    async with database.read() as connection:
        return await outbox.get_oldest_pending(connection, now)


async def update_gauges(database: Database, metrics: Metrics, now: datetime) -> None:
    """Set the gauges that are computed from the database."""
    async with database.read() as connection:
        numbers = await totals.collect(connection)
        metrics.outbox_waiting.set(await outbox.count_unfinished(connection))
        oldest = await outbox.get_oldest_due(connection)
    age = 0.0 if oldest is None else (now - oldest).total_seconds()
    metrics.outbox_age.set(max(0.0, age))
    for state, count in numbers.subscribers.items():
        metrics.subscribers.labels(state).set(count)
