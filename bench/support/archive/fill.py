"""A database filled with the corpus, as `storage.archive.articles.add` would have, but in minutes.

The rows of each text are made once and written with the driver alone. A test holds what comes out
equal to what comes of filing the same articles one by one.
"""

from __future__ import annotations

import json
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
from storage.migrations.runner import migrate
from storage.schema.tables import article_texts, articles, fingerprints, stories, story_keys
from storage.schema.types import Packed

COMMIT = 5_000
"""Articles in a transaction."""

_USUAL, _MUCH = 1 << 20, 1 << 28

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
        _set_up_index(connection, _MUCH)
        connection.execute("BEGIN")
        connection.executemany(_into(stories), _bound(stories, _stories(corpus)))
        connection.execute("COMMIT")
        made = lru_cache(maxsize=TEXTS)(partial(_made, corpus))
        for start in range(0, corpus.count, COMMIT):
            numbers = range(start, min(start + COMMIT, corpus.count))
            connection.execute("BEGIN")
            for statement, rows in _rows(corpus, numbers, made).items():
                connection.executemany(statement, rows)
            connection.execute("COMMIT")
            on_progress(numbers.stop)
        _set_up_index(connection, _USUAL)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _set_up_index(connection: sqlite3.Connection, hash_size: int) -> None:
    """How many bytes of tokens are gathered in memory before they are written."""
    connection.execute(
        "INSERT INTO articles_fts(articles_fts, rank) VALUES ('hashsize', ?)", (hash_size,)
    )


@dataclass(frozen=True, slots=True)
class Made:
    """What is the same each time that a text comes."""

    row: Mapping[str, Any]
    content: bytes
    terms: bytes
    tokens: str
    keys: tuple[int, ...]


def _made(corpus: Corpus, text: int) -> Made:
    article = corpus.article(text)
    tokens = fts_index.build_tokens(article)
    row = {"id": 0, "overridden_fields": frozenset(), **to_row(article, 0, article.published)}
    (bound,) = _bound(articles, [row])
    return Made(
        row=dict(zip(articles.c.keys(), bound, strict=True)),
        content=Packed.pack(to_content(article, tokens)),
        terms=Packed.pack(to_fingerprint_row(article.fingerprint)),
        tokens=fts_index.build_row(tokens),
        keys=tuple(row["key"] for row in build_key_rows(build_keys(article), 0)),
    )


def _rows(corpus: Corpus, numbers: range, made: Callable[[int], Made]) -> dict[str, Rows]:
    filed: Rows = []
    texts: Rows = []
    terms: Rows = []
    indexed: Rows = []
    alike: Rows = []
    for number in numbers:
        text, published = made(number % TEXTS), corpus.published(number)
        article_id, moment = number + 1, fts_index.to_rowid(published)
        at = round(published.timestamp() * 1000)
        own = {
            "id": article_id,
            "story_id": corpus.stories[corpus.event(number)],
            "url": corpus.address(number),
            "canonical_url": corpus.address(number),
            "content_hash": corpus.content_hash(number),
            "published_at": at,
            "added_at": at,
            "fts_rowid": moment,
        }
        filed.append(tuple({**text.row, **own}.values()))
        texts.append((article_id, text.content))
        terms.append((article_id, text.terms))
        indexed.append((moment, text.tokens))
        alike += [(moment // 86_400, key, moment) for key in text.keys]
    return {
        _into(articles): filed,
        _into(article_texts): texts,
        _into(fingerprints): terms,
        "INSERT INTO articles_fts(rowid, tokens) VALUES (?, ?)": indexed,
        _into(story_keys): sorted(alike),
    }


def _stories(corpus: Corpus) -> Iterable[Mapping[str, Any]]:
    reports: dict[int, list[int]] = defaultdict(list)
    for number in range(corpus.count):
        reports[corpus.event(number)].append(number)
    for event, story_id in corpus.stories.items():
        yield {
            "id": story_id,
            "headline_id": event + 1,
            "opened_at": corpus.published(event),
            "article_count": len(reports[event]),
            "sources": list(dict.fromkeys(map(corpus.source, reports[event]))),
        }


def _into(table: Table) -> str:
    columns = table.c.keys()
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table.name}({', '.join(columns)}) VALUES ({marks})"


def _bound(table: Table, given: Iterable[Mapping[str, Any]]) -> Rows:
    """Rows as SQLAlchemy would bind them."""
    dialect = SQLiteDialect(
        json_serializer=partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
    )
    columns = list(table.columns)
    binds = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns]
    return [
        tuple(
            bind(row.get(column.name)) if bind else row.get(column.name)
            for column, bind in zip(columns, binds, strict=True)
        )
        for row in given
    ]
