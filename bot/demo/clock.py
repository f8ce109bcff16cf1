"""The demo's clock: it can stand in the past while the world is made, and jump ahead later."""

from __future__ import annotations

from datetime import datetime, timedelta

from service.ops.clock import system_clock


class DemoClock:
    """A Clock that runs with the system's, shifted; or stands still at a moment."""

    def __init__(self) -> None:
        self._shift = timedelta(0)
        self._frozen_at: datetime | None = None

    def __call__(self) -> datetime:
        return self._frozen_at or system_clock() + self._shift

    def freeze(self, at: datetime) -> None:
        """Show this moment until `run`."""
        self._frozen_at = at

    def unfreeze(self) -> None:
        """Go on with the present."""
        self._frozen_at = None

    def jump(self, to: datetime) -> None:
        """Run on from that moment."""
        self._shift += to - self()
