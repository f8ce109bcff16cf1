"""A Telegram client for tests: it writes, clicks and reads like a person.

It needs the sandbox in the same process and event loop; the bot may be anywhere.

    async with Sandbox() as sandbox:
        olya = Person(sandbox, "Оля", language_code="ru")
        await olya.send("/start")
        greeting = await olya.wait()
        await olya.click(greeting, "Готово")
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from sandbox import users
from sandbox.service import Sandbox
from sandbox.state.events import Event
from sandbox.state.files import Upload
from sandbox.state.models import JSON, Chat, Message
from sandbox.state.queries import CallbackQuery
from sandbox.users.snapshots import Answer, Button, MessageSnapshot, take_snapshot

__all__ = ["PIXEL", "Answer", "Button", "MessageSnapshot", "Person"]

# The smallest picture: one white pixel, PNG.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a494441"
    "54789c63f80f0001010100b138f6140000000049454e44ae426082"
)


class Person:
    """One person in one chat: their private chat with the bot, or a group given as `chat`."""

    quiet_seconds = 0.1
    """How long a bot has to be quiet to have done everything; more, if its database is slow."""

    def __init__(
        self,
        sandbox: Sandbox,
        name: str = "Оля",
        language_code: str | None = "ru",
        username: str | None = None,
        id: int | None = None,  # noqa: A002
        *,
        chat: Chat | None = None,
        started: bool = True,
    ) -> None:
        self.sandbox = sandbox
        self._telegram = sandbox.telegram
        self.user = sandbox.add_person(name, language_code, username, id, started=started)
        self.chat = chat or self._telegram.chats[self.user.id]
        self.thread: int | None = None
        self._unseen: deque[MessageSnapshot] = deque()
        self._arrived = asyncio.Event()
        self._history: list[str] = []
        self._telegram.events.listen(self._on_event)

    @property
    def id(self) -> int:
        return self.user.id

    def within(self, chat: Chat, thread: int | None = None) -> Person:
        """Return the same person as a member of `chat`, which they join if they are not in it.

        With `thread`, the person writes to and reads only this topic of a forum.
        """
        other = object.__new__(Person)
        other.sandbox, other._telegram, other.user = self.sandbox, self._telegram, self.user
        other.chat, other.thread = chat, thread
        other._unseen, other._arrived, other._history = deque(), asyncio.Event(), []
        users.join(self._telegram, self.user, chat)
        self._telegram.events.listen(other._on_event)
        return other

    def _on_event(self, event: Event) -> None:
        if event.get("chat_id") != self.chat.id:
            return
        if event["type"] == "deleted":
            gone = set(event["message_ids"])
            self._unseen = deque(m for m in self._unseen if m.message_id not in gone)
            self._history.append(f"  (deleted {sorted(gone)})")
        if event["type"] not in {"message", "edited", "ephemeral"}:
            return
        if event.get("receiver_id", self.id) != self.id:
            return
        if self.thread is not None and event["message"].get("message_thread_id") != self.thread:
            return
        message = take_snapshot(event["message"], edited=event["type"] == "edited")
        who = "bot" if message.outgoing else self.user.first_name
        mark = f" (edited {message.message_id})" if message.edited else ""
        buttons = "".join(f" [{label}]" for label in message.labels)
        self._history.append(f"  {who}{mark}: {message.text or sorted(message.raw)}{buttons}")
        if message.outgoing:
            self._unseen.append(message)
            self._arrived.set()

    @property
    def transcript(self) -> str:
        """What happened in the chat so far, one line per message, for failure reports."""
        return "\n".join(self._history) or "  (nothing)"

    @property
    def messages(self) -> list[MessageSnapshot]:
        """All messages in the chat now, oldest first."""
        shown = [self._telegram.render_for_client(m) for m in self.chat.messages.values()]
        return [take_snapshot(message, edited="edit_date" in message) for message in shown]

    @property
    def last(self) -> MessageSnapshot:
        """The bot's newest message. Raises :class:`AssertionError` if it has none."""
        mine = [message for message in self.messages if message.outgoing]
        if not mine:
            raise AssertionError(f"the bot has said nothing:\n{self.transcript}")
        return mine[-1]

    async def send(
        self, text: str, *, reply_to: MessageSnapshot | None = None, as_chat: Chat | None = None
    ) -> MessageSnapshot:
        """Send a text to the current chat; return the message."""
        number = reply_to.message_id if reply_to else None
        sent = users.send_text(
            self._telegram, self.user, self.chat, text, number, thread=self.thread, as_chat=as_chat
        )
        return self._take_snapshot(sent[-1])

    async def send_photo(self, content: bytes = PIXEL, caption: str = "") -> MessageSnapshot:
        """Send a photo, by default of one pixel, to the current chat."""
        return self._send_file("photo", Upload("photo.png", content, "image/png"), caption)

    async def send_document(self, name: str, content: bytes, caption: str = "") -> MessageSnapshot:
        """Send a file with this name to the current chat."""
        upload = Upload(name, content, "application/octet-stream")
        return self._send_file("document", upload, caption)

    async def send_sticker(self) -> MessageSnapshot:
        return self._send_file("sticker", Upload("sticker.webp", b"RIFF\0\0\0\0WEBP", "image/webp"))

    async def send_voice(self, content: bytes = b"OggS") -> MessageSnapshot:
        return self._send_file("voice", Upload("voice.ogg", content, "audio/ogg"))

    async def send_fields(self, **fields: Any) -> MessageSnapshot:
        """Send other content as Message fields: `contact={...}`, `location={...}`, `dice={...}`."""
        return self._take_snapshot(
            users.send_fields(self._telegram, self.user, self.chat, fields, thread=self.thread)
        )

    def _send_file(self, kind: str, upload: Upload, caption: str = "") -> MessageSnapshot:
        return self._take_snapshot(
            users.send_file(self._telegram, self.user, self.chat, kind, upload, caption)
        )

    def _take_snapshot(self, message: Message) -> MessageSnapshot:
        return take_snapshot(self._telegram.render_for_client(message))

    async def edit(self, message: MessageSnapshot, text: str) -> None:
        """Edit one of the person's own messages."""
        users.edit_text(self._telegram, self.user, self._get_current(message), text)

    async def block(self) -> None:
        """Block the bot."""
        users.set_blocked(self._telegram, self.user, blocked=True)

    async def unblock(self) -> None:
        """Unblock the bot."""
        users.set_blocked(self._telegram, self.user, blocked=False)

    async def wait(self, timeout: float = 20.0) -> MessageSnapshot:  # noqa: ASYNC109
        """Return the bot's next message, new or edited, that was not returned before.

        Raises :class:`AssertionError` with the transcript after `timeout` seconds.
        """
        deadline = asyncio.get_running_loop().time() + timeout
        while not self._unseen:
            self._arrived.clear()
            left = deadline - asyncio.get_running_loop().time()
            try:
                await asyncio.wait_for(self._arrived.wait(), max(left, 0))
            except TimeoutError:
                raise AssertionError(
                    f"no message in {timeout} s; the chat so far:\n{self.transcript}"
                ) from None
        return self._unseen.popleft()

    def skip(self) -> None:
        """Skip all messages received up to now."""
        self._unseen.clear()

    async def click(self, message: MessageSnapshot, label: str, timeout: float = 20.0) -> Answer:  # noqa: ASYNC109
        """Click the inline button whose text is, or ends with, `label`. Return the bot's answer.

        Raises :class:`AssertionError` if there is no such button now, or no answer within
        `timeout` seconds.
        """
        current = self._get_current(message)
        query = users.click(
            self._telegram, self.user, current, self._find_callback_data(current, label)
        )
        return await self._wait_for_answer(query, label, timeout)

    async def click_data(
        self,
        message: MessageSnapshot,
        data: str,
        timeout: float = 20.0,  # noqa: ASYNC109
    ) -> Answer:
        """Send any callback data, as a modified client could. Return the bot's answer."""
        query = users.click(self._telegram, self.user, self._get_current(message), data)
        return await self._wait_for_answer(query, data, timeout)

    def _find_callback_data(self, message: Message, label: str) -> str:
        rows = message.data.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = [button for row in rows for button in row]
        exact = [b for b in buttons if b["text"].strip() == label]
        ending = [b for b in buttons if b["text"].strip().endswith(label)]
        for button in exact + ending:
            if "callback_data" in button:
                return str(button["callback_data"])
        raise AssertionError(
            f"no button «{label}» among {[b['text'] for b in buttons]} "
            f"of message {message.id}; the chat so far:\n{self.transcript}"
        )

    async def _wait_for_answer(self, query: CallbackQuery, label: str, seconds: float) -> Answer:
        try:
            await asyncio.wait_for(query.answered.wait(), seconds)
        except TimeoutError:
            raise AssertionError(
                f"the press of «{label}» was not answered in {seconds} s; "
                f"the chat so far:\n{self.transcript}"
            ) from None
        answer = query.answer or {}
        return Answer(answer["text"], answer["show_alert"], answer["url"])

    async def press(self, label: str) -> MessageSnapshot:
        """Press a button of the open reply keyboard, which sends its text.

        Raises :class:`AssertionError` if there is no such button.
        """
        for message in reversed(self.messages):
            keyboard = message.raw.get("reply_keyboard")
            if keyboard is None:
                continue
            texts = [b["text"] for row in keyboard.get("keyboard", []) for b in row]
            for text in texts:
                if text.strip().endswith(label):
                    return await self.send(text)
            break
        raise AssertionError(f"no reply button «{label}»; the chat so far:\n{self.transcript}")

    async def ask_inline(
        self,
        text: str,
        offset: str = "",
        timeout: float = 20.0,  # noqa: ASYNC109
    ) -> list[JSON]:
        """Type `@bot text`, or with an `offset` scroll to the end. Return the bot's results.

        The rest of its answer is in `inline_answer`. Raises :class:`AssertionError` after
        `timeout` seconds.
        """
        query = users.ask_inline(self._telegram, self.user, self.chat, text, offset)
        try:
            await asyncio.wait_for(query.answered.wait(), timeout)
        except TimeoutError:
            raise AssertionError(f"no inline results for «{text}» in {timeout} s") from None
        self._inline = query
        results: list[JSON] = self.inline_answer["results"]
        return results

    @property
    def inline_answer(self) -> JSON:
        """The whole last answer: `results`, `next_offset`, `button`, `cache_time`..."""
        return self._inline.answer or {}

    async def choose(self, result_id: str) -> MessageSnapshot:
        """Send one of the last inline results to the chat."""
        chosen = users.choose_inline(self._telegram, self.user, self.chat, self._inline, result_id)
        return self._take_snapshot(chosen)

    async def settle(self, quiet: float | None = None, timeout: float = 20.0) -> None:  # noqa: ASYNC109
        """Wait until no update was pending and no request ran for `quiet` seconds, by default
        `quiet_seconds`.

        Raises :class:`AssertionError` after `timeout` seconds.
        """
        quiet = self.quiet_seconds if quiet is None else quiet
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        calm_since = loop.time()
        while loop.time() - calm_since < quiet:
            if self.sandbox.is_busy:
                calm_since = loop.time()
            if loop.time() > deadline:
                raise AssertionError(
                    f"the bot did not settle in {timeout} s; the chat so far:\n{self.transcript}"
                )
            await asyncio.sleep(0.005)

    def _get_current(self, message: MessageSnapshot) -> Message:
        number = message.message_id
        found = self.chat.messages.get(number)
        if number < 0:
            found = self._telegram.ephemeral.get((self.chat.id, self.id, -number))
        if found is None:
            raise AssertionError(
                f"message {message.message_id} is gone; the chat so far:\n{self.transcript}"
            )
        return found
