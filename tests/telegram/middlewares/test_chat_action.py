"""Test that the bot shows «typing» after a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot.app import App
from bot.telegram.middlewares import chat_action
from bot.telegram.middlewares.chat_action import ChatActionMiddleware
from sandbox import Sandbox
from sandbox.testing import Person
from service.bootstrap import Services
from service.search.service import SearchService
from tests.conftest import EDITOR_ID
from tests.support.articles import BRIDGE, load
from tests.support.conversation import ask
from tests.support.editors import press
from tests.support.waiting import wait_until

People = Callable[..., Person]


def actions(sandbox: Sandbox, chat: int) -> list[str]:
    return [
        str(entry.arguments["action"])
        for entry in sandbox.journal.entries
        if entry.method.lower() == "sendchataction" and str(entry.arguments["chat_id"]) == str(chat)
    ]


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second is 20 ms here."""
    monkeypatch.setattr(ChatActionMiddleware.__init__, "__defaults__", (0.02, 0.09))


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Searches wait until it is set."""
    opened, find = asyncio.Event(), SearchService.find

    async def slow(self: SearchService, *given: Any, **named: Any) -> Any:
        await opened.wait()
        return await find(self, *given, **named)

    monkeypatch.setattr(SearchService, "find", slow)
    return opened


@pytest.mark.usefixtures("hasty")
async def test_slow_answer_shows_typing(
    gate: asyncio.Event, services: Services, app: App, person: People, sandbox: Sandbox
) -> None:
    olya, petro = person("Оля"), person("Петро")
    await olya.send("мост")
    await wait_until(lambda: len(actions(sandbox, olya.id)) >= 3)
    gate.set()
    await olya.wait()
    shown = actions(sandbox, olya.id)
    await asyncio.sleep(0.3)
    assert actions(sandbox, olya.id) == shown
    assert set(shown) == {"typing"}
    assert actions(sandbox, petro.id) == []
    assert "typing" not in {task.get_name() for task in asyncio.all_tasks()}


@pytest.mark.usefixtures("hasty")
async def test_slow_button_shows_typing(
    gate: asyncio.Event, services: Services, app: App, person: People, sandbox: Sandbox
) -> None:
    olya = person("Оля")
    gate.set()
    await load(services, BRIDGE)
    found = await ask(olya, "мостом")
    before = len(actions(sandbox, olya.id))
    gate.clear()
    press_it = asyncio.create_task(olya.click_data(found, "s:1:0"))
    await wait_until(lambda: len(actions(sandbox, olya.id)) > before)
    gate.set()
    await press_it


async def test_quick_answer_shows_no_typing(app: App, person: People, sandbox: Sandbox) -> None:
    olya = person("Оля")
    await ask(olya, "/help")
    await olya.settle()
    assert actions(sandbox, olya.id) == []


@pytest.mark.usefixtures("hasty")
async def test_chart_shows_upload_photo(app: App, person: People, sandbox: Sandbox) -> None:
    editor = person("Анна", id=EDITOR_ID)
    await editor.send("/stats")
    shown = await editor.wait(30)
    assert set(actions(sandbox, editor.id)) == {"upload_photo"}
    await press(editor, shown, "Искали и не нашли")


@pytest.mark.usefixtures("hasty")
async def test_failed_chat_action_does_not_stop_answer(
    gate: asyncio.Event, app: App, person: People, sandbox: Sandbox
) -> None:
    olya = person("Оля")
    sandbox.faults.add_server_error(method="sendChatAction")
    await olya.send("мост")
    await wait_until(lambda: actions(sandbox, olya.id))
    gate.set()
    assert "ничего не нашлось" in (await olya.wait()).text


@pytest.mark.usefixtures("hasty")
async def test_typing_is_shown_to_few_chats_at_a_time(
    gate: asyncio.Event,
    services: Services,
    app: App,
    person: People,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It costs a request, as the answer does, which the other chats would wait for."""
    monkeypatch.setattr(chat_action, "MAX_SHOWN", 1)
    olya, petro = person("Оля"), person("Петро")
    await olya.send("мост")
    await wait_until(lambda: actions(sandbox, olya.id) != [])
    await petro.send("мост")
    shown = len(actions(sandbox, olya.id))
    await wait_until(lambda: len(actions(sandbox, olya.id)) >= shown + 2)
    assert actions(sandbox, petro.id) == []
    gate.set()
    await olya.wait()
    await petro.wait()
    gate.clear()
    await petro.send("порт")
    await wait_until(lambda: actions(sandbox, petro.id) != [])
    gate.set()
    await petro.wait()
