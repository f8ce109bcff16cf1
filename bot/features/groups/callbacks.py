"""Callback data of the buttons of groups."""

from __future__ import annotations

from bot.ui.callbacks import Callback


class CloseMessage(Callback, prefix="cl"):
    """Delete a settings message in a group."""
