"""Tables of search: the vocabulary for suggestions and the search history."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, String, Table

from storage.schema.metadata import build_partial_index, metadata
from storage.schema.types import BigId, UtcTime

words = Table(
    "words",
    metadata,
    Column("word", String, primary_key=True),
    Column("articles", Integer, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    sqlite_with_rowid=False,
)

word_keys = Table(
    "word_keys",
    metadata,
    Column("key", String, primary_key=True),
    Column("word", String, primary_key=True),
    sqlite_with_rowid=False,
)

article_sources = Table(
    "article_sources",
    metadata,
    Column("name", String, primary_key=True),
    sqlite_with_rowid=False,
)

searches = Table(
    "searches",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("chat_id", BigInteger, nullable=False, index=True),
    Column("query", String, nullable=False),
    Column("results", Integer, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    build_partial_index("ix_searches_zero_results", "asked_at", where="results = 0"),
)
