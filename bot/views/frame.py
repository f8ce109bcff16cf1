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

from bot.views.document import Button


@dataclass(frozen=True, slots=True)
class Frame:
    """``headline`` stands above in bold, ``wrap`` turns what each button carries into what it is to
    carry. ``foot`` is a last row under other buttons, without those whose names are there already;
    ``foot_alone`` is the row of a message that has none."""

    headline: str = ""
    wrap: Callable[[str], str] = str
    foot: tuple[Button, ...] = ()
    foot_alone: tuple[Button, ...] = ()


def framed(method: TelegramMethod[Any], frame: Frame) -> TelegramMethod[Any]:
    """A method that sends or edits a message, so that it does so within the frame."""
    changes = _headed(method, frame.headline) if frame.headline else {}
    if hasattr(method, "reply_markup"):
        changes["reply_markup"] = _keyboard(method.reply_markup, frame)
    return method.model_copy(update=changes)


def _headed(method: Any, headline: str) -> dict[str, Any]:
    if getattr(method, "rich_message", None) is not None:
        return {"rich_message": _rich(method.rich_message, headline)}
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


def _rich(rich: InputRichMessage, headline: str) -> InputRichMessage:
    line = {"type": "paragraph", "text": [{"type": "bold", "text": headline}]}
    return InputRichMessage.model_validate({"blocks": [line, *(rich.blocks or [])]})


def _keyboard(markup: Any, frame: Frame) -> Any:
    if markup is not None and not isinstance(markup, InlineKeyboardMarkup):
        return markup
    rows = [] if markup is None else markup.inline_keyboard
    wrapped = [[_wrapped(button, frame) for button in row] for row in rows]
    there = [button.text for row in rows for button in row]
    foot = [
        InlineKeyboardButton(text=button.label, callback_data=button.data)
        for button in (frame.foot if rows else frame.foot_alone)
        if not any(text.endswith(button.label) for text in there)
    ]
    if foot:
        wrapped.append(foot)
    return InlineKeyboardMarkup(inline_keyboard=wrapped) if wrapped else None


def _wrapped(button: InlineKeyboardButton, frame: Frame) -> InlineKeyboardButton:
    if button.callback_data is None:
        return button
    return button.model_copy(update={"callback_data": frame.wrap(button.callback_data)})
