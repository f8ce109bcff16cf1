"""Every call to Telegram passes here: to where it is to go, at the pace that Telegram asks for."""

from __future__ import annotations

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import (
    DeleteMessage,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageText,
    Response,
    SendAnimation,
    SendChatAction,
    SendDocument,
    SendMessage,
    SendPhoto,
    SendVideo,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType

from bot.calls import EditPrepared, SendPrepared
from bot.delivery.address import Addressed
from bot.delivery.fallback import Fallback
from bot.delivery.pace import PaceKeeper, is_from_outbox
from bot.delivery.prepared import LeanSession

REQUEST_TIMEOUT_SECONDS = 30.0

REPLY_TRIES = 3
"""How often a reply is sent that Telegram finds too hasty. The outbox has its own patience."""

_MENDING = (
    EditPrepared,
    EditMessageText,
    EditMessageCaption,
    EditMessageMedia,
    DeleteMessage,
    SendChatAction,
)
_SENDING = (
    SendPrepared,
    SendMessage,
    SendPhoto,
    SendVideo,
    SendAnimation,
    SendDocument,
)
_COUNTED = (*_SENDING, *_MENDING)
"""What Telegram counts as a message, and what a bot that says «typing» should count as one."""


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
        tries_left = 1 if is_from_outbox() else REPLY_TRIES
        while True:
            await self._take_turn(method, chat_id)
            tries_left -= 1
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                self._pace.refused(error.retry_after, chat_id)
                if not tries_left:
                    raise

    async def _take_turn(self, method: TelegramMethod[TelegramType], chat_id: int) -> None:
        if isinstance(method, _SENDING):
            if await self._pace.turn(chat_id, may_pay=True):
                method.allow_paid_broadcast = True
        else:
            await self._pace.turn(chat_id, is_edit=True)


def open_bot(
    token: str,
    api_url: str,
    pace: PaceKeeper,
    fallback: Fallback | None = None,
    *,
    timeout: float = REQUEST_TIMEOUT_SECONDS,
) -> Bot:
    """The one Bot of this process. Close its session at the end.

    ``timeout``: seconds that an answer may take.
    """
    session = LeanSession(
        api=TelegramAPIServer.from_base(api_url),
        timeout=timeout,
        limit=0,  # how many are in flight is the outbox's to say, and replies find a way past them
    )
    session.middleware(fallback or Fallback())  # first, so that each try is addressed and paced
    session.middleware(Addressed())
    session.middleware(Paced(pace))
    return Bot(token, session=session, default=DefaultBotProperties())
