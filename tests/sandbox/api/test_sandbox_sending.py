"""sendMessage and its errors: descriptions, codes and order."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyParameters,
)

from sandbox import Sandbox, users
from sandbox.testing import Person


def key(text: str = "x", **action: Any) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, **action)


def inline(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=list(rows))


async def call(sandbox: Sandbox, method: str, **arguments: Any) -> tuple[int, dict[str, Any]]:
    """Send a raw JSON request that aiogram would not send."""
    url = f"{sandbox.url}/bot{sandbox.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, json=arguments) as response:
        return response.status, await response.json()


async def test_a_message_comes_back_as_sent(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    sent = await bot.send_message(
        olya.id,
        "<b>Привет</b> 🙂 <i>мир</i>",
        parse_mode="HTML",
        reply_markup=inline([key("Да", callback_data="y")]),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    assert (sent.text, sent.chat.id) == ("Привет 🙂 мир", olya.id)
    assert [(e.type, e.offset, e.length) for e in sent.entities or ()] == [
        ("bold", 0, 6),
        ("italic", 10, 3),
    ]
    assert sent.from_user
    assert sent.from_user.id == sandbox.telegram.bot.id
    assert sent.link_preview_options
    assert sent.link_preview_options.is_disabled is True
    seen = await olya.wait()
    assert (seen.text, seen.labels) == (sent.text, ["Да"])


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "message text is empty"),
        ("   \n ", "text must be non-empty"),
        ("а" * 4097, "message is too long"),
        ("x" * 32769, "text is too long"),
    ],
)
async def test_texts_that_are_refused(
    sandbox: Sandbox, bot: Bot, text: str, complaint: str
) -> None:
    olya = Person(sandbox)
    with pytest.raises(TelegramBadRequest) as refusal:
        await bot.send_message(olya.id, text)
    assert refusal.value.message == f"Bad Request: {complaint}"


async def test_length_counts_code_points_after_parsing(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    sent = await bot.send_message(olya.id, f"<b>{'🙂' * 4096}</b>", parse_mode="HTML")
    assert sent.text == "🙂" * 4096
    assert sent.entities
    assert sent.entities[0].length == 8192


async def test_chats_that_cannot_be_written_to(sandbox: Sandbox, bot: Bot) -> None:
    olya, shy = Person(sandbox), Person(sandbox, "Тихон", started=False)
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(1, "привет")
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(shy.id, "привет")
    await olya.block()
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(olya.id, "привет")
    olya.user.deactivated = True
    with pytest.raises(TelegramForbiddenError, match="user is deactivated"):
        await bot.send_message(olya.id, "привет")


async def test_a_person_who_writes_first_may_be_answered(sandbox: Sandbox, bot: Bot) -> None:
    shy = Person(sandbox, started=False)
    await shy.send("/start")
    assert (await bot.send_message(shy.id, "привет")).text == "привет"


async def test_groups_and_channels_have_their_own_refusals(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    group = sandbox.add_group("Клуб", olya.user)
    channel = sandbox.add_channel("Новости", olya.user, username="svodka_news")
    assert (await bot.send_message("@svodka_news", "пост")).chat.id == channel.id

    users.set_bot_status(sandbox.telegram, olya.user, channel, "member")
    with pytest.raises(TelegramBadRequest, match="need administrator rights in the channel chat"):
        await bot.send_message(channel.id, "пост")
    group.permissions["can_send_messages"] = False
    with pytest.raises(TelegramBadRequest, match="not enough rights to send text messages"):
        await bot.send_message(group.id, "привет")
    users.set_bot_status(sandbox.telegram, olya.user, group, "kicked")
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "привет")
    users.set_bot_status(sandbox.telegram, olya.user, group, "left")
    with pytest.raises(TelegramForbiddenError, match="bot is not a member of the group chat"):
        await bot.send_message(group.id, "привет")


async def test_a_group_that_grew_names_its_new_id(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    group = sandbox.add_group("Клуб", olya.user)
    new = users.migrate(sandbox.telegram, group)
    with pytest.raises(TelegramMigrateToChat) as refusal:
        await bot.send_message(group.id, "привет")
    assert refusal.value.migrate_to_chat_id == new.id
    assert (await bot.send_message(new.id, "привет")).chat.type == "supergroup"


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        ({"callback_data": "я" * 33}, "BUTTON_DATA_INVALID"),
        ({"url": "не адрес"}, "URL 'не адрес' is invalid: Wrong HTTP URL"),
        ({"callback_data": ""}, "Text buttons are unallowed in the inline keyboard"),
        ({}, "Text buttons are unallowed in the inline keyboard"),
    ],
)
async def test_buttons_that_are_refused(
    sandbox: Sandbox, button: dict[str, str], complaint: str
) -> None:
    olya = Person(sandbox)
    markup = {"inline_keyboard": [[{"text": "x", **button}]]}
    status, answer = await call(
        sandbox, "sendMessage", chat_id=olya.id, text="x", reply_markup=markup
    )
    assert (status, answer["error_code"]) == (400, 400)
    assert complaint in answer["description"]


async def test_the_size_of_keyboards(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    data = "d" * 64
    sent = await bot.send_message(olya.id, "x", reply_markup=inline([key(callback_data=data)]))
    assert sent.reply_markup
    assert sent.reply_markup.inline_keyboard[0][0].callback_data == data

    wide = [key(str(n), callback_data="y") for n in range(9)]
    blank = [key(" ", url="a.com")]
    sent = await bot.send_message(olya.id, "x", reply_markup=inline(wide[:8], blank))
    assert sent.reply_markup
    assert [len(row) for row in sent.reply_markup.inline_keyboard] == [8]
    with pytest.raises(TelegramBadRequest, match="reply markup is too long"):
        await bot.send_message(olya.id, "x", reply_markup=inline(wide))

    many = [[key(str(n), callback_data="y")] for n in range(101)]
    with pytest.raises(TelegramBadRequest, match="reply markup is too long"):
        await bot.send_message(olya.id, "x", reply_markup=inline(*many))
    heavy = [[key("я" * 60, callback_data=data)] for n in range(60)]
    with pytest.raises(TelegramBadRequest, match="reply markup is too long"):
        await bot.send_message(olya.id, "x", reply_markup=inline(*heavy))
    sent = await bot.send_message(olya.id, "x", reply_markup=inline())
    assert sent.reply_markup is None


async def test_reply_keyboards_go_to_the_person_alone(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    more = [KeyboardButton(text=str(n)) for n in range(13)]
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="📰 Сводка")], more])
    sent = await bot.send_message(olya.id, "Выберите", reply_markup=keyboard)
    assert sent.reply_markup is None
    assert [len(row) for row in olya.messages[-1].keyboard] == [1, 12]
    assert (await olya.press("Сводка")).text == "📰 Сводка"


async def test_replies_find_their_target(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    asked = await olya.send("вопрос")
    sent = await bot.send_message(
        olya.id, "ответ", reply_parameters=ReplyParameters(message_id=asked.message_id)
    )
    assert sent.reply_to_message
    assert sent.reply_to_message.text == "вопрос"
    missing = ReplyParameters(message_id=999)
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(olya.id, "ответ", reply_parameters=missing)
    forgiving = ReplyParameters(message_id=999, allow_sending_without_reply=True)
    sent = await bot.send_message(olya.id, "ответ", reply_parameters=forgiving)
    assert sent.reply_to_message is None


async def test_errors_come_in_telegrams_order(sandbox: Sandbox) -> None:
    """A request with many errors gets the next one after the first is fixed."""
    olya = Person(sandbox)
    olya.chat.blocked = True
    wrong: dict[str, Any] = {
        "chat_id": 5,
        "text": "<b>",
        "parse_mode": "HTML",
        "reply_parameters": "{",
        "reply_markup": "{",
    }
    corrections: list[tuple[str, dict[str, Any]]] = [
        ("Can't find end tag", {"text": "я" * 5000}),
        ("can't parse reply parameters", {"reply_parameters": {"message_id": 99}}),
        ("can't parse reply keyboard markup JSON object", {"reply_markup": _bad_markup("x")}),
        ("chat not found", {"chat_id": olya.id}),
        ("message to be replied not found", {"reply_parameters": None}),
        ("Wrong HTTP URL", {"reply_markup": _bad_markup("https://a.com")}),
        ("message is too long", {"text": "x"}),
        ("bot was blocked by the user", {}),
    ]
    for complaint, correction in corrections:
        _, answer = await call(sandbox, "sendMessage", **wrong)
        assert complaint in answer["description"]
        wrong.update(correction)
    olya.chat.blocked = False
    _, answer = await call(sandbox, "sendMessage", **wrong)
    assert "BUTTON_DATA_INVALID" in answer["description"]


def _bad_markup(url: str) -> dict[str, Any]:
    button = {"text": "x", "callback_data": "d" * 65}
    return {"inline_keyboard": [[{"text": "u", "url": url}, button]]}


async def test_forwards_and_copies(sandbox: Sandbox, bot: Bot) -> None:
    olya, taras = Person(sandbox), Person(sandbox, "Тарас")
    said = await olya.send("Всем привет")
    forwarded = await bot.forward_message(taras.id, olya.id, said.message_id)
    assert forwarded.forward_origin
    assert forwarded.forward_origin.type == "user"
    copied = await bot.copy_message(taras.id, olya.id, said.message_id)
    assert taras.messages[-1].message_id == copied.message_id
    assert (taras.messages[-1].text, "forward_origin" in taras.messages[-1].raw) == (
        "Всем привет",
        False,
    )
    with pytest.raises(TelegramBadRequest, match="message to forward not found"):
        await bot.forward_message(taras.id, olya.id, 999)
