"""Find the parts of a text that name nobody of the news: the page's own lines between its sentences
(a byline, a photo credit, a request to subscribe, a pointer elsewhere) and lists of streets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from news.entities.mentions import Mention
from news.text.noise import is_request

_INVITATION = re.compile(
    r"(?:Жми|Жміть|Тисни|Добав(?:ить|ьте|ляйте) [^!?]{2,40} в "
    r"|Дода(?:ти|йте) [^!?]{2,40} (?:до|у|в) |Подробнее (?:на|в) |Докладніше (?:на|в|у) )"
)
"""What asks the reader too, besides the requests of `news.text.noise`; news may begin with it."""

_CREDIT = re.compile(r"\b(?:[Фф]ото|[Вв]идео|[Вв]ідео|Автор|Текст)\s?(?::|©)")
_BYLINE = re.compile(r"[А-ЯЁІЇЄҐ][а-яёіїєґ'’-]{1,20} [А-ЯЁІЇЄҐ][а-яёіїєґ'’-]{2,30}\.?")
_STREETS = re.compile(
    r"(?:[А-ЯЁІЇЄҐ][а-яёіїєґ-]{3,25}, (?:[А-ЯЁІЇЄҐ][а-яёіїєґ-]{1,20}-)?){2,12}"
    r"[А-ЯЁІЇЄҐ][а-яёіїєґ-]{3,25}"
)
_STREET_ADJECTIVE = re.compile(r"(?:ая|ська|цька|зька|ова)(?=,|$)")
_LAST_LINES = 3
_MAX_CREDIT_CHARS = 35


def drop_furniture(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """Return the mentions outside of such parts, and the places in a photo credit. The first line
    of the text is its title."""
    spans, beside = [*_find_lines(text), *_find_streets(text)], _find_credits(text)
    return [
        one
        for one in mentions
        if not _is_within(one, spans) and (one.kind == "place" or not _is_within(one, beside))
    ]


def _is_within(mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= mention.start < end for start, end in spans)


def _find_lines(text: str) -> list[tuple[int, int]]:
    """Return where the page's own lines are."""
    spans, start = [], text.find("\n") + 1
    lines = text[start:].split("\n")
    for number, line in enumerate(lines):
        is_last = number >= len(lines) - _LAST_LINES
        asks = is_request(line) or _INVITATION.match(line)
        if asks or (is_last and _BYLINE.fullmatch(line.strip())):
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def _find_credits(text: str) -> list[tuple[int, int]]:
    """Return what may be a name after «Фото:» and the like, up to the end of its line."""
    body = text.find("\n") + 1
    found = (match.end() for match in _CREDIT.finditer(text, body))
    return [
        (start, start + len(text[start : start + _MAX_CREDIT_CHARS].split("\n")[0]))
        for start in found
    ]


def _find_streets(text: str) -> list[tuple[int, int]]:
    """Return where streets are listed: «Островского, Дворцовая, Садовая, Шишкина»."""
    return [
        found.span()
        for found in _STREETS.finditer(text)
        if len(_STREET_ADJECTIVE.findall(found[0])) > 1
    ]
