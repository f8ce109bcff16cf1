"""Full-text search: best stories for a query, and facets of the results.

Results are graded by their weakest word, from a word in the headline down to one that only sounds
alike or belongs to its family. Each grade is an expression of its own, so that the index can be
read from the newest article on, and need not be read to its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import chain
from operator import add
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    FromClause,
    Integer,
    Select,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article, Language, Query, QueryWord, Story
from storage.archive import articles, coverage, stories
from storage.archive.fts_index import (
    ALL_ARTICLES_TAG,
    build_tag,
    to_repeated_token,
    to_rowid,
    to_title_token,
    to_word_token,
)
from storage.database import bulk
from storage.database.dialect import collect_json_rows, get_larger, join_in_order
from storage.database.fulltext import (
    AllOf,
    AnyOf,
    Match,
    Without,
    render_match,
    select_newest,
)
from storage.schema.tables import articles as articles_table

MAX_HITS = 300
"""Articles ranked for one query: more pages than a person reads."""

HALF_LIFE_DAYS = 14.0
"""After this many days an article counts half as much as an equally good one of today."""

IN_TITLE, REPEATED, SOME_IN_TITLE, WRITTEN, RELATED = 2.0, 1.8, 1.6, 1.3, 0.6
"""About what bm25 gives to a word in the title, a repeated one or a single one, with the title
weighted eight times; between them, some of several words in the title."""

_EARLIEST, _LATEST = -(2**62), 2**62

# Of equal grade the newer article ranks higher, so the best N of all are among the newest N of each
# grade, and no more of the index is read. The last grade matches everything: nothing of a better
# grade is older than its oldest. Where it alone gives N, an article of a better grade that is too
# old to rank among these is not read either.
_SINCE, _UNTIL, _NOW = (bindparam(name, type_=BigInteger) for name in ("since", "until", "now"))
_HALF_LIFE = bindparam("half_life", type_=Float)
_MOST = bindparam("most", type_=Integer)
_ONE = literal_column("1.0", Float)


@dataclass(frozen=True, slots=True)
class GradedExpression:
    """An expression, and the score of matching articles before their age is applied."""

    grade: float
    match: Match


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A story, and its article that fits the query best."""

    story: Story
    article: Article


@dataclass(frozen=True, slots=True)
class SearchResults:
    """A page of stories, and the total numbers of stories that have a matching article and of all
    articles in them (`MAX_HITS` matching ones are looked at)."""

    hits: tuple[SearchHit, ...]
    total: int
    article_total: int = 0


