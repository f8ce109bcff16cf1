"""Shared fixtures: a real bot over real HTTP, a sandbox, a real database.

Tests of a database run on SQLite. Those of the storage, and those marked ``both_engines``, run on
PostgreSQL too where there is one; with ``--engine=postgresql`` all run there, and nothing else does.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from pydantic import SecretStr

from bot import app as app_module
from bot.app import App
from bot.telegram.outbox import worker as worker_module
from bot.telegram.outbox.worker import OutboxWorker
from sandbox import Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.articles.analysis_worker import AnalysisWorker
from service.bootstrap import Services, open_services
from service.config import Settings
from storage.migrations.runner import migrate
from tests.support.code.inspection import give_back_routers, share_inspections, share_routers
from tests.support.databases import postgres
from tests.support.databases.engines import share_statements, trust_the_machine
from tests.support.databases.sqlite import create_empty_database
from tests.support.processes.command import CommandRunner, Svodka
from tests.support.processes.starts import ForkStarter, share_starts

share_inspections()
share_routers()
share_statements()
trust_the_machine()

pytest_plugins = ["sandbox.pytest_plugin"]

EDITOR_ID = 9000

STORAGE_TESTS = Path(__file__).parent / "storage"

# No test fails because the machine is busy.
hypothesis_settings.register_profile("tests", deadline=None)
hypothesis_settings.load_profile("tests")
# `make mutate` only needs to know whether a test fails, not the smallest example for it.
hypothesis_settings.register_profile(
    "mutate", phases=(Phase.explicit, Phase.generate), deadline=None
)


def pytest_addoption(parser: pytest.Parser) -> None:
    choices = ("both", "sqlite", "postgresql")
    parser.addoption("--engine", choices=choices, default="both", help="the database of the tests")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("engine") == "postgresql" and not postgres.is_available():
        raise pytest.UsageError("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    if (folder := postgres.prepare_folder()) is not None:
        config.add_cleanup(lambda: postgres.stop(folder))
    starter = ForkStarter()
    share_starts(starter)
    config.add_cleanup(starter.close)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if config.getoption("engine") == "both" and not postgres.is_available():
        terminalreporter.write_line("PostgreSQL is not installed: its tests were left out")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test of a database on each engine that it is for."""
    if "engine" in metafunc.fixturenames:
        engines = _choose_engines(metafunc.definition, metafunc.config.getoption("engine"))
        if engines != ["sqlite"]:
            metafunc.parametrize("engine", engines, indirect=True)


def _choose_engines(test: pytest.Item, chosen: str) -> list[str]:
    if test.get_closest_marker("postgresql"):
        return ["postgresql"] if chosen != "sqlite" and postgres.is_available() else []
    is_for_sqlite = test.get_closest_marker("sqlite") is not None
    if chosen == "sqlite" or is_for_sqlite or not postgres.is_available():
        return ["sqlite"]
    if chosen == "postgresql":
        return ["postgresql"]
    is_for_both = STORAGE_TESTS in test.path.parents or test.get_closest_marker("both_engines")
    return ["sqlite", "postgresql"] if is_for_both else ["sqlite"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put slow files first: the others then fill the time until the last of them ends."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if config.getoption("engine") == "postgresql":
        items[:] = [item for item in items if _get_engine(item) == "postgresql"]


def _get_engine(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    return "" if callspec is None else callspec.params.get("engine", "")


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what is imported: a fifth of the time of the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 10)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data; skip the test if it does not exist."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("SVODKA_SHARED_DATA", beside))
    if not folder.is_dir():
        pytest.skip("the shared data folder is not here (SVODKA_SHARED_DATA names it)")
    return folder


@pytest.fixture(scope="session")
def analysis_worker() -> Iterator[AnalysisWorker]:
    process = AnalysisWorker()
    yield process
    process.close()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create a database of the current schema once; tests copy it."""
    path = tmp_path_factory.mktemp("empty") / "svodka.db"
    path.write_bytes(create_empty_database())
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Create a database on the PostgreSQL server once; `database_url` empties it for each test."""
    with postgres.open_new_database("tests") as url:
        migrate(url)
        yield url


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """Return the engine that a test runs on, of those that `pytest_generate_tests` chose."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def make_empty(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Return what empties the database of a test, and returns its url."""
    if engine == "sqlite":
        empty, path = request.getfixturevalue("empty_database"), tmp_path / "svodka.db"
        return lambda: f"sqlite:///{shutil.copy(empty, path)}"
    url = str(request.getfixturevalue("postgres_url"))

    def empty_postgres() -> str:
        postgres.empty_database(url)
        return url

    return empty_postgres


@pytest.fixture
def database_url(
    engine: str, make_empty: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> str:
    """Return the url of an empty database of the current schema."""
    if engine == "postgresql":
        monkeypatch.setattr(Person, "quiet_seconds", 0.25)
    return make_empty()


@pytest.fixture(scope="session")
def shared_settings() -> Settings:
    """Return what the settings of all tests have in common."""
    return Settings(
        _env_file=None,
        admin_ids=frozenset({EDITOR_ID}),
        http_port=0,
        fetch_pause_seconds=0,
        whole_articles=False,
        allow_private_networks=True,
    )


@pytest.fixture
def settings(
    shared_settings: Settings, sandbox: Sandbox, database_url: str, tmp_path: Path
) -> Settings:
    own = {
        "bot_token": SecretStr(sandbox.token),
        "database_url": database_url,
        "data_folder": tmp_path,
        "telegram_api_url": sandbox.url,
    }
    return shared_settings.model_copy(update=own)


@pytest.fixture
async def services(
    settings: Settings, sandbox_clock: ManualClock, analysis_worker: AnalysisWorker
) -> AsyncIterator[Services]:
    async with open_services(
        settings, sandbox_clock, analysis_worker, monotonic=sandbox_clock.monotonic
    ) as services:
        yield services


@pytest.fixture
async def app(
    services: Services, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[App]:
    """Yield the whole service, running.

    It leaves out the command menus, which are twenty requests, and does not wait at its end for
    what a test has left hanging; tests of either start an app.
    """
    app = App(services)
    sandbox.is_bot_at_work = lambda: app.inbox.active_count > 0
    app._set_menus = _leave_menus  # type: ignore[method-assign]
    async with running(app):
        yield app
        for module in (app_module, worker_module):
            monkeypatch.setattr(module, "STOP_TIMEOUT_SECONDS", 0.2)
    give_back_routers(app.dispatcher)


async def _leave_menus() -> None:
    pass


@contextlib.asynccontextmanager
async def running(app: App) -> AsyncIterator[None]:
    """Run a service until the end of the block; raise its errors there.

    Jobs that would start at a full or half minute are paused; tests start them themselves.
    """
    for job in ("digests", "sources"):
        app._schedule.pause_job(job)
    task = asyncio.create_task(app.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.fixture
async def worker(services: Services) -> AsyncIterator[OutboxWorker]:
    """Yield a worker that sends only when a test calls `drain`."""
    app = App(services)
    yield app.outbox_worker
    await app.bot.session.close()
    give_back_routers(app.dispatcher)


@pytest.fixture(scope="session")
def command_runner() -> Iterator[CommandRunner]:
    runner = CommandRunner()
    yield runner
    runner.close()


@pytest.fixture
def svodka(tmp_path: Path, command_runner: CommandRunner) -> Svodka:
    """Run the command in an empty folder with an environment of its own."""

    def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        own = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **environment}
        return command_runner.run([str(one) for one in arguments], tmp_path, own)

    return run
