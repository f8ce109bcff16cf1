"""/follow and /mute: words, phrases and names; without any, the list of them."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from bot.callbacks import Ask, TermHow, TermRemove, TermsPage
from bot.following import MOST_TERMS, Following
from bot.replies import put_here, say
from bot.translations import Translator
from bot.views import following as views
from bot.views import style
from news.terms import split
from storage import terms as stored
from storage.engine import Database
from storage.subscribers import Subscriber
from storage.terms import How, Kind


def router() -> Router:
    router = Router(name="follow")
    router.message.register(follow, Command("follow", ignore_case=True))
    router.message.register(mute, Command("mute", ignore_case=True))
    router.callback_query.register(asked, Ask.filter(F.what.in_({"follow", "mute"})))
    router.callback_query.register(turn_page, TermsPage.filter())
    router.callback_query.register(change_how, TermHow.filter())
    router.callback_query.register(remove, TermRemove.filter())
    return router


async def follow(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    following: Following,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """``/follow``, or ``/follow Азербайджан, "железная дорога"``."""
    async with database.write() as connection:
        outcomes = [
            await following.follow(connection, reader, text, "at_once", now)
            for text in split(command.args or "")[: MOST_TERMS + 1]
        ]
        terms = await stored.of_chat(connection, reader.chat_id)
    said = views.answer(t, outcomes, reader)
    await say(bot, reader, views.term_list(t, terms, "follow", said=said))


async def mute(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    following: Following,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    async with database.write() as connection:
        outcomes = [
            await following.mute(connection, reader, text, now)
            for text in split(command.args or "")[: MOST_TERMS + 1]
        ]
        terms = await stored.of_chat(connection, reader.chat_id)
    said = views.answer(t, outcomes, reader)
    await say(bot, reader, views.term_list(t, terms, "mute", said=said))


async def asked(
    query: CallbackQuery,
    callback_data: Ask,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    """The list in a message of its own: the button stands under news."""
    kind: Kind = "mute" if callback_data.what == "mute" else "follow"
    async with database.read() as connection:
        terms = await stored.of_chat(connection, reader.chat_id)
    await say(bot, reader, views.term_list(t, terms, kind))


async def turn_page(
    query: CallbackQuery,
    callback_data: TermsPage,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    await _show(query, bot, database, reader, t, _kind(callback_data.mute), callback_data.page)


async def change_how(
    query: CallbackQuery,
    callback_data: TermHow,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    """A term that is not followed any more changes nothing: the list is shown as it is now."""
    how: How = "at_once" if callback_data.at_once else "in_digest"
    async with database.write() as connection:
        await stored.set_how(connection, reader.chat_id, callback_data.meaning, how)
        term = await stored.get(connection, reader.chat_id, callback_data.meaning)
    if term is not None and term.kind == "follow":
        callback_answer.text = views.how_changed(t, term, how)
    await _show(query, bot, database, reader, t, "follow", callback_data.page)


async def remove(
    query: CallbackQuery,
    callback_data: TermRemove,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    """Of the list that the button stands in: what was moved to the other one meanwhile stays."""
    kind = _kind(callback_data.mute)
    async with database.write() as connection:
        term = await stored.get(connection, reader.chat_id, callback_data.meaning)
        if term is not None and term.kind == kind:
            await stored.remove(connection, reader.chat_id, callback_data.meaning)
            callback_answer.text = views.taken_back(t, term)
    await _show(query, bot, database, reader, t, kind, callback_data.page)


async def _show(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    kind: Kind,
    number: int,
) -> None:
    async with database.read() as connection:
        terms = await stored.of_chat(connection, reader.chat_id)
    (message,) = style.render(views.term_list(t, terms, kind, number), reader.style)
    await put_here(bot, query, message)


def _kind(mute: bool) -> Kind:
    return "mute" if mute else "follow"
