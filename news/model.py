"""The words of the house: what every other room says when it speaks of news.

Everything here is frozen and holds no behaviour beyond what follows from its own fields. Times are
timezone-aware UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

Language = Literal["ru", "uk", "en", "und"]
"""ISO 639-1 code of an article's language; ``und`` is "none of ours", and is still served."""

InterfaceLanguage = Literal["ru", "uk", "en"]
"""A language that the bot itself speaks."""

INTERFACE_LANGUAGES: tuple[InterfaceLanguage, ...] = ("ru", "uk", "en")

SourceKind = Literal["feed", "channel", "page"]
"""How what a source gives is read."""

TOPIC_IDS: tuple[str, ...] = (
    "politics",
    "conflict",
    "economy",
    "energy",
    "society",
    "crime",
    "disaster",
    "health",
    "science",
    "technology",
    "culture",
    "sport",
    "environment",
    "lifestyle",
)
"""The fixed topics, in the order in which people see them."""


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTE = "quote"
    LIST_ITEM = "list_item"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a full text. ``url`` is set for an image only; its ``text`` is then the
    caption."""

    kind: BlockKind
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class RawArticle:
    """What a source gave, unread. Exactly one of ``text`` and ``html`` holds the body; all else may
    be missing. ``text`` follows the article-file format (docs/formats.md). ``topics`` are the ids
    that an editor chose for the source; ``teaser``: there is more that could not be had;
    ``edited``: it may have been filed before with another text. ``length``: the characters of a
    source's ``html`` without its tags, counted where the source is read; 0 for all others."""

    text: str = ""
    html: str = ""
    title: str = ""
    url: str = ""
    guid: str = ""
    published: datetime | None = None
    author: str = ""
    source: str = ""
    source_id: int | None = None
    language: str = ""
    categories: tuple[str, ...] = ()
    image: str = ""
    photo_credit: str = ""
    topics: tuple[str, ...] = ()
    is_teaser: bool = False
    is_edited: bool = False
    length: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Topic:
    """What an article may be about.

    One of the fixed topics: with its IPTC Media Topic codes (``medtop:…``); its names are in the
    bot's locales, its words in ``news/data/topics``. Or a topic of the editors' own: with ``names``
    in every language and ``words`` (`news.topics.topic_line`). One of the editors' own
    with the id of a fixed topic holds the words that they give it and those that they take from it.
    """

    id: str
    emoji: str = ""
    codes: tuple[str, ...] = ()
    names: Mapping[InterfaceLanguage, str] = field(default_factory=dict, hash=False)
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicScore:
    """How sure the desk is, 0..1, that an article is about a topic."""

    id: str
    score: float


EntityKind = Literal["person", "place", "organisation"]


@dataclass(frozen=True, slots=True)
class Entity:
    """A name in normal form and its weight in the article, 0..1."""

    name: str
    kind: EntityKind
    weight: float


@dataclass(frozen=True, slots=True)
class WeightedLemma:
    """A lemma and how much it says about one article, 0..1. A fingerprint is a tuple of these."""

    lemma: str
    weight: float


@dataclass(frozen=True, slots=True)
class IndexText:
    """What the search index holds of an article: normal forms of the title and of the body, and the
    words as they stand. Tokens are lower-case, in reading order; a token with several likely normal
    forms gives all of them."""

    title: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """What the desk made of a RawArticle.

    ``title`` is never empty: the source's, or a headline written from the lead (``title_made``).
    ``summary`` holds at most three sentences that stand in the text, word for word unless a server
    wrote them (``summary_written``). ``canonical_url`` may be empty for an article that came as a
    file. ``id`` is 0 until storage has accepted the article.
    ``teaser``: only the beginning could be had, the rest is at ``url``.
    ``index`` and ``fingerprint`` serve storage and are empty on an article read back for a reader.
    """

    title: str
    blocks: tuple[Block, ...]
    language: Language
    published: datetime
    content_hash: str
    summary: tuple[str, ...] = ()
    topics: tuple[TopicScore, ...] = ()
    entities: tuple[Entity, ...] = ()
    url: str = ""
    canonical_url: str = ""
    guid: str = ""
    author: str = ""
    source: str = ""
    source_id: int | None = None
    photo_credit: str = ""
    attribution: str = ""
    image: str = ""
    title_generated: bool = False
    summary_written: bool = False
    is_teaser: bool = False
    fingerprint: tuple[WeightedLemma, ...] = ()
    index: IndexText = field(default_factory=IndexText)
    id: int = 0


