"""Normal forms of English words.

simplemma's dictionary gives one lemma; a word that is also a form of another ("building", "left",
"striking") gets that one too, by the regular endings and a table of irregular forms.
"""

from __future__ import annotations

import re
from functools import cache
from types import ModuleType

from news.data import load_toml
from news.nlp.words import APOSTROPHE

_VOWEL = re.compile(r"[aeiouy]")
_DOUBLED = re.compile(r"([bdgklmnprtvz])\1$")


def lemmatize(word: str) -> tuple[str, ...]:
    """Return all probable normal forms of a folded English word, most probable first."""
    word = word.removesuffix(f"{APOSTROPHE}s").removesuffix(APOSTROPHE) or word
    found = [_import_simplemma().lemmatize(word, lang="en", low_memory=True).lower()]
    found += _load_irregular_forms().get(word, ())
    found += [stem for stem in _list_stems(word) if is_known(stem)][:1]
    return tuple(dict.fromkeys(form for form in found if form)) or (word,)


def preload() -> None:
    """Load the dictionary, so that the first word does not wait a fifth of a second for it."""
    is_known("word")


@cache
def _import_simplemma() -> ModuleType:
    """Import simplemma on first use: it compiles the rules of all its languages."""
    import simplemma

    return simplemma


@cache
def _load_irregular_forms() -> dict[str, tuple[str, ...]]:
    return {
        form: tuple(base.split()) for form, base in load_toml("grammar/english_irregular").items()
    }


def is_known(word: str) -> bool:
    """Return whether a folded word is in the dictionary."""
    return bool(_import_simplemma().is_known(word, lang="en", low_memory=True))


def _list_stems(word: str) -> list[str]:
    """Return possible stems of a regular verb or plural form, most probable first."""
    if len(word) > 4 and word.endswith("ies"):
        return [word[:-3] + "y"]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return [word[:-1], word[:-2]] if word.endswith("es") else [word[:-1]]
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2 and _VOWEL.search(stem):
            single = [stem[:-1]] if _DOUBLED.search(stem) else []
            return [*single, stem + "e", stem] if ending == "ing" else [*single, stem, stem + "e"]
    return []
