"""Following and muting: one place for the command, for names under an article, for a search."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article, Entity, InterfaceLanguage
from news.query.followed_terms import InvalidTermError, TermFault, TermNormalizer
from service.subscribers.service import update_subscriber
from storage.chats import follows
from storage.chats.follows import FollowKind, FollowOrigin, NotifyMode
from storage.chats.subscribers import Subscriber

MAX_TERMS = 50
"""Followed and muted together: more than anybody looks through."""

MAX_SUGGESTIONS = 3
"""Names under an article: one row of buttons."""

_KIND_ORDER = {"person": 0, "organisation": 1, "place": 2}
"""Of equally weighty names, who is in the news more than where."""


class FollowChange(StrEnum):
    """What became of a wish. ``MOVED``: it was muted and is followed now, or the other way round.
    ``KNOWN``: it stood already, and stays as it was."""

    ADDED = "added"
    SWITCHED = "moved"
    UNCHANGED = "known"
    TOO_MANY = "too many"


@dataclass(frozen=True, slots=True)
class FollowResult:
    """``text`` is the term as written; ``change`` a TermFault where it is none."""

    text: str
    kind: FollowKind
    change: FollowChange | TermFault
    notify: NotifyMode = "in_digest"

    @property
    def is_saved(self) -> bool:
        """Whether the reader's wish is on record now."""
        return self.change in (FollowChange.ADDED, FollowChange.SWITCHED, FollowChange.UNCHANGED)


@dataclass(frozen=True, slots=True)
class FollowSuggestion:
    """A name that can be followed, by its place among an article's entities."""

    entity_index: int
    name: str


class FollowService:
    """Keeps what readers follow and mute. A word in any form is one term."""

    def __init__(self, terms: TermNormalizer) -> None:
        self._terms = terms

    async def follow(
        self,
        connection: AsyncConnection,
        subscriber: Subscriber,
        text: str,
        notify: NotifyMode,
        now: datetime,
        origin: FollowOrigin = "command",
    ) -> FollowResult:
        """Follow a word, a phrase or a name. What is muted is followed instead; what is followed
        already stays as it is, ``how`` too."""
        return await self._set_filter(connection, subscriber, text, "follow", notify, now, origin)

    async def mute(
        self,
        connection: AsyncConnection,
        subscriber: Subscriber,
        text: str,
        now: datetime,
        origin: FollowOrigin = "command",
    ) -> FollowResult:
        """Keep articles with a term from a reader. What is followed is muted instead."""
        return await self._set_filter(
            connection, subscriber, text, "mute", "in_digest", now, origin
        )

    async def unfollow(
        self, connection: AsyncConnection, subscriber: Subscriber, text: str
    ) -> bool:
        """Follow a term no more; False if it was not followed."""
        meaning = self._terms.normalize(text, subscriber.language)
        meaning_id = await follows.find_term(connection, str(meaning))
        if meaning_id is None:
            return False
        term = await follows.get(connection, subscriber.chat_id, meaning_id)
        if term is None or term.kind != "follow":
            return False
        return await follows.remove(connection, subscriber.chat_id, meaning_id) is not None

    def suggest_names(
        self, article: Article, language: InterfaceLanguage, known_terms: Collection[str]
    ) -> list[FollowSuggestion]:
        """The article's most central names that can be followed and are not. ``known``: meanings
        that the reader follows or mutes."""
        ranked = sorted(enumerate(article.entities), key=lambda placed: _rank(placed[1]))
        found = []
        for place, entity in ranked:
            try:
                meaning = str(self._terms.normalize(entity.name, language))
            except InvalidTermError:
                continue
            if meaning not in known_terms:
                found.append(FollowSuggestion(place, entity.name))
        return found[:MAX_SUGGESTIONS]

    async def _set_filter(
        self,
        connection: AsyncConnection,
        subscriber: Subscriber,
        text: str,
        kind: FollowKind,
        notify: NotifyMode,
        now: datetime,
        origin: FollowOrigin,
    ) -> FollowResult:
        try:
            meaning = self._terms.normalize(text, subscriber.language)
        except InvalidTermError as bad:
            return FollowResult(text, kind, bad.fault)
        meaning_id = await follows.find_term(connection, str(meaning))
        term = None
        if meaning_id is not None:
            term = await follows.get(connection, subscriber.chat_id, meaning_id)
        if term is not None and term.kind == kind:
            return FollowResult(term.text, kind, FollowChange.UNCHANGED, term.how)
        if term is None and await follows.count(connection, subscriber.chat_id) >= MAX_TERMS:
            return FollowResult(text, kind, FollowChange.TOO_MANY)
        await update_subscriber(connection, subscriber)
        if meaning_id is None:
            keys = self._terms.get_lookup_tokens(meaning)
            meaning_id = await follows.add_term(connection, str(meaning), keys)
        await follows.save(
            connection,
            subscriber.chat_id,
            meaning_id,
            text=text,
            kind=kind,
            notify=notify,
            origin=origin,
            now=now,
        )
        return FollowResult(
            text, kind, FollowChange.ADDED if term is None else FollowChange.SWITCHED, notify
        )


def _rank(entity: Entity) -> tuple[float, int]:
    return -entity.weight, _KIND_ORDER[entity.kind]
