"""`RichText` (a string, a list or a typed object): checks, merges, detects entities."""

from __future__ import annotations

from typing import Any

from sandbox.entities.detect import detect_entities
from sandbox.entities.links import normalize_url
from sandbox.errors import bad_request
from sandbox.rich.budget import Budget
from sandbox.state.models import JSON

# The required fields of each type besides `type`.
REQUIRED_FIELDS: dict[str, tuple[str, ...]] = {
    "bold": ("text",),
    "italic": ("text",),
    "underline": ("text",),
    "strikethrough": ("text",),
    "spoiler": ("text",),
    "code": ("text",),
    "marked": ("text",),
    "subscript": ("text",),
    "superscript": ("text",),
    "url": ("text", "url"),
    "email_address": ("text", "email_address"),
    "phone_number": ("text", "phone_number"),
    "bank_card_number": ("text", "bank_card_number"),
    "mention": ("text", "username"),
    "text_mention": ("text", "user"),
    "hashtag": ("text", "hashtag"),
    "cashtag": ("text", "cashtag"),
    "bot_command": ("text", "bot_command"),
    "date_time": ("text", "unix_time"),
    "custom_emoji": ("custom_emoji_id", "alternative_text"),
    "mathematical_expression": ("expression",),
    "anchor": ("name",),
    "anchor_link": ("text", "anchor_name"),
    "reference": ("text", "name"),
    "reference_link": ("text", "reference_name"),
    "button": ("button",),
}
_VALUE_FIELDS = {"url": "url", "email": "email_address", "mention": "username"}
# No entities are detected inside of these.
_OPAQUE = frozenset({"url", "code", "email_address", "mention", "text_mention", "anchor_link"})


class TextReader:
    """Reads and normalises rich text, and counts its characters."""

    def __init__(self, budget: Budget, *, find: bool) -> None:
        self._budget = budget
        self._find = find

    def read(self, text: Any, *, find: bool = True) -> Any:
        """Return the normalised text.

        Raises :class:`~sandbox.errors.ApiError` 400 for a wrong shape. A bad URL is recorded in
        the budget.
        """
        parts = _merge_neighbours(self._read_parts(text, find=find and self._find))
        if not parts:
            return ""
        return parts[0] if len(parts) == 1 else parts

    def _read_parts(self, text: Any, *, find: bool) -> list[Any]:
        if isinstance(text, str):
            self._budget.characters += len(text)
            return _detect(text) if find else [text]
        if isinstance(text, list):
            return [part for item in text for part in self._read_parts(item, find=find)]
        if isinstance(text, dict):
            return [self._read_object(text, find=find)]
        raise bad_request("can't parse RichText: expected a String, an Array or an Object")

    def _read_object(self, text: JSON, *, find: bool) -> JSON:
        kind = text.get("type")
        if kind not in REQUIRED_FIELDS:
            raise bad_request(f'can\'t parse RichText: type "{kind}" is unsupported')
        for name in REQUIRED_FIELDS[kind]:
            if name not in text:
                raise bad_request(f"can't parse RichText: Can't find field \"{name}\"")
        self._budget.runs += 1
        result: JSON = {"type": kind}
        for name in REQUIRED_FIELDS[kind]:
            result[name] = text[name]
        if "text" in result:
            result["text"] = self.read(text["text"], find=find and kind not in _OPAQUE)
        if kind == "url":
            result["url"] = self._read_url(str(text["url"]))
        if kind == "email_address" and "@" not in str(text["email_address"]):
            self._budget.record_error("EMAIL_INVALID")
        if kind == "custom_emoji" and not str(text["custom_emoji_id"]).isdecimal():
            self._budget.record_error("EMOJI_INVALID")
        if kind == "date_time":
            result["date_time_format"] = text.get("date_time_format", "")
        return result

    def _read_url(self, url: str) -> str:
        usable = normalize_url(url)
        if usable is None:
            self._budget.record_error("URL_INVALID")
        return usable or url


def _merge_neighbours(parts: list[Any]) -> list[Any]:
    """Join neighbouring strings and drop empty ones."""
    merged: list[Any] = []
    for part in parts:
        if part == "":
            continue
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return merged


def _detect(text: str) -> list[Any]:
    parts: list[Any] = []
    at = 0
    for span in sorted(detect_entities(text, []), key=lambda s: s.start):
        value = text[span.start : span.end]
        kind = "email_address" if span.type == "email" else span.type
        held = value[1:] if kind in {"mention", "hashtag", "cashtag"} else value
        held = (normalize_url(value) or value) if kind == "url" else held
        field = _VALUE_FIELDS.get(span.type, kind)
        parts += [text[at : span.start], {"type": kind, "text": value, field: held}]
        at = span.end
    return [*parts, text[at:]]
