"""Shared steps of the tests of groups and channels."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.state.models import Chat
from service.bootstrap import Services
from storage.chats import subscribers
from storage.chats.subscribers import Subscriber
from tests.support.waiting import wait_until


async def get_subscriber(services: Services, chat: Chat) -> Subscriber | None:
    async with services.database.read() as connection:
        return await subscribers.get(connection, chat.id)


async def known(services: Services, chat: Chat) -> Subscriber:
    subscriber = await get_subscriber(services, chat)
    assert subscriber is not None
    return subscriber


async def until(services: Services, chat: Chat, holds: Callable[[Subscriber], bool]) -> Subscriber:
    """Wait until the stored subscriber of a chat has these values."""

    async def find() -> Subscriber | None:
        subscriber = await get_subscriber(services, chat)
        return subscriber if subscriber is not None and holds(subscriber) else None

    found = await wait_until(find)
    assert found is not None
    return found


def said(chat: Chat) -> list[str]:
    """Return what the bot wrote there."""
    return [m.data.get("text", "") for m in chat.messages.values() if m.outgoing]
