"""How good the news desk is, on the development sets.

`python bench/quality.py [FOLDER] [--errors]`

The desk learns nothing from these sets: its word lists and constants were written by hand. Whoever
mends them reads the mistakes of the odd rows only (`--errors` shows no others), so the column
"unread" tells how it does on rows that nobody looked at.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.support.baselines.textrank import textrank
from news.clustering.matching import choose_story
from news.model import Article, MatchCandidate, RawArticle, TopicScore
from news.nlp.detect import detect_language
from news.nlp.lemmas import Lemmatizer
from news.nlp.sentences import split_sentences
from news.nlp.words import find_words, fold, is_cyrillic, tokenize
from news.pipeline import ArticleAnalyzer

NOW = datetime(2026, 2, 11, tzinfo=UTC)
CONTEST = {
    **dict.fromkeys(
        ("politics", "conflict", "society", "crime", "disaster", "environment"), "society"
    ),
    **dict.fromkeys(("economy", "energy"), "economy"),
    **dict.fromkeys(("science", "health"), "science"),
    "technology": "technology",
    "sport": "sports",
    **dict.fromkeys(("culture", "lifestyle"), "entertainment"),
}
BBC = {
    **dict.fromkeys(("politics", "conflict", "society", "crime", "disaster"), "politics"),
    **dict.fromkeys(("environment", "health"), "politics"),
    **dict.fromkeys(("economy", "energy"), "business"),
    **dict.fromkeys(("technology", "science"), "tech"),
    "sport": "sport",
    **dict.fromkeys(("culture", "lifestyle"), "entertainment"),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One row's true label and the analyzer's, with its confidence (0..1); ``what`` is shown
    with ``--errors``."""

    truth: object
    said: object
    what: str
    sure: float = 1.0

    @property
    def right(self) -> bool:
        return self.truth == self.said


Measure = Callable[[Sequence[Judged]], float]
Row = dict[str, Any]


def accuracy(rows: Sequence[Judged]) -> float:
    return sum(row.right for row in rows) / len(rows)


def macro_f1(rows: Sequence[Judged]) -> float:
    """The mean over the true labels of the harmonic mean of precision and recall."""
    figures = []
    for label in {row.truth for row in rows}:
        hits = sum(row.right for row in rows if row.truth == label)
        said = sum(row.said == label for row in rows)
        true = sum(row.truth == label for row in rows)
        figures.append(2 * hits / (said + true))
    return sum(figures) / len(figures)


def calibration_error(rows: Sequence[Judged]) -> float:
    """Return the expected calibration error with ten bins: the mean distance between the score
    of the first topic and the share of correct topics among the articles of such a score."""
    bins: dict[int, list[Judged]] = defaultdict(list)
    for row in rows:
        bins[min(9, int(row.sure * 10))].append(row)
    missed = (abs(sum(row.sure - row.right for row in held)) for held in bins.values())
    return sum(missed) / len(rows)


def topics(
    desk: ArticleAnalyzer, rows: Iterable[Row], labels: dict[str, str], *, strays: bool = False
) -> list[Judged]:
    """``strays``: also the rows of no label of ours, for which every topic is wrong."""
    judged = []
    for row in rows:
        if strays or row["label"] in labels.values():
            article = desk.analyze(RawArticle(title=row["title"], text=row["text"]), NOW)
            first = article.topics[0] if article.topics else TopicScore("", 0.0)
            shown = " ".join(f"{topic.id}={topic.score}" for topic in article.topics)
            said = labels.get(first.id)
            judged.append(Judged(row["label"], said, f"{shown}: {row['title']}", first.score))
    return judged


def pairs(desk: ArticleAnalyzer, rows: Iterable[Row]) -> list[Judged]:
    judged = []
    for row in rows:
        first, second = (
            desk.analyze(RawArticle(title=row[which]["title"], text=row[which]["text"]), NOW)
            for which in ("first", "second")
        )
        candidate = MatchCandidate(1, first.language, first.published, first.fingerprint)
        said = choose_story(second, [candidate]) == 1
        judged.append(Judged(row["same"], said, f"{first.title} | {second.title}"))
    return judged


def word_forms(
    desk: ArticleAnalyzer, lemmatizer: Lemmatizer, rows: Iterable[Row], *, plain: bool = False
) -> list[Judged]:
    """Whether a word of the title, in a form that the article does not hold, finds the article.
    ``plain`` asks what an index of plain words would find."""
    draw = random.Random(2026)
    judged = []
    for row in rows:
        index = desk.analyze(RawArticle(title=row["title"], text=row["text"]), NOW).index
        held = {*index.words} if plain else {*index.title, *index.body, *index.words}
        for word in find_words(row["title"]):
            form = _other_form(word.text, set(index.words), lemmatizer, draw)
            if form:
                asked = [(form,)] if plain else lemmatizer.expand_query(form)
                found = all(not held.isdisjoint(alternatives) for alternatives in asked)
                judged.append(Judged(True, found, f"{word.text} <- {form}"))
    return judged


def _other_form(word: str, held: set[str], lemmatizer: Lemmatizer, draw: random.Random) -> str:
    """A form of a Russian noun, adjective or verb that the article does not hold, or nothing."""
    analyzer = lemmatizer.get_analyzer("ru")
    if not is_cyrillic(word) or len(word) < 4 or "-" in word or analyzer is None:
        return ""
    parse = analyzer.parse(word)[0]
    if parse.tag.POS not in {"NOUN", "ADJF", "VERB", "INFN"}:
        return ""
    others = [
        form.word
        for form in parse.lexeme
        if fold(form.word) not in held and form.tag.POS == parse.tag.POS
    ]
    return str(draw.choice(others)) if others else ""


