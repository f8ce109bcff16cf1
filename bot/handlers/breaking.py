"""/breaking: an editor writes, sees it as readers will, confirms, and watches it go out."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, MagicData
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import broadcasting
from bot.callbacks import Decision
from bot.delivery.worker import OutboxWorker
from bot.replies import say, say_here
from bot.translations import Translator
from bot.views import editor as views
from bot.views import message as rendered
from bot.views.document import page
from bot.views.marked import Marked, joined
from storage import broadcasts, outbox, subscribers
from storage.broadcasts import Broadcast, BroadcastState
from storage.engine import Database
from storage.subscribers import Subscriber

SIGN = "🔴"


def router() -> Router:
    router = Router(name="breaking")
    router.message.filter(F.text, MagicData(F.is_editor))
    router.callback_query.filter(MagicData(F.is_editor))
    router.message.register(draft, Command("breaking", ignore_case=True))
    router.callback_query.register(send, Decision.filter(F.send))
    router.callback_query.register(cancel, Decision.filter(~F.send))
    return router


async def draft(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """Show the message exactly as readers will see it, then ask."""
    if not command.args:
        await say(bot, reader, page(t("breaking-usage")))
        return
    news = breaking_message(message)
    async with database.write() as connection:
        payload_id = await outbox.add_payload(connection, news.to_json(), now)
        broadcast_id = await broadcasts.draft(
            connection, editor_id=reader.chat_id, payload_id=payload_id, text=news.text, now=now
        )
        head_count = await subscribers.count(connection, subscribers.wanting_breaking())
    await bot(news.send(reader.chat_id))
    await say(bot, reader, views.preview(t, broadcast_id, head_count))


def breaking_message(message: Message, words: int = 1) -> rendered.Message:
    """What follows the command (and its other ``words``), with its own formatting kept."""
    whole = Marked(message.text or "", tuple(message.entities or ()))
    start = len(whole.text) - len(whole.text.split(maxsplit=words)[words])
    news = joined([Marked(SIGN), whole.between(start, len(whole.text))], separator=" ")
    return rendered.Message(text=news.text, entities=news.entities_json())


async def send(
    query: CallbackQuery,
    callback_answer: CallbackAnswer,
    callback_data: Decision,
    bot: Bot,
    database: Database,
    outbox_worker: OutboxWorker,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """Enter it into the outbox, once, however often the button is pressed."""
    async with database.write() as connection:
        broadcast = await _turn(connection, query, callback_data, "sending", confirmed_at=now)
        if broadcast is not None:
            await broadcasting.send(connection, broadcast, now)
            progress = await outbox.progress(connection, broadcast.id)
    if broadcast is None:
        callback_answer.text = t("breaking-already", id=str(callback_data.broadcast))
        return
    outbox_worker.wake()
    await say_here(bot, query, views.progress(t, broadcast.id, "sending", progress))


async def cancel(
    query: CallbackQuery,
    callback_answer: CallbackAnswer,
    callback_data: Decision,
    bot: Bot,
    database: Database,
    t: Translator,
) -> None:
    async with database.write() as connection:
        broadcast = await _turn(connection, query, callback_data, "cancelled")
    if broadcast is None:
        callback_answer.text = t("breaking-already", id=str(callback_data.broadcast))
        return
    await say_here(bot, query, page(t("breaking-cancelled", id=str(broadcast.id))))


async def _turn(
    connection: AsyncConnection,
    query: CallbackQuery,
    decision: Decision,
    after: BroadcastState,
    **values: datetime,
) -> Broadcast | None:
    """Turn a draft of this editor; None if it is not theirs or not a draft any more. The message
    with the buttons becomes the one that shows how far it has come."""
    broadcast = await broadcasts.get(connection, decision.broadcast)
    if broadcast is None or broadcast.editor_id != query.from_user.id:
        return None
    turned = await broadcasts.turn(
        connection,
        broadcast.id,
        before="draft",
        after=after,
        report_chat_id=query.message.chat.id if query.message else None,
        report_message_id=query.message.message_id if query.message else None,
        **values,
    )
    return broadcast if turned else None
