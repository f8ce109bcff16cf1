"""The biggest stories of a while, without their text: the few that a look back chooses from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, column, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Story
from storage.archive import story_headers
from storage.schema.tables import articles, stories

EXTRA_ARTICLE_WEIGHT = 0.1
"""What an article more counts against a source more, as in `news.digest.weigh`."""


async def list_top_stories(
    connection: AsyncConnection, since: datetime, until: datetime, *, per_group: int
) -> list[Story]:
    """So many of the stories opened in ``(since, until]``, of each language and topic, those with
    most reports. Their headline articles have language, time and topics only, so that the database
    reads through the week and the event loop through a few hundred rows."""
    sources = func.json_array_length(stories.c.sources)
    reports = sources + EXTRA_ARTICLE_WEIGHT * func.max(0, stories.c.article_count - sources)
    topic = func.json_each(articles.c.topics).table_valued(column("value", JSON), name="topic")
    ranked = (
        select(
            stories.c.id,
            func.row_number()
            .over(
                partition_by=(articles.c.language, func.json_extract(topic.c.value, "$[0]")),
                order_by=(reports.desc(), stories.c.id.desc()),
            )
            .label("place"),
        )
        .join(articles, articles.c.id == stories.c.headline_id)
        .join(topic, true(), isouter=True)
        .where(stories.c.opened_at > since, stories.c.opened_at <= until)
        .subquery()
    )
    best = select(ranked.c.id).where(ranked.c.place <= per_group).distinct()
    wanted = story_headers.SELECT_LINES.where(stories.c.id.in_(best))
    return await story_headers.read_headers(connection, story_headers.join_lines(wanted))
