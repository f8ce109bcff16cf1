"""Test that each message with a broadcast's report says what became of it."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import App
from bot.ui.message import Message
from sandbox import Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from service.broadcasts import amendments
from service.broadcasts.reports import MAX_FORMER_REPORTS
from service.broadcasts.service import BroadcastService
from service.broadcasts.transitions import ReportMessage
from storage import signals
from storage.chats.editors import Role
from storage.messaging import broadcasts
from storage.messaging.broadcasts import Broadcast
from storage.messaging.progress import get_progress
from storage.schema.tables import deliveries
from storage.signals import Signal
from storage.stats.audit_log import Actor
from tests.conftest import EDITOR_ID
from tests.support.conversation import subscribe
from tests.support.editors import amend_by_command, appoint, half_sent, press, preview, show
from tests.support.outbox import HOUR, wait_until_sent

People = Callable[..., Person]
ANNA = Actor(EDITOR_ID, "Анна")


async def test_report_says_that_another_editor_retracted_the_broadcast(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    _, _, running = await half_sent(person, sandbox, anna)
    await app.broadcasts.run()
    await anna.settle()
    assert "50 %" in show(anna, running).text
    question = await amend_by_command(boris, "/retract 1")
    await wait_until_sent(services)
    await app.broadcasts.run()
    await anna.settle()
    await boris.settle()
    for report in (show(anna, running), show(boris, question)):
        assert report.text.startswith("№ 1. Отозвано: 1.\nТак и не получили: 1.")
        assert not report.labels


async def test_every_report_of_a_finished_broadcast_says_that_it_is_retracted(
    app: App, services: Services, person: People
) -> None:
    """Their buttons would offer to correct what readers no longer have."""
    olya, anna = person("Оля"), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    reports = [await press(anna, await preview(anna, "/breaking Мост закрыт"), "Отправить")]
    for text in ("открыт", "узкий"):
        await wait_until_sent(services)
        await app.broadcasts.run()
        await anna.settle()
        anna.skip()
        reports.append(await amend_by_command(anna, f"/correct 1 Мост {text}"))
    await wait_until_sent(services)
    await app.broadcasts.run()
    await anna.settle()
    shown = [show(anna, report) for report in reports]
    assert ["Исправлено" in one.text for one in shown] == [False, True, True]
    assert all("Отозвать" in one.labels[-1] for one in shown)
    await amend_by_command(anna, "/retract 1")
    await wait_until_sent(services)
    await app.broadcasts.run()
    await anna.settle()
    for report in reports:
        assert "Отозвано: 1." in show(anna, report).text
        assert not show(anna, report).labels


async def test_former_report_goes_on_with_the_run(
    app: App, services: Services, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    _, taras, running = await half_sent(person, sandbox, anna)
    async with services.database.write() as connection:
        assert await broadcasts.transition(connection, 1, from_states="sending", paused=True)
    await app.broadcasts.run()
    notice = await anna.wait()
    assert notice.message_id != running.message_id
    assert show(anna, running).text == show(anna, notice).text
    assert show(anna, running).labels == show(anna, notice).labels
    sandbox_clock.advance(minutes=5)
    await anna.click(running, "Продолжить")
    await taras.wait()
    await wait_until_sent(services)
    await app.broadcasts.run()
    await anna.settle()
    for report in (running, notice):
        assert show(anna, report).text.startswith("№ 1. Готово: доставлено 2.")


async def test_former_report_is_not_edited_at_each_new_figure(
    app: App, services: Services, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    """With the rate of the last seconds, figures change all the time."""
    anna = person("Анна", id=EDITOR_ID)
    _, _, running = await half_sent(person, sandbox, anna)
    await amend_by_command(anna, "/correct 1 Мост открыт")
    await app.broadcasts.run()
    sandbox_clock.advance(seconds=15)
    async with services.database.write() as connection:
        await connection.execute(update(deliveries).values(due_at=services.clock() + HOUR))
    before = show(anna, running)
    await app.broadcasts.run()
    await anna.settle()
    assert show(anna, running) == before
    sandbox_clock.advance(seconds=30)
    await app.broadcasts.run()
    await anna.settle()
    assert show(anna, running) != before


async def load(services: Services) -> Broadcast:
    found = await services.broadcasts.get(1)
    assert found is not None
    return found


def list_places(broadcast: Broadcast) -> list[ReportMessage]:
    return [(one.chat_id, one.message_id) for one in broadcast.former_reports]


async def test_report_that_moves_while_the_service_pauses_is_remembered(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    _, _, running = await half_sent(person, sandbox, anna)
    async with services.database.write() as connection:
        assert await broadcasts.transition(connection, 1, from_states="sending", paused=True)
    read_before = await load(services)
    async with services.database.write() as connection:
        text, now = Message(text="Мост открыт"), services.clock()
        await amendments.correct(
            connection, read_before, text, ANNA, now, report_message=(anna.id, 777)
        )
    paused = await services.broadcasts.record_auto_pause(read_before, services.clock())
    assert list_places(paused) == [(anna.id, running.message_id), (anna.id, 777)]


async def test_report_that_is_sent_while_the_broadcast_ends_is_remembered(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    await half_sent(person, sandbox, anna)
    read_before = await load(services)
    await services.broadcasts.add_report_message(read_before, (anna.id, 777))
    assert not await services.broadcasts.mark_done(read_before)
    current = await load(services)
    assert current.state == "sending"
    assert list_places(current) == [(anna.id, 777)]
    assert await services.broadcasts.mark_done(current)


async def test_number_of_remembered_reports_is_limited(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    await half_sent(person, sandbox, anna)
    for number in range(MAX_FORMER_REPORTS + 5):
        await services.broadcasts.add_report_message(await load(services), (anna.id, 700 + number))
    places = list_places(await load(services))
    assert len(places) == MAX_FORMER_REPORTS
    assert places[-1] == (anna.id, 700 + MAX_FORMER_REPORTS + 4)


async def test_report_that_is_sent_after_the_end_is_final_at_once(
    app: App,
    services: Services,
    person: People,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another process finished the broadcast while this one was sending the report."""
    anna = person("Анна", id=EDITOR_ID)
    _, _, running = await half_sent(person, sandbox, anna)
    async with services.database.write() as connection:
        await broadcasts.set_reports(connection, 1, None, ())
    add = BroadcastService.add_report_message

    async def add_after_the_end(
        service: BroadcastService, broadcast: Broadcast, message: ReportMessage
    ) -> Broadcast | None:
        report = anna.id, running.message_id
        assert await service.stop(1, ANNA, services.clock(), report)
        assert await service.mark_done(await load(services))
        return await add(service, broadcast, message)

    monkeypatch.setattr(BroadcastService, "add_report_message", add_after_the_end)
    await app.broadcasts.run()
    await anna.settle()
    late = anna.messages[-1]
    assert late.message_id != running.message_id
    assert late.text.startswith("№ 1. Остановлено: доставлено 1, не доставлено 1.")
    assert late.labels == ["✏️ Исправить", "🗑 Отозвать"]
    assert list_places(await load(services)) == [(anna.id, late.message_id)]


