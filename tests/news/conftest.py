"""One analyzer for all tests of news: its dictionaries take a second to load."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from news.nlp.embeddings import Embeddings
from news.nlp.forms.lemmas import Lemmatizer
from news.pipeline import ArticleAnalyzer

NOW = datetime(2026, 2, 11, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def analyzer() -> ArticleAnalyzer:
    return ArticleAnalyzer()


@pytest.fixture(scope="session")
def lemmatizer() -> Lemmatizer:
    return Lemmatizer()


@pytest.fixture(scope="session")
def embeddings() -> Embeddings:
    return Embeddings()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real articles, which is not part of the project."""
    beside = Path(__file__).parents[3] / "shared" / "data"
    folder = Path(os.environ.get("SVODKA_SHARED_DATA", beside))
    if not folder.is_dir():
        pytest.skip(f"no shared data in {folder} (set SVODKA_SHARED_DATA)")
    return folder
