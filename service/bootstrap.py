"""Everything that works without Telegram; the command line needs only this."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version

from news.model import InterfaceLanguage
from news.nlp.forms.lemmas import Lemmatizer
from news.query.followed_terms import TermNormalizer
from news.sources.fetcher import Fetcher, FetchLimits
from service.articles.analysis_worker import AnalysisWorker
from service.articles.coverage import CoverageService
from service.articles.importer import ArticleImporter
from service.articles.saved import SavedService
from service.articles.service import ArticleService
from service.articles.summaries.client import create_summary_client
from service.articles.summaries.writer import SummaryWriter
from service.broadcasts.draft_service import DraftService
from service.broadcasts.estimate import get_digest_rate
from service.broadcasts.proposals import ProposalService
from service.broadcasts.service import BroadcastService
from service.config import Settings
from service.digests.desk import DeskService
from service.digests.dispatch import DigestDispatcher
from service.digests.sending_windows import SendingPlan
from service.digests.service import DigestService
from service.editors.service import EditorService
from service.follows.service import FollowService
from service.follows.sources import SourceFollowService
from service.follows.stories import StoryFollowService
from service.i18n.translations import Translations
from service.ops.api_tokens import ApiTokenService
from service.ops.clock import Clock, Monotonic, system_clock
from service.ops.idempotency import IdempotencyService
from service.ops.metrics import Metrics
from service.ops.stats import StatsService
from service.rendering import DigestRenderer
from service.search.service import SearchService
from service.sources.own_channels import OwnChannelService
from service.sources.service import SourceService
from service.sources.updater import FetchPolicy, SourceUpdater
from service.subscribers.chats import ChatService
from service.subscribers.service import SubscriberService
from service.subscribers.setup import SetupService
from service.topics.service import TopicService
from storage.database.engine import Database, open_database
from storage.migrations.runner import migrate


def build_user_agent(username: str | None = None) -> str:
    """Build the User-Agent for web servers, with the bot's address once it is known."""
    who = f"+https://t.me/{username}" if username else "news digest bot"
    return f"Svodka/{version('svodka')} ({who})"


@dataclass(frozen=True, slots=True)
class Services:
    """All open services and what they share."""

    settings: Settings
    database: Database
    analysis_worker: AnalysisWorker
    fetcher: Fetcher
    importer: ArticleImporter
    source_updater: SourceUpdater
    search: SearchService
    subscribers: SubscriberService
    setup: SetupService
    chats: ChatService
    sources: SourceService
    own_channels: OwnChannelService
    articles: ArticleService
    coverage: CoverageService
    saved: SavedService
    topics: TopicService
    follows: FollowService
    source_follows: SourceFollowService
    story_follows: StoryFollowService
    digests: DigestService
    desk: DeskService
    drafts: DraftService
    broadcasts: BroadcastService
    proposals: ProposalService
    editors: EditorService
    stats: StatsService
    api_tokens: ApiTokenService
    idempotency: IdempotencyService
    sending_plan: SendingPlan
    terms: TermNormalizer
    translations: Translations
    metrics: Metrics
    clock: Clock
    monotonic: Monotonic

    def create_digest_dispatcher(
        self, renderers: Mapping[InterfaceLanguage, DigestRenderer]
    ) -> DigestDispatcher:
        """Return what enqueues digests in the messages of these renderers."""
        return DigestDispatcher(self.database, self.terms, renderers, self.sending_plan)


