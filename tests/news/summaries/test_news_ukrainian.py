"""What Ukrainian sentences say in a way of their own: predicates, persons, verdicts."""

from __future__ import annotations

from datetime import datetime

import pytest

from news.model import RawArticle
from news.nlp.forms.grammar import ClauseEnd, Grammar
from news.nlp.forms.lemmas import Lemmatizer
from news.pipeline import ArticleAnalyzer

NOW = datetime.fromisoformat("2026-02-11T09:00:00+00:00")


def _summarize(analyzer: ArticleAnalyzer, title: str, text: str) -> str:
    return " ".join(
        analyzer.analyze(RawArticle(title=title, text=text, language="uk"), NOW).summary
    )


def _write_headline(analyzer: ArticleAnalyzer, text: str) -> str:
    return analyzer.analyze(RawArticle(text=text, language="uk"), NOW).title


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        (  # a passive participle is the predicate
            "Через бурю в Лісках немає світла",
            "Унаслідок бурі та мокрого снігу в Лісках знеструмлені 14 сіл у двох районах.\n"
            "Ремонтники обіцяють повернути світло до вечора середи.",
            "знеструмлені 14 сіл",
        ),
        (  # a stadium gives no club its full name
            "«Берег» обіграв «Зірницю» в гостях",
            "ЛІСКИ. Стадіон «Зірниця» імені Петра Гайдука. 900 глядачів.\n"
            "У матчі дев'ятого туру «Берег» здолав «Зірницю» з рахунком 3:1.\n"
            "Перший гол забив Остап Ковтун. До перерви гості могли забити ще двічі, але м'яч влучив"
            " у стійку.",
            "з рахунком 3:1",
        ),
        (  # an age stands between the man and what happened to him
            "У Лісках попрощалися з сержантом Остапом Ковалем",
            "Сьогодні, 4 березня, у Лісках провели в останню путь сержанта Остапа Коваля. Йому було"
            " 29 років.\nВійськовослужбовець загинув 1 березня поблизу села Гаї Лісківського району."
            "\nПоховали захисника на кладовищі в рідному селі.",
            "загинув 1 березня",
        ),
        (  # a time, and not more of the same
            "Бондарі з Лісків втрачають замовлення",
            "Ще п'ять років тому бочки з Лісків купували виноробні всього краю. Нині майстри рахують"
            " збитки й продають верстати.\nТорік майстри продали 40 бочок, удвічі менше, ніж позаторік.",
            "рахують збитки",
        ),
        (  # whose words these are was said before
            "Кухар Остап Гай відкриє їдальню в Лісках",
            "Кухар Остап Гай оголосив, що навесні відкриє в Лісках їдальню.\nПро це Гай розповів"
            " газеті «Берег».\nЗа словами кухаря, в меню буде борщ за дев'ятьма рецептами, пляцки та"
            " вареники.",
            "За словами кухаря",
        ),
    ],
)
def test_a_summary_tells_this(analyzer: ArticleAnalyzer, title: str, text: str, told: str) -> None:
    assert told in _summarize(analyzer, title, text)


@pytest.mark.parametrize(
    ("lead", "source"),
    [
        ("Горія посилить охорону кордону", "Про це заявив"),
        ("У Горії почали посилювати охорону кордону", "Про це у понеділок заявив"),
    ],
)
def test_nobody_speaks_who_was_named_in_a_skipped_sentence(
    analyzer: ArticleAnalyzer, lead: str, source: str
) -> None:
    summary = _summarize(
        analyzer,
        "Горія посилить охорону кордону з Лугією",
        f"{lead} з Лугією, бо кількість утікачів за тиждень зросла вдвічі."
        f" {source} міністр оборони країни Остап Береза.\nЗа словами міністра, до кордону"
        " приїде ще тисяча вояків.",
    )
    assert lead in summary
    assert "За словами міністра" not in summary


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        (  # the side clause after a day is left out
            "У неділю вранці, коли більшість мешканців ще спали, на вулиці Садовій у Лісках прорвало"
            " водогін. Вода затопила підвали трьох будинків.",
            "На вулиці Садовій у Лісках прорвало водогін",
        ),
        (  # how somebody learned of it is not the news
            "Про те, що в селі закривають школу, батьки дізналися з оголошення на дверях крамниці."
            "\nДепутати Лісківської громади вирішили закрити школу в Гаях. Дітей возитимуть автобусом.",
            "Депутати Лісківської громади вирішили закрити школу в Гаях",
        ),
        (  # neither is what was long ago
            "Ще п'ять років тому бочки з Лісків купували виноробні всього краю. Торік майстри з"
            " Лісків продали 40 бочок, удвічі менше, ніж позаторік.",
            "Торік майстри з Лісків продали 40 бочок, удвічі менше, ніж позаторік",
        ),
        (  # nor how things are
            "Сезон кавунів у розпалі, тож на ринках їх продають на кожному кроці.\nЛісківські"
            " інспектори вилучили в Полтаві дві тонни кавунів без накладних.",
            "Лісківські інспектори вилучили в Полтаві дві тонни кавунів без накладних",
        ),
        (  # nor what is not done
            "Село Гаї третій день не святкує.\nЛісківські рятувальники вивезли до Полтави дванадцять родин.",
            "Лісківські рятувальники вивезли до Полтави дванадцять родин",
        ),
        (  # nor that there is a verdict
            "Лісківський суд виніс вирок водієві вантажівки Остапу Ковалю.\nЛісківський суд призначив"
            " Остапу Ковалю сім років позбавлення волі за наїзд на пішоходку.",
            "Лісківський суд призначив Остапу Ковалю сім років позбавлення волі за наїзд на пішоходку",
        ),
    ],
)
def test_a_headline_tells_the_news(analyzer: ArticleAnalyzer, text: str, headline: str) -> None:
    assert _write_headline(analyzer, text) == headline


@pytest.mark.parametrize(
    ("text", "is_clause"),
    [
        ("спроба перетнути кордон біля Лісків", False),
        ("клуб готовий заплатити за гравця", True),
        ("квитки на концерт розпродані за день", True),
        ("водіям треба об'їжджати міст", True),
        ("розпродані квитки на концерт", False),
        ("розпродані за день квитки на концерт", False),
        ("розпродані за день квитки на концерт 5 липня", False),
        ("у Лісках знеструмлені чотирнадцять сіл", True),
        ("у Лісках знеструмлені 14 сіл", True),
    ],
)
def test_a_ukrainian_clause_has_its_predicate(
    lemmatizer: Lemmatizer, text: str, is_clause: bool
) -> None:
    assert Grammar(lemmatizer).is_clause(text, "uk", ClauseEnd.CLAUSE) is is_clause
