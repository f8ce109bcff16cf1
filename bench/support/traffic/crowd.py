"""People in the sandbox who write and press as fast as they are answered, or every now and then."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from bot.ui.widgets import TICK
from sandbox import Sandbox, users
from sandbox.state.events import Event
from sandbox.state.models import Chat, Message, User

FIRST_PERSON = 200_000
MESSAGES_KEPT = 12
"""In each chat: the last screens, whose buttons are pressed."""
LONGEST_ANSWER = 120.0


@dataclass(slots=True)
class Visitor:
    """A person, the screens that they see (the bot's messages with buttons, by id), and what they
    wait for: a new message or an edit, and the answer to a press."""

    user: User
    chat: Chat
    screen: int = 0
    change: asyncio.Future[None] | None = None
    answer: asyncio.Future[None] | None = None


class Crowd:
    """So many people with a private chat each. One listener serves them all."""

    def __init__(self, sandbox: Sandbox, count: int) -> None:
        self._telegram = sandbox.telegram
        self._telegram.keep = MESSAGES_KEPT
        self.visitors = [self._visitor(sandbox, FIRST_PERSON + number) for number in range(count)]
        self._by_id = {visitor.user.id: visitor for visitor in self.visitors}
        self._telegram.events.listen(self._note)

    def _visitor(self, sandbox: Sandbox, number: int) -> Visitor:
        user = sandbox.add_person("Читатель", "ru", id=number, hidden=True)
        return Visitor(user, self._telegram.chats[number])

    def _note(self, event: Event) -> None:
        kind = event["type"]
        if kind == "callback_answer":
            visitor = self._by_id.get(event["user_id"])
            if visitor is not None:
                _done(visitor.answer)
        elif kind in ("message", "edited"):
            visitor = self._by_id.get(event["chat_id"])
            message = event["message"]
            if visitor is None or not message["outgoing"]:
                return
            if "reply_markup" in message:
                visitor.screen = message["message_id"]
            _done(visitor.change)

    async def say(self, visitor: Visitor, text: str) -> float:
        """Write, and wait for the reply; seconds that it took."""
        started = perf_counter()
        visitor.change = asyncio.get_running_loop().create_future()
        users.send_text(self._telegram, visitor.user, visitor.chat, text)
        await asyncio.wait_for(visitor.change, LONGEST_ANSWER)
        return perf_counter() - started

    async def press(self, visitor: Visitor, prefix: str, place: int = 0) -> float:
        """Press a button of the newest screen, the one at this place of those whose data begins so
        and that have no tick, as another press of what is chosen changes nothing; wait until the
        press is answered and the screen has changed."""
        started = perf_counter()
        message = visitor.chat.messages[visitor.screen]
        found = _buttons(message, prefix)
        loop = asyncio.get_running_loop()
        visitor.change, visitor.answer = loop.create_future(), loop.create_future()
        users.click(self._telegram, visitor.user, message, found[place % len(found)])
        await asyncio.wait_for(asyncio.gather(visitor.change, visitor.answer), LONGEST_ANSWER)
        return perf_counter() - started

    async def all_do(self, act: Callable[[Visitor], Awaitable[float]], times: int = 1) -> Rush:
        """Everybody at once does something so many times, each as fast as they are answered."""
        waits: list[float] = []

        async def one(visitor: Visitor) -> None:
            for _ in range(times):
                waits.append(await act(visitor))

        started = perf_counter()
        await asyncio.gather(*map(one, self.visitors))
        return Rush(perf_counter() - started, waits)

    async def now_and_then(
        self, acts: Sequence[Act], rate: float, seconds: float, seed: int = 3
    ) -> dict[str, list[float]]:
        """For so long, ``rate`` times a second at random instants, somebody who is not waiting for
        anything does one of ``acts``; how long each took, by the name of the act. While everybody
        waits, nobody does anything."""
        draw = random.Random(seed)
        took: dict[str, list[float]] = {act.name: [] for act in acts}
        at_work: set[asyncio.Task[None]] = set()
        idle = list(self.visitors)
        draw.shuffle(idle)

        async def one(act: Act, visitor: Visitor) -> None:
            took[act.name].append(await act.do(visitor))
            idle.append(visitor)

        started = perf_counter()
        upcoming = started
        while (upcoming := upcoming + draw.expovariate(rate)) < started + seconds:
            await asyncio.sleep(max(0.0, upcoming - perf_counter()))
            while not idle:
                await asyncio.wait(at_work, return_when=asyncio.FIRST_COMPLETED)
            act = draw.choices(acts, [act.share for act in acts])[0]
            task = asyncio.create_task(one(act, idle.pop(draw.randrange(-(-len(idle) // 2)))))
            at_work.add(task)
            task.add_done_callback(at_work.discard)
        await asyncio.gather(*at_work)
        return took


@dataclass(frozen=True, slots=True)
class Act:
    """Something that people do, and how often beside the others."""

    name: str
    share: float
    do: Callable[[Visitor], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Rush:
    """What everybody at once took, and how long each waited, in seconds."""

    seconds: float
    waits: list[float] = field(repr=False)

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds


def _done(waited_for: asyncio.Future[None] | None) -> None:
    if waited_for is not None and not waited_for.done():
        waited_for.set_result(None)


def _buttons(message: Message, prefix: str) -> list[str]:
    rows: list[list[dict[str, Any]]] = message.data.get("reply_markup", {}).get(
        "inline_keyboard", []
    )
    found = [
        button["callback_data"]
        for row in rows
        for button in row
        if button.get("callback_data", "").startswith(f"{prefix}:")
        and not button["text"].startswith(TICK)
    ]
    if not found:
        raise RuntimeError(f"no button {prefix!r} in {message.data}")
    return found
