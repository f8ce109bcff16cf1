"""Judge the analysis of the articles of `tests/cases/corpus` as an editor does.

Each line is an article written for this corpus and what an editor expects of it; the keys are
listed in `tests/cases/README.md`. `FAULTS_FILE` lists what the analysis does wrong today.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from news.model import Article, RawArticle
from news.pipeline import ArticleAnalyzer

FOLDER = Path(__file__).parents[3] / "tests" / "cases" / "corpus"
FAULTS_FILE = FOLDER / "known_faults.txt"
NOW = datetime(2026, 2, 11, 9, 0, tzinfo=UTC)
MAX_HEADLINE_CHARS = 179
EXPECTATIONS = (
    "summary",
    "headline",
    "credit",
    "persons",
    "place",
    "first topic",
    "topics",
    "no news",
)

Row = dict[str, Any]


@dataclass(frozen=True)
class CorpusArticle:
    """An article of the corpus; analyzed once, and once more without its title."""

    analyzer: ArticleAnalyzer
    language: str
    row: Row

    @property
    def id(self) -> str:
        return f"{self.language}: {self.row['kind']}"

    @cached_property
    def analyzed(self) -> Article:
        return self._analyze(self.row["title"])

    @cached_property
    def untitled(self) -> Article:
        return self._analyze("") if self.row["title"] else self.analyzed

    def find_faults(self, expectation: str) -> list[str]:
        """Return what an editor would strike, one line a fault."""
        checks = {
            "summary": self._check_summary,
            "headline": self._check_headline,
            "credit": self._check_credit,
            "persons": self._check_persons,
            "place": self._check_place,
            "first topic": self._check_first_topic,
            "topics": self._check_topics,
            "no news": self._check_topics,
        }
        return list(checks[expectation]())

    def _analyze(self, title: str) -> Article:
        return self.analyzer.analyze(RawArticle(title=title, text=self.row["text"]), NOW)

    def _check_summary(self) -> Iterator[str]:
        article = self.analyzed
        summary = "\n".join(article.summary)
        if article.language != self.language:
            yield f"language {article.language}"
        yield from (
            f"lacks {part!r}" for part in self.row.get("includes", ()) if part not in summary
        )
        yield from (f"has {part!r}" for part in self.row.get("excludes", ()) if part in summary)
        for part, antecedent in self.row.get("only_after", {}).items():
            before, found, _ = f"{article.title}\n{summary}".partition(part)
            if found and antecedent.casefold() not in before.casefold():
                yield f"has {part!r} without {antecedent!r}"
        text = "\n".join(block.text for block in article.blocks)
        yield from (f"not in the text: {one!r}" for one in article.summary if one not in text)

    def _check_headline(self) -> Iterator[str]:
        title = self.untitled.title
        folded = title.casefold()
        for part in self.row["headline"]:
            if part.casefold() not in folded:
                yield f"lacks {part!r}: {title}"
        for part in self.row.get("headline_excludes", ()):
            # A dateline is in capitals; the city itself may well be in the headline.
            if part in title if part.isupper() else part.casefold() in folded:
                yield f"has {part!r}: {title}"
        if not 0 < len(title) <= MAX_HEADLINE_CHARS:
            yield f"{len(title)} characters: {title}"
        if title.endswith("…"):
            yield f"is cut: {title}"

    def _check_credit(self) -> Iterator[str]:
        yield from _compare_one(self.analyzed.attribution, self.row["credit"])

    def _check_persons(self) -> Iterator[str]:
        found = {one.name for one in self.analyzed.entities if one.kind == "person"}
        expected = set(self.row["persons"])
        yield from (f"lacks {name!r}" for name in sorted(expected - found))
        yield from (f"has {name!r}" for name in sorted(found - expected))

    def _check_place(self) -> Iterator[str]:
        yield from _compare_one(find_main_place(self.analyzed), self.row["place"])

    def _check_first_topic(self) -> Iterator[str]:
        topics = [topic.id for topic in self.analyzed.topics]
        yield from _compare_one(topics[0] if topics else "", self.row["first_topic"])

    def _check_topics(self) -> Iterator[str]:
        """Check that no topic is shown that an editor strikes; of no news, any but those given."""
        accepted = self.row["topics"]
        yield from (f"has {one.id!r}" for one in self.analyzed.topics if one.id not in accepted)


def find_main_place(article: Article) -> str:
    """Return the place with the most weight, or an empty text."""
    return next((one.name for one in article.entities if one.kind == "place"), "")


def load_corpus(analyzer: ArticleAnalyzer) -> list[CorpusArticle]:
    return [
        CorpusArticle(analyzer, file.stem, json.loads(line))
        for file in sorted(FOLDER.glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]


def list_expectations(row: Row) -> list[str]:
    """Return what an editor says of an article, in the order of `EXPECTATIONS`."""
    given = {
        "summary": True,
        "headline": "headline" in row,
        "credit": "credit" in row,
        "persons": "persons" in row,
        "place": "place" in row,
        "first topic": "first_topic" in row and row.get("news", True),
        "topics": "topics" in row and row.get("news", True),
        "no news": not row.get("news", True),
    }
    return [name for name in EXPECTATIONS if given[name]]


def load_known_faults() -> frozenset[str]:
    """Return the lines of `FAULTS_FILE`: «language: kind: expectation»."""
    lines = FAULTS_FILE.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def write_known_faults(lines: frozenset[str]) -> None:
    """Replace the lines of `FAULTS_FILE`; its comments at the top stay."""
    comments = [line for line in FAULTS_FILE.read_text("utf-8").splitlines() if line[:1] == "#"]
    FAULTS_FILE.write_text("\n".join([*comments, *sorted(lines), ""]), "utf-8")


def _compare_one(found: str, accepted: Sequence[str]) -> Iterator[str]:
    if found not in accepted:
        yield f"{found!r} is not {' or '.join(map(repr, accepted))}"
