"""Articles for benchmarks: the development sets, if they are there, and the demo's samples."""

from __future__ import annotations

import json
import os
import random
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from news.model import Language, RawArticle

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SVODKA_SHARED_DATA", ROOT.parent / "shared" / "data"))
SAMPLES = ROOT / "bot" / "demo" / "samples"
SHARES: dict[Language, float] = {"ru": 0.6, "uk": 0.1, "en": 0.3}
_OWN_SENTENCES = 4
"""Sentences that stay together; at least as many are drawn, so that no two texts are equal."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")

Texts = dict[Language, list[tuple[str, str]]]
"""By language: titles with texts."""


def print_line(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def load_texts() -> Texts:
    """Load all titles and texts, the demo's samples first."""
    found: Texts = {
        language: [_parse_row(row) for row in _read_rows(SAMPLES / f"{language}.jsonl")]
        for language in SHARES
    }
    sets = SHARED / "dev"
    if not sets.is_dir():
        print_line(f"no development sets in {SHARED}: the demo's samples alone")
        return found
    found["ru"] += [_parse_row(row) for row in _read_rows(sets / "ru_topics_dev.jsonl")]
    for row in _read_rows(sets / "ru_story_pairs_dev.jsonl"):
        found["ru"] += [_parse_row(row["first"]), _parse_row(row["second"])]
    for name in ("en_topics_dev", "en_summaries_dev"):
        found["en"] += [_parse_row(row) for row in _read_rows(sets / f"{name}.jsonl")]
    return found


def generate_articles(count: int, words: int, seed: int) -> list[RawArticle]:
    """Return ``count`` different articles of about ``words`` words, six of ten Russian, three
    English, one Ukrainian: a real title and beginning, then sentences drawn from its language."""
    draw = random.Random(seed)
    found = load_texts()
    sentences = {
        language: [s for _, text in sentences_of_text for s in _SENTENCE_END.split(text)]
        for language, sentences_of_text in found.items()
    }
    languages = draw.choices(list(SHARES), list(SHARES.values()), k=count)
    return [
        _build_article(number, *draw.choice(found[language]), sentences[language], words, draw)
        for number, language in enumerate(languages)
    ]


def _build_article(
    number: int, title: str, text: str, pool: list[str], words: int, draw: random.Random
) -> RawArticle:
    sentences_of_text = _SENTENCE_END.split(text)[:_OWN_SENTENCES]
    while (
        len(sentences_of_text) < 2 * _OWN_SENTENCES
        or sum(len(sentence.split()) for sentence in sentences_of_text) < words
    ):
        sentences_of_text.append(draw.choice(pool))
    paragraphs = [
        " ".join(sentences_of_text[start : start + 3])
        for start in range(0, len(sentences_of_text), 3)
    ]
    return RawArticle(
        title=title,
        text="\n\n".join(paragraphs),
        url=f"https://example.org/{number}",
        source=f"Source {number % 12}",
    )


def _parse_row(row: dict[str, Any]) -> tuple[str, str]:
    return " ".join(row["title"].split()), row["text"]


def _read_rows(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, _iter_lines(path.read_text("utf-8")))


def _iter_lines(text: str) -> Iterable[str]:
    return (line for line in text.split("\n") if line.strip())
