"""The page's JSON API: the actions behind `POST /sandbox/act/<name>`.

Each takes the JSON body of the request and returns the JSON of the answer. Each raises
:class:`~sandbox.users.ActionNotAllowed` if Telegram's own clients would not allow the action.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox import users
from sandbox.page.state import PageContext, describe_commands, list_messages
from sandbox.state.models import JSON, Chat, Message, User
from sandbox.users import ActionNotAllowed

Action = Callable[[PageContext, JSON], Any]


def _find_user(context: PageContext, body: JSON) -> User:
    user = context.telegram.users.get(int(body["person"]))
    if user is None or user.is_bot:
        raise ActionNotAllowed("there is no such person")
    return user


def _find_chat(context: PageContext, body: JSON) -> Chat:
    chat = context.telegram.chats.get(int(body["chat"]))
    if chat is None:
        raise ActionNotAllowed("there is no such chat")
    return chat


def _find_message(context: PageContext, body: JSON) -> Message:
    message = _find_chat(context, body).messages.get(int(body["message"]))
    if message is None:
        raise ActionNotAllowed("there is no such message")
    return message


def send(context: PageContext, body: JSON) -> JSON:
    """Write as a person. A long text is split; the answer has the id of the last message."""
    user, chat = _find_user(context, body), _find_chat(context, body)
    text, reply_to, thread = str(body["text"]), body.get("reply_to"), body.get("thread")
    sent = users.send_text(context.telegram, user, chat, text, reply_to, thread=thread)
    return {"message_id": sent[-1].id}


def forward(context: PageContext, body: JSON) -> JSON:
    user, message = _find_user(context, body), _find_message(context, body)
    target = _find_chat(context, {"chat": body["to"]})
    sent = users.forward(context.telegram, user, message, target, thread=body.get("thread"))
    return {"message_id": sent.id}


def edit(context: PageContext, body: JSON) -> JSON:
    message = _find_message(context, body)
    users.edit_text(context.telegram, _find_user(context, body), message, str(body["text"]))
    return {}


def click(context: PageContext, body: JSON) -> JSON:
    """Press a button; the page asks for the answer by the query id."""
    message = _find_message(context, body)
    query = users.click(context.telegram, _find_user(context, body), message, str(body["data"]))
    return {"query_id": query.id}


def set_blocked(context: PageContext, body: JSON) -> JSON:
    users.set_blocked(context.telegram, _find_user(context, body), blocked=bool(body["blocked"]))
    return {}


def ask_inline(context: PageContext, body: JSON) -> JSON:
    """Let a person type ``@bot text``; the page asks for the results later."""
    user, chat = _find_user(context, body), _find_chat(context, body)
    query = users.ask_inline(context.telegram, user, chat, str(body["text"]))
    context.inline_queries[user.id] = query
    return {"query_id": query.id}


def choose_inline(context: PageContext, body: JSON) -> JSON:
    """Let a person choose a result of their last inline query. Raises ActionNotAllowed."""
    user, chat = _find_user(context, body), _find_chat(context, body)
    query = context.inline_queries.get(user.id)
    if query is None:
        raise ActionNotAllowed("no inline query was asked")
    users.choose_inline(context.telegram, user, chat, query, str(body["result"]))
    return {}


def get_commands(context: PageContext, body: JSON) -> JSON:
    """Return the commands and the menu button that the person sees in the chat."""
    return describe_commands(context.telegram, _find_chat(context, body), _find_user(context, body))


def get_history(context: PageContext, body: JSON) -> list[JSON]:
    """Return older messages of a chat: those before the message id ``before``."""
    return list_messages(context.telegram, _find_chat(context, body), int(body["before"]))


def set_limits(context: PageContext, body: JSON) -> JSON:
    """Switch the limits on or off."""
    context.telegram.limits.enforced = bool(body["enforced"])
    return context.telegram.limits.as_json()


def set_fault(context: PageContext, body: JSON) -> list[JSON]:
    """Switch one kind of fault on or off, for all chats."""
    kind, faults = str(body["kind"]), context.faults
    for rule in [rule for rule in faults.rules if rule.kind == kind]:
        faults.remove(rule)
    if body["on"]:
        rate = float(body.get("rate", 1.0))
        makers: dict[str, Callable[[], Any]] = {
            "429": lambda: faults.add_too_many_requests(3, method="sendMessage", rate=rate),
            "5xx": lambda: faults.add_server_error(502, rate=rate),
            "dropped": lambda: faults.add_dropped_connection(rate=rate),
            "slow": lambda: faults.add_delay(1.5, rate=rate),
        }
        if kind not in makers:
            raise ActionNotAllowed("there is no such fault")
        makers[kind]()
    return [rule.as_json() for rule in faults.rules]


ACTIONS: dict[str, Action] = {
    "send": send,
    "forward": forward,
    "edit": edit,
    "click": click,
    "block": set_blocked,
    "inline": ask_inline,
    "choose": choose_inline,
    "commands": get_commands,
    "history": get_history,
    "limits": set_limits,
    "fault": set_fault,
}
