"""Test that pressing Start subscribes, and that a setup left half-way can be continued."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time

import pytest

from bot.app import App
from sandbox import Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from storage.chats import subscribers
from tests.conftest import EDITOR_ID
from tests.support.articles import BRIDGE, load
from tests.support.conversation import ask, get_subscriber, open_first, subscribe
from tests.support.editors import preview
from tests.support.waiting import wait_until

People = Callable[..., Person]
CONTINUE = "Продолжить настройку"


def has_continue(labels: list[str]) -> bool:
    return any(label.endswith(CONTINUE) for label in labels)


@pytest.mark.parametrize(
    ("code", "says", "zone", "due"),
    [
        ("ru", "Вы уже подписаны: главное придёт в 08:00 (Киев)", "Europe/Kyiv", 5),
        ("uk", "Ви вже підписані: головне надійде о 08:00 (Київ)", "Europe/Kyiv", 5),
        ("en", "You’re subscribed: the top stories arrive at 08:00 (London time)", "Europe/London", 7),
        ("de-DE", "Вы уже подписаны: главное придёт в 08:00 (Берлин)", "Europe/Berlin", 6),
    ],
)  # fmt: skip
async def test_start_alone_subscribes(
    app: App, services: Services, person: People, sandbox_clock: ManualClock,
    code: str, says: str, zone: str, due: int,
) -> None:  # fmt: skip
    """Nothing came unless an hour had been chosen."""
    olya = person("Оля", language_code=code)
    greeting = await ask(olya, "/start")
    assert says in greeting.text
    known = await get_subscriber(services, olya)
    assert (known.state, known.timezone, known.digest_times, known.breaking) == (
        "active", zone, (time(8),), "on",
    )  # fmt: skip
    assert (await services.stats.collect_totals()).subscribers["active"] == 1
    await load(services, BRIDGE)
    sandbox_clock.now = datetime(2026, 7, 2, due, tzinfo=UTC)
    assert await app.send_due_digests() == 1
    assert BRIDGE.title in (await olya.wait()).text


async def test_setup_can_be_continued_after_searches_and_typed_times(
    app: App, services: Services, person: People
) -> None:
    """A search or a typed hour in the middle of the setup left it behind."""
    await load(services, BRIDGE)
    olya = person()
    await olya.click(await ask(olya, "/start"), "Спорт")
    await olya.wait()
    for text in ("мост", "/digest", "/help", "/settings", "азербайджан"):
        assert has_continue((await ask(olya, text)).labels), text
    found = await ask(olya, "мост")
    assert has_continue((await open_first(olya, found)).labels)
    hour = await ask(olya, "9 вечера")
    assert "Сводка будет приходить в 21:00" in hour.text
    assert has_continue(hour.labels)
    await olya.click(hour, CONTINUE)
    grid = await olya.wait()
    assert "✅ Спорт" in grid.labels
    assert "в 21:00" in grid.text
    await olya.click(grid, "Готово")
    await olya.click(await olya.wait(), "20:00")
    assert "Готово!" in (await olya.wait()).text
    assert not has_continue((await ask(olya, "мост")).labels)
    known = await get_subscriber(services, olya)
    assert (known.digest_times, known.setup_step) == ((time(20),), "")


async def test_old_setup_is_not_offered_again(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = person()
    await ask(olya, "/start")
    sandbox_clock.advance(days=8)
    assert not has_continue((await ask(olya, "мост")).labels)
    assert "Ближайшая сводка" in (await ask(olya, "/start")).text


async def test_late_setup_promises_no_first_digest(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    await load(services, BRIDGE)
    olya = person()
    grid = await ask(olya, "/start")
    sandbox_clock.now = datetime(2026, 7, 2, 5, tzinfo=UTC)
    await app.send_due_digests()
    await olya.wait()
    await olya.click(grid, "Готово")
    await olya.click(await olya.wait(), "20:00")
    done = await olya.wait()
    assert "сегодня в 20:00" in done.text
    assert "А вот первая" not in done.text
    await olya.settle()
    assert len([m for m in olya.messages if BRIDGE.title in m.text]) == 1


async def test_start_by_an_admin_subscribes_a_group(
    app: App, services: Services, sandbox: Sandbox, person: People, sandbox_clock: ManualClock
) -> None:
    olya = person(language_code="uk")
    group = sandbox.add_group("Дім", olya.user)
    here = olya.within(group)
    await here.send("/start")
    assert "о 08:00" in (await here.wait()).text
    async with services.database.read() as connection:
        chat = await subscribers.get(connection, group.id)
    assert chat is not None
    assert (chat.state, chat.breaking, chat.timezone) == ("active", "on", "Europe/Kyiv")
    assert chat.next_digest_at == datetime(2026, 7, 2, 5, tzinfo=UTC)


async def test_typed_city_is_shown_with_the_city_of_its_zone(app: App, person: People) -> None:
    olya = await subscribe(person())
    assert "Одесса (по Киеву)" in (await ask(olya, "/timezone одесса")).text
    vera = person("Вера", language_code="uk")
    await vera.click(await ask(vera, "/start"), "Готово")
    await vera.click(await vera.wait(), "Інше місто")
    await vera.wait()
    assert "Харків (за Києвом)" in (await ask(vera, "Харків")).text


async def test_blocking_counts_at_once_and_start_restores_settings(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    """A person who had blocked the bot was counted until the next digest failed."""
    olya, vera = person("Оля"), person("Вера")
    await subscribe(olya, "Спорт", hour="20:00")
    await subscribe(vera, hour="20:00")
    before = await get_subscriber(services, olya)
    await olya.block()

    async def is_gone() -> bool:
        return (await get_subscriber(services, olya)).state != "active"

    await wait_until(is_gone)
    totals = (await services.stats.collect_totals()).subscribers
    assert (totals["active"], totals["gone"]) == (1, 1)
    editor = person("Редактор", id=EDITOR_ID)
    assert "Читатели: 1, на паузе 0, недоступно 1." in (await ask(editor, "/stats")).text
    assert "увидит 1 читатель" in (await preview(editor, "/breaking Мост закрыт")).text
    sandbox_clock.now = datetime(2026, 7, 1, 17, tzinfo=UTC)
    assert await app.send_due_digests() == 1, "the next push leaves them out"
    await olya.unblock()
    assert (
        "С возвращением! Сводка снова будет приходить: завтра в 20:00"
        in (await ask(olya, "/start")).text
    )
    after = await get_subscriber(services, olya)
    assert (after.state, after.topics, after.digest_times) == (
        "active", before.topics, before.digest_times,
    )  # fmt: skip
    totals = (await services.stats.collect_totals()).subscribers
    assert (totals["active"], totals.get("gone", 0)) == (2, 0)