FacetCounts = tuple[tuple[str, int], ...]
"""Values and their numbers of stories, most first."""


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by topic id, by language and by name of source."""

    topics: FacetCounts
    languages: FacetCounts
    sources: FacetCounts


async def find(
    connection: AsyncConnection,
    query: Query,
    *,
    now: datetime,
    offset: int = 0,
    limit: int = 5,
    days: int = 0,
    language: Language = "und",
) -> SearchResults:
    """Return the stories that match a query: best first; newest first where it has no words.

    An empty query finds nothing. ``days`` bounds the age of articles; 0 searches all. Of a story
    with matching articles in several languages, that in ``language`` is returned.
    """
    if query.is_empty:
        return SearchResults((), 0)
    matching: dict[int, list[int]] = defaultdict(list)
    ranked = await rank_articles(connection, query, now=now, days=days)
    for article_id, story_id in ranked:
        matching[story_id].append(article_id)
    page = list(matching.items())[offset : offset + limit]
    if not page:
        return SearchResults((), len(matching), await stories.count_articles(connection, matching))
    own = await _find_in_language(connection, page, language)
    shown = [(story_id, own.get(story_id, ids[0])) for story_id, ids in page]
    found = await stories.get_many(connection, [story_id for story_id, _ in shown])
    fitting = {story.lead_article.id: story.lead_article for story in found.values()}
    if others := [article_id for _, article_id in shown if article_id not in fitting]:
        fitting |= await articles.get_many(connection, others)
    hits = [
        SearchHit(found[story_id], fitting[article_id])
        for story_id, article_id in shown
        if article_id in fitting
    ]
    if len(page) < len(matching):
        total = await stories.count_articles(connection, matching)
    else:
        total = sum(story.article_count for story in found.values())
    return SearchResults(tuple(hits), len(matching), total)


async def get_hit(connection: AsyncConnection, article_id: int) -> SearchHit | None:
    """Return one article with its story; None if it does not exist."""
    place = await coverage.find_place(connection, article_id)
    article = await articles.get(connection, article_id)
    if place is None or article is None:
        return None
    (story,) = (await stories.get_many(connection, [place.story_id])).values()
    return SearchHit(story, article)


async def _find_in_language(
    connection: AsyncConnection, page: Sequence[tuple[int, Sequence[int]]], language: Language
) -> dict[int, int]:
    """Return by story the best of its articles in a language, of the stories with several."""
    several = [article_id for _, ids in page if len(ids) > 1 for article_id in ids]
    if not several:
        return {}
    rows = await connection.execute(
        select(articles_table.c.id).where(
            articles_table.c.id.in_(several), articles_table.c.language == language
        )
    )
    fitting = set(rows.scalars())
    return {
        story_id: own
        for story_id, ids in page
        if (own := next((one for one in ids if one in fitting), None)) is not None
    }


async def rank_articles(
    connection: AsyncConnection, query: Query, *, now: datetime, days: int = 0
) -> list[tuple[int, int]]:
    """Return the ids of matching articles and of their stories, best first, at most `MAX_HITS`."""
    expressions = build_expressions(query)
    since = _EARLIEST if query.since is None else to_rowid(query.since)
    parameters: dict[str, Any] = {
        "since": max(since, to_rowid(now - timedelta(days=days))) if days else since,
        "until": _LATEST if query.until is None else to_rowid(query.until),
        "now": to_rowid(now),
        "half_life": HALF_LIFE_DAYS * 86_400,
        "most": MAX_HITS,
    }
    for number, one in enumerate(expressions):
        parameters[f"match{number}"] = render_match(connection, one.match)
    statement = _build_statement(tuple(one.grade for one in expressions))
    rows = await bulk.fetch(connection, statement, **parameters)
    return [(article_id, story_id) for article_id, story_id in rows]


async def count_facets(
    connection: AsyncConnection, query: Query, *, now: datetime, days: int = 0
) -> Facets:
    """Count the stories among the results of `find` by topic, language and source."""
    found = await rank_articles(connection, query, now=now, days=days)
    rows = await connection.execute(
        select(
            articles_table.c.story_id,
            articles_table.c.language,
            articles_table.c.source,
            articles_table.c.topics,
        ).where(articles_table.c.id.in_([article_id for article_id, _ in found]))
    )
    topics: dict[str, set[int]] = defaultdict(set)
    languages: dict[str, set[int]] = defaultdict(set)
    sources: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        languages[row.language].add(row.story_id)
        for topic, _ in row.topics:
            topics[topic].add(row.story_id)
        if row.source:
            sources[row.source].add(row.story_id)
    return Facets(_sort_counts(topics), _sort_counts(languages), _sort_counts(sources))


def _sort_counts(stories: Mapping[str, set[int]]) -> FacetCounts:
    counted = ((value, len(ids)) for value, ids in stories.items())
    return tuple(sorted(counted, key=lambda pair: (-pair[1], pair[0])))


def build_expressions(query: Query) -> list[GradedExpression]:
    """Return the expressions of a query, best grade first; each includes the matches of the better
    ones."""
    rest = [*map(to_phrase, query.phrases), *_iter_tag_filters(query)]
    out = tuple(_iter_exclusions(query))
    expressions = [
        GradedExpression(grade, _exclude(all_of([*words, *rest]), out))
        for grade, words in _iter_grades(query.words)
    ]
    return expressions or [
        GradedExpression(WRITTEN, _exclude(all_of(rest or [ALL_ARTICLES_TAG]), out))
    ]


def _iter_grades(words: Sequence[QueryWord]) -> Iterator[tuple[float, list[Match]]]:
    if not words:
        return
    spelled = [word.written_tokens for word in words]
    if all(spelled):
        written = [any_of(each) for each in spelled]
        titles = [[to_title_token(token) for token in each] for each in spelled]
        often = [[to_repeated_token(token) for token in each] for each in spelled]
        yield IN_TITLE, [any_of(each) for each in titles]
        yield REPEATED, [any_of(either) for either in map(add, titles, often)]
        if len(words) > 1:
            yield SOME_IN_TITLE, [any_of(chain(*titles)), *written]
        yield WRITTEN, written
    if any(word.sound_tokens or word.relatives for word in words):
        yield RELATED, [any_of(word.alternatives + word.relatives) for word in words]


def _iter_tag_filters(query: Query) -> Iterator[Match]:
    """Yield the conditions on source, topic and language."""
    for kind, values in (
        ("source", query.sources),
        ("topic", query.topics),
        ("language", query.languages),
    ):
        if values:
            yield any_of(build_tag(kind, value) for value in sorted(values))


def _iter_exclusions(query: Query) -> Iterator[Match]:
    for word in query.without_words:
        yield any_of(word.alternatives)
    yield from map(to_phrase, query.without_phrases)
    for kind, values in (("source", query.without_sources), ("topic", query.without_topics)):
        for value in sorted(values):
            yield build_tag(kind, value)


def to_phrase(tokens: Iterable[str]) -> Match:
    """Return an expression for these words in this order."""
    return " ".join(map(to_word_token, tokens))


def any_of(tokens: Iterable[str]) -> Match:
    """Return an expression that matches any of these tokens."""
    return AnyOf(tuple(tokens))


def all_of(expressions: Iterable[Match]) -> Match:
    """Return an expression that matches all of these."""
    return AllOf(tuple(expressions))


def _exclude(included: Match, excluded: tuple[Match, ...]) -> Match:
    return Without(included, excluded) if excluded else included


@cache
def _build_statement(grades: tuple[float, ...]) -> Select[str]:
    """Build the statement for expressions of these grades; there are only a few combinations."""
    *better, (last, last_grade) = [(n, literal_column(str(g), Float)) for n, g in enumerate(grades)]
    widest = _select_grade(last, last_grade, _SINCE).cte("widest").prefix_with("MATERIALIZED")
    found = union_all(
        select(widest),
        *(_select_grade(number, grade, _bound_age(widest, grade)) for number, grade in better),
    ).subquery("found")
    worth = (func.max(found.c.grade) / _aging(found.c.fts_rowid)).label("worth")
    ranked = select(found.c.fts_rowid, worth).group_by(found.c.fts_rowid)
    ordered = ranked.order_by(worth.desc(), found.c.fts_rowid.desc())
    best = ordered.limit(_MOST).subquery("best")
    own_row = articles_table.c.fts_rowid == best.c.fts_rowid
    rows = collect_json_rows(
        articles_table.c.id,
        articles_table.c.story_id,
        order_by=(best.c.worth.desc(), best.c.fts_rowid.desc()),
    )
    return select(rows).select_from(join_in_order(best, articles_table, own_row))


def _select_grade(
    number: int, grade: ColumnElement[float], since: ColumnElement[int]
) -> Select[int, float]:
    """Select the newest articles that match an expression, with its grade."""
    match = bindparam(f"match{number}", type_=Text)
    newest = select_newest(match, since, _UNTIL, _NOW, _MOST)
    return select(newest.c.fts_rowid, grade.label("grade"))


def _bound_age(widest: FromClause, grade: ColumnElement[float]) -> ColumnElement[int]:
    """Return the rowid before which no article of a better grade is among the best."""
    oldest = func.min(widest.c.fts_rowid)
    decay = grade / func.min(widest.c.grade) * _aging(oldest) - _ONE
    bound = cast(_NOW - _HALF_LIFE * decay, BigInteger) - literal_column("1")
    is_all = func.count() < _MOST
    chosen = case((is_all, func.coalesce(oldest, _UNTIL)), else_=get_larger(_SINCE, bound))
    return select(chosen).select_from(widest).scalar_subquery()


def _aging(rowid: ColumnElement[int]) -> ColumnElement[Any]:
    """Return by how much an article counts less than one of today."""
    return _ONE + get_larger(literal_column("0"), _NOW - rowid) / _HALF_LIFE
