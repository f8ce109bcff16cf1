"""Test which messages are everyday words, and what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.data import load_toml
from news.nlp.forms.lemmas import Lemmatizer
from news.query.chat_words import ChatIntent, find_chat_intent

LEMMATIZER = Lemmatizer()


def find(text: str) -> ChatIntent | None:
    return find_chat_intent(text, lambda word, language, _: LEMMATIZER.lemmatize(word, language))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("стоп", ChatIntent.STOP),
        ("Отписаться.", ChatIntent.STOP),
        ("отписку", ChatIntent.STOP),
        ("зупинити", ChatIntent.STOP),
        ("Unsubscribe!", ChatIntent.STOP),
        ("старт", ChatIntent.START),
        ("почати", ChatIntent.START),
        ("ПОМОЩЬ", ChatIntent.HELP),
        ("помощи", ChatIntent.HELP),
        ("допомогу", ChatIntent.HELP),
        ("новостей", ChatIntent.DIGEST),
        ("сводкой", ChatIntent.DIGEST),
        ("Дайджесты", ChatIntent.DIGEST),
        ("новинами", ChatIntent.DIGEST),
        ("digests", ChatIntent.DIGEST),
        ("главное", ChatIntent.DIGEST),
        ("What’s new?", ChatIntent.DIGEST),
        ("настроек", ChatIntent.SETTINGS),
        ("налаштувань", ChatIntent.SETTINGS),
        ("Привет 👋", ChatIntent.HELLO),
        ("привееет", ChatIntent.HELLO),
        ("добрый  день!", ChatIntent.HELLO),
        ("hellooo", ChatIntent.HELLO),
        ("ghbdtn", ChatIntent.HELLO),
        ("cgfcb,j", ChatIntent.THANKS),
        ("Дякую)))", ChatIntent.THANKS),
        ("thank you", ChatIntent.THANKS),
        ("Отпиши меня, пожалуйста", ChatIntent.STOP),
        ("хочу відписатися", ChatIntent.STOP),
        ("please stop", ChatIntent.STOP),
        ("How do I unsubscribe?", ChatIntent.STOP),
        ("больше не присылайте!", ChatIntent.STOP),
        ("покажи мне новости", ChatIntent.DIGEST),
        ("последние новости", ChatIntent.DIGEST),
        ("дай зведення, будь ласка", ChatIntent.DIGEST),
        ("Show me the news", ChatIntent.DIGEST),
        ("today’s news", ChatIntent.DIGEST),
        ("настройки бота", ChatIntent.SETTINGS),
        ("my settings", ChatIntent.SETTINGS),
        ("мои настройки", ChatIntent.SETTINGS),
        ("відкрий мої налаштування", ChatIntent.SETTINGS),
        ("сводка новостей", ChatIntent.DIGEST),
        ("дайджест новин", ChatIntent.DIGEST),
        ("Whats new?", ChatIntent.DIGEST),
        ("hey there", ChatIntent.HELLO),
        ("спасибо, бот", ChatIntent.THANKS),
        ("ок, дякую", ChatIntent.THANKS),
        ("Привет, бот!", ChatIntent.HELLO),
        ("помоги мне", ChatIntent.HELP),
        ("меню", ChatIntent.HELP),
    ],
)
def test_everyday_words_are_understood(text: str, intent: ChatIntent) -> None:
    assert find(text) is intent


@pytest.mark.parametrize(
    "text",
    [
        "мост", '"новости"', "«Привет»", "новости спорта", "стоп-кран", "главный", "старта",
        "-привет", "помощь Украине", "today show", "бот", "как", "хочу новости спорта", "stop the war", "source:Reuters", "новый", "стопа", "", "👋",
        "hello " * 20,
    ],
)  # fmt: skip
def test_everything_else_is_a_search(text: str) -> None:
    assert find(text) is None


def test_no_word_has_two_meanings() -> None:
    table = dict(load_toml("query/chat_words"))
    fillers = table.pop("fillers")
    assert len(fillers) == len(set(fillers))
    assert set(table) == set(ChatIntent)
    words = [word for lists in table.values() for kind in lists.values() for word in kind]
    assert len(words) == len(set(words))
    for intent, lists in table.items():
        for word in (*lists["phrases"], *lists["nouns"]):
            assert find(word) == intent, word


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert find(text) in {None, *ChatIntent}
