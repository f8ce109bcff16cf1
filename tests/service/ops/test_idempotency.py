"""Test that a request with a key is done once, also by two processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from news.model import RawArticle
from service.bootstrap import Services
from service.ops.idempotency import (
    ANSWER_TTL,
    IdempotencyService,
    KeyReused,
    RequestKey,
    store_result,
)
from storage.archive import articles
from storage.database.engine import Database, open_database
from storage.schema.tables import api_tokens, article_sources
from tests.support.factories import NOON

pytestmark = pytest.mark.both_engines

KEY = RequestKey(1, "cms-4711", b"one")


@pytest.fixture
async def pair(services: Services) -> AsyncIterator[tuple[Process, Process]]:
    """Two processes on one database."""
    database = open_database(services.settings.database_url, services.settings.data_folder)
    yield Process(services.database, "one"), Process(database, "other")
    await database.close()


@pytest.fixture(autouse=True)
async def token(services: Services) -> None:
    row = {
        "id": 1,
        "name": "cms",
        "secret_hash": b"",
        "scopes": frozenset({"read"}),
        "created_at": NOON,
    }
    async with services.database.write() as connection:
        await connection.execute(insert(api_tokens).values(row))


class Process:
    """What one process of the service does with a request."""

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self._idempotency = IdempotencyService(database)
        self._name = name

    async def answer(self, request: RequestKey, started: asyncio.Barrier) -> dict[str, Any]:
        async def run() -> dict[str, Any]:
            await started.wait()
            async with self._database.write(inline=True) as connection:
                await connection.execute(insert(article_sources).values(name=self._name))
                await store_result(connection, request, {"by": self._name}, NOON)
            return {"by": self._name}

        return await self._idempotency.run_once(request, NOON, run)


async def list_done(services: Services) -> list[str]:
    async with services.database.read() as connection:
        return list(await connection.scalars(select(article_sources.c.name)))


async def test_request_that_two_processes_get_at_once_is_done_once(
    services: Services, pair: tuple[Process, Process]
) -> None:
    both, (one, other) = asyncio.Barrier(2), pair
    answers = await asyncio.gather(one.answer(KEY, both), other.answer(KEY, both))
    assert answers[0] == answers[1]
    assert [answers[0]["by"]] == await list_done(services)


async def test_other_request_that_two_processes_get_at_once_is_refused(
    services: Services, pair: tuple[Process, Process]
) -> None:
    both, (one, other) = asyncio.Barrier(2), pair
    answers = await asyncio.gather(
        one.answer(KEY, both),
        other.answer(RequestKey(1, KEY.key, b"other"), both),
        return_exceptions=True,
    )
    assert sorted(isinstance(answer, KeyReused) for answer in answers) == [False, True]
    assert len(await list_done(services)) == 1


async def test_article_that_another_process_has_added_is_not_added_again(
    services: Services,
) -> None:
    """Whatever the other one added under this key."""

    async def run() -> dict[str, Any]:
        async with services.database.write() as connection:
            await store_result(connection, KEY, {"id": 12}, NOON)
        raw = RawArticle(text="The bridge over the river was opened on Wednesday morning.")
        return await services.articles.submit(raw, NOON, KEY)

    assert await services.idempotency.run_once(KEY, NOON, run) == {"id": 12}
    async with services.database.read() as connection:
        assert await articles.count(connection) == 0


async def test_expired_answer_is_replaced(services: Services) -> None:
    async with services.database.write() as connection:
        await store_result(connection, KEY, {"by": "old"}, NOON - ANSWER_TTL - timedelta(seconds=1))
    assert await Process(services.database, "new").answer(KEY, asyncio.Barrier(1)) == {"by": "new"}
