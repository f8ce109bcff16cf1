"""The desk: what an article is about, who is in it, what it says. The one way in."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from news.analysis import TOLD_IN, Analyser, Analysis
from news.attribution import find_attribution, is_attribution
from news.blocks import Body, from_html, from_text
from news.dateline import is_dateline, without_dateline
from news.entities import Entities
from news.errors import EmptyArticle
from news.faithful import Faithful
from news.fingerprint import fingerprint
from news.headline import write_headline
from news.language.detect import detect
from news.language.embeddings import Embeddings
from news.language.grammar import Grammar
from news.language.lemmas import Lemmatizer
from news.language.rarity import Rarity
from news.language.words import tokens
from news.limits import MAX_NAME_CHARS, MAX_TITLE_CHARS
from news.model import READER_LANGUAGES, Article, Block, BlockKind, Language, RawArticle, Topic
from news.noise import is_noise
from news.openings import Opening, open_of
from news.own_topics import own_topics
from news.summary import summarise
from news.topics import Topics
from news.urls import canonical, site
from news.within_limits import bound_blocks, bound_raw, cut_at_word

EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)

_SHORT = 40
_LONGEST_HEADING = 300
"""Characters; what is longer is no headline, though it is marked as one."""
_EARLY = 4


class Desk:
    """Makes an Article of a RawArticle. Holds the dictionaries, the embeddings and the models;
    build one in each worker process (1 s, 100 MB), with ``OPENBLAS_NUM_THREADS=1`` in its
    environment: the matrices are small. ``edit`` keeps no state but bounded caches."""

    def __init__(self) -> None:
        embeddings = Embeddings()
        lemmatizer = Lemmatizer()
        self._entities = Entities(lemmatizer, embeddings)
        self._analyser = Analyser(lemmatizer)
        self._faithful = Faithful(lemmatizer)
        self._grammar = Grammar(lemmatizer)
        self._rarity = Rarity(embeddings)
        self._topics = Topics(embeddings, self._rarity)
        self._own_topics = lru_cache(maxsize=1)(lambda topics: own_topics(topics, lemmatizer))

    def edit(self, raw: RawArticle, now: datetime, topics: tuple[Topic, ...] = ()) -> Article:
        """The article that a source's text makes. Raises EmptyArticle where there is none.

        ``published`` is the source's time, or the text's own date, or ``now``; never later than
        now. ``topics`` are the editors' own. What is over the bounds of `news.limits` is left out.
        """
        raw = bound_raw(raw)
        raw = replace(
            raw,
            title=_printable(raw.title),
            text=_printable(raw.text),
            html=_printable(raw.html),
            source=_printable(raw.source),
        )
        given_title = " ".join(raw.title.split())
        body = _body(raw, given_title)
        language = _told_language(raw) or detect(
            " ".join([given_title, *(block.text for block in body.blocks)])
        )
        analysis = self._analyser.analyse(given_title, body.blocks, language)
        terms = fingerprint(analysis, self._rarity)
        title = given_title or cut_at_word(self._headline(analysis, body.blocks), MAX_TITLE_CHARS)
        entities = self._entities.find(analysis)
        return Article(
            title=title,
            blocks=body.blocks,
            language=language,
            published=_published(raw, body, now),
            content_hash=content_hash(given_title, body.blocks),
            summary=summarise(analysis, self._analyser.lemmas(title, language)),
            topics=self._topics.score(
                analysis, raw.categories, raw.topics, self._own_topics(topics)
            ),
            entities=entities,
            url=raw.url.strip(),
            canonical_url=canonical(raw.url),
            guid=raw.guid.strip(),
            author=raw.author.strip(),
            source=raw.source.strip() or site(raw.url),
            source_id=raw.source_id,
            photo_credit=body.photo_credit[:MAX_NAME_CHARS] or raw.photo_credit,
            attribution=find_attribution(sentence.text for sentence in analysis.sentences),
            image=raw.image or next((b.url for b in body.blocks if b.url), ""),
            title_made=not given_title,
            teaser=raw.teaser,
            fingerprint=terms,
            index=self._analyser.index(title, body.blocks, language),
        )

    def accept(self, written: str, article: Article) -> tuple[str, ...]:
        """The sentences of a summary that a server wrote. Raises Unfaithful where it says what the
        article does not."""
        return self._faithful.accept(written, article)

    def _headline(self, analysis: Analysis, blocks: tuple[Block, ...]) -> str:
        """The heading that stands above all text, or a clause of the lead."""
        if blocks[0].kind is BlockKind.HEADING and len(blocks[0].text) <= _LONGEST_HEADING:
            return blocks[0].text
        return write_headline(
            _lead(analysis), lambda text: self._grammar.is_clause(text, analysis.language)
        )


def content_hash(title: str, blocks: tuple[Block, ...]) -> str:
    """SHA-256 over the words of the text (a text of a few words: with its title), so that case,
    punctuation and white space do not make two articles of one."""
    words = [token for block in blocks if block.kind in TOLD_IN for token in tokens(block.text)]
    if len(words) < _SHORT:
        words = tokens(title) + words
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def _body(raw: RawArticle, title: str) -> Body:
    """The blocks; of an article that is all title, the title as its one paragraph."""
    body = Body(from_html(raw.html, raw.url)) if raw.html else from_text(raw.text)
    body = replace(body, blocks=bound_blocks(body.blocks, raw.url or title or raw.source))
    if any(block.text and block.kind in TOLD_IN for block in body.blocks):
        return body
    if not title:
        raise EmptyArticle("no text to make an article of", url=raw.url)
    return replace(body, blocks=(Block(BlockKind.PARAGRAPH, title), *body.blocks))


def _published(raw: RawArticle, body: Body, now: datetime) -> datetime:
    """Before `EARLIEST` is no time of publication but a zero somewhere."""
    given = raw.published or body.published
    return now if given is None or given < EARLIEST else min(given.astimezone(UTC), now)


def _told_language(raw: RawArticle) -> Language | None:
    """The language that a person says an article has, where it is one of ours."""
    return next((language for language in READER_LANGUAGES if language == raw.language), None)


def _printable(text: str) -> str:
    """Without null bytes and halves of characters, which no database or terminal takes."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def _lead(analysis: Analysis) -> str:
    """The first of the early sentences that stands by itself, without its dateline; or the
    first."""
    early = [
        sentence
        for sentence in analysis.sentences[:_EARLY]
        if not (
            is_noise(sentence.text) or is_attribution(sentence.text) or is_dateline(sentence.text)
        )
    ]
    standing = (s for s in early if open_of(s, analysis.language) is not Opening.LEANS)
    lead = next(standing, None) or next(iter(early), analysis.sentences[0])
    return without_dateline(lead.text)
