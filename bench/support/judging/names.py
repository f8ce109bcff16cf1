"""Credits and main places: the labelled texts of ``tests/news/entities``, and what is found in
them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from news.model import INTERFACE_LANGUAGES, Article, Language, RawArticle

_FOLDER = Path(__file__).parents[3] / "tests" / "news" / "entities"

Analyze = Callable[[RawArticle], Article]


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text with the name that should be found in it, empty if none, and the one that is."""

    language: Language
    text: str
    expected: str
    found: str
    is_held_out: bool


def list_credits(analyze: Analyze) -> Iterator[LabelledText]:
    """Yield sentences with their credits."""
    return _list_texts("credits", analyze, lambda article: article.attribution)


def list_main_places(analyze: Analyze) -> Iterator[LabelledText]:
    """Yield articles with their main places."""
    return _list_texts("places", analyze, find_main_place)


def find_main_place(article: Article) -> str:
    """Return the heaviest place of an article: the one with the most mentions, the earlier ones
    counting twice; empty if it names none."""
    places = (entity.name for entity in article.entities if entity.kind == "place")
    return next(places, "")


def compute_precision(texts: list[LabelledText]) -> float:
    """Return the share of the names found that are right."""
    shown = [text for text in texts if text.found]
    return sum(text.found == text.expected for text in shown) / max(1, len(shown))


def compute_recall(texts: list[LabelledText]) -> float:
    """Return the share of the names expected that are found."""
    named = [text for text in texts if text.expected]
    return sum(text.found == text.expected for text in named) / max(1, len(named))


def _list_texts(
    kind: Literal["credits", "places"], analyze: Analyze, find: Callable[[Article], str]
) -> Iterator[LabelledText]:
    for language in INTERFACE_LANGUAGES:
        for folder in (_FOLDER / kind, _FOLDER / kind / "held_out"):
            for line in (folder / f"{language}.txt").read_text("utf-8").splitlines():
                if line.startswith("#"):
                    continue
                expected, _, text = line.removeprefix("!").partition("|")
                article = analyze(RawArticle(text=text.strip(), language=language))
                yield LabelledText(
                    language, text, expected.strip(), find(article), folder.name == "held_out"
                )
