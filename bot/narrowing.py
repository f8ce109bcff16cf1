"""How buttons narrow the results of a search: in the few bytes of a button, and as a query."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from news.model import READER_LANGUAGES, Language, Query


class NarrowBy(StrEnum):
    TOPIC = "t"
    LANGUAGE = "l"
    SOURCE = "s"


class Period(StrEnum):
    ANY = ""
    TODAY = "d"
    WEEK = "w"


_DAYS_BEFORE = {Period.TODAY: 0, Period.WEEK: 6}
_LANGUAGES: tuple[Language, ...] = (*READER_LANGUAGES, "und")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """``topic`` and ``source`` are marks of an id and of a name: those may be long. Empty: any."""

    period: Period = Period.ANY
    language: Language | Literal[""] = ""
    topic: str = ""
    source: str = ""

    def pack(self) -> str:
        """At most 18 characters; none for what narrows nothing."""
        return ".".join((self.period, self.language, self.topic, self.source)).rstrip(".")

    @classmethod
    def unpack(cls, packed: str) -> Narrowing:
        """Of what is none of ours, only what can be understood."""
        period, language, topic, source = (packed.split(".") + [""] * 4)[:4]
        return cls(
            next((one for one in Period if one == period), Period.ANY),
            _language(language),
            topic,
            source,
        )

    def to(self, by: NarrowBy, value: str) -> Narrowing:
        """Bounded by this as well; with an empty ``value``, no more."""
        match by:
            case NarrowBy.TOPIC:
                return replace(self, topic=value)
            case NarrowBy.SOURCE:
                return replace(self, source=value)
            case NarrowBy.LANGUAGE:
                return replace(self, language=_language(value))


def _language(code: str) -> Language | Literal[""]:
    return next((one for one in _LANGUAGES if one == code), "")


def mark(name: str) -> str:
    """Six letters for a name of any length."""
    return urlsafe_b64encode(hashlib.blake2s(name.encode(), digest_size=5).digest())[:6].decode()


def marked(wanted: str, names: Iterable[str]) -> str:
    """The name with this mark; empty if there is none."""
    return next((name for name in names if mark(name) == wanted), "")


def narrowed(
    query: Query, narrowing: Narrowing, *, topic: str, source: str, now: datetime, timezone: str
) -> Query:
    """The query within what the buttons chose; ``topic`` and ``source`` are what is marked.
    Periods begin at midnight where the reader is."""
    if narrowing.period is not Period.ANY:
        zone = ZoneInfo(timezone)
        day = now.astimezone(zone).date() - timedelta(days=_DAYS_BEFORE[narrowing.period])
        begins = datetime.combine(day, time(), zone).astimezone(UTC)
        query = replace(query, since=max(query.since or begins, begins))
    if narrowing.language:
        query = replace(query, languages=frozenset({narrowing.language}))
    if narrowing.topic:
        query = replace(query, topics=frozenset({topic}))
    if narrowing.source:
        query = replace(query, sources=frozenset({source}))
    return query
