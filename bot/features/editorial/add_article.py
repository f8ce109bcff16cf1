"""/add: an editor adds an article: its text, a message replied to, or a file of articles."""

from __future__ import annotations

from pathlib import Path

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message, MessageOriginChannel
from aiogram.utils.magic_filter import MagicFilter

from bot.features.editorial import views
from bot.telegram.chats.deep_links import build_post_link
from bot.telegram.context import Context
from bot.telegram.filters import May, SyncFilter
from bot.telegram.message_input import download, get_image
from bot.ui.document import build_document
from news.model import RawArticle
from service.editors.rights import Right

MAX_FILE_BYTES = 20 * 1024 * 1024
"""The largest file that Telegram lets a bot download."""

MAX_LISTED = 5
"""Articles of a file that get buttons; the others are found by a search."""


def router() -> Router:
    router = Router(name="add article")
    router.message.filter(May(Right.ADD_ARTICLE))
    add = Command("add", ignore_case=True)
    # Files come first, because /add may be the caption of one.
    router.message.register(on_article_file, _has_article_file(F))
    router.message.register(on_reply_to_file, _has_article_file(F.reply_to_message), add)
    router.message.register(on_add_command, add)
    return router


def _has_article_file(message: MagicFilter) -> SyncFilter:
    return SyncFilter(message.document.file_name.lower().regexp(r".+\.(?:txt|jsonl)$"))


async def on_reply_to_file(message: Message, ctx: Context) -> None:
    """Add the articles of the file that the command replies to."""
    assert message.reply_to_message is not None
    await on_article_file(message.reply_to_message, ctx)


async def on_add_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Add the text after the command, or the message replied to; a post keeps its source."""
    services = ctx.services
    own_source = services.translations[services.settings.default_language]("own-source")
    raw = build_article_from_message(message, (command.args or "").strip(), own_source)
    if raw is None:
        await ctx.send(ctx.t("add-usage"))
        return
    added = await services.articles.add(raw, ctx.editor, ctx.now)
    key = "add-filed" if added.is_new else "add-known"
    text = ctx.t(key, title=added.title, id=str(added.id))
    buttons = views.build_article_buttons(ctx.t, added.id, may_edit=ctx.may(Right.EDIT_ARTICLE))
    await ctx.send(build_document(text, buttons=buttons))


async def on_article_file(message: Message, ctx: Context) -> None:
    """Add the articles of a text or JSONL file, as `svodka import` does: see
    docs/operations/formats.md."""
    assert message.document is not None
    name = Path(message.document.file_name or "articles.txt").name
    body = await download(ctx.bot, message.document, MAX_FILE_BYTES)
    report = await ctx.services.articles.add_file(body, name, ctx.editor, ctx.now)
    listed = await ctx.services.articles.get_many(report.article_ids[:MAX_LISTED])
    may_edit = ctx.may(Right.EDIT_ARTICLE)
    await ctx.send(views.build_articles_report(ctx.t, report, listed, may_edit=may_edit))


def build_article_from_message(message: Message, words: str, own_source: str) -> RawArticle | None:
    """Return the article of a command, or of the message that it replies to, with the photo that
    the text is the caption of; None without text."""
    if words:
        return RawArticle(text=words, source=own_source, image=get_image(message))
    post = message.reply_to_message
    text = "" if post is None else post.text or post.caption or ""
    if post is None or not text.strip():
        return None
    origin = post.forward_origin
    if not isinstance(origin, MessageOriginChannel):
        return RawArticle(text=text, source=own_source, image=get_image(post))
    return RawArticle(
        text=text,
        image=get_image(post),
        source=origin.chat.title or own_source,
        url=build_post_link(origin),
        published=origin.date,
    )
