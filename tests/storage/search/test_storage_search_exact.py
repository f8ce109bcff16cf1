"""Test that the search finds what a full scan finds, in the same order."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.clustering.lead import choose_lead
from news.model import Article, IndexText, Language, Query, QueryWord, TopicScore
from storage.archive import articles
from storage.archive.fts_index import REPEATED_THRESHOLD
from storage.database.engine import open_database
from storage.search import ranking
from storage.search.ranking import IN_TITLE, RELATED, REPEATED, SOME_IN_TITLE, WRITTEN
from tests.support.factories import NOON, article

WORDS = ("мост", "ремонт", "суд", "ʼvns")
word = st.sampled_from(WORDS)
few = st.lists(word, max_size=2).map(tuple)
some = st.lists(word, max_size=7).map(tuple)
FORMS = ("мосту", "us")
few_forms = st.lists(st.sampled_from(FORMS), max_size=2).map(tuple)
"""Words as written that are no normal form of the article."""
tags = st.sampled_from(["sport", "science", "culture"])
languages: st.SearchStrategy[Language] = st.sampled_from(["ru", "uk"])


@st.composite
def archives(draw: st.DrawFn) -> list[Article]:
    """Draw articles of different days, in any order of storing."""
    days = draw(st.lists(st.integers(0, 400), unique=True, max_size=9))
    found = []
    for number, day in enumerate(days):
        title, body = draw(few), draw(some)
        plain = tuple(token for token in title + body if not token.startswith("ʼ"))
        index = IndexText(
            title=tuple(token for token in title if token in plain),
            body=tuple(token for token in body if token in plain),
            words=title + body + draw(few_forms),
        )
        found.append(
            article(
                f"Новость {number}",
                published=NOON - timedelta(days=day),
                index=index,
                language=draw(languages),
                source=draw(st.sampled_from(["УНН", "унн", "BBC"])),
                topics=tuple(TopicScore(topic, 0.5) for topic in draw(st.sets(tags))),
            )
        )
    return found


alternatives = st.lists(st.sampled_from(WORDS + FORMS), min_size=1, max_size=2, unique=True).map(
    tuple
)
relatives = st.lists(st.sampled_from(FORMS), max_size=1).map(tuple)
asked_words = st.lists(st.builds(QueryWord, word, alternatives, relatives), max_size=3).map(tuple)
phrases = st.lists(
    st.lists(st.sampled_from(WORDS + FORMS), min_size=1, max_size=2).map(tuple), max_size=1
).map(tuple)
queries = st.builds(
    Query,
    words=asked_words,
    phrases=phrases,
    without_words=st.lists(st.builds(QueryWord, word, alternatives), max_size=1).map(tuple),
    without_phrases=phrases,
    sources=st.frozensets(st.sampled_from(["УНН", "BBC"]), max_size=1),
    without_sources=st.frozensets(st.just("BBC"), max_size=1),
    topics=st.frozensets(tags, max_size=2),
    without_topics=st.frozensets(tags, max_size=1),
    languages=st.frozensets(languages, max_size=1),
    since=st.none() | st.integers(0, 300).map(lambda day: NOON - timedelta(days=day)),
    until=st.none() | st.integers(0, 300).map(lambda day: NOON - timedelta(days=day)),
)


def grade(one: Article, query: Query) -> float:
    """Return the score of an article for a query before its age; 0 if it does not match."""
    topics = {topic.id for topic in one.topics}
    fits = (
        all(_holds(one, phrase) for phrase in query.phrases)
        and not any(_holds(one, phrase) for phrase in query.without_phrases)
        and not any(set(w.alternatives) & _all(one) for w in query.without_words)
        and (not query.sources or one.source in query.sources)
        and one.source not in query.without_sources
        and (not query.topics or bool(topics & query.topics))
        and not topics & query.without_topics
        and (not query.languages or one.language in query.languages)
        and (query.since is None or one.published >= query.since)
        and (query.until is None or one.published < query.until)
    )
    if not fits:
        return 0.0
    if not query.words:
        return WRITTEN
    asked = [{w for w in each.alternatives if not w.startswith("ʼ")} for each in query.words]
    title = set(one.index.title)
    often = {
        token for token, count in Counter(one.index.body).items() if count >= REPEATED_THRESHOLD
    }
    if all(each & title for each in asked):
        return IN_TITLE
    if all(each & (title | often) for each in asked):
        return REPEATED
    if all(each & _all(one) for each in asked):
        in_title = len(asked) > 1 and any(each & title for each in asked)
        return SOME_IN_TITLE if in_title else WRITTEN
    related = all({*each.alternatives, *each.relatives} & _all(one) for each in query.words)
    return RELATED if related else 0.0


def _all(one: Article) -> set[str]:
    return {*one.index.title, *one.index.body, *one.index.words}


def _holds(one: Article, phrase: Sequence[str]) -> bool:
    words = one.index.words
    return any(words[n : n + len(phrase)] == tuple(phrase) for n in range(len(words)))


def exact(archive: Sequence[Article], query: Query) -> list[str]:
    """Return the matching titles, best first, by a full scan."""

    def worth(one: Article) -> tuple[float, float]:
        days = (NOON - one.published) / timedelta(days=1)
        age = -one.published.timestamp()
        return -round(grade(one, query) / (1 + days / ranking.HALF_LIFE_DAYS), 9), age

    return [one.title for one in sorted(archive, key=worth) if grade(one, query)]


@pytest.mark.parametrize("most", [300, 2])
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(archive=archives(), asked=st.lists(queries, min_size=8, max_size=8))
def test_quick_search_equals_exact_search(
    make_empty: Callable[[], str], most: int, archive: list[Article], asked: list[Query]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "MAX_HITS", most)
        found = asyncio.run(_found(make_empty(), archive, asked))
    for query, titles in zip(asked, found, strict=True):
        assert titles == ([] if query.is_empty else exact(archive, query)[:most])


async def _found(url: str, archive: Sequence[Article], asked: Sequence[Query]) -> list[list[str]]:
    database = open_database(url)
    try:
        async with database.write() as connection:
            for one in archive:
                await articles.add(
                    connection,
                    one,
                    keys=(),
                    choose_story=lambda candidates: None,
                    choose_lead=choose_lead,
                    now=NOON,
                )
        found = []
        async with database.read() as connection:
            for query in asked:
                page = await ranking.find(connection, query, now=NOON, limit=99)
                found.append([hit.article.title for hit in page.hits])
        return found
    finally:
        await database.close()
