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

from news.knowledge import table
from news.language.lemmas import Lemmatizer
from news.language.stopwords import is_stopword
from news.language.words import fold, tokens
from news.model import (
    READER_LANGUAGES,
    FaultKind,
    Language,
    Query,
    QueryFault,
    QueryPhrase,
    QueryWord,
)
from news.query_day import parse_day

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
_BEGINNING = 3
"""Letters of a topic's name that are enough, where no other topic's name begins with them."""


def parse(
    text: str, lemmatizer: Lemmatizer, *, topics: Mapping[str, str], now: datetime, zone: tzinfo
) -> Query:
    """The query that a text means; any text means one.

    ``topics``: ids by folded names and by themselves. Days begin at midnight in ``zone``. The
    sources are as typed: which names are meant, `named` tells.
    """
    reading = _Reading(lemmatizer, topics, now, zone)
    for match in _PIECE.finditer(text):
        reading.take(match)
    return reading.query()


def named(typed: str, names: Iterable[str]) -> frozenset[str]:
    """The names of sources that somebody means: that one, or else all that hold what was typed."""
    asked = fold(typed)
    by_name = {name: fold(name) for name in names}
    same = frozenset(name for name, folded in by_name.items() if folded == asked)
    return same or frozenset(name for name, folded in by_name.items() if asked in folded)


@dataclass(slots=True)
class _Reading:
    """A query while it is read."""

    lemmatizer: Lemmatizer
    topics: Mapping[str, str]
    now: datetime
    zone: tzinfo
    words: dict[bool, list[str]] = field(default_factory=lambda: {True: [], False: []})
    phrases: dict[bool, list[QueryPhrase]] = field(default_factory=lambda: {True: [], False: []})
    sources: dict[bool, set[str]] = field(default_factory=lambda: {True: set(), False: set()})
    chosen: dict[bool, set[str]] = field(default_factory=lambda: {True: set(), False: set()})
    languages: set[Language] = field(default_factory=set)
    since: list[datetime] = field(default_factory=list)
    until: list[datetime] = field(default_factory=list)
    faults: list[QueryFault] = field(default_factory=list)

    def take(self, match: re.Match[str]) -> None:
        wanted = match["minus"] is None
        quoted = next((match[name] for name in _QUOTED if match[name] is not None), None)
        operator = _operators().get(fold(match["operator"] or ""))
        if operator is not None:
            values = [quoted] if quoted is not None else match["bare"].split(",")
            for value in filter(None, (" ".join(value.split()) for value in values)):
                self.operate(operator, value, match[0].strip(), wanted=wanted)
            return
        before = tokens(match["operator"] or "")
        if quoted is not None:
            self.say(before, wanted=wanted)
            phrase = tuple(tokens(quoted))
            self.phrases[wanted] += [phrase] if phrase else []
        else:
            self.say(before + tokens(match["bare"]), wanted=wanted)

    def say(self, said: list[str], *, wanted: bool) -> None:
        """What must not be there must not be there as it stands together: -Нью-Йорк leaves out
        neither what is new nor York."""
        if not wanted and len(said) > 1:
            self.phrases[False].append(tuple(said))
        else:
            self.words[wanted] += said

    def operate(self, operator: str, value: str, typed: str, *, wanted: bool) -> None:
        match operator:
            case "source":
                self.sources[wanted].add(value)
            case "topic":
                topic = _topic(value, self.topics)
                if topic is None:
                    self.faults.append(QueryFault(FaultKind.TOPIC, value))
                else:
                    self.chosen[wanted].add(topic)
            case "language":
                self.speak(value, wanted=wanted)
            case _:
                day = parse_day(value, self.now.astimezone(self.zone).date())
                if day is None or not wanted:
                    self.faults.append(QueryFault(FaultKind.DATE, typed))
                    return
                begins = datetime.combine(day, time(), self.zone).astimezone(UTC)
                (self.since if operator == "after" else self.until).append(begins)

    def speak(self, value: str, *, wanted: bool) -> None:
        language = _languages().get(fold(value))
        if language is None:
            self.faults.append(QueryFault(FaultKind.LANGUAGE, value))
        elif wanted:
            self.languages.add(language)
        else:
            every: set[Language] = {*READER_LANGUAGES, "und"}
            self.languages = (self.languages or every) - {language}

    def query(self) -> Query:
        rest = Query(
            phrases=tuple(dict.fromkeys(self.phrases[True])),
            without_words=self.alternatives(self.words[False], by_sound=False),
            without_phrases=tuple(dict.fromkeys(self.phrases[False])),
            sources=frozenset(self.sources[True]),
            without_sources=frozenset(self.sources[False]),
            topics=frozenset(self.chosen[True]),
            without_topics=frozenset(self.chosen[False]),
            languages=frozenset(self.languages),
            since=max(self.since, default=None),
            until=min(self.until, default=None),
            faults=tuple(self.faults),
        )
        telling = [word for word in self.words[True] if not is_stopword(word)]
        if not telling and rest.is_empty:
            telling = self.words[True]
        return replace(rest, words=self.alternatives(telling))

    def alternatives(self, said: Iterable[str], *, by_sound: bool = True) -> tuple[QueryWord, ...]:
        return tuple(
            QueryWord(word, self.lemmatizer.alternatives(word, by_sound=by_sound))
            for word in dict.fromkeys(said)
        )


def _topic(value: str, topics: Mapping[str, str]) -> str | None:
    asked = fold(value)
    if asked in topics:
        return topics[asked]
    begun = {topic for name, topic in topics.items() if name.startswith(asked)}
    return begun.pop() if len(begun) == 1 and len(asked) >= _BEGINNING else None


@cache
def _operators() -> dict[str, str]:
    listed: dict[str, list[str]] = table("operators")["operators"]
    return {name: operator for operator, names in listed.items() for name in names}


@cache
def _languages() -> dict[str, Language]:
    listed: dict[Language, list[str]] = table("operators")["languages"]
    return {name: language for language, names in listed.items() for name in names}
