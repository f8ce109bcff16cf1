"""Errors and descriptions, word for word."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from sandbox import Sandbox, users
from sandbox.clock import ManualClock
from sandbox.state.models import Chat, Member
from sandbox.testing import PIXEL, Person


class Api:
    """Calls methods and returns the answer without `ok`."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __call__(self, name: str, **arguments: Any) -> str:
        """Return the `description`; "" if there is none."""
        return str((await self.whole(name, **arguments)).get("description", ""))

    async def whole(self, name: str, **arguments: Any) -> dict[str, Any]:
        async with self._session.post(name, json=arguments) as response:
            answer: dict[str, Any] = await response.json()
            return answer


@pytest_asyncio.fixture
async def api(sandbox: Sandbox) -> Any:
    async with aiohttp.ClientSession(f"{sandbox.url}/bot{sandbox.token}/") as session:
        yield Api(session)


@pytest.fixture
def olya(sandbox: Sandbox) -> Person:
    return Person(sandbox)


@pytest.fixture
def group(sandbox: Sandbox, olya: Person) -> Chat:
    return sandbox.add_group("Клуб", olya.user, big=True)


async def test_polling_against_webhook_and_poll(sandbox: Sandbox, api: Api) -> None:
    older = asyncio.create_task(api("getUpdates", timeout=5))
    await asyncio.sleep(0.3)
    newer = asyncio.create_task(api("getUpdates", timeout=5, offset=1))
    assert await older == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    hook = {"url": "http://127.0.0.1:9/hook"}
    assert await api("setWebhook", **hook) == "Webhook was set"
    assert await newer == "Conflict: terminated by setWebhook request"
    assert await api("setWebhook", **hook) == "Webhook is already set"
    assert await api("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    assert await api("deleteWebhook") == "Webhook was deleted"
    assert await api("deleteWebhook") == "Webhook is already deleted"


async def test_chats(sandbox: Sandbox, api: Api, olya: Person) -> None:
    assert await api("sendMessage", text="a") == "Bad Request: chat_id is empty"
    assert await api("sendMessage", chat_id=404, text="a") == "Bad Request: chat not found"
    bot = sandbox.telegram.bot.id
    assert (
        await api("sendMessage", chat_id=bot, text="a")
        == "Forbidden: the bot can't send messages to the bot"
    )
    old = sandbox.add_group("Клуб", olya.user)
    new = users.migrate(sandbox.telegram, old)
    assert await api.whole("sendMessage", chat_id=old.id, text="a") == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new.id},
    }


async def test_rights(sandbox: Sandbox, api: Api, olya: Person, group: Chat) -> None:
    file_id = ((await olya.send_photo(PIXEL)).photo or [])[0]["file_id"]
    document = (await olya.send_document("a.txt", b"a")).document or {}
    bot = sandbox.telegram.bot
    group.members[bot.id] = Member(bot, "restricted", {})
    refused = "Bad Request: not enough rights to send {} to the chat"
    for name, arguments, what in (
        ("sendMessage", {"text": "a"}, "text messages"),
        ("sendPhoto", {"photo": file_id}, "photos"),
        ("sendDocument", {"document": document["file_id"]}, "documents"),
        ("sendRichMessage", {"rich_message": {"html": "<p>a</p>"}}, "the rich message"),
    ):
        assert await api(name, chat_id=group.id, **arguments) == refused.format(what)


async def test_buttons(api: Api, olya: Person) -> None:
    async def with_markup(**markup: Any) -> str:
        return await api("sendMessage", chat_id=olya.id, text="a", reply_markup=markup)

    unallowed = (
        "Bad Request: can't parse inline keyboard button: "
        "Text buttons are unallowed in the inline keyboard"
    )
    assert await with_markup(inline_keyboard=[[{"text": "a"}]]) == unallowed
    empty = [[{"text": "a", "callback_data": ""}]]
    assert await with_markup(inline_keyboard=empty) == unallowed
    bad = [[{"text": "a", "url": "не адрес"}]]
    assert await with_markup(inline_keyboard=bad) == (
        "Bad Request: inline keyboard button URL 'не адрес' is invalid: Wrong HTTP URL"
    )
    long = [[{"text": "a", "callback_data": "x" * 65}]]
    assert await with_markup(inline_keyboard=long) == "Bad Request: BUTTON_DATA_INVALID"
    sent = await api.whole("sendMessage", chat_id=olya.id, text="a")
    place = {"chat_id": olya.id, "message_id": sent["result"]["message_id"], "text": "b"}
    keyboard = {"keyboard": [["a"]]}
    assert (
        await api("editMessageText", reply_markup=keyboard, **place)
        == "Bad Request: inline keyboard expected"
    )
    assert await api("sendMessage", chat_id=olya.id, text="a", reply_markup="{") == (
        "Bad Request: can't parse reply keyboard markup JSON object"
    )


async def test_inline_start_parameters(sandbox: Sandbox, api: Api, olya: Person) -> None:
    for start, complaint in (
        ("", "can't use empty start_parameter"),
        ("x" * 65, "too long start_parameter specified"),
        ("a b", "unallowed characters in start_parameter are used"),
    ):
        query = users.ask_inline(sandbox.telegram, olya.user, olya.chat, "a")
        button = {"text": "a", "start_parameter": start}
        answer = await api("answerInlineQuery", inline_query_id=query.id, results=[], button=button)
        assert answer == f"Bad Request: {complaint}"


async def test_rich_media(sandbox: Sandbox, api: Api, olya: Person) -> None:
    async def with_photos(count: int, media: str) -> str:
        photo = {"type": "photo", "photo": {"type": "photo", "media": media}}
        blocks = json.dumps({"blocks": [photo] * count})
        return await api("sendRichMessage", chat_id=olya.id, rich_message=blocks)

    photo = ((await olya.send_photo(PIXEL)).photo or [])[0]["file_id"]
    text = ((await olya.send_document("a.txt", b"no picture")).document or {})["file_id"]
    assert await with_photos(50, photo) == ""
    assert await with_photos(51, photo) == "Bad Request: RICH_MESSAGE_MEDIA_TOO_MANY"
    assert await with_photos(1, text) == "Bad Request: RICH_MESSAGE_PHOTO_INVALID"
    unknown = "Bad Request: invalid rich message file identifier specified"
    assert await with_photos(1, "unknown") == unknown


async def test_old_messages(sandbox: Sandbox, clock: ManualClock, api: Api, olya: Person) -> None:
    sent = await api.whole("sendMessage", chat_id=olya.id, text="a")
    place = {"chat_id": olya.id, "message_id": sent["result"]["message_id"]}
    clock.advance(hours=49)
    # Bots edit their own messages without any limit of time, and delete them within 48 hours.
    assert await api("editMessageText", text="b", **place) == ""
    assert (
        await api("deleteMessage", **place) == "Bad Request: message can't be deleted for everyone"
    )
