"""People, places and organisations in an article, in normal form and weighed.

Russian names are found by slovnet's news model, which natasha brings. Ukrainian and English ones by
capitals inside sentences and by lists of first names and of what organisations are called: weaker.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
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
from news.language.nominative import nominative
from news.language.words import fold, words
from news.model import Entity, EntityKind, Language

MOST_ENTITIES = 12
Scores = NDArray[Any]

_MODEL = "data/model/slovnet_ner_news_v1.tar"
_MOST_CHARACTERS = 1800
_CACHED_NAMES = 10_000
_KINDS: dict[str, EntityKind] = {"PER": "person", "LOC": "place", "ORG": "organisation"}
_EARLY = 600


class Entities:
    def __init__(self, lemmatizer: Lemmatizer, embeddings: Embeddings) -> None:
        self._lemmatizer = lemmatizer
        self._model = _load_model(embeddings)
        self._nominative = lru_cache(maxsize=_CACHED_NAMES)(self._in_nominative)

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
        return _weighed(_merged(self._normal(mentions, analysis.language)))

    def _russian(self, text: str) -> list[Mention]:
        spans = self._model(text).spans
        return [Mention(text[s.start : s.stop], _KINDS[s.type], s.start) for s in spans]

    def _normal(self, mentions: Iterable[Mention], language: Language) -> Iterator[Mention]:
        for mention in mentions:
            parts = [word.text for word in words(mention.name)]
            if not parts or parts[0].isdigit():
                continue
            name = self._nominative(tuple(parts), mention.kind, language)
            name, kind = _aliases().get(fold(name), (name, mention.kind))
            yield Mention(name, kind, mention.start)

    def _in_nominative(self, parts: tuple[str, ...], kind: EntityKind, language: Language) -> str:
        analyzer = self._lemmatizer.analyzer(language)
        return " ".join(parts if analyzer is None else nominative(list(parts), kind, analyzer))


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


def _merged(mentions: Iterable[Mention]) -> dict[tuple[str, EntityKind], list[Mention]]:
    """Mentions by name. A surname alone goes to the person named in full; one name with two kinds
    goes to the commoner."""
    found = list(mentions)
    full: dict[str, str] = {}
    for mention in found:
        parts = mention.name.split()
        if mention.kind == "person" and len(parts) > 1:
            full.setdefault(fold(parts[-1]), mention.name)
    kinds: dict[str, list[EntityKind]] = defaultdict(list)
    named: dict[str, list[Mention]] = defaultdict(list)
    for mention in found:
        alone = mention.kind == "person" and " " not in mention.name
        name = _full_name(mention.name, full) if alone else mention.name
        kinds[fold(name)].append(mention.kind)
        named[fold(name)].append(Mention(name, mention.kind, mention.start))
    return {
        (held[0].name, max(kinds[key], key=kinds[key].count)): held for key, held in named.items()
    }


def _full_name(surname: str, full: dict[str, str]) -> str:
    """The full name whose surname this is, in any case («Алиева» of «Ильхам Алиев»); or itself."""
    folded = fold(surname)
    for known, name in full.items():
        if folded == known or (folded.startswith(known) and len(folded) - len(known) <= 2):
            return name
    return surname


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
