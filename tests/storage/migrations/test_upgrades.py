"""Test that a database of every released schema is upgraded and serves."""

from __future__ import annotations

import lzma
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import App
from sandbox.clock import ManualClock
from service.articles.analysis_worker import AnalysisWorker
from service.bootstrap import open_services
from service.config import Settings
from storage.database.backup import verify
from storage.database.engine import parse_sqlite_path
from storage.migrations.runner import get_head_revision, get_revision, migrate
from tests.conftest import running
from tests.support.outbox import People
from tests.support.paths import ROOT

pytestmark = pytest.mark.sqlite

RELEASED = sorted((ROOT / "tests" / "storage" / "released").glob("*.db.xz"))
OKSANA, MARINA = 1003, 1004
KEPT = ("articles", "stories", "subscribers", "broadcasts", "deliveries", "sources", "searches")


@pytest.fixture(params=RELEASED, ids=lambda path: path.name.split(".")[0])
def old(request: pytest.FixtureRequest, settings: Settings) -> Path:
    path = parse_sqlite_path(settings.database_url)
    path.write_bytes(lzma.decompress(request.param.read_bytes()))
    return path


def counts(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in KEPT
        }


def newest_article(path: Path) -> datetime:
    with closing(sqlite3.connect(path)) as connection:
        ((newest,),) = connection.execute("SELECT max(published_at) FROM articles").fetchall()
    return datetime.fromtimestamp(newest / 1000, UTC)


def test_upgrade_loses_no_rows(old: Path, settings: Settings) -> None:
    before = counts(old)
    assert migrate(settings.database_url) == get_head_revision()
    assert counts(old) == before
    assert get_revision(settings.database_url) == get_head_revision()
    verify(old)


async def test_service_runs_on_upgraded_database(
    old: Path,
    settings: Settings,
    sandbox_clock: ManualClock,
    analysis_worker: AnalysisWorker,
    person: People,
) -> None:
    sandbox_clock.advance(seconds=(newest_article(old) - sandbox_clock()).total_seconds() + 60)
    oksana = person("Оксана", language_code="uk", id=OKSANA)
    async with (
        open_services(settings, sandbox_clock, analysis_worker) as services,
        running(App(services)),
    ):
        await oksana.send("трамваї на Рясне")
        found = await oksana.wait()
        assert "трамвай" in found.text.lower()
        await oksana.click(found, "1️⃣")
        assert "До Рясного за 24 хвилини" in (await oksana.wait()).text
        # What her last digest had does not come again; a story that it left out is unread.
        await oksana.send("/digest")
        unread = (await oksana.wait()).text
        assert "Баскетболістки" in unread
        assert "Рясн" not in unread
        await oksana.send("/topics")
        ticked = {label for label in (await oksana.wait()).labels if label.startswith("✅")}
        assert {"✅ Спорт", "✅ Наука", "✅ Культура", "✅ Суспільство"} == ticked


async def test_upgrade_keeps_reader_settings(
    old: Path,
    settings: Settings,
    sandbox_clock: ManualClock,
    analysis_worker: AnalysisWorker,
    person: People,
) -> None:
    marina = person("Марина", language_code="ru", id=MARINA)
    async with (
        open_services(settings, sandbox_clock, analysis_worker) as services,
        running(App(services)),
    ):
        await marina.send("/settings")
        shown = " ".join((await marina.wait()).labels)
        for setting in ("07:30", "23:00", "07:00"):
            assert setting in shown
