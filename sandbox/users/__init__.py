"""What people do in their own Telegram clients, and what they see there."""

from sandbox.users.chats import (
    close_topic,
    join,
    migrate,
    retitle,
    set_blocked,
    set_bot_status,
    set_status,
)
from sandbox.users.messages import (
    Refused,
    ask_inline,
    choose_inline,
    edit,
    press,
    send_fields,
    send_file,
    write,
)

__all__ = [
    "Refused",
    "ask_inline",
    "choose_inline",
    "close_topic",
    "edit",
    "join",
    "migrate",
    "press",
    "retitle",
    "send_fields",
    "send_file",
    "set_blocked",
    "set_bot_status",
    "set_status",
    "write",
]
