"""The language that the bot speaks in a chat, and the languages of its articles."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.settings import api
from bot.features.settings.callbacks import LanguageChoice, LanguagesChoice
from bot.features.settings.views import pickers
from bot.features.settings.views.pickers import ARTICLE_LANGUAGES
from bot.telegram.context import Context
from bot.ui.callbacks import Flow, OpenScreen, ScreenName
from bot.ui.document import Document
from news.model import INTERFACE_LANGUAGES, InterfaceLanguage


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


async def on_language_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Set the language of ``/language uk``; without one, show the languages."""
    if not command.args:
        await ctx.send(pickers.build_language_picker(ctx.t))
        return
    chosen = _find_language(command.args.strip().lower())
    if chosen is None:
        await ctx.send(ctx.t("language-unclear"))
        return
    await ctx.send(await _save_language(ctx, chosen))


async def show_language_picker(query: CallbackQuery, ctx: Context) -> None:
    """Show the picker of interface languages."""
    await ctx.edit(query, pickers.build_language_picker(ctx.t))


async def on_first_language_chosen(
    query: CallbackQuery, callback_data: LanguageChoice, ctx: Context
) -> None:
    """Show the greeting in another language."""
    chosen = _find_language(callback_data.language) or ctx.subscriber.language
    saved = await ctx.services.setup.set_first_language(
        ctx.subscriber, chosen, query.from_user.language_code, ctx.now
    )
    t = ctx.services.translations[chosen]
    greeting = api.build_greeting(t, saved.topics, saved.subscriber, ctx.now)
    await ctx.edit(query, greeting)


async def on_language_chosen(
    query: CallbackQuery, callback_data: LanguageChoice, ctx: Context
) -> None:
    """Save the chosen interface language and answer in it."""
    chosen = _find_language(callback_data.language) or ctx.subscriber.language
    await ctx.edit(query, await _save_language(ctx, chosen))


async def show_article_languages_picker(query: CallbackQuery, ctx: Context) -> None:
    """Show the picker of article languages."""
    await ctx.edit(query, pickers.build_article_languages_picker(ctx.t, ctx.subscriber))


async def on_article_languages_chosen(
    query: CallbackQuery, callback_data: LanguagesChoice, ctx: Context
) -> None:
    """Save the chosen article languages and show the picker again."""
    named = callback_data.languages.split("-")
    chosen = frozenset(language for language in ARTICLE_LANGUAGES if language in named)
    subscriber = await ctx.services.subscribers.set_article_languages(ctx.subscriber, chosen)
    await ctx.edit(query, pickers.build_article_languages_picker(ctx.t, subscriber))


def _find_language(code: str) -> InterfaceLanguage | None:
    return next((language for language in INTERFACE_LANGUAGES if language == code), None)


async def _save_language(ctx: Context, language: InterfaceLanguage) -> Document:
    await ctx.services.subscribers.set_language(ctx.subscriber, language)
    t = ctx.services.translations[language]
    return pickers.build_language_picker(t, t("language-saved"))
