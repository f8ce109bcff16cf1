"""Test the image, as far as it can be built and run without Docker."""

from __future__ import annotations

import asyncio
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox import Sandbox
from tests.project.dockerfile import Image, build

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
MAX_MEGABYTES = 300
"""The rest of 450 MB: python:3.12-slim has under 150."""


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    return build(ROOT / "Dockerfile", tmp_path_factory.mktemp("image"))


def test_image_is_small_and_not_root(image: Image) -> None:
    size = sum(path.stat().st_size for path in image.here("/opt").rglob("*") if path.is_file())
    assert size < MAX_MEGABYTES * 1024**2
    assert image.user.isdecimal()
    assert image.user != "0"
    assert image.volumes == ["/data"]


async def test_container_writes_only_to_its_volume(
    image: Image, sandbox: Sandbox, tmp_path: Path
) -> None:
    port = _free_port()
    environment = {
        **image.env(),
        "BOT_TOKEN": sandbox.token,
        "TELEGRAM_API_URL": sandbox.url,
        "HTTP_HOST": "127.0.0.1",
        "HTTP_PORT": str(port),
        "TMPDIR": str(tmp_path),
    }
    before = _files(image.root)
    process = await asyncio.create_subprocess_exec(
        *image.entrypoint, *image.command, cwd=image.here("."), env=environment
    )
    try:
        async with asyncio.timeout(60):
            while not await _is_healthy(image, environment):
                assert process.returncode is None
                await asyncio.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 20) == 0
    finally:
        if process.returncode is None:
            process.kill()
    written = _files(image.root) ^ before
    assert {path.parts[0] for path, _ in written} == {"data"}
    assert any(path.name == "svodka.db" for path, _ in written)


def test_container_has_no_rights_that_it_does_not_need() -> None:
    """Not those of root, and none beyond its own files."""
    users = re.findall(r"^USER (\S+)$", (ROOT / "Dockerfile").read_text("utf-8"), re.M)
    assert users
    assert users[-1].isdecimal()
    assert users[-1] != "0"
    compose = (ROOT / "compose.yaml").read_text("utf-8")
    assert re.search(r"^    read_only: true$", compose, re.M)
    assert re.search(r"^    cap_drop:\n      - ALL$", compose, re.M)
    assert re.search(r"^    security_opt:\n      - no-new-privileges:true$", compose, re.M)
    assert not re.search(r"^ +(?:privileged|cap_add|user|network_mode|pid|devices):", compose, re.M)
    volumes = re.search(r"^    volumes:\n((?:      .+\n)+)", compose, re.M)
    assert volumes is not None
    assert volumes[1].split() == ["-", "data:/data"]


def test_dockerfile_passes_the_linter() -> None:
    hadolint = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    if hadolint is None:
        pytest.skip("hadolint is not made for this kind of machine")
    result = subprocess.run(
        [hadolint, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_build_context_excludes_ignored_files() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".env", ".git", "data"} <= set(ignored)
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.M)
    assert not {name for line in copied for name in line.split()} & set(ignored)


async def _is_healthy(image: Image, environment: dict[str, str]) -> bool:
    check = await asyncio.create_subprocess_exec(
        *image.healthcheck, env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    return await check.wait() == 0


def _files(root: Path) -> set[tuple[Path, int]]:
    """Return each file with its modification time."""
    return {
        (path.relative_to(root), path.stat().st_mtime_ns)
        for path in root.rglob("*")
        if path.is_file()
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
