"""The language that the bot speaks with a reader, and those of the articles that they read."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.settings.callbacks import LanguageChoice, LanguagesChoice
from bot.features.settings.views import onboarding as views_onboarding
from bot.features.settings.views import pickers as views_pickers
from bot.features.settings.views.pickers import ARTICLE_LANGUAGES
from bot.telegram.responses import edit_message, send_document
from bot.ui.callbacks import Flow, OpenScreen, ScreenName
from bot.ui.document import Document, build_document
from news.model import INTERFACE_LANGUAGES, InterfaceLanguage
from service.articles import topics as articles_topics
from service.config import Settings
from service.i18n import timezones
from service.i18n.translations import Translations, Translator
from service.subscribers.service import update_subscriber
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database


def router() -> Router:
    router = Router(name="language")
    router.message.register(on_language_command, Command("language", ignore_case=True))
    router.callback_query.register(
        show_language_picker, OpenScreen.filter(F.name == ScreenName.LANGUAGE)
    )
    router.callback_query.register(
        on_first_language_chosen, LanguageChoice.filter(F.flow == Flow.FIRST)
    )
    router.callback_query.register(on_language_chosen, LanguageChoice.filter())
    router.callback_query.register(
        show_article_languages_picker, OpenScreen.filter(F.name == ScreenName.LANGUAGES)
    )
    router.callback_query.register(on_article_languages_chosen, LanguagesChoice.filter())
    return router


async def on_language_command(
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
        await send_document(bot, reader, views_pickers.build_language_picker(t))
        return
    chosen = _find_language(command.args.strip().lower())
    if chosen is None:
        await send_document(bot, reader, build_document(t("language-unclear")))
        return
    await send_document(bot, reader, await _save_language(database, reader, translations, chosen))


async def show_language_picker(
    query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator
) -> None:
    await edit_message(bot, query, views_pickers.build_language_picker(t))


async def on_first_language_chosen(
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
    chosen = _find_language(callback_data.language) or reader.language
    values: dict[str, str] = {"language": chosen}
    if reader.state == "new" and not reader.asked:
        code = query.from_user.language_code
        values["timezone"] = timezones.guess(code, chosen, settings.default_timezone)
    async with database.write() as connection:
        reader = await update_subscriber(connection, reader, **values)
        topics = await articles_topics.list_all_topics(connection)
    await edit_message(
        bot, query, views_onboarding.build_greeting(translations[chosen], topics, reader.topics)
    )


async def on_language_chosen(
    query: CallbackQuery,
    callback_data: LanguageChoice,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    translations: Translations,
) -> None:
    chosen = _find_language(callback_data.language) or reader.language
    await edit_message(bot, query, await _save_language(database, reader, translations, chosen))


async def show_article_languages_picker(
    query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator
) -> None:
    await edit_message(bot, query, views_pickers.build_article_languages_picker(t, reader))


async def on_article_languages_chosen(
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
        reader = await update_subscriber(connection, reader, languages=chosen)
    await edit_message(bot, query, views_pickers.build_article_languages_picker(t, reader))


def _find_language(code: str) -> InterfaceLanguage | None:
    return next((language for language in INTERFACE_LANGUAGES if language == code), None)


async def _save_language(
    database: Database,
    reader: Subscriber,
    translations: Translations,
    language_code: InterfaceLanguage,
) -> Document:
    async with database.write_few() as connection:
        await update_subscriber(connection, reader, language=language_code)
    t = translations[language_code]
    return views_pickers.build_language_picker(t, t("language-saved"))
