"""parse_mode Markdown, the legacy one: no nesting, four marks."""

from __future__ import annotations

from sandbox.entities.links import link
from sandbox.entities.span import Span
from sandbox.errors import bad_request

_ESCAPABLE = set("_*`[")


def parse(source: str) -> tuple[str, list[Span]]:
    """Text and spans of a Markdown `source`.

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
            at = _entity(source, at, out, spans)
        else:
            out.append(char)
            at += 1
    return "".join(out), spans


def _entity(source: str, at: int, out: list[str], spans: list[Span]) -> int:
    """Append the entity that begins at `at`; where the source goes on after it."""
    char = source[at]
    mark = "```" if source.startswith("```", at) else "]" if char == "[" else char
    begin = at + (1 if mark == "]" else len(mark))
    language = ""
    if mark == "```":
        language, begin = _language(source, begin)
    end = source.find(mark, begin)
    if end < 0:
        where = len(source[:at].encode("utf-8", "surrogatepass"))
        raise bad_request(
            f"can't parse entities: Can't find end of the entity starting at byte offset {where}"
        )
    text, start = source[begin:end], len(out)
    out.extend(text)
    after = end + len(mark)
    if mark == "]":
        return _link(source, after, Span("text_link", start, len(out)), text, spans)
    kind = {"_": "italic", "*": "bold", "`": "code", "```": "pre"}[mark]
    spans.append(Span(kind, start, len(out), {"language": language} if language else {}))
    return after


def _language(source: str, begin: int) -> tuple[str, int]:
    end = source.find("\n", begin)
    word = source[begin:end] if end >= 0 else ""
    if end >= 0 and "`" not in word and not any(char.isspace() for char in word):
        return word, end + 1
    return "", begin


def _link(source: str, after: int, place: Span, text: str, spans: list[Span]) -> int:
    url = text
    if source.startswith("(", after):
        end = source.find(")", after)
        stop = end if end >= 0 else len(source)
        url, after = source[after + 1 : stop], stop + 1
    span = link(url, place.start, place.end)
    if span is not None:
        spans.append(span)
    return after
