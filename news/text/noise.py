"""Recognize lines and sentences of an article that are not news.

Credits, "read also", adverts, requests to subscribe: ``news/data/text/noise.toml`` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from news.data import load_toml
from news.nlp.hints import has_hint

_MAX_CHARS = 240
_MAX_BUTTON_CHARS = 60
_MAX_CACHED_TEXTS = 200
"""Several steps ask for the sentences of one article."""
_OPENING = r"\A(?:[^\w©]|_)*+"
"""What may be before the words of a line of noise. © is such a word itself."""
_LABELS = re.compile(r"(?:#\w+[\s,|]*)+|\[?(?:…|\.\.\.)\]?")
"""Hashtags, and what stands for the rest of a text."""
_CREDIT = re.compile(
    r"[(\[]?(?:фото|photo|image|видео|video)\s*[:/©]\s*[^.]{2,60}[)\]]?", re.IGNORECASE
)
_FULL_NAME = (
    r"(?:(?:Dr|Prof|Mr|Mrs|Ms)\.\s)?(?:(?:[^\W\d_]\.\s?){1,4}|[А-ЯЁІЇЄҐA-Z][\w'’ʼ-]+\s)"
    r"[А-ЯЁІЇЄҐA-Z][\w'’ʼ-]+"
)
_NAMES = rf"{_FULL_NAME}(?:(?:,| и| та| і| й| and)\s{_FULL_NAME}){{0,2}}"
_MAX_BIOGRAPHY_CHARS = 400
_BIOGRAPHY_VERB = (
    r"(?:is|are|was|has|writes?|covers?|reports?|joined|works?"
    r"|является|пишет|работает|освещает|вед[её]т|пише|працює|висвітлює|веде)"
)
_BIOGRAPHY_LINK = rf"(?:,?\s(?:who\s)?{_BIOGRAPHY_VERB}\b|\s?[—–-]\s?(?=[а-яёіїєґa-z]))"
_DESCRIBED = re.compile(
    rf"(?:(?i:by|about|автор|об авторе|про автора):?\s)?(?P<names>{_NAMES}){_BIOGRAPHY_LINK}"
)
_NAMELESS = re.compile(
    rf"(?:he|she|they|the author|i|он|она|автор|він|вона)\s{_BIOGRAPHY_VERB}\b", re.IGNORECASE
)
_LAST_PART = re.compile(r"(?<=[.!|:→»]) ?[^.!|:→»]*[.!]?$")


def is_noise(text: str) -> bool:
    """Return whether a short paragraph or sentence is a credit, a pointer elsewhere, a request to
    subscribe or an advert."""
    text = text.strip()
    return len(text) <= _MAX_BIOGRAPHY_CHARS and _is_short_noise(text)


@lru_cache(maxsize=_MAX_CACHED_TEXTS)
def _is_short_noise(text: str) -> bool:
    if _LABELS.fullmatch(text) or _load_biographies().match(text):
        return True
    if len(text) > _MAX_CHARS:
        return False
    if _load_openings().match(text) or _CREDIT.fullmatch(text) or _is_line(text):
        return True
    if _load_bylines().fullmatch(text):
        return True
    return is_request(text)


def is_request(text: str) -> bool:
    """Return whether a short text asks the reader to subscribe, read on or the like."""
    return bool(
        len(text) <= _MAX_CHARS and _load_requests().match(text) and not _load_speech().search(text)
    )


def _is_line(text: str) -> bool:
    """Return whether a text is nothing but a line of noise, a row of buttons, or the name of a
    channel and one."""
    if all(map(_load_lines().fullmatch, text.split("|"))):
        return True
    last = _LAST_PART.search(text) if len(text) <= _MAX_BUTTON_CHARS else None
    return last is not None and bool(last[0]) and _load_lines().fullmatch(last[0]) is not None


def cut_biography(author: str) -> str:
    """Return the names of authors without what a byline tells of them: «Jane Doe is a senior writer
    who covers ports», «By Jane Doe, staff writer». What describes nobody by name is no author."""
    found = _load_titled_names().fullmatch(author.strip()) or _DESCRIBED.match(author.strip())
    if found is not None:
        return found["names"]
    return "" if _NAMELESS.match(author.strip()) else author


def has_noise(text: str) -> bool:
    """Return whether a sentence holds a credit, a link or a pointer to what is not in the text."""
    return has_hint(text, load_pointer_hints()) and bool(_load_pointers().search(text.lower()))


@cache
def _load_pointers() -> re.Pattern[str]:
    # A search without regard to case would try each alternative at each letter: it takes thrice the
    # time.
    return re.compile("|".join(load_toml("text/noise")["anywhere"]))


@cache
def load_pointer_hints() -> tuple[str, ...]:
    """Load pieces of text, of which each text that `has_noise` has one."""
    return tuple(load_toml("text/noise")["anywhere_hints"])


@cache
def _load_openings() -> re.Pattern[str]:
    return re.compile(rf"{_OPENING}(?:{_join(load_toml('text/noise')['openings'])})", re.IGNORECASE)


@cache
def _load_lines() -> re.Pattern[str]:
    return re.compile(
        rf"{_OPENING}(?:{_join(load_toml('text/noise')['lines'])})[\W_]*", re.IGNORECASE
    )


@cache
def _load_bylines() -> re.Pattern[str]:
    """Return the pattern of a line that only says who wrote it: up to three full names."""
    opening = _join(load_toml("text/noise")["authors"])
    outlet = r",\s(?:(?:(?:специально|спеціально)\s)?для|for)\s[«“\"A-ZА-ЯЁІЇЄҐ][^.!?]{1,40}"
    return re.compile(
        rf"{_OPENING}(?:(?i:{opening})\s?[:–—-]?\s{_NAMES}(?:{outlet})?|{_NAMES}{outlet})[\W_]*"
    )


@cache
def _load_biographies() -> re.Pattern[str]:
    """Return the pattern of a paragraph that only tells who an author is and what he writes
    about; a writer of whom there is news does something else («was arrested»)."""
    said = load_toml("text/noise")
    return re.compile(
        rf"{_OPENING}(?:(?i:about the authors?|об авторе|про автора):?\s)?{_NAMES}{_BIOGRAPHY_LINK}"
        rf"[^.!?]{{0,80}}?\b(?i:{_join(said['writers'])})s?\b[^.!?]{{0,80}}?(?i:{_join(said['writes'])})\b"
    )


@cache
def _load_titled_names() -> re.Pattern[str]:
    """Return the pattern of authors, with or without what they are for the outlet."""
    writers = _join(load_toml("text/noise")["writers"])
    return re.compile(
        rf"\A(?:(?i:by|автор):?\s)?(?P<names>{_NAMES}?)(?:,\s[^.!?]{{0,80}}?\b(?i:{writers})\b[^.!?]{{0,80}})?"
    )


@cache
def _load_requests() -> re.Pattern[str]:
    requests = (
        rf"(?:{_join(one['begins'])})(?:\s+[\w-]+){{0,3}}\s*(?:(?<!\w)|(?=\W))(?:{_join(one['then'])})"
        for one in load_toml("text/noise")["requests"]
    )
    return re.compile(rf"{_OPENING}(?:{'|'.join(requests)})", re.IGNORECASE)


@cache
def _load_speech() -> re.Pattern[str]:
    return re.compile(_join([load_toml("text/noise")["speech"]]), re.IGNORECASE)


def _join(patterns: Iterable[str]) -> str:
    """Join alternatives, a space standing for any white space."""
    return "|".join(pattern.replace(" ", r"\s+") for pattern in patterns)
