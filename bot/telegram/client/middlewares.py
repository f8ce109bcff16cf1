"""Middlewares of the Bot's session: redirect answers, fall back to plain messages and to buttons
without colours, try again, limit rates."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import OrderedDict
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramNotFound,
    TelegramRetryAfter,
)
from aiogram.methods import (
    DeleteMessage,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageText,
    GetUpdates,
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
from aiogram.types import InlineKeyboardMarkup

from bot.telegram.client.api_errors import (
    is_rich_rejected,
    is_rich_unsupported,
    is_style_refused,
)
from bot.telegram.client.error_text import is_outage
from bot.telegram.client.rate_limiter import RateLimiter, is_from_outbox
from bot.ui.decoration import Decoration, decorate
from bot.ui.methods import (
    EditEncodedMessage,
    EncodedMessage,
    EncodedMethod,
    SendEncodedMessage,
    encode_fields,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReplyTarget:
    """Messages to ``original_chat_id`` go to ``chat_id`` and its topic ``thread_id``, with the
    ``decoration`` added."""

    original_chat_id: int
    chat_id: int
    thread_id: int | None = None
    decoration: Decoration | None = None

    def redirect(self, method: TelegramMethod[Any]) -> TelegramMethod[Any]:
        """Return the method to send; one for another chat or without text is unchanged."""
        chat_id = getattr(method, "chat_id", None)
        verb = method.__api_method__
        if verb.startswith("send") and chat_id in (self.original_chat_id, self.chat_id):
            changes: dict[str, Any] = {"chat_id": self.chat_id}
            if getattr(method, "message_thread_id", self) is None:
                changes["message_thread_id"] = self.thread_id
            method = method.model_copy(update=changes)
        elif not verb.startswith("edit") or chat_id != self.chat_id:
            return method
        return method if self.decoration is None else decorate(method, self.decoration)


_target: ContextVar[ReplyTarget | None] = ContextVar("reply_target", default=None)


@contextlib.contextmanager
def reply_to(target: ReplyTarget) -> Iterator[None]:
    """Redirect the answers of this task within the block."""
    token = _target.set(target)
    try:
        yield
    finally:
        _target.reset(token)


def get_reply_target() -> ReplyTarget | None:
    """Return the chat and message that the current update is answered in."""
    return _target.get()


class ReplyTargetMiddleware(BaseRequestMiddleware):
    """Redirects the answers of a task (`reply_to`). Must run before the rate limiter, which needs
    the chat that gets the message."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        target = _target.get()
        return await make_request(bot, method if target is None else target.redirect(method))


_rich_sent: ContextVar[list[EncodedMessage] | None] = ContextVar("rich_messages_sent", default=None)


@contextlib.contextmanager
def note_rich_messages() -> Iterator[list[EncodedMessage]]:
    """Collect the rich messages that this task sends to private chats within the block.

    Some clients show such a message as empty, although Telegram accepts it.
    """
    collected: list[EncodedMessage] = []
    token = _rich_sent.set(collected)
    try:
        yield collected
    finally:
        _rich_sent.reset(token)


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
                response = await make_request(bot, attempt)
                _note_rich_message(attempt)
                return response
            except (TelegramNotFound, TelegramBadRequest) as error:
                if not self._learn_from_error(attempt, error):
                    raise
                if not self.knows_rich:
                    break
        response = await make_request(bot, last)
        _note_rich_message(last)
        return response

    async def _send_without_fallback(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Send a message as it is; a rich one is a test whether the server supports them."""
        response = await make_request(bot, method)
        if _note_rich_message(method):
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


def _note_rich_message(method: TelegramMethod[Any]) -> bool:
    """Note a rich message that was accepted, of a private chat; return whether it was rich."""
    if not isinstance(method, EncodedMethod) or not method.message.is_rich:
        return False
    collected = _rich_sent.get()
    if collected is not None and method.chat_id > 0:
        collected.append(method.message)
    return True


def _get_pictures(method: TelegramMethod[TelegramType]) -> tuple[str, ...]:
    pictures: tuple[str, ...] = getattr(method, "pictures", ())
    return pictures


_ENCODED_STYLE = '"style":"'
"""As `encode_fields` writes it; inside a text the quotation marks are escaped."""


class ButtonStyleMiddleware(BaseRequestMiddleware):
    """Sends the buttons without their colour (Bot API 9.4) if the server refuses it, and from then
    on always."""

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


RETRY_DELAYS = (0.5, 2.0, 5.0)
"""Seconds before each further attempt of a request that failed."""

MAX_RETRY_SECONDS = 5.0
"""A request that takes longer to fail (a timeout), or should wait for longer after a 429, is not
tried again: its chat has waited enough."""


class RetryMiddleware(BaseRequestMiddleware):
    """Tries a request again after a broken connection or an error of the server.

    An update is handled only once: without this the person would get no answer. If only Telegram's
    answer was lost, the message comes twice, which is better than never. Polling and the outbox
    have their own retries, and a chat action is not worth one. After a 429 a message waits for its
    turn in `RateLimitMiddleware`, and any other request waits here.
    """

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        if is_from_outbox() or isinstance(method, GetUpdates | SendChatAction):
            return await make_request(bot, method)
        for delay in RETRY_DELAYS:
            started = monotonic()
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                is_limited = _get_limited_chat(method) is not None
                wait: float = 0 if is_limited else error.retry_after
                if wait > MAX_RETRY_SECONDS:
                    raise
            except (TelegramAPIError, ClientDecodeError) as error:
                if not is_outage(error) or monotonic() - started > MAX_RETRY_SECONDS:
                    raise
                wait = delay
            await asyncio.sleep(wait)
        return await make_request(bot, method)


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
        chat_id = _get_limited_chat(method)
        if chat_id is None:
            return await make_request(bot, method)
        await self._acquire(method, chat_id)
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as error:
            self._rate_limiter.on_too_many_requests(error.retry_after, chat_id)
            raise

    async def _acquire(self, method: TelegramMethod[TelegramType], chat_id: int) -> None:
        if isinstance(method, _SEND_METHODS):
            if await self._rate_limiter.acquire(chat_id, may_pay=True):
                method.allow_paid_broadcast = True
        else:
            await self._rate_limiter.acquire(chat_id, is_edit=True)


def _get_limited_chat(method: TelegramMethod[Any]) -> int | None:
    """Return the chat in which a method counts as a message; None if it does not."""
    chat_id = getattr(method, "chat_id", None)
    return chat_id if type(method) in _LIMITED_METHODS and isinstance(chat_id, int) else None
