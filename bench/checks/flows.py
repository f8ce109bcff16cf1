"""Count the project files that run for one search, one /digest, one delivery and one new article.

`python bench/checks/flows.py [-v]`

A newcomer who follows one of these flows through the code opens about as many files. The bot runs
in this process with a sandbox, and every called function of `bot`, `service`, `storage` and `news`
is traced to its file. Each flow has run once before, so that files that only a start needs are not
counted. What runs all the time, whatever is asked, belongs to no flow. -v lists the files.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import inspect
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from types import FrameType

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from pydantic import SecretStr

from bench.support.material import print_line
from bot.app import App
from bot.ui import plain
from bot.ui.document import build_document
from news.model import RawArticle
from news.nlp.forms import english
from sandbox import Sandbox
from sandbox.testing import Person
from service.bootstrap import Services, open_services
from service.config import Settings
from storage.messaging import outbox
from storage.messaging.outbox import Priority

ROOT = Path(__file__).resolve().parents[2]
BACKGROUND = frozenset({"watchdog", "proof", "duties"})
"""Names of the tasks and threads that watch the process and renew its duties, several times a
second: whether one of them runs during a flow depends on the load of the machine."""

ROOMS = tuple(f"{ROOT / room}/" for room in ("bot", "service", "storage", "news"))
ARTICLES = (
    "В Днепре открыли новый мост через реку. Его строили четыре года.",
    "Обсерватория в Карпатах увидела далёкую галактику. Астрономы сделали сто снимков.",
)


class FileTracer:
    """Collects the files whose functions run, in every thread that starts within the tracer."""

    def __init__(self) -> None:
        self._paths: set[str] = set()

    def __enter__(self) -> FileTracer:
        threading.setprofile(self._on_event)
        sys.setprofile(self._on_event)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)
        threading.setprofile(None)

    async def trace(self, act: Callable[[int], Awaitable[None]], number: int) -> list[str]:
        """Return the paths of the files that run during an act, relative to the project."""
        self._paths.clear()
        await act(number)
        return sorted(path.removeprefix(f"{ROOT}/") for path in self._paths)

    def _on_event(self, frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        # The body of a module or a class runs when it is imported, and is no function.
        is_function = event == "call" and code.co_flags & inspect.CO_OPTIMIZED
        path = code.co_filename
        is_new = is_function and path not in self._paths and path.startswith(ROOMS)
        if is_new and not _is_in_background():
            self._paths.add(path)


def _is_in_background() -> bool:
    """Return whether the function that is called now runs in a task or thread of `BACKGROUND`."""
    if threading.current_thread().name in BACKGROUND:
        return True
    try:
        task = asyncio.current_task()
    except RuntimeError:  # a thread without an event loop
        return False
    return task is not None and task.get_name() in BACKGROUND


class Stage:
    """The bot over a sandbox with one person, and what can be done with them.

    Each act takes the number of its run: the first run of each is not traced.
    """

    def __init__(self, services: Services, sandbox: Sandbox) -> None:
        self._services = services
        self._app = App(services)
        self._person = Person(sandbox)

    async def import_article(self, number: int) -> None:
        raw = RawArticle(text=ARTICLES[number], url=f"https://example.org/{number}")
        report = await self._services.importer.import_articles([raw])
        assert report.added == 1, report

    async def enqueue_message(self) -> None:
        message = plain.render(build_document("Новость"))
        now = self._services.clock()
        async with self._services.database.write() as connection:
            payload_id = await outbox.add_payload(connection, message.to_json(), now)
            await outbox.enqueue(
                connection,
                payload_id,
                [self._person.id],
                priority=Priority.DIGEST,
                due_at=now,
                expires_at=now + timedelta(hours=1),
            )

    async def deliver(self, number: int) -> None:
        assert await self._app.outbox_worker.drain_once() == 1
        await self._person.wait()

    async def search(self, number: int) -> None:
        await self._ask(("галактика", "мост")[number])

    async def request_digest(self, number: int) -> None:
        await self._ask("/digest")

    @contextlib.asynccontextmanager
    async def run_app(self) -> AsyncIterator[None]:
        """Let the bot answer. Jobs and outbox are stopped: they would run beside what is traced."""
        self._app.outbox_worker.stop()
        for job in self._app._schedule.get_jobs():
            job.pause()
        # Otherwise it is loaded in the background, perhaps beside what is traced.
        await asyncio.to_thread(english.preload)
        task = asyncio.create_task(self._app.run())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    async def _ask(self, text: str) -> None:
        await self._person.send(text)
        await self._person.wait()
        await self._person.settle()


async def trace_flows() -> dict[str, list[str]]:
    """Return the files of each flow, by its name."""
    flows: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder, FileTracer() as tracer:
        async with Sandbox() as sandbox:
            settings = Settings(
                _env_file=None,
                bot_token=SecretStr(sandbox.token),
                database_url=f"sqlite:///{folder}/svodka.db",
                telegram_api_url=sandbox.url,
                http_port=0,
            )
            async with open_services(settings) as services:
                stage = Stage(services, sandbox)
                await stage.import_article(0)
                flows["one article in"] = await tracer.trace(stage.import_article, 1)
                await stage.enqueue_message()
                await stage.deliver(0)
                await stage.enqueue_message()
                flows["one delivery"] = await tracer.trace(stage.deliver, 1)
                async with stage.run_app():
                    await stage.search(0)
                    flows["one search"] = await tracer.trace(stage.search, 1)
                    await stage.request_digest(0)
                    flows["one /digest"] = await tracer.trace(stage.request_digest, 1)
    return flows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-v", action="store_true", help="list the files")
    is_verbose = parser.parse_args().v
    for name, files in asyncio.run(trace_flows()).items():
        print_line(f"{name:<15} {len(files):3} files")
        if is_verbose:
            print_line("\n".join(f"    {file}" for file in files))


if __name__ == "__main__":
    main()
