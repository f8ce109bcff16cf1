"""Signals of the other parts of the bot to the sender, which may be in another process.

Nothing depends on a signal that arrives: the sender looks into the database every second, also at
what it has leased. A signal saves that second. ``publish`` passes it to the other processes, where
the database has a means for it, and they give it to `receive`.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.telegram.outbox.worker import OutboxWorker


class OutboxSignals:
    """Sends signals to the outbox worker of this process and to those of the others."""

    def __init__(
        self, worker: OutboxWorker, publish: Callable[[str], None] = lambda signal: None
    ) -> None:
        self._worker = worker
        self._publish = publish

    def wake(self) -> None:
        """Have the sender look for new deliveries now."""
        self._send("wake")

    def forget_chat(self, chat_id: int) -> None:
        """Have nothing more sent to a chat that was erased."""
        self._send(f"forget {chat_id}")

    def cancel_waiting(self, broadcast_id: int) -> None:
        """Have the waiting deliveries of a broadcast returned to the outbox."""
        self._send(f"cancel {broadcast_id}")

    def receive(self, signal: str) -> None:
        """Do what another process asks for; one that a newer version sends is ignored."""
        match signal.split():
            case ["wake"]:
                self._worker.wake()
            case ["forget", chat_id]:
                self._worker.forget_chat(int(chat_id))
            case ["cancel", broadcast_id]:
                self._worker.cancel_waiting(int(broadcast_id))

    def _send(self, signal: str) -> None:
        self.receive(signal)
        self._publish(signal)
