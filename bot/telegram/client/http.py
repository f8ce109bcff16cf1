"""The Bot's session: prepared calls go out as they are, and of their answer only the message's id
is read. Refusals, and whatever is no answer, are aiogram's to read; what their errors say is
cleaned here, before anybody can log or keep it. No redirect is followed: it would carry the token
away.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncGenerator
from http import HTTPStatus
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.methods import GetFile, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import MessageId
from aiohttp import BytesPayload, ClientError, ClientTimeout, FormData

from bot.telegram.client.error_text import NotTelegram, clean, cleaned
from bot.ui.methods import EncodedMethod

_ANSWER = Response[Any]

MAX_MESSAGE_ID = 2**52
"""Of a message; a larger one is no answer of Telegram's."""

MAX_RETRY_AFTER = 86_400
"""Seconds. Whoever says more is not Telegram, or is as good as silent."""


class LeanSession(AiohttpSession):
    """aiogram's session, spared what is done again and again to no end."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._kinds: dict[Any, type[Response[Any]]] = {}

    async def close(self) -> None:
        """aiogram waits a quarter of a second for TLS to say goodbye; plain HTTP says nothing."""
        if self._session is None or self.api.base.startswith("https:"):
            await super().close()
        else:
            await self._session.close()

    def build_form_data(self, bot: Bot, method: TelegramMethod[TelegramType]) -> FormData:
        if isinstance(method, EncodedMethod):
            return _EncodedForm(method.encode_body())
        return super().build_form_data(bot, method)

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - as aiogram calls it
    ) -> TelegramType:
        """As aiogram's, which would follow redirects."""
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
            said = clean(f"{type(error).__name__}: {error}")
            raise TelegramNetworkError(method, said) from None
        if 300 <= answer.status < 400:
            raise NotTelegram(method, f"a redirect, status {answer.status}")
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
        """As aiogram's, which would follow redirects. Raises TelegramNetworkError."""
        session = await self.create_session()
        try:
            async with session.get(
                url,
                headers=headers or {},
                timeout=ClientTimeout(total=timeout),
                allow_redirects=False,
            ) as answer:
                if raise_for_status and answer.status != HTTPStatus.OK:
                    raise NotTelegram(GetFile(file_id=""), f"no file, status {answer.status}")
                async for chunk in answer.content.iter_chunked(chunk_size):
                    yield chunk
        except (ClientError, TimeoutError) as error:
            said = clean(f"{type(error).__name__}: {error}")
            raise TelegramNetworkError(GetFile(file_id=""), said) from None

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        if status_code == HTTPStatus.OK:
            with contextlib.suppress(ValueError, TypeError, KeyError, RecursionError):
                if isinstance(method, EncodedMethod):
                    message_id = json.loads(content)["result"]["message_id"]
                    if type(message_id) is not int or not 0 < message_id < MAX_MESSAGE_ID:
                        raise NotTelegram(method, "an answer without a message's id")
                    sent = MessageId.model_construct(message_id=message_id)
                    return _ANSWER.model_construct(ok=True, result=sent)
                if method.__returning__ is bool and json.loads(content)["result"] is True:
                    return _ANSWER.model_construct(ok=True, result=True)
        # pydantic makes a class for each kind of answer, and again whenever nobody held on to it:
        # milliseconds each time, half of all that a busy bot did.
        self._kinds[method.__returning__] = Response[method.__returning__]  # type: ignore[name-defined]
        try:
            return super().check_response(bot, method, status_code, content)
        except (TelegramAPIError, ClientDecodeError) as error:
            if isinstance(error, TelegramRetryAfter):
                error.retry_after = min(max(error.retry_after, 0), MAX_RETRY_AFTER)
            # Without its cause: a traceback would show the whole page.
            raise cleaned(error, method) from None


class _EncodedForm(FormData):
    def __init__(self, body: bytes) -> None:
        super().__init__()
        self._body = body

    def __call__(self) -> BytesPayload:
        return BytesPayload(self._body, content_type="application/json")
