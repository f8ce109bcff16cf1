"""An entity while a text is parsed: offsets in code points."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.entities.utf16 import Offsets

STYLES = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
CODE_LIKE = frozenset({"code", "pre", "date_time"})

# Of two entities over the same text, the one with the lower number is the outer one.
_PRIORITY = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "date_time": 21,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}


@dataclass(frozen=True, slots=True)
class Span:
    """An entity. `type` is a MessageEntity type, `extra` its further fields (url, user...)."""

    type: str
    start: int
    end: int
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[int, int, int, str]:
        """The sort key: by start, the longer one first, then by type."""
        return (self.start, -self.end, _PRIORITY.get(self.type, 50), self.type)

    def move(self, start: int, end: int) -> Span:
        """Return the same span at another place."""
        return Span(self.type, start, end, self.extra)

    def overlaps(self, other: Span) -> bool:
        """Return whether two spans share a character."""
        return self.start < other.end and other.start < self.end


def to_json(spans: list[Span], text: str) -> list[dict[str, Any]]:
    """Return MessageEntity objects, with offsets in UTF-16 code units."""
    if not spans:
        return []
    offsets = Offsets(text)
    found = []
    for span in spans:
        start = offsets.to_units(span.start)
        size = offsets.to_units(span.end) - start
        found.append({"offset": start, "length": size, "type": span.type, **span.extra})
    return found
