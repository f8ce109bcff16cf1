"""Test that no story falls between two digests, however close to one of them it is stored."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from unittest.mock import AsyncMock

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.digest.renderer import build_renderers
from news.model import RawArticle
from service.bootstrap import Services
from service.digests.dispatch import DigestDispatcher
from service.digests.sending_windows import SendingPlan
from service.follows.term_matcher import TermMatcher
from service.subscribers.digest_schedule import MAX_DELAY
from storage.archive import articles, cutoff, overrides
from storage.archive.articles import AddResult
from storage.chats import followed_stories, subscribers
from storage.chats.followed_stories import FollowedStory
from storage.chats.follows import Follow
from storage.chats.subscribers import Subscriber
from storage.messaging import digests, leases
from storage.messaging.outbox import Priority
from tests.support.factories import article, subscriber

pytestmark = pytest.mark.both_engines

READER = 1
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MILLISECOND = timedelta(milliseconds=1)


async def add_story(
    connection: AsyncConnection, word: str, now: datetime, story: int | None = None
) -> AddResult:
    return await articles.add(
        connection,
        article(f"Мост {word}", published=now),
        keys=[],
        choose_story=lambda candidates: story,
        choose_lead=lambda members, history: members[0].article_id,
        now=await cutoff.get_arrival_time(connection, now),
    )


async def subscribe(services: Services, due: datetime) -> None:
    async with services.database.write() as connection:
        await subscribers.add(
            connection, subscriber(READER, next_digest_at=due, watermark=due - DAY)
        )


async def send_digest(services: Services) -> list[int]:
    """Send the reader's digest when it is due; return its stories."""
    before = await get_reader(services)
    assert before.next_digest_at is not None
    dispatcher = DigestDispatcher(
        services.database, services.terms, build_renderers(services.translations), SendingPlan(30)
    )
    await dispatcher.enqueue_due(before.next_digest_at)
    last = (await get_reader(services)).last_digest_id
    assert last is not None
    assert last != before.last_digest_id
    async with services.database.read() as connection:
        stored = await digests.get(connection, last)
    assert stored is not None
    return [story.id for story in stored.digest.stories]


async def get_reader(services: Services) -> Subscriber:
    async with services.database.read() as connection:
        reader = await subscribers.get(connection, READER)
    assert reader is not None
    return reader


@pytest.mark.parametrize("early", [timedelta(), 2 * MILLISECOND], ids=["same clock", "slow clock"])
async def test_story_right_after_a_digest_is_in_the_next(
    services: Services, early: timedelta
) -> None:
    now = services.clock()
    await subscribe(services, now)
    async with services.database.write() as connection:
        first = await add_story(connection, "открыт", now)
    assert await send_digest(services) == [first.story_id]
    async with services.database.write() as connection:
        second = await add_story(connection, "закрыт", now - early)
    assert await send_digest(services) == [second.story_id]


@pytest.mark.parametrize("posted", [False, True], ids=["batch", "posted"])
async def test_story_that_is_imported_right_after_a_digest_is_in_the_next(
    services: Services, posted: bool
) -> None:
    await subscribe(services, services.clock())
    async with services.database.write() as connection:
        await add_story(connection, "открыт", services.clock())
    await send_digest(services)
    raws = [RawArticle(title=title, text=title) for title in ("Порт закрыт", "Снег растаял")]
    if posted:
        for raw in raws:
            await services.importer.import_article(raw, ignore)
    else:
        await services.importer.import_articles(raws)
    assert len(await send_digest(services)) == len(raws)


async def ignore(connection: AsyncConnection, result: AddResult) -> None:
    pass


async def test_batch_reads_once_when_it_arrives(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a server each statement is a round trip."""
    reading = AsyncMock(wraps=cutoff.get_arrival_time)
    monkeypatch.setattr(cutoff, "get_arrival_time", reading)
    titles = ("Порт закрыт", "Снег растаял", "Мост открыт")
    await services.importer.import_articles([RawArticle(title=one, text=one) for one in titles])
    assert reading.await_count == 1


async def test_story_that_is_being_stored_is_in_the_digest(services: Services) -> None:
    """Its moment is before the digest's, and its transaction ends when that has begun."""
    now = services.clock()
    await subscribe(services, now)
    async with services.database.write() as connection:
        stored = await add_story(connection, "открыт", now - MILLISECOND)
        sending = asyncio.create_task(send_digest(services))
        await asyncio.sleep(0.2)
    assert await sending == [stored.story_id]


async def test_story_that_is_split_off_right_after_a_digest_is_in_the_next(
    services: Services,
) -> None:
    now = services.clock()
    await subscribe(services, now)
    async with services.database.write() as connection:
        first = await add_story(connection, "открыт", now)
        report = await add_story(connection, "закрыт", now, first.story_id)
    await send_digest(services)
    async with services.database.write() as connection:
        other = await overrides.split_report(
            connection,
            report.article_id,
            choose_lead=lambda members, history: members[0].article_id,
            now=now,
        )
    assert await send_digest(services) == [other]


async def test_digest_after_one_that_was_not_sent_omits_what_a_later_one_had(
    services: Services,
) -> None:
    """The digest of eight is not sent, that of ten is; the next has the stories of the first."""
    now = services.clock()
    await subscribe(services, now)
    async with services.database.write() as connection:
        first = await add_story(connection, "открыт", now)
    assert await send_digest(services) == [first.story_id]
    async with services.database.write() as connection:
        second = await add_story(connection, "закрыт", now)
        await subscribers.set_next_due(connection, {READER: now + 2 * HOUR})
    assert await send_digest(services) == [second.story_id]
    async with services.database.write() as connection:
        too_late = now + MAX_DELAY  # for the first of both
        sent = await leases.lease(
            connection, now=too_late, until=too_late + HOUR, capacity=dict.fromkeys(Priority, 10)
        )
        third = await add_story(connection, "покрашен", now + 2 * HOUR)
    assert len(sent) == 1
    assert sorted(await send_digest(services)) == [first.story_id, third.story_id]


async def test_term_is_found_in_a_report_that_was_split_off_later_than_others_came(
    services: Services,
) -> None:
    """The report is older than the first new story, and its own new story is not."""
    now = services.clock()
    earlier = now - DAY
    async with services.database.write() as connection:
        first = await add_story(connection, "открыт", earlier)
        await add_story(connection, "закрыт", earlier, first.story_id)
        await add_story(connection, "покрашен", now - HOUR)
        split = await overrides.split_report(
            connection,
            first.article_id,
            choose_lead=lambda members, history: members[0].article_id,
            now=now,
        )
        term = Follow(READER, 1, "ru открыт", "открыт", "mute", "digest", "command", now)
        matcher = TermMatcher(services.terms)
        await matcher.load(connection, [term], now - 2 * HOUR)
    assert matcher.get_stories([term]) == {"открыт": {split}}


async def test_report_of_a_followed_story_right_after_a_digest_is_in_the_next(
    services: Services,
) -> None:
    now = services.clock()
    await subscribe(services, now)
    async with services.database.write() as connection:
        story = await add_story(connection, "открыт", now)
        followed = FollowedStory(story.story_id, "Мост открыт", "digest")
        await followed_stories.save(connection, READER, followed, now, now + 2 * DAY)
    await send_digest(services)
    async with services.database.write() as connection:
        await add_story(connection, "закрыт", now, story.story_id)
    assert await send_digest(services) == [story.story_id]
