"""Recognise texts of a news site that are no news: adverts, quizzes, horoscopes, recipes, tips.

The words of each kind are those of ``news/data/topics/no_news.toml`` and ``pastime.toml``. Every
different word gives points once, more in the title. A news article has a few of them at its foot
(«подпишитесь на наш канал»), so a longer text needs more, and a long one a title that says what
it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from news.model import Language
from news.nlp.analysis import Analysis, Sentence
from news.topics.seed_words import STRONG_WEIGHT, SeedWords

_MAX_SENTENCES = 20
_TITLE_BONUS = 2.0
_NEEDED, _NEEDED_WITH_TITLE = 5.0, 7.0
_SHORT_TEXT_WORDS, _LONG_TEXT_WORDS = 120, 360
_LIST_TITLE = re.compile(
    r"(?:the |top |топ[- ])?\d{1,2} (?:best|tips|games|gifts|recipes|hacks"
    r"|лучши|совет|рецепт|лайфхак|найкращ|порад)",
    re.IGNORECASE,
)


class NoNews(StrEnum):
    """The kinds, with the name of the list of their words."""

    OFFER = "no_news"
    """An advert, a quiz, a vacancy, a site about itself: of no topic."""
    PASTIME = "pastime"
    """A horoscope, a recipe, tips: of lifestyle and nothing else."""


class NoNewsFinder:
    """Finds the texts that are no news: recipes, horoscopes, adverts."""

    def __init__(self) -> None:
        self._seeds = SeedWords(tuple(NoNews))

    def find(self, analysis: Analysis) -> NoNews | None:
        """Return the kind of a text that is no news, or None."""
        titled = self._find_words([analysis.title], analysis.language)
        named = {NoNews(kind) for (kind, _), weight in titled.items() if weight == STRONG_WEIGHT}
        is_list = _LIST_TITLE.match(analysis.title.text) is not None
        if is_list:
            named.add(NoNews.PASTIME)
        if not named and len(analysis.words) > _LONG_TEXT_WORDS:
            return None
        found = self._find_words(analysis.sentences[:_MAX_SENTENCES], analysis.language)
        points = dict.fromkeys(NoNews, 0.0)
        for (kind, seed), weight in {**found, **titled}.items():
            points[NoNews(kind)] += weight + _TITLE_BONUS * ((kind, seed) in titled)
        points[NoNews.PASTIME] += _NEEDED_WITH_TITLE * is_list
        if not any(
            kind == NoNews.OFFER and weight == STRONG_WEIGHT
            for (kind, _), weight in (*found.items(), *titled.items())
        ):
            points[NoNews.OFFER] = 0.0
        length = max(1.0, len(analysis.words) / _SHORT_TEXT_WORDS)
        needed = {
            kind: _NEEDED_WITH_TITLE if kind in named else _NEEDED * length for kind in NoNews
        }
        best = max(NoNews, key=lambda kind: points[kind] / needed[kind])
        return best if points[best] >= needed[best] else None

    def _find_words(
        self, sentences: Iterable[Sentence], language: Language
    ) -> dict[tuple[str, str], float]:
        """Return the weight of each word found, by its kind and itself."""
        return {
            (kind, seed): weight
            for sentence in sentences
            for kind, seed, weight in self._seeds.find(sentence.words, language)
        }
