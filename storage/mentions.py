"""Which articles may mention a term: asked of the full-text index for many terms at once."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Language
from storage.index import second
from storage.matching import all_of, any_of
from storage.stories import WINDOW
from storage.tables import articles, stories

_FOUND = text(
    """
    SELECT json_group_array(json_array(asked.key, a.id, a.story_id))
    FROM json_each(:asked) AS asked
    CROSS JOIN article_index
        ON article_index MATCH json_extract(asked.value, '$[1]') AND article_index.rowid >= :moment
    CROSS JOIN articles AS a
        ON a.moment = article_index.rowid AND +a.id >= :first_id
            AND a.language = json_extract(asked.value, '$[0]')
    """
)

Asked = tuple[Language, Sequence[Collection[str]]]
"""In articles of this language: for each word, the index tokens that may stand for it."""


@dataclass(frozen=True, slots=True)
class Recent:
    """The articles from an id on; in the index they begin at a moment (`storage.index`)."""

    first_id: int
    moment: int


async def recent(
    connection: AsyncConnection, since: datetime, *, back_to: datetime
) -> Recent | None:
    """The articles that were filed since the first story was opened after then; None if there is
    none. What was published before ``back_to`` is news no more, and need not be among them."""
    opened = (
        select(stories.c.id)
        .where(stories.c.opened_at > since)
        .order_by(stories.c.opened_at)
        .limit(1)
        .scalar_subquery()
    )
    first = select(articles.c.id).where(articles.c.story_id == opened).order_by(articles.c.id)
    first_id = (await connection.execute(first.limit(1))).scalar_one_or_none()
    if first_id is None:
        return None
    # The sum keeps SQLite from looking for the least one in the index of moments, from its start.
    oldest = select(func.min(articles.c.moment + 0)).where(articles.c.id >= first_id)
    moment = (await connection.execute(oldest)).scalar_one()
    return Recent(first_id, max(moment, second(back_to - WINDOW)))


async def find(
    connection: AsyncConnection, asked: Sequence[Asked], among: Recent
) -> list[tuple[int, int, int]]:
    """Place in ``asked``, article and story of each article that holds one token of each word,
    anywhere."""
    given = [
        [language, all_of(any_of(sorted(word)) for word in words)] for language, words in asked
    ]
    found = await connection.execute(
        _FOUND,
        {"asked": json.dumps(given), "first_id": among.first_id, "moment": among.moment},
    )
    return [(place, article, story) for place, article, story in json.loads(found.scalar_one())]
