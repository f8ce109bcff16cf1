"""A café on python-telegram-bot: inline and reply keyboards, edits, alerts, inline mode.

It knows nothing of the sandbox: BOT_API_URL could be any Bot API server.
"""

from __future__ import annotations

import os

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

Context = ContextTypes.DEFAULT_TYPE
DRINKS = {"tea": "Tea", "coffee": "Coffee"}


def counter(context: Context) -> InlineKeyboardMarkup:
    assert context.user_data is not None
    basket = context.user_data.setdefault("basket", dict.fromkeys(DRINKS, 0))
    rows = [
        [InlineKeyboardButton(f"{name} · {basket[drink]}", callback_data=f"add:{drink}")]
        for drink, name in DRINKS.items()
    ]
    rows.append([InlineKeyboardButton("Order", callback_data="order")])
    return InlineKeyboardMarkup(rows)


async def start(update: Update, context: Context) -> None:
    assert update.message is not None
    await update.message.reply_text("What would you like?", reply_markup=counter(context))


async def add(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    assert query.data is not None
    assert context.user_data is not None
    drink = query.data.partition(":")[2]
    context.user_data["basket"][drink] += 1
    await query.answer(f"{DRINKS[drink]} added")
    await query.edit_message_reply_markup(counter(context))


async def order(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert context.user_data is not None
    basket = context.user_data["basket"]
    if not any(basket.values()):
        await query.answer("The basket is empty", show_alert=True)
        return
    await query.answer()
    listed = ", ".join(f"{n} × {DRINKS[drink]}" for drink, n in basket.items() if n)
    await query.edit_message_text(f"*Ordered:* {listed}", parse_mode="MarkdownV2")
    keyboard = ReplyKeyboardMarkup([["Here", "To go"]], one_time_keyboard=True)
    await query.message.chat.send_message("Where will you have it?", reply_markup=keyboard)


async def choose_place(update: Update, _: Context) -> None:
    assert update.message is not None
    await update.message.reply_text("It is coming!", reply_markup=ReplyKeyboardRemove())


async def offer(update: Update, _: Context) -> None:
    query = update.inline_query
    assert query is not None
    found = [
        InlineQueryResultArticle(drink, name, InputTextMessageContent(f"{name}, please"))
        for drink, name in DRINKS.items()
        if query.query.lower() in name.lower()
    ]
    await query.answer(found, cache_time=0)


def main() -> None:
    server = os.environ["BOT_API_URL"]
    token = os.environ["BOT_TOKEN"]
    app = Application.builder().token(token).base_url(f"{server}/bot").build()
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(add, pattern="^add:"))
    app.add_handler(CallbackQueryHandler(order, pattern="^order$"))
    app.add_handler(MessageHandler(filters.Text(["Here", "To go"]), choose_place))
    app.add_handler(InlineQueryHandler(offer))
    app.run_polling()


if __name__ == "__main__":
    main()
