"""Words that were meant, among words that are known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.spelling import is_word, keys, layouts, nearest, probes, skeleton

KNOWN = {"азербайджан": 40, "обсерватория": 3, "мост": 90, "мостик": 1, "підтримка": 5, "київ": 70,
         "шварценеггер": 2, "galaxy": 4, "правительство": 50, "пʼятниця": 9}  # fmt: skip


def meant(typed: str) -> str:
    """As storage does it: those that share a key are compared."""
    asked = set(probes(typed))
    found = {word: count for word, count in KNOWN.items() if asked.intersection(keys(word))}
    return next(iter(nearest(typed, found)), "")


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
    assert nearest("моть", {"мост": 2, "мот": 3, "мать": 900})[0] == "мать"


@pytest.mark.parametrize(
    ("typed", "word"),
    [("ghbdtn", "привет"), ("руддщ", "hello"), ("Rb]d", "київ"), ("[jkjl", "холод")],
)
def test_another_layout_of_the_keyboard(typed: str, word: str) -> None:
    assert word in layouts(typed)


LETTERS = st.lists(st.sampled_from("абвгдежиклмнопрст"), min_size=9, max_size=16, unique=True)
WORDS = LETTERS.map("".join)
"""Without doubled letters, which are no mistake to anybody."""


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
        assert set(probes(typed)).intersection(keys(word)), f"{typed} does not lead to {word}"


@given(st.text(max_size=40))
def test_any_text_has_its_keys(text: str) -> None:
    assert len(set(keys(text))) == len(keys(text))
    assert isinstance(probes(text), list)
    assert nearest(text, {text: 1}) == []
    layouts(text)
    if is_word(text):
        assert skeleton(text) or text
