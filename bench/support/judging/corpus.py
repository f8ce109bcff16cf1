"""Count how many articles of `tests/cases/corpus` an editor accepts."""

from __future__ import annotations

from collections import defaultdict

from bench.support.judging.editor import (
    EXPECTATIONS,
    list_expectations,
    load_corpus,
    load_known_faults,
    write_known_faults,
)
from bench.support.material import print_line
from news.model import INTERFACE_LANGUAGES
from news.pipeline import ArticleAnalyzer


def report_corpus(analyzer: ArticleAnalyzer, *, with_faults: bool, prune: bool) -> None:
    """Print the counts by language and expectation.

    ``with_faults``: print each fault; a plus marks those that `known_faults.txt` lacks, a minus its
    lines whose fault is gone. ``prune``: remove these lines from the file; nothing is ever added.
    """
    known = load_known_faults()
    present: set[str] = set()
    results: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for article in load_corpus(analyzer):
        for expectation in list_expectations(article.row):
            faults = article.find_faults(expectation)
            results[expectation, article.language].append(not faults)
            line = f"{article.id}: {expectation}"
            present.update([line] * bool(faults))
            if with_faults and (faults or line in known):
                mark = "-" if not faults else " " if line in known else "+"
                print_line(f"{mark} {line}: {'; '.join(faults)}")
    if prune:
        write_known_faults(known & present)
    print_line(f"| {'expectation':12} | {' | '.join(f'{one:9}' for one in INTERFACE_LANGUAGES)} |")
    for expectation in EXPECTATIONS:
        cells = (results[expectation, language] for language in INTERFACE_LANGUAGES)
        shown = " | ".join(f"{sum(cell):3} of {len(cell):3}"[:10] for cell in cells)
        print_line(f"| {expectation:12} | {shown} |")
