"""Callback data of the buttons of editorial."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.ui.callbacks import EditorCallback, Id


class LogPage(EditorCallback, prefix="g"):
    """Show a page of the audit log; ``broadcast``: only of this one, unless it is 0."""

    offset: Id
    broadcast: Id


class ShowStats(EditorCallback, prefix="st"):
    """Show the figures of some days, or with ``zero_results`` their searches without results."""

    days: Annotated[int, Field(ge=1, le=90)]
    zero_results: bool = False
