"""/breaking: make a draft of what an editor wants to broadcast, and preview it."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.broadcasts import draft_views, preview_views
from bot.telegram.context import Context
from bot.telegram.filters import May, SyncFilter
from bot.telegram.message_input import parse_numbered_args
from bot.ui import message as ui_message
from bot.ui.articles import BroadcastArticle
from bot.ui.document import truncate_line
from service.editors.rights import Right

MAX_ID_DIGITS = 15
"""A longer number is not the id of an article."""


def router() -> Router:
    router = Router(name="breaking")
    router.message.filter(May(Right.DRAFT))
    router.callback_query.filter(May(Right.DRAFT))
    router.message.register(on_forwarded_post, SyncFilter(F.forward_origin))
    router.message.register(on_breaking_command, Command("breaking", ignore_case=True))
    router.callback_query.register(on_broadcast_article, BroadcastArticle.filter())
    return router


async def on_breaking_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Draft the text after the command (with its photo), an article by its number, or the message
    replied to."""
    content: ui_message.Message | None = None
    article_id: int | None = None
    args = (command.args or "").strip()
    if message.text and (digits := _find_article_number(command, args)):
        article_id = int(digits) if len(digits) <= MAX_ID_DIGITS else 0
        content = await _build_article_message(ctx, article_id)
        if content is None:
            shown = truncate_line(digits, MAX_ID_DIGITS)
            await ctx.send(ctx.t("breaking-no-article", id=shown))
            return
    elif args or message.caption:
        content = draft_views.build_from_command(message)
    elif message.reply_to_message is not None:
        content = draft_views.build_from_message(message.reply_to_message)
    if content is None or (draft_views.says_nothing(content) and not content.media):
        await ctx.send(ctx.t("breaking-usage"))
        return
    await show_preview(ctx, content, article_id)


def _find_article_number(command: CommandObject, args: str) -> str:
    """Return the digits of a number that stands alone, as «12» or «№ 12»; empty for a text."""
    if args.isdecimal():
        return args
    numbered = parse_numbered_args(command)
    return str(numbered.number) if numbered is not None and not numbered.text else ""


async def on_forwarded_post(message: Message, ctx: Context) -> None:
    """Draft a forwarded post. Of an album, only the part with a caption is used."""
    if message.media_group_id is not None and not message.caption:
        return
    content = draft_views.build_from_message(message)
    if content is None:
        await ctx.send(ctx.t("breaking-nothing"))
        return
    await show_preview(ctx, content)


async def on_broadcast_article(
    query: CallbackQuery, callback_data: BroadcastArticle, ctx: Context
) -> None:
    """Show a broadcast draft of the article below which an editor pressed the button."""
    content = await _build_article_message(ctx, callback_data.article)
    if content is None:
        await ctx.send(ctx.t("article-gone"))
        return
    await show_preview(ctx, content, callback_data.article)


async def show_preview(
    ctx: Context, content: ui_message.Message, article_id: int | None = None
) -> None:
    """Send the message as subscribers will see it, then store the draft and ask what to do with
    it. No draft is made of what Telegram rejects."""
    chat_id = ctx.subscriber.chat_id
    try:
        await ctx.bot(draft_views.label_preview(ctx.t, content).send(chat_id))
    except TelegramBadRequest as error:
        await ctx.send(ctx.t("breaking-refused", reason=error.message))
        return
    preview = await ctx.services.drafts.create_draft(
        content, ctx.editor, chat_id, ctx.now, article_id
    )
    await ctx.send(preview_views.build_question(ctx.t, preview, may_send=ctx.may(Right.SEND)))


async def _build_article_message(ctx: Context, article_id: int) -> ui_message.Message | None:
    article = await ctx.services.drafts.get_article(article_id)
    return None if article is None else draft_views.build_from_article(ctx.t, article)
