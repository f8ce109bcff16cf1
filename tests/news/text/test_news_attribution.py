from __future__ import annotations

import pytest

from news.summaries.shortening import MAX_WHOLE_CHARS, write_headline
from news.text.attribution import is_attribution, split_credit
from news.text.noise import is_noise
from news.text.urls import canonicalize_url


@pytest.mark.parametrize(
    "sentence",
    [
        "Об этом сообщает Reuters, пишет УНН.",
        "Об этом во вторник, 4 марта, сообщает «Камская волна» со ссылкой на мэрию.",
        "Об этом ТАСС сообщили в ГИБДД России.",
        "Как сообщает ТАСС со ссылкой на мэрию.",
        "Про це 3 травня повідомляє Укрінформ.",
        "Про це у вівторок йдеться у повідомленні ДСНС.",
        "This was reported by Reuters.",
        "The news was first reported by the Guardian.",
        "Reuters first reported the news.",
    ],
)
def test_a_sentence_that_only_says_who_reported(sentence: str) -> None:
    assert is_attribution(sentence)


def test_a_credit_has_an_origin_and_may_have_a_carrier() -> None:
    assert split_credit("Reuters via УНН") == ("Reuters", "УНН")
    assert split_credit("УНН") == ("УНН", "")
    assert split_credit("") == ("", "")


@pytest.mark.parametrize(
    "sentence",
    [
        "Министр сообщил о переносе переговоров на март.",
        "Сообщает ли об этом закон, юристы спорят уже второй год подряд.",
        "The ministry reported a fall in exports of 5%.",
        "По данным министерства, экспорт вырос на пять процентов.",
        "Как сообщает ТАСС, мост откроют в мае.",
        "Об этом законе спорят с марта, сообщает УНН.",
        "Про це питання сперечаються з березня.",
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
    assert 0 < len(headline) < MAX_WHOLE_CHARS
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
            "https://xn--e1afmkfd.xn--p1ai/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8",
        ),
        ("https://XN--E1AFMKFD.xn--p1ai:8443/a", "https://xn--e1afmkfd.xn--p1ai:8443/a"),
        ("https://ПРИМЕР.рф:8443/a", "https://xn--e1afmkfd.xn--p1ai:8443/a"),
        ("https://example.org/a?b=2&amp;utm_source=x&amp;amp;a=1", "https://example.org/a?a=1&b=2"),
        ("https://example.org/a?erid=x&yadclid=1&ns_campaign=n&id=7", "https://example.org/a?id=7"),
        ("https://example.org/a?WT.mc_id=x&s_cid=1&wtrid=2&trk=a", "https://example.org/a"),
        ("https://example.org/a?_branch_match_id=1&ftag=2", "https://example.org/a"),
        ("https://example.org/\ud800", ""),
        ("https://example.org/?a=\udfff", ""),
        ("https://\ud800.org/", ""),
        ("https://..рф/", ""),
        ("javascript:alert(1)", ""),
        ("https://[bad", ""),
        ("", ""),
    ],
)
def test_one_address_for_one_page(url: str, expected: str) -> None:
    assert canonicalize_url(url) == expected
    assert canonicalize_url(canonicalize_url(url)) == canonicalize_url(url)
