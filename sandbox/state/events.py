"""Events of the sandbox for the page and the test client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Event = dict[str, Any]
Listener = Callable[[Event], None]


class Events:
    """Calls listeners with events: JSON objects with a `type` and often a `chat_id`."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    @property
    def has_listeners(self) -> bool:
        """Whether there are listeners. Without them, costly events need not be built."""
        return bool(self._listeners)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every event from now on. Return a function that ends it."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def publish(self, kind: str, **details: Any) -> None:
        """Call every listener with an event; do nothing without listeners."""
        if not self._listeners:
            return
        event = {"type": kind, **details}
        for listener in tuple(self._listeners):
            listener(event)
