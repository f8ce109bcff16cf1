"""Headers of stories: what decides whether a subscriber gets them, without their texts.

All digests of an hour choose from the same stories. Each is read as one line of JSON, and a line
that was parsed before is not parsed again: a changed story is another line.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Collection
from datetime import datetime
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    case,
    distinct,
    func,
    literal,
    literal_column,
    select,
    true,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import CREDIT_VIA, Article, Story, TopicScore
from storage.database import dialect
from storage.schema.tables import articles, stories
from storage.schema.types import UtcTime

MAX_CACHED_LINES = 20_000
"""Parsed lines that are cached: a day of a big agency, in 26 MB."""

EXTRA_ARTICLE_WEIGHT = 0.1
"""The weight of an additional article against an additional source, about as in
`news.clustering.digest.compute_weight`."""

_PAGE_SIZE = 300
_MAX_ID = 2**31 - 1

_REPORT = articles.alias("report")
_ONE: ColumnElement[int] = literal_column("1", Integer)
_VERSIONS = (
    select(dialect.collect_json_rows(_REPORT.c.language, _REPORT.c.id))
    .where(_REPORT.c.story_id == stories.c.id, _REPORT.c.language != articles.c.language)
    .correlate(stories, articles)
    .scalar_subquery()
)
"""The reports in other languages than the headline's."""

_ORIGINS = (
    select(
        func.count(
            distinct(
                case(
                    (_REPORT.c.attribution == "", _REPORT.c.source),
                    (
                        dialect.find_text(_REPORT.c.attribution, CREDIT_VIA) > 0,
                        func.substr(
                            _REPORT.c.attribution,
                            _ONE,
                            dialect.find_text(_REPORT.c.attribution, CREDIT_VIA) - _ONE,
                        ),
                    ),
                    else_=_REPORT.c.attribution,
                )
            )
        )
    )
    .where(_REPORT.c.story_id == stories.c.id)
    .correlate(stories)
    .scalar_subquery()
)
"""How many sources the reports come from: one that credits another is not a source of its own."""

SELECT_LINES = select(
    dialect.build_json_row(
        stories.c.id,
        stories.c.opened_at,
        stories.c.article_count,
        dialect.nest_json(stories.c.sources),
        articles.c.language,
        articles.c.published_at,
        dialect.nest_json(articles.c.topics),
        dialect.nest_json(case((stories.c.article_count > 1, _VERSIONS), else_="[]")),
        articles.c.importance,
        case((stories.c.article_count > 1, _ORIGINS), else_=1),
    ).label("line")
).join(articles, articles.c.id == stories.c.headline_id)
"""One line per story, for `read_headers`; callers add a WHERE."""


def join_lines(lines: Select[str]) -> Select[str | None]:
    """Combine all lines into one row: the database thread takes the interpreter's lock once per
    row."""
    return select(dialect.join_lines(lines.subquery().c.line))


# In index order, so that a page starts at the end of the last one and needs no sort.
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
    """Yield pages of the stories opened in ``(since, until]``, newest first.

    Their headline articles have language, time and topics only. Pages let the event loop do other
    work in between.
    """
    before = _MAX_ID
    while True:
        found = await read_headers(
            connection, _SELECT_PAGE, since=since, until=until, before=before
        )
        yield found
        if len(found) < _PAGE_SIZE:
            return
        until, before = found[-1].opened_at, found[-1].id


async def get_headers(connection: AsyncConnection, story_ids: Collection[int]) -> list[Story]:
    """Return the headers of these stories, newest first; deleted ones are omitted."""
    lines = join_lines(SELECT_LINES.where(stories.c.id.in_(story_ids)))
    return await read_headers(connection, lines)


async def list_top_stories(
    connection: AsyncConnection, since: datetime, until: datetime, *, per_group: int
) -> list[Story]:
    """Return the ``per_group`` stories with most reports opened in ``(since, until]``, of each
    language and topic.

    Their headline articles have language, time and topics only, so that the database reads through
    the week and the event loop through a few hundred rows.
    """
    sources = func.json_array_length(stories.c.sources)
    reports = sources + EXTRA_ARTICLE_WEIGHT * dialect.get_larger(
        literal(0), stories.c.article_count - sources
    )
    topic = dialect.iter_json(articles.c.topics, "topic")
    ranked = (
        select(
            stories.c.id,
            func.row_number()
            .over(
                partition_by=(articles.c.language, dialect.get_json_item(topic.c.value, 0, String)),
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
    selected = SELECT_LINES.where(stories.c.id.in_(best))
    return await read_headers(connection, join_lines(selected))


async def read_headers(
    connection: AsyncConnection, lines: Select[str | None], **params: object
) -> list[Story]:
    """Run a statement of `join_lines` and return its stories, newest first."""
    found = (await connection.execute(lines, params)).scalar_one()
    if not found:
        return []
    headers = map(_parse_line, found.split("\n"))
    return sorted(headers, key=lambda story: (story.opened_at, story.id), reverse=True)


@lru_cache(MAX_CACHED_LINES)
def _parse_line(line: str) -> Story:
    (
        story_id,
        opened_at,
        count,
        sources,
        language,
        published,
        scores,
        versions,
        importance,
        origins,
    ) = json.loads(line)
    topics = tuple(TopicScore(topic, score) for topic, score in scores)
    moment = UtcTime.from_millis(published)
    return Story(
        id=story_id,
        lead_article=Article("", (), language, moment, "", topics=topics, importance=importance),
        sources=tuple(sources),
        article_count=count,
        topics=tuple(topic.id for topic in topics),
        opened_at=UtcTime.from_millis(opened_at),
        origin_count=origins,
        # The first report of a language is the last to be set.
        versions=dict(sorted(versions, key=lambda version: -version[1])),
    )
