"""Callback data of the buttons of digest."""

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
    """Something to do with a digest that was shown: see it again, its next page, a longer or a
    shorter one, the same in the other style."""

    digest: Id
    action: DigestAction
