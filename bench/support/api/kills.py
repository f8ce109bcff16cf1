"""Kill the service with SIGKILL at random instants while a content system posts to it.

Each is a fork of one process that has imported everything. It serves the real API over the real
services and the database; the articles were analyzed before, so that it mostly stores.
"""

from __future__ import annotations

import asyncio
import pickle
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import func, select

from bench.support.api.client import ContentSystem, to_body
from bench.support.machine import find_free_port, run_until_killed
from bench.support.material import generate_articles
from bot.api import auth
from bot.api.server import Api
from bot.features.broadcasts.renderer import BroadcastMessages
from bot.ops.health import Health
from bot.ops.http_server import WebServer
from news.errors import NewsError
from news.model import Article, RawArticle, Topic
from news.pipeline import ArticleAnalyzer
from service.articles.analysis_worker import AnalysisWorker
from service.bootstrap import open_services
from service.broadcasts.submission import DraftSubmission
from service.config import Settings
from service.ops.api_tokens import ApiTokenService, Scope
from service.ops.clock import system_clock
from storage.database.engine import open_database
from storage.migrations.runner import migrate
from storage.schema.tables import articles, broadcasts
from storage.stats.audit_log import Actor

POSTERS = 4
ANALYZED, WORDS = 50, 60
MAX_LAST_SECONDS = 0.03
DRAFT_EVERY = 5
"""Every so many articles a draft is posted too: only its key keeps a draft from being doubled."""


@dataclass
class ApiKillReport:
    """What is stored after the kills, against what was answered."""

    kills: int = 0
    repeats: int = 0
    posted: int = 0
    stored: int = 0
    drafts_posted: int = 0
    drafts_stored: int = 0
    odd_answers: list[Any] = field(default_factory=list)

    @property
    def is_as_promised(self) -> bool:
        return (
            not self.odd_answers
            and self.posted == self.stored
            and self.drafts_posted == self.drafts_stored
        )


class PreparedAnalysis(AnalysisWorker):
    """Returns articles that were analyzed before, by their titles; it has no process to start."""

    def __init__(self, prepared: Path) -> None:
        self._prepared: dict[str, bytes] = pickle.loads(prepared.read_bytes())

    async def analyze(
        self, raws: Sequence[RawArticle], now: datetime, topics: Sequence[Topic] = ()
    ) -> list[Article | NewsError]:
        return [pickle.loads(self._prepared[raw.title]) for raw in raws]


def prepare(raws: Sequence[RawArticle], count: int, path: Path) -> list[RawArticle]:
    """Analyze articles and store ``count`` copies of them in a file; return those, which have
    titles and hashes of their own and no addresses."""
    analyzer, now = ArticleAnalyzer(), system_clock()
    analyzed = [analyzer.analyze(replace(raw, url=""), now) for raw in raws]
    copies = [
        replace(analyzed[number % len(raws)], title=f"№ {number}", content_hash=f"{number:064x}")
        for number in range(count)
    ]
    path.write_bytes(pickle.dumps({one.title: pickle.dumps(one) for one in copies}))
    return [RawArticle(title=one.title, text=one.title, source=one.source) for one in copies]


async def kill_while_posting(
    folder: Path, posts: int, *, kills: int, mean_answers: float, seed: int
) -> ApiKillReport:
    """Post articles and drafts while ``kills`` services are killed; then let one finish.

    A service lives for ``mean_answers`` answers on average, and dies at a random instant after the
    last of them: so a busy machine kills no service before it has done anything.
    """
    url = f"sqlite:///{folder / 'svodka.db'}"
    migrate(url)
    raws = prepare(generate_articles(ANALYZED, WORDS, seed), posts, folder / "prepared")
    database = open_database(url)
    tokens = ApiTokenService(database)
    token = await tokens.add("cms", list(Scope), Actor(None, "bench"), system_clock())
    port = find_free_port()
    system = ContentSystem(f"http://127.0.0.1:{port}", token)
    report = ApiKillReport(posted=len(raws), drafts_posted=len(raws[::DRAFT_EVERY]))
    posting = asyncio.create_task(_post_all(system, raws))
    random_source = random.Random(seed)
    while report.kills < kills and not posting.done():
        with run_until_killed(run_life, url, folder / "prepared", port):
            answers = round(random_source.expovariate(1 / mean_answers))
            await _wait_for_answers(system, len(system.answers) + answers, posting)
            await asyncio.sleep(random_source.uniform(0, MAX_LAST_SECONDS))
        report.kills += 1
    with run_until_killed(run_life, url, folder / "prepared", port):
        await posting
    async with database.read() as connection:
        report.stored = (await connection.execute(_count(articles))).scalar_one()
        report.drafts_stored = (await connection.execute(_count(broadcasts))).scalar_one()
    await database.close()
    report.repeats = system.repeats
    report.odd_answers = _find_odd_answers(system)
    return report


def _find_odd_answers(system: ContentSystem) -> list[Any]:
    """Return the answers that are not those of a first request, and ids that came twice."""
    odd: list[Any] = [answer for answer in system.answers.values() if answer[0] != 201]
    for kind in ("article", "draft"):
        ids = [body["id"] for key, (_, body) in system.answers.items() if key.startswith(kind)]
        odd += [] if len(ids) == len(set(ids)) else [f"one {kind} answers several keys"]
    return odd


async def _post_all(system: ContentSystem, raws: Sequence[RawArticle]) -> None:
    waiting = iter(enumerate(raws))

    async def post_each() -> None:
        async with system.open() as session:
            for number, raw in waiting:
                await system.post(session, "/articles", f"article-{number}", to_body(raw))
                if number % DRAFT_EVERY == 0:
                    await system.post(session, "/drafts", f"draft-{number}", {"text": raw.title})

    await asyncio.gather(*(post_each() for _ in range(POSTERS)))


async def _wait_for_answers(system: ContentSystem, count: int, posting: asyncio.Task[None]) -> None:
    while len(system.answers) < count and not posting.done():
        await asyncio.sleep(0.001)


def run_life(url: str, prepared: Path, port: int) -> None:
    """Serve the API until killed, with as many drafts a second as are posted."""
    auth.DRAFT_BURST = 1e9
    asyncio.run(_serve(url, prepared, port))


async def _serve(url: str, prepared: Path, port: int) -> None:
    settings = Settings.model_construct().model_copy(
        update={
            "bot_token": SecretStr("123456:bench"),
            "admin_ids": frozenset({9000}),
            "database_url": url,
            "http_port": port,
        }
    )
    async with open_services(
        settings, analysis_worker=PreparedAnalysis(prepared), upgrade=False
    ) as services:
        health = Health(services.database, services.clock, is_polling=False)
        renderer = BroadcastMessages(services.translations)
        drafts = DraftSubmission(services.database, settings, renderer)
        web = WebServer(services, health, None, [Api(services, drafts)])
        await web.start()
        await asyncio.Event().wait()


def _count(table: Any) -> Any:
    return select(func.count()).select_from(table)
