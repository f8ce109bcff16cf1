"""A minimal bot on aiogram with a grid of topics, the baseline of button presses.

Its screen is as large as ours. A press toggles a topic with the two calls that any bot makes: an
answer to the press and an edit of the message. It stores nothing.
"""

from __future__ import annotations

import asyncio
import os

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

NAMES = (
    "Политика", "Война и безопасность", "Экономика", "Энергетика", "Общество", "Криминал",
    "Происшествия", "Здоровье", "Наука", "Технологии", "Культура", "Спорт", "Природа",
    "Стиль жизни", "Все темы", "Готово",
)  # fmt: skip
TEXT = "Какие темы вам интересны? Отметьте сколько угодно, потом нажмите «Готово». " * 3


def build_grid(ticked: frozenset[str]) -> InlineKeyboardMarkup:
    buttons = [
        InlineKeyboardButton(
            text=f"{'✅' if name in ticked else '🗂'} {name}",
            callback_data=f"t:{number}:{'off' if name in ticked else 'on'}",
        )
        for number, name in enumerate(NAMES)
    ]
    return InlineKeyboardMarkup(
        inline_keyboard=[buttons[start : start + 2] for start in range(0, len(buttons), 2)]
    )


async def show(message: Message) -> None:
    await message.answer(TEXT, reply_markup=build_grid(frozenset()))


async def toggle(query: CallbackQuery) -> None:
    _, number, state = (query.data or "").split(":")
    ticked = frozenset({NAMES[int(number)]} if state == "on" else ())
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.edit_text(TEXT, reply_markup=build_grid(ticked))


async def serve() -> None:
    server = TelegramAPIServer.from_base(os.environ["TELEGRAM_API_URL"])
    dispatcher = Dispatcher()
    dispatcher.message.register(show)
    dispatcher.callback_query.register(toggle, F.data.startswith("t:"))
    async with Bot(os.environ["BOT_TOKEN"], AiohttpSession(api=server)) as bot:
        await dispatcher.start_polling(bot, handle_signals=False)


if __name__ == "__main__":
    asyncio.run(serve())
