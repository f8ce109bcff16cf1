"""Count which generated summaries the check accepts, on the development sets.

`python bench/checks/faithful.py [FOLDER]`

The articles' own extracts and the summaries by people should pass. Another article's summary and an
extract with one number changed should not; a changed number may be elsewhere in the article.
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
from news.summaries.selection.candidates import MAX_SENTENCES, MAX_SUMMARY_CHARS

NOW = datetime(2026, 2, 11, tzinfo=UTC)
SETS = ("ru_topics_dev", "en_topics_dev", "en_summaries_dev")
MAX_ROWS = 300
SEED = 11

Pairs = list[tuple[str, Article]]


def main(shared: Path) -> None:
    folder = shared / "dev"
    if not folder.is_dir():
        print_line(f"no development sets in {shared}: nothing measured")
        return
    analyzer = ArticleAnalyzer()
    print_line(f"{'set':18} {'written by':22} {'accepted':>12}   ms a check; ms an analysis")
    for name in SETS:
        lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        random_source = random.Random(SEED)
        random_source.shuffle(rows)
        _measure(analyzer, name, rows[:MAX_ROWS], random_source)


def _measure(
    analyzer: ArticleAnalyzer, name: str, rows: list[dict[str, str]], random_source: random.Random
) -> None:
    started = perf_counter()
    analyzed = [
        (analyzer.analyze(RawArticle(title=r.get("title", ""), text=r["text"]), NOW), r)
        for r in rows
    ]
    each = (perf_counter() - started) / len(analyzed)
    summarized = [(article, row) for article, row in analyzed if article.summary]
    own = [(" ".join(article.summary), article) for article, _ in summarized]
    kinds: dict[str, Pairs] = {
        "the extract": own,
        "of another article": [(own[at - 1][0], article) for at, (_, article) in enumerate(own)],
        "with another number": list(_change_numbers(own, random_source)),
        "people": [
            (_shorten(row["summary"]), article) for article, row in summarized if "summary" in row
        ],
    }
    for kind, pairs in kinds.items():
        if pairs:
            started = perf_counter()
            accepted = sum(_is_accepted(analyzer, *pair) for pair in pairs)
            cost = (perf_counter() - started) / len(pairs)
            share = f"{accepted}/{len(pairs)}"
            print_line(f"{name:18} {kind:22} {share:>12}   {1000 * cost:.1f}; {1000 * each:.1f}")


def _is_accepted(analyzer: ArticleAnalyzer, written: str, article: Article) -> bool:
    try:
        analyzer.check_summary(written, article)
    except NewsError:
        return False
    return True


def _change_numbers(own: Pairs, random_source: random.Random) -> Iterable[tuple[str, Article]]:
    for text, article in own:
        found = list(re.finditer(r"\d+", text))
        if found:
            match = random_source.choice(found)
            number = str(int(match.group()) + 7)
            yield text[: match.start()] + number + text[match.end() :], article


def _shorten(summary: str) -> str:
    """Return the sentences of a summary, from the first on, that fit the limits."""
    chosen: list[str] = []
    for sentence in split_sentences(summary):
        if len(" ".join([*chosen, sentence])) <= MAX_SUMMARY_CHARS and len(chosen) < MAX_SENTENCES:
            chosen.append(sentence)
    return " ".join(chosen)


def print_line(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    shared_data = Path(__file__).resolve().parents[3] / "shared" / "data"
    given = os.environ.get("SVODKA_SHARED_DATA", shared_data)
    main(Path(sys.argv[1] if len(sys.argv) > 1 else given))
