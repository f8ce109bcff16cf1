"""Measure how important an article is, apart from its topics, its age and how many report it.

News about persons, bodies and countries of rank weighs more, a note of two lines less. What reports
no event (an opinion, a review, a list, a horoscope, an advert) weighs so little that it comes after
the news of its day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache

from news.data import load_toml
from news.entities.gazetteer import load_countries
from news.limits import MAX_TITLE_CHARS
from news.model import Block, Entity
from news.nlp.analysis import TEXT_BLOCK_KINDS, Analysis
from news.nlp.words import fold

_MAX_MARK_CHARS = 120
"""A longer paragraph is not the mark of an advert."""

_OPENING = r"\A[\W_]*+"
"""What may be before the words of a pattern that begins a title or a paragraph."""

_LEAD_SENTENCES = 2
_MAIN_ENTITIES = 4
_OFFICE_BONUS, _PLACE_BONUS = 0.3, 0.15
_SHORT_WORDS, _LONG_WORDS = 40, 250
_SHORT_FACTOR, _LONG_FACTOR = 0.8, 1.1


class ArticleKind(StrEnum):
    """What an article is, if it is not a report of an event."""

    NEWS = "news"
    OPINION = "opinion"
    REVIEW = "review"
    LIST = "list"
    HOROSCOPE = "horoscope"
    ADVERT = "advert"


KIND_FACTORS = {
    ArticleKind.NEWS: 1.0,
    ArticleKind.OPINION: 0.2,
    ArticleKind.REVIEW: 0.2,
    ArticleKind.LIST: 0.15,
    ArticleKind.HOROSCOPE: 0.05,
    ArticleKind.ADVERT: 0.05,
}

_CHECKED_KINDS = (
    ArticleKind.ADVERT,
    ArticleKind.HOROSCOPE,
    ArticleKind.OPINION,
    ArticleKind.REVIEW,
    ArticleKind.LIST,
)
"""The order in which kinds are checked: what is several of them is the lightest."""


def measure_importance(
    kind: ArticleKind,
    analysis: Analysis,
    entities: Sequence[Entity],
    *,
    is_teaser: bool = False,
) -> float:
    """Return the factor, above 0, by which an article weighs more or less than ordinary news.

    ``is_teaser``: the stored text says nothing about the article's length.
    """
    rank = 1.0 + _OFFICE_BONUS * _names_office(analysis) + _PLACE_BONUS * _names_place(entities)
    length = 1.0 if is_teaser else _measure_length(len(analysis.words))
    return round(KIND_FACTORS[kind] * rank * length, 3)


def find_kind(
    title: str, url: str, categories: Iterable[str], blocks: Sequence[Block]
) -> ArticleKind:
    """Return the kind of an article by its title, address, categories and mark of an advert."""
    title = title[:MAX_TITLE_CHARS].strip()
    sections = {*_split_path(url), *(fold(one.strip()) for one in categories)}
    for kind in _CHECKED_KINDS:
        if (
            _load_title_pattern(kind).match(title)
            or _load_anywhere_pattern(kind).search(title)
            or not sections.isdisjoint(_load_sections(kind))
        ):
            return kind
    return ArticleKind.ADVERT if _is_marked_as_advert(blocks) else ArticleKind.NEWS


def _is_marked_as_advert(blocks: Sequence[Block]) -> bool:
    texts = [block.text.strip() for block in blocks if block.kind in TEXT_BLOCK_KINDS]
    return any(
        len(text) <= _MAX_MARK_CHARS and _load_marks().match(text)
        for text in texts[:1] + texts[-1:]
    )


def _split_path(url: str) -> list[str]:
    """Return the folders of an address, without the host and the article's own part."""
    path = url.partition("//")[2].partition("?")[0].partition("#")[0]
    return [fold(part) for part in path.split("/")[1:-1]]


def _measure_length(words: int) -> float:
    share = min(1.0, max(0.0, (words - _SHORT_WORDS) / (_LONG_WORDS - _SHORT_WORDS)))
    return _SHORT_FACTOR + (_LONG_FACTOR - _SHORT_FACTOR) * share


def _names_office(analysis: Analysis) -> bool:
    """Return whether the title or the lead is about a person or a body of rank."""
    sentences = (analysis.title, *analysis.sentences[:_LEAD_SENTENCES])
    return any(
        not _load_offices().isdisjoint((word.folded, *word.forms))
        for sentence in sentences
        for word in sentence.words
    )


def _names_place(entities: Sequence[Entity]) -> bool:
    """Return whether one of the article's main names is a country or a capital."""
    return any(
        entity.kind == "place" and fold(entity.name) in _load_places()
        for entity in entities[:_MAIN_ENTITIES]
    )


@cache
def _load_title_pattern(kind: ArticleKind) -> re.Pattern[str]:
    return _compile("titles", kind, opening=_OPENING)


@cache
def _load_anywhere_pattern(kind: ArticleKind) -> re.Pattern[str]:
    return _compile("anywhere", kind)


@cache
def _load_marks() -> re.Pattern[str]:
    return _compile("marks", ArticleKind.ADVERT, opening=_OPENING)


def _compile(table: str, kind: ArticleKind, opening: str = "") -> re.Pattern[str]:
    patterns = load_toml("text/kinds")[table][kind.value]
    joined = "|".join(pattern.replace(" ", r"\s+") for pattern in patterns)
    return re.compile(f"{opening}(?:{joined})", re.IGNORECASE)


@cache
def _load_sections(kind: ArticleKind) -> frozenset[str]:
    return frozenset(fold(one) for one in load_toml("text/kinds")["sections"][kind.value])


@cache
def _load_offices() -> frozenset[str]:
    ranks = load_toml("names/ranks")
    return frozenset(fold(one) for one in (*ranks["offices"], *ranks["persons"]))


@cache
def _load_places() -> frozenset[str]:
    """Load the names of all countries in three languages, and of what stands for one."""
    return load_countries() | {fold(one) for one in load_toml("names/ranks")["places"]}
