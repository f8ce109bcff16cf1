"""Callback data of the buttons of editorial."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from bot.ui.callbacks import EditorCallback, Id
from service.editors.rights import Right


class LogPage(EditorCallback, prefix="g", right=Right.FIGURES):
    """Show a page of the audit log; ``broadcast``: only of this one, unless it is 0."""

    offset: Id
    broadcast: Id


class DeskAction(StrEnum):
    """What an editor does with a story on the desk, or with the list of them."""

    LIST = "l"
    SHOW = "s"
    PIN = "p"
    HIDE = "h"
    RELEASE = "r"
    CHOOSE_REPORT = "c"
    SPLIT = "x"
    CHOOSE_STORY = "j"
    JOIN = "jj"


class DeskCallback(EditorCallback, prefix="dk", right=Right.DESK):
    """Show or change a story on the desk; ``story`` is 0 for the list. ``other``: the article to
    split off, or the story to join."""

    story: Id
    action: DeskAction
    other: Id = 0


class ShowStats(EditorCallback, prefix="st", right=Right.FIGURES):
    """Show the figures of some days, or with ``zero_results`` their searches without results."""

    days: Annotated[int, Field(ge=1, le=90)]
    zero_results: bool = False
