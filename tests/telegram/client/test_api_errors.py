"""Test what each of Telegram's answers means."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import ANY

import pytest
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
from aiogram.methods import SendMessage

from bot.telegram.client.api_errors import (
    MAX_BACKOFF,
    ChatMigrated,
    ChatUnreachable,
    DeliveryOutcome,
    MessageRejected,
    RetryAfter,
    TopicClosed,
    classify_error,
    compute_backoff,
)

METHOD = SendMessage(chat_id=1, text="мост")
SLOW = RetryAfter(timedelta(seconds=30), ANY)


def test_retry_delays_grow_up_to_a_limit() -> None:
    waits = [compute_backoff(attempt).total_seconds() for attempt in (1, 4, 30)]
    assert 1.5 <= waits[0] <= 2.5
    assert 12 <= waits[1] <= 20
    assert 450 <= waits[2] <= 750


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (TelegramRetryAfter(METHOD, "flood", 7), RetryAfter(timedelta(seconds=7), ANY)),
        (TelegramServerError(METHOD, "Bad Gateway"), RetryAfter(ANY, ANY)),
        (TelegramNetworkError(METHOD, "Request timeout error"), RetryAfter(ANY, ANY)),
        (
            ClientDecodeError("Failed to decode object", ValueError(), "<html>"),
            RetryAfter(ANY, ANY),
        ),
        (TelegramUnauthorizedError(METHOD, "Unauthorized"), RetryAfter(MAX_BACKOFF, ANY)),
        (TelegramNotFound(METHOD, "Not Found"), RetryAfter(MAX_BACKOFF, ANY)),
        (TelegramConflictError(METHOD, "Conflict"), RetryAfter(MAX_BACKOFF, ANY)),
        (TelegramMigrateToChat(METHOD, "upgraded", -100), ChatMigrated(-100)),
        (TelegramForbiddenError(METHOD, "bot was blocked by the user"), ChatUnreachable(ANY)),
        (TelegramForbiddenError(METHOD, "user is deactivated"), ChatUnreachable(ANY)),
        (
            TelegramForbiddenError(METHOD, "bot was kicked from the group chat"),
            ChatUnreachable(ANY),
        ),
        (TelegramBadRequest(METHOD, "Bad Request: chat not found"), ChatUnreachable(ANY)),
        (TelegramBadRequest(METHOD, "Bad Request: message is too long"), MessageRejected(ANY)),
        (TelegramBadRequest(METHOD, "Bad Request: SLOWMODE_WAIT_30"), SLOW),
        (TelegramBadRequest(METHOD, "Bad Request: copyrights reserved"), MessageRejected(ANY)),
        (TelegramEntityTooLarge(METHOD, "Request Entity Too Large"), MessageRejected(ANY)),
        (TelegramAPIError(METHOD, "Too Many Requests"), RetryAfter(ANY, ANY)),
    ],
    ids=lambda value: value.message if isinstance(value, TelegramAPIError) else "",
)
def test_classify_api_errors(error: TelegramAPIError, outcome: DeliveryOutcome) -> None:
    assert classify_error(error, 1) == outcome


@pytest.mark.parametrize(
    "reason",
    [
        "ALLOW_PAYMENT_REQUIRED_50",
        "PRIVACY_PREMIUM_REQUIRED",
        "USER_IS_BOT",
        "bot was kicked from the supergroup chat",
        "bot was blocked by the user",
        "bot is not a member of the channel chat",
        "Not enough rights to send text messages to the chat",
        "have no right to send a message",
        "TOPIC_DELETED",
    ],
)
def test_a_chat_that_is_closed_to_the_bot_rests(reason: str) -> None:
    error = TelegramBadRequest(METHOD, f"Bad Request: {reason}")
    assert classify_error(error, 1) == ChatUnreachable(ANY)


@pytest.mark.parametrize(
    "reason", ["TOPIC_DELETED", "TOPIC_CLOSED", "Bad Request: message thread not found"]
)
def test_a_lost_topic_leaves_the_chat(reason: str) -> None:
    assert classify_error(TelegramBadRequest(METHOD, reason), 1, 7) == TopicClosed(7, ANY)
