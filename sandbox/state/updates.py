"""The queue of updates for the bot and the long polling of `getUpdates`."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.clock import Ticks
from sandbox.errors import TERMINATED_BY_POLL, TERMINATED_BY_WEBHOOK, ApiError, conflict
from sandbox.state.models import JSON

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KINDS = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "message_reaction",
        "message_reaction_count",
        "guest_message",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
    ]
)
_DAY = 24 * 3600.0
_MAX_FIRST_ID = 900_000_000
"""Ids start at a random number, as in Telegram: a bot may remember those of another sandbox."""
LIFETIMES = {"callback_query": 150.0, "inline_query": 30.0, "guest_message": 30.0}


@dataclass(frozen=True)
class Update:
    """An update for the bot. `expires` is in ticks.

    Updates of one `lane` (a chat or a user) reach a webhook in order, one at a time.
    """

    id: int
    kind: str
    payload: JSON
    lane: int
    expires: float

    def as_json(self) -> JSON:
        """Return the `Update` as the Bot API writes it."""
        return {"update_id": self.id, self.kind: self.payload}


class UpdateQueue:
    """Keeps updates until the bot confirms them or they expire."""

    def __init__(self, ticks: Ticks) -> None:
        self._ticks = ticks
        self._waiting: dict[int, Update] = {}
        self._last_id = random.randrange(_MAX_FIRST_ID)
        self._news = asyncio.Event()
        self._poll: asyncio.Future[ApiError | None] | None = None
        self._previous: tuple[int, float] = (0, float("-inf"))
        self._conflict_at = float("-inf")
        self.allowed: frozenset[str] | None = None
        self.on_add: Callable[[Update], None] | None = None

    def __len__(self) -> int:
        self._expire()
        return len(self._waiting)

    @property
    def next_id(self) -> int:
        """The id of the next update."""
        return self._last_id + 1

    @property
    def has_poll(self) -> bool:
        """Whether a long poll is waiting now."""
        return self._poll is not None

    @property
    def allowed_list(self) -> list[str] | None:
        """The sorted `allowed_updates` of the bot; None for the default set."""
        return None if self.allowed is None else sorted(self.allowed)

    def allow(self, given: Any) -> None:
        """Set `allowed_updates`. An invalid value changes nothing, no known kind means default."""
        if isinstance(given, str):
            try:
                given = json.loads(given)
            except ValueError:
                return
        if not isinstance(given, Sequence) or not all(isinstance(kind, str) for kind in given):
            return
        known = frozenset(kind.lower() for kind in given) & KINDS
        self.allowed = known or None

    def is_wanted(self, kind: str) -> bool:
        """Return whether allowed_updates includes the kind."""
        return kind not in NOT_BY_DEFAULT if self.allowed is None else kind in self.allowed

    def add(self, kind: str, payload: JSON, lane: int) -> Update | None:
        """Queue an update and return it. Returns None if the bot did not ask for its kind."""
        if not self.is_wanted(kind):
            return None
        self._last_id += 1
        expires = self._ticks() + LIFETIMES.get(kind, _DAY)
        update = Update(self._last_id, kind, payload, lane, expires)
        self._waiting[update.id] = update
        self._news.set()
        if self.on_add is not None:
            self.on_add(update)
        return update

    def confirm(self, update_id: int) -> None:
        """Drop the updates before this id, as a poll with an offset does."""
        self._waiting.pop(update_id, None)

    def list_pending(self) -> list[Update]:
        """Return the pending updates that have not expired."""
        self._expire()
        return list(self._waiting.values())

    def clear(self) -> None:
        """Drop the updates that wait."""
        self._waiting.clear()

    def end_poll_for_webhook(self) -> None:
        """End a waiting poll with a 409 because a webhook was set."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(conflict(TERMINATED_BY_WEBHOOK))

    def end_poll(self) -> None:
        """End a waiting poll without updates because the sandbox stops."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    async def poll(self, offset: int, limit: int, seconds: float) -> list[JSON]:
        """Drop updates before `offset`, wait up to `seconds`, return up to `limit` updates.

        A client that repeats an offset too soon waits at least 3 s, and within half a second gets
        one update. Raises :class:`~sandbox.errors.ApiError` 409 if a newer poll takes over.
        """
        now = self._ticks()
        previous_offset, previous_at = self._previous
        if offset == previous_offset and now - previous_at < 3:
            seconds = max(seconds, 3)
            if now - previous_at < 0.5:
                limit = 1
        self._previous = (offset, now)
        self._forget(offset)
        await self._take_over()
        if not self.list_pending() and seconds > 0:
            await self._wait(seconds)
        return [update.as_json() for update in self.list_pending()[:limit]]

    def _forget(self, offset: int) -> None:
        if offset > self._last_id + 10:
            return
        ids = list(self._waiting)
        gone = ids[:offset] if offset < 0 else [i for i in ids if i < offset]
        for update_id in gone:
            del self._waiting[update_id]

    async def _take_over(self) -> None:
        if self._poll is None or self._poll.done():
            return
        now = self._ticks()
        delay = 3.0 if now - self._conflict_at < 3 else 0.0
        self._conflict_at = now
        self._poll.set_result(conflict(TERMINATED_BY_POLL))
        self._poll = None
        await asyncio.sleep(delay)

    async def _wait(self, seconds: float) -> None:
        mine: asyncio.Future[ApiError | None] = asyncio.get_running_loop().create_future()
        self._poll = mine
        self._news.clear()
        news = asyncio.ensure_future(self._news.wait())
        either: set[asyncio.Future[Any]] = {mine, news}
        try:
            await asyncio.wait(either, timeout=seconds, return_when="FIRST_COMPLETED")
            if mine.done() and (reason := mine.result()) is not None:
                raise reason
        finally:
            news.cancel()
            if self._poll is mine:
                self._poll = None

    def _expire(self) -> None:
        now = self._ticks()
        for update in [u for u in self._waiting.values() if u.expires <= now]:
            del self._waiting[update.id]
