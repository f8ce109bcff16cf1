"""A message as a person sees it: text, buttons, edits; what tests look at."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.rich.plain import plain_text
from sandbox.state.models import JSON


@dataclass(frozen=True)
class Button:
    text: str
    callback_data: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Answer:
    """What `answerCallbackQuery` said: a toast, or an alert to be closed by hand."""

    text: str
    show_alert: bool
    url: str | None


@dataclass(frozen=True)
class Seen:
    """A message as a person saw it at one moment. `raw` is its whole Message JSON."""

    message_id: int
    text: str
    entities: list[JSON]
    keyboard: list[list[Button]]
    edited: bool
    outgoing: bool
    raw: JSON

    @property
    def photo(self) -> list[JSON] | None:
        found: list[JSON] | None = self.raw.get("photo")
        return found

    @property
    def document(self) -> JSON | None:
        found: JSON | None = self.raw.get("document")
        return found

    @property
    def rich(self) -> list[JSON] | None:
        """The blocks of a rich message."""
        found: list[JSON] | None = self.raw.get("rich_message", {}).get("blocks")
        return found

    @property
    def labels(self) -> list[str]:
        return [button.text for row in self.keyboard for button in row]


def seen(shown: JSON, *, edited: bool = False) -> Seen:
    """`shown`: a message as `Telegram.shown` gives it."""
    text = shown.get("text") or shown.get("caption") or ""
    if "rich_message" in shown:
        text = plain_text(shown["rich_message"]["blocks"])
    rows = (shown.get("reply_markup") or {}).get("inline_keyboard", [])
    reply = (shown.get("reply_keyboard") or {}).get("keyboard", [])
    keyboard = [
        [Button(b["text"], b.get("callback_data"), b.get("url")) for b in row]
        for row in rows or reply
    ]
    entities = shown.get("entities") or shown.get("caption_entities") or []
    return Seen(shown["message_id"], text, entities, keyboard, edited, shown["outgoing"], shown)
