"""aiogram's own client, with the sandbox for a Telegram."""

from __future__ import annotations

from tests.sandbox.conftest import bot

__all__ = ["bot"]
