"""Groups and channels: the bot is added, greets in one line, and sends its digests there."""

from __future__ import annotations

import logging
from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import ChatMemberUpdated, Message
from aiogram.utils.deep_linking import create_start_link

from bot.features.groups import views
from bot.features.groups.managed_chat import build_link_payload
from bot.features.settings.api import format_times
from bot.telegram.chats.admins import is_admin
from bot.telegram.chats.membership import MembershipChange, detect_membership_change
from bot.telegram.client.api_errors import is_chat_unreachable
from bot.telegram.context import Context
from bot.telegram.filters import SyncFilter
from bot.ui import plain
from bot.ui.document import Document

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="membership")
    for observer in (router.my_chat_member, router.chat_member):
        observer.filter(SyncFilter(F.chat.type != "private"))
    router.my_chat_member.register(on_bot_membership_changed)
    router.chat_member.register(on_admin_changed)
    return router


async def on_bot_membership_changed(event: ChatMemberUpdated, ctx: Context) -> None:
    """Handle that the bot was added, removed, restricted or unrestricted."""
    ctx.runtime.chat_admins.forget(event.chat.id)
    change = detect_membership_change(event.chat.type, event.old_chat_member, event.new_chat_member)
    if await _is_source_only(event, ctx):
        if change is MembershipChange.ADDED:
            await _notify_actor(event, ctx.bot, views.build_taken_again(ctx.t, ctx.subscriber))
        return
    match change:
        case MembershipChange.ADDED:
            was_active = ctx.is_on_record and ctx.subscriber.state == "active"
            ctx = await _subscribe(event, ctx)
            if not was_active:  # a group that became a supergroup has been greeted before
                await _greet(event, ctx)
        case MembershipChange.UNRESTRICTED:
            ctx = await _subscribe(event, ctx)
            notice = views.build_unrestricted_notice(ctx.t, ctx.subscriber)
            await _notify_actor(event, ctx.bot, notice)
        case MembershipChange.RESTRICTED:
            await _handle_restricted(event, ctx)
        case MembershipChange.REMOVED if ctx.is_on_record:
            await _mark_unreachable(event, ctx)


async def on_admin_changed(event: ChatMemberUpdated, ctx: Context) -> None:
    """Forget what is cached about a person who became or is no longer an admin.

    A channel's new admin finds it in their list; in a group only after changing a setting there.
    """
    user = event.new_chat_member.user
    ctx.runtime.chat_admins.forget(event.chat.id, user.id)
    is_now, was = is_admin(event.new_chat_member), is_admin(event.old_chat_member)
    if is_now == was or user.is_bot:
        return
    if not is_now:
        await ctx.services.chats.remove_admin(event.chat.id, user.id)
    elif event.chat.type == "channel":
        await ctx.services.chats.add_admins(event.chat.id, [user.id])


async def _is_source_only(event: ChatMemberUpdated, ctx: Context) -> bool:
    """Save whether the posts of a channel that is a source arrive; return whether the channel is
    one that gets no digests. Then its rights to post change nothing."""
    if event.chat.type != "channel":
        return False
    is_source = await ctx.services.own_channels.set_reachable(
        event.chat.id, is_reachable=is_admin(event.new_chat_member)
    )
    return is_source and ctx.is_on_record and ctx.subscriber.state == "paused"


async def _subscribe(event: ChatMemberUpdated, ctx: Context) -> Context:
    people = await _list_admins(event, ctx)
    chat = await ctx.services.chats.subscribe(
        ctx.subscriber, ctx.now, title=event.chat.title or "", admin_ids=people
    )
    return replace(ctx, subscriber=chat)


async def _list_admins(event: ChatMemberUpdated, ctx: Context) -> list[int]:
    """Return the people who find the chat in their list: who changed it, and a channel's admins."""
    people = [] if event.from_user.is_bot else [event.from_user.id]
    if event.chat.type == "channel":
        people += await ctx.runtime.chat_admins.list_human_admins(event.chat.id)
    return people


async def _mark_unreachable(event: ChatMemberUpdated, ctx: Context) -> Context:
    chat = await ctx.services.chats.mark_unreachable(
        ctx.subscriber, ctx.now, title=event.chat.title or ""
    )
    return replace(ctx, subscriber=chat)


