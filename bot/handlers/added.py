"""Groups and channels: the bot is added, says one line, and its digests come there."""

from __future__ import annotations

import logging
from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramForbiddenError
from aiogram.filters import JOIN_TRANSITION, LEAVE_TRANSITION, ChatMemberUpdatedFilter
from aiogram.types import ChatMemberUpdated

from bot.people import change, reschedule
from bot.replies import say
from bot.translations import Translator
from bot.views import meeting
from bot.views.choices import hours_in_words
from storage.engine import Database
from storage.subscribers import Subscriber

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="added")
    router.my_chat_member.filter(F.chat.type != "private")
    router.my_chat_member.register(settle, ChatMemberUpdatedFilter(JOIN_TRANSITION))
    router.my_chat_member.register(leave, ChatMemberUpdatedFilter(LEAVE_TRANSITION))
    return router


async def settle(
    event: ChatMemberUpdated,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """Nobody in a group asked to hear that there is no news, so an empty digest stays unsaid."""
    async with database.write() as connection:
        reader = await reschedule(connection, reader, now, tell_when_empty=False)
    clock = hours_in_words(t, reader.hours)
    if event.chat.type != "channel":
        await say(bot, reader, meeting.group_greeting(t, clock))
        return
    # A channel is for news; whoever added the bot is told in private, if they can be.
    greeting = t("channel-greeting", title=event.chat.title or "", clock=clock)
    try:
        await bot.send_message(event.from_user.id, greeting)
    except TelegramForbiddenError as error:
        log.info("who added the bot to channel %d cannot be told: %s", event.chat.id, error)


async def leave(event: ChatMemberUpdated, database: Database, reader: Subscriber) -> None:
    """As when a person blocks the bot: its settings wait in case it is added again."""
    async with database.write() as connection:
        await change(connection, reader, state="gone", next_digest_at=None)
