"""/help, and a short answer to what nothing else understood."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from bot.filters import Fits
from bot.replies import say
from bot.translations import Translator
from bot.views import meeting
from bot.views.document import page
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="help")
    router.message.register(show, Command("help", ignore_case=True))
    return router


def rest() -> Router:
    """What nothing else understood, in a private chat."""
    router = Router(name="rest")
    router.message.register(unknown_command, Fits(F.text.startswith("/")))
    router.message.register(not_words, Fits(F.content_type.in_(_SENT_BY_PEOPLE)))
    router.include_router(stale_buttons())
    return router


def stale_buttons() -> Router:
    router = Router(name="stale buttons")
    router.callback_query.register(stale_button)
    return router


_SENT_BY_PEOPLE = {
    "animation",
    "audio",
    "contact",
    "dice",
    "document",
    "location",
    "photo",
    "poll",
    "sticker",
    "venue",
    "video",
    "video_note",
    "voice",
}
"""Content that deserves an answer; service messages get none."""


async def show(message: Message, bot: Bot, reader: Subscriber, t: Translator) -> None:
    username = (await bot.me()).username or ""
    in_private = reader.kind == "private"
    await say(bot, reader, meeting.help_page(t, in_private=in_private, username=username))


async def unknown_command(message: Message, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await say(bot, reader, page(t("help-unknown-command")))


async def not_words(message: Message, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await say(bot, reader, page(t("help-text-only")))


async def stale_button(
    query: CallbackQuery, callback_answer: CallbackAnswer, t: Translator
) -> None:
    callback_answer.text = t("stale-button")
