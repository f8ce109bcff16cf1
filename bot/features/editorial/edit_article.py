"""/edit and /remove: an editor changes an article, or removes it from the archive."""

from __future__ import annotations

from typing import Any

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.editorial import edit_views
from bot.telegram.context import Context
from bot.telegram.filters import May
from bot.telegram.message_input import download, parse_numbered_args
from bot.ui.article_links import ArticleAction, ArticleCallback
from bot.ui.document import Document, build_document
from news.errors import UnreadableFileError
from service.articles.service import ArticleEdit, EditableArticle
from service.editors.rights import Right

_PROMPTED_FIELDS = (ArticleAction.TITLE, ArticleAction.TEXT)
MAX_FILE_BYTES = 1024 * 1024
"""Bytes of a file with the new text of one article."""


def router() -> Router:
    router = Router(name="edit")
    router.message.filter(May(Right.EDIT_ARTICLE))
    router.callback_query.filter(May(Right.EDIT_ARTICLE))
    router.message.register(on_edit_command, Command("edit", ignore_case=True))
    router.message.register(on_remove_command, Command("remove", ignore_case=True))
    router.message.register(on_answer, find_prompt)
    router.callback_query.register(on_article_action, ArticleCallback.filter())
    return router


async def find_prompt(message: Message) -> dict[str, Any] | bool:
    """Match a reply to a question about an article; inject the question's button as ``prompt``.

    A command is never an answer.
    """
    question = message.reply_to_message
    if question is None or question.reply_markup is None or _is_command(message):
        return False
    for row in question.reply_markup.inline_keyboard:
        for button in row:
            if (prompt := _unpack_prompt(button.callback_data or "")) is not None:
                return {"prompt": prompt}
    return False


def _is_command(message: Message) -> bool:
    return (message.text or message.caption or "").startswith("/")


def _unpack_prompt(data: str) -> ArticleCallback | None:
    if not data.startswith(f"{ArticleCallback.__prefix__}:"):
        return None
    button = ArticleCallback.unpack(data)
    return (
        button if button.action is ArticleAction.SHOW and button.value in _PROMPTED_FIELDS else None
    )


async def on_edit_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Show what can be changed (``/edit 12``), or save a new text (``/edit 12 TEXT``)."""
    args = parse_numbered_args(command)
    if args is None:
        await ctx.send(ctx.t("edit-usage"))
    elif args.text:
        await _save(ctx, args.number, ArticleEdit(text=args.text.strip()))
    else:
        editable = await ctx.services.articles.get_editable(args.number)
        await ctx.send(
            _build_card(ctx, editable) if editable else ctx.t("edit-unknown", id=str(args.number))
        )


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


async def on_answer(message: Message, prompt: ArticleCallback, ctx: Context) -> None:
    """Save the title or text that replies to a question; a text can be a file."""
    text = (message.text or await _download_text(message, ctx.bot)).strip()
    if not text:
        await ctx.send(ctx.t("edit-words-only"))
        return
    is_title = prompt.value == ArticleAction.TITLE
    await _save(
        ctx, prompt.article, ArticleEdit(title=text) if is_title else ArticleEdit(text=text)
    )


async def _save(ctx: Context, article_id: int, edit: ArticleEdit) -> None:
    """Save a title or a text and show the article."""
    saved = await ctx.services.articles.edit(article_id, edit, ctx.editor, ctx.now)
    if saved is None:
        await ctx.send(ctx.t("edit-unknown", id=str(article_id)))
        return
    card = _build_card(ctx, saved)
    await ctx.send(build_document(ctx.t("edit-saved"), *card.parts, buttons=card.buttons))


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
