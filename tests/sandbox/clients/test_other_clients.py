"""Bots on python-telegram-bot run on the sandbox as they are, in processes of their own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox.testing import PIXEL, Person
from tests.sandbox.clients.environment import NotInstalled, client_python

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
# A bot imports its library before it asks for its first update.
START = 20.0


@pytest.fixture(scope="module")
def python() -> Path:
    try:
        return client_python()
    except NotInstalled as reason:
        pytest.skip(f"python-telegram-bot cannot be installed here (no network?): {reason}")


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as fresh:
        yield fresh


def ended_well(code: int, log: Path) -> None:
    assert code == 0, log.read_text("utf-8", "replace")


@contextlib.asynccontextmanager
async def running(python: Path, script: str, sandbox: Sandbox, log: Path) -> AsyncIterator[None]:
    """Run a bot as its user would, and stop it with Ctrl-C."""
    environment = {**os.environ, "BOT_API_URL": sandbox.url, "BOT_TOKEN": sandbox.token}
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            python, HERE / script, env=environment, stdout=output, stderr=output
        )
        try:
            yield
            process.send_signal(signal.SIGINT)
            ended_well(await asyncio.wait_for(process.wait(), 15), log)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


def refusals(sandbox: Sandbox) -> Iterator[tuple[str, object]]:
    return ((e.method, e.answer) for e in sandbox.journal.entries if e.status != 200)


async def test_an_echo_bot_runs_unchanged(python: Path, sandbox: Sandbox, tmp_path: Path) -> None:
    olya = Person(sandbox)
    async with running(python, "echo_bot.py", sandbox, tmp_path / "log"):
        await olya.send("/start")
        assert (await olya.wait(START)).text == "Hello, Оля!"
        listed = sandbox.telegram.profile.list_commands(olya.chat, olya.user)
        assert [command["command"] for command in listed] == ["start", "fail"]

        sent = await olya.send("Смотри: https://example.org/")
        echo = await olya.wait()
        assert (echo.text, echo.raw["entities"][0]["type"]) == (sent.text, "url")
        assert echo.raw["reply_to_message"]["message_id"] == sent.message_id
        await olya.edit(sent, "Не смотри")
        assert (await olya.wait()).text == "Now it says: Не смотри"

        await olya.send_document("отчёт.txt", "данные".encode())
        document = await olya.wait()
        assert document.raw["document"]["file_name"] == "again-отчёт.txt"
        assert document.raw["caption"] == "12 bytes"
        stored = sandbox.telegram.files.get(document.raw["document"]["file_id"])
        assert stored is not None
        assert stored.upload.content.decode() == "данные"
        await olya.send_photo(PIXEL, "кот")
        photo = await olya.wait()
        assert (photo.raw["photo"][0]["width"], photo.raw["caption"]) == (1, "кот")
        assert list(refusals(sandbox)) == []

        await olya.send("/fail")
        assert (await olya.wait()).text == "BadRequest: Chat not found"
    assert not sandbox.telegram.updates.has_poll


async def test_a_keyboard_bot_runs_unchanged(
    python: Path, sandbox: Sandbox, tmp_path: Path
) -> None:
    olya = Person(sandbox)
    async with running(python, "keyboard_bot.py", sandbox, tmp_path / "log"):
        await olya.send("/start")
        menu = await olya.wait(START)
        assert menu.labels == ["Tea · 0", "Coffee · 0", "Order"]
        empty = await olya.click(menu, "Order")
        assert (empty.text, empty.show_alert) == ("The basket is empty", True)
        assert (await olya.click(menu, "Tea · 0")).text == "Tea added"
        changed = await olya.wait()
        assert changed.edited
        assert (changed.message_id, changed.labels[0]) == (menu.message_id, "Tea · 1")

        await olya.click(menu, "Order")
        ordered = await olya.wait()
        assert (ordered.text, ordered.labels) == ("Ordered: 1 × Tea", [])
        assert ordered.raw["entities"][0]["type"] == "bold"
        assert (await olya.wait()).text == "Where will you have it?"
        await olya.press("To go")
        assert (await olya.wait()).raw["reply_keyboard"] == {"remove_keyboard": True}

        results = await olya.ask_inline("cof")
        assert [result["title"] for result in results] == ["Coffee"]
        assert (await olya.choose("coffee")).text == "Coffee, please"
        assert list(refusals(sandbox)) == []
    assert not sandbox.telegram.updates.has_poll
