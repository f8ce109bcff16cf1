"""Stories in outline: what decides whether somebody gets them, without a word of their text.

All who ask for a digest in an hour choose from the same stories. Each comes as one line of JSON,
and a line that was read before is not read again: what has changed since is another line.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, bindparam, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article, Story, TopicScore
from storage.schema.tables import articles, stories
from storage.schema.types import UtcTime

MAX_CACHED_LINES = 20_000
"""Lines that are not read again: a day of a big agency, in 26 MB. Whoever asks for more at once
reads each again."""

_PAGE_SIZE = 300
_MAX_ID = 2**62

SELECT_LINES = select(
    func.json_array(
        stories.c.id,
        stories.c.opened_at,
        stories.c.article_count,
        func.json(stories.c.sources),
        articles.c.language,
        articles.c.published_at,
        func.json(articles.c.topics),
    ).label("line")
).join(articles, articles.c.id == stories.c.headline_id)
"""A line for each story; what `read` takes, with a WHERE of one's own."""


def join_lines(lines: Select[str]) -> Select[str | None]:
    """All the lines as one row: the thread of the database gives each under the interpreter's
    lock."""
    return select(func.group_concat(lines.subquery().c.line, "\n"))


# The order is that of the index: a page begins where the last one ended, and sorts nothing.
_SELECT_PAGE = join_lines(
    SELECT_LINES.where(
        stories.c.opened_at > bindparam("since"),
        tuple_(stories.c.opened_at, stories.c.id)
        < tuple_(bindparam("until", type_=UtcTime), bindparam("before")),
    )
    .order_by(stories.c.opened_at.desc(), stories.c.id.desc())
    .limit(_PAGE_SIZE)
)


async def iter_story_headers(
    connection: AsyncConnection, since: datetime, until: datetime
) -> AsyncIterator[list[Story]]:
    """The stories that came in after ``since``, up to and with ``until``: their headline articles
    have language, time and topics only. Newest first, page by page, so that the event loop does
    other things in between."""
    before = _MAX_ID
    while True:
        found = await read_headers(
            connection, _SELECT_PAGE, since=since, until=until, before=before
        )
        yield found
        if len(found) < _PAGE_SIZE:
            return
        until, before = found[-1].opened_at, found[-1].id


async def read_headers(
    connection: AsyncConnection, lines: Select[str | None], **params: object
) -> list[Story]:
    """The stories of a statement of `read_lines`, newest first."""
    found = (await connection.execute(lines, params)).scalar_one()
    if not found:
        return []
    told = map(_parse_line, found.split("\n"))
    return sorted(told, key=lambda story: (story.opened_at, story.id), reverse=True)


@lru_cache(MAX_CACHED_LINES)
def _parse_line(line: str) -> Story:
    story_id, opened_at, article_count, sources, language, published, scores = json.loads(line)
    topics = tuple(TopicScore(topic, score) for topic, score in scores)
    moment = UtcTime.from_millis(published)
    return Story(
        id=story_id,
        lead_article=Article("", (), language, moment, "", topics=topics),
        sources=tuple(sources),
        article_count=article_count,
        topics=tuple(topic.id for topic in topics),
        opened_at=UtcTime.from_millis(opened_at),
    )
