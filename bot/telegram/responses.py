"""Sending and editing messages in answer to an update."""

from __future__ import annotations

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    CallbackQuery,
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)

from bot.telegram.client.api_errors import is_unchanged
from bot.ui import renderer
from bot.ui.document import Button, Document
from bot.ui.message import Message
from storage.chats.subscribers import Subscriber


async def send_document(bot: Bot, subscriber: Subscriber, document: Document) -> None:
    """Send a document to the subscriber's chat, in their style."""
    for message in renderer.render(document, subscriber.style):
        await bot(message.send(subscriber.chat_id))


async def edit_message(bot: Bot, query: CallbackQuery, document: Document) -> None:
    """Replace the message whose button was pressed by a short document, in plain style."""
    (message,) = renderer.render(document, "plain")
    await edit_or_send(bot, query, message)


async def show_message(
    bot: Bot, query: CallbackQuery, subscriber: Subscriber, message: Message
) -> None:
    """Replace the message whose button was pressed; in a group, send a new one for all instead."""
    if subscriber.kind in ("group", "supergroup"):
        await bot(message.send(subscriber.chat_id))
    else:
        await edit_or_send(bot, query, message)


async def edit_or_send(bot: Bot, query: CallbackQuery, message: Message) -> None:
    """Edit the message whose button was pressed; an edit without a change (a double tap) is fine.

    A message that is too old to be accessible is answered with a new one, and so is a channel's
    post: all readers see it, and what one of them opens is for them alone.
    """
    if (
        query.message is None
        or isinstance(query.message, InaccessibleMessage)
        or query.message.chat.type == "channel"
    ):
        await bot(message.send(query.from_user.id))
        return
    try:
        await bot(message.edit(query.message.chat.id, query.message.message_id))
    except TelegramBadRequest as error:
        if not is_unchanged(error):
            raise


async def replace_button(bot: Bot, query: CallbackQuery, button: Button | None) -> None:
    """Replace the button that was pressed, or remove it if ``button`` is None.

    The message and its other buttons stay. A channel's post is not changed: all readers see it.
    """
    message = query.message
    if (
        message is None
        or isinstance(message, InaccessibleMessage)
        or message.chat.type == "channel"
        or message.reply_markup is None
    ):
        return
    rows = [
        [new for old in row for new in _replace_pressed(old, query.data, button)]
        for row in message.reply_markup.inline_keyboard
    ]
    markup = InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row])
    try:
        await bot.edit_message_reply_markup(
            chat_id=message.chat.id, message_id=message.message_id, reply_markup=markup
        )
    except TelegramBadRequest as error:
        if not is_unchanged(error):
            raise


def _replace_pressed(
    old: InlineKeyboardButton, pressed: str | None, button: Button | None
) -> list[InlineKeyboardButton]:
    if old.callback_data != pressed:
        return [old]
    if button is None:
        return []
    return [InlineKeyboardButton(text=button.label, callback_data=button.data)]
