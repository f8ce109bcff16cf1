"""What a handler needs to answer one update, in one object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    CallbackQuery,
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)
from aiogram.utils.callback_answer import CallbackAnswer

from bot.telegram.chats.admins import ChatAdmins
from bot.telegram.client.api_errors import is_unchanged
from bot.telegram.client.ephemeral import EphemeralMessages
from bot.telegram.outbox.signals import OutboxSignals
from bot.ui import renderer
from bot.ui.document import Button, Document, build_document
from bot.ui.message import Message
from service.bootstrap import Services
from service.editors.rights import Right, has_right
from service.i18n.translations import Translator
from service.ops.stats import StatsBuffer
from service.rendering import FirstDigestSender
from storage.chats.editors import Role
from storage.chats.subscribers import Style, Subscriber
from storage.stats.audit_log import Actor


class ReportUpdater(Protocol):
    """Shows the progress of a broadcast to its editor."""

    async def update_report(self, broadcast_id: int) -> None:
        """Have the report of a broadcast written soon."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """The parts of the running bot that handlers need besides the services."""

    outbox: OutboxSignals
    chat_admins: ChatAdmins
    stats: StatsBuffer
    broadcast_reports: ReportUpdater
    enqueue_first_digest: FirstDigestSender
    ephemeral: EphemeralMessages = field(default_factory=EphemeralMessages)


@dataclass(frozen=True, slots=True)
class Context:
    """Whose chat an update is about, in which language to answer, and the means to answer.

    ``subscriber``: the chat, or the person if only they see the answer (a button under a
    channel's post, an inline query); stored if ``is_on_record``, else with default settings.
    ``is_managed``: the subscriber is a group or channel that its admin sets up in private.
    ``role``: the person's as an editor, read for this update. ``actor``: the person, for the audit
    log; None for an update without one. ``t``: translator.
    ``callback_answer``: of a pressed button; `answer_button` fills it in.
    """

    bot: Bot
    services: Services
    runtime: Runtime
    subscriber: Subscriber
    is_on_record: bool
    role: Role | None
    actor: Actor | None
    t: Translator
    now: datetime
    is_managed: bool = False
    callback_answer: CallbackAnswer | None = None

    @property
    def is_public(self) -> bool:
        """Whether the answer is seen by all members of a group."""
        return self.subscriber.kind != "private" and not self.is_managed

    def may(self, right: Right) -> bool:
        """Return whether the person has a right of editors."""
        return has_right(self.role, right)

    @property
    def editor(self) -> Actor:
        """The person as an actor; only for updates that a person makes."""
        assert self.actor is not None, "the update was not made by a person"
        return self.actor

    async def send(self, content: Document | str) -> None:
        """Send a document, or one paragraph, to the chat in its style."""
        document = build_document(content) if isinstance(content, str) else content
        for message in renderer.render(document, self.subscriber.style):
            await self.bot(message.send(self.subscriber.chat_id))

    def answer_button(self, text: str, *, alert: bool = False) -> None:
        """Show a text over the chat when the handler of the button ends.

        It disappears by itself, or with ``alert`` when it is closed.
        """
        assert self.callback_answer is not None, "no button was pressed"
        self.callback_answer.text = text
        self.callback_answer.show_alert = alert or None

    def answer_with_link(self, url: str) -> None:
        """Open a link to the bot when the handler of the button ends."""
        assert self.callback_answer is not None, "no button was pressed"
        self.callback_answer.url = url

    async def edit(
        self, query: CallbackQuery, content: Document | str, style: Style = "plain"
    ) -> None:
        """Replace the message whose button was pressed by a short document."""
        document = build_document(content) if isinstance(content, str) else content
        (message,) = renderer.render(document, style)
        await edit_or_send(self.bot, query, message)

    async def show(self, query: CallbackQuery, message: Message) -> None:
        """Replace the message whose button was pressed; in a group send a new one instead."""
        if self.subscriber.kind in ("group", "supergroup"):
            await self.bot(message.send(self.subscriber.chat_id))
        else:
            await edit_or_send(self.bot, query, message)


async def edit_or_send(bot: Bot, query: CallbackQuery, message: Message) -> None:
    """Edit the message whose button was pressed; an edit without a change (a double tap) is fine.

    A message that is too old to be accessible is answered with a new one, and so is a channel's
    post: all readers see it, and what one of them opens is for them alone.
    """
    if (
        query.message is None
        or isinstance(query.message, InaccessibleMessage)
        or query.message.chat.type == "channel"
    ):
        await bot(message.send(query.from_user.id))
        return
    try:
        await bot(message.edit(query.message.chat.id, query.message.message_id))
    except TelegramBadRequest as error:
        if not is_unchanged(error):
            raise


async def replace_button(bot: Bot, query: CallbackQuery, button: Button | None) -> None:
    """Replace the button that was pressed, as `replace_buttons` does; remove it for None."""
    await replace_buttons(bot, query, {query.data or "": button})


async def replace_buttons(
    bot: Bot, query: CallbackQuery, replaced: Mapping[str, Button | None]
) -> None:
    """Replace buttons of the message, given by their callback data, or remove those with None.

    The message and its other buttons stay. A channel's post is not changed: all readers see it.
    """
    message = query.message
    if (
        message is None
        or isinstance(message, InaccessibleMessage)
        or message.chat.type == "channel"
        or message.reply_markup is None
    ):
        return
    rows = [
        [new for old in row for new in _replace_one(old, replaced)]
        for row in message.reply_markup.inline_keyboard
    ]
    markup = InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row])
    try:
        await bot.edit_message_reply_markup(
            chat_id=message.chat.id, message_id=message.message_id, reply_markup=markup
        )
    except TelegramBadRequest as error:
        if not is_unchanged(error):
            raise


def _replace_one(
    old: InlineKeyboardButton, replaced: Mapping[str, Button | None]
) -> list[InlineKeyboardButton]:
    data = old.callback_data
    if data is None or data not in replaced:
        return [old]
    button = replaced[data]
    return (
        []
        if button is None
        else [
            InlineKeyboardButton(text=button.label, callback_data=button.data, style=button.style)
        ]
    )
