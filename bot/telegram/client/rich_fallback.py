"""Fallbacks of rich messages: the same message without pictures, else a plain one.

Used for replies and for the outbox. What the server supports is kept in memory only: after a
restart it may be a newer one.
"""

from __future__ import annotations

import logging
from collections import OrderedDict

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import TelegramBadRequest, TelegramNotFound
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.telegram.client.api_errors import is_rich_rejected, is_rich_unsupported
from bot.ui.methods import EncodedMethod

log = logging.getLogger(__name__)

MAX_REJECTED_PICTURES = 500
"""How many sets of pictures that Telegram rejected are remembered."""


class RichFallbackMiddleware(BaseRequestMiddleware):
    """Tries the fallbacks of a rich message.

    ``knows_rich``: whether the server supports rich messages, as far as is known.
    """

    def __init__(self) -> None:
        self.knows_rich = True
        self._rejected_pictures: OrderedDict[tuple[str, ...], None] = OrderedDict()

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        fallbacks: tuple[TelegramMethod[TelegramType], ...] = getattr(method, "fallbacks", ())
        if not fallbacks:
            return await self._send_without_fallback(make_request, bot, method)
        *attempts, last = self._list_attempts(method, fallbacks)
        for attempt in attempts:
            try:
                return await make_request(bot, attempt)
            except (TelegramNotFound, TelegramBadRequest) as error:
                if not self._learn_from_error(attempt, error):
                    raise
                if not self.knows_rich:
                    break
        return await make_request(bot, last)

    async def _send_without_fallback(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Send a message as it is; a rich one is a test whether the server supports them."""
        response = await make_request(bot, method)
        if isinstance(method, EncodedMethod) and method.message.is_rich:
            self.knows_rich = True
        return response

    def _list_attempts(
        self,
        method: TelegramMethod[TelegramType],
        fallbacks: tuple[TelegramMethod[TelegramType], ...],
    ) -> list[TelegramMethod[TelegramType]]:
        """Return the methods to try, in order."""
        if not self.knows_rich:
            return [fallbacks[-1]]
        return (
            [*fallbacks]
            if _get_pictures(method) in self._rejected_pictures
            else [method, *fallbacks]
        )

    def _learn_from_error(
        self, method: TelegramMethod[TelegramType], error: TelegramNotFound | TelegramBadRequest
    ) -> bool:
        """Remember what an error says about rich messages; False if it says nothing about them."""
        if is_rich_unsupported(error):
            if self.knows_rich:
                log.warning("no rich messages here, plain ones are sent instead: %s", error)
            self.knows_rich = False
            return True
        if not is_rich_rejected(error):
            return False
        pictures = _get_pictures(method)
        with_pictures = f" with {pictures}" if pictures else ""
        log.warning("a rich message is rejected%s: %s", with_pictures, error)
        if pictures:
            self._rejected_pictures[pictures] = None
            if len(self._rejected_pictures) > MAX_REJECTED_PICTURES:
                self._rejected_pictures.popitem(last=False)
        return True


def _get_pictures(method: TelegramMethod[TelegramType]) -> tuple[str, ...]:
    pictures: tuple[str, ...] = getattr(method, "pictures", ())
    return pictures
