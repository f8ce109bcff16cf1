"""Shared first steps of conversation tests."""

from __future__ import annotations

from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from storage.chats import subscribers
from storage.chats.subscribers import Subscriber

FIRST_DIGEST_FOLLOWS = ("А вот первая", "А ось перше", "Here’s your first one")
"""The end of a first setup that a digest follows."""


async def ask(olya: Person, text: str) -> MessageSnapshot:
    """Send a text and return the first answer."""
    await olya.send(text)
    return await olya.wait()


def list_numbers(message: MessageSnapshot) -> list[str]:
    """Return the labels of the buttons that open the items of a list."""
    return [label for label in message.labels if label.endswith("\ufe0f\u20e3")]


async def open_first(olya: Person, results: MessageSnapshot, read: str = "") -> MessageSnapshot:
    """Open the first result of a search: its summary, or with the label ``read`` its full text."""
    await olya.click(results, "1️⃣")
    opened = await olya.wait()
    if read:
        await olya.click(opened, read)
        opened = await olya.wait()
    return opened


async def subscribe(olya: Person, *topics: str, hour: str = "08:00") -> Person:
    """Go through the first setup and return the person; the messages so far are skipped."""
    await olya.send("/start")
    grid = await olya.wait()
    for topic in topics:
        await olya.click(grid, topic)
        grid = await olya.wait()
    await olya.click(grid, "Готово")
    await olya.click(await olya.wait(), hour)
    done = await olya.wait()
    if any(words in done.text for words in FIRST_DIGEST_FOLLOWS):
        await olya.wait()
    await olya.settle()
    olya.skip()
    return olya


async def get_subscriber(services: Services, olya: Person) -> Subscriber:
    """Return the stored subscriber of a person."""
    async with services.database.read() as connection:
        known = await subscribers.get(connection, olya.id)
    assert known is not None
    return known
