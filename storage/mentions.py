"""Which articles may mention a term: asked of the full-text index for many terms at once."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Language, Query, QueryWord
from storage.search import match_expression
from storage.tables import articles, stories

_FOUND = text(
    """
    SELECT json_group_array(json_array(asked.key, a.id, a.story_id))
    FROM json_each(:asked) AS asked
    CROSS JOIN article_index
        ON article_index MATCH json_extract(asked.value, '$[1]') AND article_index.rowid >= :first
    JOIN articles AS a
        ON a.id = article_index.rowid AND a.language = json_extract(asked.value, '$[0]')
    """
)

Asked = tuple[Language, Sequence[Collection[str]]]
"""In articles of this language: for each word, the index tokens that may stand for it."""


async def first_article_since(connection: AsyncConnection, since: datetime) -> int | None:
    """The oldest article of the stories that were opened after then; None if there is none."""
    opened = (
        select(stories.c.id)
        .where(stories.c.opened_at > since)
        .order_by(stories.c.opened_at)
        .limit(1)
        .scalar_subquery()
    )
    first = select(articles.c.id).where(articles.c.story_id == opened).order_by(articles.c.id)
    return (await connection.execute(first.limit(1))).scalar_one_or_none()


async def find(
    connection: AsyncConnection, asked: Sequence[Asked], first: int
) -> list[tuple[int, int, int]]:
    """Place in ``asked``, article and story of each article, from id ``first`` on, that holds one
    token of each word, anywhere."""
    given = [[language, _match(words)] for language, words in asked]
    found = await connection.execute(_FOUND, {"asked": json.dumps(given), "first": first})
    return [(place, article, story) for place, article, story in json.loads(found.scalar_one())]


def _match(words: Sequence[Collection[str]]) -> str:
    return match_expression(Query(words=tuple(QueryWord("", tuple(sorted(w))) for w in words)))
