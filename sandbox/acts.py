"""What a visitor of the page can do, by name: the body of `POST /sandbox/act/<name>`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox import people, view
from sandbox.chats import JSON, Chat, Message, User
from sandbox.people import Refused

if TYPE_CHECKING:
    from sandbox.service import Sandbox

Act = Callable[["Sandbox", JSON], Any]


def _user(sandbox: Sandbox, body: JSON) -> User:
    user = sandbox.telegram.users.get(int(body["person"]))
    if user is None or user.is_bot:
        raise Refused("there is no such person")
    return user


def _chat(sandbox: Sandbox, body: JSON) -> Chat:
    chat = sandbox.telegram.chats.get(int(body["chat"]))
    if chat is None:
        raise Refused("there is no such chat")
    return chat


def _message(sandbox: Sandbox, body: JSON) -> Message:
    message = _chat(sandbox, body).messages.get(int(body["message"]))
    if message is None:
        raise Refused("there is no such message")
    return message


def send(sandbox: Sandbox, body: JSON) -> JSON:
    user, chat = _user(sandbox, body), _chat(sandbox, body)
    sent = people.write(sandbox.telegram, user, chat, str(body["text"]), body.get("reply_to"))
    return {"message_id": sent[-1].id}


def edit(sandbox: Sandbox, body: JSON) -> JSON:
    message = _message(sandbox, body)
    people.edit(sandbox.telegram, _user(sandbox, body), message, str(body["text"]))
    return {}


def press(sandbox: Sandbox, body: JSON) -> JSON:
    message = _message(sandbox, body)
    query = people.press(sandbox.telegram, _user(sandbox, body), message, str(body["data"]))
    return {"query_id": query.id}


def block(sandbox: Sandbox, body: JSON) -> JSON:
    people.set_blocked(sandbox.telegram, _user(sandbox, body), blocked=bool(body["blocked"]))
    return {}


def inline(sandbox: Sandbox, body: JSON) -> JSON:
    user, chat = _user(sandbox, body), _chat(sandbox, body)
    query = people.ask_inline(sandbox.telegram, user, chat, str(body["text"]))
    sandbox.inline_asked[user.id] = query
    return {"query_id": query.id}


def choose(sandbox: Sandbox, body: JSON) -> JSON:
    user, chat = _user(sandbox, body), _chat(sandbox, body)
    query = sandbox.inline_asked.get(user.id)
    if query is None:
        raise Refused("no inline query was asked")
    people.choose_inline(sandbox.telegram, user, chat, query, str(body["result"]))
    return {}


def commands(sandbox: Sandbox, body: JSON) -> JSON:
    return view.commands_as_json(sandbox.telegram, _chat(sandbox, body), _user(sandbox, body))


def history(sandbox: Sandbox, body: JSON) -> list[JSON]:
    return view.history(sandbox.telegram, _chat(sandbox, body), int(body["before"]))


def limits(sandbox: Sandbox, body: JSON) -> JSON:
    sandbox.limits.enforced = bool(body["enforced"])
    return sandbox.limits.as_json()


def fault(sandbox: Sandbox, body: JSON) -> list[JSON]:
    """Switch one kind of trouble on or off for everybody."""
    kind, faults = str(body["kind"]), sandbox.faults
    for rule in [rule for rule in faults.rules if rule.kind == kind]:
        faults.remove(rule)
    if body["on"]:
        rate = float(body.get("rate", 1.0))
        makers: dict[str, Callable[[], Any]] = {
            "429": lambda: faults.too_many_requests(3, method="sendMessage", rate=rate),
            "5xx": lambda: faults.server_error(502, rate=rate),
            "dropped": lambda: faults.dropped(rate=rate),
            "slow": lambda: faults.slow(1.5, rate=rate),
        }
        if kind not in makers:
            raise Refused("there is no such fault")
        makers[kind]()
    return [rule.as_json() for rule in faults.rules]


ACTS: dict[str, Act] = {
    act.__name__: act
    for act in (
        send, edit, press, block, inline, choose, commands, history, limits, fault,
    )
}  # fmt: skip
