"""Callback data of the buttons of /editors."""

from __future__ import annotations

from enum import StrEnum

from bot.ui.callbacks import EditorCallback, Id
from service.editors.rights import Right
from storage.chats.editors import Role


class EditorAction(StrEnum):
    """What an owner does with an editor, or with the list of them."""

    LIST = "l"
    SHOW = "s"
    SET_ROLE = "r"
    REMOVE = "x"
    CONFIRM_REMOVE = "xx"


class ChangeEditor(EditorCallback, prefix="ed", right=Right.EDITORS):
    """Show, change or remove an editor; ``user`` is 0 for the list; ``role``: the new one."""

    user: Id
    action: EditorAction
    role: str = ""


class InviteEditor(EditorCallback, prefix="ei", right=Right.EDITORS):
    """Create a link that gives its first opener this role."""

    role: Role
