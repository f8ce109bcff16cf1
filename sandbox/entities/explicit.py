"""Entities that the bot lists itself, in UTF-16 offsets, instead of a parse_mode."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.types import MessageEntity

from sandbox.entities.links import link
from sandbox.entities.span import Span
from sandbox.entities.utf16 import Offsets
from sandbox.errors import bad_request

_PLAIN = frozenset(
    [
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
    ]
)
# Found by Telegram itself in the text; listing them changes nothing.
_DETECTED = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bank_card_number",
    ]
)


def read(text: str, entities: Sequence[MessageEntity]) -> list[Span]:
    """The spans of `entities` over `text`.

    Raises :class:`~sandbox.errors.ApiError` 400 for offsets outside of the text and for unknown
    or incomplete entities.
    """
    offsets = Offsets(text)
    spans = []
    for entity in entities:
        if entity.type in _DETECTED:
            continue
        end = entity.offset + entity.length
        if entity.offset < 0 or entity.length < 0:
            raise bad_request(f"receive an entity with incorrect offset {entity.offset}")
        if end > offsets.total:
            raise bad_request(
                f"entity beginning at UTF-16 offset {entity.offset} ends after the end of the text "
                f"at UTF-16 offset {end}"
            )
        span = _span(entity, offsets.to_point(entity.offset), offsets.to_point(end))
        if span is not None:
            spans.append(span)
    return spans


def _span(entity: MessageEntity, start: int, end: int) -> Span | None:
    if entity.type in _PLAIN:
        return Span(entity.type, start, end)
    if entity.type == "pre":
        extra = {"language": entity.language} if entity.language else {}
        return Span("pre", start, end, extra)
    if entity.type == "text_link":
        return link(_required(entity.url, "url"), start, end)
    if entity.type == "text_mention":
        if entity.user is None:
            raise _incomplete("user")
        return Span("text_mention", start, end, {"user": {"id": entity.user.id}})
    if entity.type == "custom_emoji":
        identifier = _required(entity.custom_emoji_id, "custom_emoji_id")
        return Span("custom_emoji", start, end, {"custom_emoji_id": identifier})
    if entity.type == "date_time":
        return Span("date_time", start, end, {"unix_time": entity.unix_time})
    raise bad_request("can't parse MessageEntity: Unsupported type specified")


def _required(value: str | None, name: str) -> str:
    if value is None:
        raise _incomplete(name)
    return value


def _incomplete(name: str) -> Exception:
    return bad_request(f"can't parse MessageEntity: Can't find field \"{name}\"")
