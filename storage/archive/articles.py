"""Articles: stored once, found by id."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article, MatchCandidate, StoryHistory
from storage.archive import fts_index, stories, tombstones
from storage.archive.row_mapping import to_article, to_row
from storage.schema.tables import article_texts, articles

ChooseStory = Callable[[Sequence[MatchCandidate]], int | None]
"""Chooses the story of a new article among those of these candidates; None opens a new story."""


ChooseLead = Callable[[Sequence[MatchCandidate], StoryHistory], int]
"""Chooses the lead article among articles of a story and returns its id."""

_INSERT = insert(articles)  # built once, as those of all that is stored with each article

_SELECT_KNOWN = select(
    articles.c.id,
    articles.c.story_id,
    articles.c.source,
    articles.c.canonical_url,
    articles.c.source_id,
    articles.c.guid,
    articles.c.title,
).where(
    or_(
        articles.c.canonical_url.in_(bindparam("urls", expanding=True)),
        and_(
            articles.c.source_id.in_(bindparam("source_ids", expanding=True)),
            articles.c.guid.in_(bindparam("guids", expanding=True)),
        ),
    )
)

_SELECT_SAME = (
    select(articles.c.id, articles.c.story_id, articles.c.source)
    .where(tombstones.is_same_article(articles))
    .limit(1)
)

_TEXT_COLUMNS = (
    "title", "title_generated", "language", "content_hash", "photo_credit", "attribution", "image",
    "summary", "summary_written", "is_teaser", "topics", "entities", "importance",
)  # fmt: skip
"""Columns that follow from an article's text."""


@dataclass(frozen=True, slots=True)
class AddResult:
    """The id and story of an article, and whether it was new."""

    article_id: int
    story_id: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """A stored article, and what distinguishes it from another one of the same address."""

    article_id: int
    story_id: int
    source: str
    source_id: int | None
    guid: str
    title: str


@dataclass(frozen=True, slots=True)
class ArticleKey:
    """Identifies an incoming article. Fields are empty where it has none."""

    source_id: int | None
    guid: str
    canonical_url: str


async def add(
    connection: AsyncConnection,
    article: Article,
    *,
    keys: Sequence[str],
    choose_story: ChooseStory,
    choose_lead: ChooseLead,
    now: datetime,
    ignore_tombstone: bool = False,
) -> AddResult:
    """Store an article and join it to a story.

    The same url, guid or text is stored once; another source with the same text is added to the
    story's sources. ``keys`` are the article's index keys (`news.clustering.matching`).
    ``now``: when it arrives, by `storage.archive.cutoff.get_arrival_time`, which is the same for
    all articles of a transaction. ``ignore_tombstone``: add it even if an editor removed it before.

    Raises ArticleTombstoned.
    """
    known = await _find_existing(connection, article)
    if known is None:
        replaced = await tombstones.find_replacement(
            connection, article, ignore_tombstone=ignore_tombstone
        )
        known = None if replaced is None else await _find_row(connection, replaced)
    if known is not None:
        if known.source != article.source:
            await stories.add_source(connection, known.story_id, article.source)
        return AddResult(known.id, known.story_id, is_new=False)
    candidates = await stories.find_candidates(connection, keys, around=article.published)
    moment = await fts_index.find_free_rowid(connection, article.published)
    story_id = choose_story(candidates)
    if story_id is None:
        story_id = await stories.open_story(connection, article, now)
        article_id = await _insert(connection, article, story_id, moment, now)
        await stories.set_lead(connection, story_id, article_id)
    else:
        article_id = await _insert(connection, article, story_id, moment, now)
        members = [one for one in candidates if one.story_id == story_id]
        own = MatchCandidate.from_article(article, story_id, article_id)
        await _join_story(connection, article, [*members, own], choose_lead)
    await stories.add_keys(connection, keys, moment)
    return AddResult(article_id, story_id, is_new=True)


async def _join_story(
    connection: AsyncConnection,
    article: Article,
    members: Sequence[MatchCandidate],
    choose_lead: ChooseLead,
) -> None:
    """Add an article that was stored, the last of the story's ``members``; it may become the
    lead."""
    story_id = members[-1].story_id
    await stories.add_article(connection, story_id, article)
    history = await stories.get_history(connection, story_id)
    lead_id = choose_lead(members, history)
    if lead_id != history.lead_id:
        await stories.set_lead(connection, story_id, lead_id)


