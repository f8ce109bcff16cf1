from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from news.errors import SourceError, TooComplex
from news.model import Article, RawArticle
from news.sources.addresses import FailureReason
from service.articles import analysis_tasks
from service.articles.analysis_worker import TASK_TIMEOUT_SECONDS, AnalysisWorker
from service.articles.limits import NICENESS
from tests.support.articles import BRIDGE
from tests.support.factories import NOON

pytestmark = pytest.mark.slow


@pytest.fixture
def own_worker() -> Iterator[AnalysisWorker]:
    process = AnalysisWorker()
    yield process
    process.close()


async def test_dead_analysis_worker_is_replaced(own_worker: AnalysisWorker) -> None:
    (first,) = await own_worker.analyze([BRIDGE], NOON)
    for process in list(own_worker._pool._processes.values()):
        process.kill()
        process.join()
    (second,) = await own_worker.analyze([BRIDGE], NOON)
    assert isinstance(first, Article)
    assert first == second


def test_analysis_worker_ends_with_killed_parent() -> None:
    script = (
        "import asyncio, datetime, time\n"
        "from service.articles.analysis_worker import AnalysisWorker\n"
        "from news.model import RawArticle\n"
        "analysis_worker = AnalysisWorker()\n"
        "now = datetime.datetime.now(datetime.UTC)\n"
        "asyncio.run(analysis_worker.analyze([RawArticle(text='Мост открыли утром.')], now))\n"
        "print(next(iter(analysis_worker._pool._processes)), flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    for _ in range(200):
        if not Path(f"/proc/{worker}").exists():
            return
        time.sleep(0.05)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the worker outlived its parent")


def heavy_text() -> str:
    """A text within all limits that takes some seconds of CPU."""
    letters = "абвгдежзиклмнопрстуфхцчш"
    words = (
        f"{first}{second}{third}слово{last}"
        for first in letters
        for second in letters
        for third in letters
        for last in "йц"
    )
    return " ".join(words)


async def test_article_over_cpu_limit_is_rejected_alone() -> None:
    analysis_worker = AnalysisWorker(max_article_cpu_seconds=1.0)
    try:
        await analysis_worker.analyze([BRIDGE], NOON)
        heavy, light = await analysis_worker.analyze([RawArticle(text=heavy_text()), BRIDGE], NOON)
    finally:
        analysis_worker.close()
    assert isinstance(heavy, TooComplex)
    assert isinstance(light, Article)


async def test_limits_on_cpu_time_strike_before_the_time_limit(
    own_worker: AnalysisWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where four busy processes share a core; else the process would be replaced each time."""
    given: list[float] = []

    async def note(*args: object) -> None:
        given.extend(one for one in args if isinstance(one, float))

    monkeypatch.setattr(own_worker, "_run", note)
    await own_worker.analyze([BRIDGE], NOON)
    await own_worker.parse_feed(b"", "http://example.com/", "")
    assert len(given) == 2
    assert all(seconds <= TASK_TIMEOUT_SECONDS / 4 for seconds in given)
    assert analysis_tasks.MAX_ARTICLE_CPU_SECONDS in given


async def test_article_that_blocks_the_worker_is_rejected_alone() -> None:
    """A stopped process uses no CPU, so only the wall-clock limit of this process ends it."""
    analysis_worker = AnalysisWorker(task_timeout_seconds=20.0)
    try:
        await analysis_worker.analyze([BRIDGE], NOON)
        for process in list(analysis_worker._pool._processes.values()):
            os.kill(process.pid, signal.SIGSTOP)
        stuck, light = await analysis_worker.analyze([BRIDGE, BRIDGE], NOON)
    finally:
        analysis_worker.close()
    assert isinstance(stuck, TooComplex)
    assert isinstance(light, Article)


async def test_source_that_kills_the_worker_is_too_complex(own_worker: AnalysisWorker) -> None:
    with pytest.raises(SourceError) as caught:
        await own_worker._read("http://example.com/", os._exit, 1)
    assert caught.value.details["reason"] is FailureReason.TOO_COMPLEX
    (light,) = await own_worker.analyze([BRIDGE], NOON)
    assert isinstance(light, Article)


async def test_cpu_limit_ignores_waiting() -> None:
    analysis_worker = AnalysisWorker(task_timeout_seconds=10.0)
    try:
        await analysis_worker.analyze([BRIDGE], NOON)
        process = set(analysis_worker._pool._processes)
        await asyncio.gather(*(analysis_worker._run(time.sleep, 1.0) for _ in range(12)))
        assert set(analysis_worker._pool._processes) == process
    finally:
        analysis_worker.close()


async def test_single_article_overtakes_a_batch(own_worker: AnalysisWorker) -> None:
    batch = asyncio.create_task(own_worker.analyze([BRIDGE] * 20, NOON))
    await asyncio.sleep(0)
    await own_worker.analyze([BRIDGE], NOON)
    assert not batch.done()
    assert all(isinstance(article, Article) for article in await batch)


async def test_large_analysis_worker_is_replaced() -> None:
    analysis_worker = AnalysisWorker(max_resident=1)
    try:
        processes = []
        for _ in range(2):
            (article,) = await analysis_worker.analyze([BRIDGE], NOON)
            assert isinstance(article, Article)
            processes.append(analysis_worker._pool)
    finally:
        analysis_worker.close()
    assert processes[0] is not processes[1]


class FullAnalyzer:
    """A worker without any memory left."""

    def analyze(self, *given: object) -> Article:
        raise MemoryError


def test_article_over_memory_limit_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis_tasks, "_analyzer", FullAnalyzer())
    assert isinstance(analysis_tasks.analyze(BRIDGE, NOON, (), 10.0), TooComplex)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux says how much memory a process has")
def test_memory_limit_applies_to_a_process() -> None:
    script = (
        "from service.articles.limits import limit_growth\n"
        "limit_growth(64 * 2**20)\n"
        "held = bytearray(32 * 2**20)\n"
        "try: bytearray(200 * 2**20)\n"
        "except MemoryError: print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert done.stdout == "refused\n"


async def test_memory_limit_applies_to_the_worker(own_worker: AnalysisWorker) -> None:
    soft, _ = await own_worker._run(resource.getrlimit, resource.RLIMIT_AS)
    assert analysis_tasks.MAX_GROWTH_BYTES < soft < 10 * analysis_tasks.MAX_GROWTH_BYTES


async def test_worker_lets_replies_go_first(own_worker: AnalysisWorker) -> None:
    await own_worker.analyze([BRIDGE], NOON)
    assert await own_worker._run(os.nice, 0) == min(19, os.nice(0) + NICENESS)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_an_idle_worker_releases_the_pages_of_its_dictionaries(
    tmp_path: Path,
) -> None:
    folder = Path(__file__).parents[3]
    script = (
        "import sys, time\n"
        f"sys.path.insert(0, {str(folder)!r})\n"
        "import multiprocessing\n"
        "from service.articles import analysis_tasks\n"
        "from news.nlp.forms.lemmas import Lemmatizer\n"
        "def work(pipe):\n"
        "    lemmatizer = Lemmatizer()\n"
        "    def count():\n"
        "        maps = open('/proc/self/smaps').read().split('words.dawg')[1:]\n"
        "        return sum(int(one.split('Rss:')[1].split()[0]) for one in maps)\n"
        "    lemmatizer.read('мостом', 'ru')\n"
        "    first = count()\n"
        "    import threading\n"
        "    threading.Thread(target=analysis_tasks._watch, args=(0.2,), daemon=True).start()\n"
        "    deadline = time.monotonic() + 20\n"
        "    while count() and time.monotonic() < deadline:\n"
        "        time.sleep(1)\n"  # counting is work: the process has to be idle between
        "    pipe.send((first, count(), lemmatizer.lemmatize('мостами', 'ru')))\n"
        "if __name__ == '__main__':\n"
        "    ours, theirs = multiprocessing.Pipe()\n"
        "    process = multiprocessing.get_context('spawn').Process(target=work, args=(theirs,))\n"
        "    process.start()\n"
        "    print(*ours.recv())\n"
    )
    path = tmp_path / "script.py"
    path.write_text(script, encoding="utf-8")
    done = subprocess.run([sys.executable, path], capture_output=True, text=True, check=True)
    first, last, forms = done.stdout.split(maxsplit=2)
    assert int(first) > 0
    assert (int(last), "мост" in forms) == (0, True)
