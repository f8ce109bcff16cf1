"""Callback data of the buttons of sources."""

from __future__ import annotations

from enum import StrEnum

from bot.ui.callbacks import EditorCallback, Id
from service.editors.rights import Right


class SourcesPage(EditorCallback, prefix="sp", right=Right.SOURCES):
    """A page of the list of sources, from 0."""

    page: Id


class SourceAction(StrEnum):
    """What the buttons of a source's card do."""

    SHOW = "s"
    PAUSE = "p"
    RESUME = "r"
    FETCH = "f"
    TOPICS = "t"
    TICK = "+"
    UNTICK = "-"
    LANGUAGE = "l"
    SET_LANGUAGE = "k"
    WHY = "w"
    REMOVE = "x"
    CONFIRM_REMOVE = "xx"


class SourceCallback(EditorCallback, prefix="so", right=Right.SOURCES):
    """An action on a source. ``value``: the topic or the language that is chosen."""

    source: Id
    action: SourceAction
    value: str = ""


class ChooseSource(EditorCallback, prefix="sf", right=Right.SOURCES):
    """One of the feeds that the message lists, by its place there."""

    index: Id
