"""What an error says, fit to be kept and shown: a code, and one short line without secrets.

The text of an error is whatever a proxy, a hoster's block page or the network library put there: it
may be a page of half a megabyte, and may carry the address of the request, token included.
"""

from __future__ import annotations

import re
from typing import Any

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod

MAX_REASON = 200
"""Characters of a reason in all."""

MAX_READ = 4000
"""Characters of a text that are looked at: the rest would be cut off anyhow."""

_TOKEN = re.compile(r"(?:bot)?\d{3,20}(?::|%3A)[A-Za-z0-9_-]{3,}", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s'\"<>]{1,2000}", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{0,500}>?")
_ENTITY = re.compile(r"&#?\w{1,10};")

NOT_TELEGRAM, NETWORK, SERVER_ERROR = "not_telegram", "network", "server_error"

_CODES: tuple[tuple[type[Exception], str], ...] = (
    (TelegramRetryAfter, "too_many_requests"),
    (TelegramMigrateToChat, "moved"),
    (TelegramForbiddenError, "forbidden"),
    (TelegramBadRequest, "bad_request"),
    (TelegramUnauthorizedError, "unauthorized"),
    (TelegramNotFound, "not_found"),
    (TelegramConflictError, "conflict"),
    (TelegramServerError, SERVER_ERROR),
    (ClientDecodeError, NOT_TELEGRAM),
    (TelegramNetworkError, NETWORK),
    (TelegramAPIError, "refused"),
)


class NotTelegram(TelegramNetworkError):
    """Something else answers in Telegram's place: a block page, a login page, a redirect."""


def reason_of(error: Exception) -> str:
    """A code and what the error says: one line of at most `MAX_REASON` characters, without
    addresses, tokens and markup."""
    code = NOT_TELEGRAM if isinstance(error, NotTelegram) else _code_of(error)
    return clean(f"{code}: {_text_of(error)}")


def clean(text: str) -> str:
    """One line of at most `MAX_REASON` characters, without addresses, tokens and markup."""
    text = text[:MAX_READ]
    without: tuple[tuple[re.Pattern[str], str], ...] = (
        (_ADDRESS, "[url]"),
        (_TOKEN, "[token]"),
    )
    text = _MARKUP.sub(" ", text)
    for pattern, instead in without:
        text = pattern.sub(instead, text)
    line = " ".join(_ENTITY.sub(" ", text).split())
    line = "".join(c for c in line if c.isprintable())
    return line if len(line) <= MAX_REASON else line[: MAX_REASON - 1].rstrip() + "…"


def is_outage(error: Exception) -> bool:
    """Whether it says nothing of the request, and that Telegram itself can not be reached."""
    return isinstance(error, TelegramNetworkError | TelegramServerError | ClientDecodeError)


def cleaned(error: Exception, method: TelegramMethod[Any]) -> TelegramAPIError:
    """The same error with a message that may be kept and logged; what no Telegram says is
    `NotTelegram`."""
    if isinstance(error, ClientDecodeError):
        return NotTelegram(method, clean(_text_of(error)))
    assert isinstance(error, TelegramAPIError)
    error.message = clean(error.message or "")
    return error


def _code_of(error: Exception) -> str:
    return next((code for kind, code in _CODES if isinstance(error, kind)), type(error).__name__)


def _text_of(error: Exception) -> str:
    if isinstance(error, ClientDecodeError):
        said = error.data if isinstance(error.data, str) else type(error.data).__name__
        return f"{type(error.original).__name__}: {said[:MAX_READ]}"
    return error.message if isinstance(error, TelegramAPIError) else str(error)
