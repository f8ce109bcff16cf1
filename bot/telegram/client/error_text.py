"""Format errors for storage and display: a code and one short line without secrets.

The text of an error can come from a proxy, a provider's block page or the network library. It may
be a page of half a megabyte, and may contain the URL of the request with the token.
"""

from __future__ import annotations

import re
from typing import Any

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod

MAX_REASON_CHARS = 200
"""Length of a reason, with its code."""

MAX_INPUT_CHARS = 4000
"""How much of a text is processed; the rest would be cut off anyway."""

UNKNOWN_TOKEN = "BOT_TOKEN: Telegram does not know this token; copy it again from @BotFather"

_TOKEN = re.compile(r"(?:bot)?\d{3,20}(?::|%3A)[A-Za-z0-9_-]{3,}", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s'\"<>]{1,2000}", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{0,500}>?")
_CLASS_NAME = re.compile(r"^[A-Za-z]{1,60}(?:Error|Exception): ")
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
    (TelegramEntityTooLarge, "too_large"),
    (ClientDecodeError, NOT_TELEGRAM),
    (TelegramNetworkError, NETWORK),
    (TelegramAPIError, "refused"),
)


class NotTelegramError(TelegramNetworkError):
    """The answer is not Telegram's, but a block page, a login page or a redirect."""


def format_reason(error: Exception) -> str:
    """Return the code and the text of an error as a sanitized line (see `sanitize_reason`)."""
    code = NOT_TELEGRAM if isinstance(error, NotTelegramError) else _get_code(error)
    return sanitize_reason(f"{code}: {_get_text(error)}")


def sanitize_reason(text: str) -> str:
    """Return one line of at most `MAX_REASON_CHARS`, without URLs, tokens and markup."""
    text = _MARKUP.sub(" ", text[:MAX_INPUT_CHARS])
    text = _TOKEN.sub("[token]", _URL.sub("[url]", text))
    line = " ".join(_ENTITY.sub(" ", text).split())
    line = "".join(c for c in line if c.isprintable())
    return line if len(line) <= MAX_REASON_CHARS else line[: MAX_REASON_CHARS - 1].rstrip() + "…"


def is_outage(error: Exception) -> bool:
    """Return whether the error means that Telegram cannot be reached, whatever was requested."""
    if isinstance(error, TelegramEntityTooLarge):  # a network error to aiogram
        return False
    return isinstance(error, TelegramNetworkError | TelegramServerError | ClientDecodeError)


def describe_to_operator(error: TelegramAPIError, api_url: str) -> str:
    """Return in one line what is wrong when Telegram does not answer a command of the operator."""
    if isinstance(error, TelegramUnauthorizedError | TelegramNotFound):
        return UNKNOWN_TOKEN
    if is_outage(error):
        return f"{api_url} cannot be reached: {_CLASS_NAME.sub('', error.message)}"
    return f"{api_url}: {error.message}"


def sanitize_error(error: Exception, method: TelegramMethod[Any]) -> TelegramAPIError:
    """Return the error with a message that may be stored and logged; an answer that is not
    Telegram's becomes a `NotTelegramError`."""
    if isinstance(error, ClientDecodeError):
        return NotTelegramError(method, sanitize_reason(_get_text(error)))
    assert isinstance(error, TelegramAPIError)
    error.message = sanitize_reason(error.message or "")
    return error


def _get_code(error: Exception) -> str:
    return next((code for kind, code in _CODES if isinstance(error, kind)), type(error).__name__)


def _get_text(error: Exception) -> str:
    if isinstance(error, ClientDecodeError):
        data = error.data if isinstance(error.data, str) else type(error.data).__name__
        return f"{type(error.original).__name__}: {data[:MAX_INPUT_CHARS]}"
    return error.message if isinstance(error, TelegramAPIError) else str(error)
