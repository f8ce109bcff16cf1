"""Reply markup: what is read, what is silently dropped, what is refused and when."""

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

from sandbox.api.calls import as_given
from sandbox.entities.links import normal_url
from sandbox.errors import bad_request
from sandbox.state.models import JSON

_ROW = 12
_TOTAL = 300
_INLINE_ROW = 8
_INLINE_TOTAL = 100
_INLINE_BYTES = 10_240
_DATA_BYTES = 64
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
T = TypeVar("T", bound=TelegramObject)


@dataclass(frozen=True)
class Markup:
    """`inline` goes into the message, `other` (keyboard, removal, forced reply) to the client."""

    inline: JSON | None = None
    other: JSON | None = None
    buttons: list[JSON] = field(default_factory=list)

    def check(self) -> None:
        """What is refused once the chat is known to be writable: bad URLs."""
        for button in self.buttons:
            if "url" in button and normal_url(button["url"]) is None:
                raise bad_request(
                    f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
                )

    def check_last(self) -> None:
        """What only Telegram's core refuses, after everything else: sizes."""
        for button in self.buttons:
            if len(button.get("callback_data", "").encode()) > _DATA_BYTES:
                raise bad_request("BUTTON_DATA_INVALID")
        if self.inline is None:
            return
        size = len(json.dumps(self.inline, ensure_ascii=False).encode())
        # What Telegram does with a ninth button of a row is not known; a bot must not rely on it.
        is_wide = any(len(row) > _INLINE_ROW for row in self.inline["inline_keyboard"])
        if is_wide or len(self.buttons) > _INLINE_TOTAL or size > _INLINE_BYTES:
            raise bad_request("reply markup is too long")


def read_markup(raw: Any, *, inline_only: bool = False) -> Markup:
    """Read `reply_markup`, JSON text or object.

    Raises :class:`~sandbox.errors.ApiError` 400 in the server's words for what is no markup.
    """
    if raw in (None, ""):
        return Markup()
    try:
        value = json.loads(raw) if isinstance(raw, str) else raw
    except ValueError as error:
        raise bad_request("can't parse reply keyboard markup JSON object") from error
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in value:
        return _inline(_read(InlineKeyboardMarkup, value, "inline keyboard button"))
    if inline_only and value:
        raise bad_request("inline keyboard expected")
    if "keyboard" in value:
        keyboard = _read(ReplyKeyboardMarkup, _with_objects(value), "keyboard button")
        rows = _rows(keyboard["keyboard"])
        return Markup(other={**keyboard, "keyboard": rows} if rows else None)
    if value.get("remove_keyboard"):
        return Markup(other=_read(ReplyKeyboardRemove, value, "reply markup"))
    if value.get("force_reply"):
        return Markup(other=_read(ForceReply, value, "reply markup"))
    return Markup()


def _read(kind: type[T], value: JSON, title: str) -> JSON:
    try:
        return as_given(kind.model_validate(value))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        name = next((part for part in reversed(first["loc"]) if isinstance(part, str)), "")
        if first["type"] == "missing":
            raise bad_request(f"can't parse {title}: Can't find field \"{name}\"") from error
        raise bad_request(f'can\'t parse {title}: Field "{name}" has an invalid type') from error


def _inline(markup: JSON) -> Markup:
    rows = _rows(markup["inline_keyboard"])
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


def _with_objects(value: JSON) -> JSON:
    """Reply keyboards may write a button as a bare string."""
    rows = value["keyboard"]
    if not isinstance(rows, list):
        raise bad_request("can't parse reply keyboard markup JSON object")
    made = [[{"text": b} if isinstance(b, str) else b for b in row] for row in rows]
    return {**value, "keyboard": made}


def _rows(rows: list[list[JSON]]) -> list[list[JSON]]:
    """Blank labels, buttons past the twelfth of a row and past the 300th go without a word."""
    kept: list[list[JSON]] = []
    total = 0
    for row in rows:
        labelled = [button for button in row if button["text"].strip()][:_ROW]
        labelled = labelled[: _TOTAL - total]
        total += len(labelled)
        if labelled:
            kept.append(labelled)
    return kept
