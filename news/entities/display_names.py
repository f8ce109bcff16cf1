"""Choose one name for each mention of an entity in an article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from news.data import load_toml
from news.entities.capitals import Mention
from news.model import EntityKind
from news.nlp.words import fold


@dataclass(frozen=True, slots=True)
class MentionReading:
    """A mention with the names that it may be a form of, and their probabilities."""

    mention: Mention
    names: dict[str, float]

    @property
    def is_full_name(self) -> bool:
        return self.mention.kind == "person" and all(" " in name for name in self.names)


def resolve_names(readings: Sequence[MentionReading]) -> Iterator[Mention]:
    """Yield each mention with the name that is most probable over all mentions: «Алиева» is
    «Алиев» if he is also mentioned in another form, and «Ильхам Алиев» if his full name occurs."""
    totals: dict[str, float] = defaultdict(float)
    for one in readings:
        for name, weight in one.names.items():
            totals[fold(name)] += weight
    full = [_choose_name(one.names, totals) for one in readings if one.is_full_name]
    for one in readings:
        mention = one.mention
        name = _choose_name(one.names, totals)
        if mention.kind == "person" and not one.is_full_name:
            name = _find_full_name([name, *one.names], full) or name
        name, kind = _load_aliases().get(fold(name), (name, mention.kind))
        yield Mention(name, kind, mention.start)


def _choose_name(names: dict[str, float], totals: dict[str, float]) -> str:
    return max(
        names, key=lambda name: (fold(name) in _load_aliases(), totals[fold(name)], names[name])
    )


def _find_full_name(partial_names: Sequence[str], full_names: Sequence[str]) -> str:
    """Return the first full name that has one of these as its surname, or else as its first
    name; empty if there is none."""
    for place in (-1, 0):
        for name in full_names:
            part = fold(name).split()[place]
            if any(_is_form(fold(one), part) for one in partial_names):
                return name
    return ""


def _is_form(word: str, name: str) -> bool:
    """Return whether the word is the name, possibly with a case ending."""
    return word == name or (word.startswith(name) and len(word) - len(name) <= 2)


def merge_mentions(mentions: Iterable[Mention]) -> dict[tuple[str, EntityKind], list[Mention]]:
    """Group mentions by name; a name with two kinds gets the more frequent one."""
    named: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        named[fold(mention.name)].append(mention)
    merged = {}
    for held in named.values():
        kinds = [mention.kind for mention in held]
        merged[held[0].name, max(kinds, key=kinds.count)] = held
    return merged


@cache
def _load_aliases() -> dict[str, tuple[str, EntityKind]]:
    """Load the name and kind of each entity by its folded aliases."""
    found: dict[str, tuple[str, EntityKind]] = {}
    for entry in load_toml("names/aliases")["alias"]:
        for other in (entry["name"], *entry["also"]):
            found[fold(other)] = (entry["name"], entry["kind"])
    return found
