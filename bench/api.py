"""Measure the HTTP API: articles a second on one core, how soon a search sees them, and kills.

`python bench/api.py [FIGURE…]`

`load`: 900 articles of 300 words are posted to `svodka run`, which has one core. `kills`: 200 kills
while 1,000 articles and 200 drafts are posted. Without a name both are measured, in some minutes.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.support.api.kills import kill_while_posting
from bench.support.api.load import WARM_UP, post_on_one_core
from bench.support.figures import Figure, Measure, run_figures
from bench.support.material import generate_articles
from bench.support.outbox.stage import open_stage

ARTICLES, WORDS = 900, 300
KILLS, POSTS = 200, 1000
MEAN_ANSWERS = 5


async def measure_load(folder: Path) -> list[Figure]:
    """Post articles as fast as they are taken."""
    raws = generate_articles(WARM_UP + ARTICLES, WORDS, seed=11)
    async with open_stage(folder, 10) as stage:
        report = await post_on_one_core(stage, raws)
    each = ", ".join(f"{name} {used:.1f} ms" for name, used in report.milliseconds.items())
    detail = f"CPU each: {each}; {report.by_clock:.1f} a second by the clock"
    searches = f"{len(report.seen_after)} searches"
    return [
        Figure("POST /articles, articles a CPU second", report.by_cpu, ">=", 30, detail),
        Figure("from answer to search, s, worst", max(report.seen_after), "<=", 2, searches),
    ]


async def measure_kills(folder: Path) -> list[Figure]:
    """Kill the service while articles and drafts are posted."""
    report = await kill_while_posting(
        folder, POSTS, kills=KILLS, mean_answers=MEAN_ANSWERS, seed=13
    )
    return [
        Figure("kills", report.kills, ">=", KILLS, f"{report.repeats} requests repeated"),
        Figure("articles lost", max(0, report.posted - report.stored), "<=", 0),
        Figure("articles doubled", max(0, report.stored - report.posted), "<=", 0),
        Figure("drafts lost", max(0, report.drafts_posted - report.drafts_stored), "<=", 0),
        Figure("drafts doubled", max(0, report.drafts_stored - report.drafts_posted), "<=", 0),
        Figure("answers that are not the first request's", len(report.odd_answers), "<=", 0),
    ]


FIGURES: dict[str, Measure] = {
    "load": measure_load,
    "kills": measure_kills,
}


if __name__ == "__main__":
    sys.exit(run_figures(FIGURES, __doc__))
