"""Callback data of the buttons of account."""

from __future__ import annotations

from bot.ui.callbacks import Callback


class EraseData(Callback, prefix="x"):
    """Erase everything kept about the chat, or cancel that."""

    confirmed: bool
