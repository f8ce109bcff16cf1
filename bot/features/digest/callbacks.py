"""Callback data of the buttons under a digest."""

from __future__ import annotations

from enum import StrEnum

from bot.ui.callbacks import Callback, Id


class DigestAction(StrEnum):
    SHOW = "s"
    MORE = "m"
    LONGER = "l"
    SHORTER = "k"
    RICH = "r"
    PLAIN = "p"


class DigestCallback(Callback, prefix="d"):
    """Show a stored digest again, its next page, a longer or shorter one, or the other style."""

    digest: Id
    action: DigestAction
