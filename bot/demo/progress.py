"""What a visitor has done in the demo, as the steps of its tour ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from bot.app import App
from sandbox import Sandbox
from sandbox.state.models import Message
from storage.messaging import broadcasts, digests
from storage.messaging.broadcasts import BroadcastState

ALL_STATES: tuple[BroadcastState, ...] = get_args(BroadcastState)
STARTED_STATES: tuple[BroadcastState, ...] = ("sending", "correcting", "retracting", "done")
DONE_STATES: tuple[BroadcastState, ...] = ("done",)


@dataclass(frozen=True)
class Progress:
    """Looks into the sandbox's chats and the database. ``since``: when the demo began."""

    sandbox: Sandbox
    app: App
    since: datetime

    async def has_answer(self, chat_id: int) -> bool:
        """Return whether the bot has written in a chat."""
        return any(message.outgoing for message in self._list_messages(chat_id))

    async def has_found(self, chat_id: int) -> bool:
        """Return whether the bot has answered something else than a command."""
        messages = self._list_messages(chat_id)
        asked = [
            message.id
            for message in messages
            if not message.outgoing and not str(message.data.get("text", "/")).startswith("/")
        ]
        return bool(asked) and any(m.outgoing and m.id > asked[0] for m in messages)

    async def has_digest(self, chat_id: int, after: datetime) -> bool:
        """Return whether a digest has come to a chat since ``after``."""
        async with self.app.services.database.read() as connection:
            ids = await digests.list_message_ids(connection, chat_id)
        return any(m.id in ids and m.date >= after for m in self._list_messages(chat_id))

    async def has_broadcast(self, editor_id: int, states: Sequence[BroadcastState]) -> bool:
        """Return whether a broadcast that an editor made in this demo is in one of these states."""
        async with self.app.services.database.read() as connection:
            found = await broadcasts.list_by_state(connection, states)
        return any(one.editor_id == editor_id and one.created_at >= self.since for one in found)

    def _list_messages(self, chat_id: int) -> list[Message]:
        return list(self.sandbox.telegram.chats[chat_id].messages.values())
