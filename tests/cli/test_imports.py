"""Check that processes do not import what they do not need: each module was tens of megabytes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox.testing import Person
from service.config import Settings

pytestmark = pytest.mark.slow

SVODKA = Path(sys.executable).with_name("svodka")


@pytest.mark.parametrize(
    ("imported", "heavy"),
    [
        # The analysis worker imports what the command's script does.
        ("bot.cli.entry", {"typer", "pydantic", "sqlalchemy", "alembic", "aiohttp"}),
        # `svodka --help` answers within a second.
        ("bot.cli.main", {"sqlalchemy", "alembic", "aiohttp", "aiogram", "pydantic_settings"}),
        # The main process does not load the models of the analysis worker.
        ("bot.app, service.bootstrap", {"numpy", "navec", "slovnet", "feedparser"}),
    ],
)
def test_heavy_libraries_stay_out(imported: str, heavy: set[str]) -> None:
    script = f"import sys, {imported}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert heavy.isdisjoint(done.stdout.split())


@pytest.mark.parametrize("option", ["--version", "-h"])
def test_options_without_a_command_import_nothing_heavy(option: str) -> None:
    script = "import sys, bot.cli.main as m\ntry: m.main()\nfinally: print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script, option], capture_output=True, text=True, check=True
    )
    heavy = {"sqlalchemy", "alembic", "aiohttp", "aiogram", "pydantic_settings"}
    assert heavy.isdisjoint(done.stdout.split())


def test_doctor_builds_only_the_types_that_it_needs() -> None:
    """All five hundred of aiogram take three seconds."""
    script = (
        "import asyncio; from bot.cli import doctor; from service.config import Settings\n"
        "settings = Settings(_env_file=None, bot_token='5:abc', telegram_api_url='http://127.0.0.1:9')\n"
        "try: asyncio.run(doctor._check_telegram(settings))\n"
        "except doctor.SvodkaError: from aiogram.types import Sticker as s\n"
        "print(s.__pydantic_complete__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


async def test_light_imports_serve_a_conversation(sandbox: Sandbox, settings: Settings) -> None:
    """Run the real command, which builds aiogram's types at first use, unlike the other tests."""
    given = {
        "BOT_TOKEN": sandbox.token,
        "TELEGRAM_API_URL": sandbox.url,
        "DATABASE_URL": settings.database_url,
        "HTTP_PORT": "0",
    }
    olya = Person(sandbox)
    process = await asyncio.create_subprocess_exec(
        SVODKA, "run", env={**os.environ, **given}, stderr=asyncio.subprocess.PIPE
    )
    try:
        await olya.send("/start")
        grid = await olya.wait(60)
        answer = await olya.click(grid, "Спорт", 20)
        await olya.settle()
        olya.skip()
        await olya.send("/settings")
        settings_shown = await olya.wait(20)
    finally:
        process.terminate()
        _, log = await process.communicate()
    assert grid.text.startswith("Здравствуйте!")
    assert not answer.show_alert
    assert "Настройки" in settings_shown.text
    assert process.returncode == 0, log.decode()
    assert b"Traceback" not in log, log.decode()
