"""In a group the bot answers only what is asked of it; what is set there, its admins set."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware, Bot, F, Router
from aiogram.filters import Command, MagicData, invert_f
from aiogram.types import CallbackQuery, Message, TelegramObject
from aiogram.utils.callback_answer import CallbackAnswer

from bot.admins import Admins, note
from bot.callbacks import Ask, Close
from bot.delivery.address import Address, address_in_force, answering
from bot.filters import Fits
from bot.handlers import here
from bot.menus import GROUP_ADMINS
from bot.middlewares.questions import QuestionsMiddleware
from bot.replies import say
from bot.translations import Translator
from bot.views.document import Button, page
from bot.views.frame import Frame
from storage.engine import Database
from storage.subscribers import Subscriber

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


def router(asking: Router, managing: Router) -> Router:
    """``asking`` is for everybody, ``managing`` for the admins: anyone else is told so. Chatter
    goes by unanswered, and so do other bots' commands and what a linked channel posts."""
    group = Router(name="group")
    is_here = MagicData(F.reader.kind.in_({"group", "supergroup"}))
    group.message.outer_middleware(QuestionsMiddleware())
    group.message.filter(Fits(F.text.startswith("/") & ~F.is_automatic_forward), is_here)
    group.callback_query.filter(is_here)
    managing.message.filter(Command(*GROUP_ADMINS, "start", ignore_case=True), is_admin)
    managing.callback_query.filter(is_admin)
    managing.message.middleware(MenuMiddleware())
    managing.callback_query.middleware(MenuMiddleware())
    managing.message.middleware(here.ThreadChoiceMiddleware())
    group.include_routers(_guard(), asking, managing, _refusals())
    return group


def _guard() -> Router:
    """The one button among everybody's that sets something."""
    router = Router(name="guard")
    router.callback_query.register(refuse_button, Ask.filter(F.what == "quiet"), invert_f(is_admin))
    return router


def _refusals() -> Router:
    router = Router(name="admins only")
    router.message.register(refuse, Command(*GROUP_ADMINS, ignore_case=True))
    router.callback_query.register(refuse_button)
    return router


class MenuMiddleware(BaseMiddleware):
    """Every menu in a group can be closed, so that none is left lying about: «Done» takes it away,
    where in private it leads back to the settings or leaves a line."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        t: Translator = data["t"]
        chat_id = data["reader"].chat_id
        frame = Frame(foot=(Button(t("button-done"), Close().pack()),))
        address = address_in_force() or Address(chat_id, chat_id)
        with answering(replace(address, frame=frame)):
            return await handler(event, data)


async def is_admin(event: Message | CallbackQuery, admins: Admins, database: Database) -> bool:
    """Whether the group's own admin wrote or pressed, anonymously or not. What is written in the
    name of a channel, a linked one too, is no admin's."""
    message = event.message if isinstance(event, CallbackQuery) else event
    if message is None or event.from_user is None:
        return False
    if isinstance(event, Message) and event.sender_chat is not None:
        return event.sender_chat.id == event.chat.id
    if not await admins.is_admin(message.chat.id, event.from_user.id):
        return False
    await note(database, message.chat.id, event.from_user.id)
    return True


async def refuse(message: Message, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await say(bot, reader, page(t("admins-only")))


async def refuse_button(
    query: CallbackQuery, callback_answer: CallbackAnswer, t: Translator
) -> None:
    callback_answer.text, callback_answer.show_alert = t("admins-only"), True
