"""A minimal bot on aiogram, the baseline of the service's memory."""

from __future__ import annotations

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message


async def repeat(message: Message) -> None:
    await message.answer(message.text or "?")


async def serve() -> None:
    server = TelegramAPIServer.from_base(os.environ["TELEGRAM_API_URL"])
    dispatcher = Dispatcher()
    dispatcher.message.register(repeat)
    async with Bot(os.environ["BOT_TOKEN"], AiohttpSession(api=server)) as bot:
        await dispatcher.start_polling(bot, handle_signals=False)


if __name__ == "__main__":
    asyncio.run(serve())
