"""Entities that the bot lists explicitly, in UTF-16 offsets, instead of a parse_mode."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.types import MessageEntity

from sandbox.entities.detect import DETECTED
from sandbox.entities.links import make_link
from sandbox.entities.span import QUOTES, STYLES, Span
from sandbox.entities.utf16 import Offsets
from sandbox.errors import bad_request

_WITHOUT_FIELDS = STYLES | QUOTES | {"code"}


def read_entities(text: str, entities: Sequence[MessageEntity]) -> list[Span]:
    """Return the spans of `entities` over `text`.

    Raises :class:`~sandbox.errors.ApiError` 400 for offsets outside of the text and for unknown
    or incomplete entities.
    """
    offsets = Offsets(text)
    spans = []
    for entity in entities:
        if entity.type in DETECTED:  # Telegram detects these itself.
            continue
        end = entity.offset + entity.length
        if entity.offset < 0 or entity.length < 0:
            raise bad_request(f"receive an entity with incorrect offset {entity.offset}")
        if end > offsets.total:
            raise bad_request(
                f"entity beginning at UTF-16 offset {entity.offset} ends after the end of the text "
                f"at UTF-16 offset {end}"
            )
        span = _read_span(entity, offsets.to_point(entity.offset), offsets.to_point(end))
        if span is not None:
            spans.append(span)
    return spans


def _read_span(entity: MessageEntity, start: int, end: int) -> Span | None:
    if entity.type in _WITHOUT_FIELDS:
        return Span(entity.type, start, end)
    if entity.type == "pre":
        extra = {"language": entity.language} if entity.language else {}
        return Span("pre", start, end, extra)
    if entity.type == "text_link":
        return make_link(_require(entity.url, "url"), start, end)
    if entity.type == "text_mention":
        if entity.user is None:
            raise _missing_field("user")
        return Span("text_mention", start, end, {"user": {"id": entity.user.id}})
    if entity.type == "custom_emoji":
        identifier = _require(entity.custom_emoji_id, "custom_emoji_id")
        return Span("custom_emoji", start, end, {"custom_emoji_id": identifier})
    if entity.type == "date_time":
        return Span("date_time", start, end, {"unix_time": entity.unix_time})
    raise bad_request("can't parse MessageEntity: Unsupported type specified")


def _require(value: str | None, name: str) -> str:
    if value is None:
        raise _missing_field(name)
    return value


def _missing_field(name: str) -> Exception:
    return bad_request(f"can't parse MessageEntity: Can't find field \"{name}\"")
