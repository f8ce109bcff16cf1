from __future__ import annotations

from datetime import datetime

import pytest

from news.model import RawArticle
from news.pipeline import ArticleAnalyzer
from news.text.dateline import is_dateline

NOW = datetime.fromisoformat("2026-02-11T09:00:00+00:00")


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        # the clause before a relative one, if it has its verb
        (
            "Россия планирует отдать Украине корабли, которые были задержаны в ноябре 2018 года в "
            "Керченском проливе вместе с моряками.",
            "Россия планирует отдать Украине корабли",
        ),
        # never after an adjective, a number or a verb that needs an object
        (
            "Минэкономразвития получит два миллиарда рублей на предоставление субсидий малому и "
            "среднему бизнесу в регионах страны.",
            "Минэкономразвития получит два миллиарда рублей на предоставление субсидий малому и "
            "среднему бизнесу",
        ),
        # nor after a verb whose object is missing
        (
            "Жители области за два праздничных дня — в субботу и в воскресенье — потратили на "
            "подарки и угощение рекордные семь миллиардов рублей.",
            "Жители области за два праздничных дня — в субботу и в воскресенье — потратили на подарки",
        ),
        # nor in a clause without its verb
        (
            "Суд объявил, что материалы уголовного дела о пожаре на заводе в Полтаве, по которому "
            "проходят девять человек, вернут следствию.",
            "Суд объявил, что материалы уголовного дела о пожаре на заводе в Полтаве, по которому проходят…",
        ),
        (
            "Вчені Київського університету створили матеріал, який утричі міцніший за сталь і при "
            "цьому легший за алюміній, пише видання.",
            "Вчені Київського університету створили матеріал",
        ),
        (
            "The film world may be wild about the Oscars but cinema-goers in the United States seem "
            "to have lost interest in awards this year.",
            "The film world may be wild about the Oscars",
        ),
        # a sentence that refers to another is not the lead; nor is a dateline
        ("Его открыли вчера. В Туле открыли новый сквер.", "В Туле открыли новый сквер"),
        ("МОСКВА, 6 ноября, ФедералПресс. Врачи нашли причину.", "Врачи нашли причину"),
    ],
)
def test_headlines_made_from_leads(analyzer: ArticleAnalyzer, text: str, headline: str) -> None:
    article = analyzer.analyze(RawArticle(text=text), NOW)
    assert article.title == headline
    assert article.title_generated


def test_a_lead_without_a_short_clause_ends_in_an_ellipsis(analyzer: ArticleAnalyzer) -> None:
    text = (
        "6 мая школьники в китайской провинции Хубэй, которую считают эпицентром распространения \
нового коронавируса в мире, вышли на учебу."
    )
    title = analyzer.analyze(RawArticle(text=text), NOW).title
    assert title.endswith("…")
    assert len(title) < 100


def test_a_heading_above_all_is_the_title(analyzer: ArticleAnalyzer) -> None:
    article = analyzer.analyze(RawArticle(text="Бюджет принят\n\nСовет принял бюджет на год."), NOW)
    assert article.title == "Бюджет принят"


def test_a_dateline_alone_is_told_from_a_sentence() -> None:
    assert is_dateline("МОСКВА, 6 ноября, ФедералПресс.")
    assert not is_dateline("Суд, 6 ноября принявший иск, отказал истцу в возмещении всех расходов.")
