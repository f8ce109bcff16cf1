"""Callback data of the buttons of groups."""

from __future__ import annotations

from bot.ui.callbacks import Callback


class CloseMessage(Callback, prefix="cl"):
    """Done with what was set in a group: the message goes."""
