"""Measure the quality of the analysis on the development sets.

`python bench/quality.py [FOLDER] [--errors]`
`python bench/quality.py --corpus [--errors] [--prune]`

With `--corpus` only the articles of `tests/cases/corpus` are counted that an editor accepts.

Nothing is trained on these sets: word lists and constants were written by hand. Their mistakes are
read in the odd rows only (`--errors` shows no others), so the column "unread" shows the quality on
rows that nobody looked at.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.support.judging.corpus import report_corpus
from bench.support.judging.events import EventPair, list_event_pairs
from bench.support.judging.families import WordPair, list_word_pairs
from bench.support.judging.judged import (
    Judged,
    Row,
    compute_accuracy,
    compute_calibration_error,
    compute_macro_f1,
    compute_precision,
    compute_recall,
    load_rows,
    print_figure,
    print_line,
    print_row,
)
from bench.support.judging.names import LabelledText, list_credits, list_main_places
from bench.support.judging.names import compute_precision as compute_name_precision
from bench.support.judging.names import compute_recall as compute_name_recall
from bench.support.judging.summary_scores import score_summaries
from news.clustering.matching import choose_story
from news.model import INTERFACE_LANGUAGES, Article, MatchCandidate, RawArticle, TopicScore
from news.nlp.detect import detect_language
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.words import find_words, fold, is_cyrillic
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


def judge_topics(
    analyzer: ArticleAnalyzer,
    rows: Iterable[Row],
    labels: dict[str, str],
    *,
    with_other_labels: bool = False,
) -> list[Judged]:
    """Judge the first topic of each article.

    ``with_other_labels``: include rows whose label matches no topic; every topic is wrong there.
    """
    judged = []
    for row in rows:
        if with_other_labels or row["label"] in labels.values():
            article = analyzer.analyze(RawArticle(title=row["title"], text=row["text"]), NOW)
            first = article.topics[0] if article.topics else TopicScore("", 0.0)
            shown = " ".join(f"{topic.id}={topic.score}" for topic in article.topics)
            predicted = labels.get(first.id)
            judged.append(Judged(row["label"], predicted, f"{shown}: {row['title']}", first.score))
    return judged


def judge_pairs(analyzer: ArticleAnalyzer, rows: Iterable[Row]) -> list[Judged]:
    judged = []
    for row in rows:
        first, second = (
            analyzer.analyze(RawArticle(title=row[which]["title"], text=row[which]["text"]), NOW)
            for which in ("first", "second")
        )
        judged.append(judge_pair(first, second, row["same"]))
    return judged


def judge_pair(first: Article, second: Article, is_same: bool) -> Judged:
    predicted = choose_story(second, [MatchCandidate.from_article(first, 1)]) == 1
    return Judged(is_same, predicted, f"{first.title} | {second.title}")


def judge_events(pairs: Sequence[EventPair]) -> list[Judged]:
    """Judge pairs of reports, those of every other kind of event in the odd rows. Only these kinds
    were read when the constants were chosen."""
    kinds = list(dict.fromkeys(pair.kind for pair in pairs))
    halves: list[list[Judged]] = [[], []]
    for pair in pairs:
        judged = judge_pair(pair.first, pair.second, pair.is_same_event)
        halves[kinds.index(pair.kind) % 2].append(judged)
    return [row for both in zip(*halves, strict=True) for row in both]


def judge_word_forms(
    analyzer: ArticleAnalyzer, lemmatizer: Lemmatizer, rows: Iterable[Row], *, plain: bool = False
) -> list[Judged]:
    """Judge whether a word of the title finds the article in a form that is not in the article.

    ``plain``: use only the words as written, as an index without normal forms would.
    """
    draw = random.Random(2026)
    judged = []
    for row in rows:
        index = analyzer.analyze(RawArticle(title=row["title"], text=row["text"]), NOW).index
        held = {*index.words} if plain else {*index.title, *index.body, *index.words}
        for word in find_words(row["title"]):
            form = _choose_other_form(word.text, set(index.words), lemmatizer, draw)
            if form:
                asked = [(form,)] if plain else lemmatizer.expand_query(form)
                found = all(not held.isdisjoint(alternatives) for alternatives in asked)
                judged.append(Judged(True, found, f"{word.text} <- {form}"))
    return judged


def _choose_other_form(
    word: str, held: set[str], lemmatizer: Lemmatizer, draw: random.Random
) -> str:
    """Return a form of a Russian noun, adjective or verb that is not in ``held``, or ""."""
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


def judge_languages(rows: Iterable[Row], language: str, most_words: int | None) -> list[Judged]:
    """Judge language detection on whole articles (``most_words`` None), or on a title's first
    words."""
    judged = []
    for row in rows:
        text = f"{row['title']} {row['text']}"
        if most_words is not None:
            text = " ".join(row["title"].split()[:most_words])
        judged.append(Judged(language, detect_language(text), text[:80]))
    return judged


def report_events(analyzer: ArticleAnalyzer, errors: bool) -> None:
    within, across = (
        judge_events(pairs) for pairs in list_event_pairs(lambda raw: analyzer.analyze(raw, NOW))
    )
    print_figure("events within a language, accuracy", within, compute_accuracy, 0.88, errors)
    print_figure("events across languages, precision", across, compute_precision, 0.95, errors)
    print_figure("events across languages, recall", across, compute_recall, 0.0, False)


def report_families(lemmatizer: Lemmatizer) -> None:
    """Print precision and recall by language. The last column is the words held out when the rules
    were chosen."""
    pairs = list(list_word_pairs(lemmatizer))
    for name, measure, least in (
        ("precision", compute_precision, 0.95),
        ("recall", compute_recall, 0.85),
    ):
        for language in INTERFACE_LANGUAGES:
            own = [pair for pair in pairs if pair.language == language]
            whole, read, unread = (
                measure([_judge_words(pair) for pair in own if pair.is_held_out in held])
                for held in ((False, True), (False,), (True,))
            )
            print_row(
                f"families of words, {language}, {name}",
                f"{whole:.3f}",
                f"{least:.2f}",
                f"{read:.3f}",
                f"{unread:.3f}",
                whole >= least,
            )


def report_names(analyzer: ArticleAnalyzer, errors: bool) -> None:
    """Print precision and recall of the credits, and the share of main places found, by language.
    The last column is the held-out texts."""
    credited, placed = (
        list(list_texts(lambda raw: analyzer.analyze(raw, NOW)))
        for list_texts in (list_credits, list_main_places)
    )
    for name, texts, measure, least in (
        ("credits, precision", credited, compute_name_precision, 1.0),
        ("credits, recall", credited, compute_name_recall, 0.9),
        ("main place found", placed, compute_name_recall, 0.9),
    ):
        for language in INTERFACE_LANGUAGES:
            own = [text for text in texts if text.language == language]
            whole, read, unread = (
                measure([text for text in own if text.is_held_out in held])
                for held in ((False, True), (False,), (True,))
            )
            print_row(
                f"{name}, {language}",
                f"{whole:.3f}",
                f"{least:.2f}",
                f"{read:.3f}",
                f"{unread:.3f}",
                unread >= least,
            )
    if errors:
        for text in _list_wrong(credited + placed):
            print_line(f"    {text.expected} found {text.found}: {text.text}")


def _list_wrong(texts: Iterable[LabelledText]) -> list[LabelledText]:
    return [text for text in texts if text.found != text.expected and not text.is_held_out]


def _judge_words(pair: WordPair) -> Judged:
    return Judged(pair.is_family, pair.is_found, " ".join(pair.words))


def report_topics(
    analyzer: ArticleAnalyzer, russian: list[Row], english: list[Row], bbc: list[Row], errors: bool
) -> None:
    for name, judged, measure, least in (
        (
            "Russian topics, 6 labels, macro-F1",
            judge_topics(analyzer, russian, CONTEST),
            compute_macro_f1,
            0.9,
        ),
        (
            "English topics, 5 BBC labels, accuracy",
            judge_topics(analyzer, bbc, BBC),
            compute_accuracy,
            0.92,
        ),
        (
            "English topics, 6 labels, macro-F1",
            judge_topics(analyzer, english, CONTEST),
            compute_macro_f1,
            0.0,
        ),
    ):
        print_figure(name, judged, measure, least, errors)
    every = [
        *judge_topics(analyzer, russian, CONTEST, with_other_labels=True),
        *judge_topics(analyzer, english, CONTEST, with_other_labels=True),
        *judge_topics(analyzer, bbc, BBC),
    ]
    error = compute_calibration_error(every)
    print_row("topic scores, calibration error", f"{error:.3f}", "<0.10", "", "", error < 0.1)


def report_word_forms(
    analyzer: ArticleAnalyzer, lemmatizer: Lemmatizer, rows: list[Row], errors: bool
) -> None:
    forms = judge_word_forms(analyzer, lemmatizer, rows)
    print_figure("a word in another form finds the article", forms, compute_accuracy, 0.97, errors)
    plain = judge_word_forms(analyzer, lemmatizer, rows, plain=True)
    print_figure("  plain words only", plain, compute_accuracy, 0, False)


def report_summaries(analyzer: ArticleAnalyzer, rows: list[Row]) -> None:
    figures = score_summaries(analyzer, rows, NOW)
    extract, least = figures["extract"], max(figures["TextRank"], 1.2 * figures["lead"])
    title = "English summaries, ROUGE-2 F"
    print_row(title, f"{extract:.3f}", f"{least:.3f}", "", "", extract > least)
    for name in ("lead", "TextRank"):
        print_row(f"  {name}", f"{figures[name]:.3f}", "", "", "")
    whole = figures["faithful"]
    print_row("summary sentences word for word", f"{whole:.3f}", "1.00", "", "", whole == 1)


def report_languages(russian: list[Row], english: list[Row], errors: bool) -> None:
    for most_words, name, least in ((None, "article", 0.99), (4, "four-word headline", 0.95)):
        judged = judge_languages(russian, "ru", most_words)
        judged += judge_languages(english, "en", most_words)
        print_figure(f"language of {name}", judged, compute_accuracy, least, errors)


def report(folder: Path, errors: bool) -> None:
    analyzer, lemmatizer = ArticleAnalyzer(), Lemmatizer()
    russian, english = load_rows(folder, "ru_topics_dev"), load_rows(folder, "en_topics_dev")
    bbc = load_rows(folder, "en_summaries_dev")
    random.Random(7).shuffle(bbc)
    print_row("figure", "all", "least", "read", "unread")
    report_topics(analyzer, russian, english, bbc, errors)
    same = judge_pairs(analyzer, load_rows(folder, "ru_story_pairs_dev"))
    print_figure("same story or not, Russian pairs, accuracy", same, compute_accuracy, 0.88, errors)
    report_events(analyzer, errors)
    report_families(lemmatizer)
    report_names(analyzer, errors)
    report_word_forms(analyzer, lemmatizer, russian, errors)
    report_summaries(analyzer, bbc)
    report_languages(russian, english, errors)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    shared_data = Path(__file__).parents[2] / "shared" / "data"
    given = os.environ.get("SVODKA_SHARED_DATA", shared_data)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(given))
    parser.add_argument("--errors", action="store_true", help="show the mistakes of the odd rows")
    parser.add_argument("--corpus", action="store_true", help="count only the corpus of hard texts")
    parser.add_argument("--prune", action="store_true", help="remove known faults that are gone")
    arguments = parser.parse_args()
    if arguments.corpus or arguments.prune:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        report_corpus(ArticleAnalyzer(), with_faults=arguments.errors, prune=arguments.prune)
        return 0
    if not (arguments.folder / "dev").is_dir():
        print_line(f"no development sets in {arguments.folder}: nothing measured")
        return 0
    report(arguments.folder, arguments.errors)
    return 0


if __name__ == "__main__":
    sys.exit(main())
