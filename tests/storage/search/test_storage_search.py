"""Test queries with a real index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from news.clustering.lead import choose_lead
from news.model import Article, IndexText, MatchCandidate, Query, QueryWord, TopicScore
from news.query.parsing import MAX_WORDS
from storage.archive import articles
from storage.database.engine import Database
from storage.search import ranking
from tests.support.factories import NOON, article


def words(*typed: str) -> tuple[QueryWord, ...]:
    """Build a query of words, each with its alternatives after a slash: «открыть/открыт»."""
    return tuple(QueryWord(one, tuple(one.split("/"))) for one in typed)


async def file(database: Database, *new: Article) -> None:
    def alone(candidates: Sequence[MatchCandidate]) -> int | None:
        return None

    async with database.write() as connection:
        for one in new:
            await articles.add(
                connection,
                one,
                keys=(),
                choose_story=alone,
                choose_lead=choose_lead,
                now=NOON,
            )


async def found(database: Database, query: Query, **options: Any) -> list[str]:
    async with database.read() as connection:
        page = await ranking.find(connection, query, **{"now": NOON, "limit": 50, **options})
    assert page.total == len(page.hits)
    return [hit.article.title for hit in page.hits]


async def test_every_word_must_be_there_in_one_of_its_forms(database: Database) -> None:
    await file(database, article("Мост открыт"), article("Мост закрыт"))
    assert await found(database, Query(words("мост", "открыть/открыт"))) == ["Мост открыт"]
    assert len(await found(database, Query(words("мост")))) == 2
    assert await found(database, Query(words("мост", "выборы"))) == []
    assert await found(database, Query()) == []


async def test_token_with_a_hyphen_is_found_whole_and_by_its_parts(database: Database) -> None:
    await file(
        database,
        article(
            "Covid-19 отступает",
            index=IndexText(("covid-19",), ("covid-19",), ("covid-19", "отступает")),
        ),
        article(
            "Covid и 19 человек", index=IndexText((), ("covid", "и", "19"), ("covid", "и", "19"))
        ),
    )
    assert await found(database, Query(words("covid-19"))) == ["Covid-19 отступает"]
    assert len(await found(database, Query(words("covid")))) == 2
    phrase = Query(phrases=(("covid-19", "отступает"),))
    assert await found(database, phrase) == ["Covid-19 отступает"]
    assert await found(database, Query(phrases=(("19", "отступает"),))) == []


@pytest.mark.parametrize(
    "typed", ["'", "\\", "a' | 'b", "!мост", "мост:*", "<->", '"', "(", "м" * 5000]
)
async def test_nothing_typed_is_an_operator(database: Database, typed: str) -> None:
    await file(database, article("Мост открыт"))
    assert await found(database, Query((QueryWord(typed, (typed,)),))) in ([], ["Мост открыт"])
    assert await found(database, Query(phrases=((typed,),))) in ([], ["Мост открыт"])


async def test_search_prefers_own_language_within_story(database: Database) -> None:
    one, other = article("Baku плавучий"), article("Baku floating", language="en")
    async with database.write() as connection:
        for new in (one, other):
            await articles.add(
                connection, new, keys=("=bk",), now=NOON, choose_lead=choose_lead,
                choose_story=lambda known: known[0].story_id if known else None,
            )  # fmt: skip
    query = Query(words("baku"))
    assert await found(database, query, language="ru") == ["Baku плавучий"]
    assert await found(database, query, language="en") == ["Baku floating"]


@pytest.mark.parametrize(("offset", "limit"), [(0, 50), (0, 1), (1, 1), (2, 1), (9, 5)])
async def test_each_page_counts_all_articles_of_the_stories_found(
    database: Database, offset: int, limit: int
) -> None:
    """Those without the word too: the line of a story counts them, and so does its button."""
    async with database.write() as connection:
        for new in (article("Порт горит"), article("Пожар тушат")):
            await articles.add(
                connection, new, keys=("=port",), now=NOON, choose_lead=choose_lead,
                choose_story=lambda known: known[0].story_id if known else None,
            )  # fmt: skip
    await file(database, article("Порт закрыт"), article("Порт открыт"), article("Мост закрыт"))
    async with database.read() as connection:
        page = await ranking.find(
            connection, Query(words("порт")), now=NOON, offset=offset, limit=limit
        )
    assert (page.total, page.article_total) == (3, 4)


async def test_search_sorts_equal_matches_newest_first(database: Database) -> None:
    await file(database, article("Мост открыт", published=NOON - timedelta(days=30)))
    await file(database, article("Мост закрыт", published=NOON))
    assert await found(database, Query(words("мост"))) == ["Мост закрыт", "Мост открыт"]


async def test_search_phrase_matches_adjacent_forms(database: Database) -> None:
    await file(database, article("Новый мост открыт"), article("Мост новый, река старая"))
    assert await found(database, Query(phrases=(("новый", "мост"),))) == ["Новый мост открыт"]
    assert await found(database, Query(words("мост"), phrases=(("открыт",),))) == [
        "Новый мост открыт"
    ]


async def test_search_excluded_words(database: Database) -> None:
    await file(database, article("Новый мост открыт"), article("Мост закрыт"), article("Река"))
    without_open = words("открыть/открыт")
    assert await found(database, Query(words("мост"), without_words=without_open)) == [
        "Мост закрыт"
    ]
    both = Query(
        words("мост"), without_words=without_open, without_phrases=(("мост", "закрыт"), ("и",))
    )
    assert await found(database, both) == []
    assert set(await found(database, Query(without_words=without_open))) == {"Мост закрыт", "Река"}


async def test_search_filters_by_source_topic_language(database: Database) -> None:
    sport, science = TopicScore("sport", 0.9), TopicScore("science", 0.4)
    await file(
        database,
        article("Мост один", source="УНН", topics=(sport, science)),
        article("Мост два", source="BBC", topics=(science,), language="uk"),
        article("Мост три", source="Вестник", topics=(), language="en"),
    )
    bridge = Query(words("мост"))

    async def of(**narrowed: Any) -> set[str]:
        return set(await found(database, replace(bridge, **narrowed)))

    one, two, three = "Мост один", "Мост два", "Мост три"
    assert await of(sources=frozenset({"УНН", "BBC"})) == {one, two}
    assert await of(without_sources=frozenset({"УНН"})) == {two, three}
    assert await of(topics=frozenset({"sport"})) == {one}
    assert await of(topics=frozenset({"sport", "science"})) == {one, two}
    assert await of(without_topics=frozenset({"sport"})) == {two, three}
    assert await of(languages=frozenset({"uk", "en"})) == {two, three}
    assert await found(database, Query(topics=frozenset({"sport"}))) == [one]


async def test_search_filters_by_time(database: Database) -> None:
    ages = {"Мост сейчас": 0, "Мост вчера": 1, "Мост давно": 40}
    await file(
        database,
        *(article(title, published=NOON - timedelta(days=days)) for title, days in ages.items()),
    )
    bridge = Query(words("мост"))
    yesterday = NOON - timedelta(days=1)
    assert len(await found(database, bridge, days=30)) == 2
    assert await found(database, replace(bridge, since=NOON)) == ["Мост сейчас"]
    assert await found(database, replace(bridge, since=yesterday, until=NOON)) == ["Мост вчера"]
    assert await found(database, Query(until=yesterday)) == ["Мост давно"]
    assert await found(database, Query(until=yesterday), days=30) == []
    assert await found(database, Query(until=NOON)) == ["Мост вчера", "Мост давно"], "newest first"


async def test_search_pages_are_consecutive(database: Database) -> None:
    await file(
        database,
        *(article(f"Мост {n}", published=NOON - timedelta(hours=n)) for n in range(12)),
    )
    seen: list[str] = []
    async with database.read() as connection:
        for offset in (0, 5, 10):
            page = await ranking.find(
                connection, Query(words("мост")), now=NOON, offset=offset, limit=5
            )
            assert page.total == 12
            seen += [hit.article.title for hit in page.hits]
    assert sorted(seen) == sorted(f"Мост {number}" for number in range(12))


@pytest.mark.parametrize("typed", ['"', "AND", "NEAR(", "*", "мост:", "'; DROP TABLE articles"])
async def test_search_text_is_never_an_operator(database: Database, typed: str) -> None:
    await file(database, article("Мост открыт"))
    assert len(await found(database, Query((QueryWord(typed, (typed,)),)))) <= 1


TOKENS = st.one_of(st.text(min_size=1), st.sampled_from(["NOT", "words :", '""', "мост", "^", "{"]))
MANY = st.lists(TOKENS, max_size=4)
PHRASES = st.lists(st.lists(TOKENS, min_size=1, max_size=3).map(tuple), max_size=3).map(tuple)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MANY, PHRASES, MANY, PHRASES)
async def test_no_query_breaks_the_index(
    database: Database,
    words: list[str],
    phrases: tuple[tuple[str, ...], ...],
    unwanted: list[str],
    without: tuple[tuple[str, ...], ...],
) -> None:
    query = Query(
        words=tuple(QueryWord(one, (one, "мост")) for one in words),
        phrases=phrases,
        without_words=tuple(QueryWord(one, (one,)) for one in unwanted),
        without_phrases=without,
    )
    assert await found(database, query) == []


async def test_a_whole_message_is_a_query(database: Database) -> None:
    """As many words as count: more than people type."""
    await file(database, article("Мост открыт"))
    many = tuple(QueryWord(f"а{n}", (f"а{n}", "мост")) for n in range(MAX_WORDS))
    assert await found(database, Query(many, without_words=many[:1])) == []
    assert await found(database, Query(many)) == ["Мост открыт"]
