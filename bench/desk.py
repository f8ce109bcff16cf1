"""Measure how fast articles are analyzed, by stage, and stored.

`python bench/desk.py`

1,000 articles of 300 words, six of ten Russian, three English, one Ukrainian, put together from the
development sets and the demo's samples. They are imported as usual, twenty at a time, through
`ArticleImporter.import_articles`, on one core, but with the analyzer in this process, so that its
stages can be timed. First cold, with loading and empty caches; then warm: another 1,000.

Seconds are CPU time, so that other work on the machine does not count; wall-clock time is printed
beside it. The baselines do one part of the work over the same Russian articles in the same run:
pymorphy3 parses each word with no cache, slovnet finds names in as much of the text as the
analyzer.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, cast

os.environ["OPENBLAS_NUM_THREADS"] = "1"
if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

import pymorphy3
from slovnet import NER

from bench.support.material import generate_articles, print_line
from news import pipeline
from news.clustering import matching
from news.entities.recognition import EntityRecognizer
from news.errors import EmptyArticleError, NewsError
from news.model import Article, RawArticle, Topic
from news.nlp.analysis import TextAnalyzer
from news.nlp.detect import detect_language
from news.nlp.embeddings import Embeddings, find_natasha_file
from news.nlp.words import find_words, is_cyrillic
from news.pipeline import ArticleAnalyzer
from news.topics.scoring import TopicScorer
from service.articles.analysis_worker import AnalysisWorker
from service.articles.importer import ArticleImporter
from service.ops.clock import system_clock
from service.ops.metrics import Metrics
from storage.archive import stories
from storage.database.engine import open_database
from storage.migrations.runner import migrate

ARTICLES, WORDS = 1000, 300
STORING = "storage, the rest"
MAX_SECONDS = 22.0
NAME_SEARCH_CHARS = 1500
"""The characters of an article in which the analyzer searches for names."""

STAGES: tuple[tuple[str, object, str], ...] = (
    ("blocks", pipeline, "_parse_body"),
    ("language", pipeline, "detect_language"),
    ("sentences, words, lemmas", TextAnalyzer, "analyze"),
    ("fingerprint", pipeline, "build_fingerprint"),
    ("headline", ArticleAnalyzer, "_write_headline"),
    ("entities", EntityRecognizer, "find"),
    ("summary", pipeline, "summarize"),
    ("topics", TopicScorer, "score"),
    ("index", TextAnalyzer, "build_index_text"),
    ("analysis, the rest", ArticleAnalyzer, "analyze"),
    ("stories: candidates", stories, "find_candidates"),
    ("stories: choice", matching, "choose_story"),
)
"""What is timed: a label, the owner of the function, its name."""


class Stopwatch:
    """Measures CPU seconds by stage, each without the stages inside it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inside = 0.0

    def wrap(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*given: Any, **named: Any) -> Any:
            outer, self._inside = self._inside, 0.0
            started = process_time()
            try:
                return function(*given, **named)
            finally:
                whole = process_time() - started
                self.seconds[stage] += whole - self._inside
                self._inside = outer + whole

        async def measured_async(*given: Any, **named: Any) -> Any:
            started = process_time()
            try:
                return await function(*given, **named)
            finally:
                self.seconds[stage] += process_time() - started

        return measured_async if asyncio.iscoroutinefunction(function) else measured

    @contextlib.contextmanager
    def measure_stages(self) -> Iterator[None]:
        """Time the stages within the block."""
        plain = [(place, name, getattr(place, name)) for _, place, name in STAGES]
        for stage, place, name in STAGES:
            setattr(place, name, self.wrap(stage, getattr(place, name)))
        try:
            yield
        finally:
            for place, name, function in plain:
                setattr(place, name, function)


class InlineWorker:
    """An analysis worker in this process instead of one of its own."""

    def __init__(self, analyzer: ArticleAnalyzer) -> None:
        self._analyzer = analyzer

    async def analyze(
        self, raws: Sequence[RawArticle], now: datetime, _: Sequence[Topic] = ()
    ) -> list[Article | NewsError]:
        return [self._analyze(raw, now) for raw in raws]

    def _analyze(self, raw: RawArticle, now: datetime) -> Article | NewsError:
        try:
            return self._analyzer.analyze(raw, now)
        except EmptyArticleError as error:
            return error


@dataclass(frozen=True, slots=True)
class Timing:
    """CPU and wall-clock seconds, and CPU seconds by stage."""

    processor: float
    clock: float
    stages: dict[str, float]


async def import_timed(analyzer: ArticleAnalyzer, raws: Sequence[RawArticle]) -> Timing:
    """Analyze and store the articles in a new database."""
    watch = Stopwatch()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        migrate(url)
        database = open_database(url)
        worker = cast("AnalysisWorker", InlineWorker(analyzer))
        importer = ArticleImporter(database, worker, system_clock, Metrics())
        with watch.measure_stages():
            started, clock_started = process_time(), perf_counter()
            report = await importer.import_articles(raws)
            processor, clock = process_time() - started, perf_counter() - clock_started
        await database.close()
    if report.added != len(raws):
        raise RuntimeError(f"{report.added} of {len(raws)} articles were stored")
    watch.seconds[STORING] = processor - sum(watch.seconds.values())
    return Timing(processor, clock, dict(watch.seconds))


def measure_baselines(raws: Sequence[RawArticle]) -> Iterator[tuple[str, int, float]]:
    """Yield the name of each baseline, its number of articles, and its CPU seconds."""
    russian = [raw for raw in raws if detect_language(raw.text) == "ru"]
    analyzer = pymorphy3.MorphAnalyzer(lang="ru")
    started = process_time()
    for raw in russian:
        for word in find_words(raw.text):
            if is_cyrillic(word.text):
                analyzer.parse(word.text.lower())
    yield "pymorphy3 alone, Russian", len(russian), process_time() - started
    model = NER.load(find_natasha_file("data/model/slovnet_ner_news_v1.tar"))
    model.navec(Embeddings().navec)
    started = process_time()
    for raw in russian:
        model(f"{raw.title}\n{raw.text}"[:NAME_SEARCH_CHARS])
    yield "slovnet alone, Russian", len(russian), process_time() - started


def print_stage(name: str, count: int, seconds: float) -> None:
    print_line(f"  {name:<28} {seconds:>7.2f} s {count / max(seconds, 1e-9):>9.0f} a second")


def print_run(title: str, timing: Timing) -> None:
    print_line(f"{title}: {timing.processor:.1f} s of CPU, {timing.clock:.1f} s of wall-clock time")
    for stage, _, _ in (*STAGES, (STORING, None, "")):
        print_stage(stage, ARTICLES, timing.stages.get(stage, 0.0))
    print_stage("all", ARTICLES, timing.processor)


def pin_to_one_core() -> None:
    """Bind this process with its threads to one core, as on a machine with one. Linux only."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def main() -> int:
    pin_to_one_core()
    first, second = (generate_articles(ARTICLES, WORDS, seed) for seed in (1, 2))
    started = process_time()
    analyzer = ArticleAnalyzer()
    print_line(f"loading: {process_time() - started:.2f} s of CPU")
    print_run("cold", asyncio.run(import_timed(analyzer, first)))
    warm = asyncio.run(import_timed(analyzer, second))
    print_run("warm", warm)
    for baseline in measure_baselines(second):
        print_stage(*baseline)
    joined = warm.processor - warm.stages[STORING]
    verdict = "ok" if joined <= MAX_SECONDS else "too slow"
    print_line(f"warm, analysis and stories: {joined:.1f} s of {MAX_SECONDS:.0f}: {verdict}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
