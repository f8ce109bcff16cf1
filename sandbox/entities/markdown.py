"""parse_mode Markdown, the legacy one: four marks, no nesting."""

from __future__ import annotations

from sandbox.entities.links import make_link
from sandbox.entities.span import Span
from sandbox.entities.utf16 import byte_offset
from sandbox.errors import entities_error

_ESCAPABLE = set("_*`[")


def parse(source: str) -> tuple[str, list[Span]]:
    """Return the text and spans of a Markdown `source`.

    Raises :class:`~sandbox.errors.ApiError` 400 `can't parse entities: ...`.
    """
    out: list[str] = []
    spans: list[Span] = []
    at = 0
    while at < len(source):
        char = source[at]
        if char == "\\" and source[at + 1 : at + 2] in _ESCAPABLE and at + 1 < len(source):
            out.append(source[at + 1])
            at += 2
        elif char in _ESCAPABLE:
            at = _read_entity(source, at, out, spans)
        else:
            out.append(char)
            at += 1
    return "".join(out), spans


def _read_entity(source: str, at: int, out: list[str], spans: list[Span]) -> int:
    """Append the entity that begins at `at`. Return the position after it."""
    char = source[at]
    mark = "```" if source.startswith("```", at) else "]" if char == "[" else char
    begin = at + (1 if mark == "]" else len(mark))
    language = ""
    if mark == "```":
        language, begin = _read_language(source, begin)
    end = source.find(mark, begin)
    if end < 0:
        where = byte_offset(source, at)
        raise entities_error(f"Can't find end of the entity starting at byte offset {where}")
    text, start = source[begin:end], len(out)
    out.extend(text)
    after = end + len(mark)
    if mark == "]":
        return _read_link(source, after, Span("text_link", start, len(out)), text, spans)
    kind = {"_": "italic", "*": "bold", "`": "code", "```": "pre"}[mark]
    spans.append(Span(kind, start, len(out), {"language": language} if language else {}))
    return after


def _read_language(source: str, begin: int) -> tuple[str, int]:
    end = source.find("\n", begin)
    word = source[begin:end] if end >= 0 else ""
    if end >= 0 and "`" not in word and not any(char.isspace() for char in word):
        return word, end + 1
    return "", begin


def _read_link(source: str, after: int, place: Span, text: str, spans: list[Span]) -> int:
    url = text
    if source.startswith("(", after):
        end = source.find(")", after)
        stop = end if end >= 0 else len(source)
        url, after = source[after + 1 : stop], stop + 1
    span = make_link(url, place.start, place.end)
    if span is not None:
        spans.append(span)
    return after
