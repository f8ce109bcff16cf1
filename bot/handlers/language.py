"""The language that the bot speaks with a reader, and those of the articles that they read."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import topics as every_topic
from bot import zones
from bot.callbacks import Flow, LanguageChoice, LanguagesChoice, Screen, ScreenName
from bot.people import change
from bot.replies import say, say_here
from bot.settings import Settings
from bot.translations import Translations, Translator
from bot.views import choices, meeting
from bot.views.choices import ARTICLE_LANGUAGES
from bot.views.document import Document, page
from news.model import READER_LANGUAGES, ReaderLanguage
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="language")
    router.message.register(language, Command("language", ignore_case=True))
    router.callback_query.register(ask, Screen.filter(F.name == ScreenName.LANGUAGE))
    router.callback_query.register(choose_first, LanguageChoice.filter(F.flow == Flow.FIRST))
    router.callback_query.register(choose, LanguageChoice.filter())
    router.callback_query.register(ask_articles, Screen.filter(F.name == ScreenName.LANGUAGES))
    router.callback_query.register(choose_articles, LanguagesChoice.filter())
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
    """``/language``, ``/language uk``."""
    if not command.args:
        await say(bot, reader, choices.language(t))
        return
    chosen = _of(command.args.strip().lower())
    if chosen is None:
        await say(bot, reader, page(t("language-unclear")))
        return
    await say(bot, reader, await _keep(database, reader, translations, chosen))


async def ask(query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await say_here(bot, query, choices.language(t))


async def choose_first(
    query: CallbackQuery,
    callback_data: LanguageChoice,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    translations: Translations,
) -> None:
    """The greeting in another language. It also tells something of where they live, as long as they
    have not said so themselves."""
    chosen = _of(callback_data.language) or reader.language
    values: dict[str, str] = {"language": chosen}
    if reader.state == "new" and not reader.asked:
        code = query.from_user.language_code
        values["timezone"] = zones.guess(code, chosen, settings.default_timezone)
    async with database.write() as connection:
        reader = await change(connection, reader, **values)
        topics = await every_topic.every(connection)
    await say_here(bot, query, meeting.greeting(translations[chosen], topics, reader.topics))


async def choose(
    query: CallbackQuery,
    callback_data: LanguageChoice,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    translations: Translations,
) -> None:
    chosen = _of(callback_data.language) or reader.language
    await say_here(bot, query, await _keep(database, reader, translations, chosen))


async def ask_articles(query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await say_here(bot, query, choices.languages(t, reader))


async def choose_articles(
    query: CallbackQuery,
    callback_data: LanguagesChoice,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    named = callback_data.languages.split("-")
    chosen = frozenset(language for language in ARTICLE_LANGUAGES if language in named)
    async with database.write() as connection:
        reader = await change(connection, reader, languages=chosen)
    await say_here(bot, query, choices.languages(t, reader))


def _of(code: str) -> ReaderLanguage | None:
    return next((language for language in READER_LANGUAGES if language == code), None)


async def _keep(
    database: Database, reader: Subscriber, translations: Translations, chosen: ReaderLanguage
) -> Document:
    async with database.write_few() as connection:
        await change(connection, reader, language=chosen)
    t = translations[chosen]
    return choices.language(t, t("language-saved"))
