"""Callback, inline and guest queries that wait for the bot's answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from itertools import count
from typing import Generic, TypeVar

from sandbox.clock import Ticks
from sandbox.state.models import JSON, Message, User

CALLBACK_LIFETIME = 150.0
EPHEMERAL_ANSWER_SECONDS = 15.0
"""How long after a press its query may name the receiver of an ephemeral message."""
GUEST_LIFETIME = 30.0
INLINE_LIFETIME = 30.0


@dataclass(kw_only=True)
class Query:
    """What waits for the bot's answer."""

    id: str
    user: User
    expires: float
    answered: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(kw_only=True)
class CallbackQuery(Query):
    """A click of an inline button. `answer` holds `text`, `show_alert` and `url`."""

    message: Message | None
    data: str
    answer: JSON | None = None


@dataclass(kw_only=True)
class InlineQuery(Query):
    """An inline query of a person. `answer` holds `results`, `next_offset`, `button`."""

    text: str
    answer: JSON | None = None


@dataclass(kw_only=True)
class GuestQuery(Query):
    """A mention of the bot in a chat where it is no member. `answer` is the posted message."""

    message: Message
    answer: Message | None = None


Q = TypeVar("Q", CallbackQuery, InlineQuery, GuestQuery)


class PendingQueries(Generic[Q]):
    """Keeps queries by id until they are answered or expire."""

    def __init__(self, ticks: Ticks, start: int) -> None:
        self._ticks = ticks
        self._ids = count(start)
        self._queries: dict[str, Q] = {}

    def allocate_id(self) -> str:
        return str(next(self._ids))

    def add(self, query: Q) -> Q:
        """Keep a query until it is taken or expires; return it."""
        self._queries[query.id] = query
        return query

    def find(self, query_id: str) -> Q | None:
        """Return a query that is neither answered nor expired."""
        query = self._queries.get(query_id)
        return query if query is not None and self._ticks() < query.expires else None

    def take(self, query_id: str) -> Q | None:
        """Remove and return a query. Returns None if it is unknown, expired or answered."""
        query = self._queries.pop(query_id, None)
        return query if query is not None and self._ticks() < query.expires else None
