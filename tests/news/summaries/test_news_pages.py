"""Texts as pages have them: heads without marks, lost stops, questions, what an outlet says of itself,
and headlines that would lose their verb, their object or their speaker."""

from __future__ import annotations

from datetime import datetime

import pytest

from news.model import Article, RawArticle
from news.pipeline import ArticleAnalyzer

NOW = datetime.fromisoformat("2026-02-11T09:00:00+00:00")


def _analyze(analyzer: ArticleAnalyzer, text: str, title: str = "") -> Article:
    return analyzer.analyze(RawArticle(title=title, text=text), NOW)


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        # a time and an agency in capitals, after a mark that is left of a lost city
        (
            ", 11:10 REGNUM Суд Лугового отменил штраф пекарне за вывеску на старом доме. Пекарня"
            " работает с весны.",
            "Суд Лугового отменил штраф пекарне за вывеску на старом доме",
        ),
        # a line without a letter, and a city before a colon
        (
            ".\n\nЛуговое: В понедельник, 9 июля, директор завода Олег Рябов ушёл с поста после"
            " проверки. Завод работает.",
            "Директор завода Олег Рябов ушёл с поста после проверки",
        ),
        # a reason keeps its verb
        (
            "Цена пшеницы на бирже Лугового снижается, поскольку засуха в трёх южных районах края,"
            " о которой летом говорили фермеры и чиновники, закончилась на две недели раньше, чем"
            " ждали все, кто купил зерно впрок.",
            "Цена пшеницы на бирже Лугового снижается",
        ),
        # the comma before who reported stays when the clause about a name goes
        (
            "Министерство транспорта начало проверку двух заводов из Лугового, занятых на"
            " строительстве моста через Оку и дороги к нему, передаёт Степной вестник. Проверка идёт.",
            "Министерство транспорта начало проверку двух заводов из Лугового",
        ),
        # the clause ends soon after the preposition
        (
            "Министерство образования Луговского края рекомендовало директорам школ и детских садов не"
            " отвечать на письма от депутата Ильи Рощина, в которых тот обещал проверить каждую школу"
            " до конца учебного года.",
            "Министерство образования Луговского края рекомендовало директорам школ и детских садов не"
            " отвечать на письма от депутата Ильи Рощина",
        ),
        # a clause about the subject, and who said so
        (
            "Налоги, которые город вводит для рынков, грозят всем торговцам большими потерями к"
            " концу года, заявил в эфире местного телеканала и на встрече с предпринимателями депутат"
            " городского совета Дмитрий Рощин.",
            "Дмитрий Рощин: Налоги, которые город вводит для рынков, грозят всем торговцам большими"
            " потерями к концу года",
        ),
        # «связана» needs what it is connected with
        (
            "Член комитета по транспорту и дорогам Ольга Лунина в интервью порталу luga.ru заявила, что"
            " отставка главы завода Бориса Рощина связана с пересмотром планов строительства моста"
            " через Оку.",
            "Член комитета по транспорту и дорогам Ольга Лунина: отставка главы завода Бориса Рощина"
            " связана с пересмотром планов строительства моста через Оку",
        ),
        # neither one side of a dispute nor a condition is the news
        (
            "С одной стороны, торговцы Лугового против переезда рынка. С другой - жители улицы Мира"
            " давно просят тишины. Городской совет Лугового отложил переезд рынка на год.",
            "Городской совет Лугового отложил переезд рынка на год",
        ),
        (
            "Якщо прийти до театру в Лісках, можна взяти книжку. Театр у Лісках відкрив бібліотеку для"
            " глядачів.",
            "Театр у Лісках відкрив бібліотеку для глядачів",
        ),
    ],
)
def test_a_headline_is_a_whole_clause(analyzer: ArticleAnalyzer, text: str, headline: str) -> None:
    assert _analyze(analyzer, text).title == headline


