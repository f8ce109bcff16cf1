"""Shared steps of the tests of groups and channels."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sandbox.state.models import Chat
from service.bootstrap import Services
from storage.chats import subscribers
from storage.chats.subscribers import Subscriber


async def get_subscriber(services: Services, chat: Chat) -> Subscriber | None:
    async with services.database.read() as connection:
        return await subscribers.get(connection, chat.id)


async def known(services: Services, chat: Chat) -> Subscriber:
    subscriber = await get_subscriber(services, chat)
    assert subscriber is not None
    return subscriber


async def until(services: Services, chat: Chat, holds: Callable[[Subscriber], bool]) -> Subscriber:
    """Wait until the stored subscriber of a chat has these values."""
    async with asyncio.timeout(30):
        while True:
            subscriber = await get_subscriber(services, chat)
            if subscriber is not None and holds(subscriber):
                return subscriber
            await asyncio.sleep(0.01)


def said(chat: Chat) -> list[str]:
    """Return what the bot wrote there."""
    return [m.data.get("text", "") for m in chat.messages.values() if m.outgoing]
