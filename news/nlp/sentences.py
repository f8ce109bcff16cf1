"""Split text into sentences: razdel's rules (made for Russian news), corrected for abbreviations,
units and missing spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from razdel import sentenize

from news.data import load_toml

SENTENCE_START = re.compile(r"[\"«“„'‘(]?[A-ZА-ЯЁІЇЄҐ\d]")
_LAST_WORD = re.compile(r"(?:^|[\s(«\"“])([^\s(«\"“]+)\.$")
_NEXT_WORD = re.compile(r"[\"«“„'‘(]?(\w+)")
_INITIAL = re.compile(r"[A-ZА-ЯІЇЄҐ]|Дж|Ю|Я")
_YEAR_ABBREVIATION = re.compile(r"\d{2,4}\s?(?:г|гг|р|рр)\.$")
_UNIT_END = re.compile(
    r"\d\s?(?:[^\W\d_]{1,4}/[^\W\d_]{1,4}|°?[A-ZА-Я]|тыс|тис|млн|млрд|руб|грн|коп|[^\W\d_]{1,3}[²³])$|\d{4}\s?(?:г|гг|р|рр)$"
)
_MODEL_END = re.compile(r"\b[A-Z][A-Za-z]+ [A-Z]$")
_PRODUCT_END = re.compile(r"\b(?:[a-z]{1,3}[A-Z][a-z]+|Series|Xbox|Galaxy|Model|Windows) [A-Z]$")
"""A product whose name ends in a letter: "the iPhone X. Apple has…" are two sentences."""
_SHOUTED_NAME_END = re.compile(r"(?<![A-Za-z] )\b[A-Z][A-Za-z]{2,20}!$")
"""A Latin name in a Cyrillic text that ends in «!»: «глава Yahoo! Марисса Майер»."""
_LISTED_SHOUTED_END = re.compile(r"\b(?:E|Yahoo|Yum|Jeopardy|Panic|Wham)!$")
"""Such a name in an English text: "a report by E! News"."""
_CYRILLIC_START = re.compile(r"[«“„\"(]?[А-ЯЁІЇЄҐ]")
_ACRONYM_END = re.compile(r"\b[A-Z]\.[A-Z]$")
# Scraped text may lack the space after a full stop or a closing mark: «в будни.Кроме того».
_MISSING_SPACE = re.compile(
    r"(?<=[а-яёіїєґ]{2}[.!?])(?=[А-ЯЁІЇЄҐ][а-яёіїєґ]*[\s,])"
    r"|(?<=[\dА-ЯЁІЇЄҐ]{2}[.!?])(?=[А-ЯЁІЇЄҐ][а-яёіїєґ]+[\s,])"
    r"|(?<=[A-Za-z][.!?])(?=[А-ЯЁІЇЄҐ][а-яёіїєґ]*[\s,])"
    r"|(?<=[a-z]{3}[.!?])(?=(?:[A-Z][a-z]+|A|I)[\s,’'])"
    r"|(?<=[\w%][.!?][»”)])(?=[A-ZА-ЯЁІЇЄҐ«“])|(?<=[»”)][.!?])(?=[A-ZА-ЯЁІЇЄҐ])|(?<=[a-z]['’][.!?])(?=[A-Z][a-z]+[\s,])|(?<=[a-zа-яё]{3}[.!?])(?=[«“][A-ZА-ЯЁІЇЄҐ])"
)
_MAY_LACK_SPACE = re.compile(r"[.!?»”)](?=[A-ZА-ЯЁІЇЄҐ«“])")
_CONTINUATION = re.compile(r"[-–−]\d|[a-zа-яёіїєґ]")
_MAX_CONTEXT_CHARS = 40
"""Enough for the longest abbreviation, and for what razdel may take for a bullet."""
_CLOSING_MARKS = re.compile(r"^[\"”»’')\]]+(?=\s|$)")


def split_sentences(text: str) -> list[str]:
    """Return the sentences of one paragraph, each exactly as written; only white space between
    them is dropped."""
    spans: list[tuple[int, int]] = []
    for start, stop in _find_spans(text):
        if spans and _is_continuation(text, spans[-1], (start, stop)):
            spans[-1] = (spans[-1][0], stop)
        else:
            spans.append((start, stop))
    found = [text[start:stop] for start, stop in spans]
    if not _MAY_LACK_SPACE.search(text):
        return found
    return [piece for sentence in found for piece in _MISSING_SPACE.split(sentence)]


def _find_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of razdel's sentences, without surrounding white space.

    razdel's own loop copies a sentence at each mark that does not end it. Its rules read only the
    beginning of a sentence, so only that is passed to them.
    """
    parts = sentenize.split(text)
    start, stop = 0, len(next(parts))
    for split in parts:
        split.buffer = text[start : min(stop, start + _MAX_CONTEXT_CHARS)]
        joined = sentenize.join(split) and not _ends_in_unit(
            split.left, split.delimiter, split.right
        )
        stop += len(split.delimiter)
        if not joined:
            yield _strip_span(text, start, stop)
            start = stop
        stop += len(next(parts))
    yield _strip_span(text, start, stop)


