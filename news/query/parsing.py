"""What a person types into a search, taken apart.

Words and names in any form; besides them, for those who know them: ``"a phrase"`` in quotation
marks of any kind, ``-word`` and ``-"a phrase"`` for what must not be there, and operators:
``source:``, ``topic:``, ``language:``, ``after:``, ``before:``, under their names in every language
(``news/data/operators.toml``). A value of more words stands in quotation marks, several values have
commas between. A colon after any other word is a colon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, tzinfo
from functools import cache

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
from news.nlp.lemmas import Lemmatizer
from news.nlp.stopwords import is_stopword
from news.nlp.words import fold, tokenize
from news.query.dates import parse_day

# A minus counts only where a word begins: «Нью-Йорк» and «2-3» hold none.
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
"""Letters of a topic's name that are enough, where no other topic's name begins with them."""


def parse(
    text: str, lemmatizer: Lemmatizer, *, topics: Mapping[str, str], now: datetime, zone: tzinfo
) -> Query:
    """The query that a text means; any text means one.

    ``topics``: ids by folded names and by themselves. Days begin at midnight in ``zone``. The
    sources are as typed: which names are meant, `named` tells.
    """
    reading = _QueryBuilder(lemmatizer, topics, now, zone)
    for match in _PIECE.finditer(text):
        reading.add_piece(match)
    return reading.build_query()


def match_source_names(text: str, names: Iterable[str]) -> frozenset[str]:
    """The names of sources that somebody means: that one, or else all that hold what was typed."""
    asked = fold(text)
    by_name = {name: fold(name) for name in names}
    same = frozenset(name for name, folded in by_name.items() if folded == asked)
    return same or frozenset(name for name, folded in by_name.items() if asked in folded)


@dataclass(slots=True)
class _QueryBuilder:
    """A query while it is read."""

    lemmatizer: Lemmatizer
    topics: Mapping[str, str]
    now: datetime
    zone: tzinfo
    words: dict[bool, list[str]] = field(default_factory=lambda: {True: [], False: []})
    phrases: dict[bool, list[QueryPhrase]] = field(default_factory=lambda: {True: [], False: []})
    sources: dict[bool, set[str]] = field(default_factory=lambda: {True: set(), False: set()})
    topic_ids: dict[bool, set[str]] = field(default_factory=lambda: {True: set(), False: set()})
    languages: set[Language] = field(default_factory=set)
    since: list[datetime] = field(default_factory=list)
    until: list[datetime] = field(default_factory=list)
    faults: list[QueryFault] = field(default_factory=list)

    def add_piece(self, match: re.Match[str]) -> None:
        wanted = match["minus"] is None
        quoted = next((match[name] for name in _QUOTED if match[name] is not None), None)
        operator = _load_operators().get(fold(match["operator"] or ""))
        if operator is not None:
            values = [quoted] if quoted is not None else match["bare"].split(",")
            for value in filter(None, (" ".join(value.split()) for value in values)):
                self.apply_operator(operator, value, match[0].strip(), is_wanted=wanted)
            return
        before = tokenize(match["operator"] or "")
        if quoted is not None:
            self.add_words(before, is_wanted=wanted)
            phrase = tuple(tokenize(quoted))
            self.phrases[wanted] += [phrase] if phrase else []
        else:
            self.add_words(before + tokenize(match["bare"]), is_wanted=wanted)

    def add_words(self, words: list[str], *, is_wanted: bool) -> None:
        """What must not be there must not be there as it stands together: -Нью-Йорк leaves out
        neither what is new nor York."""
        if not is_wanted and len(words) > 1:
            self.phrases[False].append(tuple(words))
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
        telling = [word for word in self.words[True] if not is_stopword(word)]
        if not telling and rest.is_empty:
            telling = self.words[True]
        return replace(rest, words=self.expand_words(telling))

    def expand_words(self, said: Iterable[str], *, by_sound: bool = True) -> tuple[QueryWord, ...]:
        return tuple(
            QueryWord(word, self.lemmatizer.expand_token(word, by_sound=by_sound))
            for word in dict.fromkeys(said)
        )


def _find_topic(value: str, topics: Mapping[str, str]) -> str | None:
    asked = fold(value)
    if asked in topics:
        return topics[asked]
    begun = {topic for name, topic in topics.items() if name.startswith(asked)}
    return begun.pop() if len(begun) == 1 and len(asked) >= _MIN_PREFIX_LETTERS else None


@cache
def _load_operators() -> dict[str, str]:
    listed: dict[str, list[str]] = load_toml("operators")["operators"]
    return {name: operator for operator, names in listed.items() for name in names}


@cache
def _load_languages() -> dict[str, Language]:
    listed: dict[Language, list[str]] = load_toml("operators")["languages"]
    return {name: language for language, names in listed.items() for name in names}
