"""Messages about the editors: their list, the card of one, an invitation."""

from __future__ import annotations

from datetime import datetime

from bot.features.editors.callbacks import ChangeEditor, EditorAction, InviteEditor
from bot.ui.document import (
    Button,
    ButtonStyle,
    Document,
    Heading,
    ListItem,
    build_document,
    format_line,
    split_rows,
)
from service.editors.service import EditorList, NewInvite
from service.i18n.translations import Translator
from storage.chats.editors import Editor, Role

MAX_NAME_CHARS = 40
MAX_BUTTONS = 60
"""Editors with a button of their own; Telegram takes a hundred buttons a message."""


def build_editor_list(t: Translator, found: EditorList) -> Document:
    """List the editors with a button for each, and buttons that invite new ones by role."""
    fixed = [ListItem(t("editors-fixed", id=str(one))) for one in found.fixed_owner_ids]
    lines = [ListItem(_format_editor(t, editor)) for editor in found.stored]
    cards = [
        Button(_format_editor(t, editor), _pack(editor.user_id, EditorAction.SHOW))
        for editor in found.stored[:MAX_BUTTONS]
    ]
    return build_document(
        Heading(t("editors-title")),
        *fixed,
        *lines,
        t("editors-hint"),
        buttons=(*split_rows(cards, 1), _build_invite_buttons(t)),
    )


def build_editor_card(t: Translator, editor: Editor, timezone: str, now: datetime) -> Document:
    """Show one editor, with buttons for other roles and to remove them."""
    roles = tuple(
        Button(
            format_role(t, role).capitalize(), _pack(editor.user_id, EditorAction.SET_ROLE, role)
        )
        for role in Role
        if role is not editor.role
    )
    remove = Button(
        f"🗑 {t('button-remove')}",
        _pack(editor.user_id, EditorAction.REMOVE),
        style=ButtonStyle.DANGER,
    )
    return build_document(
        Heading(format_name(editor)),
        t(
            "editor-card",
            role=format_role(t, editor.role),
            moment=t.format_datetime(editor.added_at, timezone, now),
        ),
        t("editor-card-hint"),
        buttons=(roles, (remove, _build_back_button(t))),
    )


def build_removal_question(t: Translator, editor: Editor) -> Document:
    """Ask whether to remove an editor."""
    confirm = Button(
        f"🗑 {t('button-remove-editor')}",
        _pack(editor.user_id, EditorAction.CONFIRM_REMOVE),
        style=ButtonStyle.DANGER,
    )
    back = Button(f"◀️ {t('button-back')}", _pack(editor.user_id, EditorAction.SHOW))
    return build_document(
        t("editor-remove-ask", name=format_name(editor)), buttons=((confirm, back),)
    )


def build_notice(t: Translator, text: str) -> Document:
    """Build a sentence about the editors with the way back to their list."""
    return build_document(text, buttons=((_build_back_button(t),),))


def build_invite(
    t: Translator, invite: NewInvite, link: str, timezone: str, now: datetime
) -> Document:
    """Show a new invitation, to be passed on."""
    moment = t.format_datetime(invite.expires_at, timezone, now)
    text = t("invite-link", role=format_role(t, invite.role), moment=moment)
    return build_document(text, link, buttons=((_build_back_button(t),),))


def format_role(t: Translator, role: Role) -> str:
    """Return the name of a role."""
    return t(f"role-{role.value}")


def format_name(editor: Editor) -> str:
    """Return an editor's name as it may be shown: a person chose it, of any length."""
    return format_line(editor.name, MAX_NAME_CHARS) or str(editor.user_id)


def _format_editor(t: Translator, editor: Editor) -> str:
    return t("editors-line", name=format_name(editor), role=format_role(t, editor.role))


def _build_invite_buttons(t: Translator) -> tuple[Button, ...]:
    return tuple(
        Button(f"➕ {format_role(t, role).capitalize()}", InviteEditor(role=role).pack())
        for role in Role
    )


def _build_back_button(t: Translator) -> Button:
    return Button(f"◀️ {t('editors-title')}", _pack(0, EditorAction.LIST))


def _pack(user_id: int, action: EditorAction, role: Role | None = None) -> str:
    return ChangeEditor(user=user_id, action=action, role=role or "").pack()
