"""What goes out where Telegram does not take a rich message: the same without pictures, else plain.

One place for replies and for the outbox. What is learned is kept in memory only: after a restart
the server may be a newer one.
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

MAX_REFUSED_PICTURES = 500
"""Pictures that Telegram could not get, the latest."""


class RichFallbackMiddleware(BaseRequestMiddleware):
    """Tries what a rich message has ``instead``. ``knows_rich``: whether the server is new enough,
    as far as is known."""

    def __init__(self) -> None:
        self.knows_rich = True
        self._refused: OrderedDict[tuple[str, ...], None] = OrderedDict()

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        instead: tuple[TelegramMethod[TelegramType], ...] = getattr(method, "fallbacks", ())
        if not instead:
            return await self._send_without_fallback(make_request, bot, method)
        *choices, last = self._list_attempts(method, instead)
        for choice in choices:
            try:
                return await make_request(bot, choice)
            except (TelegramNotFound, TelegramBadRequest) as error:
                if not self._learn_from_error(choice, error):
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
        """A rich message with nothing instead is somebody's wish to see whether it works."""
        response = await make_request(bot, method)
        if isinstance(method, EncodedMethod) and method.message.is_rich:
            self.knows_rich = True
        return response

    def _list_attempts(
        self,
        method: TelegramMethod[TelegramType],
        fallbacks: tuple[TelegramMethod[TelegramType], ...],
    ) -> list[TelegramMethod[TelegramType]]:
        """What is worth a try."""
        if not self.knows_rich:
            return [fallbacks[-1]]
        return [*fallbacks] if _get_pictures(method) in self._refused else [method, *fallbacks]

    def _learn_from_error(
        self, method: TelegramMethod[TelegramType], error: TelegramNotFound | TelegramBadRequest
    ) -> bool:
        """Note what a refusal says, once in the log; False if it is not about rich messages."""
        if is_rich_unsupported(error):
            if self.knows_rich:
                log.warning("no rich messages here, plain ones go out instead: %s", error)
            self.knows_rich = False
            return True
        if not is_rich_rejected(error):
            return False
        pictures = _get_pictures(method)
        log.warning("a rich message is refused%s: %s", f" with {pictures}" * bool(pictures), error)
        if pictures:
            self._refused[pictures] = None
            if len(self._refused) > MAX_REFUSED_PICTURES:
                self._refused.popitem(last=False)
        return True


def _get_pictures(method: TelegramMethod[TelegramType]) -> tuple[str, ...]:
    pictures: tuple[str, ...] = getattr(method, "pictures", ())
    return pictures
