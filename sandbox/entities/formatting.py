"""From the text that a bot sends to what Telegram stores: a clean text and its entities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from aiogram.types import MessageEntity

from sandbox.entities import explicit, html, markdown, markdown_v2
from sandbox.entities.detect import detect_entities
from sandbox.entities.nesting import repair_nesting
from sandbox.entities.span import Span, to_json
from sandbox.errors import bad_request

_MAX_RAW_BYTES = 32768
_PARSERS: dict[str, Callable[[str], tuple[str, list[Span]]]] = {
    "html": html.parse,
    "markdown": markdown.parse,
    "markdownv2": markdown_v2.parse,
}


@dataclass(frozen=True)
class FormattedText:
    """`text` with `entities` as Message JSON has them. Lengths count code points."""

    text: str
    entities: list[dict[str, Any]]

    def __len__(self) -> int:
        return len(self.text)

    def as_fields(self, text: str = "text", entities: str = "entities") -> dict[str, Any]:
        """Return the Message fields; an empty entity list is left out, as in Telegram."""
        if not self.text:
            return {}
        return {text: self.text, **({entities: self.entities} if self.entities else {})}


def format_text(
    source: str,
    parse_mode: str | None = None,
    entities: Sequence[MessageEntity] | None = None,
    *,
    find: bool = True,
) -> FormattedText:
    """Parse, repair, detect and trim. `parse_mode` wins over `entities`.

    Raises :class:`~sandbox.errors.ApiError` 400 for what cannot be parsed. An empty result is no
    error: the method decides whether a text may be empty.
    """
    if len(source.encode("utf-8", "surrogatepass")) > _MAX_RAW_BYTES:
        raise bad_request("text is too long")
    formatted = _format(source, parse_mode, tuple(entities or ()), find)
    return FormattedText(formatted.text, [dict(entity) for entity in formatted.entities])


# One text goes to many recipients.
@lru_cache(maxsize=64)
def _format(
    source: str, parse_mode: str | None, entities: tuple[MessageEntity, ...], find: bool
) -> FormattedText:
    if parse_mode:
        parser = _PARSERS.get(parse_mode.lower())
        if parser is None:
            raise bad_request("unsupported parse_mode")
        text, spans = parser(source)
    else:
        text, spans = source, explicit.read_entities(source, entities)
    text, spans = _clean(text, spans)
    text, spans = _trim(text, repair_nesting(spans))
    if find:
        found = detect_entities(text, spans)
        spans = repair_nesting([*spans, *found]) if found else spans
    return FormattedText(text, to_json(spans, text))


def _clean(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """Replace control characters by spaces and remove carriage returns."""
    if text.isprintable():
        return text, spans
    text = "".join(" " if char < " " and char not in "\n\r" else char for char in text)
    if "\r" not in text:
        return text, spans
    kept = [0]
    for char in text:
        kept.append(kept[-1] + (char != "\r"))
    return text.replace("\r", ""), [s.move(kept[s.start], kept[s.end]) for s in spans]


def _trim(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """Trim the whole right side, and the left side up to the first entity."""
    stripped = text.rstrip()
    size = len(stripped)
    spans = [s.move(s.start, min(s.end, size)) for s in spans if s.start < size]
    lead = size - len(stripped.lstrip())
    if spans:
        lead = min(lead, *(span.start for span in spans))
    if lead:
        spans = [s.move(s.start - lead, s.end - lead) for s in spans]
    return stripped[lead:], spans
