"""Filters that narrow a search: as callback data of a button, and as a query."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from news.model import INTERFACE_LANGUAGES, Language, Query


class FilterField(StrEnum):
    """What a search can be filtered by."""

    TOPIC = "t"
    LANGUAGE = "l"
    SOURCE = "s"


class Period(StrEnum):
    """The age of articles in a filter."""

    ANY = ""
    TODAY = "d"
    WEEK = "w"


_DAYS_BEFORE = {Period.TODAY: 0, Period.WEEK: 6}
_LANGUAGES: tuple[Language, ...] = (*INTERFACE_LANGUAGES, "und")


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """``topic`` and ``source`` are short hashes, since ids and names can be long. Empty: any."""

    period: Period = Period.ANY
    language: Language | Literal[""] = ""
    topic: str = ""
    source: str = ""

    def pack(self) -> str:
        """Return the filters in at most 18 characters; empty if none is set."""
        return ".".join((self.period, self.language, self.topic, self.source)).rstrip(".")

    @classmethod
    def unpack(cls, packed: str) -> SearchFilters:
        """Parse packed filters; ignore unknown values."""
        period, language, topic, source = (packed.split(".") + [""] * 4)[:4]
        return cls(
            next((one for one in Period if one == period), Period.ANY),
            _parse_language(language),
            topic,
            source,
        )

    def with_value(self, field: FilterField, value: str) -> SearchFilters:
        """Return the filters with one more set; with an empty ``value``, with that one cleared."""
        match field:
            case FilterField.TOPIC:
                return replace(self, topic=value)
            case FilterField.SOURCE:
                return replace(self, source=value)
            case FilterField.LANGUAGE:
                return replace(self, language=_parse_language(value))


def _parse_language(code: str) -> Language | Literal[""]:
    return next((one for one in _LANGUAGES if one == code), "")


def short_hash(name: str) -> str:
    """Return six characters for a name of any length."""
    return urlsafe_b64encode(hashlib.blake2s(name.encode(), digest_size=5).digest())[:6].decode()


def resolve_hash(name_hash: str, names: Iterable[str]) -> str:
    """Return the name with this hash; empty if there is none."""
    return next((name for name in names if short_hash(name) == name_hash), "")


def apply_filters(
    query: Query, filters: SearchFilters, *, topic: str, source: str, now: datetime, timezone: str
) -> Query:
    """Return the query narrowed by filters; ``topic`` and ``source`` are the resolved hashes.

    Periods begin at midnight in ``timezone``.
    """
    if filters.period is not Period.ANY:
        zone = ZoneInfo(timezone)
        day = now.astimezone(zone).date() - timedelta(days=_DAYS_BEFORE[filters.period])
        begins = datetime.combine(day, time(), zone).astimezone(UTC)
        query = replace(query, since=max(query.since or begins, begins))
    if filters.language:
        query = replace(query, languages=frozenset({filters.language}))
    if filters.topic:
        query = replace(query, topics=frozenset({topic}))
    if filters.source:
        query = replace(query, sources=frozenset({source}))
    return query
