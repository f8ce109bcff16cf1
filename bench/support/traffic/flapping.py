"""A Telegram that flaps: it refuses, cuts connections, answers with pages and sends odd updates."""

from __future__ import annotations

import asyncio
import math
import random
from collections import defaultdict
from collections.abc import Iterable
from time import monotonic
from typing import Any

from sandbox import ApiError, Rule, Sandbox
from sandbox.state.models import JSON

EPISODE_SECONDS, CALM_SECONDS = 8.0, 8.0
FAULT_SHARE = 0.03
METHODS = ("sendMessage", "editMessageText", "answerCallbackQuery")
"""One 429 for each of them in an episode: more within a second would, as they should, make the bot
wait for all chats."""
GARBAGE: tuple[JSON, ...] = (
    {"update_id": "x", "message": {}},
    {"update_id": 2**70, "message": {"text": "/start"}},
    {"message": {"text": "/start"}},
    {"update_id": 1},
    {"update_id": 2, "message": {"message_id": 2**70, "date": -(2**70), "chat": None}},
    {"update_id": 3, "callback_query": {"id": 5, "from": [], "data": "x" * 5000}},
    {"update_id": 4, "a kind from tomorrow": {"deep": [[[[[[[[[[]]]]]]]]]]}},
)


class FlappingTelegram:
    """Makes a sandbox flap. ``hits``: how often each kind of fault struck."""

    def __init__(self, sandbox: Sandbox, seed: int = 2) -> None:
        self._sandbox = sandbox
        self._draw = random.Random(seed)
        self._refused: defaultdict[str, list[float]] = defaultdict(list)
        self._silences: list[tuple[float, float]] = []
        """From each poll that failed to the next one."""
        self._garbage = 0
        self._is_odd = False
        self._select, self._poll = sandbox.faults.select_rules, sandbox.telegram.updates.poll
        self._rules: list[Rule] = []
        sandbox.faults.select_rules = self._note_rules  # type: ignore[method-assign]
        sandbox.telegram.updates.poll = self._poll_garbage  # type: ignore[method-assign]

    @property
    def hits(self) -> dict[str, int]:
        found: dict[str, int] = {"garbage": self._garbage}
        for rule in self._rules:
            name = f"{rule.method or ''} {rule.kind}{' after it took effect' * rule.after}".strip()
            found[name] = found.get(name, 0) + rule.hits
        return found

    def has_failed(self, chat: int, since: float, until: float) -> bool:
        """Return whether a request for this chat, an answer to a press or a poll failed then."""
        times = self._refused[str(chat)] + self._refused["None"]
        return any(since <= moment <= until for moment in times) or any(
            start <= until and end >= since for start, end in self._silences
        )

    async def flap(self) -> None:
        """Let episodes of faults follow each other until cancelled."""
        try:
            while True:
                await asyncio.sleep(CALM_SECONDS)
                for rule in self._draw_rules():
                    self._rules.append(self._sandbox.faults.add(rule))
                self._is_odd = True
                await asyncio.sleep(EPISODE_SECONDS)
                self._sandbox.faults.clear()
        finally:
            self._sandbox.faults.clear()

    def _draw_rules(self) -> Iterable[Rule]:
        html, flood = ApiError(502, "Bad Gateway"), ApiError(429, "Too Many Requests")
        kinds: tuple[dict[str, Any], ...] = (
            {"kind": "429", "error": flood, "times": 1},
            {"kind": "5xx", "error": ApiError(500, "Internal Server Error")},
            {"kind": "page", "error": html},
            {"kind": "dropped"},
            {"kind": "dropped", "after": True},
        )
        chosen = self._draw.choice(kinds)
        for method in METHODS:
            yield Rule(method=method, rate=FAULT_SHARE, **chosen)
        for_poll: dict[str, Any] = self._draw.choice(({"error": flood}, {"error": html}, {}))
        kind = "refused" if for_poll else "dropped"
        yield Rule(kind, method="getUpdates", times=1, **for_poll)

    def _note_rules(self, method: str, chat: str | None) -> list[Rule]:
        struck = self._select(method, chat)
        if struck and method.lower() == "getupdates":
            self._silences.append((monotonic(), math.inf))
        elif struck:
            self._refused[str(chat)].append(monotonic())
        return struck

    async def _poll_garbage(self, offset: int, limit: int, seconds: float) -> list[JSON]:
        if self._silences and self._silences[-1][1] == math.inf:
            self._silences[-1] = self._silences[-1][0], monotonic()
        updates = await self._poll(offset, limit, seconds)
        if not self._is_odd:
            return updates
        self._is_odd = False
        self._garbage += len(GARBAGE)
        return [*GARBAGE, *updates]
