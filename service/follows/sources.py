"""Following and muting sources: from an article, by command, in the settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from news.query.parsing import match_source_names
from service.search.filters import resolve_hash
from service.subscribers.changes import update_subscriber
from storage.archive import articles
from storage.chats import source_choices
from storage.chats.follows import FollowKind
from storage.chats.source_choices import SourceChoice
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.search import vocabulary

MAX_SOURCES = 50
"""Followed and muted sources of one chat together."""

MAX_MATCHES = 3
"""Sources that a typed name may match: with more of them it is asked which one is meant."""


@dataclass(frozen=True, slots=True)
class TypedSource:
    """A name as typed, and the sources that it matches: they are chosen unless there are none, or
    more than `MAX_MATCHES`, or ``is_full``: the chat has `MAX_SOURCES`."""

    text: str
    names: Sequence[str]
    is_full: bool = False

    @property
    def is_saved(self) -> bool:
        """Whether what was typed names some sources, not too many, and the list had room."""
        return 0 < len(self.names) <= MAX_MATCHES and not self.is_full


@dataclass(frozen=True, slots=True)
class SourcesUpdated:
    """What was typed, and all sources that the chat follows and mutes after it."""

    typed: Sequence[TypedSource]
    choices: Sequence[SourceChoice]


@dataclass(frozen=True, slots=True)
class ArticleSource:
    """The source of an article, and whether the chat now follows or mutes it; ``is_full``: it has
    `MAX_SOURCES` already, and nothing changed."""

    name: str
    kind: FollowKind | None
    is_full: bool = False


@dataclass(frozen=True, slots=True)
class SourceFollowService:
    """Use cases of the sources that a chat follows or mutes."""

    database: Database

    async def list_choices(self, chat_id: int) -> Sequence[SourceChoice]:
        """Return the sources that a chat follows and mutes, in alphabetical order."""
        async with self.database.read() as connection:
            return await source_choices.list_for_chat(connection, chat_id)

    async def choose_of_article(
        self, subscriber: Subscriber, article_id: int, kind: FollowKind | None, now: datetime
    ) -> ArticleSource | None:
        """Follow or mute the source of an article, or with ``kind`` None neither.

        Returns None if the article is deleted or has no source.
        """
        chat_id = subscriber.chat_id
        async with self.database.write() as connection:
            article = await articles.get(connection, article_id)
            if article is None or not article.source:
                return None
            name = article.source
            known = {
                one.source: one.kind
                for one in await source_choices.list_for_chat(connection, chat_id)
            }
            if kind is None:
                await source_choices.remove(connection, chat_id, name)
            elif name not in known and len(known) >= MAX_SOURCES:
                return ArticleSource(name, None, is_full=True)
            else:
                await update_subscriber(connection, subscriber)
                await source_choices.save(connection, chat_id, name, kind, now)
        return ArticleSource(name, kind)

    async def choose_typed(
        self, subscriber: Subscriber, texts: Sequence[str], kind: FollowKind, now: datetime
    ) -> SourcesUpdated:
        """Follow or mute the sources with these names, or whose names contain them."""
        chat_id, typed = subscriber.chat_id, list[TypedSource]()
        async with self.database.write() as connection:
            names = await vocabulary.list_source_names(connection)
            known = {one.source for one in await source_choices.list_for_chat(connection, chat_id)}
            for text in texts:
                found = sorted(match_source_names(text, names))
                is_full = len(known.union(found)) > MAX_SOURCES
                typed.append(TypedSource(text, found, is_full and len(found) <= MAX_MATCHES))
                if not typed[-1].is_saved:
                    continue
                await update_subscriber(connection, subscriber)
                for name in found:
                    await source_choices.save(connection, chat_id, name, kind, now)
                known.update(found)
            return SourcesUpdated(typed, await source_choices.list_for_chat(connection, chat_id))

    async def remove(self, chat_id: int, name_hash: str) -> SourcesUpdated:
        """Stop following or muting the source with this short hash."""
        async with self.database.write() as connection:
            known = [one.source for one in await source_choices.list_for_chat(connection, chat_id)]
            name = resolve_hash(name_hash, known)
            await source_choices.remove(connection, chat_id, name)
            choices = await source_choices.list_for_chat(connection, chat_id)
        return SourcesUpdated([TypedSource(name, [name])] if name else [], choices)
