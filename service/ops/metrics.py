"""Metrics for Prometheus, some of them from the database; dashboards rely on their names."""

from __future__ import annotations

from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from storage.database.engine import Database
from storage.messaging import outbox
from storage.stats import totals


class Metrics:
    """One registry with its metrics, created once and passed to all that count."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.deliveries = self._counter("deliveries", "Deliveries by outcome", "outcome")
        self.fetches = self._counter("fetches", "Fetches of sources by outcome", "outcome")
        self.articles = self._counter("articles", "Articles by outcome", "outcome")
        self.summaries = self._counter("summaries", "Summaries requested, by outcome", "outcome")
        self.updates = self._counter("updates", "Updates handled, by type", "type")
        self.update_seconds = self._histogram("update_seconds", "Seconds an update takes")
        self.analysis_seconds = self._histogram(
            "analysis_seconds", "Seconds to analyze a batch of up to 20 articles"
        )
        self.search_seconds = self._histogram("search_seconds", "Seconds a search takes")
        self.outbox_waiting = self._gauge("outbox_waiting", "Deliveries not finished yet")
        self.outbox_age = self._gauge("outbox_age_seconds", "How long the oldest has been due")
        self.digest_window = self._gauge(
            "digest_window_seconds", "How long the digests of the fullest digest time take"
        )
        self.subscribers = Gauge(
            "svodka_subscribers", "Subscribers by state", ["state"], registry=self.registry
        )
        self.database = self._gauge(
            "database_usable", "Whether the database can be read and written"
        )
        self.database.set(1)
        self.last_backup = self._gauge("last_backup_timestamp_seconds", "When it was made (UTC)")
        self.duties = Gauge(
            "svodka_duty",
            "Whether this process has a duty",
            ["duty"],
            registry=self.registry,
        )
        self.staleness = Gauge(
            "svodka_silence_seconds",
            "Seconds since the last heartbeat of a component",
            ["part"],
            registry=self.registry,
        )

    def _counter(self, name: str, help_text: str, label: str) -> Counter:
        return Counter(f"svodka_{name}_total", help_text, [label], registry=self.registry)

    def _histogram(self, name: str, help_text: str) -> Histogram:
        return Histogram(f"svodka_{name}", help_text, registry=self.registry)

    def _gauge(self, name: str, help_text: str) -> Gauge:
        return Gauge(f"svodka_{name}", help_text, registry=self.registry)


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
