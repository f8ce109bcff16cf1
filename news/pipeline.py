"""Article analysis: topics, entities, summary, fingerprint and index text of an article."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from html import unescape

from news.clustering.event_facts import EventFactFinder
from news.clustering.event_text import select_event_text
from news.clustering.fingerprint import build_fingerprint
from news.clustering.importance import find_kind, measure_importance
from news.entities.credits.finder import CreditFinder
from news.entities.gazetteer import is_place
from news.entities.recognition import EntityRecognizer
from news.errors import EmptyArticleError
from news.limits import MAX_NAME_CHARS, MAX_TITLE_CHARS
from news.model import (
    INTERFACE_LANGUAGES,
    Article,
    Block,
    BlockKind,
    Entity,
    Language,
    RawArticle,
    Topic,
    TopicScore,
)
from news.nlp.analysis import TEXT_BLOCK_KINDS, Analysis, TextAnalyzer
from news.nlp.detect import detect_language
from news.nlp.embeddings import Embeddings
from news.nlp.forms.grammar import Grammar
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.rarity import Rarity
from news.nlp.words import normalize_unicode, split_tokens
from news.summaries.annotation import AnnotatedSentence, annotate
from news.summaries.faithfulness import SummaryChecker
from news.summaries.headline import Headline, choose_headline
from news.summaries.predicates import has_predicate
from news.summaries.selection.extraction import summarize
from news.summaries.shortening import MAX_HEADLINE_CHARS
from news.text.blocks import Body, from_text
from news.text.head import cut_head, cut_heads
from news.text.head_pieces import is_caption, is_furniture
from news.text.markup import from_html
from news.text.noise import is_noise
from news.text.quotes import set_quotes
from news.text.standfirst import read_teaser, split_standfirst
from news.text.truncation import bound_blocks, bound_raw, cut_at_word
from news.text.urls import get_canonical_url, get_site_name
from news.topics.custom_topics import build_custom_topics
from news.topics.scoring import TopicScorer

MIN_PUBLISHED = datetime(1971, 1, 1, tzinfo=UTC)
MAX_AHEAD = timedelta(minutes=15)
"""By how much the clock of a source may be fast."""

_LETTER_REFERENCE = re.compile(
    r"&(?:#(?:19[2-9]|2\d\d|3[0-7]\d)|[A-Za-z]{1,2}(?:acute|grave|circ|uml|tilde|cedil|ring|slash|lig));"
)
_SHORT_TEXT_WORDS = 40
_MAX_HEADING_CHARS = 300
"""A longer block is not used as the title, even if it is marked as a heading."""


class ArticleAnalyzer:
    """Turns a RawArticle into an Article.

    Holds the dictionaries, the embeddings and the models: create one in each worker process (1 s,
    100 MB), with ``OPENBLAS_NUM_THREADS=1`` in its environment, as the matrices are small.
    `analyze` keeps no state but bounded caches.
    """

    def __init__(self) -> None:
        embeddings = Embeddings()
        lemmatizer = Lemmatizer()
        self._entities = EntityRecognizer(lemmatizer, embeddings)
        self._credits = CreditFinder(lemmatizer)
        self._analyser = TextAnalyzer(lemmatizer)
        self._summary_checker = SummaryChecker(lemmatizer)
        self._grammar = Grammar(lemmatizer)
        self._rarity = Rarity(embeddings)
        self._facts = EventFactFinder(lemmatizer)
        self._topics = TopicScorer(embeddings, self._rarity)
        self._custom_topics = lru_cache(maxsize=1)(
            lambda topics: build_custom_topics(topics, lemmatizer)
        )

    def analyze(self, raw: RawArticle, now: datetime, topics: tuple[Topic, ...] = ()) -> Article:
        """Analyze an article. Raises EmptyArticleError if it has no text.

        ``published`` is the source's time, the text's own date, or else ``now``, marked as
        estimated. ``topics``: the custom ones. What exceeds the limits of `news.limits` is cut.
        """
        raw = _clean_raw(bound_raw(raw))
        given_title = set_quotes(" ".join(raw.title.split()))
        body = _parse_body(raw, given_title)
        language = _choose_language(raw, given_title, body.blocks)
        analysis = self._analyze_text(given_title, body.blocks, language)
        published = _find_published(raw, body, now)
        event = select_event_text(analysis)
        sentences = annotate(analysis)
        headline = self._write_headline(given_title, analysis, sentences, body)
        title = cut_at_word(headline.text, MAX_TITLE_CHARS)
        entities = self._entities.find(analysis)
        kind = find_kind(title, raw.url, raw.categories, body.blocks)
        return Article(
            title=title,
            blocks=body.blocks,
            language=language,
            published=published or now,
            published_is_estimated=published is None,
            content_hash=hash_content(given_title, body.blocks),
            summary=self._summarize(raw, analysis, sentences, title, headline),
            topics=self._score_topics(analysis, raw, topics),
            entities=entities,
            url=raw.url.strip(),
            canonical_url=get_canonical_url(raw),
            guid=raw.guid.strip(),
            author=raw.author.strip(),
            source=raw.source.strip() or get_site_name(raw.url),
            source_id=raw.source_id,
            photo_credit=body.photo_credit[:MAX_NAME_CHARS] or raw.photo_credit,
            attribution=self._find_attribution(analysis, body.blocks, entities),
            image=raw.image or next((b.url for b in body.blocks if b.url), ""),
            title_generated=not given_title,
            is_teaser=raw.is_teaser,
            importance=measure_importance(kind, analysis, entities, is_teaser=raw.is_teaser),
            fingerprint=build_fingerprint(event, self._rarity),
            facts=self._facts.find(event),
            index=self._analyser.build_index_text(title, body.blocks, language),
        )

    def _analyze_text(self, title: str, blocks: tuple[Block, ...], language: Language) -> Analysis:
        cut = cut_heads(blocks, is_place)
        analysis = self._analyser.analyze(title, cut.blocks, language)
        return split_standfirst(replace(analysis, head=cut.head))

    def _score_topics(
        self, analysis: Analysis, raw: RawArticle, custom: tuple[Topic, ...]
    ) -> tuple[TopicScore, ...]:
        return self._topics.score(analysis, raw.categories, raw.topics, self._custom_topics(custom))

    def _summarize(
        self,
        raw: RawArticle,
        analysis: Analysis,
        sentences: Sequence[AnnotatedSentence],
        title: str,
        headline: Headline,
    ) -> tuple[str, ...]:
        analyzed_title = self._analyser.analyze_title(title, analysis.language)
        summary = summarize(analysis, sentences, analyzed_title, headline.source)
        return summary or (read_teaser(analysis, title) if raw.html else ())

    def _find_attribution(
        self, analysis: Analysis, blocks: tuple[Block, ...], entities: tuple[Entity, ...]
    ) -> str:
        others = [entity.name for entity in entities if entity.kind != "organisation"]
        opening = next(_list_shown(blocks), None)
        return self._credits.find(analysis, opening.text if opening else "", others)

    def check_summary(self, written: str, article: Article) -> tuple[str, ...]:
        """Return the sentences of a summary that a server wrote. Raises SummaryRejectedError if it
        says something that the article does not."""
        return self._summary_checker.check(written, article)

    def _write_headline(
        self,
        given_title: str,
        analysis: Analysis,
        sentences: Sequence[AnnotatedSentence],
        body: Body,
    ) -> Headline:
        """Return the title if there is one, a heading at the beginning of the text, or a clause
        of an early sentence."""
        if given_title:
            return Headline(given_title)
        first = next(_list_shown(body.blocks), body.blocks[0])
        if (
            first.kind is BlockKind.HEADING
            and len(first.text) <= _MAX_HEADING_CHARS
            and " " in first.text  # «Опровержение», "Claim": a rubric
            and cut_head(first.text)[1]
            and not is_noise(first.text)
            and _has_verb(analysis, first.text)
        ):
            return Headline(first.text, None)
        headline = choose_headline(
            sentences,
            lambda text, end: self._grammar.is_clause(text, analysis.language, end),
            analysis.language,
        )
        if not headline.text:  # a text of furniture only, as «Source: Reuters»
            return Headline(cut_at_word(first.text, MAX_HEADLINE_CHARS))
        return headline


def _list_shown(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks that are neither furniture of the page nor captions."""
    return (one for one in blocks if not (is_furniture(one.text) or is_caption(one.text)))


