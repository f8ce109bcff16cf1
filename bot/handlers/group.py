"""In a group the bot answers only what is asked of it; what is set there, its admins set."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.filters import Command, MagicData
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from bot.menus import GROUP_ADMINS
from bot.replies import say
from bot.translations import Translator
from bot.views.document import page
from storage.subscribers import Subscriber

_ADMINS = {ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR}


def router(asking: Router, managing: Router) -> Router:
    """``asking`` is for everybody, ``managing`` for the admins: anyone else is told so. Chatter
    goes by unanswered, and so do other bots' commands."""
    group = Router(name="group")
    is_here = MagicData(F.reader.kind.in_({"group", "supergroup"}))
    group.message.filter(F.text.startswith("/"), is_here)
    group.callback_query.filter(is_here)
    managing.message.filter(Command(*GROUP_ADMINS, "start", ignore_case=True), is_admin)
    managing.callback_query.filter(is_admin)
    group.include_routers(asking, managing, _refusals())
    return group


def _refusals() -> Router:
    router = Router(name="admins only")
    router.message.register(refuse, Command(*GROUP_ADMINS, ignore_case=True))
    router.callback_query.register(refuse_button)
    return router


async def is_admin(event: Message | CallbackQuery, bot: Bot) -> bool:
    """Whether the group's own admin wrote or pressed, anonymously or not."""
    message = event.message if isinstance(event, CallbackQuery) else event
    if message is None or event.from_user is None:
        return False
    if isinstance(event, Message) and event.sender_chat is not None:
        return event.sender_chat.id == event.chat.id
    member = await bot.get_chat_member(message.chat.id, event.from_user.id)
    return member.status in _ADMINS


async def refuse(message: Message, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await say(bot, reader, page(t("admins-only")))


async def refuse_button(
    query: CallbackQuery, callback_answer: CallbackAnswer, t: Translator
) -> None:
    callback_answer.text, callback_answer.show_alert = t("admins-only"), True
