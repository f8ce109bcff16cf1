"""Test the time of each step and of the whole analysis for hostile texts of the largest size."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from razdel import sentenize

from news.errors import SourceError
from news.model import RawArticle
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.sentences import _find_spans
from news.pipeline import ArticleAnalyzer
from news.sources.addresses import FailureReason
from news.sources.formats.channel import parse_channel
from news.sources.formats.entries import strip_markup, text_length
from news.sources.formats.feed import _parse_author
from news.sources.formats.opml import read_opml
from news.sources.formats.page import MAX_DEPTH, MAX_ELEMENTS, MAX_PAGE_BYTES, read_page
from news.summaries.numerals import find_numbers
from news.summaries.shortening import write_headline
from news.text.blocks import from_text
from news.text.markup import from_html
from service.articles.limits import limit_cpu_time
from tests.support.factories import NOON

SIZE = 200_000
SHAPES = {
    "one word": "а",
    "one capital word": "A",
    "hyphens": "а-",
    "apostrophes": "а'",
    "commas": ", ",
    "dashes": " -",
    "stops": "А. ",
    "quotes": "»",
    "digits": "1",
    "marks": "а\u0301\u0302",
    "tags": "<",
    "reporting": "сообщает ",
    "addresses": "http://a.b/c ",
    "names": "@имя ",
    "times": "10:30 ",
}
SECONDS = 18.0
"""CPU seconds: ten times what the slowest of these needs."""


def filled(unit: str) -> str:
    return (unit * (SIZE // len(unit) + 1))[:SIZE]


@pytest.mark.parametrize("unit", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("title", ["Мост", ""])
def test_no_shape_of_text_takes_long(analyzer: ArticleAnalyzer, unit: str, title: str) -> None:
    raw = RawArticle(title=title, html=f"<p>Слово {filled(unit)}x</p>")
    with limit_cpu_time(SECONDS):
        assert analyzer.analyze(raw, NOON).title


STEPS: dict[str, Callable[[], object]] = {
    "length of a text": lambda: text_length(filled("<")),
    "headline": lambda: write_headline(filled(" -") + "x", lambda text, end: False),
    "header": lambda: from_text("фото: x" + filled(" \t") + "y\n\nМост."),
    "lines": lambda: from_text("а\n" * SIZE),
    "picture": lambda: channel(filled("background-image:url(")),
    "byline": lambda: byline(filled("a") * 5),
    "pictures": lambda: from_html("".join(f"<img src=/{n}>" for n in range(40_000)), "https://x.y"),
    "list of sources": lambda: read_opml(
        b"<opml><body><outline %s/></body></opml>"
        % b" ".join(b"a%d=''" % n for n in range(80_000)),
        "a.opml",
    ),
}


def channel(style: str) -> object:
    post = (
        f"<div class='tgme_widget_message' data-post='a/1'><a class="
        f"'tgme_widget_message_photo_wrap' style='{style}'></a>"
        "<div class='js-message_text'>Мост открыт</div></div>"
    )
    return parse_channel(post.encode(), "https://t.me/s/a")


def byline(name: str) -> object:
    return _parse_author({"author": f"{name} @ "})


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())
def test_no_step_takes_long(step: Callable[[], object]) -> None:
    with limit_cpu_time(5.0):
        step()


def test_numeral_of_thousands_of_digits_is_unchanged() -> None:
    assert strip_markup("Мост &#" + "1" * 5_000 + "; открыт") == "Мост открыт"
    assert find_numbers("1" * 5_000, "ru", Lemmatizer()) == ["1" * 5_000]


def test_sentences_are_cut_where_razdel_cuts_them() -> None:
    draw = random.Random(1)
    pieces = [
        "Мост. ",
        "А.",
        "т.е. ",
        "1) ",
        "«",
        "»",
        '"',
        " ",
        "? ",
        "! ",
        "…",
        "; ",
        "(а)",
        ":) ",
    ]
    pieces += ["иб ", "Слово ", "5 м. ", "а.Б "]
    for _ in range(500):
        text = "".join(draw.choices(pieces, k=draw.randrange(1, 60)))
        ours = [text[start:stop] for start, stop in _find_spans(text)]
        assert ours == [sentence.text for sentence in sentenize(text)]


HEAD = b"<html><head><title>a</title></head><body>"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<p>" + b"a" * MAX_PAGE_BYTES, FailureReason.TOO_LARGE),
        (b"<i>" * (2 * MAX_ELEMENTS + 1), FailureReason.TOO_COMPLEX),
        (b"<p>a" * (MAX_ELEMENTS + 1), FailureReason.TOO_COMPLEX),
        (HEAD + b"<div>" * (MAX_DEPTH + 1) + b"<p>a", FailureReason.TOO_COMPLEX),
    ],
    ids=["large", "tags", "elements", "deep"],
)
def test_read_page_rejects_unreadable_page(body: bytes, reason: FailureReason) -> None:
    with pytest.raises(SourceError) as caught:
        read_page(body, "http://example.com/")
    assert caught.value.details["reason"] is reason
