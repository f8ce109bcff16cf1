"""The last requests and their answers, for the page's side panel and for failing tests."""

from __future__ import annotations

import json
from collections import Counter, deque
from dataclasses import dataclass
from typing import Any

from sandbox.state.models import JSON

_LONG = 400


@dataclass(frozen=True)
class Entry:
    """`seconds` is how long the answer took, `status` 0 where there was none (dropped)."""

    number: int
    method: str
    arguments: JSON
    status: int
    answer: Any
    seconds: float

    def as_json(self) -> JSON:
        return {
            "number": self.number,
            "method": self.method,
            "arguments": {key: _short(value) for key, value in self.arguments.items()},
            "status": self.status,
            "answer": _short(self.answer),
            "ms": round(self.seconds * 1000, 1),
        }


class Journal:
    """Counts every request; keeps the last `size` in full."""

    def __init__(self, size: int = 200) -> None:
        self.entries: deque[Entry] = deque(maxlen=size)
        self.total = 0
        self.by_method: Counter[str] = Counter()
        self.by_status: Counter[int] = Counter()

    def add(self, method: str, arguments: JSON, status: int, answer: Any, seconds: float) -> Entry:
        self.total += 1
        self.by_method[method] += 1
        self.by_status[status] += 1
        entry = Entry(self.total, method, arguments, status, answer, seconds)
        self.entries.append(entry)
        return entry


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"
