"""Every call to Telegram passes here: at the pace that Telegram asks for."""

from __future__ import annotations

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import (
    DeleteMessage,
    EditMessageCaption,
    EditMessageText,
    Response,
    SendAnimation,
    SendDocument,
    SendMessage,
    SendPhoto,
    SendRichMessage,
    SendVideo,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType

from bot.delivery.pace import PaceKeeper

REQUEST_TIMEOUT_SECONDS = 30.0

_MENDING = (EditMessageText, EditMessageCaption, DeleteMessage)
_COUNTED = (
    SendMessage,
    SendRichMessage,
    SendPhoto,
    SendVideo,
    SendAnimation,
    SendDocument,
    *_MENDING,
)
"""What Telegram counts as a message."""


class Paced(BaseRequestMiddleware):
    """Makes messages wait for their turn, and heeds a 429 for what it names."""

    def __init__(self, pace: PaceKeeper) -> None:
        self._pace = pace

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        chat_id = getattr(method, "chat_id", None)
        if type(method) not in _COUNTED or not isinstance(chat_id, int):
            return await make_request(bot, method)
        await self._pace.turn(chat_id, is_edit=isinstance(method, _MENDING))
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as error:
            self._pace.hold(error.retry_after, chat_id)
            raise


def open_bot(token: str, api_url: str, pace: PaceKeeper) -> Bot:
    """The one Bot of this process. Close its session at the end."""
    session = AiohttpSession(
        api=TelegramAPIServer.from_base(api_url), timeout=REQUEST_TIMEOUT_SECONDS
    )
    session.middleware(Paced(pace))
    return Bot(token, session=session, default=DefaultBotProperties())