async def find_existing(
    connection: AsyncConnection, article_keys: Sequence[ArticleKey]
) -> dict[ArticleKey, KnownArticle]:
    """Return which of these articles are stored already, by guid or address.

    The text is not compared: `add` does that.
    """
    urls = {one.canonical_url for one in article_keys if one.canonical_url}
    guids = {one.guid for one in article_keys if one.guid and one.source_id is not None}
    source_ids = {one.source_id for one in article_keys if one.source_id is not None}
    rows = await connection.execute(
        _SELECT_KNOWN, {"urls": list(urls), "source_ids": list(source_ids), "guids": list(guids)}
    )
    by_url: dict[str, KnownArticle] = {}
    by_guid: dict[tuple[int | None, str], KnownArticle] = {}
    for row in rows:
        guid = row.guid or ""
        filed = KnownArticle(row.id, row.story_id, row.source, row.source_id, guid, row.title)
        by_url[row.canonical_url or ""] = by_guid[row.source_id, guid] = filed
    found = {}
    for one in article_keys:
        hit = by_guid.get((one.source_id, one.guid)) if one.guid and one.source_id else None
        hit = hit or (by_url.get(one.canonical_url) if one.canonical_url else None)
        if hit:
            found[one] = hit
    return found


async def get(connection: AsyncConnection, article_id: int) -> Article | None:
    """Return the article with its text, or None."""
    row = (
        await connection.execute(_select_with_text().where(articles.c.id == article_id))
    ).one_or_none()
    return None if row is None else to_article(row)


async def get_many(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Article]:
    """Return the articles with their texts, by id."""
    rows = await connection.execute(_select_with_text().where(articles.c.id.in_(ids)))
    return {row.id: to_article(row) for row in rows}


async def update_text(connection: AsyncConnection, article_id: int, article: Article) -> bool:
    """Replace an article's text by a newer one; id, story and date stay.

    Returns False if the text is the same, if another article has it, or if editors changed the
    article.
    """
    same = await connection.execute(
        select(articles.c.id)
        .where(
            or_(
                articles.c.content_hash == article.content_hash,
                and_(articles.c.id == article_id, articles.c.overridden_fields != frozenset()),
            )
        )
        .limit(1)
    )
    if same.first() is not None:
        return False
    await write_text(connection, article_id, article)
    return True


async def write_text(
    connection: AsyncConnection, article_id: int, article: Article, **values: object
) -> None:
    """Replace the columns that follow from an article's text, the given other columns, and the
    index."""
    row = to_row(article, 0, article.published)
    changed = {name: row[name] for name in _TEXT_COLUMNS} | values
    await connection.execute(update(articles).where(articles.c.id == article_id).values(**changed))
    await fts_index.replace(connection, article_id, article)


async def set_summary(connection: AsyncConnection, article_id: int, summary: Sequence[str]) -> None:
    """Store a generated summary, unless editors changed the article."""
    await connection.execute(
        update(articles)
        .where(articles.c.id == article_id, articles.c.overridden_fields == frozenset())
        .values(summary=list(summary), summary_written=True)
    )


async def mark_as_follow_up(connection: AsyncConnection, article_id: int) -> None:
    """Store that an article joined its story as a later development."""
    await connection.execute(
        update(articles).where(articles.c.id == article_id).values(is_follow_up=True)
    )


async def has_any(connection: AsyncConnection) -> bool:
    """Return whether an article is stored."""
    return (await connection.execute(select(articles.c.id).limit(1))).first() is not None


async def count(connection: AsyncConnection) -> int:
    """Return the number of stored articles."""
    return (await connection.execute(select(func.count()).select_from(articles))).scalar_one()


def _select_with_text() -> Select[Any]:
    """Select articles with their texts."""
    return select(articles, article_texts.c.content).join(
        article_texts, article_texts.c.article_id == articles.c.id
    )


async def _find_row(connection: AsyncConnection, article_id: int) -> Row[int, int, str] | None:
    """Return an article's id, story and source."""
    statement = select(articles.c.id, articles.c.story_id, articles.c.source)
    return (await connection.execute(statement.where(articles.c.id == article_id))).one_or_none()


async def _find_existing(
    connection: AsyncConnection, article: Article
) -> Row[int, int, str] | None:
    """Return id, story and source of the article with the same text, address or guid."""
    same = tombstones.get_identity(article)
    return (await connection.execute(_SELECT_SAME, same)).one_or_none()


async def _insert(
    connection: AsyncConnection, article: Article, story_id: int, rowid: int, now: datetime
) -> int:
    result = await connection.execute(_INSERT, to_row(article, story_id, now, rowid))
    (article_id,) = result.inserted_primary_key or (0,)
    await fts_index.add(connection, int(article_id), rowid, article)
    return int(article_id)
