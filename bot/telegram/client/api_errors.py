"""What each of Telegram's answers means for a delivery. Nothing else reads its error texts."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)

from bot.telegram.client.error_text import is_outage, reason_of


@dataclass(frozen=True, slots=True)
class Sent:
    """``note``: not quite as it was meant."""

    label: ClassVar[str] = "sent"

    message_id: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """It may go well after ``wait``."""

    label: ClassVar[str] = "later"

    wait: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class ChatUnreachable:
    """The chat can not be reached; only its own /start brings it back."""

    label: ClassVar[str] = "gone"

    reason: str


@dataclass(frozen=True, slots=True)
class ChatMigrated:
    """The group has a new id."""

    label: ClassVar[str] = "moved"

    new_chat_id: int


@dataclass(frozen=True, slots=True)
class TopicClosed:
    """The forum thread where the chat wants it is gone or closed; the chat itself is there."""

    label: ClassVar[str] = "threadlost"

    thread_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class MessageRejected:
    """The message is wrong: a mistake of ours that no second try mends."""

    label: ClassVar[str] = "refused"

    reason: str


@dataclass(frozen=True, slots=True)
class NotAttempted:
    """It did not come to a try; it may ``wait`` with what failed before it in its chat."""

    label: ClassVar[str] = "untried"

    wait: timedelta = timedelta(0)


DeliveryOutcome = (
    Sent
    | RetryAfter
    | ChatUnreachable
    | ChatMigrated
    | TopicClosed
    | MessageRejected
    | NotAttempted
)

INITIAL_BACKOFF = timedelta(seconds=2)
MAX_BACKOFF = timedelta(minutes=10)

_UNREACHABLE = (
    "chat not found",
    "PEER_ID_INVALID",
    "need administrator rights",
    "not enough rights",
    "TOPIC_CLOSED",
)
_TOPIC_CLOSED = ("message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED")
_UNCHANGED = "message is not modified"
_UNDELETABLE = "message can't be deleted"
_RICH_UNSUPPORTED = "message text is empty"
_RICH_REJECTED = (
    "RICH_MESSAGE",
    "InputRich",
    "rich message",
    "HTTP URL",
    "web page content",
    "WEBPAGE",
    "MEDIA_",
    "PHOTO_",
)
_STALE_QUERY = ("query is too old", "query ID is invalid")


def classify_error(
    error: TelegramAPIError | ClientDecodeError, attempts: int, thread_id: int | None = None
) -> DeliveryOutcome:
    """What an error says. ``attempts`` counts the tries so far, this one included; ``thread_id`` is
    the forum thread it was sent to."""
    reason = reason_of(error)
    match error:
        case TelegramRetryAfter():
            return RetryAfter(timedelta(seconds=error.retry_after), reason)
        case TelegramMigrateToChat():
            return ChatMigrated(error.migrate_to_chat_id)
        case TelegramForbiddenError():
            return ChatUnreachable(reason)
        case _ if thread_id is not None and is_topic_closed(error):
            return TopicClosed(thread_id, reason)
        case TelegramBadRequest() if any(text in error.message for text in _UNREACHABLE):
            return ChatUnreachable(reason)
        case _ if is_outage(error):
            return RetryAfter(compute_backoff(attempts), reason)
        case TelegramUnauthorizedError() | TelegramNotFound() | TelegramConflictError():
            # The token or the server is wrong, not the message: somebody will mend that.
            return RetryAfter(MAX_BACKOFF, reason)
        case _:
            return MessageRejected(reason)


def compute_backoff(attempts: int) -> timedelta:
    """Twice as long after each try, up to `LONGEST_WAIT`, with a jitter of a quarter."""
    wait: timedelta = min(MAX_BACKOFF, INITIAL_BACKOFF * int(2 ** min(attempts - 1, 16)))
    return wait * random.uniform(0.75, 1.25)


def is_topic_closed(error: Exception) -> bool:
    """A forum thread that is gone, or closed to the bot."""
    return isinstance(error, TelegramBadRequest) and any(t in error.message for t in _TOPIC_CLOSED)


def is_chat_unreachable(error: Exception) -> bool:
    """The chat does not let the bot write: it is blocked, thrown out or restricted there."""
    return isinstance(error, TelegramAPIError) and isinstance(
        classify_error(error, 1), ChatUnreachable
    )


def is_unchanged(error: Exception) -> bool:
    """An edit that changed nothing: a double tap, not a mistake."""
    return isinstance(error, TelegramBadRequest) and _UNCHANGED in error.message


def is_undeletable(error: TelegramBadRequest) -> bool:
    """Telegram lets a bot delete its messages for 48 hours only."""
    return _UNDELETABLE in error.message


def is_rich_unsupported(error: Exception) -> bool:
    """Of a rich message: the server is older than these. It has no such method, and of an edit it
    sees no text."""
    if isinstance(error, TelegramNotFound):
        return True
    return isinstance(error, TelegramBadRequest) and _RICH_UNSUPPORTED in error.message


def is_rich_rejected(error: Exception) -> bool:
    """Of a rich message: what is in it does not please the server, mostly a picture that it could
    not get."""
    return isinstance(error, TelegramBadRequest) and any(t in error.message for t in _RICH_REJECTED)


def is_stale_query(error: TelegramBadRequest) -> bool:
    """A button pressed so long ago that Telegram no longer takes an answer to it."""
    return any(text in error.message for text in _STALE_QUERY)


_FAILURE_KEYS = (
    ("bot was blocked", "failure-blocked"),
    ("user is deactivated", "failure-deactivated"),
    ("bot was kicked", "failure-kicked"),
    ("bot is not a member", "failure-kicked"),
    ("not enough rights", "failure-kicked"),
    ("need administrator rights", "failure-kicked"),
    ("TOPIC_CLOSED", "failure-kicked"),
    ("chat not found", "failure-no-chat"),
    ("PEER_ID_INVALID", "failure-no-chat"),
    ("can't initiate conversation", "failure-no-chat"),
    ("message to edit not found", "failure-no-message"),
    ("message to delete not found", "failure-no-message"),
    ("too late", "failure-late"),
    ("stopped", "failure-stopped"),
    ("retracted", "failure-retracted"),
    ("superseded", "failure-superseded"),
)


def get_failure_key(reason: str) -> str:
    """The text that says to an editor why a delivery failed."""
    return next((key for said, key in _FAILURE_KEYS if said in reason), "failure-other")
