"""Callback data of the buttons of editorial."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.ui.callbacks import EditorCallback, Id
from service.editors.rights import Right


class LogPage(EditorCallback, prefix="g", right=Right.FIGURES):
    """Show a page of the audit log; ``broadcast``: only of this one, unless it is 0."""

    offset: Id
    broadcast: Id


class ShowStats(EditorCallback, prefix="st", right=Right.FIGURES):
    """Show the figures of some days, or with ``zero_results`` their searches without results."""

    days: Annotated[int, Field(ge=1, le=90)]
    zero_results: bool = False
