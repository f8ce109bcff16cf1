"""A rendered message: the content of an outbox payload or a reply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from aiogram.methods import EditMessageMedia, SendPhoto
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    MessageEntity,
)

from bot.ui.document import Button, Rows
from bot.ui.methods import (
    JSON,
    EditEncodedMessage,
    EncodedMessage,
    SendEncodedMessage,
    encode_fields,
)
from bot.ui.phone_width import fit_rows

Keyboard = tuple[tuple[dict[str, Any], ...], ...]

_ANY_CHAT: JSON = {
    "allow_user_chats": True,
    "allow_group_chats": True,
    "allow_channel_chats": True,
}
_NO_PREVIEW: JSON = {"is_disabled": True}

MEDIA_METHODS: Mapping[str, str] = {
    "photo": "sendPhoto",
    "video": "sendVideo",
    "animation": "sendAnimation",
    "document": "sendDocument",
}
"""The kinds of media with a caption, and the methods that send them."""


@dataclass(frozen=True)
class Message:
    """Text with entities, or the blocks of a rich message; and buttons.

    With ``media`` (a key of `MEDIA_METHODS`) and its ``file_id`` the text is its caption.
    ``picture`` is the URL of a picture shown above the text; ``plain`` is sent if Telegram rejects
    the rich message. All values are plain JSON, shaped as in the Bot API.
    """

    text: str = ""
    entities: tuple[dict[str, Any], ...] = ()
    blocks: tuple[dict[str, Any], ...] = ()
    keyboard: Keyboard = ()
    media: str = ""
    file_id: str = ""
    picture: str = ""
    plain: Message | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the form in which payloads are stored."""
        return {
            "text": self.text,
            "entities": list(self.entities),
            "blocks": list(self.blocks),
            "keyboard": [list(row) for row in self.keyboard],
            "media": self.media,
            "file_id": self.file_id,
            "picture": self.picture,
            "plain": self.plain and self.plain.to_json(),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Message:
        """Read the stored form, also that of older versions without some fields."""
        return cls(
            text=value["text"],
            entities=tuple(value["entities"]),
            blocks=tuple(value["blocks"]),
            keyboard=tuple(tuple(row) for row in value["keyboard"]),
            media=value.get("media", ""),
            file_id=value.get("file_id", ""),
            picture=value.get("picture", ""),
            plain=cls.from_json(value["plain"]) if value.get("plain") else None,
        )

    @property
    def pictures(self) -> tuple[str, ...]:
        """The URLs of the pictures in a rich message."""
        return tuple(b["photo"]["media"] for b in self.blocks if b["type"] == "photo")

    def fallbacks(self) -> Iterator[Message]:
        """Yield what to send if Telegram rejects a rich message, the most similar first: without
        its pictures, then plain."""
        text_blocks = tuple(block for block in self.blocks if block["type"] != "photo")
        if text_blocks and len(text_blocks) < len(self.blocks):
            yield replace(self, blocks=text_blocks)
        if self.plain is not None:
            yield self.plain

    def send(self, chat_id: int, *, silent: bool = False) -> SendEncodedMessage:
        """Return the method that sends this to a chat, ``silent`` without a sound."""
        return SendEncodedMessage(chat_id=chat_id, message=self.encode(silent=silent))

    def edit(self, chat_id: int, message_id: int) -> EditEncodedMessage:
        """Return the method that replaces a message with this one; media stay as they are."""
        return EditEncodedMessage(
            chat_id=chat_id, message_id=message_id, message=self._encoded_edit
        )

    def encode(self, *, silent: bool = False) -> EncodedMessage:
        """Return the message encoded for any chat."""
        return self._encode(silent=True) if silent else self._encoded_with_sound

    @cached_property
    def _encoded_with_sound(self) -> EncodedMessage:
        return self._encode(silent=False)

    def _encode(self, *, silent: bool) -> EncodedMessage:
        fields = {**self._build_content(), "disable_notification": silent}
        method = "sendRichMessage" if self.blocks else "sendMessage"
        if self.media and not self.blocks:
            method, fields[self.media] = MEDIA_METHODS[self.media], self.file_id
        others = tuple(other.encode(silent=silent) for other in self.fallbacks())
        return EncodedMessage(
            method, encode_fields(fields), bool(self.blocks), self.pictures, others
        )

    @cached_property
    def _encoded_edit(self) -> EncodedMessage:
        method = "editMessageCaption" if self.media and not self.blocks else "editMessageText"
        others = tuple(other._encoded_edit for other in self.fallbacks())
        content = encode_fields(self._build_content())
        return EncodedMessage(method, content, bool(self.blocks), self.pictures, others)

    def _build_content(self) -> JSON:
        common: JSON = {"reply_markup": self.keyboard and {"inline_keyboard": self.keyboard}}
        if self.blocks:
            return {**common, "rich_message": {"blocks": self.blocks}}
        if self.media:
            return {**common, "caption": self.text, "caption_entities": self.entities}
        return {
            **common,
            "text": self.text,
            "entities": self.entities,
            "link_preview_options": self._build_preview(),
        }

    def _build_preview(self) -> JSON:
        if not self.picture:
            return _NO_PREVIEW
        return {"url": self.picture, "prefer_large_media": True, "show_above_text": True}

    def send_as_caption(self, picture: InputFile, chat_id: int) -> SendPhoto:
        """Return the method that sends this to a chat as the caption of a new picture."""
        return SendPhoto(
            chat_id=chat_id,
            photo=picture,
            caption=self.text,
            caption_entities=self._build_entities(),
            parse_mode=None,
            reply_markup=self._build_markup(),
        )

    def edit_as_caption(
        self, picture: InputFile, chat_id: int, message_id: int
    ) -> EditMessageMedia:
        """Return the method that replaces a message with a new picture with this caption."""
        media = InputMediaPhoto(
            media=picture,
            caption=self.text,
            caption_entities=self._build_entities(),
            parse_mode=None,
        )
        return EditMessageMedia(
            chat_id=chat_id, message_id=message_id, media=media, reply_markup=self._build_markup()
        )

    def _build_entities(self) -> list[MessageEntity]:
        return [MessageEntity.model_validate(entity) for entity in self.entities]

    def _build_markup(self) -> InlineKeyboardMarkup | None:
        if not self.keyboard:
            return None
        return InlineKeyboardMarkup(
            inline_keyboard=[
                [InlineKeyboardButton.model_validate(button) for button in row]
                for row in self.keyboard
            ]
        )


def build_keyboard(rows: Rows) -> Keyboard:
    """Return the buttons in the shape of the Bot API, in rows that fit a phone."""
    return tuple(tuple(map(_build_button, row)) for row in fit_rows(rows))


def _build_button(button: Button) -> dict[str, Any]:
    if button.url:
        return {"text": button.label, "url": button.url}
    if button.inline_query:
        asked = {"query": button.inline_query, **_ANY_CHAT}
        return {"text": button.label, "switch_inline_query_chosen_chat": asked}
    style = {"style": button.style.value} if button.style else {}
    return {"text": button.label, "callback_data": button.data, **style}
