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

from bot.calls import PreparedCall
from bot.delivery.outcomes import knows_no_rich, refuses_rich

log = logging.getLogger(__name__)

MOST_REMEMBERED = 500
"""Pictures that Telegram could not get, the latest."""


class Fallback(BaseRequestMiddleware):
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
        instead: tuple[TelegramMethod[TelegramType], ...] = getattr(method, "instead", ())
        if not instead:
            return await self._alone(make_request, bot, method)
        *choices, last = self._left(method, instead)
        for choice in choices:
            try:
                return await make_request(bot, choice)
            except (TelegramNotFound, TelegramBadRequest) as error:
                if not self._learn(choice, error):
                    raise
                if not self.knows_rich:
                    break
        return await make_request(bot, last)

    async def _alone(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """A rich message with nothing instead is somebody's wish to see whether it works."""
        response = await make_request(bot, method)
        if isinstance(method, PreparedCall) and method.prepared.is_rich:
            self.knows_rich = True
        return response

    def _left(
        self,
        method: TelegramMethod[TelegramType],
        instead: tuple[TelegramMethod[TelegramType], ...],
    ) -> list[TelegramMethod[TelegramType]]:
        """What is worth a try."""
        if not self.knows_rich:
            return [instead[-1]]
        return [*instead] if _pictures(method) in self._refused else [method, *instead]

    def _learn(
        self, method: TelegramMethod[TelegramType], error: TelegramNotFound | TelegramBadRequest
    ) -> bool:
        """Note what a refusal says, once in the log; False if it is not about rich messages."""
        if knows_no_rich(error):
            if self.knows_rich:
                log.warning("no rich messages here, plain ones go out instead: %s", error)
            self.knows_rich = False
            return True
        if not refuses_rich(error):
            return False
        pictures = _pictures(method)
        log.warning("a rich message is refused%s: %s", f" with {pictures}" * bool(pictures), error)
        if pictures:
            self._refused[pictures] = None
            if len(self._refused) > MOST_REMEMBERED:
                self._refused.popitem(last=False)
        return True


def _pictures(method: TelegramMethod[TelegramType]) -> tuple[str, ...]:
    pictures: tuple[str, ...] = getattr(method, "pictures", ())
    return pictures
