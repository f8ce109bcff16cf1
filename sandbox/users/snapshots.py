"""Messages and answers as a person sees them, for the assertions of tests."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.rich.plain import to_plain_text
from sandbox.state.models import JSON


@dataclass(frozen=True)
class Button:
    """An inline button as it was sent. ``shared_query``: what it types into a chosen chat after the
    bot's name."""

    text: str
    callback_data: str | None = None
    url: str | None = None
    shared_query: str | None = None


@dataclass(frozen=True)
class Answer:
    """The text of an `answerCallbackQuery`: a toast, or an alert that the person has to close."""

    text: str
    show_alert: bool
    url: str | None


@dataclass(frozen=True)
class MessageSnapshot:
    """A message as a person saw it at one moment. `raw` is the whole Message JSON.

    `keyboard` holds the inline keyboard or, if there is none, the reply keyboard.
    """

    message_id: int
    text: str
    entities: list[JSON]
    keyboard: list[list[Button]]
    edited: bool
    outgoing: bool
    raw: JSON

    @property
    def photo(self) -> list[JSON] | None:
        """The sizes of its photo, as the Bot API gives them."""
        found: list[JSON] | None = self.raw.get("photo")
        return found

    @property
    def document(self) -> JSON | None:
        """Its document, as the Bot API gives it."""
        found: JSON | None = self.raw.get("document")
        return found

    @property
    def rich(self) -> list[JSON] | None:
        """The blocks of a rich message."""
        found: list[JSON] | None = self.raw.get("rich_message", {}).get("blocks")
        return found

    @property
    def labels(self) -> list[str]:
        """The texts of all inline buttons."""
        return [button.text for row in self.keyboard for button in row]


def take_snapshot(message: JSON, *, edited: bool = False) -> MessageSnapshot:
    """Return the snapshot of a message that `Telegram.render_for_client` returned."""
    text = message.get("text") or message.get("caption") or ""
    if "rich_message" in message:
        text = to_plain_text(message["rich_message"]["blocks"])
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    reply = (message.get("reply_keyboard") or {}).get("keyboard", [])
    keyboard = [
        [
            Button(
                b["text"],
                b.get("callback_data"),
                b.get("url"),
                b.get("switch_inline_query_chosen_chat", {}).get("query"),
            )
            for b in row
        ]
        for row in rows or reply
    ]
    entities = message.get("entities") or message.get("caption_entities") or []
    return MessageSnapshot(
        message["message_id"], text, entities, keyboard, edited, message["outgoing"], message
    )
