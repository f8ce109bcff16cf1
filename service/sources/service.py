"""Sources: find, register, list, change and remove them, and read one now."""

from __future__ import annotations

from news.sources.fetcher import Fetcher
from service.articles.analysis_worker import AnalysisWorker
from service.sources.updater import SourceUpdater
from storage.database.engine import Database


class SourceService:
    """Use cases of editors with sources; the chat, the command line and the API call them."""

    def __init__(
        self,
        database: Database,
        fetcher: Fetcher,
        analysis_worker: AnalysisWorker,
        updater: SourceUpdater,
    ) -> None:
        self._database = database
        self._fetcher = fetcher
        self._analysis_worker = analysis_worker
        self._updater = updater
