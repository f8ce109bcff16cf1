"""Run the commands of docs/api.md against the demo, as a visitor would copy them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re

import pytest

from bot.demo.run import run_demo
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

START_SECONDS = 120
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXPORT = re.compile(r"export SVODKA=(\S+) TOKEN=(\S+)")


def list_commands() -> list[str]:
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    joined = "\n".join(BLOCK.findall(text)).replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip()]


async def start_demo(
    capsys: pytest.CaptureFixture[str],
) -> tuple[asyncio.Task[None], dict[str, str]]:
    """Start the demo; return it and what its line exports."""
    task = asyncio.create_task(run_demo(port=0, open_browser=False, keep=None))
    printed = ""
    async with asyncio.timeout(START_SECONDS):
        while not (exported := EXPORT.search(printed)):
            if task.done():
                task.result()
            await asyncio.sleep(0.05)
            printed += capsys.readouterr().out
    return task, {"SVODKA": exported[1], "TOKEN": exported[2]}


async def run(command: str, exported: dict[str, str]) -> tuple[int, str]:
    """Run a command in a shell; return the status of the answer and its body."""
    process = await asyncio.create_subprocess_shell(
        f"{command} --write-out '\\n%{{http_code}}'",
        env={**os.environ, **exported},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    body, _, status = output.decode().rpartition("\n")
    return int(status), body


async def test_commands_of_the_page_work_against_the_demo(
    capsys: pytest.CaptureFixture[str],
) -> None:
    task, exported = await start_demo(capsys)
    try:
        commands = list_commands()
        assert len(commands) >= 9
        for command in commands:
            status, body = await run(command, exported)
            expected = 201 if "Idempotency-Key" in command else 200
            assert status == expected, f"{command}: {body}"
            assert body.startswith("<?xml") or json.loads(body)
            if "-G" in command:
                assert json.loads(body)["total"] >= 1
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
