"""Entries of sources of every kind, within limits. Pure."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

from news.limits import MAX_ADDRESS_CHARS, MAX_ENTRY_CHARS, MAX_TITLE_CHARS
from news.model import Language, RawArticle
from news.nlp.words import fold, split_words
from news.sources.addresses import ALLOWED_SCHEMES
from news.text.markup import unescape_twice
from news.text.truncation import cut_at_word
from news.text.urls import canonicalize_url

MAX_ENTRIES = 500
"""Per fetch of a feed; the newest are taken."""
MAX_HEADLINE_CHARS = 120
_MAX_OPENING_CHARS = 5_000

_INLINE_TAGS = re.compile(
    r"</?(?:a|abbr|b|cite|code|em|font|i|img|mark|q|s|small|span|strong|su[bp]|u|wbr)\b[^<>]*>",
    re.IGNORECASE,
)
_BLOCK_TAGS = re.compile(r"</?(?:br|div|h[1-6]|p)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n")
_SENTENCE_END = re.compile(r"[.!?…:;][\"»”’)]*$")
_NUMBERED = re.compile(r"&#[0-9]{9,};?")
_MISSING = frozenset({"undefined", "null", "none", "nan", "[object object]"})
_STEM_CHARS = 4
_MIN_COMMON_WORDS = 1 / 3
_MIN_DATETIME = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and its entries, in its own order. ``ttl`` is the publisher's cache time in
    minutes, 0 if unset; ``skip_hours`` are the hours of the day, UTC, in which it asks not to be
    fetched; ``language`` is an ISO 639 code or empty, ``likely_language`` that of its headlines."""

    title: str
    link: str
    entries: tuple[RawArticle, ...]
    language: str = ""
    likely_language: Language = "und"
    ttl: int = 0
    skip_hours: frozenset[int] = frozenset()


def is_missing(text: str) -> bool:
    """Return whether a text is only what a template writes for a missing value: «null»."""
    return text.strip().lower() in _MISSING


def strip_markup(markup: str) -> str:
    """Return a title as plain text: no tags, no entities, single spaces. Text that only
    resembles a tag («x <y> z») is kept."""
    bare = _INLINE_TAGS.sub("", _BLOCK_TAGS.sub(" ", markup[:MAX_ENTRY_CHARS]))
    # Python refuses to parse a number of thousands of digits, and it is not a character.
    return " ".join(unescape_twice(html.unescape(_NUMBERED.sub("", bare))).split())


def strip_plain(text: str) -> str:
    """Return a title that holds no markup: tags stay, as they are what it is about. Entities do
    not: feeds escape twice more often than they write of entities."""
    return " ".join(html.unescape(_NUMBERED.sub("", text[:MAX_ENTRY_CHARS])).split())


def plain_to_html(text: str, *, has_entities: bool = False) -> str:
    """Return plain text as paragraphs of HTML: one for each line, but lines that break inside a
    sentence are joined. ``has_entities``: it is HTML without tags."""
    paragraphs = (
        part for lines in _BLANK_LINES.split(text[:MAX_ENTRY_CHARS]) for part in _split_lines(lines)
    )
    escape = str if has_entities else html.escape
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)


def _split_lines(text: str) -> list[str]:
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    is_wrapped = any(
        next_line[0].islower() and not _SENTENCE_END.search(line)
        for line, next_line in pairwise(lines)
    )
    return [" ".join(lines)] if is_wrapped else lines


def text_length(markup: str) -> int:
    """Count the characters of a piece of HTML without its tags."""
    return len(" ".join(_TAG.sub(" ", markup).split()))


def limit_entries(entries: Iterable[RawArticle], home: str = "") -> tuple[RawArticle, ...]:
    """Keep at most `MAX_ENTRIES`, and set the length of each.

    Guids and addresses that several articles share identify none of them: all but one would count
    as known. Such a guid is dropped; such an address, and that of ``home``, the site's own page, is
    marked. Entries of the same address and title are one article.
    """
    fit, home = tuple(entries), home.rstrip("/")
    if len(fit) > MAX_ENTRIES:
        newest = sorted(fit, key=lambda entry: entry.published or _MIN_DATETIME, reverse=True)
        kept = set(map(id, newest[:MAX_ENTRIES]))
        fit = tuple(entry for entry in fit if id(entry) in kept)
    by_guid: dict[str, set[tuple[str, str]]] = defaultdict(set)
    by_address: dict[str, set[str]] = defaultdict(set)
    for entry in fit:
        by_guid[entry.guid].add((entry.url, _get_subject(entry)))
        by_address[_strip_fragment(entry.url)].add(_get_subject(entry))
    return tuple(
        replace(
            entry,
            guid=entry.guid if len(by_guid[entry.guid]) == 1 else "",
            is_address_shared=bool(address)
            and (len(by_address[address]) > 1 or address.rstrip("/") == home),
            length=text_length(entry.html),
        )
        for entry in fit
        for address in (_strip_fragment(entry.url),)
    )


def is_another_article(entry: RawArticle, guid: str, title: str) -> bool:
    """Return whether an entry is another article than the one with this guid and title, which its
    source gave before under the same address: that of a page which always shows the latest one.

    A new headline of the same article keeps some words of the old one; and a guid that is the
    address, with a number of the version, says nothing.
    """
    guids = {entry.guid, guid}
    if "" in guids or len({canonicalize_url(one) or one for one in guids}) == 1:
        return False
    words, known = _list_stems(entry.title), _list_stems(title)
    common = len(words & known)
    return bool(words and known) and common < _MIN_COMMON_WORDS * min(len(words), len(known))


def _list_stems(title: str) -> set[str]:
    return {fold(word)[:_STEM_CHARS] for word in split_words(title) if len(word) >= _STEM_CHARS}


def _strip_fragment(url: str) -> str:
    return url.partition("#")[0]


def _get_subject(entry: RawArticle) -> str:
    """Return what tells an entry from another of the same address: its title, else its text."""
    return " ".join(entry.title.lower().split()) or entry.html


def shorten_title(title: str, *, is_plain: bool = False) -> str:
    """Return a title as plain text of at most `MAX_TITLE_CHARS`. ``is_plain``: it holds no
    markup."""
    if is_missing(title):
        return ""
    return cut_at_word(strip_plain(title) if is_plain else strip_markup(title), MAX_TITLE_CHARS)


def resolve_link(base: str, link: str) -> str:
    """Return a link made absolute; empty if it is not http(s)."""
    try:
        absolute = urljoin(base, link.strip()) if link else ""
        fits = len(absolute) <= MAX_ADDRESS_CHARS and urlsplit(absolute).scheme in ALLOWED_SCHEMES
        return absolute if fits else ""
    except ValueError:
        return ""


def get_headline(entry: RawArticle) -> str:
    """Return the title, or the beginning of the text of an entry without one."""
    text = (
        entry.title or strip_markup(entry.html[:_MAX_OPENING_CHARS]) or " ".join(entry.text.split())
    )
    return cut_at_word(text, MAX_HEADLINE_CHARS)


def parse_language_code(tag: str) -> str:
    """Return the first part of a language tag: "uk" for "uk-UA"."""
    return re.split(r"[-_]", tag.strip().lower())[0][:3]


def parse_number(value: object) -> int:
    """Return the number in a text of digits, at most six of them; 0 for anything else."""
    digits = str(value or "").strip()[:6]
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def dedupe(values: Iterable[str]) -> tuple[str, ...]:
    """Return the values in order, without repetitions and empty ones."""
    return tuple(dict.fromkeys(value for value in values if value))
