"""Check that the time for long texts of odd shapes is linear."""

from __future__ import annotations

import pytest

from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.sentences import split_sentences
from news.summaries.numerals import find_numbers
from news.text.blocks import from_text
from news.text.head import cut_head
from news.text.quotes import set_quotes
from tests.support.code.patterns import cpu_limit

_LIMIT = 20.0
"""CPU seconds: twenty times what is needed, and less than quadratic code took."""


def test_a_paragraph_of_very_many_lines_is_joined_once() -> None:
    """Each line was joined to all before it: 300,000 lines took minutes."""
    with cpu_limit(_LIMIT):
        (block,) = from_text("слово\n" * 300_000).blocks[:1]
    assert block.text.split() == ["слово"] * 300_000


def test_a_sentence_of_very_many_pieces_is_not_copied_for_each() -> None:
    """For each full stop, the text before it was searched for its last word, from each letter."""
    with cpu_limit(_LIMIT):
        found = split_sentences("г. Бы" + "а" * 20_000 + " т.е. г. Киев" * 400)
    assert len(found) < 400


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_number_of_thousands_of_digits_stands_as_it_is(language: str) -> None:
    digits = "9" * 5000
    found = find_numbers(f"сто {digits} 7", language, Lemmatizer())  # type: ignore[arg-type]
    assert digits in found
    assert 7 in found


@pytest.mark.parametrize("opening", ["Киев 1.1-", "Киев, 1.1. ", "10 февраля", "А" * 3])
@pytest.mark.parametrize("run", [" ", ".", "-", "А.", "а"])
def test_a_dateline_is_not_looked_for_in_many_ways(opening: str, run: str) -> None:
    with cpu_limit(_LIMIT):
        cut_head(opening + run * 20_000 + "\0")


@pytest.mark.parametrize("run", ['"', '"а ', '«"', "``", "<<а"])
def test_quotation_marks_are_paired_in_one_pass(run: str) -> None:
    """The text before each mark was joined again: 200,000 marks took eight minutes."""
    with cpu_limit(_LIMIT):
        set_quotes(run * 100_000)


def test_a_header_line_of_spaces_is_read_once() -> None:
    with cpu_limit(_LIMIT):
        from_text(f"фото: а{' ' * 100_000}б date\nТекст.")
