"""Test that only what an editor was shown is sent or scheduled, whatever others change meanwhile."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import App
from bot.features.broadcasts.preview_views import find_version
from bot.ui.message import Message
from sandbox.testing import Person
from service.bootstrap import Services
from service.broadcasts import amendments
from service.broadcasts.draft_service import DraftService
from storage.chats.editors import Role
from storage.database.engine import Database
from storage.messaging import broadcasts, outbox
from storage.messaging.broadcasts import Broadcast
from storage.stats.audit_log import Actor
from tests.conftest import EDITOR_ID
from tests.support.conversation import ask, subscribe
from tests.support.editors import appoint, press, preview

People = Callable[..., Person]


@pytest.mark.parametrize(
    ("screen", "answer"),
    [
        ("Кому", "Готово"),
        ("Кому", "Спорт"),
        ("Кому", "Любой язык"),
        ("Позже", "Назад"),
        ("Позже", "сегодня в 18:00"),
        ("Позже", None),
    ],
)
async def test_text_that_changes_below_an_open_screen_is_shown_first(
    app: App, services: Services, person: People, screen: str, answer: str | None
) -> None:
    """The editor opened a screen below a text, and another one corrected the text then."""
    await subscribe(person("Оля"))
    owner = person("Анна", id=EDITOR_ID)
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    opened = await press(owner, await preview(owner, "/breaking Мост закрыт"), screen)
    await preview(boris, "/correct 1 Мост открыт")
    if answer is None:
        assert "ничего не нашлось" in (await ask(owner, "18:30")).text
    else:
        assert "изменилась" in (await press(owner, opened, answer)).text
        await owner.settle()
        shown, question = owner.messages[-2:]
        assert shown.text == "🔴 Мост открыт"
        assert any("Отправить" in label for label in question.labels)
    broadcast = await services.broadcasts.get(1)
    assert broadcast is not None
    assert broadcast.state == "draft"


async def test_author_whose_draft_changed_is_still_offered_to_submit_it(
    app: App, services: Services, person: People
) -> None:
    await subscribe(person("Оля"))
    owner = person("Анна", id=EDITOR_ID)
    author = await appoint(services, person("Борис"), Role.AUTHOR)
    opened = await press(author, await preview(author, "/breaking Мост закрыт"), "Кому")
    await preview(owner, "/correct 1 Мост открыт")
    assert "изменилась" in (await press(author, opened, "Готово")).text
    await author.settle()
    labels = " ".join(author.messages[-1].labels)
    assert "Предложить" in labels
    assert "Отправить" not in labels
    assert "Позже" not in labels


@pytest.mark.parametrize("answer", ["Позже", "сегодня в 18:00", None])
async def test_options_that_change_meanwhile_are_shown_before_it_is_scheduled(
    app: App, services: Services, person: People, answer: str | None
) -> None:
    """The screens for the time do not show the options."""
    await subscribe(person("Оля"))
    owner = person("Анна", id=EDITOR_ID)
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    question = await preview(owner, "/breaking Мост закрыт")
    opened = question if answer == "Позже" else await press(owner, question, "Позже")
    await services.drafts.set_silent(1, True, Actor(boris.id, "Борис"))
    if answer is None:
        assert "ничего не нашлось" in (await ask(owner, "18:30")).text
    else:
        assert "изменилась" in (await press(owner, opened, answer)).text
        await owner.settle()
        assert "🔕 Без звука" in owner.messages[-1].labels
    broadcast = await services.broadcasts.get(1)
    assert broadcast is not None
    assert broadcast.state == "draft"


async def test_change_while_a_typed_time_is_read_schedules_nothing(
    app: App, services: Services, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    await subscribe(person("Оля"))
    owner = person("Анна", id=EDITOR_ID)
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    await press(owner, await preview(owner, "/breaking Мост закрыт"), "Позже")
    find = DraftService.find_awaiting_time

    async def find_before_a_change(
        service: DraftService, editor_id: int, now: datetime
    ) -> Broadcast | None:
        found = await find(service, editor_id, now)
        if found is not None:
            await service.set_silent(found.id, True, Actor(boris.id, "Борис"))
        return found

    monkeypatch.setattr(DraftService, "find_awaiting_time", find_before_a_change)
    await owner.send("18:30")
    await owner.settle()
    changed, shown, question = owner.messages[-3:]
    assert "изменилась" in changed.text
    assert shown.text == "🔴 Мост закрыт"
    assert "🔕 Без звука" in question.labels
    broadcast = await services.broadcasts.get(1)
    assert broadcast is not None
    assert broadcast.state == "draft"


@pytest.mark.parametrize("command", [None, "/correct 1 Мост узкий"])
async def test_question_is_about_the_text_above_it(
    app: App,
    services: Services,
    person: People,
    monkeypatch: pytest.MonkeyPatch,
    command: str | None,
) -> None:
    """Another editor corrects the text after each step of what shows it."""
    await subscribe(person("Оля"))
    owner = person("Анна", id=EDITOR_ID)
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    question = await preview(owner, "/breaking Мост закрыт")
    await preview(boris, "/correct 1 Мост открыт")
    write = type(services.database).write

    @contextlib.asynccontextmanager
    async def write_before_a_correction(
        database: Database, **options: bool
    ) -> AsyncIterator[AsyncConnection]:
        async with write(database, **options) as connection:
            yield connection
        async with write(database) as connection:
            broadcast = await broadcasts.get(connection, 1)
            assert broadcast is not None
            text = Message(text=f"Мост {broadcast.payload_id}")
            actor = Actor(boris.id, "Борис")
            await amendments.rewrite(connection, broadcast, text, actor, services.clock())

    monkeypatch.setattr(type(services.database), "write", write_before_a_correction)
    if command is None:
        await owner.click(question, "Отправить")
    else:
        await owner.send(command)
    await owner.settle()
    monkeypatch.undo()
    shown, question = owner.messages[-2:]
    keyboard = [
        button["callback_data"]
        for row in question.raw["reply_markup"]["inline_keyboard"]
        for button in row
    ]
    payload_id, _, _ = find_version(keyboard).partition("-")
    async with services.database.read() as connection:
        stored = await outbox.get_message(connection, int(payload_id, 16))
    assert shown.text == stored["text"]


async def test_author_whose_draft_was_rewritten_may_submit_it(
    app: App, services: Services, person: People
) -> None:
    await subscribe(person("Оля"))
    owner = person("Анна", id=EDITOR_ID)
    boris = await appoint(services, person("Борис"), Role.AUTHOR)
    question = await preview(boris, "/breaking Мост закрыт")
    await preview(owner, "/correct 1 Мост открыт")
    assert "изменилась" in (await press(boris, question, "Со звуком")).text
    await boris.settle()
    shown = boris.last
    assert shown.labels[0] == "📨 Предложить"
    assert not any("Отправить" in label or "Позже" in label for label in shown.labels)
