"""A rendered message: what an outbox payload holds and what a reply sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.calls import JSON, EditPrepared, Prepared, SendPrepared, prepared
from bot.views.document import Rows

_NO_PREVIEW: JSON = {"is_disabled": True}

MEDIA: Mapping[str, str] = {
    "photo": "sendPhoto",
    "video": "sendVideo",
    "animation": "sendAnimation",
    "document": "sendDocument",
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

    def send(self, chat_id: int, *, silent: bool = False) -> SendPrepared:
        """The call that brings this to a chat, ``silent`` without a sound."""
        return SendPrepared(chat_id=chat_id, prepared=self.prepared(silent=silent))

    def edit(self, chat_id: int, message_id: int) -> EditPrepared:
        """The call that puts this in the place of a message; media stay as they are."""
        method = "editMessageCaption" if self.media and not self.blocks else "editMessageText"
        return EditPrepared(
            chat_id=chat_id, message_id=message_id, prepared=prepared(method, self._content())
        )

    def prepared(self, *, silent: bool = False) -> Prepared:
        """What sends this to any chat."""
        fields = {**self._content(), "disable_notification": silent}
        if self.blocks:
            return prepared("sendRichMessage", fields)
        if self.media:
            return prepared(MEDIA[self.media], {**fields, self.media: self.file_id})
        return prepared("sendMessage", fields)

    def _content(self) -> JSON:
        shown: JSON = {"reply_markup": self.keyboard and {"inline_keyboard": self.keyboard}}
        if self.blocks:
            return {**shown, "rich_message": {"blocks": self.blocks}}
        if self.media:
            return {**shown, "caption": self.text, "caption_entities": self.entities}
        return {
            **shown,
            "text": self.text,
            "entities": self.entities,
            "link_preview_options": _NO_PREVIEW,
        }


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
