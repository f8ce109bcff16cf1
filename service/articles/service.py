"""Articles: read, add, edit and remove them."""

from __future__ import annotations

from service.articles.analysis_worker import AnalysisWorker
from service.sources.updater import SourceUpdater
from storage.database.engine import Database


class ArticleService:
    """Use cases of readers and editors with articles."""

    def __init__(
        self, database: Database, analysis_worker: AnalysisWorker, updater: SourceUpdater
    ) -> None:
        self._database = database
        self._analysis_worker = analysis_worker
        self._updater = updater
