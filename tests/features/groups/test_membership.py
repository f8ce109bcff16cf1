"""Test what a change of the bot's own membership means."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from aiogram.types import ChatMemberUnion
from pydantic import TypeAdapter

from bot.telegram.chats.membership import MembershipChange, detect_membership_change
from sandbox.state.members import ADMIN_RIGHTS, MEMBER_RIGHTS
from sandbox.state.models import User

READ: TypeAdapter[Any] = TypeAdapter(ChatMemberUnion)
BOT = User(1, "Сводка", is_bot=True)


def build_member(status: str, **values: bool) -> Any:
    """Build a membership with the named ``can_...`` flags and no others."""
    flags = dict.fromkeys((*ADMIN_RIGHTS, *MEMBER_RIGHTS, "can_be_edited", "is_anonymous"), False)
    fields = {"status": status, "user": BOT.as_json(), "until_date": 0}
    return READ.validate_python({**flags, **fields, **values})


OUT = [build_member("left"), build_member("kicked"), build_member("restricted", is_member=False)]
MUTE = {
    "supergroup": [build_member("restricted", is_member=True)],
    "channel": [
        build_member("administrator", can_post_messages=False),
        build_member("administrator"),
    ],
}
MEMBER = {
    "supergroup": [
        build_member("member"),
        build_member("administrator"),
        build_member("restricted", is_member=True, can_send_messages=True),
    ],
    "channel": [build_member("administrator", can_post_messages=True)],
}
MEANS = {
    ("out", "out"): MembershipChange.NONE,
    ("out", "mute"): MembershipChange.RESTRICTED,
    ("out", "member"): MembershipChange.ADDED,
    ("mute", "out"): MembershipChange.REMOVED,
    ("mute", "mute"): MembershipChange.NONE,
    ("mute", "member"): MembershipChange.UNRESTRICTED,
    ("member", "out"): MembershipChange.REMOVED,
    ("member", "mute"): MembershipChange.RESTRICTED,
    ("member", "member"): MembershipChange.NONE,
}


@pytest.mark.parametrize("kind", ["supergroup", "channel"])
def test_classify_membership_change(kind: str) -> None:
    standings = {"out": OUT, "mute": MUTE[kind], "member": MEMBER[kind]}
    for (was, now), meaning in MEANS.items():
        for before, after in itertools.product(standings[was], standings[now]):
            assert detect_membership_change(kind, before, after) is meaning, (
                was,
                now,
                before,
                after,
            )
