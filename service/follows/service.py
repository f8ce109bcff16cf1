"""Following and muting terms: by command, by the names under an article, from a search."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from news.entities.gazetteer import is_country
from news.model import Article, Entity, InterfaceLanguage
from news.query.followed_terms import (
    InvalidTermError,
    NormalizedTerm,
    TermFault,
    TermNormalizer,
)
from service.subscribers.changes import update_subscriber
from storage.archive import articles
from storage.chats import follows
from storage.chats.follows import Follow, FollowKind, FollowOrigin, NotifyMode
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.search import history

MAX_TERMS = 50
"""Followed and muted terms of one chat together."""

MAX_SUGGESTIONS = 5
"""Names of an article that can be followed or muted."""

DEFAULT_NOTIFY: NotifyMode = "instant"
"""How a new term is followed, by a button or by a command."""

QUOTATION_MARKS = " \"'«»„“”"

_KIND_ORDER = {"person": 0, "organisation": 0, "place": 1}
_COUNTRY_ORDER = 2
"""Persons and organisations are suggested before places, and countries, which are in most articles,
last."""


class FollowChange(StrEnum):
    """What following or muting a term changed.

    ``SWITCHED``: it was muted and is followed now, or the other way round. ``UNCHANGED``: it was
    stored already, and stays as it was.
    """

    ADDED = "added"
    SWITCHED = "moved"
    UNCHANGED = "known"
    TOO_MANY = "too many"


@dataclass(frozen=True, slots=True)
class NewFollow:
    """A term to follow or to mute; ``text`` as the person wrote it."""

    text: str
    kind: FollowKind
    notify: NotifyMode = "digest"
    origin: FollowOrigin = "command"


@dataclass(frozen=True, slots=True)
class FollowResult:
    """``text`` is the term as written; ``change`` is a TermFault if it is not a valid term."""

    text: str
    kind: FollowKind
    change: FollowChange | TermFault
    notify: NotifyMode = "digest"

    @property
    def is_saved(self) -> bool:
        """Whether the term is stored now."""
        return self.change in (FollowChange.ADDED, FollowChange.SWITCHED, FollowChange.UNCHANGED)


@dataclass(frozen=True, slots=True)
class FollowsUpdated:
    """The result for each term, and all follows and mutes of the chat after it."""

    results: list[FollowResult]
    follows: list[Follow]


@dataclass(frozen=True, slots=True)
class FollowChanged:
    """The follow or mute that was changed or removed, None if there was none; and all others."""

    changed: Follow | None
    follows: list[Follow]


@dataclass(frozen=True, slots=True)
class FollowSuggestion:
    """A name that can be followed, by its index among an article's entities; ``kind``: whether it
    is followed or muted already."""

    entity_index: int
    name: str
    kind: FollowKind | None = None
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class NameToggled:
    """``name``: as it is now; ``result``: what following or muting it changed, None if that was
    undone."""

    name: FollowSuggestion
    result: FollowResult | None


@dataclass(frozen=True, slots=True)
class RelativesOffer:
    """The words of a new term's family, which it may mean too."""

    term_id: int
    kind: FollowKind
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowService:
    """Use cases of a chat's followed and muted terms. All forms of a word are one term."""

    database: Database
    terms: TermNormalizer

    async def list_follows(self, chat_id: int) -> list[Follow]:
        """Return what a chat follows and mutes, in alphabetical order."""
        async with self.database.read() as connection:
            return await follows.list_for_chat(connection, chat_id)

    async def follow(
        self, subscriber: Subscriber, texts: Sequence[str], notify: NotifyMode, now: datetime
    ) -> FollowsUpdated:
        """Follow words, phrases or names.

        A muted term is followed instead; a followed one stays as it is, with its notify mode.
        """
        return await self._save_all(
            subscriber, [NewFollow(text, "follow", notify) for text in texts], now
        )

    async def mute(
        self, subscriber: Subscriber, texts: Sequence[str], now: datetime
    ) -> FollowsUpdated:
        """Hide articles that mention these terms. A followed term is muted instead."""
        return await self._save_all(subscriber, [NewFollow(text, "mute") for text in texts], now)

    async def add_name(
        self,
        subscriber: Subscriber,
        article_id: int,
        entity_index: int,
        kind: FollowKind,
        now: datetime,
    ) -> NameToggled | None:
        """Follow or mute a name in an article; None if the article or name is deleted."""
        async with self.database.write() as connection:
            name = await _find_name(connection, article_id, entity_index)
            if name is None:
                return None
            notify = DEFAULT_NOTIFY if kind == "follow" else "digest"
            new = NewFollow(name.name, kind, notify, "article")
            result = await self._save(connection, subscriber, new, now)
            return NameToggled(replace(name, kind=kind if result.is_saved else None), result)

    async def remove_name(
        self, subscriber: Subscriber, article_id: int, entity_index: int, kind: FollowKind
    ) -> NameToggled | None:
        """Unfollow or unmute a name in an article; None if the article or name is deleted."""
        async with self.database.write() as connection:
            name = await _find_name(connection, article_id, entity_index)
            if name is None:
                return None
            term = self.terms.normalize(name.name, subscriber.language)
            known = await self._find_known(connection, subscriber.chat_id, term)
            if known is not None and known.kind != kind:
                return NameToggled(replace(name, kind=known.kind), None)
            if known is not None:
                await follows.remove(connection, subscriber.chat_id, known.term_id)
            return NameToggled(name, None)

    async def follow_search(
        self, subscriber: Subscriber, search_id: int, now: datetime
    ) -> FollowResult | None:
        """Follow the words of a search as a phrase.

        Returns None if the search is not in the history any more.
        """
        async with self.database.write() as connection:
            text = await history.get_query(connection, search_id, subscriber.chat_id)
            if text is None:
                return None
            new = NewFollow(text.strip(QUOTATION_MARKS), "follow", DEFAULT_NOTIFY, "search")
            return await self._save(connection, subscriber, new, now)

    async def offer_relatives(self, updated: FollowsUpdated) -> list[RelativesOffer]:
        """Return the families of the terms that were just added. They are offered once."""
        added = {(r.text, r.kind) for r in updated.results if r.change is FollowChange.ADDED}
        offers = [
            RelativesOffer(
                one.term_id,
                one.kind,
                await asyncio.to_thread(self.terms.list_relatives, _parse(one)),
            )
            for one in updated.follows
            if (one.text, one.kind) in added
        ]
        return [offer for offer in offers if offer.words]

    async def add_relatives(
        self, chat_id: int, term_id: int, kind: FollowKind, now: datetime
    ) -> FollowChanged:
        """Let a followed or muted term mean its family too. One that was switched to the other kind
        or removed since does not change."""
        async with self.database.write() as connection:
            known = await follows.get(connection, chat_id, term_id)
            changed = known if known is not None and known.kind == kind else None
            if changed is not None:
                await follows.remove(connection, chat_id, term_id)
                family = await asyncio.to_thread(self.terms.add_relatives, _parse(changed))
                await self._store(
                    connection,
                    chat_id,
                    family,
                    NewFollow(changed.text, kind, changed.notify, changed.origin),
                    now,
                )
            return FollowChanged(changed, await follows.list_for_chat(connection, chat_id))

    async def set_notify(self, chat_id: int, term_id: int, notify: NotifyMode) -> FollowChanged:
        """Choose instant alerts or the digest for a followed term; others do not change."""
        async with self.database.write() as connection:
            is_changed = await follows.set_notify(connection, chat_id, term_id, notify)
            term = await follows.get(connection, chat_id, term_id) if is_changed else None
            return FollowChanged(term, await follows.list_for_chat(connection, chat_id))

    async def remove(self, chat_id: int, term_id: int, kind: FollowKind) -> FollowChanged:
        """Unfollow or unmute a term. One that was switched to the other kind since stays."""
        async with self.database.write() as connection:
            removed = await _remove(connection, chat_id, term_id, kind)
            return FollowChanged(removed, await follows.list_for_chat(connection, chat_id))

    def suggest_names(
        self, article: Article, language: InterfaceLanguage, known: Sequence[Follow]
    ) -> list[FollowSuggestion]:
        """Return the article's most central names that can be followed.

        ``known``: what the subscriber follows or mutes already.
        """
        kinds = {one.normalized: one.kind for one in known}
        ranked = sorted(enumerate(article.entities), key=lambda indexed: _rank(indexed[1]))
        found = []
        for index, entity in ranked:
            try:
                term = str(self.terms.normalize(entity.name, language))
            except InvalidTermError:
                continue
            found.append(_suggest(index, entity, kinds.get(term)))
            if len(found) == MAX_SUGGESTIONS:
                break
        return found

    async def _save_all(
        self, subscriber: Subscriber, new: Sequence[NewFollow], now: datetime
    ) -> FollowsUpdated:
        async with self.database.write() as connection:
            results = [await self._save(connection, subscriber, one, now) for one in new]
            return FollowsUpdated(
                results, await follows.list_for_chat(connection, subscriber.chat_id)
            )

    async def _save(
        self, connection: AsyncConnection, subscriber: Subscriber, new: NewFollow, now: datetime
    ) -> FollowResult:
        """Store one follow or mute; the first one stores the subscriber too."""
        failed = FollowResult(new.text, new.kind, FollowChange.TOO_MANY)
        try:
            normalized = self.terms.normalize(new.text, subscriber.language)
        except InvalidTermError as error:
            return replace(failed, change=error.fault)
        chat_id = subscriber.chat_id
        known = await self._find_known(connection, chat_id, normalized)
        if known is not None and known.kind == new.kind:
            return FollowResult(known.text, new.kind, FollowChange.UNCHANGED, known.notify)
        if known is None and await follows.count(connection, chat_id) >= MAX_TERMS:
            return failed
        await update_subscriber(connection, subscriber)
        if known is not None:
            await follows.remove(connection, chat_id, known.term_id)
        await self._store(connection, chat_id, normalized, new, now)
        change = FollowChange.ADDED if known is None else FollowChange.SWITCHED
        return FollowResult(new.text, new.kind, change, new.notify)

    async def _find_known(
        self, connection: AsyncConnection, chat_id: int, normalized: NormalizedTerm
    ) -> Follow | None:
        """Return the chat's follow or mute of a term, with or without its family."""
        for term in (normalized, self.terms.add_relatives(normalized)):
            term_id = await follows.find_term(connection, str(term))
            known = await follows.get(connection, chat_id, term_id) if term_id is not None else None
            if known is not None:
                return known
        return None

    async def _store(
        self,
        connection: AsyncConnection,
        chat_id: int,
        term: NormalizedTerm,
        new: NewFollow,
        now: datetime,
    ) -> None:
        tokens = self.terms.get_lookup_tokens(term)
        term_id = await follows.add_term(connection, str(term), tokens)
        await follows.save(
            connection,
            chat_id,
            term_id,
            text=new.text,
            kind=new.kind,
            notify=new.notify,
            origin=new.origin,
            now=now,
        )


def _parse(follow: Follow) -> NormalizedTerm:
    return NormalizedTerm.parse(follow.normalized)


async def _find_name(
    connection: AsyncConnection, article_id: int, entity_index: int
) -> FollowSuggestion | None:
    article = await articles.get(connection, article_id)
    if article is None or entity_index >= len(article.entities):
        return None
    return _suggest(entity_index, article.entities[entity_index])


def _suggest(index: int, entity: Entity, kind: FollowKind | None = None) -> FollowSuggestion:
    return FollowSuggestion(index, entity.name, kind, entity.kind == "person")


async def _remove(
    connection: AsyncConnection, chat_id: int, term_id: int, kind: FollowKind
) -> Follow | None:
    """Delete a follow or mute and return it; None if there is none of this kind."""
    term = await follows.get(connection, chat_id, term_id)
    if term is None or term.kind != kind:
        return None
    return await follows.remove(connection, chat_id, term_id)


def _rank(entity: Entity) -> tuple[int, float]:
    """Return the order of a name among those to suggest, the most central of a kind first."""
    order = _COUNTRY_ORDER if is_country(entity.name) else _KIND_ORDER[entity.kind]
    return order, -entity.weight
