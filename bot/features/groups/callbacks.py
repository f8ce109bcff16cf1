"""Callback data of the buttons of groups."""

from __future__ import annotations

from bot.ui.callbacks import Callback


class TakeChannel(Callback, prefix="tk"):
    """Take the posts of a channel as articles."""

    chat: int


class CloseMessage(Callback, prefix="cl"):
    """Delete a settings message in a group."""
