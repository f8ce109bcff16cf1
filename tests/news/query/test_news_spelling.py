"""Test suggestions of the words that were meant, among known words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.query.spelling import (
    build_keys,
    build_lookup_keys,
    build_skeleton,
    convert_keyboard_layout,
    is_word,
    rank_corrections,
)

KNOWN = {"азербайджан": 40, "обсерватория": 3, "мост": 90, "мостик": 1, "підтримка": 5, "київ": 70,
         "шварценеггер": 2, "galaxy": 4, "правительство": 50, "пʼятниця": 9}  # fmt: skip


def meant(typed: str) -> str:
    """Compare the words that share a key, as storage does."""
    asked = set(build_lookup_keys(typed))
    found = {word: count for word, count in KNOWN.items() if asked.intersection(build_keys(word))}
    return next(iter(rank_corrections(typed, found)), "")


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("азербайжан", "азербайджан"),
        ("азебрайджан", "азербайджан"),
        ("азербойджян", "азербайджан"),
        ("мсот", "мост"),
        ("омст", "мост"),
        ("моост", "мост"),
        ("шварцнегер", "шварценеггер"),
        ("пидтрымка", "підтримка"),
        ("киив", "київ"),
        ("пятниця", "пʼятниця"),
        ("galaxi", "galaxy"),
        ("правитильство", "правительство"),
        ("бегемот", ""),
        ("кот", ""),
    ],
)
def test_the_nearest_word_is_found_by_its_parts(typed: str, word: str) -> None:
    assert meant(typed) == word


def test_of_equally_near_words_the_commoner_is_meant() -> None:
    assert rank_corrections("моть", {"мост": 2, "мот": 3, "мать": 900})[0] == "мать"


@pytest.mark.parametrize(
    ("typed", "word"),
    [("ghbdtn", "привет"), ("руддщ", "hello"), ("Rb]d", "київ"), ("[jkjl", "холод")],
)
def test_another_layout_of_the_keyboard(typed: str, word: str) -> None:
    assert word in convert_keyboard_layout(typed)


LETTERS = st.lists(st.sampled_from("абвгдежиклмнопрст"), min_size=9, max_size=16, unique=True)
WORDS = LETTERS.map("".join)
"""Draw words without doubled letters, where dropping one is no visible mistake."""


@given(WORDS, st.data())
def test_any_one_mistake_is_found(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("абвгдежик"))
    swapped = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    for typed in (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at + 1 :],
        word[:at] + letter + word[at:],
        swapped,
    ):
        assert set(build_lookup_keys(typed)).intersection(build_keys(word)), (
            f"{typed} does not lead to {word}"
        )


@given(st.text(max_size=40))
def test_any_text_has_its_keys(text: str) -> None:
    assert len(set(build_keys(text))) == len(build_keys(text))
    assert isinstance(build_lookup_keys(text), list)
    assert rank_corrections(text, {text: 1}) == []
    convert_keyboard_layout(text)
    if is_word(text):
        assert build_skeleton(text) or text
