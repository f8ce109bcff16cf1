"""Offer the way back to the plain style after the first rich message of a chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject

from bot.telegram.client.middlewares import note_rich_messages
from bot.telegram.context import Context
from bot.telegram.middlewares import Handler
from bot.ui import plain
from bot.ui.document import Document
from bot.ui.methods import EncodedMessage
from service.i18n.translations import Translator

StyleOffer = Callable[[Translator, EncodedMessage], Document]
"""Builds the offer below a rich message."""


class StyleOfferMiddleware(BaseMiddleware):
    """Sends the offer, in plain style, when the handler is done. The outbox has its own."""

    def __init__(self, build_offer: StyleOffer) -> None:
        self._build_offer = build_offer

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        ctx: Context | None = data.get("ctx")
        if ctx is None or ctx.subscriber.kind != "private" or ctx.subscriber.style_offer_sent:
            return await handler(event, data)
        with note_rich_messages() as sent:
            result = await handler(event, data)
        if sent and await ctx.services.subscribers.claim_style_offer(ctx.subscriber):
            offer = plain.render(self._build_offer(ctx.t, sent[0]))
            await ctx.bot(offer.send(ctx.subscriber.chat_id))
        return result
