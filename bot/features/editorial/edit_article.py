"""/edit and /remove: an editor changes an article, or takes it out of the archive."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, MagicData
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from bot.features.editorial import edit_views
from bot.features.editorial.callbacks import ArticleAction, ArticleCallback
from bot.telegram.responses import edit_message, send_document
from bot.ui.document import Document, build_document
from news.errors import UnreadableFileError
from news.model import Article, Topic
from service.articles import topics as articles_topics
from service.articles.analysis_worker import AnalysisWorker
from service.articles.editor import ArticleEditor
from service.i18n.translations import Translator
from storage.archive import articles, overrides
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.stats.audit_log import Actor

_COMMAND_ARGS = re.compile(r"(?:№\s*)?(?P<number>[1-9]\d{0,14})(?:\s+(?P<text>.+))?", re.DOTALL)
_PROMPTED_FIELDS = (ArticleAction.TITLE, ArticleAction.TEXT)
MAX_FILE_BYTES = 1024 * 1024
"""Of a file with the new text of one article."""


def router() -> Router:
    router = Router(name="edit")
    router.message.filter(MagicData(F.is_editor))
    router.callback_query.filter(MagicData(F.is_editor))
    router.message.register(on_edit_command, Command("edit", ignore_case=True))
    router.message.register(on_remove_command, Command("remove", ignore_case=True))
    router.message.register(on_answer, find_prompt)
    router.callback_query.register(on_article_action, ArticleCallback.filter())
    return router


async def find_prompt(message: Message) -> dict[str, Any] | bool:
    """Whether a message replies to a question about an article, and to which: the question's own
    button says so. Commands are commands wherever they stand."""
    question = message.reply_to_message
    if question is None or question.reply_markup is None or _is_command(message):
        return False
    for row in question.reply_markup.inline_keyboard:
        for button in row:
            if (asked := _unpack_prompt(button.callback_data or "")) is not None:
                return {"asked": asked}
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


async def on_edit_command(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    desk: AnalysisWorker,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """``/edit 12`` shows what can be changed; ``/edit 12 TEXT`` is its new text."""
    said = _COMMAND_ARGS.fullmatch((command.args or "").strip())
    if said is None:
        await send_document(bot, reader, build_document(t("edit-usage")))
        return
    article = await _load_article(database, int(said["number"]))
    if article is None:
        await send_document(bot, reader, build_document(t("edit-unknown", id=said["number"])))
        return
    if said["text"] is None:
        await send_document(bot, reader, await _build_card(database, article, reader, t, now))
        return
    changed = await ArticleEditor(database, desk, actor, now).update_text(article, said["text"])
    await send_document(bot, reader, await _build_saved_card(database, changed, reader, t, now))


async def on_remove_command(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    said = _COMMAND_ARGS.fullmatch((command.args or "").strip())
    if said is None or said["text"] is not None:
        await send_document(bot, reader, build_document(t("remove-usage")))
        return
    article = await _load_article(database, int(said["number"]))
    if article is None:
        await send_document(bot, reader, build_document(t("edit-unknown", id=said["number"])))
        return
    await send_document(bot, reader, await _build_removal_question(database, article, t))


async def on_answer(
    message: Message,
    asked: ArticleCallback,
    bot: Bot,
    database: Database,
    desk: AnalysisWorker,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """The new title or text, as a reply to the question; a text may come as a file."""
    article = await _load_article(database, asked.article)
    if article is None:
        await send_document(bot, reader, build_document(t("edit-unknown", id=str(asked.article))))
        return
    words = (message.text or await _download_text(message, bot)).strip()
    if not words:
        await send_document(bot, reader, build_document(t("edit-words-only")))
        return
    editing = ArticleEditor(database, desk, actor, now)
    if asked.value == ArticleAction.TITLE:
        changed = await editing.update_title(article, words)
    else:
        changed = await editing.update_text(article, words)
    await send_document(bot, reader, await _build_saved_card(database, changed, reader, t, now))


async def on_article_action(
    query: CallbackQuery,
    callback_data: ArticleCallback,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    desk: AnalysisWorker,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """Do what a button says. The wished state is in it, so that a double tap changes nothing
    twice."""
    article = await _load_article(database, callback_data.article)
    if article is None:
        callback_answer.text, callback_answer.show_alert = t("article-gone"), True
        return
    editing = ArticleEditor(database, desk, actor, now)
    match callback_data.action:
        case ArticleAction.TITLE | ArticleAction.TEXT:
            document = edit_views.build_question(t, article, callback_data.action)
        case ArticleAction.TOPICS | ArticleAction.TICK | ArticleAction.UNTICK:
            if callback_data.action is not ArticleAction.TOPICS:
                on = callback_data.action is ArticleAction.TICK
                article = await editing.set_topic(article, callback_data.value, on=on)
            document = edit_views.build_topic_picker(t, article, await _load_topics(database))
        case ArticleAction.REMOVE:
            document = await _build_removal_question(database, article, t)
        case ArticleAction.CONFIRM_REMOVE:
            gone = await editing.remove(article.id)
            document = (
                edit_views.build_removed(t, *gone) if gone else build_document(t("article-gone"))
            )
        case ArticleAction.SHOW:
            document = await _build_card(database, article, reader, t, now)
    await edit_message(bot, query, document)


async def _load_article(database: Database, article_id: int) -> Article | None:
    async with database.read() as connection:
        return await articles.get(connection, article_id)


async def _build_card(
    database: Database, article: Article, reader: Subscriber, t: Translator, now: datetime
) -> Document:
    async with database.read() as connection:
        was_set = await overrides.get_overridden_fields(connection, article.id)
        topics = await articles_topics.list_all_topics(connection)
    return edit_views.build_card(t, article, was_set, topics, reader.timezone, now)


async def _build_saved_card(
    database: Database, article: Article | None, reader: Subscriber, t: Translator, now: datetime
) -> Document:
    """The article as it is now, with a line on top; ``changed`` is None if it went meanwhile."""
    if article is None:
        return build_document(t("article-gone"))
    shown = await _build_card(database, article, reader, t, now)
    return build_document(t("edit-saved"), *shown.parts, buttons=shown.buttons)


async def _load_topics(database: Database) -> Sequence[Topic]:
    async with database.read() as connection:
        return await articles_topics.list_all_topics(connection)


async def _build_removal_question(database: Database, article: Article, t: Translator) -> Document:
    async with database.read() as connection:
        pushed = await overrides.list_broadcast_ids(connection, article.id)
    return edit_views.build_removal_question(t, article, pushed)


async def _download_text(message: Message, bot: Bot) -> str:
    """The text of a .txt file; empty where there is none."""
    document = message.document
    name = Path(document.file_name or "").name if document is not None else ""
    if document is None or not name.lower().endswith(".txt"):
        return ""
    if (document.file_size or 0) > MAX_FILE_BYTES:
        raise UnreadableFileError(f"{name} is too large", path=name, reason="too_large")
    with tempfile.TemporaryFile() as file:
        await bot.download(document, destination=file)
        file.seek(0)
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UnreadableFileError(
                f"{name} is not UTF-8", path=name, reason="encoding"
            ) from error
