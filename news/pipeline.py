"""Article analysis: topics, entities, summary, fingerprint and index text of an article."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from news.clustering.fingerprint import build_fingerprint
from news.entities.recognition import EntityRecognizer
from news.errors import EmptyArticleError
from news.limits import MAX_NAME_CHARS, MAX_TITLE_CHARS
from news.model import INTERFACE_LANGUAGES, Article, Block, BlockKind, Language, RawArticle, Topic
from news.nlp.analysis import TEXT_BLOCK_KINDS, Analysis, TextAnalyzer
from news.nlp.detect import detect_language
from news.nlp.embeddings import Embeddings
from news.nlp.grammar import Grammar
from news.nlp.lemmas import Lemmatizer
from news.nlp.rarity import Rarity
from news.nlp.words import normalize_unicode, split_tokens
from news.summaries.extraction import summarize
from news.summaries.faithfulness import SummaryChecker
from news.summaries.headline import write_headline
from news.summaries.sentence_starts import SentenceStart, classify_start
from news.text.attribution import find_attribution, is_attribution
from news.text.blocks import Body, from_text
from news.text.dateline import is_dateline, strip_dateline
from news.text.markup import from_html
from news.text.noise import is_noise
from news.text.truncation import bound_blocks, bound_raw, cut_at_word
from news.text.urls import get_canonical_url, get_site_name
from news.topics.custom_topics import build_custom_topics
from news.topics.scoring import TopicScorer

MIN_PUBLISHED = datetime(1971, 1, 1, tzinfo=UTC)

_SHORT_TEXT_WORDS = 40
_MAX_HEADING_CHARS = 300
"""A longer block is not used as the title, even if it is marked as a heading."""
_LEAD_SENTENCES = 4


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
        self._analyser = TextAnalyzer(lemmatizer)
        self._summary_checker = SummaryChecker(lemmatizer)
        self._grammar = Grammar(lemmatizer)
        self._rarity = Rarity(embeddings)
        self._topics = TopicScorer(embeddings, self._rarity)
        self._custom_topics = lru_cache(maxsize=1)(
            lambda topics: build_custom_topics(topics, lemmatizer)
        )

    def analyze(self, raw: RawArticle, now: datetime, topics: tuple[Topic, ...] = ()) -> Article:
        """Analyze an article. Raises EmptyArticleError if it has no text.

        ``published`` is the source's time, or the text's own date, or ``now``; never later than
        ``now``. ``topics`` are the custom topics. Whatever exceeds the limits of `news.limits` is
        cut.
        """
        raw = bound_raw(raw)
        raw = replace(
            raw,
            title=_clean(raw.title),
            text=_clean(raw.text),
            html=_strip_unprintable(raw.html),
            source=_clean(raw.source),
            author=_clean(raw.author),
        )
        given_title = " ".join(raw.title.split())
        body = _parse_body(raw, given_title)
        language = _get_declared_language(raw) or detect_language(
            " ".join([given_title, *(block.text for block in body.blocks)])
        )
        analysis = self._analyser.analyze(given_title, body.blocks, language)
        terms = build_fingerprint(analysis, self._rarity)
        title = given_title or cut_at_word(
            self._write_headline(analysis, body.blocks), MAX_TITLE_CHARS
        )
        entities = self._entities.find(analysis)
        return Article(
            title=title,
            blocks=body.blocks,
            language=language,
            published=_choose_published(raw, body, now),
            content_hash=hash_content(given_title, body.blocks),
            summary=summarize(analysis, self._analyser.get_lemmas(title, language)),
            topics=self._topics.score(
                analysis, raw.categories, raw.topics, self._custom_topics(topics)
            ),
            entities=entities,
            url=raw.url.strip(),
            canonical_url=get_canonical_url(raw),
            guid=raw.guid.strip(),
            author=raw.author.strip(),
            source=raw.source.strip() or get_site_name(raw.url),
            source_id=raw.source_id,
            photo_credit=body.photo_credit[:MAX_NAME_CHARS] or raw.photo_credit,
            attribution=find_attribution(sentence.text for sentence in analysis.sentences),
            image=raw.image or next((b.url for b in body.blocks if b.url), ""),
            title_generated=not given_title,
            is_teaser=raw.is_teaser,
            fingerprint=terms,
            index=self._analyser.build_index_text(title, body.blocks, language),
        )

    def check_summary(self, written: str, article: Article) -> tuple[str, ...]:
        """Return the sentences of a summary that a server wrote. Raises SummaryRejectedError if it
        says something that the article does not."""
        return self._summary_checker.check(written, article)

    def _write_headline(self, analysis: Analysis, blocks: tuple[Block, ...]) -> str:
        """Return a heading at the beginning of the text, or a clause of the lead."""
        if blocks[0].kind is BlockKind.HEADING and len(blocks[0].text) <= _MAX_HEADING_CHARS:
            return blocks[0].text
        return write_headline(
            _find_lead(analysis), lambda text: self._grammar.is_clause(text, analysis.language)
        )


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


def _parse_body(raw: RawArticle, title: str) -> Body:
    """Return the blocks; an article with only a title gets it as its one paragraph. Raises
    EmptyArticleError."""
    body = _clean_html(raw) if raw.html else from_text(raw.text)
    body = replace(body, blocks=bound_blocks(body.blocks, raw.url or title or raw.source))
    if any(block.text and block.kind in TEXT_BLOCK_KINDS for block in body.blocks):
        return body
    if not title:
        raise EmptyArticleError("no text to make an article of", url=raw.url)
    return replace(body, blocks=(Block(BlockKind.PARAGRAPH, title), *body.blocks))


def _choose_published(raw: RawArticle, body: Body, now: datetime) -> datetime:
    """Return the publication time. A time before `MIN_PUBLISHED` is an unset clock, not a date."""
    given = raw.published or body.published
    return now if given is None or given < MIN_PUBLISHED else min(given.astimezone(UTC), now)


def _get_declared_language(raw: RawArticle) -> Language | None:
    """Return the language given by a person or a source, if it is a supported one."""
    return next((language for language in INTERFACE_LANGUAGES if language == raw.language), None)


def _clean_html(raw: RawArticle) -> Body:
    """Return the blocks of an article in HTML; only its parsed text is free of entities."""
    cleaned = (replace(b, text=_clean(b.text)) for b in from_html(raw.html, raw.url))
    return Body(tuple(block for block in cleaned if block.text or block.url))


def _clean(text: str) -> str:
    return normalize_unicode(_strip_unprintable(text))


def _strip_unprintable(text: str) -> str:
    """Remove null bytes and lone surrogates, which databases and terminals reject."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def _find_lead(analysis: Analysis) -> str:
    """Return the first of the early sentences that is understandable alone, else the first usable
    one, without its dateline."""
    early = [
        sentence
        for sentence in analysis.sentences[:_LEAD_SENTENCES]
        if not (
            is_noise(sentence.text) or is_attribution(sentence.text) or is_dateline(sentence.text)
        )
    ]
    independent = (
        s for s in early if classify_start(s, analysis.language) is not SentenceStart.DEPENDENT
    )
    lead = next(independent, None) or next(iter(early), analysis.sentences[0])
    return strip_dateline(lead.text)
