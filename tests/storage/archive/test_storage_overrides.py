"""Test that changed articles are found by their new words and not by their old ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

from news.clustering.lead import choose_lead
from news.model import Article, Query, QueryWord, TopicScore
from storage.archive import articles, overrides, stories
from storage.archive.articles import AddResult
from storage.archive.overrides import OverridableField
from storage.chats import alerts
from storage.database.engine import Database
from storage.search import ranking
from tests.support.factories import NOON, article


async def file(database: Database, new: Article, keys: Sequence[str]) -> AddResult:
    async with database.write() as connection:
        return await articles.add(
            connection,
            new,
            keys=keys,
            choose_story=lambda _: None,
            choose_lead=choose_lead,
            now=NOON,
        )


async def found(database: Database, word: str, **values: frozenset[str]) -> list[int]:
    query = Query((QueryWord(word, (word,)),), **values)
    async with database.read() as connection:
        return [
            article_id for article_id, _ in await ranking.rank_articles(connection, query, now=NOON)
        ]


async def alike(database: Database, key: str) -> list[int]:
    async with database.read() as connection:
        return [
            one.article_id for one in await stories.find_candidates(connection, [key], around=NOON)
        ]


def is_whole(database: Database) -> bool:
    """Check SQLite's index against its content; an error is raised if they differ."""
    if not database.path.exists():
        return True  # PostgreSQL keeps its index itself
    with closing(sqlite3.connect(database.path)) as connection:
        connection.execute("INSERT INTO articles_fts(articles_fts) VALUES ('integrity-check')")
    return True


async def test_updated_text_is_indexed(database: Database) -> None:
    filed = await file(database, article("Мост открыт"), ["мост"])
    other = await file(database, article("Лес горит"), ["лес"])
    changed = replace(article("Паром ходит"), id=filed.article_id)
    async with database.write() as connection:
        assert await overrides.override_article(
            connection,
            changed,
            [OverridableField.TEXT],
            keys=["паром"],
            choose_lead=choose_lead,
            now=NOON,
        )
    assert await found(database, "мост") == []
    assert await found(database, "паром") == [filed.article_id]
    assert await alike(database, "мост") == []
    assert await alike(database, "паром") == [filed.article_id]
    assert await alike(database, "лес") == [other.article_id]
    async with database.read() as connection:
        queued = await alerts.load_queued(connection, filed.article_id)
        (candidate,) = await stories.list_members(connection, filed.story_id)
    assert queued is not None
    assert queued.tokens == {"паром", "ходит", "сегодня", "утром."}
    assert [term.lemma for term in candidate.fingerprint] == ["паром", "ходит"]
    assert is_whole(database)


async def test_overridden_topics_filter_search(
    database: Database,
) -> None:
    filed = await file(database, article("Мост открыт"), ["мост"])
    async with database.write() as connection:
        await overrides.set_topics(connection, filed.article_id, [TopicScore("sport", 1.0)])
    assert await found(database, "мост", topics=frozenset({"sport"})) == [filed.article_id]
    assert await found(database, "мост", topics=frozenset({"society"})) == []
    assert await found(database, "мост", without_topics=frozenset({"sport"})) == []
    assert await found(database, "мост", sources=frozenset({"Вестник"})) == [filed.article_id]
    assert is_whole(database)


async def test_deleted_article_frees_its_rowid(database: Database) -> None:
    filed = await file(database, article("Мост открыт"), ["мост"])
    async with database.write() as connection:
        gone = await overrides.remove_article(
            connection, filed.article_id, choose_lead=choose_lead, now=NOON
        )
    assert gone is not None
    assert gone.title == "Мост открыт"
    assert await found(database, "мост") == []
    assert await alike(database, "мост") == []
    next_one = await file(database, article("Паром ходит"), ["мост", "паром"])
    assert await alike(database, "мост") == [next_one.article_id]
    assert is_whole(database)