def _has_verb(analysis: Analysis, heading: str) -> bool:
    """Return whether a heading says what happened, or nothing else of the text does: one without a
    verb may be a caption or a rubric («Завод в Лозовом»)."""
    found = next((one for one in analysis.headings if one.text == heading), None)
    return found is None or not analysis.sentences or has_predicate(found, analysis.language)


def hash_content(title: str, blocks: tuple[Block, ...]) -> str:
    """Return the SHA-256 of the words of the text (with the title if the text is short), so that
    case, punctuation and white space do not matter."""
    words = [
        token
        for block in blocks
        if block.kind in TEXT_BLOCK_KINDS
        for token in split_tokens(block.text)
    ]
    if len(words) < _SHORT_TEXT_WORDS:
        words = split_tokens(title) + words
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def _clean_raw(raw: RawArticle) -> RawArticle:
    return replace(
        raw,
        title=_clean(raw.title),
        text=_clean(raw.text),
        html=_strip_unprintable(raw.html),
        source=_clean(raw.source),
        author=_clean(raw.author),
    )


def _parse_body(raw: RawArticle, title: str) -> Body:
    """Return the blocks; an article with only a title gets it as its one paragraph. Raises
    EmptyArticleError."""
    body = _clean_html(raw) if raw.html else from_text(raw.text)
    blocks = tuple(replace(block, text=set_quotes(block.text)) for block in body.blocks)
    body = replace(body, blocks=bound_blocks(blocks, raw.url or title or raw.source))
    texts = [block.text for block in body.blocks if block.kind in TEXT_BLOCK_KINDS and block.text]
    if not any(char.isalnum() for text in (title, *texts) for char in text):
        raise EmptyArticleError("no text to make an article of", url=raw.url)
    if texts:
        return body
    return replace(body, blocks=(Block(BlockKind.PARAGRAPH, title), *body.blocks))


