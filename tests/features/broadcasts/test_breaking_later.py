"""Test scheduled broadcasts: typed and chosen times, restarts, and broadcasts that are too late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app import App
from bot.features.broadcasts.callbacks import ScheduleBroadcast
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.articles.analysis_worker import AnalysisWorker
from service.bootstrap import Services, open_services
from service.config import Settings
from storage.messaging import broadcasts
from storage.schema.tables import deliveries
from storage.stats import audit_log
from storage.stats.audit_log import AuditAction
from tests.conftest import EDITOR_ID, running
from tests.support.conversation import ask, subscribe
from tests.support.editors import got, press, preview
from tests.support.outbox import wait_until_sent

People = Callable[..., Person]


async def test_schedule_by_typed_time_in_editor_zone(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    question = await preview(editor, "/breaking Мост открывают")
    asked = await press(editor, question, "Позже")
    assert "Часовой пояс: Киев" in asked.text
    assert "Не понял, когда" in (await ask(editor, "когда-нибудь")).text
    assert "уже прошло" in (await ask(editor, "сегодня 10:00")).text
    assert "не откладываю" in (await ask(editor, "1 июня 10:00")).text
    scheduled = await ask(editor, "18:30")
    assert scheduled.text.startswith("№ 1. Выйдет сегодня в 18:30.")
    assert "мост" in (await ask(editor, "мост")).text  # text is a search again

    sandbox_clock.advance(hours=6, minutes=29)
    await app.broadcasts.run()
    await olya.settle()
    assert not got(olya, "Мост открывают")
    sandbox_clock.advance(minutes=1)
    await app.broadcasts.run()
    await app.broadcasts.run()
    assert (await olya.wait()).text == "🔴 Мост открывают"
    await wait_until_sent(services)
    await app.broadcasts.run()
    assert editor.last.text == "№ 1. Готово: доставлено 1."
    assert len(got(olya, "Мост открывают")) == 1


async def test_schedule_by_button_change_and_cancel(
    app: App, person: People, sandbox_clock: ManualClock
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    asked = await press(editor, await preview(editor, "/breaking Мост"), "Позже")
    scheduled = await press(editor, asked, "сегодня в 18:00")
    assert scheduled.text.startswith("№ 1. Выйдет сегодня в 18:00.")
    asked = await press(editor, scheduled, "Другое время")
    scheduled = await press(editor, asked, "завтра в 08:00")
    back = await press(editor, await press(editor, scheduled, "Другое время"), "Назад")
    assert back.text.startswith("№ 1. Выйдет завтра в 08:00.")
    cancelled = await press(editor, scheduled, "Отмена")
    assert "Отменено" in cancelled.text
    sandbox_clock.advance(days=2)
    await app.broadcasts.run()
    await olya.settle()
    assert not got(olya, "🔴 Мост")


async def test_schedule_back_button_ends_prompt(app: App, person: People) -> None:
    await subscribe(person())
    editor = person("Анна", id=EDITOR_ID)
    asked = await press(editor, await preview(editor, "/breaking Мост"), "Позже")
    question = await press(editor, asked, "Назад")
    assert question.text.startswith("№ 1. Так это увидит")
    assert "ничего не нашлось" in (await ask(editor, "18:30")).text


async def test_typed_time_of_former_editor_schedules_nothing(
    app: App, services: Services, person: People
) -> None:
    await subscribe(person())
    editor = person("Анна", id=EDITOR_ID)
    await press(editor, await preview(editor, "/breaking Мост"), "Позже")
    app.settings.__dict__["admin_ids"] = frozenset()
    assert "ничего не нашлось" in (await ask(editor, "18:30")).text
    async with services.database.read() as connection:
        broadcast = await broadcasts.get(connection, 1)
    assert broadcast is not None
    assert broadcast.state == "draft"


async def test_forged_schedule_time_is_rejected(app: App, person: People) -> None:
    editor = person("Анна", id=EDITOR_ID)
    question = await preview(editor, "/breaking Мост")
    answer = await editor.click_data(question, ScheduleBroadcast(broadcast=1, minute=5).pack())
    assert "уже прошло" in answer.text
    answer = await editor.click_data(
        question, ScheduleBroadcast(broadcast=1, minute=68_000_000).pack()
    )
    assert "не откладываю" in answer.text
    answer = await editor.click_data(question, "bw:1:99999999999999")
    assert "устарела" in answer.text


async def test_scheduled_broadcast_survives_restart(
    services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    first = App(services)
    async with running(first):
        await subscribe(olya)
        await press(editor, await preview(editor, "/breaking Мост"), "Позже")
        await ask(editor, "через час")
        await editor.settle()
    sandbox_clock.advance(hours=2)  # an hour late, and valid for two
    second = App(services)
    async with running(second):
        await second.broadcasts.run()
        assert (await olya.wait()).text == "🔴 Мост"
        await olya.settle()
    assert len(got(olya, "🔴 Мост")) == 1


async def test_missed_schedule_notifies_editor_after_restart(
    services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    first = App(services)
    async with running(first):
        await subscribe(olya)
        await press(editor, await preview(editor, "/breaking Мост"), "Позже")
        await ask(editor, "через час")
        await editor.settle()
        editor.skip()
    sandbox_clock.advance(hours=3)
    second = App(services)
    async with running(second):
        await second.broadcasts.run()
        notice = await editor.wait()
        assert notice.text.startswith("№ 1 не вышла: в назначенный час (сегодня в 13:00)")
        await wait_until_sent(services)
        await second.broadcasts.run()
        await olya.settle()
        assert not got(olya, "🔴 Мост")
        assert len(got(editor, "не вышла")) == 1
        # The editor can still send it.
        await press(editor, notice, "Отправить")
        assert (await olya.wait()).text == "🔴 Мост"


async def test_scheduled_broadcast_ttl_starts_at_its_time(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    await subscribe(person())
    editor = person("Анна", id=EDITOR_ID)
    await press(editor, await preview(editor, "/breaking Мост"), "Позже")
    await ask(editor, "через час")
    promised = services.clock() + timedelta(hours=1)
    sandbox_clock.advance(hours=2)
    await app.broadcasts.run()
    async with services.database.read() as connection:
        expires_at = (await connection.execute(select(deliveries.c.expires_at))).scalar_one()
    assert expires_at == promised + timedelta(hours=2)


async def test_schedule_of_removed_editor_asks_other_editors(
    settings: Settings, sandbox_clock: ManualClock, analysis_worker: AnalysisWorker, person: People
) -> None:
    olya, mallory = person(), person("Мэлори", id=EDITOR_ID)
    anna = person("Анна", id=EDITOR_ID + 1)
    async with (
        open_services(settings, sandbox_clock, analysis_worker) as services,
        running(App(services)),
    ):
        await subscribe(olya)
        await subscribe(anna)
        await press(mallory, await preview(mallory, "/breaking Мост закрыт"), "Позже")
        await ask(mallory, "18:30")
    others = settings.model_copy(update={"admin_ids": frozenset({anna.id})})
    async with open_services(others, sandbox_clock, analysis_worker) as services:
        app = App(services)
        async with running(app):
            sandbox_clock.advance(hours=6, minutes=31)
            anna.skip()
            await app.broadcasts.run()
            question = await anna.wait()
            while "больше не редактор" not in question.text:
                question = await anna.wait()
            assert not got(olya, "Мост закрыт")
            await anna.click(question, "Отправить")
            await wait_until_sent(services)
            assert len(got(olya, "Мост закрыт")) == 1
            async with services.database.read() as connection:
                acts = [entry.action for entry in await audit_log.list_page(connection, limit=9)]
            assert acts[:2] == [AuditAction.CONFIRMED, AuditAction.HELD]


@pytest.mark.parametrize(("leaver", "copies"), [("author", 1), ("scheduler", 0)])
async def test_rights_of_the_last_editor_who_decided_count(
    settings: Settings,
    sandbox_clock: ManualClock,
    analysis_worker: AnalysisWorker,
    person: People,
    leaver: str,
    copies: int,
) -> None:
    """One editor schedules, another one changes the time, and one of them leaves."""
    olya, author = person(), person("Анна", id=EDITOR_ID)
    scheduler = person("Тарас", id=EDITOR_ID + 1)
    both = settings.model_copy(update={"admin_ids": frozenset({author.id, scheduler.id})})
    async with (
        open_services(both, sandbox_clock, analysis_worker) as services,
        running(App(services)),
    ):
        await subscribe(olya)
        await press(author, await preview(author, "/breaking Мост закрыт"), "Позже")
        await ask(author, "18:30")
        later = int((services.clock() + timedelta(hours=6)).timestamp() // 60)
        mine = await ask(scheduler, "/help")
        await scheduler.click_data(mine, ScheduleBroadcast(broadcast=1, minute=later).pack())
    stays = scheduler if leaver == "author" else author
    remaining = settings.model_copy(update={"admin_ids": frozenset({stays.id})})
    async with open_services(remaining, sandbox_clock, analysis_worker) as services:
        app = App(services)
        async with running(app):
            sandbox_clock.advance(hours=6, minutes=1)
            await app.broadcasts.run()
            await wait_until_sent(services)
    assert len(got(olya, "Мост закрыт")) == copies