async def _greet(event: ChatMemberUpdated, ctx: Context) -> None:
    """Send one line to a group. Of a channel, notify the person who added the bot in private.

    If they never wrote to the bot, the channel gets a post with a link to its settings, which is
    deleted once the link has been followed.
    """
    if event.chat.type == "channel":
        greeting = views.build_channel_greeting(ctx.t, ctx.subscriber)
        if not await _notify_actor(event, ctx.bot, greeting):
            await _post_setup_link(ctx)
        return
    clock = format_times(ctx.t, ctx.subscriber.digest_times)
    try:
        await ctx.send(views.build_group_greeting(ctx.t, clock, is_forum=bool(event.chat.is_forum)))
    except (TelegramForbiddenError, TelegramBadRequest) as error:
        if not is_chat_unreachable(error):
            raise
        await _handle_restricted(event, ctx)


async def _post_setup_link(ctx: Context) -> None:
    """Post the link, then put the post's own id into it, which is known only afterwards."""
    chat_id = ctx.subscriber.chat_id
    url = await create_start_link(ctx.bot, "set")
    message = plain.render(views.build_channel_link(ctx.t, ctx.subscriber, url))
    post_id = (await ctx.bot(message.send(chat_id, silent=True))).message_id
    url = await create_start_link(ctx.bot, build_link_payload(chat_id, post_id))
    message = plain.render(views.build_channel_link(ctx.t, ctx.subscriber, url))
    await ctx.bot(message.edit(chat_id, post_id))


async def _handle_restricted(event: ChatMemberUpdated, ctx: Context) -> None:
    ctx = await _mark_unreachable(event, ctx)
    await ctx.services.chats.add_admins(event.chat.id, await _list_admins(event, ctx))
    await _notify_actor(event, ctx.bot, views.build_restricted_notice(ctx.t, ctx.subscriber))


async def _notify_actor(event: ChatMemberUpdated, bot: Bot, document: Document) -> bool:
    """Send a document in private to the person who changed the bot's membership.

    Returns False if that is impossible: an anonymous admin, or one who never wrote to the bot.
    """
    person = event.from_user
    if person.is_bot:
        return False
    try:
        await bot(plain.render(document).send(person.id))
    except (TelegramForbiddenError, TelegramBadRequest) as error:
        log.info("the admin who changed chat %d cannot be notified: %s", event.chat.id, error)
        return False
    return True


def migration_router() -> Router:
    """Return the router for a chat that gets another id or title."""
    router = Router(name="migration")
    router.message.register(on_migrated_to, SyncFilter(F.migrate_to_chat_id))
    router.message.register(on_migrated_from, SyncFilter(F.migrate_from_chat_id))
    for observer in (router.message, router.channel_post):
        observer.register(on_title_changed, SyncFilter(F.new_chat_title))
    return router


async def on_migrated_to(message: Message, ctx: Context) -> None:
    """Move the group's data when Telegram announces its new id in the old chat."""
    assert message.migrate_to_chat_id is not None
    await _migrate(ctx, message.chat.id, message.migrate_to_chat_id)


async def on_migrated_from(message: Message, ctx: Context) -> None:
    """Move the group's data when Telegram announces its old id in the new chat."""
    assert message.migrate_from_chat_id is not None
    await _migrate(ctx, message.migrate_from_chat_id, message.chat.id)


async def on_title_changed(message: Message, ctx: Context) -> None:
    """Save the new title of a subscribed chat."""
    if ctx.is_on_record:
        await ctx.services.chats.set_title(ctx.subscriber, message.new_chat_title or "")


async def _migrate(ctx: Context, old_chat_id: int, new_chat_id: int) -> None:
    """Move the group's record; Telegram reports the migration in both chats.

    The old settings win: the new chat can only have those it got when the bot was added to it.
    """
    await ctx.services.chats.migrate(old_chat_id, new_chat_id, keep_old_settings=True)
    ctx.runtime.chat_admins.forget(old_chat_id)
    log.info("chat %d is now %d", old_chat_id, new_chat_id)