def _ends_in_unit(left: str, delimiter: str, right: str) -> bool:
    """Return whether a stop ends a sentence after a unit, year or acronym («92 м/с. Рекорд», «в
    2019 г. Суд», "the U.S. The"), which razdel takes for an abbreviation or an initial."""
    if delimiter != "." or not right[:1].isspace() or not SENTENCE_START.match(right.lstrip()):
        return False
    if _UNIT_END.search(left):
        return not right.lstrip()[0].isdigit()
    if _PRODUCT_END.search(left):
        return True
    if _MODEL_END.search(left):  # «для Xbox Series X. Вместе с этим»
        return _CYRILLIC_START.match(right.lstrip()) is not None
    following = _NEXT_WORD.match(right.lstrip())
    return (
        _ACRONYM_END.search(left) is not None
        and following is not None
        and following.group(1).lower() in _load_abbreviations()["first_words"]
    )


def _strip_span(text: str, start: int, stop: int) -> tuple[int, int]:
    bare = text[start:stop].lstrip()
    return stop - len(bare), stop - len(bare) + len(bare.rstrip())


def _is_continuation(text: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Return whether razdel cut one sentence in two."""
    start, stop = after
    if _is_in_brackets(text, before) or _is_in_short_quotation(text, start):
        return True
    if _CLOSING_MARKS.match(text[start:stop]) or _CONTINUATION.match(text, start, stop):
        return True
    context = text[max(before[0], before[1] - _MAX_CONTEXT_CHARS) : before[1]]
    if _SHOUTED_NAME_END.search(context) and _CYRILLIC_START.match(text, start, stop):
        return True
    last, abbreviations = _LAST_WORD.search(context), _load_abbreviations()
    following = _NEXT_WORD.match(text, start, stop)
    next_word = following.group(1) if following else ""
    if _LISTED_SHOUTED_END.search(context):
        return next_word.lower() not in abbreviations["first_words"]
    if last is None:
        return False
    word = last.group(1).lower()
    if word in abbreviations["closing"] or _YEAR_ABBREVIATION.search(context):
        return not next_word or (next_word[0].isdigit() and word in abbreviations["before_number"])
    if word in abbreviations["before_number"]:
        return next_word[:1].isdigit()
    if word in abbreviations["before_name"]:
        return next_word.lower() not in abbreviations["first_words"]
    if word in abbreviations["inside"]:
        return True
    is_model = _PRODUCT_END.search(context[:-1]) or (
        _MODEL_END.search(context[:-1]) and _CYRILLIC_START.match(text, start, stop)
    )
    return not is_model and bool(_INITIAL.fullmatch(last.group(1)))


def _is_in_brackets(text: str, before: tuple[int, int]) -> bool:
    """Return whether a bracket just before the end of a span is still open: «(5,8; 3)»."""
    opening = text.rfind("(", max(before[0], before[1] - _MAX_CONTEXT_CHARS), before[1])
    return opening >= 0 and text.find(")", opening, opening + 2 * _MAX_CONTEXT_CHARS) >= before[1]


def _is_in_short_quotation(text: str, cut: int) -> bool:
    """Return whether a place is inside of a quotation that is as short as a name: «Что? Где?»."""
    opening = text.rfind("«", max(0, cut - _MAX_CONTEXT_CHARS), cut)
    return opening >= 0 and text.find("»", opening, opening + _MAX_CONTEXT_CHARS) > cut


@cache
def _load_abbreviations() -> dict[str, frozenset[str]]:
    """Load the words that end in a stop, without it, by where they may be."""
    return {
        kind: frozenset(words.split()) for kind, words in load_toml("text/abbreviations").items()
    }
