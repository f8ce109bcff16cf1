"""All features of the bot as routers; each module builds one, each folder is one feature."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import MagicData

from bot.features.account import handlers as account_handlers
from bot.features.articles import coverage, saved
from bot.features.articles import handlers as articles_handlers
from bot.features.broadcasts import amend as broadcasts_amend
from bot.features.broadcasts import draft as broadcasts_draft
from bot.features.broadcasts import preview as broadcasts_preview
from bot.features.broadcasts import review as broadcasts_review
from bot.features.broadcasts import schedule as broadcasts_schedule
from bot.features.digest import handlers as digest_handlers
from bot.features.digest import options as digest_options
from bot.features.editorial import access, add_article, audit_log, desk, edit_article, stats
from bot.features.editorial import topics as editorial_topics
from bot.features.editors import handlers as editors_handlers
from bot.features.follows import buttons as follows_buttons
from bot.features.follows import handlers as follows_handlers
from bot.features.follows import stories as follows_stories
from bot.features.groups import channels, forum_topic, membership, own_channel
from bot.features.groups import commands as groups_commands
from bot.features.onboarding import chat_words, start
from bot.features.onboarding import help as onboarding_help
from bot.features.onboarding.reminder import remind_of_setup
from bot.features.search import handlers as search_handlers
from bot.features.search import inline
from bot.features.settings import (
    digest_times,
    language,
    pause,
    quiet_hours,
    timezone,
    topics,
)
from bot.features.settings import menu as settings_menu
from bot.features.sources import card as sources_card
from bot.features.sources import handlers as sources_handlers
from bot.telegram import error_handler
from news.query.chat_words import ChatIntent


def build_routers() -> tuple[Router, ...]:
    """Build the routers for private chats, managed chats, groups and everything else.

    An update is offered to each in turn, which takes time, so the busiest comes first.
    """
    return (
        articles_handlers.channel_router(),
        _private_chats(),
        _managed_chats(),
        inline.router(),
        membership.router(),
        account_handlers.blocked_router(),
        membership.migration_router(),
        own_channel.router(),
        _groups(),
        error_handler.router(),
    )


def _managed_chats() -> Router:
    """Build the router for settings of a group or channel, changed in its admin's private chat."""
    router = _settings_router("managed chats")
    router.include_router(onboarding_help.fallback_router())
    for observer in (router.message, router.callback_query):
        observer.filter(MagicData(F.ctx.is_managed))
    return router


def _private_chats() -> Router:
    """Build the router of private chats.

    The order matters at the end: text that no other handler takes is a search, and the fallback
    router answers the rest.
    """
    private = Router(name="private")
    is_here = MagicData(F.ctx.subscriber.kind == "private")
    private.message.filter(is_here)
    private.callback_query.filter(is_here)
    private.include_routers(
        start.router(),
        _settings_router("settings"),
        channels.router(),
        own_channel.offer_router(),
        remind_of_setup(digest_handlers.router()),
        remind_of_setup(articles_handlers.router()),
        remind_of_setup(coverage.router()),
        remind_of_setup(saved.router()),
        broadcasts_draft.router(),
        broadcasts_preview.router(),
        edit_article.router(),
        broadcasts_schedule.router(),
        broadcasts_amend.router(),
        broadcasts_review.router(),
        sources_handlers.router(),
        add_article.router(),
        sources_card.router(),
        editorial_topics.router(),
        desk.router(),
        stats.router(),
        audit_log.router(),
        editors_handlers.router(),
        access.router(),
        remind_of_setup(_chat_words()),
        remind_of_setup(search_handlers.router()),
        remind_of_setup(onboarding_help.router()),
        remind_of_setup(onboarding_help.fallback_router()),
    )
    return private


def _chat_words() -> Router:
    return chat_words.router(
        {
            ChatIntent.START: start.on_start_command,
            ChatIntent.STOP: account_handlers.on_stop,
            ChatIntent.HELP: onboarding_help.on_help_command,
            ChatIntent.DIGEST: digest_handlers.on_digest_requested,
            ChatIntent.SETTINGS: settings_menu.send_settings,
        }
    )


def _groups() -> Router:
    public = Router(name="group public")
    public.include_routers(
        digest_handlers.router(),
        articles_handlers.router(),
        coverage.router(),
        search_handlers.router(),
        onboarding_help.router(),
        chat_words.courtesy_router(),
    )
    admin = _settings_router("group admins")
    admin.include_routers(forum_topic.router(), onboarding_help.stale_button_router())
    return groups_commands.router(public, admin)


def _settings_router(name: str) -> Router:
    """Build the router of the settings that every chat has, a person's or a managed one; the
    busiest come first."""
    router = Router(name=name)
    router.include_routers(
        topics.router(),
        remind_of_setup(settings_menu.router()),
        follows_handlers.router(),
        follows_buttons.router(),
        follows_stories.router(),
        digest_times.router(),
        timezone.router(),
        language.router(),
        pause.router(),
        digest_options.router(),
        quiet_hours.router(),
        account_handlers.router(),
    )
    return router
