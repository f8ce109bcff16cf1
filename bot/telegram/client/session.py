"""The Bot with its middlewares: fallbacks, reply target, retries, rate limit."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import AsyncGenerator
from http import HTTPStatus
from typing import Any, cast

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.methods import (
    GetFile,
    Response,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from aiogram.types import MessageId
from aiohttp import BytesPayload, ClientError, ClientTimeout, FormData

from bot.telegram.client.error_text import (
    MAX_INPUT_CHARS,
    NotTelegramError,
    sanitize_error,
    sanitize_reason,
)
from bot.telegram.client.middlewares import (
    ButtonStyleMiddleware,
    RateLimitMiddleware,
    ReplyTargetMiddleware,
    RetryMiddleware,
    RichFallbackMiddleware,
)
from bot.telegram.client.rate_limiter import RateLimiter
from bot.ui.methods import EncodedMethod

REQUEST_TIMEOUT_SECONDS = 30.0


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
    session.middleware(ButtonStyleMiddleware())
    # The fallback comes next, so that each attempt is redirected and rate-limited.
    session.middleware(fallback or RichFallbackMiddleware())
    session.middleware(ReplyTargetMiddleware())
    session.middleware(RetryMiddleware())
    session.middleware(RateLimitMiddleware(rate_limiter))
    return Bot(token, session=session, default=DefaultBotProperties())


_ANSWER = Response[Any]

MAX_MESSAGE_ID = 2**52
"""A response with a larger message id is not Telegram's."""

MAX_CHAT_ID = 2**52
"""All ids are smaller; those of groups and channels are negative."""

MAX_RETRY_AFTER = 86_400
"""In seconds; bounds what a broken server may ask for."""

DEFAULT_RETRY_AFTER = 3
"""In seconds, for a refusal of too many requests that names no delay."""

_SUCCESS_CODES = range(HTTPStatus.OK, HTTPStatus.MULTIPLE_CHOICES)
_FLOOD_CODES = (HTTPStatus.TOO_MANY_REQUESTS, 420)
_SUCCESS = re.compile(r'\s*\{\s*"ok"\s*:\s*true\b')
_SECONDS = re.compile(r"(?:retry after |FLOOD_WAIT_)(\d{1,6})\b")


