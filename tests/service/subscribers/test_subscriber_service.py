"""Test what the settings of a chat refuse, from wherever they are changed."""

from __future__ import annotations

import asyncio
from datetime import time, timedelta

import pytest

from service.bootstrap import Services
from service.i18n.translations import Translations
from service.rendering import FirstDigestSender
from service.subscribers.changes import UnknownTimezone, reload_for_change
from service.subscribers.service import (
    MAX_DIGEST_TIMES,
    TooManyDigestTimes,
    build_default_subscriber,
)
from storage.chats import subscribers
from storage.chats.subscribers import Subscriber
from tests.support.factories import NOON, subscriber


async def _send_nothing(*_: object) -> bool:
    return False


async def test_more_digests_a_day_than_allowed_are_refused(services: Services) -> None:
    service = services.subscribers
    subscriber = build_default_subscriber(services.settings, 1, "private", "ru", NOON)
    too_many = tuple(time(hour) for hour in range(MAX_DIGEST_TIMES + 1))
    with pytest.raises(TooManyDigestTimes) as ticked:
        await service.change_digest_times(subscriber, too_many, NOON)
    sender: FirstDigestSender = _send_nothing
    with pytest.raises(TooManyDigestTimes):
        await service.set_digest_times(subscriber, too_many, NOON, sender)
    assert await service.get(1) is None
    assert "трёх сводок" in Translations()["ru"].format_error(ticked.value)


async def test_unknown_timezone_is_refused(services: Services) -> None:
    subscriber = build_default_subscriber(services.settings, 1, "private", "ru", NOON)
    with pytest.raises(UnknownTimezone) as refused:
        await services.subscribers.set_timezone(subscriber, "Europe/Atlantis", NOON)
    with pytest.raises(UnknownTimezone):
        await services.setup.set_first_timezone(subscriber, "Europe/Atlantis", NOON)
    assert await services.subscribers.get(1) is None
    assert "Europe/Atlantis" in Translations()["ru"].format_error(refused.value)


async def add_early_reader(services: Services) -> Subscriber:
    """Add a reader who has got the digest of noon early: the next is due tomorrow."""
    tomorrow = NOON + timedelta(days=1)
    reader = subscriber(1, digest_times=(time(15),), next_digest_at=tomorrow)
    async with services.database.write() as connection:
        await subscribers.add(connection, reader)
    return reader


async def test_setting_changed_after_a_digest_that_came_early_brings_no_second_one(
    services: Services,
) -> None:
    reader = await add_early_reader(services)
    changed = await services.subscribers.set_weekly_review(
        reader, NOON - timedelta(hours=1), is_on=True
    )
    assert changed.next_digest_at == reader.next_digest_at


@pytest.mark.both_engines
async def test_two_people_change_settings_of_one_channel(services: Services) -> None:
    """Each from a chat of their own, in two processes: neither change is lost."""
    reader = subscriber(-100, topics=frozenset())
    async with services.database.write() as connection:
        await subscribers.add(connection, reader)
    async with services.database.write(inline=True) as connection:
        known = await reload_for_change(connection, reader)
        other = asyncio.create_task(
            services.subscribers.set_topic(reader, "sport", is_selected=True)
        )
        await asyncio.sleep(0.2)
        await subscribers.change(connection, -100, topics=known.topics | {"politics"})
    await other
    stored = await services.subscribers.get(-100)
    assert stored is not None
    assert stored.topics == {"politics", "sport"}


async def test_resuming_after_a_digest_that_came_early_brings_no_second_one(
    services: Services,
) -> None:
    """/resume by a reader who is not paused activates them again."""
    reader = await add_early_reader(services)
    resumed = await services.subscribers.activate(reader, NOON - timedelta(hours=1))
    assert resumed.next_digest_at == reader.next_digest_at
