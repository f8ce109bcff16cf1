"""Presses every button: each kind on each screen, twice at once and again a minute later.

The kind of a button is its class with those of its fields that have few values. One button of each
kind is pressed, the newest message first; what cannot be undone is pressed at the end.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, get_args

from aiogram.filters.callback_data import CallbackData

from bot.app import App
from sandbox.clock import ManualClock
from sandbox.testing import Answer, MessageSnapshot, Person
from tests.support.code.callback_data import list_callback_classes

Shape = tuple[str, ...]

CLASSES: dict[str, type[CallbackData]] = {
    value.__prefix__: value for value in list_callback_classes()
}

LAST: tuple[Shape, ...] = (
    ("EraseData",),
    ("ArticleCallback", "xx"),
    ("SourceCallback", "xx"),
    ("ControlBroadcast",),
    ("ConfirmAmendment",),
)
"""Prefixes of kinds that are pressed last."""

SAID_AGAIN: tuple[Shape, ...] = (
    ("RunCommand",),
    ("EraseData",),
    ("TimesChoice",),
    ("OpenArticle",),
    ("StyleChoice",),
    ("TopicsDone",),
    ("ZoneChoice",),
)
"""Kinds whose answer a minute later is a new message, or differs by then."""

DONE_AGAIN: tuple[Shape, ...] = (
    ("DigestCallback", "m"),
    ("DigestCallback", "k"),
    ("DigestCallback", "l"),
    ("PauseChoice",),
    ("ArticleCallback", "b"),
    ("ArticleCallback", "h"),
    ("BroadcastArticle",),
    ("InviteEditor",),
    ("OfferAmendment",),
    ("OpenScreen", "h"),
    ("OpenScreen", "hh"),
    ("OpenScreen", "p"),
    ("OpenScreen", "z"),
    ("SourceCallback", "f"),
    ("TopicsDone", "f"),
    ("PreviewMenu", "l"),
    ("PreviewMenu", "t"),
)
"""Kinds that act again a minute later: a draft, reading, a test, a pause that starts then, a question
with a time limit, a page of a stored digest."""


@dataclass
class Crawler:
    """Collects everything that is wrong in ``complaints``, so that one run finds all of it."""

    app: App
    person: Person
    clock: ManualClock
    database: Path
    caplog: Any
    pressed: dict[Shape, str] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    async def crawl(self, beginnings: Sequence[str]) -> None:
        """Send each of these texts, and again as long as this leads to something new: a screen that
        changed has other buttons."""
        for words in beginnings:
            known = -1
            while len(self.pressed) > known:
                known = len(self.pressed)
                await self.person.send(words)
                await self.person.wait(30)
                await self._settle(words)
                await self._press_what_is_new(but=LAST)
        await self._press_what_is_new(but=())

    async def _press_what_is_new(self, but: tuple[Shape, ...]) -> None:
        while (found := self._next(but)) is not None:
            message, label, data = found
            self.pressed[shape_of(data)] = label
            await self._press(message, label, data)

    def _next(self, but: tuple[Shape, ...]) -> tuple[MessageSnapshot, str, str] | None:
        for message in reversed(self.person.messages):
            for row in message.keyboard:
                for button in row:
                    data = button.callback_data
                    if not data:
                        continue
                    shape = shape_of(data)
                    if shape not in self.pressed and not _begins(shape, but):
                        return message, button.text, data
        return None

    async def _press(self, message: MessageSnapshot, label: str, data: str) -> None:
        """Press once, again immediately, and again a minute later."""
        what = f"[{label} → {data}]"
        first = await self._answered(message, data, what)
        state, chat = self._state(), self._chat()
        second = await self._answered(message, data, what)
        self._same_state(f"{what} at once again", state)
        self._same_chat(f"{what} at once again", chat)
        if first is not None and second is not None and first.text != second.text:
            self.complaints.append(f"{what} says «{first.text}», at once again «{second.text}»")
        self.clock.advance(minutes=1)
        await self._settle(what)
        state, chat = self._state(), self._chat()
        if message.message_id in {shown.message_id for shown in self.person.messages}:
            await self._answered(message, data, what)
            shape = shape_of(data)
            if not _begins(shape, DONE_AGAIN):
                self._same_state(f"{what} a minute later", state)
            if not _begins(shape, DONE_AGAIN + SAID_AGAIN):
                self._same_chat(f"{what} a minute later", chat)

    async def _answered(self, message: MessageSnapshot, data: str, what: str) -> Answer | None:
        answer = None
        try:
            answer = await self.person.click_data(message, data, timeout=30)
        except AssertionError as error:
            self.complaints.append(f"{what}: {str(error).splitlines()[0]}")
        await self._settle(what)
        return answer

    async def _settle(self, what: str) -> None:
        """Wait until the bot has answered and the outbox is empty."""
        await self.person.settle(quiet=0.03, timeout=30)
        while self.app.inbox._tasks or self._is_sending():
            await asyncio.sleep(0.02)
        await self.person.settle(quiet=0.01, timeout=30)
        self.person.skip()
        for record in self.caplog.records:
            if record.levelno >= logging.ERROR:
                self.complaints.append(f"{what} logged: {record.getMessage()}")
        self.caplog.clear()

    def _same_state(self, what: str, state: dict[str, list[Any]]) -> None:
        for table, rows in self._state().items():
            if rows != state[table]:
                new = [row for row in rows if row not in state[table]]
                old = [row for row in state[table] if row not in rows]
                self.complaints.append(f"{what} changes {table}: {old} -> {new}")

    def _same_chat(self, what: str, chat: list[Any]) -> None:
        new = [message for message in self._chat() if message not in chat]
        if new:
            self.complaints.append(f"{what} repeats a message: {new}")

    def _chat(self) -> list[tuple[int, str, list[str]]]:
        """Return the messages of the chat without reports, which change by themselves."""
        return [
            (shown.message_id, shown.text, shown.labels)
            for shown in self.person.messages
            if shown.outgoing
        ]

    def _is_sending(self) -> bool:
        now = round(self.clock().timestamp() * 1000)
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            under_way = connection.execute(
                "SELECT count(*) FROM deliveries LEFT JOIN broadcasts"
                " ON broadcasts.id = deliveries.broadcast_id WHERE deliveries.state = 'leased'"
                " OR (deliveries.state = 'pending' AND due_at <= ? AND NOT coalesce(paused, 0))",
                (now,),
            ).fetchone()[0]
        return bool(under_way)

    def _state(self) -> dict[str, list[Any]]:
        """Return every row of every table except counters and what processes say of themselves."""
        changing = ("articles_fts", "daily_counters", "duties", "inbox", "processes", "sqlite_")
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            names = [
                name
                for (name,) in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table'"
                )
                if not name.startswith(changing)
            ]
            return {
                name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
                for name in names
            }


def shape_of(data: str) -> Shape:
    """Return the kind of a button: the class of its data with the fields that are enumerations or
    flags; the data itself if it is none of ours."""
    made = CLASSES.get(data.split(":", 1)[0])
    if made is None:
        return (data,)
    values = made.unpack(data)
    distinguishing = [str(value) for name, value in values if _is_one_of_few(made, name, value)]
    return (made.__name__, *distinguishing)


def _begins(shape: Shape, with_one_of: tuple[Shape, ...]) -> bool:
    return any(shape[: len(start)] == start for start in with_one_of)


def _is_one_of_few(made: type[CallbackData], name: str, value: object) -> bool:
    annotation = made.model_fields[name].annotation
    return isinstance(value, bool | Enum) or any(
        isinstance(one, type) and issubclass(one, Enum) for one in get_args(annotation)
    )


def unpressed(pressed: Iterable[Shape]) -> set[str]:
    """Return the kinds of buttons that were not met."""
    return {made.__name__ for made in CLASSES.values()} - {shape[0] for shape in pressed}
