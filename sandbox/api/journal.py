"""The last requests and their answers, for the side panel of the page and for tests."""

from __future__ import annotations

import json
from collections import Counter, deque
from dataclasses import dataclass
from typing import Any

from sandbox.state.models import JSON

_MAX_SHOWN = 400


@dataclass(frozen=True)
class Entry:
    """One request. `seconds` is the time to the answer, `status` 0 for a dropped connection."""

    number: int
    method: str
    arguments: JSON
    status: int
    answer: Any
    seconds: float

    def as_json(self) -> JSON:
        """Return the entry as the page shows it; long values are shortened."""
        return {
            "number": self.number,
            "method": self.method,
            "arguments": {key: _shorten(value) for key, value in self.arguments.items()},
            "status": self.status,
            "answer": _shorten(self.answer),
            "ms": round(self.seconds * 1000, 1),
        }


class Journal:
    """Counts all requests and keeps the last `size` of them."""

    def __init__(self, size: int = 200) -> None:
        self.entries: deque[Entry] = deque(maxlen=size)
        self.total = 0
        self.by_method: Counter[str] = Counter()
        self.by_status: Counter[int] = Counter()

    def add(self, method: str, arguments: JSON, status: int, answer: Any, seconds: float) -> Entry:
        """Add a call with its answer."""
        self.total += 1
        self.by_method[method] += 1
        self.by_status[status] += 1
        entry = Entry(self.total, method, arguments, status, answer, seconds)
        self.entries.append(entry)
        return entry


def _shorten(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"
