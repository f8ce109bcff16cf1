"""The language that the bot speaks with a reader."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Ask, LanguageChoice
from bot.people import change
from bot.replies import say, say_here
from bot.translations import Translations, Translator
from bot.views import meeting
from bot.views.document import Document, page
from news.model import READER_LANGUAGES, ReaderLanguage
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="language")
    router.message.register(language, Command("language", ignore_case=True))
    router.callback_query.register(language_asked, Ask.filter(F.what == "language"))
    router.callback_query.register(language_chosen, LanguageChoice.filter())
    return router


async def language(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    translations: Translations,
) -> None:
    if not command.args:
        await say(bot, reader, meeting.language_choice(t))
        return
    code = command.args.strip().lower()
    chosen = next((language for language in READER_LANGUAGES if language == code), None)
    if chosen is None:
        await say(bot, reader, page(t("language-unclear")))
        return
    await say(bot, reader, await _keep_language(database, reader, translations, chosen))


async def language_asked(query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await say(bot, reader, meeting.language_choice(t))


async def language_chosen(
    query: CallbackQuery,
    callback_data: LanguageChoice,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    translations: Translations,
) -> None:
    code = callback_data.language
    chosen = next((language for language in READER_LANGUAGES if language == code), reader.language)
    await say_here(bot, query, await _keep_language(database, reader, translations, chosen))


async def _keep_language(
    database: Database, reader: Subscriber, translations: Translations, chosen: ReaderLanguage
) -> Document:
    async with database.write_few() as connection:
        await change(connection, reader, language=chosen)
    return page(translations[chosen]("language-saved"))
