"""Test the daily digest: at its time, in its time zone, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.app import App
from news.model import RawArticle
from sandbox import Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from storage.chats import user_data
from storage.schema.tables import digests, payloads, stories
from tests.conftest import EDITOR_ID, running
from tests.support.articles import AUTUMN, BRIDGE, LONG, about_autumn, load
from tests.support.conversation import list_numbers, subscribe
from tests.support.outbox import wait_until_sent
from tests.support.waiting import wait_until

pytestmark = pytest.mark.both_engines

People = Callable[..., Person]


async def test_digest_is_sent_once_at_its_time(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person(), hour="20:00")
    await load(services, BRIDGE)
    sandbox_clock.now = datetime(2026, 7, 1, 16, 59, tzinfo=UTC)
    assert await app.send_due_digests() == 0
    sandbox_clock.advance(minutes=1)  # 20:00 in Kyiv
    assert await app.send_due_digests() == 1
    assert "В Днепре открыли новый мост" in (await olya.wait()).text
    sandbox_clock.advance(minutes=1)
    assert await app.send_due_digests() == 0
    await olya.settle()
    assert len([m for m in olya.messages if BRIDGE.title in m.text]) == 1


async def test_digest_story_uses_subscriber_language(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    """The English report came first and is the headline of the story."""
    olya = await subscribe(person(), hour="20:00")
    await load(
        services,
        RawArticle(
            title="Bridge collapses in Chernihiv, 12 hurt",
            text="A bridge over the Stryzhen in Chernihiv fell, injuring 12, Viacheslav Chaus said.",
        ),
        RawArticle(
            title="В Чернигове обрушился мост",
            text="В Чернигове упал мост через Стрижень. Ранены 12 человек, сообщил Вячеслав Чаус.",
        ),
    )
    async with services.database.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(stories))).scalar() == 1
    sandbox_clock.advance(hours=8)
    assert await app.send_due_digests() == 1
    digest = (await olya.wait()).text
    assert "В Чернигове обрушился мост" in digest
    assert "Chernihiv" not in digest


async def test_digest_is_not_resent_after_restart(
    services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = person()
    first = App(services)
    async with running(first):
        await subscribe(olya, hour="20:00")
        await load(services, BRIDGE)
        sandbox_clock.advance(hours=8)
        assert await first.send_due_digests() == 1
        await olya.wait()
        await olya.settle()
    second = App(services)
    async with running(second):
        assert await second.send_due_digests() == 0
        await olya.settle()
    assert len([m for m in olya.messages if BRIDGE.title in m.text]) == 1


async def test_digest_excludes_delivered_stories(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person(), hour="20:00")
    await load(services, BRIDGE)
    sandbox_clock.advance(hours=8)
    await app.send_due_digests()
    await olya.wait()
    sandbox_clock.advance(hours=12)
    await load(services, LONG)
    sandbox_clock.advance(hours=12)
    await app.send_due_digests()
    second = (await olya.wait()).text
    assert LONG.title in second
    assert BRIDGE.title not in second


async def test_empty_digest_notice_is_sent_once(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person())
    for day in (2, 3, 4):
        sandbox_clock.now = datetime(2026, 7, day, 5, tzinfo=UTC)
        assert await app.send_due_digests() == 1
        await wait_until_sent(services)
    assert len([m for m in olya.messages if "ничего не вышло" in m.text]) == 1


async def test_empty_digest_notice_can_be_disabled(
    app: App, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person())
    sandbox_clock.now = datetime(2026, 7, 2, 5, tzinfo=UTC)
    await app.send_due_digests()
    await olya.click(await olya.wait(), "Не писать, если новостей нет")
    assert "писать не буду" in (await olya.wait()).text


@pytest.mark.parametrize(("late", "comes"), [(2.9, True), (3.1, False)])
async def test_overdue_digest_is_skipped_without_losing_stories(
    app: App,
    services: Services,
    person: People,
    sandbox_clock: ManualClock,
    late: float,
    comes: bool,
) -> None:
    olya = await subscribe(person(), hour="20:00")
    await load(services, BRIDGE)
    sandbox_clock.now = datetime(2026, 7, 1, 17, tzinfo=UTC) + timedelta(hours=late)
    assert await app.send_due_digests() == int(comes)
    await wait_until_sent(services)
    sandbox_clock.now = datetime(2026, 7, 2, 17, tzinfo=UTC)
    assert await app.send_due_digests() == 1
    await wait_until_sent(services)
    deliveries = [m for m in olya.messages if BRIDGE.title in m.text]
    assert len(deliveries) == 1


async def test_punctual_digest_is_sent_after_days_without_digests(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person(), hour="20:00")
    sandbox_clock.now = datetime(2026, 7, 4, 18, tzinfo=UTC)  # an hour late, and three days
    await load(services, BRIDGE)
    assert await app.send_due_digests() == 1
    assert BRIDGE.title in (await olya.wait()).text
    assert await app.send_due_digests() == 0


async def test_digest_is_composed_once_for_equal_preferences(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    people = [person(f"Читатель {number}") for number in range(4)]
    for one in people:
        await subscribe(one, hour="20:00")
    await subscribe(sport := person("Спортсмен"), "Спорт", hour="20:00")
    await load(services, BRIDGE)
    sandbox_clock.advance(hours=8)
    assert await app.send_due_digests() == 5
    texts = {(await one.wait()).text for one in people}
    assert len(texts) == 1
    assert BRIDGE.title in texts.pop()
    assert "ничего не вышло" in (await sport.wait()).text


async def test_batches_share_composed_digest(
    app: App,
    services: Services,
    person: People,
    sandbox_clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people = [person(f"Читатель {number}") for number in range(5)]
    for one in people:
        await subscribe(one, hour="20:00")
    await load(services, BRIDGE)
    monkeypatch.setattr("service.digests.dispatch.BATCH_SIZE", 2)
    sandbox_clock.advance(hours=8)
    assert await app.send_due_digests() == 5
    texts = {(await one.wait()).text for one in people}
    assert BRIDGE.title in texts.pop()
    async with services.database.read() as connection:
        for table in (payloads, digests):
            rows = await connection.execute(select(func.count()).select_from(table))
            assert rows.scalar_one() == 1


async def test_digest_prefers_own_language_then_any_language(
    app: App, services: Services, person: People
) -> None:
    english = replace(
        BRIDGE,
        title="A new bridge opens in Dnipro after four years of work",
        text="The city opened a new bridge over the river on Wednesday after four years of work. "
        "Twenty thousand cars will cross it every day, the mayor said at the ceremony.",
    )
    await load(services, english)
    olya = person()
    await olya.send("/digest")
    assert english.title in (await olya.wait()).text
    await load(services, BRIDGE)
    await olya.send("/digest")
    text = (await olya.wait()).text
    assert BRIDGE.title in text
    assert english.title not in text


async def test_pending_digest_is_cancelled_on_stop(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person(), hour="20:00")
    async with services.database.write() as connection:
        await user_data.delete_all(connection, olya.id)
    sandbox_clock.advance(hours=8)
    assert await app.send_due_digests() == 0


async def test_undelivered_digest_stories_are_in_next_digest(
    app: App,
    services: Services,
    person: People,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
) -> None:
    olya = await subscribe(person(), hour="20:00")
    await load(services, BRIDGE)
    rule = sandbox.faults.add_server_error(method="sendMessage")
    sandbox_clock.now = datetime(2026, 7, 1, 17, tzinfo=UTC)
    assert await app.send_due_digests() == 1
    await wait_until(lambda: rule.hits)
    sandbox_clock.advance(hours=3)
    await wait_until_sent(services)
    sandbox.faults.clear()
    sandbox_clock.now = datetime(2026, 7, 2, 17, tzinfo=UTC)
    assert await app.send_due_digests() == 1
    assert BRIDGE.title in (await olya.wait()).text


async def test_remaining_stories_open_with_one_tap(
    app: App, services: Services, person: People
) -> None:
    await load(services, *map(about_autumn, AUTUMN), BRIDGE, LONG)
    olya = person()
    await olya.send("/digest")
    first = await olya.wait()
    assert "И ещё 2 сюжета" in first.text
    assert len(list_numbers(first)) == 7
    await olya.click(first, "Ещё")
    rest = await olya.wait()
    assert "\n8. " in rest.text
    assert "\n9. " in rest.text
    assert not any(label.endswith("Ещё") for label in rest.labels)
    titles = [*(about_autumn(text).title for text in AUTUMN), BRIDGE.title, LONG.title]
    text = first.text + rest.text
    assert all(text.count(title) >= 1 for title in titles)
    assert not [title for title in titles if title in first.text and title in rest.text]


async def test_digest_excludes_broadcast_stories(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, taras, editor = person(), person("Тарас"), person("Анна", id=EDITOR_ID)
    await subscribe(olya, hour="20:00")
    await load(services, BRIDGE, LONG)
    await editor.send("/breaking 1")
    await editor.wait()
    await editor.click(await editor.wait(), "Отправить")
    assert BRIDGE.title in (await olya.wait()).text
    await wait_until_sent(services)
    await subscribe(taras, hour="20:00")  # too late for the push
    sandbox_clock.advance(hours=8)
    assert await app.send_due_digests() == 2
    pushed = await olya.wait()
    assert LONG.title in pushed.text
    assert BRIDGE.title not in pushed.text
    assert [m for m in taras.messages if BRIDGE.title in m.text]
