"""Load the word lists of ``news/data/summaries/references.toml``."""

from __future__ import annotations

from functools import cache

from news.data import load_toml
from news.model import Language
from news.nlp.words import fold

GENDERS = {"masculine": "masc", "feminine": "femn", "plural": "plur"}
"""The lists of pronouns, and the grammeme of the nouns that each stands for."""

_KINDS = (
    *GENDERS, "speech", "demonstratives", "this", "times", "first_person", "roles", "bodies",
    "outlets",     "persons", "unique", "inner_leans", "results",
)  # fmt: skip

WordLists = dict[str, frozenset[str]]


@cache
def load_reference_lists(language: Language) -> WordLists:
    """Load the word lists of a language, folded; empty ones for an unsupported language."""
    data = load_toml("summaries/references").get(language, {})
    lists = {kind: frozenset(map(fold, data.get(kind, "").split())) for kind in _KINDS}
    return lists | {"pronouns": frozenset().union(*(lists[kind] for kind in GENDERS))}
