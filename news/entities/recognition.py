"""Find the people, places and organisations of an article, in normal form and weighted.

Russian names are found by slovnet's news model, from the natasha package. Ukrainian and English
names are found by capitals inside sentences and by lists of first names and of typical words of
organisations, which is less accurate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache

from news.data import load_toml
from news.entities.bearers import unify_organisations, unify_persons, unify_places
from news.entities.display_names import MentionReading, merge_mentions, resolve_names
from news.entities.gazetteer import is_place, weigh_place
from news.entities.mentions import Mention, is_quoted, load_name_lists
from news.entities.names.english import find_english_names
from news.entities.names.furniture import drop_furniture
from news.entities.names.russian import (
    complete_region,
    drop_preposition,
    is_plain_word,
    lower_shouted,
    set_abbreviation_gender,
    trim_organisation,
    trim_person,
    trim_place,
)
from news.entities.names.single_names import find_single_names, read_single_name
from news.entities.names.slavic_context import drop_false_names, unify_scripts
from news.entities.names.surroundings import (
    choose_by_context,
    find_dateline_city,
    is_certainly_oblique,
    is_government,
    is_thing_inside_sentence,
    list_governed_cases,
    rename_as_dateline,
)
from news.entities.names.towns import find_towns, read_town
from news.entities.names.ukrainian import find_ukrainian_names
from news.entities.names.ukrainian_words import read_genitive_surname, set_surname_singular
from news.entities.names.weights import weigh_names
from news.entities.russian_model import RussianNameModel
from news.model import Entity, EntityKind, Language
from news.nlp.analysis import Analysis
from news.nlp.embeddings import Embeddings
from news.nlp.forms.cached_parses import CachedAnalyzer, cache_parses
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.forms.nominative import read_syllabic_name, to_nominatives
from news.nlp.words import fold

MAX_ENTITIES = 12

_MAX_CHARS = 1500
_MAX_CACHED_NAMES = 10_000
_NAME_TAGS = ("Surn", "Name", "Patr", "Geox", "Orgn", "Trad", "Poss")
# A full stop or an ampersand between letters belongs to the word: «Tribuna.com», "U.S", "S&P".
_WORD = re.compile(r"(?<=\s)&(?=\s)|(?<![^\W_])[^\W\d_]\.(?=\s)|[^\W_]+(?:[-‐‑'’ʼ.&][^\W_]+)*")
# An initial keeps its full stop: «И.Э. Иошин» -> «И. Э. Иошин».
_PERSON_WORD = re.compile(
    r"(?<![^\W_])[^\W\d_]\.(?=\s)|[^\W\d_]\.|[^\W_]+(?:(?:[-‐‑'’ʼ]|\.(?=[^\W_]{2}))[^\W_]+)*"
)
_ROMAN_NUMERAL = re.compile(r"[IVXІХ]{2,7}(?:[-–][IVXІХ]{1,7})?")
_QUOTE = re.compile(r"[«“„\"`]")
_EARLY_CHARS = 600
_TITLE_FACTOR = 1.5
_MIN_NAME_CHARS = 3
_NAME_PARTS_OF_SPEECH = ("NOUN", "ADJF", "PRTF", None)


class EntityRecognizer:
    """Finds the people, organisations and places of an article."""

    def __init__(self, lemmatizer: Lemmatizer, embeddings: Embeddings) -> None:
        self._lemmatizer = lemmatizer
        self._embeddings = embeddings
        self._model = RussianNameModel(embeddings)
        self._names = lru_cache(maxsize=_MAX_CACHED_NAMES)(self._list_possible_names)

    def find(self, analysis: Analysis) -> tuple[Entity, ...]:
        """Return at most 12 entities, heaviest first. The weight is relative to the entity with
        most mentions; early mentions count twice. The head of the article (dateline, byline) names
        places only."""
        title, head = analysis.title.text, analysis.head
        text = "\n".join([title, head, *(s.text for s in analysis.sentences)])[:_MAX_CHARS]
        if not text.strip():
            return ()
        if analysis.language != "en":
            text = unify_scripts(text)
        if analysis.language == "ru":
            mentions = self._find_russian_names(text)
        elif analysis.language == "uk":
            analyzer = self._get_analyzer("uk")
            found = drop_false_names(find_ukrainian_names(text, analyzer), text, analyzer)
            mentions = find_towns(found, text, analyzer)
        else:
            mentions = find_english_names(text, analysis.title)
        mentions = find_single_names(mentions, text, self._get_analyzer(analysis.language))
        head_end = len(title) + 1 + len(head)
        dateline = find_dateline_city(text, len(title) + 1)
        if dateline is not None:
            mentions = [dateline, *(one for one in mentions if one.start != dateline.start)]
        mentions = [
            mention
            for mention in mentions
            if not len(title) < mention.start < head_end
            or (mention.kind == "place" and dateline in (None, mention))
        ]
        mentions = drop_furniture(mentions, text)
        analyzer = self._get_analyzer(analysis.language)
        named = list(
            resolve_names(self._read_mentions(mentions, text, analysis.language), analysis.language)
        )
        if analyzer is not None:
            named = unify_persons(named, title, analyzer)
        if dateline is not None:
            named = [rename_as_dateline(mention, dateline.name) for mention in named]
        named = unify_places(unify_organisations(named, text))
        return _rank_entities(merge_mentions(named), title)

    def _get_analyzer(self, language: Language) -> CachedAnalyzer | None:
        analyzer = self._lemmatizer.get_analyzer(language)
        return None if analyzer is None else cache_parses(analyzer)

    def _find_russian_names(self, text: str) -> list[Mention]:
        analyzer = self._get_analyzer("ru")
        mentions = list(map(drop_preposition, self._model.find(text)))
        mentions = drop_false_names(mentions, text, analyzer)
        trimmed = [trim_place(mention, text, analyzer) for mention in mentions]
        completed = [complete_region(mention, text, analyzer) for mention in trimmed]
        return find_towns(completed, text, analyzer)

    def _read_mentions(
        self, mentions: Iterable[Mention], text: str, language: Language
    ) -> list[MentionReading]:
        read = []
        for mention in mentions:
            single = read_single_name(mention.name) if mention.kind == "person" else ""
            if single:
                read.append(MentionReading(mention, {single: 1.0}))
                continue
            # Brackets repeat the same name: «Фонд борьбы (ФБ)».
            parts = self._split_name(mention, language)
            if not parts or parts[0].isdigit() or not self._is_name(parts, mention, text, language):
                continue
            analyzer = self._get_analyzer(language)
            is_oblique = is_certainly_oblique(mention, text, analyzer)
            cases = list_governed_cases(mention, text, language)
            names = self._names(parts, mention.kind, language, is_oblique, cases)
            if language == "uk" and _is_quoted_adverb(parts, mention, text, analyzer):
                names = {parts[0]: 1.0}  # «Разом»
            if analyzer is not None:
                names = choose_by_context(names, " ".join(parts), mention, text, analyzer)
                town = read_town(mention.name, names, analyzer) if mention.kind == "place" else ""
                names = {town: 1.0} if town else names
            if _is_town_of_two_words(mention, names) and not is_quoted(mention, text):
                mention = replace(mention, kind="place")
            may_act = mention.kind == "place" and _choose_likeliest(names) == mention.name
            if may_act and is_government(mention, text, analyzer):
                capitals = _load_capitals(language)
                names = {capitals.get(name, name): weight for name, weight in names.items()}
            read.append(MentionReading(mention, names))
        return read

    def _split_name(self, mention: Mention, language: Language) -> tuple[str, ...]:
        """Return the words of a name without what the recognizer takes for a part of it."""
        name = mention.name.partition("(")[0]
        parts = _PERSON_WORD.findall(name) if mention.kind == "person" else _WORD.findall(name)
        analyzer = self._get_analyzer(language)
        if mention.kind == "organisation":
            parts = trim_organisation(parts, is_quoted=bool(_QUOTE.search(name)), analyzer=analyzer)
        if mention.kind == "person" and language == "ru":
            parts = trim_person(parts, analyzer)
        if analyzer is not None:
            parts = lower_shouted(parts, mention.kind, analyzer)
        return tuple(parts)

    def _is_name(
        self, parts: tuple[str, ...], mention: Mention, text: str, language: Language
    ) -> bool:
        """Return whether a mention is a name: not a common word that opens a sentence («Лечусь»,
        «Вот»), nor on the list of words wrongly recognized as names."""
        lists = load_name_lists()
        folded = fold(" ".join(parts))
        if folded in lists["no_names"] or folded in lists["no_names_en"]:
            return False
        if len(parts) == 1 and (
            fold(parts[0]) in lists["legal_form"] or _ROMAN_NUMERAL.fullmatch(parts[0])
        ):
            return False
        analyzer = self._get_analyzer(language)
        if analyzer is None or len(parts) > 1:
            return True
        if not is_quoted(mention, text) and is_plain_word(parts[0], mention.kind, analyzer):
            return False
        if mention.kind == "organisation":
            return True
        word = parts[0].lower()
        tags = [parse.tag for parse in analyzer.parse(word)]
        if len(word) < _MIN_NAME_CHARS and not parts[0].isupper():
            return False
        if any(tag in reading.grammemes for reading in tags for tag in _NAME_TAGS):
            return True
        is_adjective = tags[0].POS in ({"ADJF"} if language == "uk" else {"ADJS"})
        if mention.kind == "person" and is_adjective:
            return True  # «Забарний» and «Рыжикова» are adjectives too.
        is_found_person = mention.kind == "person" and language == "ru"  # by the model
        if is_found_person and is_thing_inside_sentence(parts[0], mention, text, analyzer):
            return True  # «Макрон» is a sign of the printers too.
        if not analyzer.word_is_known(word):
            is_noun = any(tag.POS == "NOUN" for tag in tags)  # of «Пеле» the second guess
            return (
                mention.kind == "place"
                or (is_found_person and is_noun)
                or tags[0].POS in _NAME_PARTS_OF_SPEECH
            )
        # «Послезавтра», «Европейцы»: a place may be a common word, but hardly one of these.
        return (
            mention.kind == "place"
            and tags[0].POS in _NAME_PARTS_OF_SPEECH
            and (
                "anim" not in tags[0].grammemes
                or any(is_place(p.normal_form) for p in analyzer.parse(word))
            )
        )

    def _list_possible_names(
        self,
        parts: tuple[str, ...],
        kind: EntityKind,
        language: Language,
        is_oblique: bool,
        cases: frozenset[str],
    ) -> dict[str, float]:
        analyzer = self._get_analyzer(language)
        if analyzer is None:
            return {" ".join(parts): 1.0}
        # The corpus is Russian: it has no counts of Ukrainian forms.
        count = self._embeddings.count if language == "ru" else _count_nothing
        if kind == "person" and (name := read_syllabic_name(parts)):
            return {name: 1.0}
        surname = read_genitive_surname(parts, analyzer) if language == "uk" else ""
        if kind == "person" and surname:
            firsts = to_nominatives(parts[:-1], kind, analyzer, count, is_oblique=True)
            return {f"{first} {surname}": weight for first, weight in firsts.items()}
        if language == "uk" and kind == "person":
            parts = set_surname_singular(parts, analyzer)
        names = to_nominatives(parts, kind, analyzer, count, is_oblique=is_oblique, cases=cases)
        if kind == "organisation":
            names = {
                set_abbreviation_gender(name, analyzer): weight for name, weight in names.items()
            }
        return weigh_names(names, kind, language) if len(names) > 1 else names


def _is_quoted_adverb(
    parts: tuple[str, ...], mention: Mention, text: str, analyzer: CachedAnalyzer | None
) -> bool:
    """Return whether a name in quotes is one word that is no noun before all: it has no cases."""
    if analyzer is None or len(parts) > 1 or not is_quoted(mention, text):
        return False
    return analyzer.parse(fold(parts[0]))[0].tag.POS in {"ADVB", "PRCL", "CONJ"}


def _is_town_of_two_words(mention: Mention, names: dict[str, float]) -> bool:
    """Return whether what the model takes for an organisation is a town: «в Белой Церкви»."""
    name = _choose_likeliest(names)
    return mention.kind == "organisation" and " " in name and is_place(name)


def _choose_likeliest(names: dict[str, float]) -> str:
    return max(names, key=lambda name: names[name])


def _count_nothing(form: str) -> int:
    return 0


def _rank_entities(
    named: dict[tuple[str, EntityKind], list[Mention]], title: str
) -> tuple[Entity, ...]:
    counts = {
        (name, kind): sum(_weigh_mention(mention, len(title)) for mention in held)
        * (weigh_place(name) if kind == "place" else 1.0)
        for (name, kind), held in named.items()
    }
    heaviest = max(counts.values(), default=1.0)
    ranked = sorted(counts, key=lambda key: (-counts[key], named[key][0].start))
    return tuple(
        Entity(name, kind, round(counts[name, kind] / heaviest, 3))
        for name, kind in ranked[:MAX_ENTITIES]
    )


def _weigh_mention(mention: Mention, title_end: int) -> float:
    """Return two for an early mention, one for a late one; more for a place in the title."""
    weight = 2.0 if mention.start < _EARLY_CHARS else 1.0
    is_in_title = mention.kind == "place" and mention.start < title_end
    return weight * _TITLE_FACTOR if is_in_title else weight


@cache
def _load_capitals(language: Language) -> dict[str, str]:
    return dict(load_toml("names/aliases")["capital"].get(language, {}))
