"""Send what the OpenAPI document allows, and what it does not: no answer is a failure of ours."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from bot.api import auth
from bot.app import App
from tests.api.conftest import Connect, get_address

pytestmark = pytest.mark.slow

EXAMPLES = 25
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "negative_data_rejection",
    "ignored_auth",
    "unsupported_method",
)


@pytest.fixture
def _no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "REQUEST_BURST", 1e9)
    monkeypatch.setattr(auth, "DRAFT_BURST", 1e9)
    monkeypatch.setattr(auth, "FAILURE_BURST", 1e9)


@pytest.mark.usefixtures("_no_limits")
async def test_schemathesis_finds_no_failure(app: App, connect: Connect, tmp_path: Path) -> None:
    async with connect() as client:
        process = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("schemathesis"),
            *("run", f"{get_address(app)}/api/v1/openapi.json"),
            *("--header", f"Authorization: {client.headers['Authorization']}"),
            *("--checks", ",".join(CHECKS)),
            *("--max-examples", str(EXAMPLES)),
            *("--seed", "20"),
            "--no-color",
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
