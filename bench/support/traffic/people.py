"""People in the sandbox who write and press buttons as fast as they are answered, or at random."""

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
"""Messages remembered in each chat: the last screens, whose buttons are pressed."""
ANSWER_TIMEOUT_SECONDS = 120.0


@dataclass(slots=True)
class Visitor:
    """A person, and what they wait for: a new or edited message, and the answer to a press.

    ``screen`` is the id of the newest message with buttons.
    """

    user: User
    chat: Chat
    screen: int = 0
    change: asyncio.Future[None] | None = None
    answer: asyncio.Future[None] | None = None


class Crowd:
    """People with a private chat each. One listener serves them all.

    ``unasked``: messages with one of these texts are not taken for an answer.
    """

    def __init__(self, sandbox: Sandbox, count: int, unasked: Sequence[str] = ()) -> None:
        self._unasked = tuple(unasked)
        self._telegram = sandbox.telegram
        self._telegram.keep = MESSAGES_KEPT
        self.visitors = [
            self._add_visitor(sandbox, FIRST_PERSON + number) for number in range(count)
        ]
        self._by_id = {visitor.user.id: visitor for visitor in self.visitors}
        self._telegram.events.listen(self._on_event)

    def _add_visitor(self, sandbox: Sandbox, number: int) -> Visitor:
        user = sandbox.add_person("Читатель", "ru", id=number, hidden=True)
        return Visitor(user, self._telegram.chats[number])

    def _on_event(self, event: Event) -> None:
        kind = event["type"]
        if kind == "callback_answer":
            visitor = self._by_id.get(event["user_id"])
            if visitor is not None:
                _resolve(visitor.answer)
        elif kind in ("message", "edited"):
            visitor = self._by_id.get(event["chat_id"])
            message = event["message"]
            if visitor is None or not message["outgoing"]:
                return
            if any(text in message.get("text", "") for text in self._unasked):
                return
            if "reply_markup" in message:
                visitor.screen = message["message_id"]
            _resolve(visitor.change)

    async def send(self, visitor: Visitor, text: str) -> float:
        """Write, and wait for the reply; return the seconds that it took."""
        started = perf_counter()
        visitor.change = asyncio.get_running_loop().create_future()
        users.send_text(self._telegram, visitor.user, visitor.chat, text)
        await asyncio.wait_for(visitor.change, ANSWER_TIMEOUT_SECONDS)
        return perf_counter() - started

    def find_screen(self, visitor: Visitor, prefix: str) -> bool:
        """Make the newest message with a button of this prefix the screen; False without one."""
        for message in reversed(visitor.chat.messages.values()):
            if _list_buttons(message, prefix):
                visitor.screen = message.id
                return True
        return False

    async def press(self, visitor: Visitor, prefix: str, place: int = 0) -> float:
        """Press a button of the newest screen; wait for the answer and the change of the screen.

        Returns the seconds that it took.

        The button is the one at index ``place`` of those without a tick whose data begins with
        ``prefix``, or of all if each has a tick: where one of several is chosen, to choose it again
        changes nothing.
        """
        started = perf_counter()
        message = visitor.chat.messages[visitor.screen]
        found = _list_buttons(message, prefix)
        if not found:
            raise RuntimeError(f"no button {prefix!r} in {message.data}")
        loop = asyncio.get_running_loop()
        visitor.change, visitor.answer = loop.create_future(), loop.create_future()
        users.click(self._telegram, visitor.user, message, found[place % len(found)])
        await asyncio.wait_for(
            asyncio.gather(visitor.change, visitor.answer), ANSWER_TIMEOUT_SECONDS
        )
        return perf_counter() - started

    async def act_at_once(
        self, action: Callable[[Visitor], Awaitable[float]], times: int = 1
    ) -> Rush:
        """Let all people act ``times`` times at once, each as fast as they are answered."""
        waits: list[float] = []

        async def one(visitor: Visitor) -> None:
            for _ in range(times):
                waits.append(await action(visitor))

        started = perf_counter()
        await asyncio.gather(*map(one, self.visitors))
        return Rush(perf_counter() - started, waits)

    async def act_at_random(
        self, actions: Sequence[Action], rate: float, seconds: float, seed: int = 3
    ) -> dict[str, list[float]]:
        """Let idle people act at random instants, ``rate`` times a second for ``seconds``.

        Returns the seconds that each action took, by its name. While all people wait, no action is
        started.
        """
        draw = random.Random(seed)
        took: dict[str, list[float]] = {action.name: [] for action in actions}
        tasks: set[asyncio.Task[None]] = set()
        idle = list(self.visitors)
        draw.shuffle(idle)

        async def one(action: Action, visitor: Visitor) -> None:
            took[action.name].append(await action.do(visitor))
            idle.append(visitor)

        started = perf_counter()
        next_start = started
        while (next_start := next_start + draw.expovariate(rate)) < started + seconds:
            await asyncio.sleep(max(0.0, next_start - perf_counter()))
            while not idle:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            action = draw.choices(actions, [action.share for action in actions])[0]
            task = asyncio.create_task(one(action, idle.pop(draw.randrange(-(-len(idle) // 2)))))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await asyncio.gather(*tasks)
        return took


@dataclass(frozen=True, slots=True)
class Action:
    """An action, and its share among all actions."""

    name: str
    share: float
    do: Callable[[Visitor], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Rush:
    """The seconds of all actions together, and the seconds that each took."""

    seconds: float
    waits: list[float] = field(repr=False)

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds


def _resolve(waited_for: asyncio.Future[None] | None) -> None:
    if waited_for is not None and not waited_for.done():
        waited_for.set_result(None)


def _list_buttons(message: Message, prefix: str) -> list[str]:
    rows: list[list[dict[str, Any]]] = message.data.get("reply_markup", {}).get(
        "inline_keyboard", []
    )
    found = [
        button
        for row in rows
        for button in row
        if button.get("callback_data", "").startswith(f"{prefix}:")
    ]
    free = [button for button in found if not button["text"].startswith(TICK)]
    return [button["callback_data"] for button in free or found]
