"""Everyday words: a greeting or a wish such as «стоп», which no reader searches articles for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache

from news.data import load_toml
from news.model import INTERFACE_LANGUAGES, Language
from news.nlp.words import tokenize
from news.query.spelling import convert_keyboard_layout

MAX_CHARS = 40
"""Characters of a message that may be one; longer ones are searches."""

LemmatizeWord = Callable[[str, Language, bool], tuple[str, ...]]
"""Returns the normal forms of a word in a language; the flag is for its sound."""

_SEARCH_SIGNS = frozenset(':"«»„“”')
"""Signs of an exact search."""

_EXCLUSIONS = ("-", "−", "–")
_CLOSING_SIGNS = ".,;:!?)"
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")


class ChatIntent(StrEnum):
    """What an everyday word asks for; the values are commands, with or without a slash."""

    START = "start"
    STOP = "stop"
    HELP = "help"
    DIGEST = "digest"
    SETTINGS = "settings"
    HELLO = "hello"
    THANKS = "thanks"


def find_chat_intent(text: str, lemmatize: LemmatizeWord) -> ChatIntent | None:
    """Return what a message that is one everyday word or phrase asks for.

    Any form of a noun counts, also typed in another keyboard layout. None for a search: quoted,
    with an operator, or with other words beside.
    """
    text = text.strip()
    if len(text) > MAX_CHARS or not _SEARCH_SIGNS.isdisjoint(text) or text.startswith(_EXCLUSIONS):
        return None
    layouts = convert_keyboard_layout(text) or convert_keyboard_layout(text.rstrip(_CLOSING_SIGNS))
    found = (_find_intent(_normalize(written), lemmatize) for written in (text, *layouts))
    return next((intent for intent in found if intent is not None), None)


def _find_intent(phrase: str, lemmatize: LemmatizeWord) -> ChatIntent | None:
    phrases, nouns, fillers = _load_table()
    if phrase in phrases:
        return phrases[phrase]
    phrase = " ".join(word for word in phrase.split() if word not in fillers)
    if phrase in phrases:
        return phrases[phrase]
    if not phrase or " " in phrase:
        return None
    forms = (
        form for language in INTERFACE_LANGUAGES for form in lemmatize(phrase, language, False)
    )
    return next((nouns[form] for form in forms if form in nouns), None)


def _normalize(text: str) -> str:
    """Return the folded words, without drawn out letters («привееет») and signs around them."""
    return " ".join(tokenize(_DRAWN_OUT.sub(r"\1", text)))


@cache
def _load_table() -> tuple[Mapping[str, ChatIntent], Mapping[str, ChatIntent], frozenset[str]]:
    """Return the intents by phrase, and by the normal form of a noun; and words to ignore."""
    table = dict(load_toml("query/chat_words"))
    fillers = frozenset(map(_normalize, table.pop("fillers")))
    phrases, nouns = (
        {
            _normalize(word): ChatIntent(intent)
            for intent, lists in table.items()
            for word in lists[kind]
        }
        for kind in ("phrases", "nouns")
    )
    return phrases, nouns, fillers
