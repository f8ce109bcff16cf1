"""What editors may do and others may not: anyone else is told so."""

from __future__ import annotations

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from bot.callbacks import EDITORS_BUTTONS
from bot.menus import EDITORS
from bot.replies import say
from bot.translations import Translator
from bot.views.document import page
from storage.subscribers import Subscriber


def router() -> Router:
    """Stands behind the editors' own routers, which let nobody else in."""
    router = Router(name="editors only")
    router.message.register(refuse, Command(*EDITORS, ignore_case=True))
    for button in EDITORS_BUTTONS:
        router.callback_query.register(refuse_button, button.filter())
    return router


async def refuse(message: Message, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await say(bot, reader, page(t("editors-only")))


async def refuse_button(
    query: CallbackQuery, callback_answer: CallbackAnswer, t: Translator
) -> None:
    callback_answer.text, callback_answer.show_alert = t("editors-only"), True
