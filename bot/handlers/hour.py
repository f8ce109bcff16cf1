"""The hour of the digest: by /time, by a button, or just typed while being asked."""

from __future__ import annotations

from datetime import datetime, time

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Ask, Flow, HourChoice
from bot.hours import parse_hour
from bot.people import reschedule
from bot.replies import say, say_here
from bot.translations import Translator
from bot.views import meeting
from bot.views.document import Document, page
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="hour")
    router.message.register(hour, Command("time", ignore_case=True))
    router.callback_query.register(hour_asked, Ask.filter(F.what == "hour"))
    router.callback_query.register(hour_chosen, HourChoice.filter())
    router.message.register(hour_typed, F.text, _is_choosing_hour)
    return router


async def _is_choosing_hour(
    message: Message, reader: Subscriber, is_on_record: bool
) -> bool | dict[str, time]:
    """Somebody who met the bot is being asked for an hour: what reads as one is one."""
    is_asked = is_on_record and reader.state == "new"
    at = parse_hour(message.text or "") if is_asked else None
    return {"at": at} if at is not None else False


async def hour(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    if not command.args:
        await say(bot, reader, meeting.hour_choice(t, reader.timezone, Flow.LATER))
        return
    at = parse_hour(command.args)
    if at is None:
        await say(bot, reader, page(t("hour-unclear")))
        return
    await say(bot, reader, await _keep_hour(database, reader, t, at, now))


async def hour_typed(
    message: Message,
    at: time,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await say(bot, reader, await _keep_hour(database, reader, t, at, now))


async def hour_asked(query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await say(bot, reader, meeting.hour_choice(t, reader.timezone, Flow.LATER))


async def hour_chosen(
    query: CallbackQuery,
    callback_data: HourChoice,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    at = parse_hour(f"{callback_data.at[:2]}:{callback_data.at[2:]}")
    if at is None:
        await say_here(bot, query, page(t("hour-unclear")))
        return
    await say_here(bot, query, await _keep_hour(database, reader, t, at, now))


async def _keep_hour(
    database: Database, reader: Subscriber, t: Translator, at: time, now: datetime
) -> Document:
    was_new = reader.state == "new"
    async with database.write_few() as connection:
        reader = await reschedule(connection, reader, now, digest_time=at)
    assert reader.next_digest_at is not None
    moment = t.moment(reader.next_digest_at, reader.timezone, now)
    if was_new:
        return meeting.first_digest_comes(t, moment)
    return page(t("hour-saved", clock=t.hour(at), moment=moment))
