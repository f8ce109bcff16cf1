"""Test a running broadcast: progress, pause, resume, stop, and the report."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot.app import App
from bot.features.broadcasts.callbacks import BroadcastAction, ControlBroadcast
from sandbox import Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from storage.messaging import broadcasts
from tests.conftest import EDITOR_ID
from tests.features.digest.test_digests import delivered
from tests.support.conversation import ask, subscribe
from tests.support.editors import got, press, preview

People = Callable[..., Person]


async def half_sent(
    app: App, person: People, sandbox: Sandbox, editor: Person
) -> tuple[Person, Person, MessageSnapshot]:
    """Start a broadcast that one reader has and another waits for after a fault; return its report."""
    olya, taras = person("Оля"), person("Тарас")
    await subscribe(olya)
    await subscribe(taras)
    rule = sandbox.faults.add_server_error(method="sendMessage", chat=taras.id)
    running = await press(editor, await preview(editor, "/breaking Мост закрыт"), "Отправить")
    await olya.wait()
    async with asyncio.timeout(5):
        while not rule.hits:
            await asyncio.sleep(0.01)
    await editor.settle()
    sandbox.faults.clear()
    editor.skip()
    return olya, taras, running


async def test_progress_shows_how_fast_and_how_long(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    await half_sent(app, person, sandbox, editor)
    await app.broadcasts.run()
    assert editor.last.text.startswith(
        "№ 1. Отправляю: доставлено 1, не доставлено 0, осталось 1.\n\n1 в секунду, до конца"
    )
    assert editor.last.labels == ["⏸ Пауза", "⏹ Остановить"]


async def test_a_pause_holds_and_a_resume_goes_on(
    app: App, services: Services, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    _, taras, running = await half_sent(app, person, sandbox, editor)
    paused = await press(editor, running, "Пауза")
    assert paused.text.startswith("№ 1. На паузе: доставлено 1, не доставлено 0, осталось 1.")
    again = ControlBroadcast(broadcast=1, action=BroadcastAction.PAUSE).pack()
    sandbox_clock.advance(seconds=3)  # no double tap
    assert "уже всё решено" in (await editor.click_data(paused, again)).text

    sandbox_clock.advance(minutes=5)
    app.outbox_worker.wake()
    await taras.settle()
    await app.broadcasts.run()
    assert not got(taras, "Мост закрыт")

    await editor.click(paused, "Продолжить")
    assert (await taras.wait()).text == "🔴 Мост закрыт"
    await delivered(services)
    await app.broadcasts.run()
    await editor.settle()
    assert editor.last.text == "№ 1. Готово: доставлено 2, не доставлено 0."


async def test_mending_goes_on_while_it_pauses(
    app: App, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    olya, taras, running = await half_sent(app, person, sandbox, editor)
    paused = await press(editor, running, "Пауза")
    sandbox_clock.advance(minutes=5)
    await editor.send("/correct 1 Мост открыт")
    assert (await olya.wait()).text == "🔴 Мост открыт"
    await taras.settle()
    assert not got(taras, "Мост")
    await editor.settle()
    await editor.click(paused, "Продолжить")
    assert (await taras.wait()).text == "🔴 Мост открыт"


async def test_who_stops_stops_for_good(
    app: App, services: Services, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    olya, taras, running = await half_sent(app, person, sandbox, editor)
    stopped = await press(editor, running, "Остановить")
    assert stopped.text.startswith("№ 1. Остановлено: доставлено 1, не доставлено 1.")
    assert "отправка остановлена: 1" in stopped.text
    assert stopped.labels == []
    again = ControlBroadcast(broadcast=1, action=BroadcastAction.RESUME).pack()
    assert "уже всё решено" in (await editor.click_data(stopped, again)).text
    sandbox_clock.advance(minutes=5)
    app.outbox_worker.wake()
    await taras.settle()
    await app.broadcasts.run()
    assert not got(taras, "Мост закрыт")
    # The correction still reaches those who have the news.
    await editor.send("/correct 1 Мост открыт")
    assert (await olya.wait()).text == "🔴 Мост открыт"
    await taras.settle()
    assert not got(taras, "Мост")


async def test_what_comes_back_from_a_fault_after_a_stop_is_not_sent(
    app: App, services: Services, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    """A delivery in flight at the stop fails temporarily; it is too late for a retry."""
    editor, olya = person("Анна", id=EDITOR_ID), person()
    await subscribe(olya)
    slow = sandbox.faults.add_delay(0.5, method="sendMessage", chat=olya.id)
    sandbox.faults.add_server_error(method="sendMessage", chat=olya.id)
    running = await press(editor, await preview(editor, "/breaking Мост закрыт"), "Отправить")
    async with asyncio.timeout(5):
        while not slow.hits:
            await asyncio.sleep(0.01)
    await editor.click(running, "Остановить")
    await olya.settle(quiet=0.7)
    sandbox.faults.clear()
    sandbox_clock.advance(minutes=5)
    app.outbox_worker.wake()
    await delivered(services)
    assert not got(olya, "Мост закрыт")


async def test_the_report_says_why_it_did_not_arrive(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    readers = [person(f"Читатель {number}") for number in range(4)]
    for reader in readers:
        await subscribe(reader)
    # The update about the block has not arrived yet, but the subscriber gets nothing.
    sandbox.faults.add_bot_blocked(chat=readers[0].id)
    sandbox.faults.add_bot_blocked(chat=readers[1].id)
    sandbox.faults.add_user_deactivated(chat=readers[2].id)
    editor = person("Анна", id=EDITOR_ID)
    await press(editor, await preview(editor, "/breaking Мост закрыт"), "Отправить")
    await delivered(services)
    await app.broadcasts.run()
    await editor.settle()
    report, *reasons = editor.last.text.split("\n\n")
    assert report == "№ 1. Готово: доставлено 1, не доставлено 3."
    assert reasons == ["• заблокировали бота: 2", "• удалили свой аккаунт: 1"]


async def test_one_that_paused_itself_tells_its_editor_once_and_can_go_on(
    app: App, services: Services, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    _, taras, running = await half_sent(app, person, sandbox, editor)
    async with services.database.write() as connection:
        assert await broadcasts.transition(connection, 1, from_states="sending", paused=True)
    await app.broadcasts.run()
    told = await editor.wait()
    assert told.message_id != running.message_id
    assert "поставил отправку на паузу" in told.text
    await app.broadcasts.run()
    await app.broadcasts.run()
    assert len(got(editor, "поставил отправку на паузу")) == 1
    sandbox_clock.advance(minutes=5)
    await editor.click(told, "Продолжить")
    assert (await taras.wait()).text == "🔴 Мост закрыт"
    await editor.settle()
    await editor.send("/log 1")
    await editor.settle()
    assert "сама служба · пауза: ничего не доходит № 1" in editor.last.text


async def test_what_stays_the_same_is_not_edited_again(
    app: App, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    await half_sent(app, person, sandbox, editor)
    sandbox_clock.advance(seconds=30)  # the rate is zero by now
    await app.broadcasts.run()
    edits = sandbox.journal.by_method["editMessageText"]
    for _ in range(3):
        await app.broadcasts.run()
    assert sandbox.journal.by_method["editMessageText"] == edits


async def test_a_late_retraction_says_that_notices_stand_in(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await editor.send_photo(caption="/breaking Мост закрыт")
    await editor.wait()
    await editor.click(await editor.wait(), "Отправить")
    photo = await olya.wait()
    await delivered(services)
    await app.broadcasts.run()
    await editor.settle()
    editor.skip()
    sandbox_clock.advance(hours=49)
    assert "удалять Telegram уже не даёт" in (await ask(editor, "/retract 1")).text
    notice = await olya.wait()
    assert (notice.message_id, notice.text) == (photo.message_id, "Редакция отозвала эту новость.")
    await delivered(services)
    await app.broadcasts.run()
    await editor.settle()
    assert editor.last.text == (
        "№ 1. Отозвано: 1, не получилось 0.\n\n"
        "У 1 читателя Telegram удалить уже не дал (прошло больше 48 часов): там стоит пометка."
    )


async def test_a_retraction_before_it_went_cancels_it(app: App, person: People) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    question = await preview(editor, "/breaking Мост закрыт")
    assert "Отменено" in (await ask(editor, "/retract 1")).text
    assert "уже всё решено" in (await editor.click(question, "Отправить")).text
    await olya.settle()
    assert not got(olya, "Мост закрыт")


async def test_a_correction_counts_those_who_had_it(
    app: App, services: Services, person: People
) -> None:
    """A chat that never got the news does not count as a failed correction."""
    olya, gone, editor = person(), person("Тарас"), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await subscribe(gone)
    await gone.block()
    await press(editor, await preview(editor, "/breaking Мост закрыт"), "Отправить")
    await olya.wait()
    await delivered(services)
    await app.broadcasts.run()
    await editor.send("/correct 1 Мост открыт")
    await olya.wait()
    await delivered(services)
    await app.broadcasts.run()
    await editor.settle()
    assert editor.last.text == "№ 1. Исправлено: 1, не получилось 0."


@pytest.mark.parametrize("add_fault", ["add_server_error", "add_dropped_connection"])
async def test_a_report_that_can_not_be_shown_now_is_shown_later(
    app: App, services: Services, person: People, sandbox: Sandbox, add_fault: str
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await press(editor, await preview(editor, "/breaking Мост закрыт"), "Отправить")
    await olya.wait()
    await delivered(services)
    await editor.settle()
    getattr(sandbox.faults, add_fault)(method="editMessageText")
    await app.broadcasts.run()
    sandbox.faults.clear()
    await app.broadcasts.run()
    await editor.settle()
    assert editor.last.text == "№ 1. Готово: доставлено 1, не доставлено 0."
