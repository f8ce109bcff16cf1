"""Story numbers for articles that are analyzed without a database."""

from __future__ import annotations

from news.clustering import matching
from news.model import STORY_WINDOW, Article, MatchCandidate


class StoryNumbers:
    """Numbers the stories of a list of articles from 1 on, joined as storage would join them."""

    def __init__(self) -> None:
        self._candidates: dict[str, list[MatchCandidate]] = {}
        self._last = 0

    def assign(self, article: Article) -> int:
        """Return the number of the story that an article joins or opens."""
        keys = matching.build_keys(article)
        nearby = {
            id(candidate): candidate
            for key in keys
            for candidate in self._candidates.get(key, [])
            if abs(candidate.published - article.published) <= STORY_WINDOW
        }
        number = matching.choose_story(article, list(nearby.values()))
        if number is None:
            self._last += 1
            number = self._last
        own = MatchCandidate.from_article(article, number)
        for key in keys:
            self._candidates.setdefault(key, []).append(own)
        return number
