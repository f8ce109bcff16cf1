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

from bot.telegram.client.http import LeanSession
from bot.telegram.client.rate_limiter import RateLimiter, is_from_outbox
from bot.telegram.client.reply_target import ReplyTargetMiddleware
from bot.telegram.client.rich_fallback import RichFallbackMiddleware
from bot.ui.methods import EditEncodedMessage, SendEncodedMessage

REQUEST_TIMEOUT_SECONDS = 30.0

MAX_REPLY_ATTEMPTS = 3
"""How often a reply is sent that Telegram finds too hasty. The outbox has its own patience."""

_EDIT_METHODS = (
    EditEncodedMessage,
    EditMessageText,
    EditMessageCaption,
    EditMessageMedia,
    DeleteMessage,
    SendChatAction,
)
_SEND_METHODS = (
    SendEncodedMessage,
    SendMessage,
    SendPhoto,
    SendVideo,
    SendAnimation,
    SendDocument,
)
_LIMITED_METHODS = (*_SEND_METHODS, *_EDIT_METHODS)
"""What Telegram counts as a message, and what a bot that says «typing» should count as one."""


class RateLimitMiddleware(BaseRequestMiddleware):
    """Makes messages wait for their turn, and heeds a 429 for what it names."""

    def __init__(self, rate_limiter: RateLimiter) -> None:
        self._rate_limiter = rate_limiter

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        chat_id = getattr(method, "chat_id", None)
        if type(method) not in _LIMITED_METHODS or not isinstance(chat_id, int):
            return await make_request(bot, method)
        tries_left = 1 if is_from_outbox() else MAX_REPLY_ATTEMPTS
        while True:
            await self._acquire(method, chat_id)
            tries_left -= 1
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                self._rate_limiter.on_too_many_requests(error.retry_after, chat_id)
                if not tries_left:
                    raise

    async def _acquire(self, method: TelegramMethod[TelegramType], chat_id: int) -> None:
        if isinstance(method, _SEND_METHODS):
            if await self._rate_limiter.acquire(chat_id, may_pay=True):
                method.allow_paid_broadcast = True
        else:
            await self._rate_limiter.acquire(chat_id, is_edit=True)


def open_bot(
    token: str,
    api_url: str,
    rate_limiter: RateLimiter,
    fallback: RichFallbackMiddleware | None = None,
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
    session.middleware(
        fallback or RichFallbackMiddleware()
    )  # first, so that each try is addressed and paced
    session.middleware(ReplyTargetMiddleware())
    session.middleware(RateLimitMiddleware(rate_limiter))
    return Bot(token, session=session, default=DefaultBotProperties())