class LeanSession(AiohttpSession):
    """aiogram's session without its repeated work."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._response_types: dict[Any, type[Response[Any]]] = {}

    async def close(self) -> None:
        """Close the session; without TLS, skip aiogram's wait for it (0.25 s)."""
        if self._session is None or self.api.base.startswith("https:"):
            await super().close()
        else:
            await self._session.close()

    def build_form_data(self, bot: Bot, method: TelegramMethod[TelegramType]) -> FormData:
        """Return the form of a method; that of an encoded one holds its bytes as they are."""
        if isinstance(method, EncodedMethod):
            return _EncodedForm(method.encode_body())
        return super().build_form_data(bot, method)

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - as aiogram calls it
    ) -> TelegramType:
        """Make a request like aiogram's method, but follow no redirect."""
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        try:
            async with session.post(
                url,
                data=self.build_form_data(bot=bot, method=method),
                timeout=ClientTimeout(total=self.timeout if timeout is None else timeout),
                allow_redirects=False,
            ) as answer:
                content = (await answer.read()).decode(errors="replace")
        except TimeoutError:
            raise TelegramNetworkError(method, "Request timeout error") from None
        except ClientError as error:
            reason = sanitize_reason(f"{type(error).__name__}: {error}")
            raise TelegramNetworkError(method, reason) from None
        if 300 <= answer.status < 400:
            raise NotTelegramError(method, f"a redirect, status {answer.status}")
        response = self.check_response(bot, method, answer.status, content)
        return cast("TelegramType", response.result)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 - as aiogram calls it
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Download like aiogram's method, but follow no redirect. Raises TelegramNetworkError."""
        session = await self.create_session()
        try:
            async with session.get(
                url,
                headers=headers or {},
                timeout=ClientTimeout(total=timeout),
                allow_redirects=False,
            ) as answer:
                if raise_for_status and answer.status != HTTPStatus.OK:
                    raise NotTelegramError(GetFile(file_id=""), f"no file, status {answer.status}")
                async for chunk in answer.content.iter_chunked(chunk_size):
                    yield chunk
        except (ClientError, TimeoutError) as error:
            reason = sanitize_reason(f"{type(error).__name__}: {error}")
            raise TelegramNetworkError(GetFile(file_id=""), reason) from None

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """Return the answer, with only the message id of an encoded method. Raises sanitized
        errors.

        The body's ``error_code`` says what an error is: a proxy may send it with another status.
        """
        if status_code == HTTPStatus.OK:
            with contextlib.suppress(ValueError, TypeError, KeyError, RecursionError):
                if isinstance(method, EncodedMethod):
                    message_id = _load_result(content)["message_id"]
                    if type(message_id) is not int or not 0 < message_id < MAX_MESSAGE_ID:
                        raise NotTelegramError(method, "a response without a message id")
                    sent = MessageId.model_construct(message_id=message_id)
                    return _ANSWER.model_construct(ok=True, result=sent)
                if method.__returning__ is bool and _load_result(content) is True:
                    return _ANSWER.model_construct(ok=True, result=True)
        # Keep the response class: pydantic builds it again when nothing refers to it, which takes
        # milliseconds, half of the work of a busy bot.
        self._response_types[method.__returning__] = Response[method.__returning__]  # type: ignore[name-defined]
        try:
            refusal = _load_refusal(content)
            if refusal is not None:
                _raise_if_not_telegrams(method, refusal)
                status_code = refusal["error_code"]
                if status_code in _FLOOD_CODES and _read_retry_after(refusal) is None:
                    raise TelegramRetryAfter(
                        method, refusal["description"], _guess_retry_after(refusal["description"])
                    )
            elif status_code not in _SUCCESS_CODES:
                # aiogram would take a page or a success under such a status for Telegram's refusal.
                raise NotTelegramError(
                    method, sanitize_reason(f"status {status_code}: {content[:MAX_INPUT_CHARS]}")
                )
            response = super().check_response(bot, method, status_code, content)
        except (TelegramAPIError, ClientDecodeError) as error:
            if isinstance(error, TelegramRetryAfter):
                error.retry_after = min(max(error.retry_after, 0), MAX_RETRY_AFTER)
            if isinstance(error, TelegramMigrateToChat) and not (
                -MAX_CHAT_ID < error.migrate_to_chat_id < 0
            ):
                raise NotTelegramError(method, "a move to no group") from None
            # Drop the cause: a traceback would show the whole page.
            raise sanitize_error(error, method) from None
        if response.result is None:
            raise NotTelegramError(method, "a response without a result")
        return response


def _load_result(content: str) -> Any:
    """Return the result of a successful response; aiogram reads all others. Raises ValueError,
    TypeError, KeyError or RecursionError."""
    answer = json.loads(content)
    if answer["ok"] is not True:
        raise ValueError("not a successful response")
    return answer["result"]


def _load_refusal(content: str) -> dict[str, Any] | None:
    """Return a response that says ``"ok": false``; None for any other, which aiogram reads."""
    if _SUCCESS.match(content):
        return None  # most responses: aiogram parses them, and once is enough
    with contextlib.suppress(ValueError, RecursionError):
        answer = json.loads(content)
        if isinstance(answer, dict) and answer.get("ok") is False:
            return answer
    return None


def _raise_if_not_telegrams(method: TelegramMethod[Any], refusal: dict[str, Any]) -> None:
    """Raise NotTelegramError for a refusal without the code and the text that Telegram gives."""
    if type(refusal.get("error_code")) is not int or not isinstance(
        refusal.get("description"), str
    ):
        raise NotTelegramError(method, "a refusal without a code or a description")


def _read_retry_after(refusal: dict[str, Any]) -> Any:
    parameters = refusal.get("parameters")
    return (parameters.get("retry_after") or None) if isinstance(parameters, dict) else None


def _guess_retry_after(description: str) -> int:
    """Return the seconds that a text such as "retry after 5" or "FLOOD_WAIT_5" names."""
    found = _SECONDS.search(description[:200])
    return int(found[1]) if found else DEFAULT_RETRY_AFTER


class _EncodedForm(FormData):
    def __init__(self, body: bytes) -> None:
        super().__init__()
        self._body = body

    def __call__(self) -> BytesPayload:
        return BytesPayload(self._body, content_type="application/json")
