"""Shared steps of the tests of editors' conversations."""

from __future__ import annotations

from collections.abc import Callable

from sandbox import Sandbox
from sandbox.state.models import JSON
from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from storage.chats import editors
from storage.chats.editors import Editor, Role
from tests.support.conversation import subscribe
from tests.support.waiting import wait_until


async def preview(editor: Person, text: str) -> MessageSnapshot:
    """Draft a text; return the question under its preview."""
    await editor.send(text)
    while True:
        message = await editor.wait()
        if message.text.startswith(("№", "#")) and not message.edited:
            return message


async def press(editor: Person, message: MessageSnapshot, label: str) -> MessageSnapshot:
    """Press a button whose message changes; return the changed message. Other edits, such as a
    report's, may arrive in between and are ignored."""
    await editor.click(message, label)
    editor.skip()
    return next(m for m in editor.messages if m.message_id == message.message_id)


async def amend_by_command(
    editor: Person, command: str, *, confirm: bool = True
) -> MessageSnapshot:
    """Send /correct or /retract and confirm what it shows; return the question."""
    await editor.send(command)
    while True:
        question = await editor.wait()
        label = next((one for one in question.labels if one.startswith(("✏️", "🗑"))), None)
        if label is not None and not question.edited:
            break
    if confirm:
        await editor.click(question, label)
    return question


def got(reader: Person, text: str) -> list[MessageSnapshot]:
    """Return the messages of a chat that contain these words."""
    return [message for message in reader.messages if text in message.text]


def sent_to(sandbox: Sandbox, chat: int, text: str) -> list[JSON]:
    """Return the arguments of the requests that sent a text to a chat."""
    return [
        entry.arguments
        for entry in sandbox.journal.entries
        if entry.method.lower().startswith("send")
        and str(entry.arguments.get("chat_id")) == str(chat)
        and text in str(entry.arguments)
    ]


async def appoint(services: Services, person: Person, role: Role | None) -> Person:
    """Give a person a role, or take it away, as another process would; return the person."""
    async with services.database.write() as connection:
        await editors.remove(connection, person.id)
        if role is not None:
            stored = Editor(person.id, person.user.first_name, role, None, services.clock())
            await editors.add(connection, stored)
    return person


def show(editor: Person, message: MessageSnapshot) -> MessageSnapshot:
    """Return a message of an editor as it is now."""
    return next(one for one in editor.messages if one.message_id == message.message_id)


async def half_sent(
    person: Callable[..., Person], sandbox: Sandbox, editor: Person
) -> tuple[Person, Person, MessageSnapshot]:
    """Start a broadcast that one reader has and another waits for after a fault; return both and
    its report."""
    olya, taras = person("Оля"), person("Тарас")
    await subscribe(olya)
    await subscribe(taras)
    rule = sandbox.faults.add_server_error(method="sendMessage", chat=taras.id)
    running = await press(editor, await preview(editor, "/breaking Мост закрыт"), "Отправить")
    await olya.wait()
    await wait_until(lambda: rule.hits)
    await editor.settle()
    sandbox.faults.clear()
    editor.skip()
    return olya, taras, running
