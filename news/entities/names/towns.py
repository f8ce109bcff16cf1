"""Find the places of several words that the gazetteer has, in any case: «Великих Луках»."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any

from news.data import load_toml
from news.entities.gazetteer import load_names
from news.entities.mentions import Mention, is_quoted
from news.nlp.words import fold, is_cyrillic

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_CAPITALIZED = re.compile(r"(?<![\w-])[А-ЯЁІЇЄҐ][а-яёіїєґ]+(?=[ -][А-ЯЁІЇЄҐн])")
_SEPARATORS = (" ", "-")
_PREFIX_CHARS = 3
_LINKS = frozenset({"на", "над"})
_NAME_TAGS = frozenset({"Name", "Patr"})


def find_towns(mentions: Sequence[Mention], text: str, analyzer: Any) -> list[Mention]:
    """Return the mentions with the towns of several words in place of what overlaps them, which is
    part of such a name or a person (Вятских Полян); a longer organisation stays, as do quotes."""
    kept = list(mentions)
    for town in _list_towns(text, analyzer):
        end = town.start + len(town.name)
        around = [one for one in kept if one.start < end and town.start < _get_end(one)]
        if is_quoted(town, text) or any(_is_other(one, town, analyzer) for one in around):
            continue
        kept = [one for one in kept if one not in around]
        kept.append(town)
    return sorted(kept, key=lambda one: one.start)


def read_town(written: str, read: Collection[str], analyzer: Any) -> str:
    """Return the name in the nominative of a town of several words, rather one of those that were
    read from its endings; empty if there is none."""
    words = _WORD.findall(written)
    if len(words) < 2:
        return ""
    found = [name for name in _list_candidates(words[0]) if _is_form(written, name, analyzer)]
    exact = [name for name in found if fold(name) == fold(written)]
    likely = {fold(name) for name in read}
    name = (exact or [one for one in found if fold(one) in likely] or found or [""])[0]
    return name if "ё" in written.lower() else name.replace("ё", "е").replace("Ё", "Е")


def _list_towns(text: str, analyzer: Any) -> Iterator[Mention]:
    taken = 0
    for first in _CAPITALIZED.finditer(text):
        if first.start() < taken:
            continue
        words = list(_WORD.finditer(text, first.start(), first.start() + 60))
        for name in _list_candidates(first[0]):
            size = len(_WORD.findall(name))
            if len(words) < size:
                continue
            written = text[first.start() : words[size - 1].end()]
            if _is_form(written, name, analyzer):
                taken = words[size - 1].end()
                yield Mention(written, "place", first.start())
                break


def _is_other(one: Mention, town: Mention, analyzer: Any) -> bool:
    """Return whether a mention that overlaps a town is more than it («Центрально-Міський район»),
    or a person's whole name."""
    if one.kind == "person":
        tags = [parse.tag for parse in analyzer.parse(fold(town.name.split()[0]))]
        return any(_NAME_TAGS & tag.grammemes for tag in tags)
    is_more = one.kind == "organisation" or one.start == town.start
    return is_more and len(one.name) > len(town.name)


def _get_end(mention: Mention) -> int:
    return mention.start + len(mention.name)


def _list_candidates(word: str) -> Sequence[str]:
    return _load_towns().get(fold(word)[:_PREFIX_CHARS], ())


def _is_form(written: str, name: str, analyzer: Any) -> bool:
    """Return whether words are a name in some case: each is a form of the same word as its own."""
    words, others = _WORD.findall(written), _WORD.findall(name)
    if len(words) != len(others) or _split(written) != _split(name):
        return False
    pairs = list(zip(map(fold, words), map(fold, others), strict=True))
    is_capitalized = all(word[0].isupper() or word in _LINKS for word in words)
    return (
        is_capitalized
        and all(one[:2] == two[:2] for one, two in pairs)
        and all(one == two or _is_same_word(one, two, analyzer) for one, two in pairs)
    )


def _split(name: str) -> list[str]:
    return [separator for separator in _WORD.split(name) if separator]


def _is_same_word(word: str, other: str, analyzer: Any) -> bool:
    """Return whether a word is a form, in the same number, of another one in the nominative. One
    that the dictionary reads in other cases only («Русса») may be in any."""
    parses = [p for p in analyzer.parse(other) if p.tag.POS in ("NOUN", "ADJF")]
    # The Ukrainian dictionary leaves out the nominative of some nouns.
    listed = [parse for parse in parses if parse.tag.case in ("nomn", None)]
    if listed:
        nominatives = {(parse.normal_form, parse.tag.number) for parse in listed}
        forms = {(parse.normal_form, parse.tag.number) for parse in analyzer.parse(word)}
        return not nominatives.isdisjoint(forms)
    normal = {parse.normal_form for parse in parses}
    return any(parse.normal_form in normal for parse in analyzer.parse(word))


@cache
def _load_towns() -> dict[str, tuple[str, ...]]:
    """Load the Cyrillic names of several words by their first letters."""
    towns: dict[str, list[str]] = defaultdict(list)
    for name in (*load_names("places"), *load_toml("names/lists")["place_name"]):
        words = _WORD.findall(name)
        is_listed = len(words) > 1 and all(
            is_cyrillic(word) and (word[0].isupper() or word in _LINKS) for word in words
        )
        if is_listed and set(_split(name)) <= set(_SEPARATORS):
            towns[fold(words[0])[:_PREFIX_CHARS]].append(name)
    return {prefix: tuple(names) for prefix, names in towns.items()}
