"""Test the weekly review on Sundays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.app import App
from news.model import RawArticle
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from service.digests import weekly_review
from storage.archive.desk_choices import DeskChoiceKind
from storage.chats import subscribers
from storage.schema.tables import payloads
from storage.stats.audit_log import SERVICE_ACTOR
from tests.support.articles import AUTUMN, BRIDGE, LONG, about_autumn, load
from tests.support.conversation import ask, subscribe
from tests.support.factories import subscriber
from tests.support.outbox import wait_until_sent

People = Callable[..., Person]

SUNDAY = datetime(2026, 7, 5, 5, tzinfo=UTC)  # eight in Kyiv
TITLE = "Неделя: 29 июня – 5 июля"


async def opt_in(olya: Person) -> None:
    settings = await ask(olya, "/settings")
    await olya.click(settings, next(label for label in settings.labels if "📅" in label))
    await olya.click(await olya.wait(), "Обзор недели по воскресеньям: нет")
    assert "🗞 Обзор недели по воскресеньям: да" in (await olya.wait()).labels


async def days_pass(
    app: App, services: Services, clock: ManualClock, until: datetime, *people: Person
) -> None:
    """Send the digests of the days before, and have them read."""
    while clock.now < until - timedelta(days=1):
        clock.now = clock.now.replace(hour=5) + timedelta(days=1)
        await app.send_due_digests()
        await wait_until_sent(services)
    for one in people:
        await one.settle()
        one.skip()
    clock.now = until


def weeks(olya: Person) -> list[str]:
    return [m.text for m in olya.messages if m.text.startswith("Неделя")]


def from_elsewhere(article: RawArticle, source: str) -> RawArticle:
    return replace(article, source=source, text=article.text + f"\n\nОб этом пишет {source}.")


async def test_weekly_review_follows_digest_largest_stories_first(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, taras = person(), person("Тарас")
    await subscribe(olya)
    await subscribe(taras)
    await opt_in(olya)
    await load(services, LONG)
    await load(services, BRIDGE)
    await services.importer.import_articles(
        [from_elsewhere(BRIDGE, "Reuters"), from_elsewhere(BRIDGE, "BBC")]
    )
    await days_pass(app, services, sandbox_clock, SUNDAY, olya, taras)
    today = about_autumn(AUTUMN[0])
    await load(services, today)
    assert await app.send_due_digests() == 2
    await wait_until_sent(services)
    digest, week = await olya.wait(), await olya.wait()
    assert digest.text.startswith("Доброе утро! Воскресенье, 5 июля")
    assert today.title in digest.text
    assert week.text.startswith(TITLE)
    assert today.title not in week.text, "the digest just above tells it"
    assert 0 < week.text.index(BRIDGE.title) < week.text.index(LONG.title)
    await taras.settle()
    assert weeks(taras) == []
    await olya.click(week, "1️⃣")
    assert "📷 Фото: Пресс-служба" in (await olya.wait()).text


async def test_weekly_review_is_sent_once_each_sunday(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person())
    await ask(olya, "/time 8 20")
    await opt_in(olya)
    await load(services, BRIDGE)
    await days_pass(app, services, sandbox_clock, SUNDAY, olya)
    await app.send_due_digests()
    await wait_until_sent(services)
    sandbox_clock.advance(hours=12)
    await app.send_due_digests()
    await wait_until_sent(services)
    assert len(weeks(olya)) == 1
    await load(services, LONG)
    await days_pass(app, services, sandbox_clock, SUNDAY + timedelta(days=7), olya)
    await app.send_due_digests()
    await wait_until_sent(services)
    assert len(weeks(olya)) == 2
    assert LONG.title in weeks(olya)[1]
    assert BRIDGE.title not in weeks(olya)[1]


async def test_weekly_review_is_sent_without_a_digest(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person())
    settings = await ask(olya, "/settings")
    await olya.click(settings, next(label for label in settings.labels if "📅" in label))
    await olya.click(await olya.wait(), "По будням")
    await olya.wait()
    await opt_in(olya)
    await load(services, BRIDGE)
    await days_pass(app, services, sandbox_clock, SUNDAY, olya)
    watermark = (await known(services, olya)).watermark
    await app.send_due_digests()
    await wait_until_sent(services)
    assert len(weeks(olya)) == 1
    assert not [m for m in olya.messages if "Воскресенье, 5 июля" in m.text]
    after = await known(services, olya)
    assert after.watermark == watermark, "Monday's digest starts at the same watermark"
    assert after.next_digest_at == SUNDAY + timedelta(days=1)


async def test_digest_time_with_neither_digest_nor_review_is_passed_over(
    services: Services, app: App, sandbox_clock: ManualClock
) -> None:
    """On a Sunday without digests whose review is sent, after the digest time was changed."""
    sandbox_clock.now = SUNDAY
    reader = subscriber(
        1,
        weekdays=frozenset({1}),
        weekly_review=True,
        weekly_review_sent_at=SUNDAY - timedelta(hours=2),
        next_digest_at=SUNDAY,
    )
    async with services.database.write() as connection:
        await subscribers.add(connection, reader)
    await app.send_due_digests()
    async with services.database.read() as connection:
        stored = await subscribers.get(connection, 1)
    assert stored is not None
    assert stored.next_digest_at == SUNDAY + timedelta(days=1)


async def known(services: Services, olya: Person) -> subscribers.Subscriber:
    async with services.database.read() as connection:
        found = await subscribers.get(connection, olya.id)
    assert found is not None
    return found


async def test_weekly_review_respects_topics_and_size(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, taras = person(), person("Тарас")
    await subscribe(olya, "Наука")
    await subscribe(taras)
    for one in (olya, taras):
        await opt_in(one)
    await taras.click(await ask(taras, "/settings"), "обычная")  # long, then
    await taras.click(await taras.wait(), "Подробно")  # short
    assert "📏 Коротко" in (await taras.wait()).labels
    await load(services, LONG, *map(about_autumn, AUTUMN))
    await days_pass(app, services, sandbox_clock, SUNDAY, olya, taras)
    await app.send_due_digests()
    await wait_until_sent(services)
    (science,), (short,) = weeks(olya), weeks(taras)
    assert LONG.title in science
    assert "Театр" not in science
    assert "\n4. " in short
    assert "\n5. " not in short


async def test_weekly_review_shares_payload_for_equal_preferences(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    people = [person(f"Читатель {number}") for number in range(3)]
    for one in people:
        await subscribe(one)
        await opt_in(one)
    await load(services, BRIDGE)
    await days_pass(app, services, sandbox_clock, SUNDAY, *people)
    before = await payload_count(services)
    await app.send_due_digests()
    await wait_until_sent(services)
    assert await payload_count(services) == before + 1, "there was no other news"
    assert len({weeks(one)[0] for one in people}) == 1


async def payload_count(services: Services) -> int:
    async with services.database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(payloads))).scalar_one()


async def test_weekly_review_dispatch_is_atomic(
    app: App,
    services: Services,
    person: People,
    sandbox_clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    olya = await subscribe(person())
    await opt_in(olya)
    await load(services, BRIDGE)
    await days_pass(app, services, sandbox_clock, SUNDAY, olya)
    await load(services, LONG)
    count = len(olya.messages)

    async def die(*arguments: object) -> None:
        raise RuntimeError("killed in the middle")

    with monkeypatch.context() as patch:
        patch.setattr(weekly_review, "_enqueue_group", die)
        with pytest.raises(RuntimeError, match="killed"):
            await app.send_due_digests()
    await wait_until_sent(services)
    assert len(olya.messages) == count, "not even the digest before it"
    for _ in range(2):
        await app.send_due_digests()
        await wait_until_sent(services)
    assert len(weeks(olya)) == 1
    assert len(olya.messages) == count + 2


async def test_weekly_review_omits_stories_that_editors_hid(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person())
    await opt_in(olya)
    await load(services, LONG)
    await load(services, BRIDGE)
    await days_pass(app, services, sandbox_clock, SUNDAY - timedelta(minutes=1), olya)
    await services.desk.choose(1, DeskChoiceKind.HIDE, SERVICE_ACTOR, sandbox_clock.now)
    sandbox_clock.now = SUNDAY
    await app.send_due_digests()
    await wait_until_sent(services)
    await olya.settle()
    (review,) = weeks(olya)
    assert BRIDGE.title in review
    assert LONG.title not in review