def rouge_2(summary: str, reference: str) -> float:
    """ROUGE-2 F: the harmonic mean of the shares of word pairs in common (Lin 2004)."""
    ours, theirs = (Counter(pairwise(found)) for found in (tokenize(summary), tokenize(reference)))
    common = sum((ours & theirs).values())
    return 2 * common / max(1, sum(ours.values()) + sum(theirs.values()))


def summaries(desk: ArticleAnalyzer, rows: Sequence[Row]) -> dict[str, float]:
    """Return the mean ROUGE-2 F of the extracted summary, the lead and TextRank, each of the
    same word count, and the share of summary sentences that are verbatim in the article."""
    totals: Counter[str] = Counter()
    found = count = 0
    for row in rows:
        article = desk.analyze(RawArticle(title=row["title"], text=row["text"]), NOW)
        split = [s for block in article.blocks for s in split_sentences(block.text)]
        ours = " ".join(article.summary)
        length = len(tokenize(ours))
        texts = {
            "desk": ours,
            "lead": _first_words(split, length),
            "TextRank": _first_words(textrank(split), length),
        }
        for name, text in texts.items():
            totals[name] += rouge_2(text, row["summary"])  # type: ignore[assignment]
        found += sum(_stands(sentence, article) for sentence in article.summary)
        count += len(article.summary)
    return {name: total / len(rows) for name, total in totals.items()} | {"faithful": found / count}


def _first_words(texts: Sequence[str], count: int) -> str:
    return " ".join([token for text in texts for token in tokenize(text)][:count])


def _stands(sentence: str, article: Article) -> bool:
    return any(sentence in block.text for block in article.blocks)


def languages(rows: Iterable[Row], language: str, most_words: int | None) -> list[Judged]:
    """Judge language detection on whole articles (``most_words`` None), or on a title's first
    words."""
    judged = []
    for row in rows:
        text = f"{row['title']} {row['text']}"
        if most_words is not None:
            text = " ".join(row["title"].split()[:most_words])
        judged.append(Judged(language, detect_language(text), text[:80]))
    return judged


def show(name: str, rows: Sequence[Judged], measure: Measure, least: float, errors: bool) -> None:
    halves = [measure(rows[start::2]) for start in (0, 1)]
    whole = measure(rows)
    line(
        name, f"{whole:.3f}", f"{least:.2f}", f"{halves[0]:.3f}", f"{halves[1]:.3f}", whole >= least
    )
    if errors:
        for row in rows[::2]:
            if not row.right:
                say(f"    {row.truth} said {row.said}: {row.what}")


def line(
    name: str, whole: str, least: str, read: str, unread: str, good: bool | None = None
) -> None:
    mark = "" if good is None else "ok" if good else "below"
    say(f"{name:<44} {whole:>7} {least:>7} {read:>7} {unread:>7}  {mark}")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def load(folder: Path, name: str) -> list[Row]:
    text = (folder / "dev" / f"{name}.jsonl").read_text("utf-8")
    return [json.loads(row) for row in text.splitlines() if row.strip()]


def report(folder: Path, errors: bool) -> None:
    desk, lemmatizer = ArticleAnalyzer(), Lemmatizer()
    russian, english = load(folder, "ru_topics_dev"), load(folder, "en_topics_dev")
    bbc = load(folder, "en_summaries_dev")
    random.Random(7).shuffle(bbc)
    line("figure", "all", "least", "read", "unread")
    show(
        "Russian topics, 6 labels, macro-F1", topics(desk, russian, CONTEST), macro_f1, 0.9, errors
    )
    show("English topics, 5 BBC labels, accuracy", topics(desk, bbc, BBC), accuracy, 0.92, errors)
    show(
        "English topics, 6 labels, macro-F1", topics(desk, english, CONTEST), macro_f1, 0.0, errors
    )
    every = [
        *topics(desk, russian, CONTEST, strays=True),
        *topics(desk, english, CONTEST, strays=True),
        *topics(desk, bbc, BBC),
    ]
    error = calibration_error(every)
    line("topic scores, calibration error", f"{error:.3f}", "<0.10", "", "", error < 0.1)
    same = pairs(desk, load(folder, "ru_story_pairs_dev"))
    show("same story or not, Russian pairs, accuracy", same, accuracy, 0.86, errors)
    forms = word_forms(desk, lemmatizer, russian)
    show("a word in another form finds the article", forms, accuracy, 0.97, errors)
    show(
        "  plain words only", word_forms(desk, lemmatizer, russian, plain=True), accuracy, 0, False
    )
    figures = summaries(desk, bbc)
    least = max(figures["TextRank"], 1.2 * figures["lead"])
    line("English summaries, ROUGE-2 F", f"{figures['desk']:.3f}", f"{least:.3f}", "", "",
         figures["desk"] > least)  # fmt: skip
    for name in ("lead", "TextRank"):
        line(f"  {name}", f"{figures[name]:.3f}", "", "", "")
    whole = figures["faithful"]
    line("summary sentences word for word", f"{whole:.3f}", "1.00", "", "", whole == 1)
    for most_words, name, wanted in ((None, "article", 0.99), (4, "four-word headline", 0.95)):
        judged = languages(russian, "ru", most_words) + languages(english, "en", most_words)
        show(f"language of {name}", judged, accuracy, wanted, errors)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    beside = Path(__file__).parents[2] / "shared" / "data"
    given = os.environ.get("SVODKA_SHARED_DATA", beside)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(given))
    parser.add_argument("--errors", action="store_true", help="show the mistakes of the odd rows")
    arguments = parser.parse_args()
    if not (arguments.folder / "dev").is_dir():
        say(f"no development sets in {arguments.folder}: nothing measured")
        return 0
    report(arguments.folder, arguments.errors)
    return 0


if __name__ == "__main__":
    sys.exit(main())
