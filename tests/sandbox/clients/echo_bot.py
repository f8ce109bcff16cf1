"""An echo bot on python-telegram-bot.

It knows nothing of the sandbox: BOT_API_URL could be any Bot API server.
"""

from __future__ import annotations

import os

from telegram import Update
from telegram.ext import Application, CommandHandler, ContextTypes, MessageHandler, filters

Context = ContextTypes.DEFAULT_TYPE
NEW = filters.UpdateType.MESSAGE


async def introduce(app: Application) -> None:
    await app.bot.set_my_commands([("start", "Say hello"), ("fail", "Write to nobody")])


async def start(update: Update, _: Context) -> None:
    assert update.message is not None
    assert update.effective_user is not None
    await update.message.reply_html(f"Hello, {update.effective_user.mention_html()}!")


async def fail(update: Update, context: Context) -> None:
    await context.bot.send_message(1, "Is anybody there?")


async def echo_text(update: Update, _: Context) -> None:
    assert update.message is not None
    await update.message.reply_text(update.message.text_html, parse_mode="HTML", do_quote=True)


async def echo_correction(update: Update, _: Context) -> None:
    assert update.edited_message is not None
    await update.edited_message.reply_text(f"Now it says: {update.edited_message.text}")


async def echo_document(update: Update, _: Context) -> None:
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    content = bytes(await file.download_as_bytearray())
    name = f"again-{update.message.document.file_name}"
    await update.message.reply_document(content, filename=name, caption=f"{len(content)} bytes")


async def echo_anything(update: Update, _: Context) -> None:
    assert update.message is not None
    assert update.effective_chat is not None
    await update.message.copy(update.effective_chat.id)


async def apologise(update: object, context: Context) -> None:
    if isinstance(update, Update) and update.effective_chat:
        error = context.error
        await update.effective_chat.send_message(f"{type(error).__name__}: {error}")


def main() -> None:
    server = os.environ["BOT_API_URL"]
    app = (
        Application.builder()
        .token(os.environ["BOT_TOKEN"])
        .base_url(f"{server}/bot")
        .base_file_url(f"{server}/file/bot")
        .post_init(introduce)
        .build()
    )
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CommandHandler("fail", fail))
    app.add_handler(MessageHandler(filters.TEXT & NEW, echo_text))
    app.add_handler(MessageHandler(filters.TEXT & filters.UpdateType.EDITED, echo_correction))
    app.add_handler(MessageHandler(filters.Document.ALL, echo_document))
    app.add_handler(MessageHandler(NEW & ~filters.StatusUpdate.ALL, echo_anything))
    app.add_error_handler(apologise)
    app.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    main()
