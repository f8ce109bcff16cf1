"""Articles: filed once, found by id."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article, MatchCandidate
from storage.archive import fts_index, stories, tombstones
from storage.archive.row_mapping import to_article, to_row
from storage.schema.tables import article_texts, articles

ChooseStory = Callable[[Sequence[MatchCandidate]], int | None]
"""Which of these articles' stories does the new one belong to? None opens a story of its own."""


ChooseHeadline = Callable[[Sequence[MatchCandidate]], MatchCandidate]
"""Which of a story's articles is its headline article?"""

_TEXT_COLUMNS = (
    "title", "title_made", "language", "content_hash", "photo_credit", "attribution", "image",
    "summary", "summary_written", "topics", "entities",
)  # fmt: skip
"""What follows from an article's text."""

MIN_ARTICLES_FOR_CENTRAL = 3
"""Of fewer articles none is more central than the other: the first one stays the headline."""


@dataclass(frozen=True, slots=True)
class AddResult:
    """What became of an article: its id, its story, and whether it was new."""

    article_id: int
    story_id: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class ArticleKey:
    """By what an article that comes in may be known. Empty where it has none."""

    source_id: int | None
    guid: str
    canonical_url: str


async def add(
    connection: AsyncConnection,
    article: Article,
    *,
    keys: Sequence[str],
    choose_story: ChooseStory,
    choose_headline: ChooseHeadline,
    now: datetime,
    ignore_tombstone: bool = False,
) -> AddResult:
    """File an article and join it to a story. The same url, guid or text is filed once; another
    source that has the same text is one more source of its story.

    ``keys`` are the article's index keys (`news.clustering.matching.keys`). What an editor took
    out of the archive stays out, unless an editor wants it ``again``.
    Raises ArticleWithdrawn.
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
        await stories.set_headline(connection, story_id, article_id)
    else:
        article_id = await _insert(connection, article, story_id, moment, now)
        await stories.add_article(connection, story_id, article)
        own = MatchCandidate(
            story_id, article.language, article.published, article.fingerprint, article_id
        )
        members = [one for one in candidates if one.story_id == story_id] + [own]
        if len(members) >= MIN_ARTICLES_FOR_CENTRAL:
            await stories.set_headline(connection, story_id, choose_headline(members).article_id)
    await stories.add_keys(connection, keys, moment)
    return AddResult(article_id, story_id, is_new=True)


async def find_existing(
    connection: AsyncConnection, article_keys: Sequence[ArticleKey]
) -> dict[ArticleKey, tuple[AddResult, str]]:
    """Which of these are filed already, by guid or address; with the name of the source that each
    came from. The text is not looked at: `add` does that."""
    urls = {one.canonical_url for one in article_keys if one.canonical_url}
    guids = {one.guid for one in article_keys if one.guid and one.source_id is not None}
    source_ids = {one.source_id for one in article_keys if one.source_id is not None}
    rows = await connection.execute(
        select(
            articles.c.id,
            articles.c.story_id,
            articles.c.source,
            articles.c.canonical_url,
            articles.c.source_id,
            articles.c.guid,
        ).where(
            or_(
                articles.c.canonical_url.in_(urls),
                and_(articles.c.source_id.in_(source_ids), articles.c.guid.in_(guids)),
            )
        )
    )
    by_url: dict[str, tuple[AddResult, str]] = {}
    by_guid: dict[tuple[int | None, str], tuple[AddResult, str]] = {}
    for row in rows:
        filed = AddResult(row.id, row.story_id, is_new=False), row.source
        by_url[row.canonical_url or ""] = by_guid[row.source_id, row.guid or ""] = filed
    found = {}
    for one in article_keys:
        hit = by_guid.get((one.source_id, one.guid)) if one.guid and one.source_id else None
        hit = hit or (by_url.get(one.canonical_url) if one.canonical_url else None)
        if hit:
            found[one] = hit
    return found


async def get(connection: AsyncConnection, article_id: int) -> Article | None:
    row = (
        await connection.execute(_select_with_text().where(articles.c.id == article_id))
    ).one_or_none()
    return None if row is None else to_article(row)


async def get_many(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Article]:
    rows = await connection.execute(_select_with_text().where(articles.c.id.in_(ids)))
    return {row.id: to_article(row) for row in rows}


async def update_text(connection: AsyncConnection, article_id: int, article: Article) -> bool:
    """Put a newer text in the place of an article's old one; it keeps its id, story and date. False
    if it says the same, or what another article says already, or if editors have changed the
    article: then theirs stands."""
    same = await connection.execute(
        select(articles.c.id)
        .where(
            or_(
                articles.c.content_hash == article.content_hash,
                and_(articles.c.id == article_id, articles.c.by_editors != frozenset()),
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
    """Replace what follows from an article's text, and other columns as given; the index too."""
    row = to_row(article, 0, article.published)
    changed = {name: row[name] for name in _TEXT_COLUMNS} | values
    await connection.execute(update(articles).where(articles.c.id == article_id).values(**changed))
    await fts_index.replace(connection, article_id, article)


async def set_summary(connection: AsyncConnection, article_id: int, summary: Sequence[str]) -> None:
    """Put a summary that a server wrote in the place of the extract, unless editors have changed
    the article meanwhile."""
    await connection.execute(
        update(articles)
        .where(articles.c.id == article_id, articles.c.by_editors == frozenset())
        .values(summary=list(summary), summary_written=True)
    )


async def count(connection: AsyncConnection) -> int:
    return (await connection.execute(select(func.count()).select_from(articles))).scalar_one()


def _select_with_text() -> Select[Any]:
    """Articles with their texts."""
    return select(articles, article_texts.c.content).join(
        article_texts, article_texts.c.article_id == articles.c.id
    )


async def _find_row(connection: AsyncConnection, article_id: int) -> Row[int, int, str] | None:
    """Its id, story and source."""
    asked = select(articles.c.id, articles.c.story_id, articles.c.source)
    return (await connection.execute(asked.where(articles.c.id == article_id))).one_or_none()


async def _find_existing(
    connection: AsyncConnection, article: Article
) -> Row[int, int, str] | None:
    """Id, story and source of the article that has this one's text, address or guid."""
    found = select(articles.c.id, articles.c.story_id, articles.c.source)
    found = found.where(tombstones.is_same_article(articles, article))
    return (await connection.execute(found.limit(1))).one_or_none()


async def _insert(
    connection: AsyncConnection, article: Article, story_id: int, rowid: int, now: datetime
) -> int:
    row = to_row(article, story_id, now, rowid)
    result = await connection.execute(insert(articles).values(row))
    (article_id,) = result.inserted_primary_key or (0,)
    await fts_index.add(connection, int(article_id), rowid, article)
    return int(article_id)
