"""Classify Telegram's answers to a delivery. No other module reads its error texts."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)

from bot.telegram.client.error_text import format_reason, is_outage
from bot.ui.methods import EncodedMessage


@dataclass(frozen=True, slots=True)
class Sent:
    """``note`` says how the delivery differs from what was requested; ``rich_message`` is the
    message if a private chat got it in rich style."""

    label: ClassVar[str] = "sent"

    message_id: int
    note: str = ""
    rich_message: EncodedMessage | None = None


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """A retry after ``wait`` may succeed."""

    label: ClassVar[str] = "later"

    wait: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class ChatUnreachable:
    """The chat cannot be reached until it sends /start again."""

    label: ClassVar[str] = "gone"

    reason: str


@dataclass(frozen=True, slots=True)
class ChatMigrated:
    """The group has a new id."""

    label: ClassVar[str] = "moved"

    new_chat_id: int


@dataclass(frozen=True, slots=True)
class TopicClosed:
    """The forum topic of the delivery is deleted or closed; the chat itself can be reached."""

    label: ClassVar[str] = "threadlost"

    thread_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class MessageRejected:
    """The message is invalid: our mistake, and a retry would fail too."""

    label: ClassVar[str] = "refused"

    reason: str


@dataclass(frozen=True, slots=True)
class NotAttempted:
    """No request was made; after ``wait`` it may be."""

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

_NO_RIGHTS = re.compile(
    r"\b(?:[Nn]ot enough|[Nn]o|[Aa]dministrator) rights?\b"
    r"|CHAT_(?:RESTRICTED|WRITE_FORBIDDEN|ADMIN_REQUIRED|FORBIDDEN|(?:SEND|GUEST)_[A-Z]{1,20}_FORBIDDEN)"
    r"|(?:chat|group|channel|user|bot) is restricted|no write access"
    r"|[Nn]eed to be (?:an )?admin|[Cc]an't write in this chat"
    r"|USER_BANNED_IN_CHANNEL|USER_RESTRICTED|TOPIC_(?:CLOSED|DELETED)"
)
"""Restricted, muted, or without a right that the message needs."""
_NO_CHAT = re.compile(
    r"(?:chat|user|group|channel) not found"
    r"|(?:group|chat|user|channel) (?:chat )?(?:is|was|has been)"
    r" (?:deactivated|deleted|inaccessible)"
    r"|(?:PEER_ID|CHAT|CHAT_ID|CHANNEL|USER_ID)_INVALID|CHANNEL_PRIVATE|channel is private"
    r"|(?:INPUT_)?USER_DEACTIVATED"
    r"|USER_IS_BLOCKED|YOU_BLOCKED_USER|USER_PRIVACY_RESTRICTED|USER_IS_BOT"
    r"|PRIVACY_PREMIUM_REQUIRED|ALLOW_PAYMENT_REQUIRED|bot was (?:kicked|blocked|removed)"
    r"|is not a member"
    r"|USER_NOT_PARTICIPANT|BOT_GROUPS_BLOCKED|can't access the chat"
    r"|bot can't (?:initiate conversation|send messages to)"
)
_SLOW_MODE = re.compile(r"SLOWMODE_WAIT_(\d{1,6})")
_TOPIC_CLOSED = ("message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED")
_UNCHANGED = "message is not modified"
_UNDELETABLE = "message can't be deleted"
_RICH_UNSUPPORTED = "message text is empty"
_STALE_QUERY = ("query is too old", "query ID is invalid")


def classify_error(
    error: TelegramAPIError | ClientDecodeError, attempts: int, thread_id: int | None = None
) -> DeliveryOutcome:
    """Return what an error means for a delivery.

    ``attempts``: how often it was tried, this time included. ``thread_id``: its forum topic.
    """
    reason = format_reason(error)
    match error:
        case TelegramRetryAfter():
            return RetryAfter(timedelta(seconds=error.retry_after), reason)
        case TelegramMigrateToChat():
            return ChatMigrated(error.migrate_to_chat_id)
        case TelegramForbiddenError():
            return ChatUnreachable(reason)
        case _ if thread_id is not None and is_topic_closed(error):
            return TopicClosed(thread_id, reason)
        case TelegramBadRequest() if slow := _SLOW_MODE.search(error.message):
            return RetryAfter(timedelta(seconds=max(int(slow[1]), 1)), reason)
        case TelegramBadRequest() if _has_no_chat(error.message):
            return ChatUnreachable(reason)
        case _ if is_outage(error):
            return RetryAfter(compute_backoff(attempts), reason)
        case TelegramUnauthorizedError() | TelegramNotFound() | TelegramConflictError():
            # The token or the server is wrong, not the message: an operator has to correct that.
            return RetryAfter(MAX_BACKOFF, reason)
        case TelegramBadRequest() | TelegramEntityTooLarge():
            return MessageRejected(reason)
        case _:
            # Telegram refuses a message with 400 only: this is a proxy's answer.
            return RetryAfter(compute_backoff(attempts), reason)


def _has_no_chat(message: str) -> bool:
    """Return whether the chat does not exist or accepts no message of the bot at all."""
    return bool(_NO_RIGHTS.search(message) or _NO_CHAT.search(message))


def compute_backoff(attempts: int) -> timedelta:
    """Return a delay that doubles with each attempt, up to `MAX_BACKOFF`, with 25 % of jitter."""
    wait: timedelta = min(MAX_BACKOFF, INITIAL_BACKOFF * int(2 ** min(attempts - 1, 16)))
    return wait * random.uniform(0.75, 1.25)


def is_topic_closed(error: Exception) -> bool:
    """Return whether a forum topic is deleted, or closed to the bot."""
    return isinstance(error, TelegramBadRequest) and any(t in error.message for t in _TOPIC_CLOSED)


def is_chat_unreachable(error: Exception) -> bool:
    """Return whether the chat has blocked, removed or restricted the bot."""
    return isinstance(error, TelegramAPIError) and isinstance(
        classify_error(error, 1), ChatUnreachable
    )


def is_unchanged(error: Exception) -> bool:
    """Return whether an edit changed nothing, as after a double tap."""
    return isinstance(error, TelegramBadRequest) and _UNCHANGED in error.message


def is_undeletable(error: TelegramBadRequest) -> bool:
    """Return whether a message is too old to delete: Telegram allows that for 48 hours."""
    return _UNDELETABLE in error.message


def is_rich_unsupported(error: Exception) -> bool:
    """Return whether the server is too old for rich messages: it lacks the method, and finds no
    text in an edit."""
    if isinstance(error, TelegramNotFound):
        return True
    return isinstance(error, TelegramBadRequest) and _RICH_UNSUPPORTED in error.message


def is_rich_rejected(error: Exception) -> bool:
    """Return whether the server rejects the content of a rich message, mostly because it could not
    download a picture. Servers word that differently, so every refusal counts that is not about the
    chat, its topic or an edit that changes nothing."""
    return (
        isinstance(error, TelegramBadRequest)
        and isinstance(classify_error(error, 1), MessageRejected)
        and not (is_unchanged(error) or is_topic_closed(error))
    )


def is_style_refused(error: TelegramBadRequest) -> bool:
    """Return whether the server refuses the style of a button."""
    return "style" in error.message.lower()


def is_stale_query(error: TelegramBadRequest) -> bool:
    """Return whether a button was pressed too long ago for an answer."""
    return any(text in error.message for text in _STALE_QUERY)


_FAILURE_KEYS = (
    ("bot was blocked", "failure-blocked"),
    ("user is deactivated", "failure-deactivated"),
    ("bot was kicked", "failure-kicked"),
    ("bot is not a member", "failure-kicked"),
    ("can't initiate conversation", "failure-no-chat"),
    ("message to edit not found", "failure-no-message"),
    ("message to delete not found", "failure-no-message"),
    ("too late", "failure-late"),
    ("stopped", "failure-stopped"),
    ("retracted", "failure-retracted"),
    ("superseded", "failure-superseded"),
)


def get_failure_key(reason: str) -> str:
    """Return the key of the text that explains a failed delivery to an editor."""
    known = next((key for text, key in _FAILURE_KEYS if text in reason), "")
    if known:
        return known
    if _NO_RIGHTS.search(reason):
        return "failure-kicked"
    return "failure-no-chat" if _NO_CHAT.search(reason) else "failure-other"