@pytest.mark.parametrize(
    ("title", "text", "struck"),
    [
        (  # a stop is lost between two sentences
            "Пекари Лугового подводят итоги",
            "Пекарня «Колос» открыла в Луговом два магазина. Пекарня «Колос» снизила цены"
            " на хлеб, в газете «Пруд» передали Отмечено, что хлеба стали печь на треть больше.",
            "Отмечено",
        ),
        (  # an outlet on its own work
            "Трамвай для всех: Луговое меняет привычки",
            "В Луговом жители привыкают к новому трамваю. Корреспондент"
            " «Степного вестника» Анна Белова рассказала подробности.",
            "рассказала подробности",
        ),
        (
            "Як Ліски обирали мера",
            "Рада Лісків затвердила Олену Гай на посаді мера. Засідання тривало десять годин. «Степовий"
            " вісник» зібрав усе, що відомо про вибори в Лісках.",
            "зібрав",
        ),
        (  # from the middle of a quotation
            "В Луговом ответили на уход Рощина",
            "«Борис Рощин ушёл. Зная его"
            " любовь к песням, вспомнили строки «не уходи, побудь», которые хочется допеть, — написала"
            " Лунина на своей странице.",
            "Зная его",
        ),
    ],
)
def test_what_is_no_sentence_of_the_news_is_struck(
    analyzer: ArticleAnalyzer, title: str, text: str, struck: str
) -> None:
    assert struck not in " ".join(_analyze(analyzer, text, title).summary)


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        (  # after an attribution, the words of one whom the title names
            "Лунин объявил о запрете грузовикам заезжать в центр",
            "Грузовикам запретили заезжать в центр. Об этом заявил мэр Лугового Борис Лунин. По его"
            " словам, для грузовиков построят стоянку на 200 мест у вокзала.",
            "По его словам",
        ),
        (  # the answer to the question after the lead
            "«Будут новые проверки»",
            "Запрет на торговлю рыбой у реки вызвал в Луговом много разговоров. Останется ли свежая рыба"
            " на рынках? Лавочники уверены, что карп и щука подорожают до лета, но не исчезнут.",
            "Лавочники уверены",
        ),
    ],
)
def test_what_the_reader_wants_to_know_is_told(
    analyzer: ArticleAnalyzer, title: str, text: str, told: str
) -> None:
    assert told in " ".join(_analyze(analyzer, text, title).summary)


def test_the_source_of_a_figure_is_not_the_source_of_the_news(analyzer: ArticleAnalyzer) -> None:
    text = (
        "В Луговом 3 ноября открыли мост. Первым по нему прошёл автобус. Строили его два года."
        " Праздник длился до ночи. По данным «Степного вестника», на набережной собрались две тысячи"
        " человек."
    )
    assert _analyze(analyzer, text, "В Луговом открыли мост").attribution == ""
    title = "Назвали число гостей: две тысячи человек на набережной"
    assert _analyze(analyzer, text, title).attribution == "Степной вестник"


def test_what_was_reported_before_is_not_the_source(analyzer: ArticleAnalyzer) -> None:
    text = (
        "Мост в Луговом откроют весной. Работы почти закончены.\n\nКак сообщалось, опоры моста дали"
        " трещину, пишет газета «Степной вестник»."
    )
    assert _analyze(analyzer, text, "Мост откроют весной").attribution == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Суд отменил приговор Асии Биби. Дело Асии Биби рассмотрели за день.", "Асия Биби"),
        ("Суд отпустил Азию Биби. Адвокат Азии Биби доволен.", "Азия Биби"),
        ("Премию вручили Василию Керну. О Василии Керне снимут фильм.", "Василий Керн"),
    ],
)
def test_a_first_name_that_the_dictionary_misreads(
    analyzer: ArticleAnalyzer, text: str, name: str
) -> None:
    persons = [one.name for one in _analyze(analyzer, text).entities if one.kind == "person"]
    assert persons == [name]
