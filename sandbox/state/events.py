"""What happens in the sandbox, told to whoever listens: the page, the test client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Event = dict[str, Any]
Listener = Callable[[Event], None]


class Events:
    """A list of listeners. An event is a JSON object with a `type`; `chat_id` where it has one."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    @property
    def heard(self) -> bool:
        """Whether anybody listens, so that costly events need not be built for nobody."""
        return bool(self._listeners)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every event from now on; the returned function ends that."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def publish(self, kind: str, **details: Any) -> None:
        if not self._listeners:
            return
        event = {"type": kind, **details}
        for listener in tuple(self._listeners):
            listener(event)
