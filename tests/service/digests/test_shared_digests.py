"""Test that sharing digests among subscribers changes nothing of what each of them gets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random

import pytest
from sqlalchemy import func, select

from bot.features.digest.renderer import build_renderers
from news.clustering.matching import MatchCandidate
from news.model import TOPIC_IDS, TopicScore
from service.bootstrap import Services
from service.digests.composer import StoryCandidates, compose_digest
from service.digests.dispatch import DigestDispatcher
from service.digests.sending_windows import SendingPlan
from storage.archive import articles
from storage.chats import source_choices, subscribers
from storage.chats.subscribers import Subscriber
from storage.messaging import digests
from storage.schema.tables import payloads
from tests.support.factories import article, subscriber

SOURCES = [f"Газета {letter}" for letter in "АБВГДЕЖ"]
READERS = 60


async def load_stories(services: Services, random: Random, now: datetime) -> None:
    """Store forty stories of one to three reports by different newspapers, some in Ukrainian."""
    async with services.database.write() as connection:
        for number in range(40):
            story: int | None = None
            for report, source in enumerate(random.sample(SOURCES, random.randint(1, 3))):
                told = article(
                    f"Новость {number}, сообщение {report}",
                    source=source,
                    language=random.choice(["ru", "ru", "uk"]),
                    published=now - timedelta(minutes=random.randint(10, 1_000)),
                    topics=(TopicScore(random.choice(TOPIC_IDS[:4]), 0.9),),
                )
                added = await articles.add(
                    connection,
                    told,
                    keys=(),
                    choose_story=partial(choose_known, story),
                    choose_lead=lambda members, history: members[0].article_id,
                    now=now - timedelta(minutes=5),
                )
                story = added.story_id


def choose_known(story: int | None, candidates: Sequence[MatchCandidate]) -> int | None:
    """Return the story of the reports before; the candidates are not asked for."""
    return story


def draw_reader(number: int, random: Random, now: datetime) -> Subscriber:
    """Draw the settings of a reader; every other one has the same, so these differ by the chosen
    sources alone."""
    if number % 2:
        return subscriber(
            1_000 + number, digest_size=3, next_digest_at=now, watermark=now - timedelta(days=1)
        )
    return subscriber(
        1_000 + number,
        language=random.choice(["ru", "uk"]),
        languages=random.choice([frozenset(), frozenset({"ru"}), frozenset({"ru", "uk"})]),
        topics=frozenset(random.sample(TOPIC_IDS[:4], random.choice([0, 0, 1, 2]))),
        digest_size=random.choice([3, 7, 15]),
        next_digest_at=now,
        watermark=now - timedelta(days=1),
    )


@pytest.mark.parametrize("seed", range(4))
async def test_each_reader_gets_the_digest_that_is_composed_for_them_alone(
    services: Services, seed: int
) -> None:
    random, now = Random(seed), services.clock()
    await load_stories(services, random, now)
    readers = [draw_reader(number, random, now) for number in range(READERS)]
    async with services.database.write() as connection:
        for reader in readers:
            await subscribers.add(connection, reader)
            for name in random.sample(SOURCES, random.randint(0, len(SOURCES))):
                kind = random.choice(["mute", "mute", "mute", "follow"])
                await source_choices.save(connection, reader.chat_id, name, kind, now)
    dispatcher = DigestDispatcher(
        services.database, services.terms, build_renderers(services.translations), SendingPlan(30)
    )
    assert await dispatcher.enqueue_due(now) == READERS
    async with services.database.read() as connection:
        for reader in readers:
            alone = await compose_digest(
                connection,
                services.terms,
                reader,
                StoryCandidates(now),
                now - timedelta(days=1),
            )
            stored = await subscribers.get(connection, reader.chat_id)
            assert stored is not None
            last = stored.last_digest_id and await digests.get(connection, stored.last_digest_id)
            got = last.digest.stories if last else ()
            assert [(one.id, one.lead_article.id) for one in got] == [
                (one.id, one.lead_article.id) for one in alone.stories
            ]
        count = (await connection.execute(select(func.count()).select_from(payloads))).scalar_one()
    assert 1 < count < READERS, "some are shared"
