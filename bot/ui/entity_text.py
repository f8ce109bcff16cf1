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

Entity = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text and its entities, Telegram's JSON objects, sorted by offset."""

    text: str
    entities: tuple[Entity, ...] = ()

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


def render_text(node: Text) -> FormattedText:
    """Render an aiogram text node to text and entities."""
    text, entities = node.render()
    return FormattedText(text, dump_entities(entities))


def dump_entities(entities: Iterable[MessageEntity]) -> tuple[Entity, ...]:
    """Return aiogram's entities as JSON objects."""
    return tuple(entity.model_dump(exclude_none=True) for entity in entities)


def join_texts(pieces: Iterable[FormattedText], separator: str = "\n\n") -> FormattedText:
    """Join texts with a separator; move the offsets of their entities."""
    texts, entities, at = list[str](), list[Entity](), 0
    for piece in pieces:
        at += sizeof(separator) if texts else 0
        entities += [{**entity, "offset": entity["offset"] + at} for entity in piece.entities]
        texts.append(piece.text)
        at += piece.utf16_length
    return FormattedText(separator.join(texts), tuple(entities))


def _clip_entity(entity: Entity, first: int, last: int) -> Entity | None:
    start = max(entity["offset"], first)
    end = min(entity["offset"] + entity["length"], last)
    return {**entity, "offset": start - first, "length": end - start} if start < end else None
