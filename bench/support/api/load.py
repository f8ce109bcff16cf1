"""Post articles to `svodka run` on one core, and look when the search finds them."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import aiohttp

from bench.support.api.client import ContentSystem, to_body
from bench.support.machine import find_free_port, get_cpu_seconds, list_family, name_process
from bench.support.outbox.stage import Stage, run_bot
from news.model import RawArticle
from service.ops.api_tokens import ApiTokenService, Scope
from service.ops.clock import system_clock
from storage.stats.audit_log import Actor

POSTERS = 4
WARM_UP = 100
SEARCH_EVERY = 25
CLIENTS = 4
"""Tokens that post in turn: the limit of one is fifty requests a second."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """``by_cpu``: articles in a second of the CPU time of the service, ``by_clock``: in a second
    by the clock; ``seen_after``: seconds from the answer to the search that found the article.

    ``milliseconds``: of CPU for each article, by process. This process, with the client and the
    sandbox, is not among them; what the searches cost the service is counted, too.
    """

    by_cpu: float
    milliseconds: Mapping[str, float]
    by_clock: float
    seen_after: Sequence[float]


async def post_on_one_core(stage: Stage, raws: Sequence[RawArticle]) -> LoadReport:
    """Post articles as fast as they are taken; the first `WARM_UP` are not counted."""
    tokens = ApiTokenService(stage.database)
    secrets = [
        await tokens.add(f"cms {number}", list(Scope), Actor(None, "bench"), system_clock())
        for number in range(CLIENTS)
    ]
    port = find_free_port()
    systems = [ContentSystem(f"http://127.0.0.1:{port}", secret) for secret in secrets]
    every_core = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(every_core)})
    async with run_bot(stage, HTTP_PORT=str(port)) as process:
        os.sched_setaffinity(0, every_core - {min(every_core)} or every_core)
        await _post(systems, raws[:WARM_UP], [])
        seen_after: list[float] = []
        cpu, clock = _get_family_cpu(process.pid), perf_counter()
        await _post(systems, raws[WARM_UP:], seen_after)
        count = len(raws) - WARM_UP
        by_clock = count / (perf_counter() - clock)
        used = _get_family_cpu(process.pid)
        used.subtract(cpu)
    os.sched_setaffinity(0, every_core)
    milliseconds = {name: 1000 * seconds / count for name, seconds in used.items() if seconds}
    return LoadReport(count / sum(used.values()), milliseconds, by_clock, seen_after)


async def _post(
    systems: Sequence[ContentSystem], raws: Sequence[RawArticle], seen_after: list[float]
) -> None:
    waiting = iter(enumerate(raws))

    async def post_each(system: ContentSystem) -> None:
        async with system.open() as session:
            for number, raw in waiting:
                body = to_body(raw) | {"url": raw.url}
                await system.post(session, "/articles", f"{raw.url}", body)
                status, answer = system.answers[raw.url]
                if status >= 300:
                    raise RuntimeError(f"{status}: {answer}")
                if number % SEARCH_EVERY == 0:
                    seen_after.append(await _wait_until_found(session, raw.title, answer["id"]))

    await asyncio.gather(*(post_each(system) for system in systems[:POSTERS]))


async def _wait_until_found(session: aiohttp.ClientSession, title: str, article_id: int) -> float:
    """Search for a title until the article's story is there; return how long it took."""
    start = perf_counter()
    async with session.get(f"/api/v1/articles/{article_id}") as response:
        story_id = (await response.json())["story_id"]
    query = {"query": " ".join(title.replace(":", " ").split())[:200], "page_size": "50"}
    while True:
        async with session.get("/api/v1/articles", params=query) as response:
            found = (await response.json()).get("items", ())
        if any(item["story_id"] == story_id for item in found):
            return perf_counter() - start


def _get_family_cpu(pid: int) -> Counter[str]:
    """Return the CPU seconds that the processes of the service have used, by what they do."""
    used: Counter[str] = Counter()
    for folder in list_family(pid):
        used[name_process(folder)] += get_cpu_seconds(folder)  # type: ignore[assignment]
    return used
