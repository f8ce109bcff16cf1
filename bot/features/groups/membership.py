"""Groups and channels: the bot is added, says one line, and its digests come there."""

from __future__ import annotations

import logging
from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import ChatMemberUpdated
from aiogram.utils.deep_linking import create_start_link

from bot.features.groups import views
from bot.features.settings.views.pickers import format_times
from bot.telegram.chats.admins import ChatAdmins, is_admin
from bot.telegram.chats.managed_chat import build_link_payload
from bot.telegram.chats.membership import MembershipChange, detect_membership_change
from bot.telegram.client.api_errors import is_chat_unreachable
from bot.telegram.filters import SyncFilter
from bot.telegram.responses import send_document
from bot.ui import plain
from bot.ui.document import Document
from service.i18n.translations import Translator
from service.subscribers.service import activate, update_subscriber
from storage.chats import chat_admins
from storage.chats.leaving import mark_gone
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="added")
    for observer in (router.my_chat_member, router.chat_member):
        observer.filter(SyncFilter(F.chat.type != "private"))
    router.my_chat_member.register(on_bot_membership_changed)
    router.chat_member.register(on_admin_changed)
    return router


async def on_bot_membership_changed(
    event: ChatMemberUpdated,
    bot: Bot,
    database: Database,
    admins: ChatAdmins,
    reader: Subscriber,
    is_on_record: bool,
    t: Translator,
    now: datetime,
) -> None:
    """The bot was added, thrown out, silenced or heard again."""
    admins.forget(event.chat.id)
    match detect_membership_change(event.chat.type, event.old_chat_member, event.new_chat_member):
        case MembershipChange.ADDED:
            is_known = is_on_record and reader.state == "active"
            reader = await _subscribe(event, database, admins, reader, now, is_on_record)
            if not is_known:  # a group that became a supergroup was greeted long ago
                await _greet(event, bot, database, reader, t, now)
        case MembershipChange.UNRESTRICTED:
            reader = await _subscribe(event, database, admins, reader, now, is_on_record)
            await _notify_actor(event, bot, views.build_unrestricted_notice(t, reader))
        case MembershipChange.RESTRICTED:
            await _handle_restricted(event, bot, database, reader, t, now)
        case MembershipChange.REMOVED if is_on_record:
            await _mark_unreachable(event, database, reader, now)


async def on_admin_changed(
    event: ChatMemberUpdated, database: Database, admins: ChatAdmins
) -> None:
    """Somebody became, or is no longer, an admin: it counts at once. The admins of a channel find
    it among theirs; those of a group do once they have set something there."""
    user = event.new_chat_member.user
    admins.forget(event.chat.id, user.id)
    is_now, was = is_admin(event.new_chat_member), is_admin(event.old_chat_member)
    if is_now == was or user.is_bot:
        return
    async with database.write() as connection:
        if not is_now:
            await chat_admins.remove(connection, event.chat.id, user.id)
        elif event.chat.type == "channel":
            await chat_admins.add(connection, event.chat.id, [user.id])


async def _subscribe(
    event: ChatMemberUpdated,
    database: Database,
    admins: ChatAdmins,
    reader: Subscriber,
    now: datetime,
    is_on_record: bool,
) -> Subscriber:
    """Nobody in a group asked to hear that there is no news, so an empty digest stays unsaid."""
    people = [] if event.from_user.is_bot else [event.from_user.id]
    if event.chat.type == "channel":
        people += await admins.list_human_admins(event.chat.id)
    first = {} if is_on_record else {"tell_when_empty": False}
    async with database.write() as connection:
        await chat_admins.add(connection, event.chat.id, people)
        return await activate(connection, reader, now, title=event.chat.title or "", **first)


async def _mark_unreachable(
    event: ChatMemberUpdated, database: Database, reader: Subscriber, now: datetime
) -> Subscriber:
    """As when a person blocks the bot: its settings wait in case it is added again."""
    async with database.write() as connection:
        title = event.chat.title or ""
        gone = await mark_gone(connection, reader.chat_id, now, title=title)
        return gone or await update_subscriber(
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
        if not await _notify_actor(event, bot, views.build_channel_greeting(t, reader)):
            await _post_setup_link(bot, reader, t)
        return
    clock = format_times(t, reader.hours)
    greeting = views.build_group_greeting(t, clock, is_forum=bool(event.chat.is_forum))
    try:
        await send_document(bot, reader, greeting)
    except (TelegramForbiddenError, TelegramBadRequest) as error:
        if not is_chat_unreachable(error):
            raise
        await _handle_restricted(event, bot, database, reader, t, now)


async def _post_setup_link(bot: Bot, reader: Subscriber, t: Translator) -> None:
    url = await create_start_link(bot, "set")
    message = plain.render(views.build_channel_link(t, reader, url))
    post = (await bot(message.send(reader.chat_id, silent=True))).message_id
    url = await create_start_link(bot, build_link_payload(reader.chat_id, post))
    await bot(plain.render(views.build_channel_link(t, reader, url)).edit(reader.chat_id, post))


async def _handle_restricted(
    event: ChatMemberUpdated,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    chat = await _mark_unreachable(event, database, reader, now)
    await _notify_actor(event, bot, views.build_restricted_notice(t, chat))


async def _notify_actor(event: ChatMemberUpdated, bot: Bot, document: Document) -> bool:
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
