"""Chats, members, forum threads, privacy mode, inline mode, commands, files, everything else."""

from __future__ import annotations

import re
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import Response
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BufferedInputFile,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputRichMessage,
    InputTextMessageContent,
    LinkPreviewOptions,
    MenuButtonDefault,
    MenuButtonWebApp,
    WebAppInfo,
)

from sandbox import Sandbox, users
from sandbox.api.registry import build_example, list_methods
from sandbox.testing import PIXEL, Person


async def test_members_and_administrators(sandbox: Sandbox, bot: Bot) -> None:
    olya, taras = Person(sandbox), Person(sandbox, "Тарас")
    group = sandbox.add_group("Клуб", olya.user, taras.user, big=True)
    assert (await bot.get_chat_member(group.id, olya.id)).status == "creator"
    assert (await bot.get_chat_member(group.id, taras.id)).status == "member"
    assert [a.user.id for a in await bot.get_chat_administrators(group.id)] == [olya.id]
    assert await bot.get_chat_member_count(group.id) == 3
    chat = await bot.get_chat(group.id)
    assert (chat.type, chat.title) == ("supergroup", "Клуб")
    with pytest.raises(TelegramBadRequest, match="no administrators in the private chat"):
        await bot.get_chat_administrators(olya.id)
    users.set_bot_status(sandbox.telegram, olya.user, group, "administrator")
    assert await bot.ban_chat_member(group.id, taras.id)
    assert (await bot.get_chat_member(group.id, taras.id)).status == "kicked"


