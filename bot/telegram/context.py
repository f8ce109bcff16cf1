"""What a handler needs to answer one update, in one object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiogram import Bot
from aiogram.types import CallbackQuery

from bot.telegram import responses
from bot.telegram.chats.admins import ChatAdmins
from bot.telegram.outbox.worker import OutboxWorker
from bot.ui.document import Document
from bot.ui.message import Message
from service.bootstrap import Services
from service.i18n.translations import Translator
from service.ops.stats import StatsBuffer
from service.rendering import FirstDigestSender
from storage.chats.subscribers import Subscriber
from storage.stats.audit_log import Actor


class ReportUpdater(Protocol):
    """Shows the progress of a broadcast to its editor."""

    async def update_report(self, broadcast_id: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Runtime:
    """The parts of the running bot that handlers need besides the services."""

    outbox: OutboxWorker
    chat_admins: ChatAdmins
    stats: StatsBuffer
    broadcast_reports: ReportUpdater
    enqueue_first_digest: FirstDigestSender


@dataclass(frozen=True, slots=True)
class Context:
    """Whose chat an update is about, in which language to answer, and the means to answer.

    ``subscriber``: the chat, or the person if only they see the answer (a button under a
    channel's post, an inline query); stored if ``is_on_record``, else with default settings.
    ``is_managed``: the subscriber is a group or channel that its admin sets up in private.
    ``actor``: the person, for the audit log; None for an update without one. ``t``: translator.
    """

    bot: Bot
    services: Services
    runtime: Runtime
    subscriber: Subscriber
    is_on_record: bool
    is_editor: bool
    actor: Actor | None
    t: Translator
    now: datetime
    is_managed: bool = False

    @property
    def editor(self) -> Actor:
        """The person as an actor; only for updates that a person makes."""
        assert self.actor is not None, "the update was not made by a person"
        return self.actor

    async def send(self, document: Document) -> None:
        """Send a document to the chat, in its style."""
        await responses.send_document(self.bot, self.subscriber, document)

    async def edit(self, query: CallbackQuery, document: Document) -> None:
        """Replace the message whose button was pressed by a short document, in plain style."""
        await responses.edit_message(self.bot, query, document)

    async def show(self, query: CallbackQuery, message: Message) -> None:
        """Replace the message whose button was pressed; in a group send a new one instead."""
        await responses.show_message(self.bot, query, self.subscriber, message)
