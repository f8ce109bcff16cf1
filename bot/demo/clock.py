"""The clock of the demo."""

from __future__ import annotations

from datetime import datetime, timedelta

from service.ops.clock import system_clock


class DemoClock:
    """A Clock that runs with the system's, shifted; or is frozen at a time."""

    def __init__(self) -> None:
        self._shift = timedelta(0)
        self._frozen_at: datetime | None = None

    def __call__(self) -> datetime:
        return self._frozen_at or system_clock() + self._shift

    def monotonic(self) -> float:
        """Return seconds that pass as this clock does: the demo goes through a week in a moment."""
        return self().timestamp()

    def freeze(self, at: datetime) -> None:
        """Return this time until `unfreeze`."""
        self._frozen_at = at

    def unfreeze(self) -> None:
        """Continue with the present."""
        self._frozen_at = None

    def jump(self, to: datetime) -> None:
        """Continue from that time."""
        self._shift += to - self()
