"""Test corrections and retractions, whatever becomes of the message in the meantime."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app import App
from bot.telegram.client.api_errors import DeliveryOutcome, RetryAfter
from bot.ui import plain
from bot.ui.document import build_document
from sandbox import Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from service.broadcasts import amendments
from storage.messaging import broadcasts, outbox
from storage.messaging.broadcasts import DEFAULT_TTL
from storage.messaging.outbox import Priority
from storage.schema.tables import deliveries
from storage.stats.audit_log import Actor
from tests.conftest import EDITOR_ID
from tests.support.conversation import ask, subscribe
from tests.support.editors import amend_by_command, got
from tests.support.outbox import wait_until_sent
from tests.support.waiting import wait_until

People = Callable[..., Person]
Pair = tuple[Person, Person]


@pytest.fixture
async def pair(app: App, person: People) -> Pair:
    """Return a reader who has the news «Мост закрыт», and the editor who sent it."""
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await push(editor, "Мост закрыт")
    await olya.wait()
    return olya, editor


async def push(editor: Person, text: str) -> None:
    await ask(editor, f"/breaking {text}")
    await editor.click(await editor.wait(), "Отправить")
    await editor.settle()
    editor.skip()


async def reported(app: App, services: Services, editor: Person) -> str:
    """Return the editor's report after everything is sent."""
    await editor.settle()
    await wait_until_sent(services)
    await app.broadcasts.run()
    return editor.last.text


async def amend(services: Services, number: int, text: str, *, is_retracted: bool = False) -> None:
    """Correct or retract a broadcast as an editor does, without a report."""
    action = amendments.retract if is_retracted else amendments.correct
    async with services.database.write() as connection:
        broadcast = await broadcasts.get(connection, number)
        assert broadcast is not None
        message = plain.render(build_document(text))
        await action(connection, broadcast, message, Actor(1, "Анна"), services.clock())


async def test_correction_edits_delivered_messages(
    app: App, services: Services, person: People
) -> None:
    readers = [person(f"Читатель {number}") for number in range(3)]
    for reader in readers:
        await subscribe(reader)
    editor = person("Анна", id=EDITOR_ID)
    await push(editor, "Мост закрыт до утра")
    first = [await reader.wait() for reader in readers]
    await amend_by_command(editor, "/correct 1 Мост закрыт до вечера")
    for reader, before in zip(readers, first, strict=True):
        after = await reader.wait()
        assert after.edited
        assert after.message_id == before.message_id
        assert after.text == "🔴 Мост закрыт до вечера"
    assert await reported(app, services, editor) == "№ 1. Исправлено: 3."


async def test_retraction_deletes_delivered_messages(
    app: App, services: Services, pair: Pair
) -> None:
    olya, editor = pair
    await amend_by_command(editor, "/retract 1")
    assert await reported(app, services, editor) == "№ 1. Отозвано: 1."
    assert not [m for m in olya.messages if "Мост закрыт" in m.text]
    editor.skip()
    assert "отозвана" in (await ask(editor, "/correct 1 Мост открыт")).text


