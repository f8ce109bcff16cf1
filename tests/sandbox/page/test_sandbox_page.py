"""The chat page: its endpoints, and the page in a real browser."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.types import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputRichMessage,
    InputTextMessageContent,
)
from playwright.async_api import Page, expect

from sandbox import Sandbox, Step
from sandbox.testing import PIXEL, Person

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def web(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(sandbox.url) as session:
        yield session


async def act(web: aiohttp.ClientSession, name: str, **body: Any) -> tuple[int, Any]:
    async with web.post(f"/sandbox/act/{name}", json=body) as response:
        return response.status, await response.json()


async def test_the_state_holds_what_a_page_needs(
    sandbox: Sandbox, bot: Bot, web: aiohttp.ClientSession
) -> None:
    olya = Person(sandbox)
    sandbox.add_person("Толпа", hidden=True)
    await bot.send_message(olya.id, "привет")
    state = await (await web.get("/sandbox/state")).json()
    assert [person["first_name"] for person in state["people"]] == ["Оля"]
    assert [chat["messages"][0]["text"] for chat in state["chats"]] == ["привет"]
    assert [request["method"] for request in state["requests"]] == ["sendMessage"]


async def test_page_actions_reach_bot_and_errors_the_page(
    sandbox: Sandbox, bot: Bot, web: aiohttp.ClientSession
) -> None:
    olya = Person(sandbox)
    place = {"person": olya.id, "chat": olya.chat.id}
    assert (await act(web, "send", text="с страницы", **place))[0] == 200
    (update,) = await bot.get_updates(timeout=0)
    assert update.message
    assert update.message.text == "с страницы"
    await act(web, "block", blocked=True, **place)
    assert await act(web, "send", text="x", **place) == (400, {"refused": "the bot is blocked"})
    assert (await act(web, "edit", message=99, text="x", **place))[0] == 400
    assert (await act(web, "send", text="x"))[0] == 400


async def test_other_sites_stay_outside(sandbox: Sandbox, web: aiohttp.ClientSession) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        async with web.get("/sandbox/state", headers=headers) as response:
            assert response.status == 403
        async with web.post("/sandbox/act/send", json={}, headers=headers) as response:
            assert response.status == 403


async def test_events_stream_to_the_page(
    sandbox: Sandbox, bot: Bot, web: aiohttp.ClientSession
) -> None:
    olya = Person(sandbox)
    async with web.get("/sandbox/events") as stream:
        await stream.content.readuntil(b"\n\n")
        await bot.send_message(olya.id, "живьём")
        block = await asyncio.wait_for(stream.content.readuntil(b"\n\n"), 2)
    events = json.loads(block.removeprefix(b"data: "))
    assert [event["type"] for event in events] == ["message", "request"]
    assert events[0]["message"]["text"] == "живьём"


async def test_uploads_and_controls(sandbox: Sandbox, bot: Bot, web: aiohttp.ClientSession) -> None:
    olya = Person(sandbox)
    form = aiohttp.FormData()
    form.add_field("file", PIXEL, filename="a.png", content_type="image/png")
    where = f"/sandbox/upload?person={olya.id}&chat={olya.id}"
    async with web.post(where, data=form) as response:
        assert response.status == 200
    photo = olya.messages[-1].photo
    assert photo
    async with web.get(f"/sandbox/files/{photo[0]['file_id']}") as response:
        assert (response.content_type, await response.read()) == ("image/png", PIXEL)

    async def morning() -> dict[str, str]:
        return {"ru": "Доброе утро"}

    sandbox.controls.add("morning", {"ru": "Утро"}, morning)
    async with web.post("/sandbox/control/morning") as response:
        assert await response.json() == {"said": {"ru": "Доброе утро"}}
    assert (await act(web, "fault", kind="429", on=True))[1][0]["kind"] == "429"
    assert (await act(web, "fault", kind="429", on=False))[1] == []
    assert (await act(web, "limits", enforced=True))[1]["enforced"] is True


async def polled(bot: Bot, offset: int) -> Any:
    (update,) = await bot.get_updates(offset=offset, timeout=5)
    return update


async def test_a_conversation_on_the_page(sandbox: Sandbox, bot: Bot, page: Page) -> None:
    olya, taras = Person(sandbox), Person(sandbox, "Тарас")
    await bot.set_my_commands([BotCommand(command="digest", description="Свежая сводка")])
    await page.goto(sandbox.page_url)
    await page.get_by_role("button", name="Начать").click()
    update = await polled(bot, 1)
    assert update.message.text == "/start"

    buttons = [[InlineKeyboardButton(text="Готово", callback_data="done")]]
    await bot.send_chat_action(olya.id, "typing")
    await expect(page.locator("#head-status")).to_contain_text("печатает")
    sent = await bot.send_message(
        olya.id,
        "<b>Привет!</b>\n<blockquote expandable>1\n2\n3\n4\n5</blockquote>",
        parse_mode="HTML",
        reply_markup=InlineKeyboardMarkup(inline_keyboard=buttons),
    )
    await expect(page.locator("#log strong")).to_have_text("Привет!")
    await page.get_by_role("button", name="Развернуть").click()
    await expect(page.locator("blockquote.fold")).to_contain_class("shown")

    await page.get_by_role("button", name="Готово").click()
    update = await polled(bot, update.update_id + 1)
    await bot.answer_callback_query(update.callback_query.id, "Сохранено")
    await expect(page.locator(".toast")).to_have_text("Сохранено")
    await bot.edit_message_text("Изменилось", chat_id=olya.id, message_id=sent.message_id)
    await expect(page.locator(f"[data-id='{sent.message_id}']")).to_contain_text("Изменилось")
    await bot.delete_message(olya.id, sent.message_id)
    await expect(page.locator(f"[data-id='{sent.message_id}']")).to_have_count(0)

    await page.locator("#input").press_sequentially("/di")
    await page.get_by_role("option", name="/digest").wait_for()
    await page.locator("#input").press("Enter")
    assert (await polled(bot, update.update_id + 1)).message.text == "/digest"

    await bot.send_message(taras.id, "и тебе")
    await expect(page.locator(".person .badge")).to_have_text("1")
    await page.get_by_role("button", name="Тарас").click()
    await expect(page.locator("#log")).to_contain_text("и тебе")


async def test_rich_messages_inline_mode_and_the_panel(
    sandbox: Sandbox, bot: Bot, page: Page
) -> None:
    olya = Person(sandbox)
    await olya.send("/start")
    sandbox.controls.tour.append(Step({"ru": "Шаг"}, {"ru": "Напишите боту"}, olya.id, "привет"))
    html = "<h2>Тема</h2><p>Абзац</p><table bordered><tr><td>1</td></tr></table>"
    await bot.send_rich_message(chat_id=olya.id, rich_message=InputRichMessage(html=html))
    await page.emulate_media(color_scheme="dark")
    await page.goto(sandbox.page_url)
    await expect(page.locator(".rich h4")).to_have_text("Тема")
    await expect(page.locator(".rich td")).to_have_text("1")
    assert await page.evaluate("document.documentElement.dataset.theme") == "dark"
    await expect(page.locator("#tour")).to_contain_text("Напишите боту")
    await expect(page.locator("#input")).to_have_value("привет")
    await page.get_by_role("button", name="Понятно").click()

    await page.get_by_role("button", name="За кулисами").click()
    await expect(page.locator(".requests b").first).to_have_text("sendRichMessage")
    await page.get_by_text("Соблюдать лимиты Telegram").click()
    await expect(page.get_by_role("switch").first).to_be_checked()
    assert sandbox.limits.enforced

    await page.locator("#input").fill("@svodka_sandbox_bot вода")
    update = await polled(bot, 2**40)
    while not update.inline_query:
        update = await polled(bot, update.update_id + 1)
    assert update.inline_query.query == "вода"
    content = InputTextMessageContent(message_text="Нашлась вода")
    result = InlineQueryResultArticle(id="1", title="Вода", input_message_content=content)
    await bot.answer_inline_query(update.inline_query.id, [result])
    await page.get_by_role("option", name="Вода").click()
    await expect(page.locator("#log")).to_contain_text("Нашлась вода")


async def test_the_page_fits_a_phone(sandbox: Sandbox, bot: Bot, page: Page) -> None:
    olya = Person(sandbox)
    await bot.send_message(olya.id, "длинное слово " + "я" * 200)
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto(sandbox.page_url)
    await expect(page.locator("#chat")).to_be_hidden()
    await page.locator(".chat-row").click()
    await expect(page.locator("#log")).to_contain_text("длинное")
    width = await page.evaluate("document.scrollingElement.scrollWidth")
    assert width == 390
    tall = await bot.send_message(olya.id, "начало " + "длинный текст " * 250)
    await page.wait_for_timeout(400)  # The message grows into place.
    top = await page.locator(f"[data-id='{tall.message_id}']").evaluate(
        "node => node.getBoundingClientRect().top"
    )
    assert 56 <= top < 80, "a message taller than the window is read from its beginning"
    await page.get_by_role("button", name="К списку чатов").click()
    await expect(page.locator("#side")).to_be_visible()
