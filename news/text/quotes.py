"""Set quotation marks in pairs, and check that marks and brackets are balanced."""

from __future__ import annotations

import re

_PAIRS = (("«", "»"), ("(", ")"), ("“", "”"), ("[", "]"))
_SYMMETRIC_MARKS = ('"', "``")
# A single mark is an apostrophe too: it opens before a word, and closes after one.
_OPENING_APOSTROPHE, _CLOSING_APOSTROPHE = (
    re.compile(r"(?:^|\s)['‘](?=\w)(?!s\s)"),  # "Sky 's": a link was cut out of a page
    re.compile(r"(?<=[\w.,!?])['’](?=\W|$)"),
)
_TYPEWRITER_MARK = re.compile(r"``|''|,,(?=\w)|\"|<<(?=\w)|(?<=\w)>>")
_OPENS_AFTER = re.compile(r"(?:^|[\s(\[«“„—–/-])$")
_CLOSED_AFTER = re.compile(r"[,.!?]? ?[–—-] [a-zа-яёіїєґ]|[,.;:!?](?:\s|$)")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")


def set_quotes(text: str) -> str:
    """Return the text with typewriter quotation marks (``"``, doubled backticks, ``<<``) as «» or,
    in Latin script, “”; one inside «» becomes „“. A mark without a partner is kept."""
    if not _TYPEWRITER_MARK.search(text):
        return text
    outer = "«»" if _CYRILLIC.search(text) else "“”"
    pieces: list[str] = []
    opened: list[tuple[int, str]] = []  # where each open mark is in the pieces, and its pair
    last = depth = 0
    for found in _TYPEWRITER_MARK.finditer(text):
        between = text[last : found.start()]
        depth += between.count("«") - between.count("»")
        pieces.append(between)
        last = found.end()
        if _is_opening(text, found, bool(opened)):
            opened.append((len(pieces), "„“" if outer == "«»" and (depth > 0 or opened) else outer))
            pieces.append(found.group())
        elif opened:
            place, marks = opened.pop()
            pieces[place] = marks[0]
            pieces.append(marks[1])
        else:
            pieces.append(found.group())
    return "".join([*pieces, text[last:]])


def _is_opening(text: str, found: re.Match[str], inside: bool) -> bool:
    """Return whether a mark opens a quotation: it is before a word and after a space, or no
    quotation is open and a word follows."""
    follows_word = bool(text[found.end() : found.end() + 1].strip())
    if inside and _CLOSED_AFTER.match(text, found.end()):
        return False  # «… болеть COVID-19 ", — написала»
    after_space = _OPENS_AFTER.search(text[max(0, found.start() - 1) : found.start()])
    if found.group() in {"<<", ",,"}:
        return True
    if found.group() in {">>", "''"}:
        return False
    return follows_word and (after_space is not None or (not inside and not _is_inch(text, found)))


def _is_inch(text: str, found: re.Match[str]) -> bool:
    return text[max(0, found.start() - 1) : found.start()].isdigit()


def _has_closed_apostrophes(text: str) -> bool:
    if "'" not in text and "‘" not in text:
        return True
    return len(_OPENING_APOSTROPHE.findall(text)) <= len(_CLOSING_APOSTROPHE.findall(text))


def is_balanced(text: str) -> bool:
    """Return whether all quotation marks and brackets of the text are paired."""
    return (
        _has_closed_apostrophes(text)
        and all(text.count(mark) % 2 == 0 for mark in _SYMMETRIC_MARKS)
        and all(
            text.count(opening) == text.count(closing) or (opening == "“" and "„" in text)
            for opening, closing in _PAIRS
        )
    )
