"""People, places and organisations in an article, in normal form and weighed.

Russian names are found by slovnet's news model, which natasha brings. Ukrainian and English ones by
capitals inside sentences and by lists of first names and of what organisations are called: weaker.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from slovnet import NER
from slovnet.const import SHAPE, TAG
from slovnet.exec import model as models
from slovnet.exec.encoders import TagEncoder
from slovnet.exec.infer import NERInfer, TagDecoder
from slovnet.exec.pack import Pack

from news.analysis import Analysis
from news.capitals import Mention, capitalised_names
from news.knowledge import table
from news.language.embeddings import Embeddings, natasha_file
from news.language.lemmas import Lemmatizer
from news.language.nominative import nominatives
from news.language.words import fold, words
from news.model import Entity, EntityKind, Language

MOST_ENTITIES = 12
Scores = NDArray[Any]

_MODEL = "data/model/slovnet_ner_news_v1.tar"
_MOST_CHARACTERS = 1500
_CACHED_NAMES = 10_000
_KINDS: dict[str, EntityKind] = {"PER": "person", "LOC": "place", "ORG": "organisation"}
_NAME_TAGS = ("Surn", "Name", "Patr", "Geox", "Orgn", "Trad")
_EARLY = 600


@dataclass(frozen=True, slots=True)
class _Read:
    """A mention with the names that it may be a form of, and how likely each is."""

    mention: Mention
    names: dict[str, float]

    @property
    def is_full(self) -> bool:
        return self.mention.kind == "person" and all(" " in name for name in self.names)


class Entities:
    def __init__(self, lemmatizer: Lemmatizer, embeddings: Embeddings) -> None:
        self._lemmatizer = lemmatizer
        self._embeddings = embeddings
        self._model = _load_model(embeddings)
        self._names = lru_cache(maxsize=_CACHED_NAMES)(self._possible_names)

    def find(self, analysis: Analysis) -> tuple[Entity, ...]:
        """At most 12 entities, heaviest first. Weight: the share of the heaviest one's mentions, an
        early mention counting twice."""
        text = "\n".join([analysis.title.text, *(s.text for s in analysis.sentences)])
        text = text[:_MOST_CHARACTERS].strip()
        if not text:
            return ()
        if analysis.language == "ru":
            mentions = self._russian(text)
        else:
            mentions = capitalised_names(text, analysis.language)
        return _weighed(_merged(_named(self._read(mentions, analysis.language))))

    def _russian(self, text: str) -> list[Mention]:
        spans = self._model(text).spans
        return [Mention(text[s.start : s.stop], _KINDS[s.type], s.start) for s in spans]

    def _read(self, mentions: Iterable[Mention], language: Language) -> list[_Read]:
        read = []
        for mention in mentions:
            # What stands in brackets is the same name once more: «Фонд борьбы (ФБ)».
            parts = tuple(word.text for word in words(mention.name.partition("(")[0]))
            if not parts or parts[0].isdigit() or not self._is_name(parts, mention, language):
                continue
            read.append(_Read(mention, self._names(parts, mention.kind, language)))
        return read

    def _is_name(self, parts: tuple[str, ...], mention: Mention, language: Language) -> bool:
        """Not a word that only begins a sentence («Лечусь», «Вот»), nor one on the list of what
        looks like a name in news and is none."""
        if fold(" ".join(parts)) in _no_names():
            return False
        analyzer = self._lemmatizer.analyzer(language)
        if analyzer is None or len(parts) > 1 or mention.kind == "organisation":
            return True
        word = parts[0].lower()
        tags = [parse.tag for parse in analyzer.parse(word)]
        named = any(tag in reading.grammemes for reading in tags for tag in _NAME_TAGS)
        return named or not analyzer.word_is_known(word) or mention.kind == "place"

    def _possible_names(
        self, parts: tuple[str, ...], kind: EntityKind, language: Language
    ) -> dict[str, float]:
        analyzer = self._lemmatizer.analyzer(language)
        if analyzer is None:
            return {" ".join(parts): 1.0}
        # The corpus is Russian: it says nothing about Ukrainian forms.
        count = self._embeddings.count if language == "ru" else _uncounted
        return nominatives(parts, kind, analyzer, count)


def _uncounted(form: str) -> int:
    return 0


class _Crf(models.CRF):  # type: ignore[misc]
    """slovnet's choice of the likeliest tags, without its bookkeeping for many texts side by side:
    the same sums in the same order, in less than half the time."""

    def decode(self, emissions: Scores, mask: Scores) -> list[list[int]]:
        return [self._likeliest(text[kept]) for text, kept in zip(emissions, mask, strict=True)]

    def _likeliest(self, emissions: Scores) -> list[int]:
        """The path through the tags with the highest sum (Viterbi): one tag for each row."""
        transitions = self.transitions.array
        score, back = emissions[0], []
        for emission in emissions[1:]:
            sums = score[:, None] + transitions
            sums += emission
            back.append(sums.argmax(0).tolist())
            score = np.maximum.reduce(sums)
        path = [int(score.argmax())]
        for best in reversed(back):
            path.append(best[path[-1]])
        return path[::-1]


def _load_model(embeddings: Embeddings) -> NER:
    """slovnet's model as `NER.load` makes it, but for its words: they are those of the embeddings,
    and a second vocabulary of a quarter of a million would be 45 MB."""
    with Pack(natasha_file(_MODEL)) as pack:
        pack.load_meta().check_protocol()
        model = pack.load_model(models.NER)
        model = model.inject_arrays(dict(pack.load_arrays(model.weights)))
        encoder = TagEncoder(embeddings.vocabulary, pack.load_vocab(SHAPE))
        decoder = TagDecoder(pack.load_vocab(TAG))
    model.head.crf = _Crf(model.head.crf.transitions)
    # Raises ValueError where the model was trained on other embeddings than these.
    model = model.inject_navec(embeddings.navec)
    return NER(NERInfer(model, encoder, decoder), encoder.batch_size)


def _named(read: Sequence[_Read]) -> Iterator[Mention]:
    """Each mention under the one name that all mentions together make likeliest: «Алиева» is
    «Алиев» where he is named in another form too, and «Ильхам Алиев» where he is named in full."""
    totals: dict[str, float] = defaultdict(float)
    for one in read:
        for name, weight in one.names.items():
            totals[fold(name)] += weight
    full = [_likeliest(one.names, totals) for one in read if one.is_full]
    for one in read:
        mention = one.mention
        name = _likeliest(one.names, totals)
        if mention.kind == "person" and not one.is_full:
            name = _full_name([name, *one.names], full) or name
        name, kind = _aliases().get(fold(name), (name, mention.kind))
        yield Mention(name, kind, mention.start)


def _likeliest(names: dict[str, float], totals: dict[str, float]) -> str:
    return max(names, key=lambda name: (fold(name) in _aliases(), totals[fold(name)], names[name]))


def _full_name(alone: Sequence[str], full: Sequence[str]) -> str:
    """The first full name in which one of these stands as the surname, or else as the first name;
    or nothing."""
    for place in (-1, 0):
        for name in full:
            part = fold(name).split()[place]
            if any(_is_form(fold(one), part) for one in alone):
                return name
    return ""


def _is_form(word: str, name: str) -> bool:
    """The same, or the name with a case ending, as where no dictionary puts it back."""
    return word == name or (word.startswith(name) and len(word) - len(name) <= 2)


def _merged(mentions: Iterable[Mention]) -> dict[tuple[str, EntityKind], list[Mention]]:
    """Mentions by name; one name with two kinds goes to the commoner."""
    named: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        named[fold(mention.name)].append(mention)
    merged = {}
    for held in named.values():
        kinds = [mention.kind for mention in held]
        merged[held[0].name, max(kinds, key=kinds.count)] = held
    return merged


def _weighed(named: dict[tuple[str, EntityKind], list[Mention]]) -> tuple[Entity, ...]:
    counts = {
        key: float(sum(2 if mention.start < _EARLY else 1 for mention in held))
        for key, held in named.items()
    }
    heaviest = max(counts.values(), default=1.0)
    ranked = sorted(counts, key=lambda key: (-counts[key], named[key][0].start))
    return tuple(
        Entity(name, kind, round(counts[name, kind] / heaviest, 3))
        for name, kind in ranked[:MOST_ENTITIES]
    )


@cache
def _aliases() -> dict[str, tuple[str, EntityKind]]:
    """Folded other names, with the name and kind that they stand for."""
    found: dict[str, tuple[str, EntityKind]] = {}
    for entry in table("aliases")["alias"]:
        for other in (entry["name"], *entry["also"]):
            found[fold(other)] = (entry["name"], entry["kind"])
    return found


@cache
def _no_names() -> frozenset[str]:
    return frozenset(fold(name) for name in table("names")["no_names"])
