"""Parse what a person types into a search.

Words and names in any form; optionally ``"a phrase"`` in quotation marks of any kind, ``-word`` and
``-"a phrase"`` for exclusions, and operators: ``source:``, ``topic:``, ``language:``, ``after:``,
``before:``, with names in every language (``news/data/query/operators.toml``). A value of several
words is in quotation marks, several values are separated by commas. A colon after any other word is
ordinary text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, tzinfo
from functools import cache
from itertools import islice

from news.data import load_toml
from news.model import (
    INTERFACE_LANGUAGES,
    Language,
    Query,
    QueryFault,
    QueryFaultKind,
    QueryPhrase,
    QueryWord,
)
from news.nlp.forms.families import WordFamilies
from news.nlp.forms.lemmas import Lemmatizer, get_query_tokens
from news.nlp.stopwords import is_stopword
from news.nlp.words import (
    APOSTROPHE,
    fold,
    hyphenate_models,
    normalize_unicode,
    strip_accents,
    tokenize,
)
from news.query.dates import parse_day

# A minus is an operator only at the beginning of a word: not in «Нью-Йорк» and «2-3».
_PIECE = re.compile(
    r"""
    (?P<minus> (?<!\S) [-−–] (?=[^\s-]) )?
    (?: (?P<operator> [^\W\d_]+ ) : (?=\S) )?
    (?: «(?P<angle>[^«»]*)» | "(?P<straight>[^"]*)" | „(?P<low>[^„“”]*)[“”] | “(?P<high>[^“”]*)”
      | ‘(?P<one>[^‘’]*)’(?!\w) | '(?P<apostrophe>[^']*)'(?!\w)
      | (?P<bare> [^\s"«„“]+ | \S ) )
    """,
    re.VERBOSE,
)
_QUOTED = ("angle", "straight", "low", "high", "one", "apostrophe")
_MIN_PREFIX_LETTERS = 3
"""The shortest beginning of a topic's name that is accepted, if it is unambiguous."""
MAX_WORDS = 100
"""Words of a query that count, and as many that it excludes: PostgreSQL takes time in the square of
their number, a minute for the 2,000 that fit into a message."""


def parse(
    text: str,
    lemmatizer: Lemmatizer,
    *,
    topics: Mapping[str, str],
    now: datetime,
    zone: tzinfo,
    families: WordFamilies | None = None,
) -> Query:
    """Return the query that a text describes; every text is a query.

    With ``families`` a word means its relatives too, unless it is excluded. ``topics``: ids by
    folded names and by themselves. Days begin at midnight in ``zone``. Sources are returned as
    typed: `match_source_names` finds which ones are meant.
    """
    builder = _QueryBuilder(lemmatizer, topics, now, zone, families)
    for match in _PIECE.finditer(hyphenate_models(normalize_unicode(text))):
        builder.add_piece(match)
    return builder.build_query()


def match_source_names(text: str, names: Iterable[str]) -> frozenset[str]:
    """Return the source with this name, or else all whose names contain the text."""
    asked = strip_accents(fold(text))
    by_name = {name: strip_accents(fold(name)) for name in names}
    same = frozenset(name for name, plain in by_name.items() if plain == asked)
    return same or frozenset(name for name, plain in by_name.items() if asked in plain)


@dataclass(slots=True)
class _QueryBuilder:
    """Collects the parts of a query."""

    lemmatizer: Lemmatizer
    topics: Mapping[str, str]
    now: datetime
    zone: tzinfo
    families: WordFamilies | None
    words: dict[bool, list[str]] = field(default_factory=lambda: {True: [], False: []})
    phrases: dict[bool, list[QueryPhrase]] = field(default_factory=lambda: {True: [], False: []})
    sources: dict[bool, set[str]] = field(default_factory=lambda: {True: set(), False: set()})
    topic_ids: dict[bool, set[str]] = field(default_factory=lambda: {True: set(), False: set()})
    languages: set[Language] = field(default_factory=set)
    since: list[datetime] = field(default_factory=list)
    until: list[datetime] = field(default_factory=list)
    faults: list[QueryFault] = field(default_factory=list)

    def add_piece(self, match: re.Match[str]) -> None:
        is_wanted = match["minus"] is None
        quoted = next((match[name] for name in _QUOTED if match[name] is not None), None)
        operator = _load_operators().get(fold(match["operator"] or ""))
        if operator is not None:
            values = [quoted] if quoted is not None else match["bare"].split(",")
            for value in filter(None, (" ".join(value.split()) for value in values)):
                self.apply_operator(operator, value, match[0].strip(), is_wanted=is_wanted)
            return
        before = tokenize(match["operator"] or "")
        if quoted is not None:
            self.add_words(before, is_wanted=is_wanted)
            phrase = tuple(map(strip_accents, tokenize(quoted)))
            self.phrases[is_wanted] += [phrase] if phrase else []
        else:
            self.add_words(before + get_query_tokens(match["bare"]), is_wanted=is_wanted)

    def add_words(self, words: list[str], *, is_wanted: bool) -> None:
        """Add words. Excluded words that were written as one are a phrase: -Нью-Йорк excludes
        neither every "new" nor every "York"."""
        if not is_wanted and len(words) > 1:
            self.phrases[False].append(tuple(map(strip_accents, words)))
        else:
            self.words[is_wanted] += words

    def apply_operator(self, operator: str, value: str, typed: str, *, is_wanted: bool) -> None:
        match operator:
            case "source":
                self.sources[is_wanted].add(value)
            case "topic":
                topic = _find_topic(value, self.topics)
                if topic is None:
                    self.faults.append(QueryFault(QueryFaultKind.TOPIC, value))
                else:
                    self.topic_ids[is_wanted].add(topic)
            case "language":
                self.add_language(value, is_wanted=is_wanted)
            case _:
                day = parse_day(value, self.now.astimezone(self.zone).date())
                if day is None or not is_wanted:
                    self.faults.append(QueryFault(QueryFaultKind.DATE, typed))
                    return
                begins = datetime.combine(day, time(), self.zone).astimezone(UTC)
                (self.since if operator == "after" else self.until).append(begins)

    def add_language(self, value: str, *, is_wanted: bool) -> None:
        language = _load_languages().get(fold(value))
        if language is None:
            self.faults.append(QueryFault(QueryFaultKind.LANGUAGE, value))
        elif is_wanted:
            self.languages.add(language)
        else:
            every: set[Language] = {*INTERFACE_LANGUAGES, "und"}
            self.languages = (self.languages or every) - {language}

    def build_query(self) -> Query:
        rest = Query(
            phrases=tuple(dict.fromkeys(self.phrases[True])),
            without_words=self.expand_words(self.words[False], by_sound=False),
            without_phrases=tuple(dict.fromkeys(self.phrases[False])),
            sources=frozenset(self.sources[True]),
            without_sources=frozenset(self.sources[False]),
            topics=frozenset(self.topic_ids[True]),
            without_topics=frozenset(self.topic_ids[False]),
            languages=frozenset(self.languages),
            since=max(self.since, default=None),
            until=min(self.until, default=None),
            faults=tuple(self.faults),
        )
        words = [word for word in self.words[True] if not is_stopword(word)]
        if not words and rest.is_empty:
            words = self.words[True]
        return replace(rest, words=tuple(map(self.add_relatives, self.expand_words(words))))

    def add_relatives(self, word: QueryWord) -> QueryWord:
        if self.families is None:
            return word
        found = self.families.list_for_token(word.text)
        tokens = dict.fromkeys(token for one in found for token in tokenize(one))
        return replace(word, relatives=tuple(t for t in tokens if t not in word.alternatives))

    def expand_words(self, words: Iterable[str], *, by_sound: bool = True) -> tuple[QueryWord, ...]:
        return tuple(
            QueryWord(
                word.removesuffix(APOSTROPHE), self.lemmatizer.expand_token(word, by_sound=by_sound)
            )
            for word in islice(dict.fromkeys(words), MAX_WORDS)
        )


def _find_topic(value: str, topics: Mapping[str, str]) -> str | None:
    asked = fold(value)
    if asked in topics:
        return topics[asked]
    begun = {topic for name, topic in topics.items() if name.startswith(asked)}
    return begun.pop() if len(begun) == 1 and len(asked) >= _MIN_PREFIX_LETTERS else None


@cache
def _load_operators() -> dict[str, str]:
    listed: dict[str, list[str]] = load_toml("query/operators")["operators"]
    return {name: operator for operator, names in listed.items() for name in names}


@cache
def _load_languages() -> dict[str, Language]:
    listed: dict[Language, list[str]] = load_toml("query/operators")["languages"]
    return {name: language for language, names in listed.items() for name in names}