@contextlib.asynccontextmanager
async def open_services(
    settings: Settings,
    clock: Clock = system_clock,
    analysis_worker: AnalysisWorker | None = None,
    *,
    upgrade: bool = True,
    monotonic: Monotonic = time.monotonic,
) -> AsyncIterator[Services]:
    """Migrate and open everything but Telegram; close it at the end.

    ``analysis_worker``: one that is shared and stays open; without it a new one is started.
    ``upgrade``: create the database or upgrade its schema first.
    Raises StorageError where the database cannot be used.
    """
    if upgrade:
        await asyncio.to_thread(migrate, settings.database_url)
    database = open_database(settings.database_url, settings.data_folder)
    worker = analysis_worker or AnalysisWorker()
    metrics = Metrics()
    fetcher = Fetcher(
        user_agent=build_user_agent(),
        allow_private=settings.allow_private_networks,
        clock=clock,
        limits=FetchLimits(pause=settings.fetch_pause_seconds),
    )
    try:
        async with fetcher, _open_summary_writer(settings, worker, clock, metrics) as summaries:
            importer = ArticleImporter(
                database, worker, clock, metrics, summaries, timedelta(days=settings.retention_days)
            )
            interval = timedelta(minutes=settings.fetch_interval_minutes)
            policy = FetchPolicy(interval, full_texts=settings.whole_articles)
            updater = SourceUpdater(database, worker, fetcher, importer, clock, metrics, policy)
            ingest = _Ingest(worker, fetcher, importer, updater)
            try:
                yield await _build_services(settings, clock, monotonic, database, metrics, ingest)
            finally:
                await updater.close()
                await importer.close()
    finally:
        if analysis_worker is None:
            await asyncio.to_thread(worker.close)
        await database.close()


@dataclass(frozen=True, slots=True)
class _Ingest:
    """What fetches, analyzes and stores articles."""

    worker: AnalysisWorker
    fetcher: Fetcher
    importer: ArticleImporter
    updater: SourceUpdater


async def _build_services(
    settings: Settings,
    clock: Clock,
    monotonic: Monotonic,
    database: Database,
    metrics: Metrics,
    ingest: _Ingest,
) -> Services:
    lemmatizer = await asyncio.to_thread(Lemmatizer)
    translations = Translations()
    terms = TermNormalizer(lemmatizer)
    follows = FollowService(database, terms)
    worker, fetcher, updater = ingest.worker, ingest.fetcher, ingest.updater
    articles = ArticleService(database, settings, worker, ingest.importer, follows)
    return Services(
        settings=settings,
        database=database,
        analysis_worker=worker,
        fetcher=fetcher,
        importer=ingest.importer,
        source_updater=updater,
        search=SearchService(database, lemmatizer, translations, metrics, settings.search_days),
        subscribers=SubscriberService(database, settings),
        setup=SetupService(database, settings),
        chats=ChatService(database),
        sources=SourceService(database, settings, translations, fetcher, worker, articles, updater),
        own_channels=OwnChannelService(database, settings, ingest.importer),
        articles=articles,
        coverage=CoverageService(database),
        saved=SavedService(database),
        topics=TopicService(database, settings, translations),
        follows=follows,
        source_follows=SourceFollowService(database),
        story_follows=StoryFollowService(database),
        digests=DigestService(database, terms, settings.digest_items),
        desk=DeskService(database, settings),
        drafts=DraftService(database, settings),
        broadcasts=BroadcastService(database, settings),
        proposals=ProposalService(database, settings),
        editors=EditorService(database, settings),
        stats=StatsService(database),
        api_tokens=ApiTokenService(database),
        idempotency=IdempotencyService(database),
        sending_plan=SendingPlan(get_digest_rate(settings).per_second),
        translations=translations,
        terms=terms,
        metrics=metrics,
        clock=clock,
        monotonic=monotonic,
    )


@contextlib.asynccontextmanager
async def _open_summary_writer(
    settings: Settings, analysis_worker: AnalysisWorker, clock: Clock, metrics: Metrics
) -> AsyncIterator[SummaryWriter | None]:
    """Open the summary writer; None without a summary server."""
    if not settings.summary_api_url:
        yield None
        return
    async with create_summary_client(settings) as server:
        yield SummaryWriter(server, analysis_worker, clock, metrics, settings.summary_api_timeout)
