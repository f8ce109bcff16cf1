"""Posts of a channel that the bot administers are articles, once an editor who administers it asks
for that in /channels."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import (
    CallbackQuery,
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from bot.features.groups import views
from bot.features.groups.callbacks import TakeChannel
from bot.telegram.context import Context
from bot.telegram.filters import May, SyncFilter
from bot.telegram.message_input import get_image
from service.editors.rights import Right
from service.sources.own_channels import ChannelPost


def router() -> Router:
    """Return the router of the posts."""
    router = Router(name="own channel")
    has_text = SyncFilter(F.text | F.caption)
    router.channel_post.register(on_post, has_text)
    router.edited_channel_post.register(on_post, has_text)
    return router


def offer_router() -> Router:
    """Return the router of the button in /channels."""
    router = Router(name="own channel offer")
    router.callback_query.filter(May(Right.SOURCES))
    router.callback_query.register(on_channel_taken, TakeChannel.filter())
    return router


async def on_post(message: Message, ctx: Context) -> None:
    """Store a post or its edited text; those of channels that are no sources are ignored."""
    post = ChannelPost(
        chat_id=message.chat.id,
        message_id=message.message_id,
        markup=message.html_text,
        channel=message.chat.title or "",
        username=message.chat.username or "",
        published=message.date,
        author=_get_author(message),
        image=get_image(message),
        album=message.media_group_id or "",
        is_edited=message.edit_date is not None,
    )
    await ctx.services.own_channels.receive(post, ctx.now)


async def on_channel_taken(query: CallbackQuery, callback_data: TakeChannel, ctx: Context) -> None:
    """Take the posts of a channel as articles, if the editor administers it at this moment."""
    chat_id = callback_data.chat
    chat = await ctx.services.subscribers.get(chat_id)
    is_admin = await ctx.runtime.chat_admins.is_admin(chat_id, query.from_user.id)
    if chat is None or chat.kind != "channel" or not is_admin:
        ctx.answer_button(ctx.t("channels-not-admin"), alert=True)
        return
    await ctx.services.own_channels.take(chat_id, chat.title, ctx.editor, ctx.now)
    await ctx.edit(query, views.build_taken(ctx.t, chat))


def _get_author(message: Message) -> str:
    """Return who wrote a forwarded post first, or who signed a post; empty if neither is known."""
    match message.forward_origin:
        case MessageOriginUser() as origin:
            return origin.sender_user.full_name
        case MessageOriginHiddenUser() as origin:
            return origin.sender_user_name
        case MessageOriginChat() as origin:
            return origin.author_signature or origin.sender_chat.title or ""
        case MessageOriginChannel() as origin:
            return origin.chat.title or ""
    return message.author_signature or ""
