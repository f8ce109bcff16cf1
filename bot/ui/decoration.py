"""Decorate a message that a view made: a line above it, and buttons below."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from aiogram.methods import TelegramMethod
from aiogram.utils.formatting import sizeof

from bot.ui.document import Button
from bot.ui.message import build_keyboard
from bot.ui.methods import JSON, EncodedMethod, encode_fields

_BODIES = {"text": "entities", "caption": "caption_entities"}
"""The fields with a text, and those with the entities of it."""

_DECORATED_FIELDS = {*_BODIES, *_BODIES.values(), "rich_message", "reply_markup"}


@dataclass(frozen=True, slots=True)
class Decoration:
    """``headline`` is shown above in bold; ``wrap`` replaces the callback data of each button.
    ``footer`` is a last row below other buttons, without those whose labels are there already; a
    button with the same label gets the data of that in the footer. ``footer_alone`` is the row
    of a message without buttons."""

    headline: str = ""
    wrap: Callable[[str], str] = str
    footer: tuple[Button, ...] = ()
    footer_alone: tuple[Button, ...] = ()


def decorate(method: TelegramMethod[Any], decoration: Decoration) -> TelegramMethod[Any]:
    """Return the method that sends or edits a message with the decoration added."""
    if isinstance(method, EncodedMethod):
        # As JSON: aiogram would build and validate an object for each button, twice.
        fields = json.loads(f"{{{method.message.fields}}}")
        fields |= _build_changes(fields, decoration)
        message = replace(method.message, fields=encode_fields(fields))
        return method.model_copy(update={"message": message})
    if "reply_markup" not in type(method).model_fields:
        return method
    fields = method.model_dump(include=_DECORATED_FIELDS, exclude_none=True)
    return type(method).model_validate({**dict(method), **_build_changes(fields, decoration)})


def _build_changes(fields: JSON, decoration: Decoration) -> JSON:
    """Return the fields of a message that the decoration changes, in the shape of the Bot API."""
    changes = _add_headline(fields, decoration.headline) if decoration.headline else {}
    return {**changes, "reply_markup": _decorate_keyboard(fields.get("reply_markup"), decoration)}


def _add_headline(fields: JSON, headline: str) -> JSON:
    if rich := fields.get("rich_message"):
        line = {"type": "paragraph", "text": [{"type": "bold", "text": headline}]}
        return {"rich_message": {"blocks": [line, *rich.get("blocks", ())]}}
    for body, entities in _BODIES.items():
        if fields.get(body):
            prefix = f"{headline}\n\n"
            shift = sizeof(prefix)
            bold = {"type": "bold", "offset": 0, "length": sizeof(headline)}
            moved = [{**one, "offset": one["offset"] + shift} for one in fields.get(entities, ())]
            return {body: prefix + fields[body], entities: [bold, *moved]}
    return {}


def _decorate_keyboard(markup: JSON | None, decoration: Decoration) -> JSON | None:
    if markup is not None and "inline_keyboard" not in markup:
        return markup
    rows = [] if markup is None else markup["inline_keyboard"]
    labels = [button["text"] for row in rows for button in row]
    footer = tuple(
        button
        for button in (decoration.footer if rows else decoration.footer_alone)
        if not any(label.endswith(button.label) for label in labels)
    )
    keyboard = [
        *([_wrap_button(button, decoration) for button in row] for row in rows),
        *(build_keyboard((footer,)) if footer else ()),
    ]
    return {"inline_keyboard": keyboard} if keyboard else None


def _wrap_button(button: JSON, decoration: Decoration) -> JSON:
    if "callback_data" not in button:
        return button
    same = (other.data for other in decoration.footer if other.label == button["text"])
    data = next(same, None) or decoration.wrap(button["callback_data"])
    return {**button, "callback_data": data}
