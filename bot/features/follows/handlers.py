"""/follow and /mute: words, phrases and names; without any, the list of them."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from bot.features.follows import views
from bot.features.follows.callbacks import RemoveTerm, SetTermNotify, TermsPage
from bot.telegram.responses import edit_or_send, send_document
from bot.ui import renderer
from bot.ui.callbacks import RunCommand
from news.query.followed_terms import split
from service.follows.service import MAX_TERMS, FollowService
from service.i18n.translations import Translator
from storage.chats import follows
from storage.chats.follows import FollowKind, NotifyMode
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database


def router() -> Router:
    router = Router(name="follow")
    router.message.register(on_follow_command, Command("follow", ignore_case=True))
    router.message.register(on_mute_command, Command("mute", ignore_case=True))
    router.callback_query.register(
        on_follows_requested, RunCommand.filter(F.command.in_({"follow", "mute"}))
    )
    router.callback_query.register(show_follows_page, TermsPage.filter())
    router.callback_query.register(on_notify_chosen, SetTermNotify.filter())
    router.callback_query.register(on_follow_removed, RemoveTerm.filter())
    return router


async def on_follow_command(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    following: FollowService,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """``/follow``, or ``/follow Азербайджан, "железная дорога"``."""
    async with database.write() as connection:
        outcomes = [
            await following.follow(connection, reader, text, "at_once", now)
            for text in split(command.args or "")[: MAX_TERMS + 1]
        ]
        terms = await follows.list_for_chat(connection, reader.chat_id)
    said = views.format_results(t, outcomes, reader)
    await send_document(bot, reader, views.build_term_list(t, terms, "follow", sentences=said))


async def on_mute_command(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    following: FollowService,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    async with database.write() as connection:
        outcomes = [
            await following.mute(connection, reader, text, now)
            for text in split(command.args or "")[: MAX_TERMS + 1]
        ]
        terms = await follows.list_for_chat(connection, reader.chat_id)
    said = views.format_results(t, outcomes, reader)
    await send_document(bot, reader, views.build_term_list(t, terms, "mute", sentences=said))


async def on_follows_requested(
    query: CallbackQuery,
    callback_data: RunCommand,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    """The list in a message of its own: the button stands under news."""
    kind: FollowKind = "mute" if callback_data.command == "mute" else "follow"
    async with database.read() as connection:
        terms = await follows.list_for_chat(connection, reader.chat_id)
    await send_document(bot, reader, views.build_term_list(t, terms, kind))


async def show_follows_page(
    query: CallbackQuery,
    callback_data: TermsPage,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    await _edit_list(
        query, bot, database, reader, t, _get_kind(callback_data.mute), callback_data.page
    )


async def on_notify_chosen(
    query: CallbackQuery,
    callback_data: SetTermNotify,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    """A term that is not followed any more changes nothing: the list is shown as it is now."""
    how: NotifyMode = "at_once" if callback_data.instant else "in_digest"
    async with database.write() as connection:
        await follows.set_notify(connection, reader.chat_id, callback_data.term_id, how)
        term = await follows.get(connection, reader.chat_id, callback_data.term_id)
    if term is not None and term.kind == "follow":
        callback_answer.text = views.format_notify_changed(t, term, how)
    await _edit_list(query, bot, database, reader, t, "follow", callback_data.page)


async def on_follow_removed(
    query: CallbackQuery,
    callback_data: RemoveTerm,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    """Of the list that the button stands in: what was moved to the other one meanwhile stays."""
    kind = _get_kind(callback_data.mute)
    async with database.write() as connection:
        term = await follows.get(connection, reader.chat_id, callback_data.term_id)
        if term is not None and term.kind == kind:
            await follows.remove(connection, reader.chat_id, callback_data.term_id)
            callback_answer.text = views.format_removed(t, term)
    await _edit_list(query, bot, database, reader, t, kind, callback_data.page)


async def _edit_list(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    kind: FollowKind,
    page_number: int,
) -> None:
    async with database.read() as connection:
        terms = await follows.list_for_chat(connection, reader.chat_id)
    (message,) = renderer.render(views.build_term_list(t, terms, kind, page_number), reader.style)
    await edit_or_send(bot, query, message)


def _get_kind(mute: bool) -> FollowKind:
    return "mute" if mute else "follow"
