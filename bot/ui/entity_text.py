"""Cut and join text with entities by Telegram's offsets, which count UTF-16 units.

aiogram's own `Text` builds it, but slices plain strings by code points, which misplaces entities
after an emoji.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aiogram.types import MessageEntity
from aiogram.utils.formatting import Text, sizeof


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text and its entities, sorted by offset."""

    text: str
    entities: tuple[MessageEntity, ...] = ()

    @property
    def utf16_length(self) -> int:
        """The length in units of Telegram's offsets."""
        return sizeof(self.text)

    def slice(self, start: int, end: int) -> FormattedText:
        """Return the text between two indexes, without white space at its ends, and the entities
        that still cover it."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        first, last = sizeof(self.text[:start]), sizeof(self.text[:end])
        covered = (_clip_entity(entity, first, last) for entity in self.entities)
        return FormattedText(self.text[start:end], tuple(e for e in covered if e is not None))

    def dump_entities(self) -> tuple[dict[str, Any], ...]:
        """Return the entities as Telegram's JSON objects."""
        return tuple(entity.model_dump(exclude_none=True) for entity in self.entities)


def render_text(node: Text) -> FormattedText:
    """Render an aiogram text node to text and entities."""
    text, entities = node.render()
    return FormattedText(text, tuple(entities))


def join_texts(pieces: Iterable[FormattedText], separator: str = "\n\n") -> FormattedText:
    """Join texts with a separator; move the offsets of their entities."""
    text, entities = "", list[MessageEntity]()
    for number, piece in enumerate(pieces):
        text += separator if number else ""
        at = sizeof(text)
        entities += [e.model_copy(update={"offset": e.offset + at}) for e in piece.entities]
        text += piece.text
    return FormattedText(text, tuple(entities))


def _clip_entity(entity: MessageEntity, first: int, last: int) -> MessageEntity | None:
    start, end = max(entity.offset, first), min(entity.offset + entity.length, last)
    if start >= end:
        return None
    return entity.model_copy(update={"offset": start - first, "length": end - start})
