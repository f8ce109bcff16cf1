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

from bot import topics as every_topic
from bot.callbacks import ArticleAct, ArticleDo
from bot.desk import DeskProcess
from bot.editing import Editing
from bot.replies import say, say_here
from bot.translations import Translator
from bot.views import edit as views
from bot.views.document import Document, page
from news.errors import UnreadableFile
from news.model import Article, Topic
from storage import articles, corrections
from storage.audit import Actor
from storage.engine import Database
from storage.subscribers import Subscriber

_NUMBERED = re.compile(r"(?:№\s*)?(?P<number>[1-9]\d{0,14})(?:\s+(?P<text>.+))?", re.DOTALL)
_ASKED = (ArticleDo.TITLE, ArticleDo.TEXT)
MOST_BYTES = 1024 * 1024
"""Of a file with the new text of one article."""


def router() -> Router:
    router = Router(name="edit")
    router.message.filter(MagicData(F.is_editor))
    router.callback_query.filter(MagicData(F.is_editor))
    router.message.register(edit, Command("edit", ignore_case=True))
    router.message.register(ask_to_remove, Command("remove", ignore_case=True))
    router.message.register(answered, answers_question)
    router.callback_query.register(act, ArticleAct.filter())
    return router


async def answers_question(message: Message) -> dict[str, Any] | bool:
    """Whether a message replies to a question about an article, and to which: the question's own
    button says so. Commands are commands wherever they stand."""
    question = message.reply_to_message
    if question is None or question.reply_markup is None or _is_command(message):
        return False
    for row in question.reply_markup.inline_keyboard:
        for button in row:
            if (asked := _unpacked(button.callback_data or "")) is not None:
                return {"asked": asked}
    return False


def _is_command(message: Message) -> bool:
    return (message.text or message.caption or "").startswith("/")


def _unpacked(data: str) -> ArticleAct | None:
    if not data.startswith(f"{ArticleAct.__prefix__}:"):
        return None
    button = ArticleAct.unpack(data)
    return button if button.do is ArticleDo.SHOW and button.value in _ASKED else None


async def edit(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    desk: DeskProcess,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """``/edit 12`` shows what can be changed; ``/edit 12 TEXT`` is its new text."""
    said = _NUMBERED.fullmatch((command.args or "").strip())
    if said is None:
        await say(bot, reader, page(t("edit-usage")))
        return
    article = await _get(database, int(said["number"]))
    if article is None:
        await say(bot, reader, page(t("edit-unknown", id=said["number"])))
        return
    if said["text"] is None:
        await say(bot, reader, await _card(database, article, reader, t, now))
        return
    changed = await Editing(database, desk, actor, now).text(article, said["text"])
    await say(bot, reader, await _saved(database, changed, reader, t, now))


async def ask_to_remove(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    said = _NUMBERED.fullmatch((command.args or "").strip())
    if said is None or said["text"] is not None:
        await say(bot, reader, page(t("remove-usage")))
        return
    article = await _get(database, int(said["number"]))
    if article is None:
        await say(bot, reader, page(t("edit-unknown", id=said["number"])))
        return
    await say(bot, reader, await _removal(database, article, t))


async def answered(
    message: Message,
    asked: ArticleAct,
    bot: Bot,
    database: Database,
    desk: DeskProcess,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """The new title or text, as a reply to the question; a text may come as a file."""
    article = await _get(database, asked.article)
    if article is None:
        await say(bot, reader, page(t("edit-unknown", id=str(asked.article))))
        return
    words = (message.text or await _of_file(message, bot)).strip()
    if not words:
        await say(bot, reader, page(t("edit-words-only")))
        return
    editing = Editing(database, desk, actor, now)
    if asked.value == ArticleDo.TITLE:
        changed = await editing.title(article, words)
    else:
        changed = await editing.text(article, words)
    await say(bot, reader, await _saved(database, changed, reader, t, now))


async def act(
    query: CallbackQuery,
    callback_data: ArticleAct,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    desk: DeskProcess,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """Do what a button says. The wished state is in it, so that a double tap changes nothing
    twice."""
    article = await _get(database, callback_data.article)
    if article is None:
        callback_answer.text, callback_answer.show_alert = t("article-gone"), True
        return
    editing = Editing(database, desk, actor, now)
    match callback_data.do:
        case ArticleDo.TITLE | ArticleDo.TEXT:
            document = views.question(t, article, callback_data.do)
        case ArticleDo.TOPICS | ArticleDo.TICK | ArticleDo.UNTICK:
            if callback_data.do is not ArticleDo.TOPICS:
                on = callback_data.do is ArticleDo.TICK
                article = await editing.topic(article, callback_data.value, on=on)
            document = views.topic_choice(t, article, await _topics(database))
        case ArticleDo.REMOVE:
            document = await _removal(database, article, t)
        case ArticleDo.REMOVE_SURELY:
            gone = await editing.remove(article.id)
            document = views.removed(t, *gone) if gone else page(t("article-gone"))
        case ArticleDo.SHOW:
            document = await _card(database, article, reader, t, now)
    await say_here(bot, query, document)


async def _get(database: Database, article_id: int) -> Article | None:
    async with database.read() as connection:
        return await articles.get(connection, article_id)


async def _card(
    database: Database, article: Article, reader: Subscriber, t: Translator, now: datetime
) -> Document:
    async with database.read() as connection:
        was_set = await corrections.parts_set(connection, article.id)
        topics = await every_topic.every(connection)
    return views.card(t, article, was_set, topics, reader.timezone, now)


async def _saved(
    database: Database, changed: Article | None, reader: Subscriber, t: Translator, now: datetime
) -> Document:
    """The article as it is now, with a line on top; ``changed`` is None if it went meanwhile."""
    if changed is None:
        return page(t("article-gone"))
    shown = await _card(database, changed, reader, t, now)
    return page(t("edit-saved"), *shown.parts, buttons=shown.buttons)


async def _topics(database: Database) -> Sequence[Topic]:
    async with database.read() as connection:
        return await every_topic.every(connection)


async def _removal(database: Database, article: Article, t: Translator) -> Document:
    async with database.read() as connection:
        pushed = await corrections.pushed(connection, article.id)
    return views.removal(t, article, pushed)


async def _of_file(message: Message, bot: Bot) -> str:
    """The text of a .txt file; empty where there is none."""
    document = message.document
    name = Path(document.file_name or "").name if document is not None else ""
    if document is None or not name.lower().endswith(".txt"):
        return ""
    if (document.file_size or 0) > MOST_BYTES:
        raise UnreadableFile(f"{name} is too large", path=name, reason="too_large")
    with tempfile.TemporaryFile() as file:
        await bot.download(document, destination=file)
        file.seek(0)
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UnreadableFile(f"{name} is not UTF-8", path=name, reason="encoding") from error
