"""The data model of news, shared by all packages.

Everything here is frozen; properties depend only on the object's own fields. Times are
timezone-aware UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

Language = Literal["ru", "uk", "en", "und"]
"""ISO 639-1 code of an article's language; ``und`` is any other language."""

InterfaceLanguage = Literal["ru", "uk", "en"]
"""A language of the bot's interface."""

INTERFACE_LANGUAGES: tuple[InterfaceLanguage, ...] = ("ru", "uk", "en")

CREDIT_VIA = " via "
"""Stands between the origin and the carrier in a stored credit, «Reuters via УНН»; readers see
their own language."""

STORY_WINDOW = timedelta(days=3)
"""The greatest time between the publication of two reports of one event."""

MAX_ALERT_AGE = timedelta(hours=3)
"""The story of an article published earlier is left for the digest."""

SourceKind = Literal["feed", "channel", "page", "own_channel"]
"""How the content of a source is parsed. Posts of an own channel arrive as updates: it is never
fetched."""

UNFETCHED_KINDS: frozenset[SourceKind] = frozenset({"own_channel"})
"""Their articles arrive by themselves."""

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
"""The fixed topics, in display order."""


class BlockKind(StrEnum):
    """Kinds of blocks in a full text."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTE = "quote"
    LIST_ITEM = "list_item"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a full text. ``url`` is set for images only; their ``text`` is the caption."""

    kind: BlockKind
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as its source gave it, before analysis.

    Exactly one of ``text`` and ``html`` holds the body; every other field may be empty. ``text`` is
    in the article-file format (docs/operations/formats.md). ``topics`` are the ids that an editor
    chose for the source. ``is_teaser``: the full text could not be fetched. ``is_edited``: an
    earlier version may have been stored. ``is_address_shared``: other articles have the same
    ``url``, so it does not identify this one. ``length``: for ``html`` from a source, its
    characters without tags, counted by the parser; otherwise 0. ``likely_language``: that of its
    source's headlines, for a text that may be in two.
    """

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
    likely_language: Language = "und"
    categories: tuple[str, ...] = ()
    image: str = ""
    photo_credit: str = ""
    topics: tuple[str, ...] = ()
    is_teaser: bool = False
    is_edited: bool = False
    is_address_shared: bool = False
    length: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of articles.

    A fixed topic has IPTC Media Topic codes (``medtop:…``); its names are in the bot's locales, its
    words in ``news/data/topics``. A custom topic, made by editors, has ``names`` in every language
    and ``words`` (`news.topics.topic_line`). A custom topic with the id of a fixed one holds the
    words that editors add to it and remove from it.
    """

    id: str
    emoji: str = ""
    codes: tuple[str, ...] = ()
    names: Mapping[InterfaceLanguage, str] = field(default_factory=dict, hash=False)
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicScore:
    """The confidence, 0..1, that an article is about a topic."""

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
    """A lemma and its weight in one article, 0..1. A fingerprint is a tuple of these."""

    lemma: str
    weight: float


