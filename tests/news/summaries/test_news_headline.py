from __future__ import annotations

from datetime import datetime

import pytest

from news.model import RawArticle
from news.pipeline import ArticleAnalyzer
from news.summaries.shortening import MAX_LONG_HEADLINE_CHARS

NOW = datetime.fromisoformat("2026-02-11T09:00:00+00:00")


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        # the clause before a relative one, if it has its verb
        (
            "Россия планирует отдать Украине корабли, которые были задержаны в ноябре 2018 года в "
            "Керченском проливе вместе с моряками.",
            "Россия планирует отдать Украине корабли, которые были задержаны в ноябре 2018 года в "
            "Керченском проливе вместе с моряками",
        ),
        # never after an adjective, a number or a verb that needs an object
        (
            "Минэкономразвития получит два миллиарда рублей на предоставление субсидий малому и "
            "среднему бизнесу в регионах страны.",
            "Минэкономразвития получит два миллиарда рублей на предоставление субсидий малому и "
            "среднему бизнесу в регионах страны",
        ),
        # nor after a verb whose object is missing
        (
            "Жители области за два праздничных дня — в субботу и в воскресенье — потратили на "
            "подарки и угощение рекордные семь миллиардов рублей.",
            "Жители области за два праздничных дня потратили на подарки",
        ),
        (
            "Вчені Київського університету створили матеріал, який утричі міцніший за сталь і при "
            "цьому легший за алюміній, пише видання.",
            "Вчені Київського університету створили матеріал",
        ),
        (
            "The film world may be wild about the Oscars but cinema-goers in the United States seem "
            "to have lost interest in awards this year.",
            "The film world may be wild about the Oscars but cinema-goers in the United States "
            "seem to have lost interest in awards this year",
        ),
        # an opening before the main clause, an insertion and a day go before the lead is left
        (
            "Открывая мастерские в старом депо, которые чинили полгода, глава округа Вера Лунина "
            "пообещала провести туда трамвай.",
            "Глава округа Вера Лунина пообещала провести туда трамвай",
        ),
        (
            "Как сообщили в областном суде, бывший директор завода «Маяк» Олег Рябов получил четыре "
            "года колонии за взятку в два миллиона рублей.",
            "Бывший директор завода «Маяк» Олег Рябов получил четыре года колонии за взятку",
        ),
        (
            "Вчителі міста Ладинка — усього понад шістсот людей — отримали надбавку за минулий рік, "
            "яку їм обіцяли ще навесні.",
            "Вчителі міста Ладинка — усього понад шістсот людей — отримали надбавку за минулий "
            "рік, яку їм обіцяли ще навесні",
        ),
        # a day that a preposition needs stays
        (
            "Советский районный суд Тулы продлил до 3 августа арест бухгалтеру завода «Метиз», которую "
            "обвиняют в хищении двенадцати миллионов рублей.",
            "Советский районный суд Тулы продлил до 3 августа арест бухгалтеру завода «Метиз»",
        ),
        # what was said, after whose words it is
        (
            "Министр транспорта Андрей Лапшин на встрече с губернатором сообщил, что обход "
            "Верхнеозёрска начнут строить в 2027 году.",
            "Министр транспорта Андрей Лапшин на встрече с губернатором сообщил, что обход "
            "Верхнеозёрска начнут строить в 2027 году",
        ),
        (
            "У Державній службі з надзвичайних ситуацій області повідомили, що на Закарпатті через "
            "паводок підтоплено чотирнадцять сіл, евакуювали двісті людей.",
            "На Закарпатті через паводок підтоплено чотирнадцять сіл, евакуювали двісті людей",
        ),
        # a noun keeps its complement, a report what it reports
        (
            "Глава области Игорь Сомов выразил готовность к переговорам с перевозчиками, которые в "
            "марте отказались от льготных маршрутов.",
            "Глава области Игорь Сомов выразил готовность к переговорам с перевозчиками, которые "
            "в марте отказались от льготных маршрутов",
        ),
        # a role before a name, and who says it, can go
        (
            "Country music singer, songwriter and actor Joe Tarn was honored by a guild of performers "
            "for four decades of songs about the river.",
            "Joe Tarn was honored by a guild of performers for four decades of songs about the river",
        ),
        (
            "A man who spent eleven years in prison for a murder he did not commit was freed on Tuesday "
            "after a judge ruled that a statement had been hidden.",
            "A man who spent eleven years in prison for a murder he did not commit was freed on Tuesday",
        ),
        (
            "Speaking to reporters in Oslo, Foreign Minister Ingrid Dahl said the two countries would "
            "reopen their border for goods in the spring.",
            "Foreign Minister Ingrid Dahl said the two countries would reopen their border for goods",
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


@pytest.mark.parametrize(
    "text",
    [
        "6 мая школьники в китайской провинции Хубэй, которую считают эпицентром распространения "
        "нового коронавируса в мире, вышли на учебу.",
        "Слово " * 60 + ".",
        "х" * 300,
        "Доля жителей Таволжска, которые ездят на работу на велосипеде, после открытия новых дорожек у "
        "реки и на проспекте Мира увеличилась с 9 до 17 процентов, подсчитали в управлении.",
    ],
)
def test_a_headline_never_ends_in_an_ellipsis_or_a_range(
    analyzer: ArticleAnalyzer, text: str
) -> None:
    title = analyzer.analyze(RawArticle(text=text), NOW).title
    assert 0 < len(title) < MAX_LONG_HEADLINE_CHARS
    assert not title.endswith(("…", "с 9", ","))


def test_a_heading_above_all_is_the_title(analyzer: ArticleAnalyzer) -> None:
    article = analyzer.analyze(RawArticle(text="Бюджет принят\n\nСовет принял бюджет на год."), NOW)
    assert article.title == "Бюджет принят"


def test_a_later_sentence_gives_the_headline_only_if_it_names_its_subject(
    analyzer: ArticleAnalyzer,
) -> None:
    later = (
        "The survey of two thousand people in nine towns along the river was paid for by a group of "
        "charities that. They were surprised. Harwick has the oldest buses in the county."
    )
    assert "They" not in analyzer.analyze(RawArticle(text=later), NOW).title
