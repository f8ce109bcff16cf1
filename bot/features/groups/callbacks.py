"""Callback data of the buttons of groups."""

from __future__ import annotations

from bot.ui.callbacks import Callback, EditorCallback
from service.editors.rights import Right


class TakeChannel(EditorCallback, prefix="tk", right=Right.SOURCES):
    """Take the posts of a channel as articles."""

    chat: int


class CloseMessage(Callback, prefix="cl"):
    """Delete a settings message in a group."""
