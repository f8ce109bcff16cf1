"""Reply markup: what is read, what is silently dropped, what is rejected and when."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiogram.types import (
    ForceReply,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    TelegramObject,
)
from pydantic import ValidationError

from sandbox.api.calls import dump_object, parse_json
from sandbox.entities.links import normalize_url
from sandbox.errors import bad_request
from sandbox.state.models import JSON

_MAX_ROW = 12
_MAX_BUTTONS = 300
_MAX_INLINE_ROW = 8
_MAX_INLINE_BUTTONS = 100
_MAX_INLINE_BYTES = 10_240
_MAX_DATA_BYTES = 64
_ACTIONS = frozenset(
    [
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    ]
)
_STYLES = frozenset({"danger", "success", "primary"})
T = TypeVar("T", bound=TelegramObject)


@dataclass(frozen=True)
class Markup:
    """Markup of a message.

    `inline` goes into the message, `other` (keyboard, removal, forced reply) only to the client.
    """

    inline: JSON | None = None
    other: JSON | None = None
    buttons: list[JSON] = field(default_factory=list)

    def check(self, *, knows_styles: bool = True) -> None:
        """Raise for bad URLs and styles. Telegram checks URLs after the rights to write.

        `knows_styles`: whether the server takes the `style` of a button; the words of its refusal
        are not published.
        """
        for button in self.buttons:
            style = button.get("style")
            if style is not None and (style not in _STYLES or not knows_styles):
                raise bad_request("can't parse inline keyboard button: Button style is unsupported")
            if "url" in button and normalize_url(button["url"]) is None:
                raise bad_request(
                    f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
                )

    def check_last(self) -> None:
        """Raise for sizes. Telegram's core checks them after everything else."""
        for button in self.buttons:
            if len(button.get("callback_data", "").encode()) > _MAX_DATA_BYTES:
                raise bad_request("BUTTON_DATA_INVALID")
        if self.inline is None:
            return
        size = len(json.dumps(self.inline, ensure_ascii=False).encode())
        # The real limit of a row is not known; a bot must not rely on more.
        is_wide = any(len(row) > _MAX_INLINE_ROW for row in self.inline["inline_keyboard"])
        if is_wide or len(self.buttons) > _MAX_INLINE_BUTTONS or size > _MAX_INLINE_BYTES:
            raise bad_request("reply markup is too long")


def read_markup(raw: Any, *, inline_only: bool = False) -> Markup:
    """Read `reply_markup`, JSON text or object.

    Raises :class:`~sandbox.errors.ApiError` 400 for what cannot be parsed.
    """
    if raw in (None, ""):
        return Markup()
    value = parse_json(raw, "reply keyboard markup JSON object")
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in value:
        return _read_inline(_read(InlineKeyboardMarkup, value, "inline keyboard button"))
    if inline_only and value:
        raise bad_request("inline keyboard expected")
    if "keyboard" in value:
        keyboard = _read(ReplyKeyboardMarkup, _wrap_bare_strings(value), "keyboard button")
        rows = _filter_rows(keyboard["keyboard"])
        return Markup(other={**keyboard, "keyboard": rows} if rows else None)
    if value.get("remove_keyboard"):
        return Markup(other=_read(ReplyKeyboardRemove, value, "reply markup"))
    if value.get("force_reply"):
        return Markup(other=_read(ForceReply, value, "reply markup"))
    return Markup()


def _read(kind: type[T], value: JSON, title: str) -> JSON:
    try:
        return dump_object(kind.model_validate(value))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        name = next((part for part in reversed(first["loc"]) if isinstance(part, str)), "")
        if first["type"] == "missing":
            raise bad_request(f"can't parse {title}: Can't find field \"{name}\"") from error
        raise bad_request(f'can\'t parse {title}: Field "{name}" has an invalid type') from error


def _read_inline(markup: JSON) -> Markup:
    rows = _filter_rows(markup["inline_keyboard"])
    buttons = [button for row in rows for button in row]
    for button in buttons:
        if not any(button.get(action) not in (None, "") for action in _ACTIONS & set(button)):
            empty_is_fine = {"switch_inline_query", "switch_inline_query_current_chat"}
            if not empty_is_fine & set(button):
                raise bad_request(
                    "can't parse inline keyboard button: "
                    "Text buttons are unallowed in the inline keyboard"
                )
    return Markup(inline={"inline_keyboard": rows} if rows else None, buttons=buttons)


def _wrap_bare_strings(value: JSON) -> JSON:
    """Replace the buttons that are bare strings, which reply keyboards may have, by objects."""
    rows = value["keyboard"]
    if not isinstance(rows, list):
        raise bad_request("can't parse reply keyboard markup JSON object")
    result = [[{"text": b} if isinstance(b, str) else b for b in row] for row in rows]
    return {**value, "keyboard": result}


def _filter_rows(rows: list[list[JSON]]) -> list[list[JSON]]:
    """Drop blank labels, buttons after the 12th of a row and after the 300th, as Telegram does."""
    kept: list[list[JSON]] = []
    total = 0
    for row in rows:
        labelled = [button for button in row if button["text"].strip()][:_MAX_ROW]
        labelled = labelled[: _MAX_BUTTONS - total]
        total += len(labelled)
        if labelled:
            kept.append(labelled)
    return kept
