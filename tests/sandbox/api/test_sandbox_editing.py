"""Edits and deletes."""

from __future__ import annotations

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from sandbox import Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import Person

MARKUP = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data="y")]]
)


async def test_an_edit_replaces_text_and_keyboard(
    sandbox: Sandbox, bot: Bot, sandbox_clock: ManualClock
) -> None:
    olya = Person(sandbox)
    sent = await bot.send_message(olya.id, "раз", reply_markup=MARKUP)
    sandbox_clock.advance(minutes=1)
    edited = await bot.edit_message_text(
        "<b>два</b>", chat_id=olya.id, message_id=sent.message_id, parse_mode="HTML"
    )
    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup, edited.date) == ("два", None, sent.date)
    assert edited.edit_date == int(sandbox_clock.now.timestamp())
    first, second = await olya.wait(), await olya.wait()
    assert (first.text, first.edited, second.text, second.edited) == ("раз", False, "два", True)


async def test_an_edit_that_changes_nothing(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    sent = await bot.send_message(olya.id, "<b>раз</b>", parse_mode="HTML", reply_markup=MARKUP)
    with pytest.raises(TelegramBadRequest) as refusal:
        await bot.edit_message_text(
            "*раз*",
            chat_id=olya.id,
            message_id=sent.message_id,
            parse_mode="MarkdownV2",
            reply_markup=MARKUP,
        )
    assert refusal.value.message == (
        "Bad Request: message is not modified: specified new message content and reply markup are "
        "exactly the same as a current content and reply markup of the message"
    )
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_reply_markup(
            chat_id=olya.id, message_id=sent.message_id, reply_markup=MARKUP
        )


async def test_edits_that_are_refused(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    theirs = await olya.send("моё")
    photo = await bot.send_sticker(olya.id, _sticker(sandbox))
    cases = [
        (999, "x", "message to edit not found"),
        (0, "x", "message identifier is not specified"),
        (theirs.message_id, "x", "message can't be edited"),
        (photo.message_id, "x", "there is no text in the message to edit"),
        (photo.message_id, "", "message text is empty"),
    ]
    for number, text, complaint in cases:
        with pytest.raises(TelegramBadRequest, match=complaint):
            await bot.edit_message_text(text, chat_id=olya.id, message_id=number)
    sent = await bot.send_message(olya.id, "x")
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await bot.edit_message_text("я" * 4097, chat_id=olya.id, message_id=sent.message_id)


def _sticker(sandbox: Sandbox) -> str:
    from sandbox.state.files import Upload

    upload = Upload("s.webp", b"RIFF", "image/webp")
    return sandbox.telegram.files.add(upload, "sticker").file_id


async def test_deleting(sandbox: Sandbox, bot: Bot, sandbox_clock: ManualClock) -> None:
    olya = Person(sandbox)
    old = await bot.send_message(olya.id, "старое")
    sandbox_clock.advance(hours=49)
    fresh = await bot.send_message(olya.id, "новое")
    theirs = await olya.send("моё")
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await bot.delete_message(olya.id, old.message_id)
    assert await bot.delete_message(olya.id, fresh.message_id)
    assert await bot.delete_messages(olya.id, [theirs.message_id, fresh.message_id])
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(olya.id, fresh.message_id)
    assert [m.text for m in olya.messages] == ["старое"]


async def test_in_groups_others_messages_need_rights(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    group = sandbox.add_group("Клуб", olya.user, big=True)
    said = await olya.within(group).send("моё")
    with pytest.raises(TelegramBadRequest, match=r"message can't be deleted$"):
        await bot.delete_message(group.id, said.message_id)
    group.members[sandbox.telegram.bot.id].status = "administrator"
    assert await bot.delete_message(group.id, said.message_id)


async def test_a_deleted_message_is_no_longer_waited_for(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    sent = await bot.send_message(olya.id, "передумал")
    await bot.delete_message(olya.id, sent.message_id)
    with pytest.raises(AssertionError, match="deleted"):
        await olya.wait(timeout=0.01)
