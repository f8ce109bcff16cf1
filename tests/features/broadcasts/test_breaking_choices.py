"""Test the buttons under a preview: audience, sound, validity, time; only for editors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, cast

import pytest
from aiogram.filters.callback_data import CallbackData
from pydantic import ValidationError
from sqlalchemy import text

from bot.app import App
from bot.features.broadcasts.callbacks import (
    BroadcastAction,
    ConfirmBroadcast,
    ControlBroadcast,
    SetTtl,
    ToggleAudienceTopic,
)
from bot.ui.callbacks import EditorCallback
from sandbox import Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from service.config import Settings
from storage.messaging import broadcasts, outbox
from tests.conftest import EDITOR_ID, running
from tests.support.conversation import ask, subscribe
from tests.support.editors import got, press, preview, sent_to
from tests.support.outbox import wait_until_sent

People = Callable[..., Person]


async def readers_of(person: People) -> tuple[Person, Person, Person]:
    """Subscribe three people: to sport, to science, and to everything in Ukrainian."""
    sport, science = person("Спорт"), person("Наука")
    everything = person("Усе", language_code="uk")
    await subscribe(sport, "Спорт")
    await subscribe(science, "Наука")
    await subscribe(everything)
    return sport, science, everything


async def test_broadcast_to_selected_topics(app: App, services: Services, person: People) -> None:
    sport, science, everything = await readers_of(person)
    editor = person("Анна", id=EDITOR_ID)
    question = await preview(editor, "/breaking Матч отменён")
    assert "увидят 3 читателя" in question.text
    assert "Всем, кто хочет срочных новостей" in question.text
    audience = await press(editor, question, "Кому")
    audience = await press(editor, audience, "Спорт")
    assert "✅ Спорт" in audience.labels
    assert "Сейчас это 2 читателя." in audience.text
    question = await press(editor, audience, "Готово")
    assert "Тем, кто читает: Спорт" in question.text
    await press(editor, question, "Отправить")
    await wait_until_sent(services)
    assert [len(got(p, "Матч отменён")) for p in (sport, science, everything)] == [1, 0, 1]


async def test_broadcast_to_one_language(app: App, services: Services, person: People) -> None:
    sport, science, everything = await readers_of(person)
    editor = person("Анна", id=EDITOR_ID)
    question = await preview(editor, "/breaking Міст закрито")
    audience = await press(editor, await press(editor, question, "Кому"), "Українська")
    assert "✅ Українська" in audience.labels
    question = await press(editor, audience, "Готово")
    assert "увидит 1 читатель" in question.text
    await press(editor, question, "Отправить")
    await wait_until_sent(services)
    assert [len(got(p, "Міст закрито")) for p in (sport, science, everything)] == [0, 0, 1]


async def test_broadcast_without_audience_cannot_be_sent(app: App, person: People) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya, "Спорт")
    question = await preview(editor, "/breaking Мост закрыт")
    audience = await press(editor, await press(editor, question, "Кому"), "English")
    question = await press(editor, audience, "Готово")
    assert "не получает никто" in question.text
    assert not [label for label in question.labels if "Отправить" in label]
    answer = await editor.click_data(question, ConfirmBroadcast(broadcast=1, send=True).pack())
    assert "не получает никто" in answer.text
    question = await press(editor, await press(editor, question, "Кому"), "Любой язык")
    await press(editor, await press(editor, question, "Готово"), "Отправить")
    assert (await olya.wait()).text == "🔴 Мост закрыт"


async def test_unknown_topic_button_is_ignored(app: App, person: People) -> None:
    await subscribe(person())
    editor = person("Анна", id=EDITOR_ID)
    question = await preview(editor, "/breaking Мост закрыт")
    await editor.click_data(
        question, ToggleAudienceTopic(broadcast=1, topic="magic", on=True).pack()
    )
    audience = await editor.wait()
    assert "Сейчас это 1 читатель." in audience.text


async def test_double_tap_selects_topic_once(app: App, person: People) -> None:
    await subscribe(person(), "Спорт")
    editor = person("Анна", id=EDITOR_ID)
    audience = await press(editor, await preview(editor, "/breaking Матч"), "Кому")
    data = ToggleAudienceTopic(broadcast=1, topic="sport", on=True).pack()
    await editor.click_data(audience, data)
    await editor.click_data(audience, data)
    await editor.settle()
    assert "✅ Спорт" in editor.last.labels


async def test_silent_broadcast_is_silent_for_everyone(
    app: App, person: People, sandbox: Sandbox
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    question = await preview(editor, "/breaking Мост закрыт")
    question = await press(editor, question, "Со звуком")
    assert "🔕 Без звука" in question.labels
    await press(editor, question, "Отправить")
    await olya.wait()
    (request,) = sent_to(sandbox, olya.id, "Мост закрыт")
    assert request["disable_notification"] in (True, "true")


async def test_test_send_goes_to_the_editor_only(
    app: App, services: Services, person: People
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    question = await preview(editor, "/breaking Мост закрыт")
    answer = await editor.click(question, "Тест: только мне")
    assert "Тест отправлен" in answer.text
    assert (await editor.wait()).text == "🔴 Мост закрыт"
    await wait_until_sent(services)
    assert not got(olya, "Мост закрыт")
    await press(editor, question, "Отправить")
    assert (await olya.wait()).text == "🔴 Мост закрыт"


async def test_editor_chooses_broadcast_ttl(
    app: App, services: Services, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    question = await preview(editor, "/breaking Мост закрыт")
    assert "⏳ Актуальна: 2 часа" in question.labels
    question = await press(editor, question, "Актуальна: 2 часа")
    assert "⏳ Актуальна: 6 часов" in question.labels
    await editor.click_data(question, SetTtl(broadcast=1, minutes=30).pack())
    question = await editor.wait()
    assert "Актуальна 30 минут" in question.text
    rule = sandbox.faults.add_server_error(method="sendMessage", chat=olya.id)
    await editor.click(question, "Отправить")
    while not rule.hits:
        await olya.settle()
    await editor.settle()
    sandbox.faults.clear()
    sandbox_clock.advance(minutes=31)
    app.outbox_worker.wake()
    await wait_until_sent(services)
    await app.broadcasts.run()
    assert editor.last.text.startswith("№ 1. Готово: доставлено 0, не доставлено 1.")
    assert "не успело дойти, пока было актуально: 1" in editor.last.text
    assert not got(olya, "Мост закрыт")


async def test_preview_shows_cost_in_stars(
    settings: Settings, services: Services, person: People
) -> None:
    settings.paid_send_rate = 1000
    app = App(services)
    async with running(app):
        readers = [person(f"Читатель {number}") for number in range(2)]
        for reader in readers:
            await subscribe(reader)
        async with services.database.write() as connection:
            await connection.execute(
                text(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 998) "
                    "INSERT INTO subscribers (chat_id, kind, state, language, timezone, digest_times,"
                    " topics, digest_size, style, breaking, notify_when_empty, empty_notice_sent, joined_at)"
                    " SELECT 500000 + i, kind, state, language, timezone, digest_times, topics,"
                    " digest_size, style, breaking, notify_when_empty, empty_notice_sent, joined_at"
                    " FROM n, subscribers WHERE chat_id = :chat"
                ),
                {"chat": readers[0].id},
            )
        editor = person("Анна", id=EDITOR_ID)
        question = await preview(editor, "/breaking Мост закрыт")
        assert "1\u00a0000 читателей" in question.text
        assert "1 секунда · не дороже 97 ★" in question.text


def filled(button: type[CallbackData], values: Mapping[str, Any]) -> CallbackData:
    """The callback data with these values, and the longest of each enumeration."""
    actions = {
        name: max(cast("type[StrEnum]", field.annotation), key=len)
        for name, field in button.model_fields.items()
        if name not in values
    }
    return button(
        **{name: values[name] for name in button.model_fields if name in values}, **actions
    )


async def test_broadcast_buttons_are_for_editors_only(
    app: App, person: People, sandbox_clock: ManualClock
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await preview(editor, "/breaking Мост закрыт")
    own = await ask(olya, "/help")
    samples = {
        "broadcast": 1, "send": True, "screen": "t", "on": True, "minutes": 60, "topic": "sport",
        "language": "ru", "minute": 40_000_000, "article": 1, "offset": 0,
        "page": 0, "source": 1, "value": "", "user": 1, "role": "editor", "proposal": 1, "confirm": True, "index": 1, "days": 7, "chat": -1001, "story": 1, "other": 0, "zero_results": False, "version": "3-0123456789ab",
    }  # fmt: skip
    for button in EditorCallback.__subclasses__():
        sandbox_clock.advance(seconds=5)  # nobody presses them all at once
        answer = await olya.click_data(own, filled(button, samples).pack())
        assert "для редакторов" in answer.text, button
        assert answer.show_alert
    await olya.settle()
    assert not got(olya, "Мост закрыт")


async def test_broadcast_buttons_reject_former_editor(
    settings: Settings, services: Services, person: People
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    first = App(services)
    async with running(first):
        await subscribe(olya)
        question = await preview(editor, "/breaking Мост закрыт")
    settings.admin_ids = frozenset({EDITOR_ID + 1})
    second = App(services)
    async with running(second):
        answer = await editor.click(question, "Отправить")
        assert "для редакторов" in answer.text
        await olya.settle()
        assert not got(olya, "Мост закрыт")


async def test_first_of_two_editors_decides(
    settings: Settings, services: Services, person: People
) -> None:
    settings.admin_ids = frozenset({EDITOR_ID, EDITOR_ID + 1})
    app = App(services)
    async with running(app):
        olya, anna = person(), person("Анна", id=EDITOR_ID)
        boris = person("Борис", id=EDITOR_ID + 1)
        await subscribe(olya)
        question = await preview(anna, "/breaking Мост закрыт")
        own = await ask(boris, "/help")
        await press(anna, question, "Отправить")
        for data in ("b:1:1", "b:1:0"):
            assert "уже всё решено" in (await boris.click_data(own, data)).text
        await olya.wait()
        await wait_until_sent(services)
        assert len(got(olya, "Мост закрыт")) == 1
        log = await ask(boris, "/log 1")
        assert "Анна" in log.text
        assert "Борис" not in log.text


async def test_unknown_broadcast_button_is_answered(app: App, person: People) -> None:
    editor = person("Анна", id=EDITOR_ID)
    own = await ask(editor, "/help")
    for data in ("b:9:1", "b:9:0", "bq:9:a", "bq:9:l", "bq:9:t", "bz:9:1", "bs:9:p"):
        assert "уже всё решено" in (await editor.click_data(own, data)).text


@pytest.mark.parametrize("language", ["uk", "en"])
async def test_preview_uses_editor_language(
    app: App, services: Services, person: People, language: str
) -> None:
    words = {
        "uk": ("побачать 2 читачі", "Надіслати", "Готово: доставлено 2", "чернетка № 1"),
        "en": ("what 2 readers", "Send", "Done: 2 delivered", "draft #1"),
    }[language]
    await subscribe(person())
    editor = person("Anna", id=EDITOR_ID, language_code=language)
    await editor.send("/start")
    await editor.settle()
    editor.skip()
    question = await preview(editor, "/breaking Bridge closed")
    assert words[0] in question.text
    await editor.click(question, {"uk": "Надіслати", "en": "Send"}[language])
    await wait_until_sent(services)
    await app.broadcasts.run()
    await editor.settle()
    assert any(words[2] in message.text for message in editor.messages)
    editor.skip()
    assert words[3] in (await ask(editor, "/log")).text


def test_every_button_fits_into_sixty_four_bytes() -> None:
    largest = {
        "broadcast": 2**53 - 1, "article": 2**53 - 1, "offset": 2**53 - 1, "send": False,
        "screen": "q", "on": False, "minutes": 10_080, "topic": "environment", "language": "ru",
        "minute": 68_000_000, "page": 2**53 - 1, "user": 2**53 - 1, "role": "author", "proposal": 2**53 - 1, "confirm": False, "source": 2**53 - 1,
        "value": "x" * 24, "index": 2**53 - 1, "days": 90, "chat": -(2**52), "story": 2**53 - 1, "other": 2**53 - 1, "zero_results": True, "version": "1fffffffffffff-0123456789ab",
    }  # fmt: skip
    for button in EditorCallback.__subclasses__():
        assert len(filled(button, largest).pack().encode()) <= 64


def test_forged_broadcast_action_is_rejected() -> None:
    with pytest.raises(ValidationError):
        ControlBroadcast(broadcast=1, action="x")
    assert ControlBroadcast.unpack("bs:1:p").action is BroadcastAction.PAUSE


async def test_draft_defaults(services: Services) -> None:
    now = services.clock()
    async with services.database.write() as connection:
        payload_id = await outbox.add_payload(connection, {"text": "мост"}, now)
        drafted = await broadcasts.create_draft(
            connection, editor_id=1, payload_id=payload_id, text="мост", now=now
        )
    assert (drafted.state, drafted.topics, drafted.language) == ("draft", frozenset(), None)
    assert drafted.ttl == broadcasts.DEFAULT_TTL
