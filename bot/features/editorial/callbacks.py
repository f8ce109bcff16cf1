"""Callback data of the buttons of editorial."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.features.broadcasts.callbacks import (
    BroadcastArticle,
    ConfirmBroadcast,
    ControlBroadcast,
    PreviewMenu,
    ScheduleBroadcast,
    SetAudienceLanguage,
    SetSilent,
    SetTtl,
    ToggleAudienceTopic,
)
from bot.features.sources.callbacks import ChooseSource, SourceCallback, SourcesPage
from bot.ui.callbacks import Callback, Id


class LogPage(Callback, prefix="g"):
    """Show a page of the audit log; ``broadcast``: only of this one, unless it is 0."""

    offset: Id
    broadcast: Id


class ArticleAction(StrEnum):
    """What an editor does with an article."""

    SHOW = "s"
    TITLE = "h"
    TEXT = "b"
    TOPICS = "t"
    TICK = "+"
    UNTICK = "-"
    REMOVE = "x"
    CONFIRM_REMOVE = "xx"


class ArticleCallback(Callback, prefix="ae"):
    """Edit an article. ``value``: the chosen topic; for `SHOW` under a question, the action that a
    reply completes: ``h`` or ``b``."""

    article: Id
    action: ArticleAction
    value: str = ""


class ShowStats(Callback, prefix="st"):
    """Show the figures of some days, or with ``zero_results`` their searches without results."""

    days: Annotated[int, Field(ge=1, le=90)]
    zero_results: bool = False


EDITOR_CALLBACKS: tuple[type[CallbackData], ...] = (
    ConfirmBroadcast,
    PreviewMenu,
    SetSilent,
    SetTtl,
    ToggleAudienceTopic,
    SetAudienceLanguage,
    ScheduleBroadcast,
    ControlBroadcast,
    BroadcastArticle,
    LogPage,
    SourcesPage,
    SourceCallback,
    ChooseSource,
    ArticleCallback,
    ShowStats,
)
"""Buttons that only editors may press, in any chat."""