@dataclass(frozen=True, slots=True)
class MatchCandidate:
    """What `news.clustering.matching` needs to know of an article already filed, to say whether a
    new one reports the same event."""

    story_id: int
    language: Language
    published: datetime
    fingerprint: tuple[WeightedLemma, ...]
    article_id: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """The articles that report one event, as a digest or a search result shows them.

    ``sources`` are the names of those who report it, the headline article's first, none twice.
    ``opened`` is when its first article came in; ``published`` is the headline article's own time.
    """

    id: int
    lead_article: Article
    sources: tuple[str, ...]
    article_count: int
    topics: tuple[str, ...]
    opened_at: datetime

    @property
    def published(self) -> datetime:
        return self.lead_article.published


@dataclass(frozen=True, slots=True)
class Preferences:
    """What decides a digest's content: equal Preferences give equal digests.

    ``topics`` empty means "the main stories of everything". ``followed`` and ``muted`` are terms as
    a person writes them. ``languages_chosen``: rather none than stories in other languages.
    """

    topics: frozenset[str] = frozenset()
    languages: frozenset[Language] = frozenset()
    digest_size: int = 7
    followed_terms: frozenset[str] = frozenset()
    muted_terms: frozenset[str] = frozenset()
    strict_languages: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """An ordered choice of stories, best first, for one Preferences value. ``since`` and ``until``
    bound when the stories were opened; ``more`` counts the fitting stories that found no room.
    ``followed``: by id, the followed terms that a story mentions, as their reader wrote them; a
    story that mentions none is left out."""

    preferences: Preferences
    stories: tuple[Story, ...]
    since: datetime
    until: datetime
    remaining_count: int = 0
    followed_terms: Mapping[int, tuple[str, ...]] = field(default_factory=dict, hash=False)


class QueryFaultKind(StrEnum):
    """What may be wrong with an operator of a query; the bot has words for each."""

    DATE = "date"
    TOPIC = "topic"
    LANGUAGE = "language"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class QueryFault:
    """An operator that says nothing, as it was typed. The rest of the query holds."""

    kind: QueryFaultKind
    text: str


SOUND_PREFIX = "ʼ"
"""What an index token of how a name sounds begins with, as no written word does."""


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word as it was typed, and the index tokens any of which may stand for it; never none."""

    text: str
    alternatives: tuple[str, ...]

    @property
    def written_tokens(self) -> tuple[str, ...]:
        """The alternatives that are written so."""
        return tuple(token for token in self.alternatives if not token.startswith(SOUND_PREFIX))

    @property
    def sound_tokens(self) -> tuple[str, ...]:
        """The others: how a name sounds."""
        return tuple(token for token in self.alternatives if token.startswith(SOUND_PREFIX))


QueryPhrase = tuple[str, ...]
"""Index tokens that stand in a text one after the other, in just these forms."""


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for (`news.query.parsing.parse`): articles that hold every word and
    phrase and
    none of those in ``without_…``, and that are of one of the ``sources`` (names as articles have
    them), ``topics`` (ids) and ``languages``; an empty set is any. Published at ``since`` or later,
    and before ``until``, where these are given."""

    words: tuple[QueryWord, ...] = ()
    phrases: tuple[QueryPhrase, ...] = ()
    without_words: tuple[QueryWord, ...] = ()
    without_phrases: tuple[QueryPhrase, ...] = ()
    sources: frozenset[str] = frozenset()
    without_sources: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    without_topics: frozenset[str] = frozenset()
    languages: frozenset[Language] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    faults: tuple[QueryFault, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing in particular. What only leaves something out asks, too."""
        return self == Query(faults=self.faults)

    @property
    def is_words_only(self) -> bool:
        """Whether it asks for some words, or one phrase, and bounds nothing."""
        asked = bool(self.words) + len(self.phrases)
        return asked == 1 and self == Query(words=self.words, phrases=self.phrases)
