"""Fill a database with the corpus in minutes, as `storage.archive.articles.add` would fill it.

The rows of each text are built once and written with the driver alone. A test compares the result
with articles that were stored one by one.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from bench.support.archive.corpus import TEXTS, Corpus
from news.clustering.matching import build_keys
from storage.archive import fts_index
from storage.archive.row_mapping import to_content, to_fingerprint_row, to_row
from storage.archive.stories import build_key_rows
from storage.database.dialect import encode_json
from storage.migrations.runner import migrate
from storage.schema.tables import article_texts, articles, fingerprints, stories, story_keys
from storage.schema.types import Packed

BATCH_SIZE = 5_000
"""Articles in a transaction."""

_DEFAULT_HASH_BYTES, _LARGE_HASH_BYTES = 1 << 20, 1 << 28

Rows = list[tuple[Any, ...]]


def ignore_progress(done: int) -> None:
    """Ignore progress."""


def fill(path: Path, corpus: Corpus, on_progress: Callable[[int], None] = ignore_progress) -> None:
    """Create a database of the corpus; ``on_progress`` is called with the number of articles
    stored."""
    migrate(f"sqlite:///{path}")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        _set_up_index(connection, _LARGE_HASH_BYTES)
        connection.execute("BEGIN")
        connection.executemany(_build_insert(stories), _bind_rows(stories, _iter_stories(corpus)))
        connection.execute("COMMIT")
        build_text_rows = lru_cache(maxsize=TEXTS)(partial(_build_text_rows, corpus))
        for start in range(0, corpus.count, BATCH_SIZE):
            numbers = range(start, min(start + BATCH_SIZE, corpus.count))
            connection.execute("BEGIN")
            for statement, rows in _build_rows(corpus, numbers, build_text_rows).items():
                connection.executemany(statement, rows)
            connection.execute("COMMIT")
            on_progress(numbers.stop)
        _set_up_index(connection, _DEFAULT_HASH_BYTES)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _set_up_index(connection: sqlite3.Connection, hash_size: int) -> None:
    """Set how many bytes of tokens FTS5 collects in memory before it writes them."""
    connection.execute(
        "INSERT INTO articles_fts(articles_fts, rank) VALUES ('hashsize', ?)", (hash_size,)
    )


@dataclass(frozen=True, slots=True)
class TextRows:
    """The parts of the rows that are the same for all articles with one text."""

    row: Mapping[str, Any]
    content: bytes
    terms: bytes
    tokens: str
    keys: tuple[int, ...]


def _build_text_rows(corpus: Corpus, text: int) -> TextRows:
    article = corpus.build_article(text)
    tokens = fts_index.build_tokens(article)
    row = {"id": 0, "overridden_fields": frozenset(), **to_row(article, 0, article.published)}
    (bound,) = _bind_rows(articles, [row])
    return TextRows(
        row=dict(zip(articles.c.keys(), bound, strict=True)),
        content=Packed.pack(to_content(article, tokens)),
        terms=Packed.pack(to_fingerprint_row(article)),
        tokens=fts_index.build_row(tokens),
        keys=tuple(row["key"] for row in build_key_rows(build_keys(article), 0)),
    )


def _build_rows(
    corpus: Corpus, numbers: range, build_text_rows: Callable[[int], TextRows]
) -> dict[str, Rows]:
    article_rows: Rows = []
    texts: Rows = []
    terms: Rows = []
    index_rows: Rows = []
    key_rows: Rows = []
    for number in numbers:
        text, published = build_text_rows(number % TEXTS), corpus.get_published(number)
        article_id, rowid = number + 1, fts_index.to_rowid(published)
        at = round(published.timestamp() * 1000)
        own = {
            "id": article_id,
            "story_id": corpus.stories[corpus.get_event(number)],
            "url": corpus.build_url(number),
            "canonical_url": corpus.build_url(number),
            "content_hash": corpus.build_content_hash(number),
            "published_at": at,
            "added_at": at,
            "fts_rowid": rowid,
        }
        article_rows.append(tuple({**text.row, **own}.values()))
        texts.append((article_id, text.content))
        terms.append((article_id, text.terms))
        index_rows.append((rowid, text.tokens))
        key_rows += [(rowid // 86_400, key, rowid) for key in text.keys]
    return {
        _build_insert(articles): article_rows,
        _build_insert(article_texts): texts,
        _build_insert(fingerprints): terms,
        "INSERT INTO articles_fts(rowid, tokens) VALUES (?, ?)": index_rows,
        _build_insert(story_keys): sorted(key_rows),
    }


def _iter_stories(corpus: Corpus) -> Iterable[Mapping[str, Any]]:
    reports: dict[int, list[int]] = defaultdict(list)
    for number in range(corpus.count):
        reports[corpus.get_event(number)].append(number)
    for event, story_id in corpus.stories.items():
        yield {
            "id": story_id,
            "headline_id": event + 1,
            "opened_at": corpus.get_published(event),
            "article_count": len(reports[event]),
            "sources": list(dict.fromkeys(map(corpus.get_source, reports[event]))),
        }


def _build_insert(table: Table) -> str:
    columns = table.c.keys()
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table.name}({', '.join(columns)}) VALUES ({marks})"


def _bind_rows(table: Table, given: Iterable[Mapping[str, Any]]) -> Rows:
    """Return rows with values bound as SQLAlchemy binds them."""
    dialect = SQLiteDialect(json_serializer=encode_json)
    columns = list(table.columns)
    binds = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns]
    return [
        tuple(
            bind(row.get(column.name)) if bind else row.get(column.name)
            for column, bind in zip(columns, binds, strict=True)
        )
        for row in given
    ]
