"""The archive's words and the names of its sources, for spelling suggestions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import String, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import bulk
from storage.database.dialect import insert_new
from storage.schema.tables import article_sources, word_keys, words
from storage.schema.types import UtcTime

MAX_CANDIDATES = 1000
"""Words that are compared with a typed one: a few milliseconds."""

BATCH_SIZE = 5000
"""Words examined at a time by `trim`."""


GetKeys = Callable[[str], Iterable[str]]
"""Returns the distinct keys under which a word is stored."""

# An article has hundreds of words: as JSON they are one parameter.
_ROWS = bulk.values_table(bindparam("rows", type_=String))
_FIRST, _SECOND = (bulk.column(_ROWS, place, String) for place in (0, 1))
_NUMBER = bulk.column(_ROWS, 1)
_NOW = bindparam("now", type_=UtcTime())
_COUNT_KNOWN = (
    update(words)
    .where(words.c.word == _FIRST)
    .values(articles=words.c.articles + _NUMBER, seen_at=_NOW)
    .returning(words.c.word)
)
_INSERT_WORDS = insert(words).from_select(
    ["word", "articles", "seen_at"], select(_FIRST, _NUMBER, _NOW)
)
_ADD_SOURCES = insert_new(article_sources)
_INSERT_KEYS = insert(word_keys).from_select(["key", "word"], select(_FIRST, _SECOND))

_DELETE_KEY = delete(word_keys).where(
    word_keys.c.key == bindparam("one"), word_keys.c.word == bindparam("of")
)


async def count_words(
    connection: AsyncConnection,
    counts: Mapping[str, int],
    keys: GetKeys,
    *,
    now: datetime,
) -> None:
    """Add to the number of articles that contain each word.

    ``keys`` returns the keys of a new word (`news.query.spelling`).
    """
    every = bulk.encode_rows(counts.items())
    known = await connection.execute(_COUNT_KNOWN, {"rows": every, "now": now})
    new = sorted(counts.keys() - set(known.scalars()))
    if new:
        added = bulk.encode_rows((word, counts[word]) for word in new)
        await connection.execute(_INSERT_WORDS, {"rows": added, "now": now})
        filed = bulk.encode_rows((key, word) for word in new for key in keys(word))
        await connection.execute(_INSERT_KEYS, {"rows": filed})


async def find_similar(connection: AsyncConnection, probes: Sequence[str]) -> dict[str, int]:
    """Return the words stored under any of these keys, with the number of their articles; the most
    frequent if there are very many."""
    rows = await connection.execute(
        select(words.c.word, words.c.articles)
        .where(words.c.word.in_(select(word_keys.c.word).where(word_keys.c.key.in_(probes))))
        .order_by(words.c.articles.desc())
        .limit(MAX_CANDIDATES)
    )
    return {row.word: row.articles for row in rows}


async def add_source_names(connection: AsyncConnection, names: Iterable[str]) -> None:
    """Add names of sources for the suggestion of filters; known ones are skipped."""
    rows = [{"name": name} for name in names if name]
    if rows:
        await connection.execute(_ADD_SOURCES, rows)


async def list_source_names(connection: AsyncConnection) -> list[str]:
    """Return the names of all sources of stored articles, in order."""
    rows = await connection.execute(select(article_sources.c.name).order_by(article_sources.c.name))
    return [name for (name,) in rows]


async def trim(
    connection: AsyncConnection, before: datetime, keys: GetKeys, after: str = ""
) -> str | None:
    """Delete those of `BATCH_SIZE` words after ``after`` that no article had since then.

    Returns the last word examined, None at the end.
    """
    looked_at = (
        select(words.c.word, words.c.seen_at)
        .where(words.c.word > after)
        .order_by(words.c.word)
        .limit(BATCH_SIZE)
    )
    rows = list(await connection.execute(looked_at))
    old = [row.word for row in rows if row.seen_at < before]
    if old:
        await connection.execute(delete(words).where(words.c.word.in_(old)))
        filed = [{"one": key, "of": word} for word in old for key in keys(word)]
        await connection.execute(_DELETE_KEY, filed)
    return rows[-1].word if len(rows) == BATCH_SIZE else None
