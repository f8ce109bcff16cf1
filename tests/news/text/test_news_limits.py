"""Check that an article is within its limits, whatever its source."""

from __future__ import annotations

import logging

import pytest

from news.limits import (
    MAX_ADDRESS_CHARS,
    MAX_ARTICLE_BLOCKS,
    MAX_ARTICLE_CHARS,
    MAX_ARTICLE_PICTURES,
    MAX_NAME_CHARS,
    MAX_TITLE_CHARS,
    MAX_TOKEN_CHARS,
)
from news.model import Block, BlockKind, RawArticle
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.words import tokenize
from news.pipeline import ArticleAnalyzer
from news.text.blocks import from_text
from news.text.truncation import bound_blocks, bound_raw, cut_at_word
from tests.support.factories import NOON


def paragraphs(*texts: str) -> tuple[Block, ...]:
    return tuple(Block(BlockKind.PARAGRAPH, said) for said in texts)


def test_limits_keep_whole_blocks_that_fit(
    caplog: pytest.LogCaptureFixture,
) -> None:
    most = "слово " * (MAX_ARTICLE_CHARS // 12)
    blocks = paragraphs("Мост открыт.", most, most, "Конец.")
    assert bound_blocks(blocks, "a") == blocks[:2]
    (record,) = caplog.records
    assert record.levelno == logging.WARNING


def test_a_block_longer_than_an_article_is_cut_at_a_word() -> None:
    first, second = bound_blocks(paragraphs("Мост открыт.", "слово " * MAX_ARTICLE_CHARS), "a")
    assert first.text == "Мост открыт."
    assert second.text.endswith("слово…")
    assert 0.9 * MAX_ARTICLE_CHARS < len(second.text) <= MAX_ARTICLE_CHARS - len(first.text)


def test_ordinary_article_is_unchanged(caplog: pytest.LogCaptureFixture) -> None:
    blocks = (*paragraphs("Мост открыт."), Block(BlockKind.IMAGE, "", "https://example.org/a.png"))
    assert bound_blocks(blocks, "a") == blocks
    assert not caplog.records


def test_there_are_never_too_many_blocks_or_pictures() -> None:
    picture = Block(BlockKind.IMAGE, "Мост", "https://example.org/a.png")
    bounded = bound_blocks((picture,) * 3 * MAX_ARTICLE_BLOCKS, "a")
    assert len(bounded) == MAX_ARTICLE_BLOCKS
    assert sum(bool(block.url) for block in bounded) == MAX_ARTICLE_PICTURES


def test_a_cut_loses_no_more_than_it_has_to() -> None:
    assert cut_at_word("мост открыт", 11) == "мост открыт"
    assert cut_at_word("мост открыт вчера", 9) == "мост…"
    assert cut_at_word("а мосточек", 6) == "а мос…"
    assert cut_at_word("мост через реку", 12) == "мост через…"


def test_names_and_addresses_are_bounded() -> None:
    long = "я" * 1_000_000
    raw = bound_raw(
        RawArticle(
            text="а", title=long, source=long, author=long, guid=long, photo_credit=long,
            url=f"https://example.org/{long}", image=long, categories=(long,) * 1000,
        )
    )  # fmt: skip
    assert len(raw.title) == MAX_TITLE_CHARS
    assert {len(raw.source), len(raw.author), len(raw.photo_credit)} == {MAX_NAME_CHARS}
    assert len(raw.guid.encode()) <= MAX_ADDRESS_CHARS
    assert raw.url == raw.image == ""
    assert len(raw.categories) <= 30


@pytest.mark.parametrize(
    "raw",
    [
        RawArticle(text="слово и дело. " * 400_000),
        RawArticle(text="\n\n".join(["Мост."] * 22_000)),
        RawArticle(html="<p>Мост.</p>" * 100_000),
        RawArticle(html=f"<h1>{'Мост ' * 10_000}</h1><p>Открыт сегодня.</p>"),
    ],
    ids=["one line", "paragraphs", "html", "heading"],
)
def test_no_article_is_over_the_bounds(analyzer: ArticleAnalyzer, raw: RawArticle) -> None:
    made = analyzer.analyze(raw, NOON)
    assert len(made.blocks) <= MAX_ARTICLE_BLOCKS
    assert sum(len(block.text) for block in made.blocks) <= MAX_ARTICLE_CHARS
    assert len(made.title) <= MAX_TITLE_CHARS
    assert made.index.body


def test_the_index_holds_no_long_token_and_the_text_does(analyzer: ArticleAnalyzer) -> None:
    long = "щ" * 5000
    made = analyzer.analyze(
        RawArticle(text=f"Мост назвали {long}. Открыли {'ы-' * 500}мост."), NOON
    )
    assert long in made.blocks[0].text
    tokens_held = (*made.index.title, *made.index.body, *made.index.words)
    assert max(map(len, tokens_held)) == MAX_TOKEN_CHARS
    assert tokenize(long) == ["щ" * MAX_TOKEN_CHARS]
    assert all(len(form) < MAX_TOKEN_CHARS + 9 for form in Lemmatizer().lemmatize(long, "ru"))


def test_a_paragraph_of_many_lines_is_joined_once() -> None:
    """Joining line by line took minutes: each line copied all before it."""
    (block,) = from_text("слово и\n" * 250_000).blocks
    assert block.text.count("слово") == 250_000