@pytest.mark.parametrize("add_fault", ["add_bot_blocked", "add_server_error"])
async def test_former_report_that_cannot_be_edited_ends_nothing(
    app: App,
    services: Services,
    person: People,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    caplog: pytest.LogCaptureFixture,
    add_fault: str,
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    await half_sent(person, sandbox, anna)
    getattr(sandbox.faults, add_fault)(method="editMessageText", chat=anna.id)
    with caplog.at_level(logging.WARNING):
        await amend_by_command(boris, "/correct 1 Мост открыт")
        sandbox_clock.advance(minutes=5)
        app.outbox_worker.wake()
        await wait_until_sent(services)
        for _ in range(25):
            sandbox_clock.advance(seconds=40)
            await app.broadcasts.run()
    logged = [one for one in caplog.messages if one.startswith("the report is")]
    assert len(logged) == 1, logged
    assert (await load(services)).state == "done"


async def test_former_report_loses_a_button_at_once(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    """Nothing is left to be paused: only the correction goes on."""
    anna = person("Анна", id=EDITOR_ID)
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    olya, taras, running = await half_sent(person, sandbox, anna)
    app.rate_limiter.pause(3600, olya.id)
    await amend_by_command(boris, "/correct 1 Мост открыт")
    await app.broadcasts.run()
    await anna.settle()
    assert "⏸ Пауза" in show(anna, running).labels
    async with services.database.write() as connection:
        await connection.execute(
            update(deliveries)
            .where(deliveries.c.chat_id == taras.id, deliveries.c.action == "send")
            .values(state="failed", reason="blocked", finished_at=services.clock())
        )
    await app.broadcasts.run()
    await anna.settle()
    assert show(anna, running).labels == ["✏️ Исправить", "🗑 Отозвать"]


async def test_unreached_are_counted_when_the_retraction_is_over(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    await half_sent(person, sandbox, anna)
    now = services.clock()
    async with services.database.write() as connection:
        running = await broadcasts.get(connection, 1)
        assert running is not None
        await amendments.retract(connection, running, Message(text="Отозвано"), ANNA, now)
        retracted = await broadcasts.get(connection, 1)
        assert retracted is not None
        progress = await get_progress(connection, retracted, now)
        assert (progress.remaining, progress.unreached) == (1, 0)
        states = update(deliveries).where(deliveries.c.action == "delete").values(state="sent")
        await connection.execute(states)
        progress = await get_progress(connection, retracted, now)
        assert (progress.remaining, progress.unreached) == (0, 1)


async def test_suggested_draft_withdraws_no_delivery(
    app: App, services: Services, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each process would look at all its leased deliveries."""
    await subscribe(person("Оля"))
    author = await appoint(services, person("Борис"), Role.AUTHOR)
    question = await preview(author, "/breaking Мост закрыт")
    sent: list[Signal] = []
    send = signals.send

    async def record(connection: AsyncConnection, signal: Signal) -> None:
        sent.append(signal)
        await send(connection, signal)

    monkeypatch.setattr(signals, "send", record)
    await author.click(question, "Предложить")
    assert Signal.WITHDRAWN not in sent
