"""A rendered message: what an outbox payload holds and what a reply sends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from aiogram.methods import (
    EditMessageCaption,
    EditMessageText,
    SendAnimation,
    SendDocument,
    SendMessage,
    SendPhoto,
    SendVideo,
    TelegramMethod,
)
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputRichMessage,
    LinkPreviewOptions,
    MessageEntity,
)
from aiogram.types import (
    Message as TelegramMessage,
)

from bot.views.document import Rows
from bot.views.rich_methods import EditRich, SendRich

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

MEDIA: Mapping[str, type[SendPhoto | SendVideo | SendAnimation | SendDocument]] = {
    "photo": SendPhoto,
    "video": SendVideo,
    "animation": SendAnimation,
    "document": SendDocument,
}
"""What a text can be the caption of, and the method that sends it."""


@dataclass(frozen=True, slots=True)
class Message:
    """Text with entities, or the blocks of a rich message; and buttons. With ``media`` (a kind of
    `MEDIA`) and its ``file_id`` the text is its caption. ``picture`` is the address of one that is
    shown above the text; ``plain`` goes out where Telegram does not take the rich message. All in
    plain JSON values, shaped as in the Bot API, so that a payload is this and nothing else."""

    text: str = ""
    entities: tuple[dict[str, Any], ...] = ()
    blocks: tuple[dict[str, Any], ...] = ()
    keyboard: tuple[tuple[dict[str, str], ...], ...] = ()
    media: str = ""
    file_id: str = ""
    picture: str = ""
    plain: Message | None = None

    def to_json(self) -> dict[str, Any]:
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
        """The addresses of the pictures within a rich message."""
        return tuple(b["photo"]["media"] for b in self.blocks if b["type"] == "photo")

    def instead(self) -> Iterator[Message]:
        """What to send where Telegram does not take a rich message, the likest first: a picture
        that it can not have loses nobody the news."""
        kept = tuple(block for block in self.blocks if block["type"] != "photo")
        if kept and len(kept) < len(self.blocks):
            yield replace(self, blocks=kept)
        if self.plain is not None:
            yield self.plain

    def send(self, chat_id: int, *, silent: bool = False) -> TelegramMethod[TelegramMessage]:
        """The Bot API method that brings this to a chat, ``silent`` without a sound."""
        if self.blocks:
            return SendRich(
                chat_id=chat_id,
                rich_message=self._rich(),
                reply_markup=self._markup(),
                disable_notification=silent or None,
                pictures=self.pictures,
                instead=tuple(m.send(chat_id, silent=silent) for m in self.instead()),
            )
        if self.media:
            return MEDIA[self.media].model_validate(
                {
                    "chat_id": chat_id,
                    self.media: self.file_id,
                    "caption": self.text,
                    "caption_entities": self._entities(),
                    "parse_mode": None,
                    "reply_markup": self._markup(),
                    "disable_notification": silent or None,
                }
            )
        return SendMessage(
            chat_id=chat_id,
            text=self.text,
            entities=self._entities(),
            parse_mode=None,
            link_preview_options=self._preview(),
            reply_markup=self._markup(),
            disable_notification=silent or None,
        )

    def edit(self, chat_id: int, message_id: int) -> EditMessageText | EditMessageCaption:
        """The Bot API method that puts this in the place of a message; media stay as they are."""
        if self.blocks:
            return EditRich(
                chat_id=chat_id,
                message_id=message_id,
                rich_message=self._rich(),
                reply_markup=self._markup(),
                pictures=self.pictures,
                instead=tuple(m.edit(chat_id, message_id) for m in self.instead()),
            )
        if self.media:
            return EditMessageCaption(
                chat_id=chat_id,
                message_id=message_id,
                caption=self.text,
                caption_entities=self._entities(),
                parse_mode=None,
                reply_markup=self._markup(),
            )
        return EditMessageText(
            chat_id=chat_id,
            message_id=message_id,
            text=self.text,
            entities=self._entities(),
            parse_mode=None,
            link_preview_options=self._preview(),
            reply_markup=self._markup(),
        )

    def _preview(self) -> LinkPreviewOptions:
        if not self.picture:
            return _NO_PREVIEW
        return LinkPreviewOptions(url=self.picture, prefer_large_media=True, show_above_text=True)

    def _rich(self) -> InputRichMessage:
        return InputRichMessage.model_validate({"blocks": list(self.blocks)})

    def _entities(self) -> list[MessageEntity]:
        return [MessageEntity.model_validate(entity) for entity in self.entities]

    def _markup(self) -> InlineKeyboardMarkup | None:
        if not self.keyboard:
            return None
        return InlineKeyboardMarkup(
            inline_keyboard=[
                [InlineKeyboardButton.model_validate(button) for button in row]
                for row in self.keyboard
            ]
        )


def keyboard(rows: Rows) -> tuple[tuple[dict[str, str], ...], ...]:
    """Buttons in the Bot API's shape."""
    return tuple(
        tuple(
            {"text": button.label, "url": button.url}
            if button.url
            else {"text": button.label, "callback_data": button.data}
            for button in row
        )
        for row in rows
    )
