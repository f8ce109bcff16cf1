"""/edit and /remove: an editor changes an article, or removes it from the archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.editorial import edit_views
from bot.telegram.context import Context
from bot.telegram.filters import May, SyncFilter
from bot.telegram.message_input import download, list_asked, parse_numbered_args
from bot.ui.articles import ArticleAction, ArticleCallback
from bot.ui.document import Document, build_document, build_paragraph, truncate_line
from news.errors import UnreadableFileError
from news.limits import MAX_TITLE_CHARS
from service.articles.service import ArticleEdit, EditableArticle
from service.editors.rights import Right
from service.subscribers.changes import is_awaiting_input
from storage.chats.subscribers import ArticlePrompt

_PROMPTS: Mapping[str, ArticlePrompt] = {
    ArticleAction.TITLE: "article_title",
    ArticleAction.TEXT: "article_text",
}
"""What an editor is asked for, and how that is stored."""

_IS_PLAIN = SyncFilter(F.text & ~F.text.startswith("/") & ~F.reply_to_message & ~F.forward_origin)

MAX_FILE_BYTES = 1024 * 1024
"""Bytes of a file with the new text of one article."""


def router() -> Router:
    router = Router(name="edit")
    router.message.filter(May(Right.EDIT_ARTICLE))
    router.callback_query.filter(May(Right.EDIT_ARTICLE))
    router.message.register(on_edit_command, Command("edit", ignore_case=True))
    router.message.register(on_remove_command, Command("remove", ignore_case=True))
    router.message.register(on_answer, find_question)
    router.message.register(on_answer, _IS_PLAIN, find_awaited)
    router.callback_query.register(on_article_action, ArticleCallback.filter())
    return router


async def find_question(message: Message) -> dict[str, Any] | bool:
    """Match a reply to a question about an article; inject ``article_id`` and ``asked``, the part
    that it asks for. A command is never an answer."""
    if (message.text or message.caption or "").startswith("/"):
        return False
    for button in list_asked(message, ArticleCallback):
        if button.action is ArticleAction.SHOW and button.value in _PROMPTS:
            return {"article_id": button.article, "asked": button.value}
    return False


async def find_awaited(message: Message, ctx: Context) -> dict[str, Any] | bool:
    """Match a plain text that an editor was asked for lately; inject as `find_question` does."""
    article_id = ctx.subscriber.prompted_article_id
    if article_id is None:
        return False
    for asked, prompt in _PROMPTS.items():
        if is_awaiting_input(ctx.subscriber, prompt, ctx.now):
            return {"article_id": article_id, "asked": asked}
    return False


async def on_edit_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Show what can be changed (``/edit 12``), or save a new text (``/edit 12 TEXT``)."""
    args = parse_numbered_args(command)
    if args is None:
        await ctx.send(ctx.t("edit-usage"))
    elif args.text:
        await _save(ctx, args.number, ArticleEdit(text=args.text.strip()))
    else:
        editable = await ctx.services.articles.get_editable(args.number)
        if editable is None:
            await ctx.send(ctx.t("edit-unknown", id=str(args.number)))
            return
        await _expect(ctx, args.number, ArticleAction.TITLE)
        card = _build_card(ctx, editable)
        await ctx.send(replace(card, parts=(*card.parts, build_paragraph(ctx.t("edit-hint")))))


