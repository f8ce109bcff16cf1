"""Test a running broadcast: progress, pause, resume, stop, and the report."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.app import App
from bot.features.broadcasts.callbacks import BroadcastAction, ControlBroadcast
from sandbox import Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from storage.messaging import broadcasts
from storage.schema.tables import deliveries
from tests.conftest import EDITOR_ID
from tests.support.articles import BRIDGE, load
from tests.support.conversation import ask, open_first, subscribe
from tests.support.editors import amend_by_command, got, half_sent, press, preview
from tests.support.outbox import wait_until_sent
from tests.support.waiting import wait_until

People = Callable[..., Person]


async def test_progress_shows_rate_and_remaining_time(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    await half_sent(person, sandbox, editor)
    await app.broadcasts.run()
    assert editor.last.text.startswith(
        "№ 1. Отправляю: доставлено 1, осталось 1.\n▓▓▓▓▓░░░░░ 50 %\n\n1 в секунду, до конца"
    )
    amending = ["✏️ Исправить", "🗑 Отозвать"]
    assert editor.last.labels == ["⏸ Пауза", "⏹ Остановить", *amending]


async def test_broadcast_pause_and_resume(
    app: App, services: Services, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    _, taras, running = await half_sent(person, sandbox, editor)
    paused = await press(editor, running, "Пауза")
    assert paused.text.startswith("№ 1. На паузе: доставлено 1, осталось 1.")
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
    await wait_until_sent(services)
    await app.broadcasts.run()
    await editor.settle()
    assert editor.last.text == "№ 1. Готово: доставлено 2.\nЗаняло 5 минут."


async def test_amendment_continues_during_pause(
    app: App, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    olya, taras, running = await half_sent(person, sandbox, editor)
    paused = await press(editor, running, "Пауза")
    sandbox_clock.advance(minutes=5)
    await amend_by_command(editor, "/correct 1 Мост открыт")
    assert (await olya.wait()).text == "🔴 Мост открыт"
    await taras.settle()
    assert not got(taras, "Мост")
    await editor.settle()
    await editor.click(paused, "Продолжить")
    assert (await taras.wait()).text == "🔴 Мост открыт"


async def test_stopped_broadcast_cannot_resume(
    app: App, services: Services, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    olya, taras, running = await half_sent(person, sandbox, editor)
    stopped = await press(editor, running, "Остановить")
    assert stopped.text.startswith("№ 1. Остановлено: доставлено 1, не доставлено 1.")
    assert "отправка остановлена: 1" in stopped.text
    assert stopped.labels == ["✏️ Исправить", "🗑 Отозвать"]
    again = ControlBroadcast(broadcast=1, action=BroadcastAction.RESUME).pack()
    assert "уже всё решено" in (await editor.click_data(stopped, again)).text
    sandbox_clock.advance(minutes=5)
    app.outbox_worker.wake()
    await taras.settle()
    await app.broadcasts.run()
    assert not got(taras, "Мост закрыт")
    # The correction still reaches those who have the news.
    await amend_by_command(editor, "/correct 1 Мост открыт")
    assert (await olya.wait()).text == "🔴 Мост открыт"
    await taras.settle()
    assert not got(taras, "Мост")


@pytest.mark.parametrize(("button", "state"), [("Пауза", "pending"), ("Остановить", "cancelled")])
async def test_delivery_that_waits_for_its_turn_is_returned(
    app: App, services: Services, person: People, button: str, state: str
) -> None:
    editor, olya = person("Анна", id=EDITOR_ID), person()
    await subscribe(olya)
    app.rate_limiter.pause(3600, olya.id)
    running = await press(editor, await preview(editor, "/breaking Мост закрыт"), "Отправить")
    await wait_until(lambda: app.outbox_worker._tickets)
    await editor.click(running, button)

    async def is_so() -> bool:
        return await list_states(services) == [state]

    await wait_until(is_so)


async def list_states(services: Services) -> list[str]:
    async with services.database.read() as connection:
        found = await connection.execute(
            select(deliveries.c.state).where(deliveries.c.broadcast_id == 1)
        )
        return list(found.scalars())


async def test_rescheduled_delivery_is_not_sent_after_stop(
    app: App, services: Services, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    """A delivery in flight at the stop fails temporarily; it is too late for a retry."""
    editor, olya = person("Анна", id=EDITOR_ID), person()
    await subscribe(olya)
    slow = sandbox.faults.add_delay(0.5, method="sendMessage", chat=olya.id)
    sandbox.faults.add_server_error(method="sendMessage", chat=olya.id)
    running = await press(editor, await preview(editor, "/breaking Мост закрыт"), "Отправить")
    await wait_until(lambda: slow.hits)
    await editor.click(running, "Остановить")
    await olya.settle(quiet=0.7)
    sandbox.faults.clear()
    sandbox_clock.advance(minutes=5)
    app.outbox_worker.wake()
    await wait_until_sent(services)
    assert not got(olya, "Мост закрыт")


async def test_report_lists_failure_reasons(
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
    await wait_until_sent(services)
    await app.broadcasts.run()
    await editor.settle()
    report, *reasons = editor.last.text.split("\n\n")
    assert report == "№ 1. Готово: доставлено 1, не доставлено 3."
    assert reasons == ["• заблокировали бота: 2", "• удалили свой аккаунт: 1"]


async def test_auto_paused_broadcast_notifies_editor_once(
    app: App, services: Services, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    _, taras, running = await half_sent(person, sandbox, editor)
    async with services.database.write() as connection:
        assert await broadcasts.transition(connection, 1, from_states="sending", paused=True)
    await app.broadcasts.run()
    notice = await editor.wait()
    assert notice.message_id != running.message_id
    assert "поставил отправку на паузу" in notice.text
    await app.broadcasts.run()
    await app.broadcasts.run()
    notices = [one.message_id for one in got(editor, "поставил отправку на паузу")]
    assert notices == [running.message_id, notice.message_id]
    sandbox_clock.advance(minutes=5)
    await editor.click(notice, "Продолжить")
    assert (await taras.wait()).text == "🔴 Мост закрыт"
    await editor.settle()
    await editor.send("/log 1")
    await editor.settle()
    assert "автоматически · приостановлено: ничего не доходит № 1" in editor.last.text


async def test_unchanged_progress_is_not_edited(
    app: App, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    await half_sent(person, sandbox, editor)
    sandbox_clock.advance(seconds=30)  # the rate is zero by now
    await app.broadcasts.run()
    edits = sandbox.journal.by_method["editMessageText"]
    for _ in range(3):
        await app.broadcasts.run()
    assert sandbox.journal.by_method["editMessageText"] == edits


async def test_late_retraction_reports_notices(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await editor.send_photo(caption="/breaking Мост закрыт")
    await editor.wait()
    await editor.click(await editor.wait(), "Отправить")
    photo = await olya.wait()
    await wait_until_sent(services)
    await app.broadcasts.run()
    await editor.settle()
    editor.skip()
    sandbox_clock.advance(hours=49)
    assert "удалять Telegram уже не даёт" in (await amend_by_command(editor, "/retract 1")).text
    notice = await olya.wait()
    assert (notice.message_id, notice.text) == (photo.message_id, "Редакция отозвала эту новость.")
    await wait_until_sent(services)
    await app.broadcasts.run()
    await editor.settle()
    assert editor.last.text == (
        "№ 1. Отозвано: 1.\n\n"
        "У 1 читателя Telegram удалить уже не дал (прошло больше 48 часов): там стоит пометка."
    )


async def test_retraction_before_start_cancels_broadcast(app: App, person: People) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    question = await preview(editor, "/breaking Мост закрыт")
    asked = await amend_by_command(editor, "/retract 1", confirm=False)
    assert "не отправлена" in asked.text
    assert "Отменено" in (await press(editor, asked, "Да, отозвать")).text
    assert "уже всё решено" in (await editor.click(question, "Отправить")).text
    await olya.settle()
    assert not got(olya, "Мост закрыт")


async def test_correction_counts_recipients(app: App, services: Services, person: People) -> None:
    """A chat that never got the news does not count as a failed correction."""
    olya, gone, editor = person(), person("Тарас"), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await subscribe(gone)
    await gone.block()
    await press(editor, await preview(editor, "/breaking Мост закрыт"), "Отправить")
    await olya.wait()
    await wait_until_sent(services)
    await app.broadcasts.run()
    await amend_by_command(editor, "/correct 1 Мост открыт")
    await olya.wait()
    await wait_until_sent(services)
    await app.broadcasts.run()
    await editor.settle()
    assert editor.last.text == "№ 1. Исправлено: 1."


@pytest.mark.parametrize("add_fault", ["add_server_error", "add_dropped_connection"])
async def test_failed_report_message_is_retried(
    app: App, services: Services, person: People, sandbox: Sandbox, add_fault: str
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await press(editor, await preview(editor, "/breaking Мост закрыт"), "Отправить")
    await olya.wait()
    await wait_until_sent(services)
    await editor.settle()
    getattr(sandbox.faults, add_fault)(method="editMessageText")
    await app.broadcasts.run()
    sandbox.faults.clear()
    await app.broadcasts.run()
    await editor.settle()
    assert editor.last.text == "№ 1. Готово: доставлено 1."


async def test_report_counts_who_opened_the_article(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    editor, olya, taras = person("Анна", id=EDITOR_ID), person("Оля"), person("Тарас")
    await load(services, BRIDGE)
    await subscribe(olya)
    await subscribe(taras)
    question = await preview(editor, "/breaking 1")
    report = await press(editor, question, "Отправить")
    (got_it,) = [await olya.wait()]
    await taras.wait()
    await wait_until_sent(services)
    await app.broadcasts.run()
    assert "Открыли" not in editor.messages[-1].text
    for _ in range(2):  # who opens it twice is one reader
        await olya.click(got_it, "Читать")
        sandbox_clock.advance(seconds=3)
    await open_first(taras, await ask(taras, "мост"), "Читать")  # not below the broadcast
    await app.stats_buffer.flush()
    await app.broadcasts.run()
    now = next(one for one in editor.messages if one.message_id == report.message_id)
    assert "Готово: доставлено 2." in now.text
    assert "Открыли: 1." in now.text
    opened = await services.broadcasts.get(1)
    assert opened is not None
    assert opened.opened_count == 1


async def test_editors_own_copy_is_labelled(app: App, services: Services, person: People) -> None:
    editor, olya = person("Анна", id=EDITOR_ID), person("Оля")
    await subscribe(editor)
    await subscribe(olya)
    await press(editor, await preview(editor, "/breaking Мост закрыт"), "Отправить")
    await wait_until_sent(services)
    await editor.settle()
    shown, own = got(editor, "🔴 Мост закрыт")
    assert shown.labels == ["👁 Предпросмотр"]
    assert own.labels == ["📣 Ваша копия: новость вышла"]
    assert "без этой кнопки" in (await editor.click(own, "Ваша копия: новость вышла")).text
    assert [one.labels for one in got(olya, "Мост закрыт")] == [[]]
    await amend_by_command(editor, "/correct 1 Мост открыт")
    await wait_until_sent(services)
    await editor.settle()
    corrected = next(one for one in editor.messages if one.message_id == own.message_id)
    assert (corrected.text, corrected.labels) == ("🔴 Мост открыт", own.labels)
