"""The Bot with its middlewares: fallbacks, reply target, rate limit."""

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
"""How often a reply is tried that gets a 429. The outbox has its own retries."""

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
"""What Telegram counts as a message, and the chat action, which should count as one."""


class RateLimitMiddleware(BaseRequestMiddleware):
    """Makes messages wait for their turn, and pauses the chat after a 429."""

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
        attempts_left = 1 if is_from_outbox() else MAX_REPLY_ATTEMPTS
        while True:
            await self._acquire(method, chat_id)
            attempts_left -= 1
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                self._rate_limiter.on_too_many_requests(error.retry_after, chat_id)
                if not attempts_left:
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
    """Return the Bot of this process. The caller closes its session.

    ``timeout``: of a request, in seconds.
    """
    session = LeanSession(
        api=TelegramAPIServer.from_base(api_url),
        timeout=timeout,
        limit=0,  # the outbox limits its requests, and replies must not wait for them
    )
    # The fallback comes first, so that each attempt is redirected and rate-limited.
    session.middleware(fallback or RichFallbackMiddleware())
    session.middleware(ReplyTargetMiddleware())
    session.middleware(RateLimitMiddleware(rate_limiter))
    return Bot(token, session=session, default=DefaultBotProperties())
