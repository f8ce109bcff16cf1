"""Find the parts of a text that name nobody of the news: the page's own lines between its sentences
(a byline, a photo credit, a request to subscribe, a pointer elsewhere) and streets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from news.entities.mentions import Mention
from news.nlp.hints import has_hint
from news.text.noise import is_request

_INVITATION = re.compile(
    r"(?:Жми|Жміть|Тисни|Добав(?:ить|ьте|ляйте) [^!?]{2,40} в "
    r"|Дода(?:ти|йте) [^!?]{2,40} (?:до|у|в) |Подробнее (?:на|в) |Докладніше (?:на|в|у) )"
)
"""What asks the reader too, besides the requests of `news.text.noise`; news may begin with it."""

_SHARE = re.compile(r"(?:Поделиться|Поділитися|Поділитись|Share)(?: (?:в|у|on))?\s?:")
_CREDIT = re.compile(
    r"\b(?:фото|видео|відео|автор|авторка|текст|переклад|перевод|photo|photograph|picture|text|author)"
    r"\s?[:©]",
    re.IGNORECASE,
)
_CREDIT_HINTS = (
    "фото", "видео", "відео", "автор", "текст", "переклад", "перевод", "photo", "picture", "text",
    "author",
)  # fmt: skip
_MAX_CREDIT_CHARS = 40
_BYLINE = re.compile(r"[А-ЯЁІЇЄҐ][а-яёіїєґ'’-]{1,20} [А-ЯЁІЇЄҐ][а-яёіїєґ'’-]{2,30}\.?")
_LAST_LINES = 3

_STREET = re.compile(
    r"\b(?:ул\.|улиц\w{1,3}|просп(?:\.|ект\w{0,2})|пр-т\w?|пер(?:\.|еул\w{2,4})|бульвар\w{0,2}"
    r"|вул\.|вулиц\w{1,3}|пров(?:\.|улк\w{1,2}))\s?$",
    re.IGNORECASE,
)
_STREETS = re.compile(
    r"\b(?:ул\.|улиц\w{0,3}|вул\.|вулиц\w{0,3}|просп\w{0,6}|пер\.|переулк\w{1,2})"
)
_LIST_WORD = re.compile(r"[\w-]+|[.:;\n](?=\s?[А-ЯІЇЄҐ])")
_LIST_LINKS = frozenset({"и", "та", "і", "а", "также", "дом", "дома", "д"})
_MAX_STREET_CHARS, _MAX_LIST_CHARS = 60, 120
_HOUSE_NUMBER = re.compile(r",\s(?:д\. ?|буд\. ?)?\d{1,3}(?=[\s,.;а-я)])(?! (?:лет|год|рок))")
_BARE_LIST = re.compile(
    r"(?:[А-ЯЁІЇЄҐ][а-яёіїєґ-]{3,25}, (?:[А-ЯЁІЇЄҐ][а-яёіїєґ-]{1,20}-)?){2,12}"
    r"[А-ЯЁІЇЄҐ][а-яёіїєґ-]{3,25}"
)
_STREET_ADJECTIVE = re.compile(r"(?:ая|ська|цька|зька|ова)(?=,|$)")


def drop_furniture(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """Return the mentions outside of such parts, and the places in a credit. The first line of the
    text is its title."""
    spans, beside = [*_find_lines(text), *_find_bare_lists(text)], _find_credits(text)
    return [
        one
        for one in mentions
        if not _is_within(one, spans)
        and (one.kind == "place" or not _is_within(one, beside))
        and not _is_in_address(one, text)
    ]


def _is_within(mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= mention.start < end for start, end in spans)


def _find_lines(text: str) -> list[tuple[int, int]]:
    """Return where the page's own lines are."""
    spans, start = [], text.find("\n") + 1
    lines = text[start:].split("\n")
    for number, line in enumerate(lines):
        is_last = number >= len(lines) - _LAST_LINES
        asks = is_request(line) or _INVITATION.match(line) or _SHARE.match(line)
        if asks or (is_last and _BYLINE.fullmatch(line.strip())):
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def _find_credits(text: str) -> list[tuple[int, int]]:
    """Return what may be a name after «Фото:» and the like, up to the end of its line."""
    if not has_hint(text, _CREDIT_HINTS):
        return []
    found = (match.end() for match in _CREDIT.finditer(text, text.find("\n") + 1))
    return [
        (start, start + len(text[start : start + _MAX_CREDIT_CHARS].split("\n")[0]))
        for start in found
    ]


def _find_bare_lists(text: str) -> list[tuple[int, int]]:
    """Return where streets are listed without a word for them: «Островского, Дворцовая, …»."""
    return [
        found.span()
        for found in _BARE_LIST.finditer(text)
        if len(_STREET_ADJECTIVE.findall(found[0])) > 1
    ]


def _is_in_address(mention: Mention, text: str) -> bool:
    """Return whether a name is that of a street: «улица Гагарина», «на Савушкина, 112»."""
    if mention.kind == "organisation":
        return False
    before = text[max(0, mention.start - _MAX_STREET_CHARS) : mention.start]
    if _STREET.search(before) or _is_in_list_of_streets(mention, text):
        return True
    is_numbered = _HOUSE_NUMBER.match(text, mention.start + len(mention.name)) is not None
    return is_numbered and before.endswith((" на ", "На "))


def _is_in_list_of_streets(mention: Mention, text: str) -> bool:
    """Return whether only other names are between a name and «улицы»: «на улицах Садовой, Шишкина,
    1, и Грибоедова»."""
    before = text[max(0, mention.start - _MAX_LIST_CHARS) : mention.start]
    streets = list(_STREETS.finditer(before))
    if not streets:
        return False
    between = _LIST_WORD.findall(before[streets[-1].end() :])
    return all(word[0].isupper() or word[0].isdigit() or word in _LIST_LINKS for word in between)
