"""Parse text in the article-file format (docs/operations/formats.md) into blocks.

For HTML see `news.text.markup`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from news.model import Block, BlockKind

_MAX_HEADER_CHARS = 400
_MAX_HEADING_CHARS = 100
_MAX_HEADING_WORDS = 14
_DATE = r"date (?P<date>\d{4}-\d{2}-\d{2})"
_CREDIT = r"(?:фото|photo|світлина) ?: ?(?P<credit>\S.*?)"
_HEADERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (_DATE, f"{_DATE} {_CREDIT}", f"{_CREDIT} {_DATE}", _CREDIT)
)
_HAS_SENTENCE = re.compile(r"[^\W\d_]{4}[.!?…] |[^.]{120}")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_SPACE = re.compile(r"\s+")
_BULLET = re.compile(r"^\s*(?:[•·▪●◦*]|-(?=\s)|\d{1,2}[.)](?=\s))\s*(?=\S)")
_CLOSING_PUNCTUATION = re.compile(r"[.!?…:;,][\"”»’')\]]*$")
_OPENS_QUOTE = re.compile(r"^[\"“«„][^\"”»]{20,}[\"”»]")
_SPEECH = (
    r"(?:сказал|заявил|отмеча|отмети|подчеркну|добави|написа|рассказа|сообщи|пояснил|считает|уверен"
    r"|сказав|заявив|зазнач|підкресл|додав|написа|розпові|повідоми|поясни|вважає)"
)
_FIRST_PERSON = re.compile(r"^(?:я|мы|у нас|наш[аеи]?|ми)\b", re.IGNORECASE)
_SPEECH_AFTER_DASH = re.compile(rf",?\s[–—-]\s(?:\w+\s){{0,2}}{_SPEECH}\w*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """A parsed text: its blocks, and the date (midnight UTC) and photo credit of its first line."""

    blocks: tuple[Block, ...] = field(default=())
    published: datetime | None = None
    photo_credit: str = ""


def from_text(text: str) -> Body:
    """Parse a text in the article-file format. Every non-blank paragraph after the first line
    becomes blocks, in order; runs of white space become one space."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    first, _, rest = text.lstrip("\n").partition("\n")
    header = _parse_header(first)
    if header is None:
        return Body(_parse_blocks(text))
    published, credit = header
    return Body(_parse_blocks(rest), published, credit)


def _parse_header(line: str) -> tuple[datetime | None, str] | None:
    line = " ".join(line.split())  # the patterns would try each space of a run in turn
    if len(line) > _MAX_HEADER_CHARS:
        return None
    for pattern in _HEADERS:
        found = pattern.fullmatch(line)
        if found:
            groups = found.groupdict()
            if _HAS_SENTENCE.search(groups.get("credit") or ""):
                return None  # the text itself, after its credit
            published = _parse_date(groups.get("date"))
            if groups.get("date") and published is None:
                return None
            return published, groups.get("credit") or ""
    return None


def _parse_date(day: str | None) -> datetime | None:
    if day is None:
        return None
    try:
        parsed = date.fromisoformat(day)
    except ValueError:
        return None
    return datetime(parsed.year, parsed.month, parsed.day, tzinfo=UTC)


def _parse_blocks(text: str) -> tuple[Block, ...]:
    pieces = [piece for paragraph in _split_paragraphs(text) for piece in _join_lines(paragraph)]
    return tuple(
        Block(_classify_block(piece, bullet, last=number == len(pieces) - 1), piece)
        for number, (piece, bullet) in enumerate(pieces)
    )


def _split_paragraphs(text: str) -> list[list[str]]:
    """Return the paragraphs as lists of lines. In a text without blank lines every line is a
    paragraph, unless lines break inside sentences."""
    parts = [part for part in _BLANK_LINES.split(text.strip()) if part.strip()]
    lines = [[line for line in part.split("\n") if line.strip()] for part in parts]
    if len(lines) == 1 and all(_CLOSING_PUNCTUATION.search(line.rstrip()) for line in lines[0]):
        return [[line] for line in lines[0]]
    return lines


def _join_lines(lines: list[str]) -> list[tuple[str, bool]]:
    """Join the lines of a paragraph except list items. Returns pairs of text and whether it is
    an item."""
    pieces: list[tuple[list[str], bool]] = []
    for line in lines:
        bare, bullets = _BULLET.subn("", line)
        bare = _SPACE.sub(" ", bare).strip()
        if bullets or not pieces:
            pieces.append(([bare], bool(bullets)))
        else:
            pieces[-1][0].append(bare)
    if len(pieces) == 1 and pieces[0][1]:  # one bullet alone is a dash or a number, not a list
        return [(_SPACE.sub(" ", " ".join(lines)).strip(), False)]
    return [(" ".join(joined), is_item) for joined, is_item in pieces]


def _classify_block(text: str, bullet: bool, *, last: bool) -> BlockKind:
    if bullet:
        return BlockKind.LIST_ITEM
    if is_heading(text) and not last:
        return BlockKind.HEADING
    return BlockKind.QUOTE if is_quote(text) else BlockKind.PARAGRAPH


def is_heading(text: str) -> bool:
    """Return whether a text is short and has no closing punctuation."""
    return (
        len(text) <= _MAX_HEADING_CHARS
        and len(text.split()) <= _MAX_HEADING_WORDS
        and not _CLOSING_PUNCTUATION.search(text)
        and any(letter.isalpha() for letter in text)
    )


def is_quote(text: str) -> bool:
    """Return whether a paragraph is direct speech: it opens with a quotation mark, or it is in
    the first person with "– said X" after it."""
    if _OPENS_QUOTE.search(text):
        return True
    return bool(_FIRST_PERSON.search(text) and _SPEECH_AFTER_DASH.search(text))