async def on_remove_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Ask the editor to confirm the removal of an article."""
    args = parse_numbered_args(command)
    if args is None or args.text:
        await ctx.send(ctx.t("remove-usage"))
        return
    removal = await ctx.services.articles.get_removal(args.number)
    if removal is None:
        await ctx.send(ctx.t("edit-unknown", id=str(args.number)))
        return
    await ctx.send(edit_views.build_removal_question(ctx.t, removal))


async def on_answer(message: Message, article_id: int, asked: str, ctx: Context) -> None:
    """Save the title or text that an editor was asked for; a text can be a file."""
    text = (message.text or await _download_text(message, ctx.bot)).strip()
    if not text:
        await ctx.send(ctx.t("edit-words-only"))
        return
    is_title = asked == ArticleAction.TITLE
    if is_title and len(text) > MAX_TITLE_CHARS:
        await ctx.send(ctx.t("edit-title-long", count=len(text), most=str(MAX_TITLE_CHARS)))
        return
    await _save(ctx, article_id, ArticleEdit(title=text) if is_title else ArticleEdit(text=text))


async def _save(ctx: Context, article_id: int, edit: ArticleEdit) -> None:
    """Save a title or a text and show the article."""
    saved = await ctx.services.articles.edit(article_id, edit, ctx.editor, ctx.now)
    await _expect(ctx, article_id, None)
    if saved is None:
        await ctx.send(ctx.t("edit-unknown", id=str(article_id)))
        return
    card, lines = _build_card(ctx, saved), [ctx.t("edit-saved")]
    if edit.title is not None:
        lines.append(ctx.t("edit-former-title", title=truncate_line(saved.former_title)))
    await ctx.send(build_document(*lines, *card.parts, buttons=card.buttons))


async def _expect(ctx: Context, article_id: int, asked: ArticleAction | None) -> None:
    """Take the next plain text as a part of an article; with None no longer."""
    service, subscriber = ctx.services.subscribers, ctx.subscriber
    if asked is not None:
        await service.set_prompt(subscriber, _PROMPTS[asked], ctx.now, article_id=article_id)
    else:
        await service.clear_article_prompt(subscriber)


async def on_article_action(
    query: CallbackQuery, callback_data: ArticleCallback, ctx: Context
) -> None:
    """Do what a button says. It carries the new state, so a double tap changes nothing twice."""
    document = await _run_action(ctx, callback_data)
    if document is None:
        ctx.answer_button(ctx.t("article-gone"), alert=True)
        return
    await ctx.edit(query, document)


async def _run_action(ctx: Context, data: ArticleCallback) -> Document | None:
    """Return the next screen; None for an article that does not exist."""
    service, t, action = ctx.services.articles, ctx.t, data.action
    await _expect(ctx, data.article, action if action in _PROMPTS else None)
    match action:
        case ArticleAction.REMOVE:
            removal = await service.get_removal(data.article)
            return edit_views.build_removal_question(t, removal) if removal else None
        case ArticleAction.CONFIRM_REMOVE:
            removed = await service.remove(data.article, ctx.editor, ctx.now)
            return edit_views.build_removed(t, removed) if removed else None
        case ArticleAction.TICK | ArticleAction.UNTICK:
            is_on = action is ArticleAction.TICK
            editable = await service.set_topic(
                data.article, data.value, is_on=is_on, actor=ctx.editor, now=ctx.now
            )
            return edit_views.build_topic_picker(t, editable) if editable else None
    editable = await service.get_editable(data.article)
    if editable is None:
        return None
    match action:
        case ArticleAction.TITLE | ArticleAction.TEXT:
            return edit_views.build_question(t, editable.article, action)
        case ArticleAction.TOPICS:
            return edit_views.build_topic_picker(t, editable)
        case ArticleAction.SHOW:
            return _build_card(ctx, editable)


def _build_card(ctx: Context, editable: EditableArticle) -> Document:
    return edit_views.build_card(ctx.t, editable, ctx.subscriber.timezone, ctx.now)


async def _download_text(message: Message, bot: Bot) -> str:
    """Return the text of an attached .txt file; empty without one. Raises UnreadableFileError."""
    document = message.document
    name = (document.file_name or "") if document is not None else ""
    if document is None or not name.lower().endswith(".txt"):
        return ""
    try:
        return (await download(bot, document, MAX_FILE_BYTES)).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"{name} is not UTF-8", path=name, reason="encoding") from error
