"""Addresses, times and boilerplate make no story, and do not part one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from news.clustering.matching import MIN_FOLLOW_UP_DISTANCE, choose_story, is_follow_up
from news.model import Article, MatchCandidate, RawArticle
from news.pipeline import ArticleAnalyzer

FAIR = "В Калуге открылась ярмарка мёда. На площадь Мира приехали сто двадцать пасечников области."
ROOF = "В Твери ветер сорвал крышу школы номер семь. Учеников отпустили домой, никто не пострадал."
TAIL = """ Обновлено 14:05, 02.11.2026. Подробности на kaluga-vest.ru/news/8841 и @kaluga_vest, \
пишите на novosti@kaluga-vest.ru."""


@pytest.mark.parametrize(
    "extra",
    [
        "https://example.org/Kaluga/2041?id=77",
        "kaluga-vest.ru/news/8841",
        "novosti@kaluga-vest.ru",
        "@kaluga_vest",
        "14:05",
        "02.11.2026",
        "2026-11-02T14:05:00Z",
    ],
)
def test_what_tells_nothing_of_the_event_is_no_term_and_no_fact(
    analyzer: ArticleAnalyzer, now: datetime, extra: str
) -> None:
    plain = analyzer.analyze(RawArticle(text=f"{FAIR} Ярмарка работает до субботы."), now)
    with_it = analyzer.analyze(RawArticle(text=f"{FAIR} Ярмарка {extra} работает до субботы."), now)
    assert with_it.fingerprint == plain.fingerprint
    assert with_it.facts == plain.facts


def test_two_events_of_one_outlet_share_no_address(
    analyzer: ArticleAnalyzer, now: datetime
) -> None:
    fair, roof = (analyzer.analyze(RawArticle(text=text + TAIL), now) for text in (FAIR, ROOF))
    shared = {t.lemma for t in fair.fingerprint} & {t.lemma for t in roof.fingerprint}
    assert not shared & {"ru", "kaluga-vest", "kaluga", "vest", "novosti", "news", "8841", "14"}
    assert choose_story(roof, [MatchCandidate.from_article(fair, 1)]) is None


FLOOD = """В Орске затопило {streets} улиц, река Урал поднялась до девяти метров. Жителей вывозят в \
школы, сообщил мэр Сергей Лапин."""


def _analyze(analyzer: ArticleAnalyzer, text: str, at: datetime) -> Article:
    return analyzer.analyze(RawArticle(title=text.split(".")[0], text=text, published=at), at)


@pytest.mark.parametrize(
    ("hours", "text", "expected"),
    [
        (7, FLOOD.format(streets=48), True),
        (7, FLOOD.format(streets=12), False),
        (1, FLOOD.format(streets=48), False),
        (9, "Губернатор Ольга Рожкова приехала в затопленный Орск. Она обещала Уралу дамбу.", True),
    ],
)
def test_a_later_development_is_a_follow_up(
    analyzer: ArticleAnalyzer, now: datetime, hours: int, text: str, expected: bool
) -> None:
    first = _analyze(analyzer, FLOOD.format(streets=12), now)
    later = _analyze(analyzer, text, now + timedelta(hours=hours))
    assert is_follow_up(later, [MatchCandidate.from_article(first, 1)]) is expected
    assert not is_follow_up(first, [MatchCandidate.from_article(later, 1)])
    assert timedelta(hours=1) < MIN_FOLLOW_UP_DISTANCE
