"""How well families of words are known (`news.nlp.forms.families`): `families.toml` in `data`.

A member is found if a search for the first word of its family means it, or the other way round.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from news.model import INTERFACE_LANGUAGES, InterfaceLanguage
from news.nlp.forms.families import WordFamilies
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.words import fold

_WORDS = Path(__file__).parents[1] / "data" / "families.toml"


@dataclass(frozen=True, slots=True)
class WordPair:
    """Two words: whether they are a family, and whether they are found to be one."""

    language: InterfaceLanguage
    words: tuple[str, str]
    is_family: bool
    is_found: bool
    is_held_out: bool


def list_word_pairs(lemmatizer: Lemmatizer) -> Iterator[WordPair]:
    families = WordFamilies(lemmatizer)
    listed = tomllib.loads(_WORDS.read_text("utf-8"))
    for language in INTERFACE_LANGUAGES:
        for is_held_out, lists in ((False, listed[language]), (True, listed[language]["held_out"])):
            for kind in ("families", "look_alikes"):
                for line in lists[kind].split(";"):
                    first, *others = map(fold, line.split())
                    for other in others:
                        is_found = other in families.find_relatives(
                            first, language
                        ) or first in families.find_relatives(other, language)
                        yield WordPair(
                            language, (first, other), kind == "families", is_found, is_held_out
                        )
