"""The webhook: Telegram sends the updates, through a proxy that terminates TLS."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import logging
from collections.abc import Sequence

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramRetryAfter
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.telegram.client.api_errors import compute_backoff
from bot.telegram.updates.inbox import Inbox, clean_text, is_update
from service.config import BadSettings, Settings

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 1024**2
"""Maximum size of an update; Telegram's largest have some dozens of kilobytes."""

BODY_SECONDS = 10.0
"""How long a body may take to arrive."""

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MAX_CONNECTIONS = 40
RETRY_AFTER_SECONDS = "2"


class Webhook:
    """Answers ``POST /telegram/<path>`` once the update is in the inbox, before it is handled."""

    def __init__(self, settings: Settings, inbox: Inbox) -> None:
        self._inbox = inbox
        self._secret = settings.webhook_secret.get_secret_value().encode()
        self._path = build_webhook_path(settings)
        self._url = settings.webhook_url.rstrip("/") + self._path

    def add_routes(self, app: web.Application) -> None:
        """Add the path that Telegram posts updates to."""
        app.router.add_post("/telegram/{path}", self._handle, expect_handler=self._check_expected)

    async def register(self, bot: Bot, allowed_updates: Sequence[str]) -> None:
        """Register the webhook at Telegram, which then also sends the updates that wait there.

        Retries during an outage. Raises BadSettings if Telegram refuses the address.
        """
        for attempt in itertools.count(1):
            try:
                await bot.set_webhook(
                    self._url,
                    secret_token=self._secret.decode(),
                    allowed_updates=list(allowed_updates),
                    max_connections=MAX_CONNECTIONS,
                    drop_pending_updates=False,
                )
                return
            except TelegramBadRequest as error:
                raise BadSettings(
                    f"WEBHOOK_URL: Telegram does not take it: {error.message}"
                ) from error
            except TelegramAPIError as error:
                wait = compute_backoff(attempt).total_seconds()
                if isinstance(error, TelegramRetryAfter):
                    wait = error.retry_after
                log.warning("the webhook is not registered yet, again in %.0f s: %s", wait, error)
                await asyncio.sleep(wait)

    async def _handle(self, request: web.Request) -> web.Response:
        """Store an update and answer 200.

        Answers 404, 401, 415 or 413 to requests that are not Telegram's, before the body is read;
        408 if it does not come; 503 if there is no room or the database fails, so that Telegram
        retries.
        """
        self._check_head(request)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                raw = json.loads(await request.read())
        except TimeoutError as error:
            raise web.HTTPRequestTimeout from error
        except (ValueError, RecursionError) as error:
            raise web.HTTPBadRequest from error
        if not is_update(raw):
            raise web.HTTPBadRequest
        retry_later = web.Response(status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})
        availability = self._inbox.availability
        if self._inbox.is_full or availability.is_away:
            return retry_later
        try:
            await self._inbox.accept([clean_text(raw)])
        except SQLAlchemyError as error:
            availability.log(
                log, "an update cannot be stored, Telegram will send it again: %s", error
            )
            return retry_later
        return web.Response()

    async def _check_expected(self, request: web.Request) -> None:
        """Let a client that asks for it send its body, if its head is right."""
        self._check_head(request)
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _check_head(self, request: web.Request) -> None:
        """Raise the answer to a request that is not Telegram's."""
        is_path_right = hmac.compare_digest(request.path.encode(), self._path.encode())
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        is_secret_right = hmac.compare_digest(given, self._secret)
        if not is_path_right:
            raise web.HTTPNotFound
        if not is_secret_right:
            raise web.HTTPUnauthorized
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        if (request.content_length or 0) > MAX_BODY_BYTES:
            raise web.HTTPRequestEntityTooLarge(MAX_BODY_BYTES, request.content_length or 0)


def build_webhook_path(settings: Settings) -> str:
    """Return a path that is not guessable without the secret and does not reveal the secret."""
    secret = settings.webhook_secret.get_secret_value()
    return "/telegram/" + hashlib.sha256(f"path {secret}".encode()).hexdigest()[:32]
