"""What the check of written summaries takes and refuses, on the development sets.

`python bench/faithful.py [FOLDER]`

The articles' own extracts and the summaries by people should pass; another article's summary, and
an extract with one number changed, should not (a changed number may stand elsewhere in the
article).
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from news.errors import NewsError
from news.model import Article, RawArticle
from news.nlp.sentences import split_sentences
from news.pipeline import ArticleAnalyzer
from news.summaries.extraction import MAX_SENTENCES, MAX_SUMMARY_CHARS

NOW = datetime(2026, 2, 11, tzinfo=UTC)
SETS = ("ru_topics_dev", "en_topics_dev", "en_summaries_dev")
MOST_ROWS = 300
SEED = 11

Pairs = list[tuple[str, Article]]


def main(shared: Path) -> None:
    folder = shared / "dev"
    if not folder.is_dir():
        say(f"no development sets in {shared}: nothing measured")
        return
    desk = ArticleAnalyzer()
    say(f"{'set':18} {'written by':22} {'taken':>12}   ms a check, of the desk's ms an article")
    for name in SETS:
        lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        chance = random.Random(SEED)
        chance.shuffle(rows)
        _measure(desk, name, rows[:MOST_ROWS], chance)


def _measure(
    desk: ArticleAnalyzer, name: str, rows: list[dict[str, str]], chance: random.Random
) -> None:
    started = perf_counter()
    edited = [
        (desk.analyze(RawArticle(title=r.get("title", ""), text=r["text"]), NOW), r) for r in rows
    ]
    each = (perf_counter() - started) / len(edited)
    told = [(article, row) for article, row in edited if article.summary]
    own = [(" ".join(article.summary), article) for article, _ in told]
    kinds: dict[str, Pairs] = {
        "nobody: the extract": own,
        "of another article": [(own[at - 1][0], article) for at, (_, article) in enumerate(own)],
        "with another number": list(_changed(own, chance)),
        "people": [(_short(row["summary"]), article) for article, row in told if "summary" in row],
    }
    for kind, pairs in kinds.items():
        if pairs:
            started = perf_counter()
            taken = sum(_is_taken(desk, *pair) for pair in pairs)
            cost = (perf_counter() - started) / len(pairs)
            share = f"{taken}/{len(pairs)}"
            say(f"{name:18} {kind:22} {share:>12}   {1000 * cost:.1f} of {1000 * each:.1f}")


def _is_taken(desk: ArticleAnalyzer, written: str, article: Article) -> bool:
    try:
        desk.check_summary(written, article)
    except NewsError:
        return False
    return True


def _changed(own: Pairs, chance: random.Random) -> Iterable[tuple[str, Article]]:
    for text, article in own:
        found = list(re.finditer(r"\d+", text))
        if found:
            match = chance.choice(found)
            number = str(int(match.group()) + 7)
            yield text[: match.start()] + number + text[match.end() :], article


def _short(summary: str) -> str:
    """Return as many whole sentences of a summary as fit."""
    kept: list[str] = []
    for sentence in split_sentences(summary):
        if len(" ".join([*kept, sentence])) <= MAX_SUMMARY_CHARS and len(kept) < MAX_SENTENCES:
            kept.append(sentence)
    return " ".join(kept)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    given = os.environ.get("SVODKA_SHARED_DATA", beside)
    main(Path(sys.argv[1] if len(sys.argv) > 1 else given))
