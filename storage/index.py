"""The full-text index: an article's tokens put in and taken out.

Its rows are in the order of time: an article stands at its *moment*, the second in which it was
published or the next one that was free. The index itself keeps no texts, so whoever takes an
article out has to say what was put in; `article_texts` remembers that.

All tokens are in one column, and a mark tells what each says: `in_title`, `in_repeated`,
`in_words`, `tag`; without a mark it stands anywhere, in a normal form or as it is. So each has a
list of articles of its own in the index, as short as it can be. With columns a token has one list,
and whoever asks for the titles alone walks through all texts.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article
from storage.codec import to_content, to_terms
from storage.tables import article_texts, articles, fingerprints

OFTEN = 3
"""A token that stands so often in the text is what the article is about, not only mentioned."""

EVERY = "="
"""The tag of all articles."""

Indexed = dict[str, str]
"""Tokens with spaces between: ``title``, ``repeated``, ``body`` and ``tags`` hold normal forms and
tags, ``words`` the words as they stand."""

PUT = text("INSERT INTO article_index(rowid, tokens) VALUES (:rowid, :tokens)")
TAKE_OUT = text(
    "INSERT INTO article_index(article_index, rowid, tokens) VALUES ('delete', :rowid, :tokens)"
)


def second(moment: datetime) -> int:
    """Where in the index a moment of time is."""
    return int(moment.timestamp() // 1)


def tag(kind: str, value: str) -> str:
    """The token under which all articles of a language, a source or a topic stand. No word of a
    text can be it; other names of sources have other ones, however they are written."""
    return f"={zlib.crc32(f'{kind} {value}'.encode()):08x}"


def in_title(token: str) -> str:
    return f"t={token}"


def in_repeated(token: str) -> str:
    return f"r={token}"


def in_words(token: str) -> str:
    return f"w={token}"


def marked(indexed: Indexed) -> str:
    """The row of the index. Without a mark each token stands once: only the order of the words as
    they are matters."""
    title, body, words = (indexed[name].split() for name in ("title", "body", "words"))
    return " ".join(
        (
            *dict.fromkeys((*title, *body, *words)),
            *map(in_title, dict.fromkeys(title)),
            *map(in_repeated, indexed["repeated"].split()),
            indexed["tags"],
            *map(in_words, words),
        )
    )


def tokens(article: Article) -> Indexed:
    """What the index holds of an article."""
    often = (token for token, count in Counter(article.index.body).items() if count >= OFTEN)
    return {
        "title": " ".join(article.index.title),
        "repeated": " ".join(often),
        "body": " ".join(article.index.body),
        "words": " ".join(article.index.words),
        "tags": _tags(article.language, article.source, (topic.id for topic in article.topics)),
    }


def words_of(indexed: Indexed) -> frozenset[str]:
    """The tokens of the text itself, those of the title too."""
    return frozenset(
        token for name in ("title", "body", "words") for token in indexed[name].split()
    )


def _tags(language: str, source: str, topics: Iterable[str]) -> str:
    told = tag("language", language), tag("source", source), *(tag("topic", t) for t in topics)
    return " ".join((EVERY, *told))


async def free_moment(connection: AsyncConnection, published: datetime) -> int:
    """The second of publication, or the next that no other article has."""
    wanted = second(published)
    taken = await connection.execute(select(articles.c.id).where(articles.c.moment == wanted))
    if taken.first() is None:
        return wanted
    other = articles.alias()
    last = (
        select(articles.c.moment)
        .where(
            articles.c.moment >= wanted,
            ~select(other.c.id).where(other.c.moment == articles.c.moment + 1).exists(),
        )
        .order_by(articles.c.moment)
        .limit(1)
    )
    return int((await connection.execute(last)).scalar_one()) + 1


async def put(connection: AsyncConnection, article_id: int, moment: int, article: Article) -> None:
    """Keep the text of an article that is new to the archive, and index it."""
    indexed = tokens(article)
    content = to_content(article, indexed)
    await connection.execute(insert(article_texts).values(article_id=article_id, content=content))
    terms = to_terms(article.fingerprint)
    await connection.execute(insert(fingerprints).values(article_id=article_id, terms=terms))
    await connection.execute(PUT, {"rowid": moment, "tokens": marked(indexed)})


async def replace(connection: AsyncConnection, article_id: int, article: Article) -> None:
    """Put another text of an article in the place of the one that it has."""
    await take_out(connection, [article_id])
    moment = select(articles.c.moment).where(articles.c.id == article_id)
    await put(connection, article_id, (await connection.execute(moment)).scalar_one(), article)


async def retag(connection: AsyncConnection, article_id: int, topics: Iterable[str]) -> None:
    """Have an article found under these topics, and under no others."""
    row = (
        await connection.execute(
            select(
                articles.c.moment,
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
    old: Indexed = row.content["index"]
    new = {**old, "tags": _tags(row.language, row.source, topics)}
    await connection.execute(TAKE_OUT, {"rowid": row.moment, "tokens": marked(old)})
    await connection.execute(PUT, {"rowid": row.moment, "tokens": marked(new)})
    await connection.execute(
        update(article_texts)
        .where(article_texts.c.article_id == article_id)
        .values(content={**row.content, "index": new})
    )


async def take_out(connection: AsyncConnection, article_ids: Sequence[int]) -> None:
    """Forget the texts of articles, in the index too. The articles themselves are to go next."""
    kept = await connection.execute(
        select(articles.c.moment, article_texts.c.content)
        .join(article_texts, article_texts.c.article_id == articles.c.id)
        .where(articles.c.id.in_(article_ids))
    )
    gone = [{"rowid": row.moment, "tokens": marked(row.content["index"])} for row in kept]
    if gone:
        await connection.execute(TAKE_OUT, gone)
        for table in (article_texts, fingerprints):
            await connection.execute(delete(table).where(table.c.article_id.in_(article_ids)))
