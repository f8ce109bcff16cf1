"""Articles to measure with: the development sets where they are, and the demo's samples."""

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
_OWN = 4
"""Sentences of a text that stay together; as many at least are drawn, so no two are alike."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")

Texts = dict[Language, list[tuple[str, str]]]
"""By language: titles with texts."""


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def texts() -> Texts:
    """All there is, the samples of the demo first."""
    found: Texts = {
        language: [_told(row) for row in _rows(SAMPLES / f"{language}.jsonl")]
        for language in SHARES
    }
    sets = SHARED / "dev"
    if not sets.is_dir():
        say(f"no development sets in {SHARED}: the demo's samples alone")
        return found
    found["ru"] += [_told(row) for row in _rows(sets / "ru_topics_dev.jsonl")]
    for row in _rows(sets / "ru_story_pairs_dev.jsonl"):
        found["ru"] += [_told(row["first"]), _told(row["second"])]
    for name in ("en_topics_dev", "en_summaries_dev"):
        found["en"] += [_told(row) for row in _rows(sets / f"{name}.jsonl")]
    return found


def synthesised(count: int, words: int, seed: int) -> list[RawArticle]:
    """Return ``count`` different articles of about ``words`` words, six of ten Russian, three
    English, one Ukrainian: a real title and beginning, then sentences drawn from its language."""
    draw = random.Random(seed)
    found = texts()
    sentences = {
        language: [s for _, text in told for s in _SENTENCE_END.split(text)]
        for language, told in found.items()
    }
    languages = draw.choices(list(SHARES), list(SHARES.values()), k=count)
    return [
        _article(number, *draw.choice(found[language]), sentences[language], words, draw)
        for number, language in enumerate(languages)
    ]


def _article(
    number: int, title: str, text: str, pool: list[str], words: int, draw: random.Random
) -> RawArticle:
    told = _SENTENCE_END.split(text)[:_OWN]
    while len(told) < 2 * _OWN or sum(len(sentence.split()) for sentence in told) < words:
        told.append(draw.choice(pool))
    paragraphs = [" ".join(told[start : start + 3]) for start in range(0, len(told), 3)]
    return RawArticle(
        title=title,
        text="\n\n".join(paragraphs),
        url=f"https://example.org/{number}",
        source=f"Source {number % 12}",
    )


def _told(row: dict[str, Any]) -> tuple[str, str]:
    return " ".join(row["title"].split()), row["text"]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, _lines(path.read_text("utf-8")))


def _lines(text: str) -> Iterable[str]:
    return (line for line in text.split("\n") if line.strip())
