"""What editors may do and others may not: anyone else is told so."""

from __future__ import annotations

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from bot.features.editorial.callbacks import EDITOR_CALLBACKS
from bot.telegram.chats.command_menu import EDITOR_COMMANDS
from bot.telegram.responses import send_document
from bot.ui.document import build_document
from service.i18n.translations import Translator
from storage.chats.subscribers import Subscriber


def router() -> Router:
    """Stands behind the editors' own routers, which let nobody else in."""
    router = Router(name="editors only")
    router.message.register(refuse_command, Command(*EDITOR_COMMANDS, ignore_case=True))
    for button in EDITOR_CALLBACKS:
        router.callback_query.register(refuse_button, button.filter())
    return router


async def refuse_command(message: Message, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await send_document(bot, reader, build_document(t("editors-only")))


async def refuse_button(
    query: CallbackQuery, callback_answer: CallbackAnswer, t: Translator
) -> None:
    callback_answer.text, callback_answer.show_alert = t("editors-only"), True
