"""Test drafts and broadcasts through the HTTP API: an editor decides, the API never sends."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bot.api.auth import DRAFT_BURST
from bot.app import App
from sandbox.clock import ManualClock
from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from storage.messaging import broadcasts
from storage.messaging.broadcasts import NO_EDITOR, Broadcast
from tests.conftest import EDITOR_ID
from tests.support.articles import BRIDGE, load
from tests.support.conversation import ask, subscribe
from tests.support.editors import got
from tests.support.outbox import People, wait_until_sent

DRAFTS = "/api/v1/drafts"
NEWS = "Мост через Днепр закрыт до утра"


async def post(
    client: aiohttp.ClientSession, key: str = "", **body: object
) -> tuple[int, dict[str, int]]:
    headers = {"Idempotency-Key": key} if key else {}
    async with client.post(DRAFTS, json=body, headers=headers) as response:
        return response.status, await response.json()


async def wait_for_question(editor: Person) -> MessageSnapshot:
    while True:
        message = await editor.wait()
        if "cms" in message.text:
            return message


async def get_stored(services: Services, number: int) -> Broadcast:
    async with services.database.read() as connection:
        stored = await broadcasts.get(connection, number)
    assert stored is not None
    return stored


async def test_editor_sees_the_draft_and_sends_it(
    client: aiohttp.ClientSession, person: People, app: App, services: Services
) -> None:
    reader, editor = person("Ольга"), person("Анна", id=EDITOR_ID)
    await subscribe(reader)
    await ask(editor, "/help")
    assert await post(client, text=f" {NEWS}\x00\n") == (201, {"id": 1})
    question = await wait_for_question(editor)
    (shown,) = got(editor, NEWS)
    assert shown.text == f"🔴 {NEWS}"
    assert shown.labels == ["👁 Предпросмотр"]
    assert shown.message_id < question.message_id
    assert got(reader, NEWS) == []
    async with client.get("/api/v1/broadcasts/1") as response:
        assert (await response.json())["state"] == "draft"
    await editor.click(question, "Отправить")
    assert (await reader.wait()).text == shown.text
    await wait_until_sent(services)
    await app.broadcasts.run()
    async with client.get("/api/v1/broadcasts/1") as response:
        state = await response.json()
    assert (state["state"], state["text"]) == ("done", shown.text)
    assert state["counts"] == {"sent": 1, "failed": 0, "remaining": 0}
    page = await services.stats.get_audit_page(10, broadcast_id=1)
    assert [(one.action, one.api_token, one.editor_id) for one in page.entries] == [
        ("confirmed", "", EDITOR_ID),
        ("drafted", "cms", None),
    ]
    editor.skip()
    assert "cms через API" in (await ask(editor, "/log")).text


async def test_editor_who_schedules_a_draft_becomes_its_editor(
    client: aiohttp.ClientSession, person: People, services: Services
) -> None:
    reader, editor = person("Ольга"), person("Анна", id=EDITOR_ID)
    await subscribe(reader)
    await ask(editor, "/help")
    await post(client, text=NEWS)
    question = await wait_for_question(editor)
    assert (await get_stored(services, 1)).editor_id == NO_EDITOR
    await editor.click(question, "Позже")
    await editor.wait()
    answer = await ask(editor, "через 2 часа")
    assert "Выйдет" in answer.text
    stored = await get_stored(services, 1)
    assert (stored.state, stored.editor_id) == ("scheduled", EDITOR_ID)


async def test_draft_of_an_article_has_its_button(
    client: aiohttp.ClientSession, person: People, services: Services
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    await ask(editor, "/help")
    await load(services, BRIDGE)
    assert (await post(client, article_id=1))[0] == 201
    await wait_for_question(editor)
    (shown,) = [one for one in got(editor, BRIDGE.title) if one.text.startswith("🔴")]
    assert any("Читать" in label for label in shown.labels)


async def test_drafts_of_a_token_are_limited(
    client: aiohttp.ClientSession, sandbox_clock: ManualClock
) -> None:
    answers = [(await post(client, text=f"{NEWS} {number}"))[0] for number in range(12)]
    assert answers == [201] * int(DRAFT_BURST) + [429, 429]
    sandbox_clock.advance(seconds=10)
    assert (await post(client, text=NEWS))[0] == 201


async def test_repeated_key_makes_one_draft(
    client: aiohttp.ClientSession, services: Services
) -> None:
    answers = await asyncio.gather(*(post(client, "d-1", text=NEWS) for _ in range(3)))
    assert answers == [(201, {"id": 1})] * 3
    assert await post(client, text=NEWS) == (201, {"id": 2})
    assert (await post(client, "d-1", text="Другое"))[0] == 422


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": " "},
        {"text": "x" * 4001},
        {"text": NEWS, "article_id": 1},
        {"article_id": 77},
        {"text": NEWS, "send": True},
    ],
)
async def test_bad_drafts_are_refused(
    client: aiohttp.ClientSession, services: Services, body: dict[str, object]
) -> None:
    assert (await post(client, **body))[0] == 422
    async with services.database.read() as connection:
        assert await broadcasts.get(connection, 1) is None
