"""Callback data of the buttons of editorial."""

from __future__ import annotations

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.features.articles.callbacks import ArticleCallback, BroadcastArticle
from bot.features.broadcasts.callbacks import (
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
