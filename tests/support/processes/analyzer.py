"""Load the analyzer at the import: the process that analysis workers are forked from does it."""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as in a worker

from news import pipeline

_analyzer = pipeline.ArticleAnalyzer()
pipeline.ArticleAnalyzer = lambda: _analyzer  # type: ignore[assignment, misc]
