"""Test ephemeral messages, guest queries and styles of buttons."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramNotFound
from aiogram.types import EphemeralMessageParameters, Message

from sandbox import Sandbox, users
from sandbox.state.models import Chat
from sandbox.testing import Person

KEYBOARD = {"inline_keyboard": [[{"text": "Читать", "callback_data": "a"}]]}
ARTICLE: dict[str, Any] = {
    "type": "article", "id": "1", "title": "Мост",
    "input_message_content": {"message_text": "Мост открыт"},
}  # fmt: skip


@pytest.fixture
def anna(sandbox: Sandbox) -> Person:
    return Person(sandbox, "Анна")


@pytest.fixture
def olya(sandbox: Sandbox) -> Person:
    return Person(sandbox, "Оля")


@pytest.fixture
def group(sandbox: Sandbox, anna: Person, olya: Person) -> Chat:
    return sandbox.add_group("Двор", anna.user, olya.user, big=True)


async def press(bot: Bot, sandbox: Sandbox, group: Chat, who: Person) -> str:
    """Press the button of a message in the group; return the id of the query."""
    post = await bot.send_message(group.id, "Сводка", reply_markup=KEYBOARD)  # type: ignore[arg-type]
    message = group.messages[post.message_id]
    return users.click(sandbox.telegram, who.user, message, "a").id


async def test_an_ephemeral_message_is_seen_by_its_receiver_only(
    sandbox: Sandbox, bot: Bot, group: Chat, anna: Person, olya: Person
) -> None:
    query = await press(bot, sandbox, group, olya)
    hers, others = olya.within(group), anna.within(group)
    parameters = EphemeralMessageParameters(receiver_user_id=olya.id, callback_query_id=query)
    sent: Message = await bot.send_message(
        group.id,
        "Статья",
        reply_markup=KEYBOARD,
        ephemeral_message_parameters=parameters,  # type: ignore[arg-type]
    )
    assert sent.message_id == 0
    assert sent.receiver_user is not None
    assert sent.receiver_user.id == olya.id
    number = sent.ephemeral_message_id
    assert number
    shown = await hers.wait()
    assert shown.text == "Статья"
    await bot.edit_ephemeral_message_text(group.id, olya.id, number, text="Дальше")
    assert (await hers.wait()).text == "Дальше"
    assert await bot.delete_ephemeral_message(group.id, olya.id, number)
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_ephemeral_message(group.id, olya.id, number)
    assert not others._unseen
    assert len(group.messages) == 1, "only the post"


async def test_ephemeral_messages_that_are_refused(
    sandbox: Sandbox, bot: Bot, group: Chat, anna: Person, olya: Person
) -> None:
    query = await press(bot, sandbox, group, olya)
    stranger = Person(sandbox, "Незнакомец")
    for chat_id, receiver, given, words in (
        (olya.id, olya.id, None, "only to groups"),
        (group.id, stranger.id, None, "USER_NOT_PARTICIPANT"),
        (group.id, anna.id, query, "QUERY_ID_INVALID"),
        (group.id, olya.id, "1", "QUERY_ID_INVALID"),
    ):
        parameters = EphemeralMessageParameters(receiver_user_id=receiver, callback_query_id=given)
        with pytest.raises(TelegramBadRequest, match=words):
            await bot.send_message(chat_id, "Статья", ephemeral_message_parameters=parameters)


async def test_a_server_without_ephemeral_messages_shows_them_to_all(
    sandbox: Sandbox, bot: Bot, group: Chat, anna: Person, olya: Person
) -> None:
    sandbox.telegram.knows_ephemeral = False
    with pytest.raises(TelegramNotFound):
        await bot.delete_ephemeral_message(group.id, olya.id, 1)
    sent = await bot.send_message(group.id, "Статья", receiver_user_id=olya.id)
    assert sent.message_id in group.messages


async def test_a_mention_where_the_bot_is_no_member_is_a_guest_query(
    sandbox: Sandbox, bot: Bot, anna: Person
) -> None:
    group = sandbox.add_group("Чужие", anna.user, with_bot=False)
    here = anna.within(group)
    assert (await bot.get_me()).supports_guest_queries
    await here.send("без бота")
    await here.send(f"@{sandbox.telegram.bot.username} мост")
    (update,) = await bot.get_updates()
    assert update.message is None
    guest = update.guest_message
    assert guest is not None
    assert guest.guest_query_id
    sent = await bot.answer_guest_query(guest.guest_query_id, ARTICLE)  # type: ignore[arg-type]
    assert sent.inline_message_id
    assert (await here.wait()).text == "Мост открыт"
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_guest_query(guest.guest_query_id, ARTICLE)  # type: ignore[arg-type]


async def test_styles_of_buttons(sandbox: Sandbox, bot: Bot, olya: Person) -> None:
    def styled(style: str) -> Any:
        return {"inline_keyboard": [[{"text": "Да", "callback_data": "x", "style": style}]]}

    await bot.send_message(olya.id, "Удалить?", reply_markup=styled("danger"))
    assert olya.last.raw["reply_markup"] == styled("danger")
    with pytest.raises(TelegramBadRequest, match="style"):
        await bot.send_message(olya.id, "Удалить?", reply_markup=styled("blue"))
    sandbox.telegram.knows_styles = False
    with pytest.raises(TelegramBadRequest, match="style"):
        await bot.send_message(olya.id, "Удалить?", reply_markup=styled("danger"))
