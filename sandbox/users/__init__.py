"""What people do in their own Telegram clients, and what they see there."""

from sandbox.users.chats import (
    close_topic,
    join,
    migrate,
    rename_chat,
    set_blocked,
    set_bot_status,
    set_member_status,
)
from sandbox.users.messages import (
    ActionNotAllowed,
    ask_inline,
    choose_inline,
    click,
    edit_text,
    forward,
    send_album,
    send_fields,
    send_file,
    send_text,
)

__all__ = [
    "ActionNotAllowed",
    "ask_inline",
    "choose_inline",
    "click",
    "close_topic",
    "edit_text",
    "forward",
    "join",
    "migrate",
    "rename_chat",
    "send_album",
    "send_fields",
    "send_file",
    "send_text",
    "set_blocked",
    "set_bot_status",
    "set_member_status",
]
