"""A rendered message, the content of an outbox payload or a reply; and its rows of buttons, which
have to fit a phone.

Clients divide a row evenly and cut a label that is too long for its part. The widths of letters are
those of a semibold sans serif font, in ems.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from aiogram.methods import EditMessageMedia, SendPhoto
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    MessageEntity,
)

from bot.ui.document import Button, Rows, split_evenly
from bot.ui.methods import (
    JSON,
    EditEncodedMessage,
    EncodedMessage,
    SendEncodedMessage,
    encode_fields,
)

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

MAX_PER_ROW = 8
"""Buttons in a row: Telegram's limit."""

_ROW_EMS = 321 / 14.5
"""A keyboard under a message on a screen of 390 points, by the size of a label."""

_GAP_EMS = 4 / 14.5
_PADDING_EMS = 16 / 14.5
"""Between two buttons, and inside of one, left and right together."""

_MAX_CACHED_LABELS = 4096

_LETTERS = {
    0.30: "'’ЇіІijlI .,·/ї",
    0.40: "ft:;-()r",
    0.50: "гґзтz“”кэ",
    0.62: "єабвдеийлнопрсухцьчяё0123456789acekbdghnopqsuvxyJFLTZ–«»ГКТУЗ+",
    0.73: "ЕРХЛЧжЭЄДБИЙПЯАВНСЦъмEPSVXYABCDHKNRU",
    0.90: "ОwGOQМMшФщыюфmЖW",
    1.05: "—…ШЩЮ",
}
_WIDTHS = {letter: width for width, letters in _LETTERS.items() for letter in letters}
_OTHER_LETTER, _SYMBOL, _KEYCAP = 0.75, 1.3, 0.7


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


def fit_rows(rows: Rows) -> Rows:
    """Return the rows so that a phone cuts no label.

    A row with a label that does not fit is split evenly, into as few rows as possible. A label that
    is too long for a row of its own is shortened.
    """
    return tuple(fitting for row in rows for fitting in _fit_row(row))


def fits(label: str, per_row: int) -> bool:
    """Return whether a label fits into a row of this many buttons."""
    room = (_ROW_EMS - _GAP_EMS * (per_row - 1)) / per_row - _PADDING_EMS
    return measure(label) <= room


def shorten(label: str, per_row: int) -> str:
    """Return a label that fits into a row of this many buttons, cut with an ellipsis if need be."""
    if fits(label, per_row):
        return label
    while not fits(f"{label}…", per_row):
        label = label[:-1].rstrip()
    return f"{label}…"


@lru_cache(_MAX_CACHED_LABELS)
def measure(label: str) -> float:
    """Return about how wide a label is, in ems."""
    return sum(map(_measure_char, label))


def _fit_row(row: tuple[Button, ...]) -> Rows:
    for count in range(1, len(row) + 1):
        parts = split_evenly(row, count)
        if all(fits(button.label, len(part)) for part in parts for button in part):
            return parts
    return tuple((_shorten(button),) for button in row)


def _shorten(button: Button) -> Button:
    label = shorten(button.label, 1)
    return Button(label, button.data, button.url, button.inline_query, button.style)


def _measure_char(char: str) -> float:
    if (width := _WIDTHS.get(char)) is not None:
        return width
    if char == "\u20e3":
        return _KEYCAP
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf", "Sk"):  # Joiners and variations of the sign before.
        return 0
    is_wide = category == "So" or unicodedata.east_asian_width(char) in "WF"
    return _SYMBOL if is_wide else _OTHER_LETTER
