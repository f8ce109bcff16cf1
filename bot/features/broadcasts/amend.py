"""/correct and /retract: what was pushed is mended or taken back, in every chat."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Protocol

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, MagicData
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.broadcasts import draft_views, preview_views, report_views
from bot.telegram.filters import SyncFilter
from bot.telegram.outbox.worker import OutboxWorker
from bot.telegram.responses import send_document
from bot.ui import message as ui_message
from bot.ui import plain
from bot.ui.document import build_document
from service.broadcasts import amendments, drafts
from service.broadcasts.estimate import estimate_audience
from service.config import Settings
from service.i18n.translations import Translator
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.messaging import broadcasts
from storage.messaging.broadcasts import UNSENT_STATES, Broadcast
from storage.stats.audit_log import Actor


class AmendBroadcast(Protocol):
    """`mending.correct` or `mending.retract`."""

    async def __call__(
        self,
        connection: AsyncConnection,
        broadcast: Broadcast,
        message: ui_message.Message,
        by: Actor,
        now: datetime,
        /,
        *,
        report_message: tuple[int, int] | None,
    ) -> bool: ...


_COMMAND_ARGS = re.compile(r"(?:№\s*)?(?P<number>[1-9]\d{0,8})(?:\s+(?P<text>\S.*))?", re.DOTALL)
_SEPARATE_NUMBER_SIGN = re.compile(r"№\s")


def router() -> Router:
    router = Router(name="correcting")
    router.message.filter(SyncFilter(F.text), MagicData(F.is_editor))
    router.message.register(on_correct_command, Command("correct", ignore_case=True))
    router.message.register(on_retract_command, Command("retract", ignore_case=True))
    return router


async def on_correct_command(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    settings: Settings,
    outbox_worker: OutboxWorker,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """``/correct ID TEXT``. What has not gone out yet is shown again, as it will look now."""
    asked = _COMMAND_ARGS.fullmatch(command.args or "")
    if asked is None or not asked["text"]:
        await send_document(bot, reader, build_document(t("correct-usage")))
        return
    broadcast, before = await _load_broadcast(database, asked["number"])
    if broadcast is None or not (
        broadcast.state in UNSENT_STATES or amendments.is_amendable(broadcast)
    ):
        await send_document(bot, reader, build_document(t("broadcast-unknown", id=asked["number"])))
        return
    words = 3 if _SEPARATE_NUMBER_SIGN.match(command.args or "") else 2
    after = draft_views.apply_correction(before, message, words)
    if broadcast.state in UNSENT_STATES:
        await _rewrite_unsent(bot, database, settings, reader, actor, t, now, broadcast, after)
        return
    begins = t("correcting-begins", id=asked["number"])
    await _amend(bot, database, reader, actor, t, now, broadcast, after, begins, amendments.correct)
    outbox_worker.wake()


async def on_retract_command(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    outbox_worker: OutboxWorker,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """``/retract ID``. What has not gone out yet is cancelled."""
    asked = _COMMAND_ARGS.fullmatch(command.args or "")
    if asked is None or asked["text"]:
        await send_document(bot, reader, build_document(t("retract-usage")))
        return
    broadcast, before = await _load_broadcast(database, asked["number"])
    if broadcast is not None and broadcast.state in UNSENT_STATES:
        await _cancel_unsent(bot, database, reader, actor, t, now, broadcast)
    elif broadcast is None or not amendments.is_amendable(broadcast):
        await send_document(bot, reader, build_document(t("broadcast-unknown", id=asked["number"])))
    else:
        notice = draft_views.replace_with_notice(
            before, plain.render(report_views.build_retraction_notice(t))
        )
        late = amendments.is_too_old_to_delete(broadcast, now)
        key = "retracting-begins-late" if late else "retracting-begins"
        begins = t(key, id=asked["number"])
        await _amend(
            bot, database, reader, actor, t, now, broadcast, notice, begins, amendments.retract
        )
        outbox_worker.wake()


async def _load_broadcast(
    database: Database, number: str
) -> tuple[Broadcast | None, ui_message.Message]:
    """A broadcast, and what its chats are to show."""
    async with database.read() as connection:
        broadcast = await broadcasts.get(connection, int(number))
        if broadcast is None:
            return None, ui_message.Message()
        message = await broadcasts.get_message(connection, broadcast)
    return broadcast, ui_message.Message.from_json(message)


async def _amend(
    bot: Bot,
    database: Database,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
    broadcast: Broadcast,
    message: ui_message.Message,
    started_text: str,
    amend: AmendBroadcast,
) -> None:
    """Say that it begins, in the message that becomes the report; then do it. The other way round,
    what is done in a moment would be reported elsewhere."""
    report = await bot(plain.render(build_document(started_text)).send(reader.chat_id))
    async with database.write() as connection:
        mended = await amend(
            connection,
            broadcast,
            message,
            actor,
            now,
            report_message=(reader.chat_id, report.message_id),
        )
    if not mended:
        unknown = plain.render(build_document(t("broadcast-unknown", id=str(broadcast.id))))
        await bot(unknown.edit(reader.chat_id, report.message_id))


async def _rewrite_unsent(
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
    broadcast: Broadcast,
    new_message: ui_message.Message,
) -> None:
    """Show what has not gone out yet again, as it will look now."""
    async with database.write() as connection:
        rewritten = await amendments.rewrite(connection, broadcast, new_message, actor, now)
        reached = await estimate_audience(connection, broadcast, settings)
    if not rewritten:
        await send_document(
            bot, reader, build_document(t("breaking-already", id=str(broadcast.id)))
        )
        return
    await bot(new_message.send(reader.chat_id))
    await send_document(
        bot, reader, preview_views.build_current_draft(t, broadcast, reached, reader.timezone, now)
    )


async def _cancel_unsent(
    bot: Bot,
    database: Database,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
    broadcast: Broadcast,
) -> None:
    async with database.write() as connection:
        cancelled = await drafts.cancel(connection, broadcast, actor, now)
    key = "breaking-cancelled" if cancelled else "breaking-already"
    await send_document(bot, reader, build_document(t(key, id=str(broadcast.id))))
