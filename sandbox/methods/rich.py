"""sendRichMessage."""

from __future__ import annotations

from aiogram.methods import SendRichMessage

from sandbox.calls import Call
from sandbox.chats import JSON
from sandbox.methods.sending import Content, deliver
from sandbox.rich.content import read_rich
from sandbox.telegram import Telegram


def send_rich_message(telegram: Telegram, call: Call[SendRichMessage]) -> JSON:
    rich = read_rich(telegram, call.raw.get("rich_message"), call.files)
    fields = {"rich_message": rich.message}
    return deliver(telegram, call, Content(fields, what="the rich message", fault=rich.fault))


HANDLERS = {SendRichMessage: send_rich_message}
