"""Signals of the other parts of the bot to the sender, which may be in another process.

Nothing depends on a signal that arrives: the sender looks into the database every second, also at
what it has leased. A signal saves that second. Those of other processes come from the database
(`storage.signals`), sent by the transactions that store what is to be done.
"""

from __future__ import annotations

from bot.telegram.outbox.worker import OutboxWorker
from storage.signals import Signal


class OutboxSignals:
    """Sends signals to the outbox worker of this process."""

    def __init__(self, worker: OutboxWorker) -> None:
        self._worker = worker

    def wake(self) -> None:
        """Have the sender look for new deliveries now."""
        self._worker.wake()

    def forget_chat(self, chat_id: int) -> None:
        """Have nothing more sent to a chat that was erased."""
        self._worker.forget_chat(chat_id)

    def cancel_waiting(self, broadcast_id: int) -> None:
        """Have the waiting deliveries of a broadcast returned to the outbox."""
        self._worker.cancel_waiting(broadcast_id)

    def receive(self, signal: str) -> None:
        """Do what a signal of another process asks for."""
        match signal:
            case Signal.OUTBOX:
                self._worker.wake()
            case Signal.WITHDRAWN | Signal.MISSED:
                self._worker.check_leased()
