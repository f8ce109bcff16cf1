"""The words that are known, and those that are forgotten."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from news.spelling import keys, probes
from storage import vocabulary
from storage.engine import Database
from storage.tables import word_keys
from tests.factories import NOON


async def test_words_are_counted_and_found_near(database: Database) -> None:
    async with database.write() as connection:
        await vocabulary.note(connection, {"мост": 2, "река": 1}, keys, now=NOON)
        await vocabulary.note(connection, {"мост": 3}, keys, now=NOON)
        await vocabulary.note(connection, {}, keys, now=NOON)
    async with database.read() as connection:
        assert await vocabulary.near(connection, probes("мист")) == {"мост": 5}
        assert await vocabulary.near(connection, probes("бегемот")) == {}


async def test_words_that_no_article_has_any_more_go_with_their_keys(database: Database) -> None:
    old, new = NOON - timedelta(days=100), NOON
    async with database.write() as connection:
        await vocabulary.note(connection, {"старый": 1, "мост": 1}, keys, now=old)
        await vocabulary.note(connection, {"мост": 1}, keys, now=new)
        assert await vocabulary.trim(connection, NOON - timedelta(days=90), keys) is None
        assert await vocabulary.near(connection, probes("старый")) == {}
        assert await vocabulary.near(connection, probes("мост")) == {"мост": 2}
        left = await connection.execute(select(func.count()).select_from(word_keys))
        assert left.scalar_one() == len(keys("мост"))


async def test_names_of_sources_are_kept_once(database: Database) -> None:
    async with database.write() as connection:
        await vocabulary.note_sources(connection, ["УНН", "BBC", ""])
        await vocabulary.note_sources(connection, ["УНН"])
        assert await vocabulary.sources(connection) == ["BBC", "УНН"]