async def test_privacy_mode_hides_small_talk(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    group = sandbox.add_group("Клуб", olya.user)
    inside = olya.within(group)
    said = await bot.send_message(group.id, "слушаю")
    shown = next(m for m in inside.messages if m.message_id == said.message_id)
    for text in ("болтовня", "/digest", "/digest@other_bot", "эй @svodka_sandbox_bot"):
        await inside.send(text)
    await inside.send("отвечаю", reply_to=shown)
    updates = await bot.get_updates(timeout=0)
    assert [u.message.text for u in updates if u.message] == [
        "/digest",
        "эй @svodka_sandbox_bot",
        "отвечаю",
    ]


async def test_channel_posts_and_new_members(sandbox: Sandbox, bot: Bot) -> None:
    olya, taras = Person(sandbox), Person(sandbox, "Тарас")
    channel = sandbox.add_channel("Новости", olya.user)
    await bot.get_updates(timeout=0, allowed_updates=["channel_post", "chat_member"])
    taras.within(channel)
    await olya.within(channel).send("пост")
    with pytest.raises(users.ActionNotAllowed):
        await taras.within(channel).send("можно?")
    updates = await bot.get_updates(timeout=0, offset=1)
    assert [u.event_type for u in updates] == ["chat_member", "channel_post"]


async def test_forum_threads(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    forum = sandbox.add_group("Форум", olya.user, forum=True)
    with pytest.raises(TelegramBadRequest, match="not enough rights"):
        await bot.create_forum_topic(forum.id, "Спорт")
    forum.members[sandbox.telegram.bot.id].status = "administrator"
    topic = await bot.create_forum_topic(forum.id, "Спорт")
    sent = await bot.send_message(forum.id, "гол", message_thread_id=topic.message_thread_id)
    assert (sent.message_thread_id, sent.is_topic_message) == (topic.message_thread_id, True)
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(forum.id, "гол", message_thread_id=999)
    assert await bot.close_forum_topic(forum.id, topic.message_thread_id)
    rights = forum.members[sandbox.telegram.bot.id].rights
    rights["can_manage_topics"] = False
    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(forum.id, "гол", message_thread_id=topic.message_thread_id)
    rights["can_manage_topics"] = True
    assert await bot.delete_forum_topic(forum.id, topic.message_thread_id)
    assert forum.topics == {}


async def test_commands_by_scope_and_language(sandbox: Sandbox, bot: Bot) -> None:
    olya, emma = Person(sandbox), Person(sandbox, "Emma", language_code="en")
    general = [BotCommand(command="digest", description="Digest")]
    russian = [BotCommand(command="digest", description="Сводка")]
    editors = [BotCommand(command="breaking", description="Срочно")]
    await bot.set_my_commands(general)
    await bot.set_my_commands(russian, language_code="ru")
    await bot.set_my_commands(editors, BotCommandScopeChat(chat_id=olya.id))
    profile = sandbox.telegram.profile

    def shown(person: Person) -> list[str]:
        return [c["description"] for c in profile.list_commands(person.chat, person.user)]

    assert (shown(olya), shown(emma)) == (["Срочно"], ["Digest"])
    await bot.delete_my_commands(BotCommandScopeChat(chat_id=olya.id))
    assert shown(olya) == ["Сводка"]
    (found,) = await bot.get_my_commands(language_code="ru")
    assert (found.command, found.description) == ("digest", "Сводка")
    assert await bot.get_my_commands(language_code="uk") == []


@pytest.mark.parametrize(
    ("command", "description", "complaint"),
    [
        ("", "x", "command must be non-empty"),
        ("x" * 33, "x", "command length must not exceed 32"),
        ("x", "я" * 257, "command description length must not exceed 256"),
        ("Сводка", "x", "BOT_COMMAND_INVALID"),
    ],
)
async def test_commands_that_are_refused(
    bot: Bot, command: str, description: str, complaint: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=complaint):
        await bot.set_my_commands([BotCommand(command=command, description=description)])


async def test_too_many_commands_and_wrong_scopes(sandbox: Sandbox, bot: Bot) -> None:
    many = [BotCommand(command=f"c{n}", description="x") for n in range(101)]
    with pytest.raises(TelegramBadRequest, match="BOT_COMMANDS_TOO_MUCH"):
        await bot.set_my_commands(many)
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.set_my_commands(many[:1], BotCommandScopeChatAdministrators(chat_id=404))


async def test_names_descriptions_and_menu_button(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    await bot.set_my_description("Читаю новости")
    await bot.set_my_description("I read the news", language_code="en")
    assert (await bot.get_my_description()).description == "Читаю новости"
    assert (await bot.get_my_description(language_code="en")).description == "I read the news"
    assert (await bot.get_my_description(language_code="uk")).description == "Читаю новости"
    await bot.set_my_name("Сводка")
    assert (await bot.get_me()).first_name == "Сводка"
    app = MenuButtonWebApp(text="App", web_app=WebAppInfo(url="https://a.com/"))
    await bot.set_chat_menu_button(chat_id=olya.id, menu_button=app)
    shown = await bot.get_chat_menu_button(chat_id=olya.id)
    assert (shown.type, shown.web_app.url) == ("web_app", "https://a.com/")
    await bot.set_chat_menu_button(chat_id=olya.id, menu_button=MenuButtonDefault())
    assert (await bot.get_chat_menu_button(chat_id=olya.id)).type == "commands"


async def test_files_go_up_and_come_down(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    photo = await bot.send_photo(
        olya.id, BufferedInputFile(PIXEL, "a.png"), caption="<b>1</b>", parse_mode="HTML"
    )
    assert photo.photo
    assert (photo.photo[0].width, photo.caption) == (1, "1")
    again = await bot.send_photo(olya.id, photo.photo[0].file_id)
    assert again.photo == photo.photo
    sent = await bot.send_document(olya.id, BufferedInputFile("данные".encode(), "мои.json"))
    assert sent.document
    assert (sent.document.file_name, sent.document.file_size) == ("мои.json", 12)
    file = await bot.get_file(sent.document.file_id)
    url = f"{sandbox.url}/file/bot{sandbox.token}/{file.file_path}"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert (await response.read()).decode() == "данные"
    loaded = await bot.download(sent.document)
    assert loaded is not None
    assert loaded.read().decode() == "данные"


async def test_media_that_is_refused(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    text = BufferedInputFile(b"not a picture", "a.png")
    for photo, complaint in (
        ("", "there is no photo in the request"),
        ("nonsense", "wrong file identifier/HTTP URL specified"),
        ("https://a.com/a.png", "failed to get HTTP URL content"),
        (text, "IMAGE_PROCESS_FAILED"),
    ):
        with pytest.raises(TelegramBadRequest, match=complaint):
            await bot.send_photo(olya.id, photo)
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await bot.send_photo(olya.id, BufferedInputFile(PIXEL, "a.png"), caption="я" * 1025)


async def test_pictures_at_an_address(sandbox: Sandbox, bot: Bot) -> None:
    """A picture at a URL can be sent, be in a rich message, and be the preview of a link."""
    olya, url = Person(sandbox), "https://a.com/bridge.png"
    sandbox.add_picture(url, PIXEL)
    sent = await bot.send_photo(olya.id, url)
    assert sent.photo
    block = {"type": "photo", "photo": {"type": "photo", "media": url}}
    rich = InputRichMessage.model_validate({"blocks": [block]})
    await bot.send_rich_message(olya.id, rich)
    assert (olya.last.rich or [])[0]["photo"][0]["file_id"] == sent.photo[0].file_id

    shown = LinkPreviewOptions(url=url, show_above_text=True)
    text = await bot.send_message(olya.id, "Мост", link_preview_options=shown)
    assert text.link_preview_options
    assert text.link_preview_options.url == url
    assert olya.last.raw["preview"]["file_id"] == sent.photo[0].file_id
    place = {"chat_id": olya.id, "message_id": text.message_id}
    other = LinkPreviewOptions(url="https://a.com/nothing.png")
    await bot.edit_message_text("Мост", link_preview_options=other, **place)
    assert "preview" not in olya.last.raw
    await bot.edit_message_text("Мост.", **place)
    assert "link_preview_options" not in olya.last.raw


def article(number: int, text: str = "<b>Новость</b>") -> InlineQueryResultArticle:
    content = InputTextMessageContent(message_text=text, parse_mode="HTML")
    return InlineQueryResultArticle(id=str(number), title="Новость", input_message_content=content)


async def test_inline_mode(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    query = users.ask_inline(sandbox.telegram, olya.user, olya.chat, "бюджет")
    (update,) = await bot.get_updates(timeout=0)
    assert update.inline_query
    assert (update.inline_query.query, update.inline_query.chat_type) == ("бюджет", "sender")
    with pytest.raises(TelegramBadRequest, match="RESULT_ID_DUPLICATE"):
        await bot.answer_inline_query(query.id, [article(1), article(1)])
    with pytest.raises(TelegramBadRequest, match="too many inline query results specified"):
        await bot.answer_inline_query(query.id, [article(n) for n in range(51)])
    button = InlineQueryResultsButton(text="Настроить", start_parameter="а")
    with pytest.raises(TelegramBadRequest, match="unallowed characters in start_parameter"):
        await bot.answer_inline_query(query.id, [], button=button)
    assert await bot.answer_inline_query(query.id, [article(1), article(2)])
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_inline_query(query.id, [])
    users.choose_inline(sandbox.telegram, olya.user, olya.chat, query, "2")
    assert (olya.messages[-1].text, "via_bot" in olya.messages[-1].raw) == ("Новость", True)
    updates = await bot.get_updates(timeout=0, offset=update.update_id + 1)
    assert updates[-1].chosen_inline_result
    assert updates[-1].chosen_inline_result.result_id == "2"


async def test_callback_answers(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    message = sandbox.telegram.post_message(olya.chat, sandbox.telegram.bot, {"text": "?"})
    query = users.click(sandbox.telegram, olya.user, message, "y")
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await bot.answer_callback_query(query.id, "я" * 201)
    assert await bot.answer_callback_query(query.id, "я" * 200)
    with pytest.raises(TelegramBadRequest) as refusal:
        await bot.answer_callback_query(query.id)
    assert refusal.value.message == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )


async def test_every_method_answers_by_its_declared_type(sandbox: Sandbox) -> None:
    """Call all methods of aiogram, each with all required arguments."""
    olya = Person(sandbox)
    group = sandbox.add_group("Клуб", olya.user, big=True)
    strange: list[str] = []
    async with aiohttp.ClientSession() as session:
        for name, method in list_methods().items():
            if name == "getupdates":
                continue
            body = {n: _argument(n, olya.id, group.id) for n in method.model_fields}
            url = f"{sandbox.url}/bot{sandbox.token}/{name}"
            async with session.post(url, json=body) as response:
                answer = await response.json()
            if response.status == 200:
                Response[method.__returning__].model_validate(answer)  # type: ignore[name-defined]
            elif not re.match(r"(Bad Request|Forbidden): \S", answer["description"]):
                strange.append(f"{name}: {answer}")
    assert strange == []


@pytest.mark.parametrize("name", sorted(list_methods()))
def test_the_plainest_answer_of_a_method_has_its_type(name: str) -> None:
    returning = list_methods()[name].__returning__
    answer = {"ok": True, "result": build_example(returning)}
    assert Response[returning].model_validate(answer).ok  # type: ignore[valid-type]


def _argument(name: str, person: int, group: int) -> Any:
    if name == "user_id":
        return person
    return group if name in {"chat_id", "from_chat_id"} else "1"
