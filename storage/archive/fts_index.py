"""The full-text index: adding and removing an article's tokens.

Its rows are in the order of time: the rowid of an article is the second of its publication, or the
next free one. The index keeps no texts, so a removal has to repeat the tokens that were added;
`article_texts` stores them.

All tokens are in one column, and a prefix tells what each means (`to_title_token`,
`to_repeated_token`, `to_word_token`, `build_tag`); without a prefix it occurs anywhere, as a
normal form or as written. So each meaning has its own, short posting list. With one column per
meaning a token has one list, and a query for titles reads through all texts.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article
from storage.archive.row_mapping import to_content, to_fingerprint_row
from storage.database.fulltext import DELETE_ROW, INSERT_ROW, render_row
from storage.schema.tables import article_texts, articles, fingerprints

REPEATED_THRESHOLD = 3
"""An article is about a token that occurs this often, and does not only mention it."""

ALL_ARTICLES_TAG = "="
"""The tag of all articles."""

IndexTokens = dict[str, str]
"""Tokens separated by spaces: ``title``, ``repeated``, ``body`` and ``tags`` hold normal forms and
tags, ``words`` the words as written."""


_INSERT_TEXT = insert(article_texts)
_INSERT_TERMS = insert(fingerprints)
_NEXT = articles.alias()
_SELECT_TAKEN = select(articles.c.id).where(articles.c.fts_rowid == bindparam("rowid"))
_SELECT_LAST_TAKEN = (
    select(articles.c.fts_rowid)
    .where(
        articles.c.fts_rowid >= bindparam("rowid"),
        ~select(_NEXT.c.id).where(_NEXT.c.fts_rowid == articles.c.fts_rowid + 1).exists(),
    )
    .order_by(articles.c.fts_rowid)
    .limit(1)
)


def to_rowid(moment: datetime) -> int:
    """Return the rowid that belongs to a point in time."""
    return int(moment.timestamp() // 1)


def build_tag(kind: str, value: str) -> str:
    """Return the token of all articles of a language, a source or a topic.

    No word of a text can equal it; different names of sources have different tags.
    """
    return f"={zlib.crc32(f'{kind} {value}'.encode()):08x}"


def to_title_token(token: str) -> str:
    """Mark a token as one of the title."""
    return f"t={token}"


def to_repeated_token(token: str) -> str:
    """Mark a token as repeated in the text."""
    return f"r={token}"


def to_word_token(token: str) -> str:
    """Mark a token as a word as written, at its position."""
    return f"w={token}"


def build_row(index_tokens: IndexTokens) -> str:
    """Return the index row. A token without a prefix occurs once: only the order of the words as
    written matters."""
    title, body, words = (index_tokens[name].split() for name in ("title", "body", "words"))
    return " ".join(
        (
            *dict.fromkeys((*title, *body, *words)),
            *map(to_title_token, dict.fromkeys(title)),
            *map(to_repeated_token, index_tokens["repeated"].split()),
            index_tokens["tags"],
            *map(to_word_token, words),
        )
    )


def build_tokens(article: Article) -> IndexTokens:
    """Return what the index holds of an article."""
    often = (
        token for token, count in Counter(article.index.body).items() if count >= REPEATED_THRESHOLD
    )
    return {
        "title": " ".join(article.index.title),
        "repeated": " ".join(often),
        "body": " ".join(article.index.body),
        "words": " ".join(article.index.words),
        "tags": _build_tags(
            article.language, article.source, (topic.id for topic in article.topics)
        ),
    }


def get_text_tokens(index_tokens: IndexTokens) -> frozenset[str]:
    """Return the tokens of the text, including those of the title."""
    return frozenset(
        token for name in ("title", "body", "words") for token in index_tokens[name].split()
    )


def _build_tags(language: str, source: str, topics: Iterable[str]) -> str:
    tags = (
        build_tag("language", language),
        build_tag("source", source),
        *(build_tag("topic", t) for t in topics),
    )
    return " ".join((ALL_ARTICLES_TAG, *tags))


async def find_free_rowid(connection: AsyncConnection, published: datetime) -> int:
    """Return the second of publication, or the next one that no article has."""
    first_choice = {"rowid": to_rowid(published)}
    if (await connection.execute(_SELECT_TAKEN, first_choice)).first() is None:
        return first_choice["rowid"]
    return int((await connection.execute(_SELECT_LAST_TAKEN, first_choice)).scalar_one()) + 1


async def add(connection: AsyncConnection, article_id: int, rowid: int, article: Article) -> None:
    """Store the text of a new article, and index it."""
    indexed = build_tokens(article)
    content = to_content(article, indexed)
    await connection.execute(_INSERT_TEXT, {"article_id": article_id, "content": content})
    terms = to_fingerprint_row(article)
    await connection.execute(_INSERT_TERMS, {"article_id": article_id, "terms": terms})
    tokens = render_row(connection, build_row(indexed))
    await connection.execute(INSERT_ROW, {"rowid": rowid, "tokens": tokens})


async def index_stored(connection: AsyncConnection, article_ids: Sequence[int]) -> None:
    """Index articles whose texts are stored already."""
    stored = await connection.execute(
        select(articles.c.fts_rowid, article_texts.c.content)
        .join(article_texts, article_texts.c.article_id == articles.c.id)
        .where(articles.c.id.in_(article_ids))
    )
    rows = [
        {"rowid": row.fts_rowid, "tokens": render_row(connection, build_row(row.content["index"]))}
        for row in stored
    ]
    await connection.execute(INSERT_ROW, rows)


async def replace(connection: AsyncConnection, article_id: int, article: Article) -> None:
    """Replace the stored text of an article, and its index row."""
    await remove(connection, [article_id])
    moment = select(articles.c.fts_rowid).where(articles.c.id == article_id)
    await add(connection, article_id, (await connection.execute(moment)).scalar_one(), article)


async def update_tags(connection: AsyncConnection, article_id: int, topics: Iterable[str]) -> None:
    """Replace the topics under which an article is found."""
    row = (
        await connection.execute(
            select(
                articles.c.fts_rowid,
                articles.c.language,
                articles.c.source,
                article_texts.c.content,
            )
            .join(article_texts, article_texts.c.article_id == articles.c.id)
            .where(articles.c.id == article_id)
        )
    ).one_or_none()
    if row is None:
        return
    old: IndexTokens = row.content["index"]
    new = {**old, "tags": _build_tags(row.language, row.source, topics)}
    await connection.execute(DELETE_ROW, {"rowid": row.fts_rowid, "tokens": build_row(old)})
    tokens = render_row(connection, build_row(new))
    await connection.execute(INSERT_ROW, {"rowid": row.fts_rowid, "tokens": tokens})
    await connection.execute(
        update(article_texts)
        .where(article_texts.c.article_id == article_id)
        .values(content={**row.content, "index": new})
    )


async def remove(connection: AsyncConnection, article_ids: Sequence[int]) -> None:
    """Delete the texts of articles, also from the index. The caller deletes the articles next."""
    stored = await connection.execute(
        select(articles.c.fts_rowid, article_texts.c.content)
        .join(article_texts, article_texts.c.article_id == articles.c.id)
        .where(articles.c.id.in_(article_ids))
    )
    gone = [{"rowid": row.fts_rowid, "tokens": build_row(row.content["index"])} for row in stored]
    if gone:
        await connection.execute(DELETE_ROW, gone)
        for table in (article_texts, fingerprints):
            await connection.execute(delete(table).where(table.c.article_id.in_(article_ids)))
