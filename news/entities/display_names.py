"""Choose one name for each mention of an entity in an article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from news.data import load_toml
from news.entities.gazetteer import is_place
from news.entities.mentions import Mention, load_name_lists
from news.model import EntityKind, Language
from news.nlp.words import fold

_CASE_ENDING = re.compile(
    r"(?<=[^\W\d_]{3})(?:ого|его|ому|ему|ами|ями|ові|еві|єві|ою|ею|єю|ой|ей|ом|ем|єм|ым|им|ім|[аяоеєуюыиіїйьъ])$"
)
_FIRST_AND_PATRONYMIC = re.compile(r"\w+ \w+(?:вна|вич|ічна|ична|льич|мич)")
_MIN_STEM_CHARS = 3
_SCORE_EXPONENT = 0.25
"""Below one, so that an improbable name that explains two forms wins over one that explains one."""
_SURNAME_SUPPORT = 0.5
_KINDS_OF_A_WORD: tuple[EntityKind, ...] = ("place", "organisation", "person")


@dataclass(frozen=True, slots=True)
class MentionReading:
    """A mention with the names that it may be a form of, and their probabilities."""

    mention: Mention
    names: dict[str, float]

    @property
    def is_full_name(self) -> bool:
        """Whether it names a person by several words in every reading."""
        return self.mention.kind == "person" and all(" " in name for name in self.names)


def resolve_names(
    readings: Sequence[MentionReading], language: Language = "und"
) -> Iterator[Mention]:
    """Yield each mention with the name that is most probable over all mentions: «Алиева» is
    «Алиев» if he is also mentioned in another form, and «Ильхам Алиев» if his full name occurs."""
    totals = _score_names(readings)
    full = [_choose_name(one.names, totals) for one in readings if one.is_full_name]
    unified = unify_full_names(full)
    for one in readings:
        mention = one.mention
        name = _choose_name(one.names, totals)
        kind = mention.kind
        if kind == "person" and not one.is_full_name:
            name = _find_full_name([name, *one.names, mention.name], full) or name
        elif kind == "place" and not is_place(name):  # «премьер Шмыгаль», to the model
            person = _find_by_part([name, *one.names], full, -1)
            name, kind = (person, "person") if person else (name, kind)
        name = unified.get(name, name)
        name, kind = _load_aliases().get(fold(name), (name, kind))
        yield Mention(_load_localized_names(language).get(name, name), kind, mention.start)


def _score_names(readings: Sequence[MentionReading]) -> dict[str, float]:
    """Return scores of the folded names: the more forms a name explains, the higher («Илон Маск»
    and «Илона Маска» are both of «Илон Маск»). A full name is supported by its surname alone."""
    forms: dict[str, list[dict[str, float]]] = defaultdict(list)
    for one in readings:
        forms[one.mention.name].append(one.names)
    scores: dict[str, float] = defaultdict(float)
    for held in forms.values():
        weights: dict[str, float] = defaultdict(float)
        for names in held:
            for name, weight in names.items():
                weights[fold(name)] += weight / len(held)
        for name, weight in weights.items():
            scores[name] += weight**_SCORE_EXPONENT
    surnames = {name: scores.get(name.split()[-1], 0.0) for name in scores if " " in name}
    for name, support in surnames.items():
        scores[name] += _SURNAME_SUPPORT * support
    return scores


def unify_full_names(names: Sequence[str]) -> dict[str, str]:
    """Return for each other name of a person the first one that has the surname and the first
    name: «И. Иванов», «Иванов И. П.», «Иван Петрович» -> «Иван Иванов»."""
    whole = [name for name in dict.fromkeys(names) if not _is_short(name)]
    found = {}
    for name in dict.fromkeys(names):
        same = [other for other in whole if other != name and _is_same_person(name, other)]
        if len(same) == 1 and (_is_short(name) or names.index(same[0]) < names.index(name)):
            found[name] = same[0]
    return found


def _is_short(name: str) -> bool:
    """Return whether a full name has only initials, or only a first name and a patronymic."""
    return "." in name or bool(_FIRST_AND_PATRONYMIC.fullmatch(name))


def _is_same_person(name: str, whole: str) -> bool:
    if fold(name).replace("-", " ") == fold(whole).replace("-", " "):
        return True  # Kim Jong-un is Kim Jong Un.
    words, other = fold(name).split(), fold(whole).split()
    lists = load_name_lists()
    if len(words) == 2 and (words[0] in lists["kept_title"] or words[0] in lists["role"]):
        return words[1] in (other[0], other[-1])  # Prince Saud is Saud Al-Faisal.
    if _FIRST_AND_PATRONYMIC.fullmatch(name):
        return words[0] == other[0]
    initials = [word[0] for word in words if word.endswith(".") or len(word) == 1]
    surname = [word for word in words if not word.endswith(".")]
    if initials:
        return surname[-1:] == other[-1:] and initials[0] == other[0][0]
    return len(words) != len(other) and words[0] == other[0] and words[-1] == other[-1]


def _choose_name(names: dict[str, float], totals: dict[str, float]) -> str:
    return max(
        names, key=lambda name: (fold(name) in _load_aliases(), totals[fold(name)], names[name])
    )


def _find_full_name(partial_names: Sequence[str], full_names: Sequence[str]) -> str:
    """Return the first full name that has one of these as its surname, or else as its first
    name; empty if there is none."""
    last = _find_by_part(partial_names, full_names, -1)
    return last or _find_by_part(partial_names, full_names, 0)


def _find_by_part(partial_names: Sequence[str], full_names: Sequence[str], place: int) -> str:
    """Return the first full name that has one of these as the word at a place, or nothing."""
    for name in full_names:
        part = fold(name).split()[place]
        if any(_is_form(fold(one), part) for one in partial_names):
            return name
    return ""


def _is_form(word: str, name: str) -> bool:
    """Return whether the word is the name, possibly in another case: «Саловея» of «Саловей»."""
    if word == name:
        return True
    stem, other = _CASE_ENDING.sub("", word), _CASE_ENDING.sub("", name)
    return stem == other and len(stem) >= _MIN_STEM_CHARS


def merge_mentions(mentions: Iterable[Mention]) -> dict[tuple[str, EntityKind], list[Mention]]:
    """Group mentions by name; a name with two kinds gets the more frequent one."""
    named: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        named[fold(mention.name)].append(mention)
    merged = {}
    for held in named.values():
        kinds = [mention.kind for mention in held]
        # One word that is both a person and a place is a place; two words are a person.
        is_word = " " not in held[0].name
        ordered = sorted(kinds, key=_KINDS_OF_A_WORD.index, reverse=not is_word)
        kind = max(ordered, key=kinds.count)
        merged[held[0].name, kind] = held
    return merged


@cache
def _load_aliases() -> dict[str, tuple[str, EntityKind]]:
    """Load the name and kind of each entity by its folded aliases."""
    found: dict[str, tuple[str, EntityKind]] = {}
    for entry in load_toml("names/aliases")["alias"]:
        for other in (entry["name"], *entry["also"]):
            found[fold(other)] = (entry["name"], entry["kind"])
    return found


@cache
def _load_localized_names(language: Language) -> dict[str, str]:
    """Load the names that texts of a language use for entities stored under a name of another one:
    «РФ» is «Росія» in Ukrainian."""
    return dict(load_toml("names/aliases")["localized"].get(language, {}))
