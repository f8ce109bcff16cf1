"""Broadcasts: draft, preview, schedule, send, pause, stop, correct and retract them."""

from __future__ import annotations

from service.config import Settings
from storage.database.engine import Database


class BroadcastService:
    """Use cases of editors with breaking news."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
