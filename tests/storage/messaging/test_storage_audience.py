"""Test that the audience query agrees with its description."""

from __future__ import annotations

import itertools
from datetime import time

import pytest

from news.model import InterfaceLanguage
from storage.chats import subscribers
from storage.chats.subscribers import BreakingMode, Subscriber, SubscriberState
from storage.database.engine import Database
from storage.messaging import audience
from storage.messaging.audience import Audience
from tests.support.factories import NOON

TOPICS = (frozenset(), frozenset({"sport"}), frozenset({"energy", "sport"}), frozenset({"science"}))
LANGUAGES: tuple[InterfaceLanguage, ...] = ("ru", "uk")
MODES: tuple[BreakingMode, ...] = ("on", "silent", "off")
STATES: tuple[SubscriberState, ...] = ("active", "paused", "unreachable", "new")


def everybody() -> list[Subscriber]:
    """Add one subscriber of each kind; every fifth has quiet hours."""
    kinds = itertools.product(TOPICS, LANGUAGES, STATES, MODES)
    return [
        Subscriber(
            chat_id=number,
            kind="private",
            state=state,
            language=language,
            timezone="Europe/Kyiv",
            digest_times=(time(8),),
            topics=topics,
            digest_size=7,
            style="plain",
            breaking=breaking,
            joined_at=NOON,
            quiet_from=time(23) if number % 5 == 0 else None,
            quiet_until=time(7) if number % 5 == 0 else None,
        )
        for number, (topics, language, state, breaking) in enumerate(kinds, start=1)
    ]


def belongs(reader: Subscriber, target: Audience) -> bool:
    return (
        reader.state == "active"
        and reader.breaking != "off"
        and target.language in (None, reader.language)
        and (not target.topics or not reader.topics or bool(target.topics & reader.topics))
    )


@pytest.mark.parametrize("language", [None, "ru", "uk", "en"])
@pytest.mark.parametrize("topics", [set(), {"sport"}, {"port"}, {"energy", "science"}])
async def test_audience_query_matches_its_definition(
    database: Database, topics: set[str], language: InterfaceLanguage | None
) -> None:
    target = Audience(frozenset(topics), language)
    expected = [reader for reader in everybody() if belongs(reader, target)]
    async with database.write() as connection:
        for reader in everybody():
            await subscribers.add(connection, reader)
        count = await audience.count_recipients(connection, target)
        awake = {
            mode: list(
                (
                    await connection.execute(audience.select_without_quiet_hours(target, mode))
                ).scalars()
            )
            for mode in MODES
        }
        rests = [
            r async for batch in audience.iter_with_quiet_hours(connection, target) for r in batch
        ]
    assert count == len(expected)
    assert awake == {
        mode: [r.chat_id for r in expected if r.quiet_from is None and r.breaking == mode]
        for mode in MODES
    }
    assert [(rest.chat_id, rest.silent) for rest in rests] == [
        (r.chat_id, r.breaking == "silent") for r in expected if r.quiet_from is not None
    ]


async def test_audience_lists_quiet_hours_in_batches(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "BATCH_SIZE", 2)
    async with database.write() as connection:
        for reader in everybody():
            await subscribers.add(connection, reader)
        batches = [
            list(batch) async for batch in audience.iter_with_quiet_hours(connection, Audience())
        ]
    found = [rest.chat_id for batch in batches for rest in batch]
    assert max(map(len, batches)) == 2
    assert found == [
        reader.chat_id
        for reader in everybody()
        if belongs(reader, Audience()) and reader.quiet_from is not None
    ]
