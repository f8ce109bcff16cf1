"""Count how many articles of `tests/cases/corpus` an editor accepts, by language and expectation.

`python bench/corpus.py [--faults] [--prune]`

`--faults`: list each fault; a plus marks those that `known_faults.txt` lacks, a minus its lines
whose fault is gone. `--prune`: remove these lines from the file; nothing is ever added to it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import defaultdict
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.support.judging.editor import (
    EXPECTATIONS,
    list_expectations,
    load_corpus,
    load_known_faults,
    write_known_faults,
)
from news.model import INTERFACE_LANGUAGES
from news.pipeline import ArticleAnalyzer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", action="store_true", help="list the faults")
    parser.add_argument("--prune", action="store_true", help="remove known faults that are gone")
    options = parser.parse_args()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    known = load_known_faults()
    present: set[str] = set()
    results: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for article in load_corpus(ArticleAnalyzer()):
        for expectation in list_expectations(article.row):
            faults = article.find_faults(expectation)
            results[expectation, article.language].append(not faults)
            line = f"{article.id}: {expectation}"
            present.update([line] * bool(faults))
            if options.faults and (faults or line in known):
                mark = "-" if not faults else " " if line in known else "+"
                sys.stdout.write(f"{mark} {line}: {'; '.join(faults)}\n")
    if options.prune:
        write_known_faults(known & present)
    sys.stdout.write(
        f"| {'expectation':12} | {' | '.join(f'{one:9}' for one in INTERFACE_LANGUAGES)} |\n"
    )
    for expectation in EXPECTATIONS:
        cells = (results[expectation, language] for language in INTERFACE_LANGUAGES)
        shown = " | ".join(f"{sum(cell):3} of {len(cell):3}"[:10] for cell in cells)
        sys.stdout.write(f"| {expectation:12} | {shown} |\n")


if __name__ == "__main__":
    main()
