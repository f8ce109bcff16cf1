"""Callback data of the buttons of editorial."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
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
from service.editors.rights import Right
from storage.chats.editors import Role


class LogPage(Callback, prefix="g"):
    """Show a page of the audit log; ``broadcast``: only of this one, unless it is 0."""

    offset: Id
    broadcast: Id


class ShowStats(Callback, prefix="st"):
    """Show the figures of some days, or with ``zero_results`` their searches without results."""

    days: Annotated[int, Field(ge=1, le=90)]
    zero_results: bool = False


class EditorAction(StrEnum):
    """What an owner does with an editor, or with the list of them."""

    LIST = "l"
    SHOW = "s"
    SET_ROLE = "r"
    REMOVE = "x"
    CONFIRM_REMOVE = "xx"


class ChangeEditor(Callback, prefix="ed"):
    """Show, change or remove an editor; ``user`` is 0 for the list; ``role``: the new one."""

    user: Id
    action: EditorAction
    role: str = ""


class InviteEditor(Callback, prefix="ei"):
    """Create a link that gives its first opener this role."""

    role: Role


CALLBACK_RIGHTS: Mapping[type[CallbackData], Right] = {
    ConfirmBroadcast: Right.DRAFT,  # an author may cancel; the service says who may send
    PreviewMenu: Right.DRAFT,
    SetSilent: Right.DRAFT,
    SetTtl: Right.DRAFT,
    ToggleAudienceTopic: Right.DRAFT,
    SetAudienceLanguage: Right.DRAFT,
    ScheduleBroadcast: Right.SEND,
    ControlBroadcast: Right.SEND,
    BroadcastArticle: Right.DRAFT,
    LogPage: Right.FIGURES,
    SourcesPage: Right.SOURCES,
    SourceCallback: Right.SOURCES,
    ChooseSource: Right.SOURCES,
    ArticleCallback: Right.EDIT_ARTICLE,
    ShowStats: Right.FIGURES,
    ChangeEditor: Right.EDITORS,
    InviteEditor: Right.EDITORS,
}
"""Buttons that only editors may press, in any chat, and the right that each needs."""

EDITOR_CALLBACKS = tuple(CALLBACK_RIGHTS)
