"""Trouble on demand: rules that make Telegram refuse, stall or hang up."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any

from sandbox.errors import ApiError, forbidden, migrated, too_many_requests
from sandbox.state.models import JSON


@dataclass(eq=False)
class Rule:
    """One kind of trouble and whom it strikes.

    `method` (case-insensitive) and `chat` (id) narrow it, `rate` is the share of matching
    requests struck, `times` how many at most. `after`: the request is carried out first, and only
    its answer is lost, as when a connection drops at the wrong moment.
    """

    kind: str
    method: str | None = None
    chat: int | None = None
    rate: float = 1.0
    times: int | None = None
    error: ApiError | None = None
    seconds: float = 0.0
    after: bool = False
    hits: int = 0

    def matches(self, method: str, chat: str | None) -> bool:
        if self.times is not None and self.hits >= self.times:
            return False
        if self.method is not None and self.method.lower() != method.lower():
            return False
        return self.chat is None or str(self.chat) == chat

    def as_json(self) -> JSON:
        shown = replace(self, error=None)
        found = {key: value for key, value in vars(shown).items() if value not in (None, False)}
        if self.error is not None:
            found["answer"] = f"{self.error.code} {self.error.description}"
        return found


class Faults:
    """The rules in force. Chance is seeded, so that a run can be repeated.

    Each maker takes `method`, `chat`, `rate` and `times` of :class:`Rule` and returns the rule.
    """

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)
        self.rules: list[Rule] = []

    def add(self, rule: Rule) -> Rule:
        self.rules.append(rule)
        return rule

    def remove(self, rule: Rule) -> None:
        self.rules.remove(rule)

    def clear(self) -> None:
        self.rules.clear()

    def too_many_requests(self, seconds: int = 3, **where: Any) -> Rule:
        """429 with `retry_after` of `seconds`, in the body and as a header."""
        return self.add(Rule("429", error=too_many_requests(seconds), **where))

    def server_error(self, code: int = 500, **where: Any) -> Rule:
        """5xx: 500 in the Bot API's envelope; above it an HTML page, as the proxy in front has."""
        error = ApiError(code, "Internal Server Error" if code == 500 else "Bad Gateway")
        return self.add(Rule("5xx", error=error, **where))

    def dropped(self, *, after: bool = False, **where: Any) -> Rule:
        """The connection closes without an answer, before or `after` the request took effect."""
        return self.add(Rule("dropped", after=after, **where))

    def slow(self, seconds: float, **where: Any) -> Rule:
        """Every answer comes `seconds` later."""
        return self.add(Rule("slow", seconds=seconds, **where))

    def blocked(self, **where: Any) -> Rule:
        return self.add(Rule("blocked", error=forbidden("bot was blocked by the user"), **where))

    def deactivated(self, **where: Any) -> Rule:
        return self.add(Rule("deactivated", error=forbidden("user is deactivated"), **where))

    def migrated(self, to: int, **where: Any) -> Rule:
        """The group became the supergroup `to`."""
        return self.add(Rule("migrated", error=migrated(to), **where))

    def strike(self, method: str, chat: str | None) -> list[Rule]:
        """The rules that strike this request; each hit is counted."""
        struck = []
        for rule in self.rules:
            if rule.matches(method, chat) and self._random.random() < rule.rate:
                rule.hits += 1
                struck.append(rule)
        return struck
