"""Build the distributions as a release does, and use the wheel in an environment of its own."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from sandbox import Sandbox
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

PACKAGES = ("bot", "news", "sandbox", "service", "storage")
NOT_SOURCE = ("*.egg-info", ".*_cache", ".git", ".hypothesis", ".venv*", "__pycache__", "build")
START_SECONDS = 120

ARTICLE = """date 2026-02-10

В Днепре в среду открыли новый мост через реку, который строили четыре года.

По мосту каждый день смогут проезжать двадцать тысяч машин.
"""


@pytest.fixture(scope="module")
def version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run `python -m build` in a copy of the project, without what earlier builds left there."""
    source = tmp_path_factory.mktemp("release") / "svodka"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*NOT_SOURCE))
    build = subprocess.run(
        [sys.executable, "-m", "build", source], capture_output=True, text=True, check=False
    )
    assert build.returncode == 0, build.stdout + build.stderr
    return source / "dist"


@pytest.fixture(scope="module")
def svodka(dist: Path, version: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an empty environment; return its command."""
    environment = tmp_path_factory.mktemp("empty")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    pip = [sys.executable, "-m", "pip", "--python", environment / "bin" / "python", "install"]
    # Only the modules that are used are compiled, when they are.
    options = ["--quiet", "--no-compile", "--constraint", ROOT / "constraints.txt"]
    subprocess.run([*pip, *options, dist / f"svodka-{version}-py3-none-any.whl"], check=True)
    return environment / "bin" / "svodka"


def test_wheel_has_all_files_of_the_packages(dist: Path, version: str) -> None:
    with zipfile.ZipFile(dist / f"svodka-{version}-py3-none-any.whl") as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    files = {path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file()}
    named = {path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".pyc"}
    assert packed == named


def test_source_distribution_has_what_operators_and_packagers_need(
    dist: Path, version: str
) -> None:
    with tarfile.open(dist / f"svodka-{version}.tar.gz") as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        ".env.example", "CHANGELOG.md", "Dockerfile", "LICENSE", "constraints.txt", "compose.yaml",
        "deploy/svodka.service", "docs/operations/deploy.md", "tests/conftest.py",
    } <= packed  # fmt: skip
    assert not {name for name in packed if name.endswith((".env", ".db", ".pyc"))}


def test_changelog_has_the_version(version: str) -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## {re.escape(version)} - \d{{4}}-\d\d-\d\d$", changelog, re.M)


async def test_installed_commands_import_search_and_check(
    svodka: Path, version: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    environment = {
        **_environment(svodka, tmp_path),
        "BOT_TOKEN": sandbox.token,
        "TELEGRAM_API_URL": sandbox.url,
    }

    async def run(*arguments: str) -> str:
        process = await asyncio.create_subprocess_exec(
            svodka,
            *arguments,
            cwd=tmp_path,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        printed, _ = await process.communicate()
        assert process.returncode == 0, printed.decode()
        return printed.decode()

    (tmp_path / "bridge.txt").write_text(ARTICLE, encoding="utf-8")
    assert await run("--version") == f"svodka {version}\n"
    assert "1 added, 0 already known, 0 rejected" in await run("import", "bridge.txt")
    assert "новый мост" in await run("search", "мостами")
    assert "the token belongs to" in await run("doctor")


async def test_installed_demo_starts_answers_and_stops(svodka: Path, tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        svodka,
        *("demo", "--port", "0", "--no-browser", "--keep", "demo"),
        cwd=tmp_path,
        env=_environment(svodka, tmp_path),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(START_SECONDS):
            page = await _read_address(process.stdout, r"Svodka is here: +(\S+)")
            api = await _read_address(process.stdout, r"SVODKA=(\S+)")
        async with aiohttp.ClientSession(raise_for_status=True) as client:
            async with client.get(page) as answer:
                html = await answer.text()
            (script,) = re.findall(r'src="(/page/js/[^"]+)"', html)
            async with client.get(page.rstrip("/") + script):
                pass
            async with client.get(f"{api}/healthz") as answer:
                assert (await answer.json())["status"] == "ok"
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 20) == 0
    finally:
        if process.returncode is None:
            process.kill()
    assert (tmp_path / "demo" / "svodka.db").exists()


async def _read_address(lines: AsyncIterator[bytes], pattern: str) -> str:
    """Return what the pattern finds in one of the next lines."""
    async for line in lines:
        if found := re.search(pattern, line.decode()):
            return found[1]
    raise AssertionError(f"the demo ended without a line of {pattern}")


def _environment(svodka: Path, home: Path) -> dict[str, str]:
    """Return what a shell has that knows this environment only."""
    path = os.pathsep.join([str(svodka.parent), "/usr/bin", "/bin"])
    return {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8"}
