"""Groups and channels: the bot is added, says one line, and its digests come there."""

from __future__ import annotations

import logging
from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import ChatMemberUpdated
from aiogram.utils.deep_linking import create_start_link

from bot.admins import Admins, is_admin
from bot.delivery.outcomes import is_unwelcome
from bot.filters import Fits
from bot.on_behalf import link_payload
from bot.people import change, reschedule
from bot.replies import say
from bot.standing import Change, change_of
from bot.translations import Translator
from bot.views import channels as views
from bot.views import plain
from bot.views.choices import hours_in_words
from bot.views.document import Document
from storage import managers
from storage.engine import Database
from storage.leaving import mark_gone
from storage.subscribers import Subscriber

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="added")
    for observer in (router.my_chat_member, router.chat_member):
        observer.filter(Fits(F.chat.type != "private"))
    router.my_chat_member.register(own_standing)
    router.chat_member.register(others_standing)
    return router


async def own_standing(
    event: ChatMemberUpdated,
    bot: Bot,
    database: Database,
    admins: Admins,
    reader: Subscriber,
    is_on_record: bool,
    t: Translator,
    now: datetime,
) -> None:
    """The bot was added, thrown out, silenced or heard again."""
    admins.forget(event.chat.id)
    match change_of(event.chat.type, event.old_chat_member, event.new_chat_member):
        case Change.JOINED:
            is_known = is_on_record and reader.state == "active"
            reader = await _subscribe(event, database, admins, reader, now, is_on_record)
            if not is_known:  # a group that became a supergroup was greeted long ago
                await _greet(event, bot, database, reader, t, now)
        case Change.HEARD:
            reader = await _subscribe(event, database, admins, reader, now, is_on_record)
            await _tell(event, bot, views.heard_again(t, reader))
        case Change.MUTE:
            await _muted(event, bot, database, reader, t, now)
        case Change.GONE if is_on_record:
            await _leave(event, database, reader, now)


async def others_standing(event: ChatMemberUpdated, database: Database, admins: Admins) -> None:
    """Somebody became, or is no longer, an admin: it counts at once. The admins of a channel find
    it among theirs; those of a group do once they have set something there."""
    user = event.new_chat_member.user
    admins.forget(event.chat.id, user.id)
    is_now, was = is_admin(event.new_chat_member), is_admin(event.old_chat_member)
    if is_now == was or user.is_bot:
        return
    async with database.write() as connection:
        if not is_now:
            await managers.remove(connection, event.chat.id, user.id)
        elif event.chat.type == "channel":
            await managers.add(connection, event.chat.id, [user.id])


async def _subscribe(
    event: ChatMemberUpdated,
    database: Database,
    admins: Admins,
    reader: Subscriber,
    now: datetime,
    is_on_record: bool,
) -> Subscriber:
    """Nobody in a group asked to hear that there is no news, so an empty digest stays unsaid."""
    people = [] if event.from_user.is_bot else [event.from_user.id]
    if event.chat.type == "channel":
        people += await admins.people(event.chat.id)
    first = {} if is_on_record else {"tell_when_empty": False}
    async with database.write() as connection:
        await managers.add(connection, event.chat.id, people)
        return await reschedule(connection, reader, now, title=event.chat.title or "", **first)


async def _leave(
    event: ChatMemberUpdated, database: Database, reader: Subscriber, now: datetime
) -> Subscriber:
    """As when a person blocks the bot: its settings wait in case it is added again."""
    async with database.write() as connection:
        title = event.chat.title or ""
        gone = await mark_gone(connection, reader.chat_id, now, title=title)
        return gone or await change(
            connection, reader, state="gone", next_digest_at=None, title=title
        )


async def _greet(
    event: ChatMemberUpdated,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """One line in a group. A channel is for news: who added the bot is told in private, or, if
    they never wrote to it, by a post that leads there and goes once it has been followed."""
    if event.chat.type == "channel":
        if not await _tell(event, bot, views.channel_greeting(t, reader)):
            await _link(bot, reader, t)
        return
    clock = hours_in_words(t, reader.hours)
    greeting = views.group_greeting(t, clock, is_forum=bool(event.chat.is_forum))
    try:
        await say(bot, reader, greeting)
    except (TelegramForbiddenError, TelegramBadRequest) as error:
        if not is_unwelcome(error):
            raise
        await _muted(event, bot, database, reader, t, now)


async def _link(bot: Bot, reader: Subscriber, t: Translator) -> None:
    url = await create_start_link(bot, "set")
    message = plain.render(views.channel_link(t, reader, url))
    post = (await bot(message.send(reader.chat_id, silent=True))).message_id
    url = await create_start_link(bot, link_payload(reader.chat_id, post))
    await bot(plain.render(views.channel_link(t, reader, url)).edit(reader.chat_id, post))


async def _muted(
    event: ChatMemberUpdated,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    chat = await _leave(event, database, reader, now)
    await _tell(event, bot, views.muted(t, chat))


async def _tell(event: ChatMemberUpdated, bot: Bot, document: Document) -> bool:
    """Tell whoever changed the bot's standing, in private. False if they can not be told: an
    anonymous admin, or somebody who never wrote to the bot."""
    person = event.from_user
    if person.is_bot:
        return False
    try:
        await bot(plain.render(document).send(person.id))
    except (TelegramForbiddenError, TelegramBadRequest) as error:
        log.info("who changed the bot's standing in %d cannot be told: %s", event.chat.id, error)
        return False
    return True
