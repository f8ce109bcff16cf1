"""Recognize the parts of a page around an article: navigation, adverts, "read also" boxes.

The name of an element suggests what it is; what it holds decides. A wrapper ``has-sidebar`` holds
the article, a box ``related-posts`` may hold all the text that a site gives.
"""

from __future__ import annotations

import re
from functools import cached_property

from lxml import html as lxml_html

_INVISIBLE_TAGS = frozenset(
    """script style template iframe object embed button input select textarea svg canvas audio video
    map head""".split()  # noqa: SIM905
)
_OUTER_TAGS = frozenset({"aside", "footer", "nav", "form", "dialog"})
_NOISE_NAME = re.compile(
    r"ads?|advert\w*|banners?|promo\w*|sponsor\w*|shar(?:e|es|ing)|socials?|related|readalso|recommend\w*"
    r"|newsletters?|subscribe|subscription|comments?|cookies?|breadcrumbs?|menu|sidebar|outbrain|taboola"
)
_NEUTRAL_NAME = re.compile(
    r"\d*|articles?|posts?|entry|entries|stor(?:y|ies)|news|items?|lists?|blocks?|box(?:es)?|widgets?|wrap(?:per)?|container"
    r"|section|area|bar|panel|holder|group|row|col|inner|links?|buttons?|btns?|icons?|form|titles?|header|text|content|body"
    r"|js|b|c|wp|sd|jp|amp|site|page|single|footer|main|inline|sticky|more|also|read|media|networks?|follow|us|by|feed|count"
    r"|counter|tools?|toolbar|nav|navigation|module|component|unit|slot|google|dfp|native|the|of|to|in|and|on|below|bottom|top"
)
_NAME_PART = re.compile(r"[A-Z]*[a-z]+|[A-Z]+|\d+")
_SENTENCE_END = re.compile(r"\w[.!?…]")
_MIN_SENTENCE_WORDS = 3


class BoilerplateFilter:
    """Decides which elements of one tree are dropped."""

    def __init__(self, root: lxml_html.HtmlElement) -> None:
        self._root = root

    def is_dropped(self, element: lxml_html.HtmlElement) -> bool:
        """Return whether an element is invisible or outside of the article."""
        tag = element.tag.lower()
        if tag in _INVISIBLE_TAGS or "hidden" in element.attrib:
            return True
        if tag in _OUTER_TAGS:
            return not self._holds_most(element)
        names = f"{element.get('class', '')} {element.get('id', '')}".split()
        suspicions = [suspicion for name in names if (suspicion := _judge_name(name)) is not None]
        if not suspicions:
            return False
        if any(suspicions):
            return not self._holds_most(element)
        return not _is_prose(element)

    @cached_property
    def _total(self) -> int:
        return _count_prose(self._root)

    def _holds_most(self, element: lxml_html.HtmlElement) -> bool:
        """Return whether an element holds over half of the text that is not in links."""
        return _count_prose(element) * 2 > self._total


def _judge_name(name: str) -> bool | None:
    """Return whether a class or id names boilerplate and nothing else; None if it does not name
    it at all. Of ``related-posts`` that is sure, of ``share-price`` it is not."""
    parts = [part.lower() for part in _NAME_PART.findall(name)]
    if not any(_NOISE_NAME.fullmatch(part) for part in parts) and not _is_read_also(parts):
        return None
    return all(_NOISE_NAME.fullmatch(part) or _NEUTRAL_NAME.fullmatch(part) for part in parts)


def _is_read_also(parts: list[str]) -> bool:
    return "read" in parts and "also" in parts


def _is_prose(element: lxml_html.HtmlElement) -> bool:
    """Return whether an element holds a sentence, and more text outside links than in them."""
    words = element.text_content().split()
    has_sentence = len(words) >= _MIN_SENTENCE_WORDS and any(map(_SENTENCE_END.search, words))
    return has_sentence and _count_prose(element) * 2 > sum(map(len, words))


def _count_prose(element: lxml_html.HtmlElement) -> int:
    """Count the visible characters outside links."""
    hidden = element.iter("a", "script", "style")
    return _count_chars(element) - sum(_count_chars(inner) for inner in hidden)


def _count_chars(element: lxml_html.HtmlElement) -> int:
    return len("".join(element.text_content().split()))
