"""Fault injection: rules that make requests fail, wait or lose their connection."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any

from sandbox.errors import ApiError, forbidden, migration, too_many_requests
from sandbox.state.models import JSON


@dataclass(eq=False)
class Rule:
    """One kind of fault and the requests that it hits.

    `method` (case-insensitive) and `chat` (id) select requests, `rate` is the share of them that
    is hit, `times` the maximum number. `seconds` is a delay. `after`: the request takes effect,
    only its answer is lost.
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
        """Return whether the rule applies to a call; not after `times` hits."""
        if self.times is not None and self.hits >= self.times:
            return False
        if self.method is not None and self.method.lower() != method.lower():
            return False
        return self.chat is None or str(self.chat) == chat

    def as_json(self) -> JSON:
        """Return the rule as the page shows it."""
        shown = replace(self, error=None)
        found = {key: value for key, value in vars(shown).items() if value not in (None, False)}
        if self.error is not None:
            found["answer"] = f"{self.error.code} {self.error.description}"
        return found


class Faults:
    """The active rules. The random numbers are seeded, so that a run can be repeated.

    Each `add_...` takes `method`, `chat`, `rate` and `times` of :class:`Rule` and returns it.
    """

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)
        self.rules: list[Rule] = []

    def add(self, rule: Rule) -> Rule:
        """Add a rule; return it, so that it can be removed."""
        self.rules.append(rule)
        return rule

    def remove(self, rule: Rule) -> None:
        """Stop applying a rule."""
        self.rules.remove(rule)

    def clear(self) -> None:
        """Remove all rules: every request is answered again."""
        self.rules.clear()

    def add_too_many_requests(self, seconds: int = 3, **where: Any) -> Rule:
        """Answer 429 with `retry_after` of `seconds`, in the body and as a header."""
        return self.add(Rule("429", error=too_many_requests(seconds), **where))

    def add_server_error(self, code: int = 500, **where: Any) -> Rule:
        """Answer 5xx: 500 in the envelope of the Bot API; above 500 the HTML page of a proxy."""
        error = ApiError(code, "Internal Server Error" if code == 500 else "Bad Gateway")
        return self.add(Rule("5xx", error=error, **where))

    def add_dropped_connection(self, *, after: bool = False, **where: Any) -> Rule:
        """Close the connection without an answer, before or `after` the request took effect."""
        return self.add(Rule("dropped", after=after, **where))

    def add_delay(self, seconds: float, **where: Any) -> Rule:
        """Delay every answer by `seconds`."""
        return self.add(Rule("slow", seconds=seconds, **where))

    def add_bot_blocked(self, **where: Any) -> Rule:
        """Refuse calls as if the person had blocked the bot."""
        return self.add(Rule("blocked", error=forbidden("bot was blocked by the user"), **where))

    def add_user_deactivated(self, **where: Any) -> Rule:
        """Refuse calls as if the account were deleted."""
        return self.add(Rule("deactivated", error=forbidden("user is deactivated"), **where))

    def add_migration(self, to: int, **where: Any) -> Rule:
        """Answer that the group was upgraded to the supergroup `to`."""
        return self.add(Rule("migrated", error=migration(to), **where))

    def select_rules(self, method: str, chat: str | None) -> list[Rule]:
        """Return the rules that hit this request, and count the hits."""
        struck = []
        for rule in self.rules:
            if rule.matches(method, chat) and self._random.random() < rule.rate:
                rule.hits += 1
                struck.append(rule)
        return struck