@dataclass(frozen=True, slots=True)
class EventFacts:
    """The names and numbers of an article, the same in every language
    (`news.clustering.event_facts`).

    ``title`` and ``lead`` (the first two sentences) list facts in order, each with its readings
    separated by bars; ``text`` holds every reading in the whole text, title included. No fact
    contains a space.
    """

    title: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    text: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class IndexText:
    """The search index content of an article: the normal forms of the title and of the body, and
    the words as written, followed by the parts of models, the acronyms and the sounds of names.
    Tokens are lower-case, in reading order; a token with several probable
    normal forms gives all of them."""

    title: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """An analyzed article.

    ``title`` is never empty: the source's, or a headline generated from the lead
    (``title_generated``). ``summary`` holds at most three sentences of the text, verbatim unless a
    server wrote them (``summary_written``). ``canonical_url`` may be empty for an article from a
    file. ``id`` is 0 until the article is stored. ``is_teaser``: only the beginning is stored, the
    rest is at ``url``. ``importance``: see `news.clustering.importance`.
    ``published_is_estimated``: the source gave no time that could be read, so ``published`` is when
    the article arrived. ``is_follow_up``: it joined its story as a later development
    (`news.clustering.matching.is_follow_up`). ``index``, ``fingerprint`` and ``facts`` are for
    storage, and empty on an article loaded for display.
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
    importance: float = 1.0
    published_is_estimated: bool = False
    is_follow_up: bool = False
    fingerprint: tuple[WeightedLemma, ...] = ()
    facts: EventFacts = field(default_factory=EventFacts)
    index: IndexText = field(default_factory=IndexText)
    id: int = 0

    @property
    def texts(self) -> list[str]:
        """The title and the text of each block. No phrase spans two of them."""
        return [self.title, *(block.text for block in self.blocks if block.text)]

    def is_recent(self, now: datetime) -> bool:
        """Return whether the article is still worth an alert."""
        return now - self.published <= MAX_ALERT_AGE


@dataclass(frozen=True, slots=True)
class MatchCandidate:
    """The fields of a stored article that `news.clustering.matching` compares with a new one."""

    story_id: int
    language: Language
    published: datetime
    fingerprint: tuple[WeightedLemma, ...]
    article_id: int = 0
    facts: EventFacts = field(default_factory=EventFacts)

    @classmethod
    def from_article(cls, article: Article, story_id: int, article_id: int = 0) -> MatchCandidate:
        """Build a candidate from an article of the story."""
        return cls(
            story_id,
            article.language,
            article.published,
            article.fingerprint,
            article_id,
            article.facts,
        )


@dataclass(frozen=True, slots=True)
class StoryReport:
    """An article of a story: who reports it and whom it credits, and when it was stored."""

    article_id: int
    source: str
    attribution: str
    published: datetime
    added_at: datetime


@dataclass(frozen=True, slots=True)
class StoryHistory:
    """What decides the lead article of a story besides the texts.

    ``lead_id``: the lead article so far, 0 if it is deleted. ``reports``: all articles in the order
    in which they were stored.
    """

    lead_id: int
    opened_at: datetime
    reports: tuple[StoryReport, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """The articles that report one event.

    ``sources`` are the distinct names of their sources, that of the lead article first.
    ``opened_at`` is when the first article was stored; ``published`` is the time of the lead
    article. ``versions``: the id of the first article in each other language; ``origin_count``: how
    many sources report without crediting another one, 0 if not counted. Both are known of headers
    only (`storage.archive.story_headers`).
    """

    id: int
    lead_article: Article
    sources: tuple[str, ...]
    article_count: int
    topics: tuple[str, ...]
    opened_at: datetime
    origin_count: int = 0
    versions: Mapping[Language, int] = field(default_factory=dict, hash=False)

    @property
    def published(self) -> datetime:
        """When its lead article was published."""
        return self.lead_article.published


@dataclass(frozen=True, slots=True)
class Preferences:
    """The settings that decide the content of a digest: equal Preferences give equal digests.

    Empty ``topics`` means all topics. ``followed_terms`` and ``muted_terms`` are as people wrote
    them. ``strict_languages``: send no stories in other languages, even if that leaves none.
    ``own_language``: which report of a story to show if there are several. Followed sources count
    like followed terms; no article of a muted source stands for a story. ``followed_stories``: ids
    of stories with new reports, whenever they were opened.
    """

    topics: frozenset[str] = frozenset()
    languages: frozenset[Language] = frozenset()
    digest_size: int = 7
    followed_terms: frozenset[str] = frozenset()
    muted_terms: frozenset[str] = frozenset()
    strict_languages: bool = False
    own_language: Language = "und"
    followed_sources: frozenset[str] = frozenset()
    muted_sources: frozenset[str] = frozenset()
    followed_stories: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Digest:
    """The stories chosen for one Preferences value, best first.

    They were opened in ``(since, until]``; ``remaining_count`` is the number of fitting stories
    left out for lack of room. ``followed_terms``: by story id, the followed terms that it mentions,
    as the subscriber wrote them.
    """

    preferences: Preferences
    stories: tuple[Story, ...]
    since: datetime
    until: datetime
    remaining_count: int = 0
    followed_terms: Mapping[int, tuple[str, ...]] = field(default_factory=dict, hash=False)


class QueryFaultKind(StrEnum):
    """What is wrong with an operator of a query; each has a text in the bot."""

    DATE = "date"
    TOPIC = "topic"
    LANGUAGE = "language"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class QueryFault:
    """An operator without a valid value, as typed. The rest of the query is used."""

    kind: QueryFaultKind
    text: str


SOUND_PREFIX = "ʼ"
"""The first character of an index token for the sound of a name. No written word has it."""


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word as typed, and the index tokens that match it; never empty.

    ``relatives`` are the tokens of its family, which match less well: «волейболист» for «волейбол».
    """

    text: str
    alternatives: tuple[str, ...]
    relatives: tuple[str, ...] = ()

    @property
    def written_tokens(self) -> tuple[str, ...]:
        """The alternatives that are spellings."""
        return tuple(token for token in self.alternatives if not token.startswith(SOUND_PREFIX))

    @property
    def sound_tokens(self) -> tuple[str, ...]:
        """The alternatives for the sound of a name."""
        return tuple(token for token in self.alternatives if token.startswith(SOUND_PREFIX))


QueryPhrase = tuple[str, ...]
"""Index tokens that occur side by side in a text, in exactly these forms."""


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed search (`news.query.parsing.parse`).

    Articles match if they contain every word and phrase and none of those in ``without_…``, and
    have one of the ``sources`` (names as articles have them), ``topics`` (ids) and ``languages``;
    an empty set allows any. ``since`` (inclusive) and ``until`` (exclusive) bound the publication
    time.
    """

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
        """Whether it has no condition at all, exclusions included."""
        return self == Query(faults=self.faults)

    @property
    def is_words_only(self) -> bool:
        """Whether it consists of words only, or of one phrase."""
        asked = bool(self.words) + len(self.phrases)
        return asked == 1 and self == Query(words=self.words, phrases=self.phrases)
