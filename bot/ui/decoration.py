"""A frame around a message that some view made: a line above it, and buttons below."""

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


@dataclass(frozen=True, slots=True)
class Decoration:
    """``headline`` stands above in bold, ``wrap`` turns what each button carries into what it is to
    carry. ``foot`` is a last row under other buttons, without those whose names are there already;
    a button with the very same name does what that of the foot does. ``foot_alone`` is the row of
    a message that has none."""

    headline: str = ""
    wrap: Callable[[str], str] = str
    footer: tuple[Button, ...] = ()
    footer_alone: tuple[Button, ...] = ()


def decorate(method: TelegramMethod[Any], decoration: Decoration) -> TelegramMethod[Any]:
    """A method that sends or edits a message, so that it does so within the frame."""
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
            above = f"{headline}\n\n"
            shift = sizeof(above)
            bold = MessageEntity(type="bold", offset=0, length=sizeof(headline))
            moved = [
                entity.model_copy(update={"offset": entity.offset + shift})
                for entity in getattr(method, entities) or []
            ]
            return {field: above + body, entities: [bold, *moved]}
    return {}


def _add_rich_headline(rich: InputRichMessage, headline: str) -> InputRichMessage:
    line = {"type": "paragraph", "text": [{"type": "bold", "text": headline}]}
    return InputRichMessage.model_validate({"blocks": [line, *(rich.blocks or [])]})


def _decorate_keyboard(markup: Any, decoration: Decoration) -> Any:
    if markup is not None and not isinstance(markup, InlineKeyboardMarkup):
        return markup
    rows = [] if markup is None else markup.inline_keyboard
    wrapped = [[_wrap_button(button, decoration) for button in row] for row in rows]
    there = [button.text for row in rows for button in row]
    foot = [
        InlineKeyboardButton(text=button.label, callback_data=button.data)
        for button in (decoration.footer if rows else decoration.footer_alone)
        if not any(text.endswith(button.label) for text in there)
    ]
    if foot:
        wrapped.append(foot)
    return InlineKeyboardMarkup(inline_keyboard=wrapped) if wrapped else None


def _wrap_button(button: InlineKeyboardButton, decoration: Decoration) -> InlineKeyboardButton:
    if button.callback_data is None:
        return button
    same = (foot.data for foot in decoration.footer if foot.label == button.text)
    data = next(same, None) or decoration.wrap(button.callback_data)
    return button.model_copy(update={"callback_data": data})
