"""The colours of buttons (Bot API 9.4), and what is sent where a server refuses them."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import cast

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InlineKeyboardMarkup

from bot.telegram.client.api_errors import is_style_refused
from bot.ui.methods import EncodedMessage, EncodedMethod, encode_fields

log = logging.getLogger(__name__)

_ENCODED_STYLE = '"style":"'
"""As `encode_fields` writes it; inside a text the quotation marks are escaped."""


class ButtonStyleMiddleware(BaseRequestMiddleware):
    """Sends the buttons without their style if the server refuses it, and from then on always."""

    def __init__(self) -> None:
        self._knows_styles = True

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        if not _has_style(method):
            return await make_request(bot, method)
        if self._knows_styles:
            try:
                return await make_request(bot, method)
            except TelegramBadRequest as error:
                if not is_style_refused(error):
                    raise
                if self._knows_styles:  # Others that were in flight may be refused too.
                    log.warning("no styles of buttons here, they are sent without: %s", error)
                self._knows_styles = False
        return await make_request(bot, _remove_styles(method))


def _has_style(method: TelegramMethod[TelegramType]) -> bool:
    if isinstance(method, EncodedMethod):
        return _ENCODED_STYLE in method.message.fields
    markup = getattr(method, "reply_markup", None)
    return isinstance(markup, InlineKeyboardMarkup) and any(
        button.style for row in markup.inline_keyboard for button in row
    )


def _remove_styles(method: TelegramMethod[TelegramType]) -> TelegramMethod[TelegramType]:
    if isinstance(method, EncodedMethod):
        plain = method.model_copy(update={"message": _remove_encoded_styles(method.message)})
        return cast("TelegramMethod[TelegramType]", plain)
    markup = getattr(method, "reply_markup", None)
    assert isinstance(markup, InlineKeyboardMarkup)
    rows = [
        [button.model_copy(update={"style": None}) for button in row]
        for row in markup.inline_keyboard
    ]
    return method.model_copy(update={"reply_markup": InlineKeyboardMarkup(inline_keyboard=rows)})


def _remove_encoded_styles(message: EncodedMessage) -> EncodedMessage:
    fields = json.loads(f"{{{message.fields}}}")
    for row in fields.get("reply_markup", {}).get("inline_keyboard", ()):
        for button in row:
            button.pop("style", None)
    others = tuple(map(_remove_encoded_styles, message.fallbacks))
    return replace(message, fields=encode_fields(fields), fallbacks=others)
