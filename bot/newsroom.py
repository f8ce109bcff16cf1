"""What works without Telegram: storage, desk, sources, search. The command line needs no more."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock, system_clock
from bot.desk import DeskProcess
from bot.jobs.ingest import Ingest
from bot.metrics import Metrics
from bot.searching import Searching
from bot.settings import Settings
from bot.summaries.server import open_server
from bot.summaries.writer import SummaryWriter
from bot.translations import Translations
from news.language.lemmas import Lemmatizer
from news.sources.fetcher import Fetcher
from news.terms import Terms
from storage.engine import Database
from storage.migrate import migrate


def user_agent(username: str | None = None) -> str:
    """Who we say we are to servers: with the bot's address, once it is known."""
    who = f"+https://t.me/{username}" if username else "news digest bot"
    return f"Svodka/0.1 ({who})"


@dataclass(frozen=True, slots=True)
class Newsroom:
    """The open parts, for whoever works with them."""

    settings: Settings
    database: Database
    desk: DeskProcess
    fetcher: Fetcher
    ingest: Ingest
    searching: Searching
    terms: Terms
    translations: Translations
    metrics: Metrics
    clock: Clock


@contextlib.asynccontextmanager
async def open_newsroom(
    settings: Settings, clock: Clock = system_clock, desk: DeskProcess | None = None
) -> AsyncIterator[Newsroom]:
    """Migrate and open everything but Telegram; close it at the end.

    ``desk``: one that is shared and stays open; without it, the newsroom has its own.
    Raises StorageError where the database can not be used.
    """
    await asyncio.to_thread(migrate, settings.database_url)
    database = Database(settings.database_url)
    own_desk = desk or DeskProcess()
    metrics = Metrics()
    lemmatizer = await asyncio.to_thread(Lemmatizer)
    translations = Translations()
    fetcher = Fetcher(
        user_agent=user_agent(),
        allow_private=settings.allow_private_networks,
        clock=clock,
        pause=settings.fetch_pause_seconds,
    )
    try:
        async with fetcher, _summaries(settings, own_desk, clock, metrics) as summaries:
            yield Newsroom(
                settings=settings,
                database=database,
                desk=own_desk,
                fetcher=fetcher,
                ingest=Ingest(
                    database,
                    own_desk,
                    fetcher,
                    clock,
                    metrics,
                    timedelta(minutes=settings.fetch_interval_minutes),
                    summaries,
                    whole=settings.whole_articles,
                ),
                searching=Searching(
                    database, lemmatizer, translations, metrics, settings.search_days
                ),
                translations=translations,
                terms=Terms(lemmatizer),
                metrics=metrics,
                clock=clock,
            )
    finally:
        if desk is None:
            await asyncio.to_thread(own_desk.close)
        await database.close()


@contextlib.asynccontextmanager
async def _summaries(
    settings: Settings, desk: DeskProcess, clock: Clock, metrics: Metrics
) -> AsyncIterator[SummaryWriter | None]:
    """The writer of summaries, where there is a server for it."""
    if not settings.summary_api_url:
        yield None
        return
    async with open_server(settings) as server:
        yield SummaryWriter(server, desk, clock, metrics, settings.summary_api_timeout)
