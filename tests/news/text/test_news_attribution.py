from __future__ import annotations

import pytest

from news.summaries.headline import MAX_HEADLINE_CHARS, write_headline
from news.text.attribution import find_attribution, is_attribution
from news.text.noise import is_noise
from news.text.urls import canonicalize_url


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Об этом сообщает Reuters, пишет УНН.", "Reuters via УНН"),
        ("Об этом сообщает УНН со ссылкой на Reuters.", "Reuters via УНН"),
        ("Об этом пишет The New York Times.", "The New York Times"),
        ("Об этом сообщили «РИА Новости».", "РИА Новости"),
        ("Про це повідомляє Укрінформ.", "Укрінформ"),
        ("Про це пише УП з посиланням на Bloomberg.", "Bloomberg via УП"),
        ("This was reported by Reuters.", "Reuters"),
    ],
)
def test_who_reported(sentence: str, names: str) -> None:
    assert is_attribution(sentence)
    assert find_attribution(["Совет принял закон.", sentence]) == names


@pytest.mark.parametrize(
    "sentence",
    [
        "Министр сообщил о переносе переговоров на март.",
        "Сообщает ли об этом закон, юристы спорят уже второй год подряд.",
        "The ministry reported a fall in exports of 5%.",
        "По данным министерства, экспорт вырос на пять процентов.",
    ],
)
def test_a_sentence_with_news_in_it_is_not_attribution(sentence: str) -> None:
    assert not is_attribution(sentence)


@pytest.mark.parametrize(
    ("text", "noise"),
    [
        ("Читайте также: Где живут дольше", True),
        ("Фото: Reuters", True),
        ("Подписывайтесь на наш канал!", True),
        ("Фотограф показал зимний город с высоты птичьего полёта.", False),
        (
            "Advertising revenue fell by a third last year, the company said, as readers left.",
            False,
        ),
    ],
)
def test_noise(text: str, noise: bool) -> None:
    assert is_noise(text) is noise


@pytest.mark.parametrize(
    "lead",
    [
        "Соединённые Штаты и Азербайджан заключили соглашение о партнёрстве в Баку, что знаменует "
        "новый этап в экономическом сотрудничестве и сотрудничестве в области безопасности.",
        "The government has announced that it will cut fuel duty by five pence from next week, which "
        "ministers said would help families and small firms with the rising cost of living.",
    ],
)
def test_a_headline_is_short_and_ends_cleanly(lead: str) -> None:
    headline = write_headline(lead, lambda text, end: True)
    assert 0 < len(headline) < MAX_HEADLINE_CHARS
    assert not headline.endswith((",", ".", " ", "–", "…"))
    assert lead.startswith(headline)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://www.Example.org/a/?utm_source=x&b=2&a=1#top", "https://example.org/a?a=1&b=2"),
        ("https://m.example.org/a/amp", "https://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        (
            "https://пример.рф/новости",
            "https://пример.рф/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8",
        ),
        ("javascript:alert(1)", ""),
        ("https://[bad", ""),
        ("", ""),
    ],
)
def test_one_address_for_one_page(url: str, expected: str) -> None:
    assert canonicalize_url(url) == expected
    assert canonicalize_url(canonicalize_url(url)) == canonicalize_url(url)
