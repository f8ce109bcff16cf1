"""Client of an OpenAI-compatible server: one HTTP request a summary, within limits."""

from __future__ import annotations

import json
from typing import Any, Self

import aiohttp
from pydantic import SecretStr

from news.errors import SvodkaError
from service.config import Settings

MAX_RESPONSE_BYTES = 64 * 1024
MAX_TOKENS = 400
"""Twice the length of three sentences in any of the languages."""

_OK = 200


class SummaryApiError(SvodkaError):
    """The request failed or its answer is invalid. The message never contains the API key."""


class SummaryClient:
    """An async context manager. ``timeout``: seconds for a whole request."""

    def __init__(self, url: str, key: SecretStr, model: str, timeout: float) -> None:
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._key = key
        self._model = model
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self._timeout),
        )
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def request_completion(self, messages: list[dict[str, str]]) -> str:
        """Return the server's answer to a conversation. Raises SummaryApiError."""
        if self._session is None:
            raise RuntimeError("the summary server is not open")
        payload = {
            "model": self._model,
            "messages": messages,
            "temperature": 0,
            "max_tokens": MAX_TOKENS,
        }
        try:
            # A redirect would send the key and the article to an unknown server.
            async with self._session.post(
                self._url, json=payload, headers=self._headers(), allow_redirects=False
            ) as answer:
                if answer.status != _OK:
                    raise SummaryApiError(f"the summary server answered {answer.status}")
                return _parse_completion(await _read_body(answer))
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SummaryApiError(f"the summary server: {type(error).__name__}") from error

    def _headers(self) -> dict[str, str]:
        key = self._key.get_secret_value()
        return {"Authorization": f"Bearer {key}"} if key else {}


def create_summary_client(settings: Settings) -> SummaryClient:
    """Return a client for the server in the settings, to use as a context manager."""
    return SummaryClient(
        settings.summary_api_url,
        settings.summary_api_key,
        settings.summary_api_model,
        settings.summary_api_timeout,
    )


async def _read_body(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > MAX_RESPONSE_BYTES:
            raise SummaryApiError(f"the summary server answered over {MAX_RESPONSE_BYTES} bytes")
    return bytes(body)


def _parse_completion(body: bytes) -> str:
    """Return the text of a chat completion. Raises SummaryApiError."""
    try:
        content: Any = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise SummaryApiError("the summary server's answer is no chat completion") from error
    if not isinstance(content, str):
        raise SummaryApiError("the summary server's answer holds no text")
    return content
