"""A name at its position in a text, and the lists of words that tell what a name is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from news.data import load_toml
from news.model import EntityKind
from news.nlp.words import fold

QUOTES = '«»„“”"`'


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at its position: ``start`` counts characters from the article's beginning."""

    name: str
    kind: EntityKind
    start: int


def is_in_quotes(text: str, start: int, end: int) -> bool:
    """Return whether a part of a text has quotation marks on both sides."""
    return is_quote(text[start - 1 : start]) and is_quote(text[end : end + 1])


def follows_quote(mention: Mention, text: str) -> bool:
    """Return whether a name is right after a quotation mark."""
    return is_quote(text[mention.start - 1 : mention.start])


def is_quoted(mention: Mention, text: str) -> bool:
    """Return whether a name is in quotation marks, or begins or ends with one."""
    end = mention.start + len(mention.name)
    return follows_quote(mention, text) or any(map(is_quote, text[mention.start : end + 1]))


def is_quote(mark: str) -> bool:
    """Return whether a character is a quotation mark; an empty text is none."""
    return mark != "" and mark in QUOTES


@cache
def load_name_lists() -> dict[str, frozenset[str]]:
    """Return the folded words of ``news/data/names/lists.toml`` by the name of their list."""
    data = load_toml("names/lists")
    return {key: frozenset(fold(listed) for listed in data[key]) for key in data}
