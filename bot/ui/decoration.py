"""Decorate a message that a view made: a line above it, and buttons below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiogram.methods import TelegramMethod
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputRichMessage,
    MessageEntity,
)
from aiogram.utils.formatting import sizeof

from bot.ui.document import Button
from bot.ui.phone_width import fit_rows


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
    changes = _add_headline(method, decoration.headline) if decoration.headline else {}
    if hasattr(method, "reply_markup"):
        changes["reply_markup"] = _decorate_keyboard(method.reply_markup, decoration)
    return method.model_copy(update=changes)


def _add_headline(method: Any, headline: str) -> dict[str, Any]:
    if getattr(method, "rich_message", None) is not None:
        return {"rich_message": _add_rich_headline(method.rich_message, headline)}
    for field, entities in (("text", "entities"), ("caption", "caption_entities")):
        body = getattr(method, field, None)
        if body:
            prefix = f"{headline}\n\n"
            shift = sizeof(prefix)
            bold = MessageEntity(type="bold", offset=0, length=sizeof(headline))
            moved = [
                entity.model_copy(update={"offset": entity.offset + shift})
                for entity in getattr(method, entities) or []
            ]
            return {field: prefix + body, entities: [bold, *moved]}
    return {}


def _add_rich_headline(rich: InputRichMessage, headline: str) -> InputRichMessage:
    line = {"type": "paragraph", "text": [{"type": "bold", "text": headline}]}
    return InputRichMessage.model_validate({"blocks": [line, *(rich.blocks or [])]})


def _decorate_keyboard(markup: Any, decoration: Decoration) -> Any:
    if markup is not None and not isinstance(markup, InlineKeyboardMarkup):
        return markup
    rows = [] if markup is None else markup.inline_keyboard
    wrapped = [[_wrap_button(button, decoration) for button in row] for row in rows]
    labels = [button.text for row in rows for button in row]
    footer = tuple(
        button
        for button in (decoration.footer if rows else decoration.footer_alone)
        if not any(label.endswith(button.label) for label in labels)
    )
    for row in fit_rows((footer,)) if footer else ():
        wrapped.append(
            [
                InlineKeyboardButton(text=one.label, callback_data=one.data, style=one.style)
                for one in row
            ]
        )
    return InlineKeyboardMarkup(inline_keyboard=wrapped) if wrapped else None


def _wrap_button(button: InlineKeyboardButton, decoration: Decoration) -> InlineKeyboardButton:
    if button.callback_data is None:
        return button
    same = (other.data for other in decoration.footer if other.label == button.text)
    data = next(same, None) or decoration.wrap(button.callback_data)
    return button.model_copy(update={"callback_data": data})