def _find_published(raw: RawArticle, body: Body, now: datetime) -> datetime | None:
    """Return the publication time, not later than ``now``; None if it is unknown. A time before
    `MIN_PUBLISHED` or far ahead of ``now`` is a wrong clock, not a date."""
    given = raw.published or body.published
    if given is None or given < MIN_PUBLISHED or given - now > MAX_AHEAD:
        return None
    return min(given.astimezone(UTC), now)


def _choose_language(raw: RawArticle, title: str, blocks: tuple[Block, ...]) -> Language:
    """Return the language given by a person or a source, if it is a supported one, or detect it."""
    declared = next((known for known in INTERFACE_LANGUAGES if known == raw.language), None)
    text = " ".join([title, *(block.text for block in blocks)])
    return declared or detect_language(text, raw.likely_language)


def _clean_html(raw: RawArticle) -> Body:
    """Return the blocks of an article in HTML; only its parsed text is free of entities."""
    cleaned = (replace(b, text=_clean(b.text)) for b in from_html(raw.html, raw.url))
    return Body(tuple(block for block in cleaned if block.text or block.url))


def _clean(text: str) -> str:
    """Return a text without what is no character of it. The name of a letter becomes the letter:
    one in the middle of a word would part a name."""
    text = _LETTER_REFERENCE.sub(lambda found: unescape(found[0]), text)
    return normalize_unicode(_strip_unprintable(text))


def _strip_unprintable(text: str) -> str:
    """Remove null bytes and lone surrogates, which databases and terminals reject."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
