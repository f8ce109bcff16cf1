"""The chat page does what official clients do: menus, captions, topics, long labels and edits; and
its tour."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from playwright.async_api import Locator, Page, expect

from sandbox import Goal, Sandbox, Step, users
from sandbox.testing import PIXEL, Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG = "длинный текст " * 250


async def get_top(message: Locator) -> float:
    return float(await message.evaluate("node => node.getBoundingClientRect().top"))


async def test_a_long_edit_is_read_from_its_beginning(
    sandbox: Sandbox, bot: Bot, page: Page
) -> None:
    olya = Person(sandbox)
    await olya.send("/start")
    sent = await bot.send_message(olya.id, "коротко")
    where = {"chat_id": olya.id, "message_id": sent.message_id}
    await page.goto(sandbox.page_url)
    message = page.locator(f"[data-id='{sent.message_id}']")
    await expect(message).to_contain_text("коротко")
    await bot.edit_message_text(f"первая страница {LONG}", **where)
    await expect(message).to_contain_text("первая страница")
    assert 60 <= await get_top(message) < 80

    scroll = page.locator("#scroll")
    await scroll.evaluate("node => { node.scrollTop = node.scrollHeight; }")
    await bot.edit_message_text(f"вторая страница {LONG}", **where)
    await expect(message).to_contain_text("вторая страница")
    assert 60 <= await get_top(message) < 80

    await scroll.evaluate("node => { node.scrollTop = 300; }")
    button = InlineKeyboardButton(text="Ещё", callback_data="more")
    await bot.edit_message_reply_markup(
        **where, reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]])
    )
    await expect(message.get_by_role("button", name="Ещё")).to_be_attached()
    assert await get_top(message) < 0, "new buttons do not move what is being read"

    await message.get_by_role("button", name="Ещё").click()
    await bot.send_message(olya.id, "ответ на нажатие")
    await expect(page.get_by_text("ответ на нажатие").last).to_be_in_viewport()
    await bot.edit_message_text(f"третья страница {LONG}", **where)
    await expect(message).to_contain_text("третья страница")
    await expect(page.get_by_text("ответ на нажатие").last).to_be_in_viewport()


async def test_a_message_has_a_menu(sandbox: Sandbox, bot: Bot, page: Page) -> None:
    olya = Person(sandbox)
    club = sandbox.add_group("Клуб", olya.user, big=True)
    news = sandbox.add_channel("Канал", sandbox.add_person("Хозяин", hidden=True), olya.user)
    await olya.send("моё сообщение")
    sent = await bot.send_message(olya.id, "<b>Маяк</b> открыт", parse_mode="HTML")
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.goto(sandbox.page_url)
    bubble = page.locator(f"[data-id='{sent.message_id}'] .bubble")
    menu = page.get_by_role("menu")

    await bubble.click(button="right")
    await expect(menu.get_by_role("menuitem")).to_have_text(["Ответить", "Копировать", "Переслать"])
    await page.keyboard.press("Escape")
    await expect(menu).to_have_count(0)

    await bubble.click(button="right")
    await menu.get_by_role("menuitem", name="Копировать").click()
    await expect(page.locator(".toast")).to_have_text("Скопировано")
    assert await page.evaluate("navigator.clipboard.readText()") == "Маяк открыт"

    await bubble.click(button="right")
    await menu.get_by_role("menuitem", name="Ответить").click()
    await page.locator("#input").fill("где это?")
    await page.locator("#input").press("Enter")
    await expect(page.locator(".own .quoted")).to_contain_text("Маяк открыт")

    await page.locator(".own .bubble").first.click(button="right")
    await menu.get_by_role("menuitem", name="Изменить").click()
    await expect(page.locator("#input")).to_have_value("моё сообщение")
    await page.keyboard.press("Escape")

    await bubble.click(button="right")
    await menu.get_by_role("menuitem", name="Переслать").click()
    await expect(page.get_by_role("dialog").locator("b")).to_have_text(["Svodka", "Клуб"])
    await page.get_by_role("dialog").get_by_role("button", name="Клуб").click()
    await expect(page.locator("#head-title")).to_have_text("Клуб")
    await expect(page.locator(".forwarded")).to_have_text("Переслано из Svodka")
    (forwarded,) = club.messages.values()
    assert forwarded.sender is olya.user
    assert forwarded.data["forward_origin"]["sender_user"]["id"] == sandbox.telegram.bot.id
    assert forwarded.data["entities"][0]["type"] == "bold"
    assert news.messages == {}


async def test_files_have_captions(sandbox: Sandbox, bot: Bot, page: Page, tmp_path: Path) -> None:
    olya = Person(sandbox)
    await olya.send("/start")
    (tmp_path / "a.png").write_bytes(PIXEL)
    (tmp_path / "list.txt").write_text("раз", encoding="utf-8")
    await page.goto(sandbox.page_url)
    await page.locator("#input").fill("Утро")
    await page.locator("#file").set_input_files(tmp_path / "a.png")
    dialog = page.get_by_role("dialog")
    await expect(dialog.locator("img")).to_be_visible()
    await expect(dialog.get_by_label("Подпись")).to_have_value("Утро")
    await dialog.get_by_label("Подпись").fill("Утро в порту")
    await dialog.get_by_label("Подпись").press("Enter")
    await expect(page.locator(".bubble.captioned")).to_contain_text("Утро в порту")
    await expect(page.locator("#input")).to_have_value("")
    await page.locator("#file").set_input_files(tmp_path / "list.txt")
    await dialog.get_by_role("button", name="Отмена").click()
    await page.locator("#file").set_input_files(tmp_path / "list.txt")
    await expect(dialog).to_contain_text("list.txt")
    await dialog.get_by_role("button", name="Отправить").click()
    await expect(page.locator(".bubble .file").last).to_contain_text("list.txt")
    photo, document = olya.messages[-2:]
    assert (photo.text, bool(photo.photo)) == ("Утро в порту", True)
    assert (document.text, bool(document.document)) == ("", True)


async def test_the_label_of_a_button_is_one_line(sandbox: Sandbox, bot: Bot, page: Page) -> None:
    olya = Person(sandbox)
    long, short = (
        InlineKeyboardButton(text=text, callback_data="a")
        for text in ("Очень длинная подпись кнопки " * 3, "Да")
    )
    await bot.send_message(
        olya.id,
        "выбор",
        reply_markup=InlineKeyboardMarkup(inline_keyboard=[[long, short], [short]]),
    )
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto(sandbox.page_url)
    await page.locator(".chat-row").click()
    boxes = [await key.bounding_box() for key in await page.locator(".inline-keyboard .key").all()]
    assert [box and box["height"] for box in boxes] == [38, 38, 38]
    label = page.locator(".inline-keyboard .label").first
    assert await label.evaluate("node => node.scrollWidth > node.clientWidth")
    assert await label.evaluate("node => getComputedStyle(node).textOverflow") == "ellipsis"


async def get_query(bot: Bot) -> str:
    offset = None
    while True:
        for update in await bot.get_updates(offset=offset, timeout=5):
            offset = update.update_id + 1
            if update.inline_query:
                return update.inline_query.id


async def test_inline_results_are_stacked_below_their_button(
    sandbox: Sandbox, bot: Bot, page: Page
) -> None:
    olya = Person(sandbox)
    await olya.send("/start")
    await page.goto(sandbox.page_url)
    await page.locator("#input").fill("@svodka_sandbox_bot вода")
    content = InputTextMessageContent(message_text="Нашлась вода")
    results: list[Any] = [
        InlineQueryResultArticle(
            id=str(number),
            title="Вода в реке поднялась на два метра за одну ночь " * 3,
            description="Горизонт-пресс, сегодня",
            input_message_content=content,
        )
        for number in range(3)
    ]
    button = InlineQueryResultsButton(text="Искать в Svodka", start_parameter="find_water")
    await bot.answer_inline_query(await get_query(bot), results, button=button)
    options = page.get_by_role("option")
    await expect(options).to_have_count(4)
    await expect(options.first).to_have_text("Искать в Svodka")
    lines = page.locator(".option .lines").first
    measure = "node => [...node.children].map(line => line.getBoundingClientRect())"
    title, description = await lines.evaluate(measure)
    assert title["height"] < 30
    assert description["y"] >= title["y"] + title["height"]
    await options.first.click()
    await expect(page.locator("#log")).to_contain_text("/start find_water")


async def test_a_forum_shows_its_topics(sandbox: Sandbox, bot: Bot, page: Page) -> None:
    olya = Person(sandbox)
    forum = sandbox.add_group("Соседи", olya.user, forum=True)
    users.set_bot_status(sandbox.telegram, olya.user, forum, "administrator")
    topic = await bot.create_forum_topic(forum.id, "Новости")
    await bot.send_message(forum.id, "в общей")
    await bot.send_message(forum.id, "в новостях", message_thread_id=topic.message_thread_id)
    await page.goto(sandbox.page_url)
    await page.locator(".chat-row", has_text="Соседи").click()
    tabs, bubbles = page.get_by_role("tab"), page.locator(".bubble")
    await expect(tabs).to_have_text(["Все", "Общее", "Новости"])
    await expect(bubbles).to_contain_text(["в общей", "# Новости"])
    await tabs.filter(has_text="Общее").click()
    await expect(bubbles).to_contain_text(["в общей"])
    await tabs.filter(has_text="Новости").click()
    await expect(bubbles).to_contain_text(["в новостях"])

    await page.locator("#input").fill("спасибо")
    await page.locator("#input").press("Enter")
    await expect(bubbles).to_contain_text(["в новостях", "спасибо"])
    await bot.send_message(forum.id, "мимо")
    await bot.send_message(forum.id, "сюда", message_thread_id=topic.message_thread_id)
    await expect(bubbles).to_contain_text(["в новостях", "спасибо", "сюда"])
    said = [m.data for m in forum.messages.values() if m.data.get("text") == "спасибо"]
    assert [data["message_thread_id"] for data in said] == [topic.message_thread_id]
    await expect(bubbles).to_have_count(3)


class Doing:
    """A goal that a test does."""

    def __init__(self) -> None:
        self.done = False

    async def __call__(self) -> bool:
        return self.done


@pytest.mark.parametrize("width", [1200, 390])
async def test_the_tour_follows_what_is_done(
    sandbox: Sandbox, bot: Bot, page: Page, width: int
) -> None:
    olya, emma = Person(sandbox), Person(sandbox, "Emma")
    olya.user.page_language, emma.user.page_language = "ru", "en"
    await olya.send("/start")
    write, read, morning = Doing(), Doing(), Doing()

    async def make_it_morning() -> dict[str, str]:
        morning.done = True
        return {"ru": "Теперь 8:00", "en": "It is 8:00 now"}

    sandbox.controls.add("morning", {"ru": "Сделать 8:00", "en": "Make it 8:00"}, make_it_morning)
    sandbox.controls.tour += [
        Step(
            {"ru": "Начало"},
            {"ru": "Напишите"},
            olya.id,
            goals=(Goal({"ru": "Написать"}, write), Goal({"ru": "Прочесть"}, read)),
            opens_panel=True,
            language="ru",
        ),
        Step(
            {"ru": "Часы"},
            {"ru": "Переведите"},
            goals=(Goal({"ru": "Нажать"}, morning),),
            control="morning",
            language="ru",
        ),
        Step({"en": "Clock"}, {"en": "Move it"}, control="morning", language="en"),
    ]
    await page.set_viewport_size({"width": width, "height": 844})
    await page.goto(sandbox.page_url)
    tour, panel = page.locator("#tour"), page.locator("#panel")
    await expect(tour).to_contain_text("Начало")
    await expect(tour.get_by_role("button")).to_have_text(["Закрыть", "Пропустить"])
    await expect(panel).to_be_visible(visible=width > 1000)
    write.done = True
    await expect(tour.locator("li.done")).to_have_text("Написать")
    await expect(panel).to_be_visible()
    read.done = True
    await tour.get_by_role("button", name="Дальше").click()
    await expect(tour).to_contain_text("Часы")
    await expect(panel).to_be_visible(visible=width > 1000)
    await page.reload()
    await expect(tour).to_contain_text("Часы")
    await tour.get_by_role("button", name="Сделать 8:00").click()
    await expect(page.locator(".toast")).to_have_text("Теперь 8:00")
    await tour.get_by_role("button", name="Понятно").click()
    await expect(tour).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth") == width

    if width < 1000:
        await page.get_by_role("button", name="К списку чатов").click()
    await page.get_by_role("button", name="English").click()
    await expect(tour).to_contain_text("Move it")
    await expect(page.locator(".person-name")).to_have_text("Emma")
