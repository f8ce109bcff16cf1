"""What editors may do and others may not: anyone else is told so."""

from __future__ import annotations

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Decision
from bot.replies import say
from bot.translations import Translator
from bot.views.document import page
from storage.subscribers import Subscriber

COMMANDS = ("breaking", "correct", "retract", "sources", "stats")


def router() -> Router:
    """Stands behind the editors' own routers, which let nobody else in."""
    router = Router(name="editors only")
    router.message.register(refuse, Command(*COMMANDS))
    router.callback_query.register(refuse_button, Decision.filter())
    return router


async def refuse(message: Message, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await say(bot, reader, page(t("editors-only")))


async def refuse_button(query: CallbackQuery, t: Translator) -> None:
    await query.answer(t("editors-only"), show_alert=True)
