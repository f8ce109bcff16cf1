"""Test which words are known, and which are deleted."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from news.query.spelling import build_keys, build_lookup_keys
from storage.database.engine import Database
from storage.schema.tables import word_keys
from storage.search import vocabulary
from tests.support.factories import NOON


async def test_words_are_counted_and_found_near(database: Database) -> None:
    async with database.write() as connection:
        await vocabulary.count_words(connection, {"мост": 2, "река": 1}, build_keys, now=NOON)
        await vocabulary.count_words(connection, {"мост": 3}, build_keys, now=NOON)
        await vocabulary.count_words(connection, {}, build_keys, now=NOON)
    async with database.read() as connection:
        assert await vocabulary.find_similar(connection, build_lookup_keys("мист")) == {"мост": 5}
        assert await vocabulary.find_similar(connection, build_lookup_keys("бегемот")) == {}


async def test_vocabulary_drops_unused_words(database: Database) -> None:
    old, new = NOON - timedelta(days=100), NOON
    async with database.write() as connection:
        await vocabulary.count_words(connection, {"старый": 1, "мост": 1}, build_keys, now=old)
        await vocabulary.count_words(connection, {"мост": 1}, build_keys, now=new)
        assert await vocabulary.trim(connection, NOON - timedelta(days=90), build_keys) is None
        assert await vocabulary.find_similar(connection, build_lookup_keys("старый")) == {}
        assert await vocabulary.find_similar(connection, build_lookup_keys("мост")) == {"мост": 2}
        left = await connection.execute(select(func.count()).select_from(word_keys))
        assert left.scalar_one() == len(build_keys("мост"))


async def test_vocabulary_stores_source_names_once(database: Database) -> None:
    async with database.write() as connection:
        await vocabulary.add_source_names(connection, ["УНН", "BBC", ""])
        await vocabulary.add_source_names(connection, ["УНН"])
        assert await vocabulary.list_source_names(connection) == ["BBC", "УНН"]
