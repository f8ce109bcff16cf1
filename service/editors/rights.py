"""Which role may do what: the only table of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from news.errors import SvodkaError
from storage.chats.editors import Role


class Right(StrEnum):
    """An action that not everyone may do. ``DRAFT``: make a draft, change and discard one's own,
    and submit it. ``SEND``: send, schedule, approve, pause and stop broadcasts, and change any
    draft. ``FIGURES``: statistics and the audit log. ``DESK``: decide which stories digests lead
    with. ``OVERRIDE``: send what nobody approved."""

    DRAFT = "draft"
    ADD_ARTICLE = "add article"
    SEND = "send"
    AMEND = "amend"
    EDIT_ARTICLE = "edit article"
    SOURCES = "sources"
    TOPICS = "topics"
    FIGURES = "figures"
    DESK = "desk"
    EDITORS = "editors"
    TOKENS = "tokens"
    OVERRIDE = "override"


_OF_OWNERS = {Right.EDITORS, Right.TOKENS, Right.OVERRIDE}

ROLE_RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.AUTHOR: frozenset({Right.DRAFT, Right.ADD_ARTICLE}),
    Role.EDITOR: frozenset(set(Right) - _OF_OWNERS),
    Role.OWNER: frozenset(Right),
}


class NotAllowedError(SvodkaError):
    """A person has no right to what they asked for."""

    key = "not-allowed"


def has_right(role: Role | None, right: Right) -> bool:
    """Return whether a role has a right; None is everybody else's and has none."""
    return role is not None and right in ROLE_RIGHTS[role]
