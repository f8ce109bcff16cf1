"""Recognise texts of a news site that are no news: adverts, quizzes, horoscopes, recipes, tips.

The words of each kind are those of ``news/data/topics/no_news.toml`` and ``pastime.toml``. Every
different word gives points once, more in the title. A news article has a few of them at its foot
(«подпишитесь на наш канал»), so a longer text needs more, unless its title says what it is.
"""

from __future__ import annotations

import re
from enum import StrEnum

from news.nlp.analysis import Analysis
from news.topics.seed_words import STRONG_WEIGHT, SeedWords

_TITLE_WEIGHT, _MAX_SENTENCES = 2.0, 40
_TITLE_BONUS = 2.0
_NEEDED, _NEEDED_WITH_TITLE = 5.0, 7.0
_SHORT_TEXT_WORDS, _MAX_LENGTH_FACTOR = 120, 3.0
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
    def __init__(self) -> None:
        self._seeds = SeedWords(tuple(NoNews))

    def find(self, analysis: Analysis) -> NoNews | None:
        """Return the kind of a text that is no news, or None."""
        points = dict.fromkeys(NoNews, 0.0)
        strong, titled = set[str](), set[str]()
        for (kind, _), (weight, in_title) in self._find_words(analysis).items():
            points[NoNews(kind)] += weight + _TITLE_BONUS * in_title
            if weight == STRONG_WEIGHT:
                strong.add(kind)
                titled.update([kind] * in_title)
        if NoNews.OFFER not in strong:
            points[NoNews.OFFER] = 0.0
        if _LIST_TITLE.match(analysis.title.text):
            points[NoNews.PASTIME] += _NEEDED_WITH_TITLE
            titled.add(NoNews.PASTIME)
        length = min(max(1.0, len(analysis.words) / _SHORT_TEXT_WORDS), _MAX_LENGTH_FACTOR)
        needed = {
            kind: _NEEDED_WITH_TITLE if kind in titled else _NEEDED * length for kind in NoNews
        }
        best = max(NoNews, key=lambda kind: points[kind] / needed[kind])
        return best if points[best] >= needed[best] else None

    def _find_words(self, analysis: Analysis) -> dict[tuple[str, str], tuple[float, bool]]:
        """Return, by kind and word, its weight and whether it stands in the title."""
        found: dict[tuple[str, str], tuple[float, bool]] = {}
        for position_weight, sentence in analysis.weigh_sentences(
            _TITLE_WEIGHT, limit=_MAX_SENTENCES
        ):
            in_title = position_weight == _TITLE_WEIGHT
            for kind, seed, weight in self._seeds.find(sentence.words, analysis.language):
                found.setdefault((kind, seed), (weight, in_title))
        return found
