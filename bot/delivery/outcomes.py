"""What each of Telegram's answers means for a delivery. Nothing else reads its error texts."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

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

from bot.delivery.reasons import is_outage, reason_of


@dataclass(frozen=True, slots=True)
class Sent:
    """``note``: not quite as it was meant."""

    message_id: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """It may go well after ``wait``."""

    wait: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The chat can not be reached; only its own /start brings it back."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The group has a new id."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class ThreadLost:
    """The forum thread where the chat wants it is gone or closed; the chat itself is there."""

    thread_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The message is wrong: a mistake of ours that no second try mends."""

    reason: str


@dataclass(frozen=True, slots=True)
class Untried:
    """It did not come to a try; it may ``wait`` with what failed before it in its chat."""

    wait: timedelta = timedelta(0)


Outcome = Sent | Later | Gone | Moved | ThreadLost | Refused | Untried

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=10)

_UNREACHABLE = (
    "chat not found",
    "PEER_ID_INVALID",
    "need administrator rights",
    "not enough rights",
    "TOPIC_CLOSED",
)
_THREAD_LOST = ("message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED")
_UNCHANGED = "message is not modified"
_UNDELETABLE = "message can't be deleted"
_NO_RICH = "message text is empty"
_BAD_RICH = (
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


def outcome_of(
    error: TelegramAPIError | ClientDecodeError, attempts: int, thread_id: int | None = None
) -> Outcome:
    """What an error says. ``attempts`` counts the tries so far, this one included; ``thread_id`` is
    the forum thread it was sent to."""
    reason = reason_of(error)
    match error:
        case TelegramRetryAfter():
            return Later(timedelta(seconds=error.retry_after), reason)
        case TelegramMigrateToChat():
            return Moved(error.migrate_to_chat_id)
        case TelegramForbiddenError():
            return Gone(reason)
        case _ if thread_id is not None and is_thread_lost(error):
            return ThreadLost(thread_id, reason)
        case TelegramBadRequest() if any(text in error.message for text in _UNREACHABLE):
            return Gone(reason)
        case _ if is_outage(error):
            return Later(backoff(attempts), reason)
        case TelegramUnauthorizedError() | TelegramNotFound() | TelegramConflictError():
            # The token or the server is wrong, not the message: somebody will mend that.
            return Later(LONGEST_WAIT, reason)
        case _:
            return Refused(reason)


def backoff(attempts: int) -> timedelta:
    """Twice as long after each try, up to `LONGEST_WAIT`, with a jitter of a quarter."""
    wait: timedelta = min(LONGEST_WAIT, FIRST_WAIT * int(2 ** min(attempts - 1, 16)))
    return wait * random.uniform(0.75, 1.25)


def is_thread_lost(error: Exception) -> bool:
    """A forum thread that is gone, or closed to the bot."""
    return isinstance(error, TelegramBadRequest) and any(t in error.message for t in _THREAD_LOST)


def is_unwelcome(error: Exception) -> bool:
    """The chat does not let the bot write: it is blocked, thrown out or restricted there."""
    return isinstance(error, TelegramAPIError) and isinstance(outcome_of(error, 1), Gone)


def is_unchanged(error: Exception) -> bool:
    """An edit that changed nothing: a double tap, not a mistake."""
    return isinstance(error, TelegramBadRequest) and _UNCHANGED in error.message


def is_undeletable(error: TelegramBadRequest) -> bool:
    """Telegram lets a bot delete its messages for 48 hours only."""
    return _UNDELETABLE in error.message


def knows_no_rich(error: Exception) -> bool:
    """Of a rich message: the server is older than these. It has no such method, and of an edit it
    sees no text."""
    if isinstance(error, TelegramNotFound):
        return True
    return isinstance(error, TelegramBadRequest) and _NO_RICH in error.message


def refuses_rich(error: Exception) -> bool:
    """Of a rich message: what is in it does not please the server, mostly a picture that it could
    not get."""
    return isinstance(error, TelegramBadRequest) and any(t in error.message for t in _BAD_RICH)


def is_stale_query(error: TelegramBadRequest) -> bool:
    """A button pressed so long ago that Telegram no longer takes an answer to it."""
    return any(text in error.message for text in _STALE_QUERY)


_IN_WORDS = (
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


def in_words(reason: str) -> str:
    """The text that says to an editor why a delivery failed."""
    return next((key for said, key in _IN_WORDS if said in reason), "failure-other")