async def test_retraction_after_two_days_sends_notice(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await push(editor, "Мост закрыт")
    sent = await olya.wait()
    sandbox_clock.advance(hours=49)
    await amend_by_command(editor, "/retract 1")
    notice = await olya.wait()
    assert notice.message_id == sent.message_id
    assert notice.text == "Редакция отозвала эту новость."


@pytest.mark.parametrize("is_retracted", [False, True])
async def test_correction_includes_deliveries_in_flight(
    services: Services, person: People, is_retracted: bool
) -> None:
    """Telegram has the old text; the amendment arrives before the result is stored."""
    olya = person()
    app = App(services)
    worker = app.outbox_worker
    number = await start_broadcast(services, olya, "старое")
    send = worker._send

    async def amended_meanwhile(delivery: outbox.Delivery) -> DeliveryOutcome:
        outcome = await send(delivery)
        await amend(services, number, "новое", is_retracted=is_retracted)
        worker._send = send  # type: ignore[method-assign]
        return outcome

    worker._send = amended_meanwhile  # type: ignore[method-assign]
    assert await worker.drain_once() == 1
    assert olya.last.text == "старое"
    assert await worker.drain_once() == 1
    assert [one.text for one in olya.messages] == ([] if is_retracted else ["новое"])
    await app.bot.session.close()


async def test_correction_requires_editor_and_sent_broadcast(app: App, person: People) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    assert "для редакторов" in (await ask(olya, "/correct 1 Мост")).text
    assert "для редакторов" in (await ask(olya, "/retract 1")).text
    assert "/correct 12" in (await ask(editor, "/correct Мост")).text
    assert "/retract 12" in (await ask(editor, "/retract")).text
    assert "№ 7 нет" in (await ask(editor, "/retract 7")).text


async def test_rescheduled_delivery_is_not_sent_after_retraction(
    app: App, services: Services, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    sandbox.faults.add_server_error(method="sendMessage", chat=olya.id)
    await push(editor, "Неправда")
    await wait_until(lambda: sandbox.faults.rules[0].hits)
    await olya.settle()
    await amend_by_command(editor, "/retract 1")
    await editor.settle()
    sandbox.faults.clear()
    sandbox_clock.advance(minutes=1)
    assert "Отозвано" in await reported(app, services, editor)
    assert not [m for m in olya.messages if "Неправда" in m.text]


@pytest.mark.parametrize(("command", "left"), [("/retract 1", []), ("/correct 1 правда", [3])])
async def test_message_that_waits_for_its_turn_is_not_sent_as_it_was(
    app: App, services: Services, person: People, command: str, left: list[int]
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    app.rate_limiter.pause(3600, olya.id)
    await push(editor, "Неправда")
    await wait_until(lambda: app.outbox_worker._tickets)
    await amend_by_command(editor, command)

    async def is_left() -> bool:
        async with services.database.read() as connection:
            found = await connection.execute(
                select(deliveries.c.payload_id).where(deliveries.c.state.in_(["pending", "leased"]))
            )
            return list(found.scalars()) == left

    await wait_until(is_left)


async def test_older_correction_never_overwrites_newer(
    app: App, services: Services, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await push(editor, "первое")
    await olya.wait()
    rule = sandbox.faults.add_server_error(method="editMessageText", chat=olya.id)
    await amend_by_command(editor, "/correct 1 второе")
    await wait_until(lambda: rule.hits)
    await editor.settle()
    sandbox.faults.clear()
    await amend_by_command(editor, "/correct 1 третье")
    await editor.settle()
    sandbox_clock.advance(minutes=1)
    await wait_until_sent(services)
    assert olya.last.text == "🔴 третье"


async def start_broadcast(services: Services, reader: Person, text: str) -> int:
    """Enqueue a broadcast to one reader; return its number."""
    now = services.clock()
    async with services.database.write() as connection:
        message = plain.render(build_document(text))
        payload_id = await outbox.add_payload(connection, message.to_json(), now)
        drafted = await broadcasts.create_draft(
            connection, editor_id=1, payload_id=payload_id, text=text, now=now
        )
        await broadcasts.transition(connection, drafted.id, from_states="draft", to_state="sending")
        await outbox.enqueue(
            connection,
            payload_id,
            [reader.id],
            priority=Priority.BREAKING,
            due_at=now,
            expires_at=now + DEFAULT_TTL,
            broadcast_id=drafted.id,
        )
    return drafted.id


async def test_message_that_fails_on_its_way_is_not_sent_after_retraction(
    services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    """The retraction comes while the message is in flight, which then has to be retried."""
    olya = person()
    app = App(services)
    worker = app.outbox_worker
    number = await start_broadcast(services, olya, "Неправда")
    send = worker._send

    async def fail_while_retracted(delivery: outbox.Delivery) -> DeliveryOutcome:
        worker._send = send  # type: ignore[method-assign]
        await amend(services, number, "Отозвано", is_retracted=True)
        return RetryAfter(timedelta(seconds=5), "Bad Gateway")

    worker._send = fail_while_retracted  # type: ignore[method-assign]
    for _ in range(4):
        await worker.drain_once()
        sandbox_clock.advance(seconds=10)
    await app.bot.session.close()
    assert not olya.messages
    async with services.database.read() as connection:
        assert await outbox.count_unfinished(connection) == 0


@pytest.mark.parametrize("waits_for_retry", [False, True])
async def test_message_that_is_corrected_before_it_is_sent_has_the_new_text(
    services: Services,
    person: People,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    waits_for_retry: bool,
) -> None:
    olya = person()
    app = App(services)
    number = await start_broadcast(services, olya, "старое")
    if waits_for_retry:
        sandbox.faults.add_server_error(method="sendMessage", times=1)
        assert await app.outbox_worker.drain_once() == 1
    await amend(services, number, "новое")
    sandbox_clock.advance(seconds=5)
    assert await app.outbox_worker.drain_once() == 1
    assert [(m.text, m.edited) for m in olya.messages] == [("новое", False)]
    assert await app.outbox_worker.drain_once() == 0
    await app.bot.session.close()


async def test_older_correction_that_fails_on_its_way_is_dropped(
    services: Services, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    """The newer correction comes while the older one is in flight, which then has to be retried."""
    olya = person()
    app = App(services)
    worker = app.outbox_worker
    number = await start_broadcast(services, olya, "первое")

    async def fail_while_corrected(delivery: outbox.Delivery) -> DeliveryOutcome:
        worker._send = send  # type: ignore[method-assign]
        await amend(services, number, "третье")
        return RetryAfter(timedelta(seconds=5), "Bad Gateway")

    assert await worker.drain_once() == 1
    await amend(services, number, "второе")
    send = worker._send
    worker._send = fail_while_corrected  # type: ignore[method-assign]
    for _ in range(4):
        await worker.drain_once()
        sandbox_clock.advance(seconds=10)
    assert olya.last.text == "третье"
    edits = [call for call in sandbox.journal.entries if call.method == "editMessageText"]
    assert len(edits) == 1, "the older text was shown for a moment"
    async with services.database.read() as connection:
        assert await outbox.count_unfinished(connection) == 0
    await app.bot.session.close()


async def test_correction_that_is_a_day_late_is_not_sent(
    services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = person()
    app = App(services)
    number = await start_broadcast(services, olya, "старое")
    assert await app.outbox_worker.drain_once() == 1
    await amend(services, number, "новое")
    sandbox_clock.advance(days=1)
    assert await app.outbox_worker.drain_once() == 0
    assert olya.last.text == "старое"
    async with services.database.read() as connection:
        assert await outbox.count_unfinished(connection) == 0
    await app.bot.session.close()


@pytest.mark.parametrize(
    "text", ["/correct ² Мост", "/retract 99999999999999999999", "/correct 0 Мост", "/retract -1"]
)
async def test_invalid_broadcast_number_is_explained(app: App, person: People, text: str) -> None:
    editor = person("Анна", id=EDITOR_ID)
    assert "Напишите номер" in (await ask(editor, text)).text


async def test_correction_text_on_new_line(app: App, services: Services, pair: Pair) -> None:
    olya, editor = pair
    await amend_by_command(editor, "/correct 1\nМост открыт")
    assert (await olya.wait()).text == "🔴 Мост открыт"


async def test_broadcast_number_as_written_in_reports(app: App, pair: Pair) -> None:
    olya, editor = pair
    await amend_by_command(editor, "/correct № 1 Мост открыт")
    assert (await olya.wait()).text == "🔴 Мост открыт"
    await amend_by_command(editor, "/correct №1 Мост узкий")
    assert (await olya.wait()).text == "🔴 Мост узкий"


@pytest.mark.parametrize(
    "number", ["N 1", "N1", "No 1", "№ 1.", "№1:", "1.", "#1,", "Nº 1", "№\u00a01"]
)
async def test_broadcast_number_as_people_write_it(
    app: App, services: Services, pair: Pair, number: str
) -> None:
    olya, editor = pair
    await amend_by_command(editor, f"/correct {number} Мост открыт")
    assert (await olya.wait()).text == "🔴 Мост открыт"
    question = await amend_by_command(editor, f"/retract {number}", confirm=False)
    assert "1 читатель" in question.text


async def test_correction_with_a_picture_is_explained(
    app: App, services: Services, pair: Pair
) -> None:
    """The picture that readers have stays, so that another one must not seem to replace it."""
    _, editor = pair
    await reported(app, services, editor)
    report = editor.last
    await editor.send_photo(caption="/correct 1 Мост открыт")
    await wait_until(lambda: got(editor, "только текст"))
    editor.skip()
    await editor.click(report, "Исправить")
    question = await editor.wait()
    await editor.send_fields(
        caption="Мост открыт",
        photo=[{"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}],
        reply_to_message=question.raw,
    )
    assert "только текст" in (await editor.wait()).text
    await editor.send_photo(caption="/retract 1")
    assert "Удалить у всех" in (await editor.wait()).text


@pytest.mark.parametrize("text", ["\u200b", "\u2060 \u200e", "\ufeff"])
async def test_correction_without_a_visible_character_is_none(
    app: App, services: Services, pair: Pair, text: str
) -> None:
    _, editor = pair
    assert "Напишите номер и новый текст" in (await ask(editor, f"/correct 1 {text}")).text
    assert "Что отправить?" in (await ask(editor, f"/breaking {text}")).text


async def test_correction_that_changes_nothing_is_not_made(
    app: App, services: Services, pair: Pair
) -> None:
    _, editor = pair
    assert "исправлять нечего" in (await ask(editor, "/correct 1 Мост закрыт")).text
    assert "исправлять нечего" in (await ask(editor, "/correct 1   Мост закрыт  ")).text


async def test_long_word_is_shown_in_the_question(app: App, services: Services, pair: Pair) -> None:
    _, editor = pair
    question = await amend_by_command(editor, f"/correct 1 {'мост' * 500}", confirm=False)
    assert "мост" * 200 in question.text
