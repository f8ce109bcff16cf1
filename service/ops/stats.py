"""Figures and the audit log, for editors and operators."""

from __future__ import annotations

from storage.database.engine import Database


class StatsService:
    """Reads totals, counters a day and the audit log."""

    def __init__(self, database: Database) -> None:
        self._database = database
