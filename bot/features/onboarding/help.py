"""/help, and a short answer to what nothing else understood."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from bot.features.settings.views import onboarding as views_onboarding
from bot.telegram.filters import SyncFilter
from bot.telegram.responses import send_document
from bot.ui.document import build_document
from service.i18n.translations import Translator
from storage.chats.subscribers import Subscriber


def router() -> Router:
    router = Router(name="help")
    router.message.register(on_help_command, Command("help", ignore_case=True))
    return router


def fallback_router() -> Router:
    """What nothing else understood, in a private chat."""
    router = Router(name="rest")
    router.message.register(on_unknown_command, SyncFilter(F.text.startswith("/")))
    router.message.register(on_non_text, SyncFilter(F.content_type.in_(_USER_CONTENT_TYPES)))
    router.include_router(stale_button_router())
    return router


def stale_button_router() -> Router:
    router = Router(name="stale buttons")
    router.callback_query.register(on_stale_button)
    return router


_USER_CONTENT_TYPES = {
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


async def on_help_command(message: Message, bot: Bot, reader: Subscriber, t: Translator) -> None:
    username = (await bot.me()).username or ""
    in_private = reader.kind == "private"
    await send_document(
        bot, reader, views_onboarding.build_help(t, in_private=in_private, username=username)
    )


async def on_unknown_command(message: Message, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await send_document(bot, reader, build_document(t("help-unknown-command")))


async def on_non_text(message: Message, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await send_document(bot, reader, build_document(t("help-text-only")))


async def on_stale_button(
    query: CallbackQuery, callback_answer: CallbackAnswer, t: Translator
) -> None:
    callback_answer.text = t("stale-button")
