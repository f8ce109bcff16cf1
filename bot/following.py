"""Following and muting: one place for the command, for names under an article, for a search."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people import change
from news.model import Article, Entity, ReaderLanguage
from news.terms import BadTerm, TermFault, Terms
from storage import terms as stored
from storage.subscribers import Subscriber
from storage.terms import How, Kind, Surface

MOST_TERMS = 50
"""Followed and muted together: more than anybody looks through."""

MOST_SUGGESTED = 3
"""Names under an article: one row of buttons."""

_CENTRAL = {"person": 0, "organisation": 1, "place": 2}
"""Of equally weighty names, who is in the news more than where."""


class Change(StrEnum):
    """What became of a wish. ``MOVED``: it was muted and is followed now, or the other way round.
    ``KNOWN``: it stood already, and stays as it was."""

    ADDED = "added"
    MOVED = "moved"
    KNOWN = "known"
    TOO_MANY = "too many"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``text`` is the term as written; ``change`` a TermFault where it is none."""

    text: str
    kind: Kind
    change: Change | TermFault
    how: How = "in_digest"

    @property
    def stands(self) -> bool:
        """Whether the reader's wish is on record now."""
        return self.change in (Change.ADDED, Change.MOVED, Change.KNOWN)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that can be followed, by its place among an article's entities."""

    place: int
    name: str


class Following:
    """Keeps what readers follow and mute. A word in any form is one term."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms

    async def follow(
        self,
        connection: AsyncConnection,
        reader: Subscriber,
        text: str,
        how: How,
        now: datetime,
        made_in: Surface = "command",
    ) -> Outcome:
        """Follow a word, a phrase or a name. What is muted is followed instead; what is followed
        already stays as it is, ``how`` too."""
        return await self._wish(connection, reader, text, "follow", how, now, made_in)

    async def mute(
        self,
        connection: AsyncConnection,
        reader: Subscriber,
        text: str,
        now: datetime,
        made_in: Surface = "command",
    ) -> Outcome:
        """Keep articles with a term from a reader. What is followed is muted instead."""
        return await self._wish(connection, reader, text, "mute", "in_digest", now, made_in)

    async def unfollow(self, connection: AsyncConnection, reader: Subscriber, text: str) -> bool:
        """Follow a term no more; False if it was not followed."""
        meaning = self._terms.meaning(text, reader.language)
        meaning_id = await stored.find_meaning(connection, str(meaning))
        if meaning_id is None:
            return False
        term = await stored.get(connection, reader.chat_id, meaning_id)
        if term is None or term.kind != "follow":
            return False
        return await stored.remove(connection, reader.chat_id, meaning_id) is not None

    def suggestions(
        self, article: Article, language: ReaderLanguage, known: Collection[str]
    ) -> list[Suggestion]:
        """The article's most central names that can be followed and are not. ``known``: meanings
        that the reader follows or mutes."""
        ranked = sorted(enumerate(article.entities), key=lambda placed: _rank(placed[1]))
        found = []
        for place, entity in ranked:
            try:
                meaning = str(self._terms.meaning(entity.name, language))
            except BadTerm:
                continue
            if meaning not in known:
                found.append(Suggestion(place, entity.name))
        return found[:MOST_SUGGESTED]

    async def _wish(
        self,
        connection: AsyncConnection,
        reader: Subscriber,
        text: str,
        kind: Kind,
        how: How,
        now: datetime,
        made_in: Surface,
    ) -> Outcome:
        try:
            meaning = self._terms.meaning(text, reader.language)
        except BadTerm as bad:
            return Outcome(text, kind, bad.fault)
        meaning_id = await stored.find_meaning(connection, str(meaning))
        term = None
        if meaning_id is not None:
            term = await stored.get(connection, reader.chat_id, meaning_id)
        if term is not None and term.kind == kind:
            return Outcome(term.text, kind, Change.KNOWN, term.how)
        if term is None and await stored.count(connection, reader.chat_id) >= MOST_TERMS:
            return Outcome(text, kind, Change.TOO_MANY)
        await change(connection, reader)
        if meaning_id is None:
            keys = self._terms.keys(meaning)
            meaning_id = await stored.add_meaning(connection, str(meaning), keys)
        await stored.put(
            connection,
            reader.chat_id,
            meaning_id,
            text=text,
            kind=kind,
            how=how,
            made_in=made_in,
            now=now,
        )
        return Outcome(text, kind, Change.ADDED if term is None else Change.MOVED, how)


def _rank(entity: Entity) -> tuple[float, int]:
    return -entity.weight, _CENTRAL[entity.kind]
