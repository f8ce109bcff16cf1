"""The chat page in use: unread messages, drafts, groups, the keyboard, edits."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, InputRichMessage
from playwright.async_api import Page, expect

import sandbox as sandbox_package
from sandbox import Sandbox, users
from sandbox.testing import Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG = "длинный текст " * 250


async def test_reading_goes_on_at_the_first_unread_message(
    sandbox: Sandbox, bot: Bot, page: Page
) -> None:
    olya = Person(sandbox)
    group = sandbox.add_group("Клуб", olya.user, big=True)
    await bot.send_message(olya.id, f"прочитано {LONG}")
    await page.goto(sandbox.page_url)
    await page.locator(".chat-row", has_text="Клуб").click()
    first = await bot.send_message(olya.id, f"начало {LONG}")
    await bot.send_message(olya.id, "конец")
    bot_row = page.locator(".chat-row", has_text="Svodka")
    await expect(bot_row.get_by_label("2 непрочитанных")).to_be_visible()
    assert await page.title() == "(2) Svodka"

    await bot_row.click()
    await expect(page.locator(".unread-line")).to_have_text("Новые сообщения")
    await expect(page.locator(f"[data-id='{first.message_id}']")).to_be_in_viewport()
    line = await page.locator(".unread-line").bounding_box()
    assert line is not None
    assert 60 <= line["y"] < 90, "the line of new messages stands right below the head"
    await expect(bot_row.locator(".badge")).to_have_count(0)

    await page.set_viewport_size({"width": 1000, "height": 700})
    await page.wait_for_timeout(100)
    await expect(page.locator(".unread-line")).to_be_in_viewport()
    await page.get_by_role("button", name="В конец").click()
    await expect(page.locator("#log").get_by_text("конец", exact=True)).to_be_in_viewport()
    assert group.messages == {}


async def test_every_chat_keeps_its_draft(sandbox: Sandbox, page: Page) -> None:
    olya, taras = Person(sandbox), Person(sandbox, "Тарас")
    await olya.send("раз")
    await taras.send("два")
    await page.goto(sandbox.page_url)
    await page.locator("#input").fill("недописанное")
    await page.get_by_role("button", name="Тарас").click()
    await expect(page.locator("#input")).to_have_value("")
    await page.get_by_role("button", name="Оля").click()
    await expect(page.locator("#input")).to_have_value("недописанное")


async def test_a_group_names_each_author_once_and_draws_every_kind(
    sandbox: Sandbox, bot: Bot, page: Page
) -> None:
    olya, taras = Person(sandbox), Person(sandbox, "Тарас")
    group = sandbox.add_group("Клуб", olya.user, taras.user, big=True)
    users.set_bot_status(sandbox.telegram, olya.user, group, "administrator")
    await taras.within(group).send("всем привет")
    await bot.send_poll(group.id, "Утром или вечером?", ["Утром", "Вечером"])
    await bot.send_dice(group.id)
    await bot.send_venue(group.id, 50.45, 30.52, "Кафе", "Крещатик, 1")
    await bot.send_contact(group.id, "+380440000000", "Редакция")
    await page.goto(sandbox.page_url)
    await page.locator(".chat-row", has_text="Клуб").click()
    await expect(page.locator(".author:visible")).to_have_text(["Тарас", "Svodka"])
    await expect(page.locator(".poll li")).to_have_text(["Утром0%", "Вечером0%"])
    await expect(page.locator(".dice")).to_contain_text("🎲")
    await expect(page.locator(".card")).to_contain_text(["Кафе", "Редакция"])
    await expect(page.locator(".chat-row", has_text="Клуб")).to_contain_text("Svodka: 👤 Редакция")
    await bot.set_chat_title(group.id, "Клуб читателей")
    await expect(page.locator(".service")).to_have_text("Новое название: Клуб читателей")
    await expect(page.locator("#head-title")).to_have_text("Клуб читателей")


async def test_the_keyboard_is_enough(sandbox: Sandbox, bot: Bot, page: Page) -> None:
    olya = Person(sandbox)
    await olya.send("/start")
    await bot.send_message(olya.id, "первое")
    second = await bot.send_message(olya.id, f"второе {LONG}")
    await page.goto(sandbox.page_url)
    await page.locator("#theme-button").focus()
    await page.keyboard.type("Yes")
    await expect(page.locator("#input")).to_have_value("Yes")
    await page.keyboard.press("PageUp")
    await expect(page.locator("#to-bottom")).to_be_visible()
    await page.keyboard.press("Control+ArrowUp")
    await expect(page.locator("#replying")).to_contain_text("второе")
    await page.keyboard.press("Control+ArrowUp")
    await expect(page.locator("#replying")).to_contain_text("первое")
    await page.keyboard.press("Enter")
    await expect(page.locator(".own .quoted")).to_contain_text("первое")
    assert olya.messages[-1].raw["reply_to_message"]["text"] == "первое"
    assert second.message_id != olya.messages[-1].raw["reply_to_message"]["message_id"]

    await page.locator("#panel-button").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#panel").get_by_role("button", name="Закрыть")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#panel-button")).to_be_focused()


async def test_an_edit_changes_the_message_in_place(sandbox: Sandbox, bot: Bot, page: Page) -> None:
    olya = Person(sandbox)
    await olya.send("/start")
    keyboard = InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text="Очень длинная подпись " * 4, callback_data="a")]
        ]
    )
    sent = await bot.send_message(olya.id, "коротко", reply_markup=keyboard)
    await page.goto(sandbox.page_url)
    message = page.locator(f"[data-id='{sent.message_id}']")
    bubble, key = message.locator(".bubble"), message.locator(".key")
    boxes = await bubble.bounding_box(), await key.bounding_box()
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["width"] == boxes[1]["width"], "bubble and keyboard are one block"
    await key.focus()
    await bot.edit_message_text(
        "теперь иначе", chat_id=olya.id, message_id=sent.message_id, reply_markup=keyboard
    )
    await expect(bubble).to_contain_text("теперь иначе")
    await expect(bubble).to_contain_text("изменено")
    await expect(key).to_be_focused()


async def test_idle_polls_do_not_drown_the_requests(sandbox: Sandbox, bot: Bot, page: Page) -> None:
    olya = Person(sandbox)
    await bot.send_message(olya.id, "привет")
    await bot.get_updates(timeout=0)
    await page.goto(sandbox.page_url)
    await page.get_by_role("button", name="За кулисами").click()
    requests = page.locator(".requests b")
    await expect(requests).to_have_text(["sendMessage"])
    await olya.send("новость")
    await bot.get_updates(timeout=0, offset=1)
    await expect(requests).to_have_text(["getUpdates", "sendMessage"])
    await page.locator(".requests summary").last.click()
    await expect(page.locator(".requests pre").last).to_contain_text('"text": "привет"')


async def test_links_to_the_bot_open_its_chat(sandbox: Sandbox, bot: Bot, page: Page) -> None:
    olya = Person(sandbox)
    group = sandbox.add_group("Клуб", olya.user)
    link = f"https://t.me/{sandbox.telegram.bot.username}?start=article_7"
    await bot.send_message(group.id, f'<a href="{link}">читать</a>', parse_mode="HTML")
    await page.goto(sandbox.page_url)
    await page.locator(".chat-row", has_text="Клуб").click()
    await page.get_by_role("link", name="читать").click()
    await expect(page.locator("#head-status")).to_have_text("бот")
    await expect(page.locator("#log")).to_contain_text("/start article_7")
    (update,) = await bot.get_updates(timeout=5)
    assert update.message
    assert (update.message.chat.id, update.message.text) == (olya.id, "/start article_7")


async def test_a_rich_message_has_maps_and_buttons_that_work(
    sandbox: Sandbox, bot: Bot, page: Page
) -> None:
    olya = Person(sandbox)
    await olya.send("/start")
    html = """<tg-map lat="50.45" long="30.52"/><tg-button-row>
    <tg-button type="callback_data" data="yes">Да</tg-button></tg-button-row>"""
    await bot.send_rich_message(chat_id=olya.id, rich_message=InputRichMessage(html=html))
    await page.goto(sandbox.page_url)
    await expect(page.locator(".rich .card")).to_contain_text("50.45000, 30.52000")
    await page.locator(".rich").get_by_role("button", name="Да").click()
    update = (await bot.get_updates(offset=-1, timeout=5))[0]
    assert update.callback_query
    assert update.callback_query.data == "yes"


THEME = Path(sandbox_package.__file__).with_name("page") / "static" / "css" / "theme.css"
WRITTEN_ON = [
    ("text", "surface"),
    ("text", "bubble"),
    ("text", "own"),
    ("muted", "surface"),
    ("muted", "hover"),
    ("muted", "bubble"),
    ("accent-strong", "surface"),
    ("accent-strong", "bubble"),
    ("own-accent", "own"),
]


@pytest.mark.parametrize(("ink", "paper"), WRITTEN_ON)
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_what_is_written_can_be_read(theme: str, ink: str, paper: str) -> None:
    """WCAG AA: small text has a contrast of 4.5 to 1."""
    light, dark = THEME.read_text("utf-8").split(':root[data-theme="dark"]', 1)
    found = re.findall(r"--([\w-]+): #(\w{6});", light + (dark if theme == "dark" else ""))
    colours = dict(found)
    brighter, darker = sorted((luminance(colours[ink]), luminance(colours[paper])), reverse=True)
    assert (brighter + 0.05) / (darker + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """Return the relative luminance of an sRGB colour of six hexadecimal digits."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


async def test_a_message_that_just_does_not_fit_is_read_from_its_beginning(
    sandbox: Sandbox, bot: Bot, page: Page
) -> None:
    """Its first line was cut where the message fitted, but not with the space around it."""
    olya = Person(sandbox)
    await olya.send("/start")
    await page.set_viewport_size({"width": 1000, "height": 900})
    await page.goto(sandbox.page_url)
    first = await bot.send_message(olya.id, "строка\n" * 15)
    node = page.locator(f"[data-id='{first.message_id}']")
    height = await node.evaluate("node => node.offsetHeight")
    window = await page.locator("#scroll").evaluate("node => node.clientHeight")
    await page.set_viewport_size({"width": 1000, "height": 900 - window + height + 2})
    second = await bot.send_message(olya.id, "строка\n" * 15)
    node = page.locator(f"[data-id='{second.message_id}']")
    await expect(node).to_be_attached()
    await page.wait_for_timeout(400)  # The message grows into place.
    top = await node.evaluate("node => node.getBoundingClientRect().top")
    frame = await page.locator("#scroll").evaluate("node => node.getBoundingClientRect().top")
    assert top >= frame
