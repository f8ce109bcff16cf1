"""People who send the bot everything that they can, and groups that flood it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from time import monotonic

from bot.telegram.chats.command_menu import EDITOR_COMMANDS, USER_COMMANDS
from sandbox import Sandbox, users
from sandbox.state.events import Event
from sandbox.state.files import Upload
from sandbox.state.models import Chat, User
from sandbox.testing import PIXEL

FIRST_STRANGER = 400_000
STRANGERS = 300
GROUP_MEMBERS = 5
LENGTH = 4000
COMMANDS = ("start", *USER_COMMANDS, *EDITOR_COMMANDS, "nothing", "")
JUNK = (
    "", "0", "-1", "9" * LENGTH, "07:30 " * 600, ":" * LENGTH, "1:1:" * 1000, "слово " * 650,
    "а" * LENGTH, "(" * LENGTH, '"' * LENGTH, "NEAR(а б) OR а* " * 240, "'; DROP TABLE chats; --",
    "../" * 1300, "\u202e\u200d\u0301" * 1300, "👨‍👩‍👧" * 400, "https://127.0.0.1/" + "a" * 3900,
    "http://[::1]:22/ " * 200, "%00\x01\x7f" * 800, "<b>" * 1300, "*_`[" * 1000, "a." * 2000,
    "-" * LENGTH, "Europe/" * 500, "№ 12 текст", "99999999999999999999 текст", "\n" * 50 + "x",
)  # fmt: skip
FIELDS = ("", "0", "-1", "9" * 20, "ю")
OPML = b"<opml><body>" + b"<outline>" * 1000
PREFIXES = [chr(letter) for letter in range(ord("a"), ord("z") + 1)]


class Strangers:
    """Strangers in private chats; each act is drawn by a seeded generator."""

    def __init__(self, sandbox: Sandbox, seed: int = 1) -> None:
        self._telegram = sandbox.telegram
        self._draw = random.Random(seed)
        self._people = [
            sandbox.add_person("Чужой", "ru", id=FIRST_STRANGER + number, hidden=True)
            for number in range(STRANGERS)
        ]
        self.acts = 0

    async def act(self, rate: float) -> None:
        """Act ``rate`` times a second until cancelled."""
        kinds: tuple[Callable[[User, Chat], object], ...] = (
            self._send_command, self._press, self._ask_inline, self._send_file,
        )  # fmt: skip
        while True:
            user = self._draw.choice(self._people)
            chat = self._telegram.chats[user.id]
            self._draw.choices(kinds, (6, 2, 1, 1))[0](user, chat)
            self.acts += 1
            await asyncio.sleep(self._draw.expovariate(rate))

    def _send_command(self, user: User, chat: Chat) -> None:
        command, junk = self._draw.choice(COMMANDS), self._draw.choice(JUNK)
        text = (f"/{command} {junk}" if command else junk)[: LENGTH + 90].strip() or "?"
        users.send_text(self._telegram, user, chat, text)

    def _press(self, user: User, chat: Chat) -> None:
        message = next((one for one in reversed(chat.messages.values()) if one.outgoing), None)
        if message is not None:
            parts = (
                self._draw.choice(PREFIXES),
                *self._draw.choices(("", "0", "-1", "9" * 20, "ю"), k=3),
            )
            users.click(self._telegram, user, message, ":".join(parts))

    def _ask_inline(self, user: User, chat: Chat) -> None:
        users.ask_inline(self._telegram, user, chat, self._draw.choice(JUNK)[:256])

    def _send_file(self, user: User, chat: Chat) -> None:
        kind = self._draw.choice(("photo", "document", "sticker", "voice"))
        upload = Upload("list.opml", PIXEL if kind == "photo" else OPML, "text/x-opml")
        users.send_file(self._telegram, user, chat, kind, upload)


class Flood:
    """A group whose members and anonymous admin ask without end.

    ``most_in_a_minute``: answers that it got within a minute. Its anonymous admin has the same
    Telegram user id as those of all other groups.
    """

    def __init__(self, sandbox: Sandbox, number: int) -> None:
        self._telegram = sandbox.telegram
        first = FIRST_STRANGER + STRANGERS + number * GROUP_MEMBERS
        self._people = [
            sandbox.add_person("Участник", "ru", id=first + n, hidden=True)
            for n in range(GROUP_MEMBERS)
        ]
        self._chat = sandbox.add_group("Потоп", *self._people, big=True)
        admin = self._people[0]
        users.set_member_status(
            self._telegram, admin, self._chat, admin, "creator", is_anonymous=True
        )
        self.sent = 0
        self._answers: list[float] = []
        self._telegram.events.listen(self._note)

    def _note(self, event: Event) -> None:
        is_ours = event["type"] == "message" and event["chat_id"] == self._chat.id
        if is_ours and event["message"]["outgoing"]:
            self._answers.append(monotonic())

    async def flood(self, rate: float) -> None:
        """Ask ``rate`` times a second until cancelled."""
        while True:
            sender = self._people[self.sent % GROUP_MEMBERS]
            text = ("/help", "/search мост", "/digest", "/settings")[self.sent % 4]
            users.send_text(self._telegram, sender, self._chat, text)
            self.sent += 1
            await asyncio.sleep(1 / rate)

    @property
    def answered(self) -> int:
        return len(self._answers)

    @property
    def most_in_a_minute(self) -> int:
        return max(
            (sum(start <= one < start + 60 for one in self._answers) for start in self._answers),
            default=0,
        )
