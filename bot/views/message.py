"""A rendered message: what an outbox payload holds and what a reply sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiogram.methods import (
    EditMessageCaption,
    EditMessageMedia,
    EditMessageText,
    SendAnimation,
    SendDocument,
    SendMessage,
    SendPhoto,
    SendRichMessage,
    SendVideo,
    TelegramMethod,
)
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    InputRichMessage,
    LinkPreviewOptions,
    MessageEntity,
)
from aiogram.types import (
    Message as TelegramMessage,
)

from bot.views.document import Rows

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
    `MEDIA`) and its ``file_id`` the text is its caption. All in plain JSON values, shaped as in the
    Bot API, so that a payload is this and nothing else."""

    text: str = ""
    entities: tuple[dict[str, Any], ...] = ()
    blocks: tuple[dict[str, Any], ...] = ()
    keyboard: tuple[tuple[dict[str, str], ...], ...] = ()
    media: str = ""
    file_id: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "entities": list(self.entities),
            "blocks": list(self.blocks),
            "keyboard": [list(row) for row in self.keyboard],
            "media": self.media,
            "file_id": self.file_id,
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
        )

    def send(self, chat_id: int, *, silent: bool = False) -> TelegramMethod[TelegramMessage]:
        """The Bot API method that brings this to a chat, ``silent`` without a sound."""
        if self.blocks:
            return SendRichMessage(
                chat_id=chat_id,
                rich_message=self._rich(),
                reply_markup=self._markup(),
                disable_notification=silent or None,
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
            link_preview_options=_NO_PREVIEW,
            reply_markup=self._markup(),
            disable_notification=silent or None,
        )

    def edit(self, chat_id: int, message_id: int) -> EditMessageText | EditMessageCaption:
        """The Bot API method that puts this in the place of a message; media stay as they are."""
        if self.blocks:
            return EditMessageText(
                chat_id=chat_id,
                message_id=message_id,
                rich_message=self._rich(),
                reply_markup=self._markup(),
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
            link_preview_options=_NO_PREVIEW,
            reply_markup=self._markup(),
        )

    def send_under(self, picture: InputFile, chat_id: int) -> SendPhoto:
        """The Bot API method that brings this to a chat as the caption of a new picture."""
        return SendPhoto(
            chat_id=chat_id,
            photo=picture,
            caption=self.text,
            caption_entities=self._entities(),
            parse_mode=None,
            reply_markup=self._markup(),
        )

    def put_under(self, picture: InputFile, chat_id: int, message_id: int) -> EditMessageMedia:
        """The Bot API method that puts a new picture, and this under it, in the place of one."""
        media = InputMediaPhoto(
            media=picture, caption=self.text, caption_entities=self._entities(), parse_mode=None
        )
        return EditMessageMedia(
            chat_id=chat_id, message_id=message_id, media=media, reply_markup=self._markup()
        )

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
