"""What may stand beside the lead, and what a summary is where the lead is no plain sentence."""

from __future__ import annotations

from datetime import datetime

import pytest

from news.model import RawArticle
from news.nlp.sentences import split_sentences
from news.pipeline import ArticleAnalyzer

NOW = datetime.fromisoformat("2026-02-11T09:00:00+00:00")


def _summarize(analyzer: ArticleAnalyzer, title: str, *paragraphs: str) -> str:
    raw = RawArticle(title=title, text="\n\n".join(paragraphs))
    return " ".join(analyzer.analyze(raw, NOW).summary)


@pytest.mark.parametrize(
    ("title", "paragraphs", "struck"),
    [
        (  # goes on in a paragraph whose beginning is left out
            "Хлеб в Луговом подорожал",
            (
                "Буханка хлеба в Луговом с понедельника стоит семьдесят рублей.",
                "«Мы держались до последнего», — жалуется пекарь, у которого мы спросили о ценах."
                " Муки в Луговом хватит до весны.",
                "Мэрия Лугового обещает пекарням муку из запасов района.",
            ),
            "Муки в Луговом",
        ),
        (  # a life
            "Умер скульптор Олег Рябов",
            (
                "Скульптор Олег Рябов умер в Луговом на восьмидесятом году жизни.",
                "Прощание со скульптором пройдёт в пятницу в музее Лугового.",
                "Олег Рябов родился в Заречном 4 мая 1946 года.",
            ),
            "родился",
        ),
        (
            "Помер скульптор Олег Рябий",
            (
                "Скульптор Олег Рябий помер у Лісках на вісімдесятому році життя.",
                "Прощання зі скульптором відбудеться у п'ятницю в музеї Лісків.",
                "Олег Рябий відомий завдяки пам'ятникам лісорубам і лікарям.",
            ),
            "відомий завдяки",
        ),
        (  # what a firm is
            "«Заря» купит верфь",
            (
                "Завод «Заря» из Лугового купит верфь в Заречном.",
                "Сделку с верфью завод закроет в мае.",
                "«Заря» — завод речных судов и паромов в Луговом.",
            ),
            "«Заря» — завод",
        ),
        (  # three of which two are named
            "Станцію в Лісках ремонтують дві фірми",
            (
                "Станцію в Лісках ремонтують за три мільйони гривень.",
                "Роботи дістали фірма «Колія» і фірма «Стріла» з Лісків. У «Колії» вісім"
                " робітників. Усі три фірми зареєстровано минулого року.",
            ),
            "Усі три",
        ),
        (  # happens at the same time as what is left out
            "У Лісках відкриють музей",
            (
                "Міська рада Лісків дала гроші на новий музей вишивки. Чи вистачить їх?"
                " Одночасно в Лісках відремонтують дах школи.",
            ),
            "Одночасно",
        ),
        (  # a doctor whom only the sentence before the last one names
            "Умерла старейшая жительница Лугового",
            (
                "В Луговом умерла Анна Белова, ей было сто девять лет.",
                "Об этом сообщает её врач Пётр Жуков.",
                "Врач рассказал, что накануне говорил с ней о погоде и внуках.",
            ),
            "Врач рассказал",
        ),
        (  # the first of several reasons
            "Why Halverton lost the ferry",
            (
                "Halverton will lose its ferry in May after sixty years on the river.",
                "There were many reasons for that, and none of them is new.",
                "First, the Halverton council did not order a survey of the ferry's engine in time.",
            ),
            "First,",
        ),
        (  # what the case is
            "Fares on the river to rise",
            (
                "Fares on the river will rise by five pounds in March, Mayor Nora Pell said.",
                "Is the ferry about to close?",
                "Some councillors have said in letters to the paper that that's the case.",
            ),
            "that's the case",
        ),
        (  # how long something has been there
            "Bear escapes from Halverton zoo",
            (
                "A brown bear escaped from the zoo in Halverton on Sunday and was caught in a park.",
                "Nobody was hurt, and the bear was taken back to its house by the evening.",
                "The bear house has been a part of the Halverton zoo for more than forty years.",
            ),
            "for more than forty years",
        ),
    ],
)
def test_a_sentence_that_needs_what_is_left_out_is_struck(
    analyzer: ArticleAnalyzer, title: str, paragraphs: tuple[str, ...], struck: str
) -> None:
    summary = _summarize(analyzer, title, *paragraphs)
    assert summary
    assert struck not in summary


@pytest.mark.parametrize(
    ("title", "paragraphs", "kept"),
    [
        (  # names make up most of it, and a verb says what they did
            "Названы победители конкурса",
            (
                "Жюри конкурса скульпторов в Луговом назвало победителей.",
                "Ими стали Анна Белова, Олег Рябов, Пётр Жуков и Инна Соль.",
            ),
            "Ими стали Анна Белова",
        ),
        (  # «Як» is no animal
            "У Лісках рахують школярів",
            (
                "Як повідомила начальниця відділу освіти Лісків Леся Бондар, у школах міста"
                " навчається дві тисячі дітей.",
            ),
            "навчається дві тисячі дітей",
        ),
        (
            "День міста в Лісках",
            ("Цієї суботи, 16 травня, Ліски святкують День міста разом із гостями з Полтави.",),
            "Цієї суботи",
        ),
        (  # whose the company is stands in the sentence
            "Рябов обвинил соседа",
            (
                "Мэр Лугового Олег Рябов обвинил Петра Жукова в том, что его компания закрыла"
                " переправу через реку.",
                "Переправа через реку в Луговом закрыта с мая.",
            ),
            "его компания закрыла",
        ),
        (
            "В защиту «Реки»",
            (
                "Писатели Лугового направили письмо в защиту оперы «Река» и её создателей мэру"
                " города Олегу Рябову.",
            ),
            "и её создателей",
        ),
    ],
)
def test_a_sentence_that_says_all_itself_is_kept(
    analyzer: ArticleAnalyzer, title: str, paragraphs: tuple[str, ...], kept: str
) -> None:
    assert kept in _summarize(analyzer, title, *paragraphs)


def test_a_lead_that_opens_a_quotation_stands_alone(analyzer: ArticleAnalyzer) -> None:
    lead = (
        "Мэр Лугового Олег Рябов объявил трёхдневный траур в связи с гибелью рыбаков на переправе"
    )
    rest = ("Скорблю вместе со всеми, кто потерял близких.", "Луговое стоит на реке с 1801 года.")
    assert _summarize(analyzer, "Траур в Луговом", f"{lead}:", *rest) == lead


def test_what_only_announces_a_quotation_is_no_lead(analyzer: ArticleAnalyzer) -> None:
    rest = "В Луговом закроют переправу через реку до конца весны."
    opening = "Мэр Лугового Олег Рябов после встречи с рыбаками на переправе заявил журналистам:"
    summary = _summarize(analyzer, "Переправа", opening, rest)
    assert "заявил журналистам" not in summary
    assert rest in summary


def test_a_line_above_a_text_that_leans_on_it_is_the_summary(analyzer: ArticleAnalyzer) -> None:
    line = "Греблі Лісків та Лугового стоять у катастрофічному стані"
    text = "Такої думки дійшли члени робочої групи після огляду річки у вівторок."
    assert _summarize(analyzer, "Річка: крок до біди", line, text) == line


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("В понедельник глава Plexo! Инна Соль объявила о покупке верфи.", 1),
        ("Мы победили! Инна Соль объявила об этом в понедельник.", 2),
        ("The fault is not limited to the iPhone X. Apple has said nothing about it.", 2),
        ("The paper shows the mayor with army Cmdr. John Hale at the state house.", 1),
        ("Фірма купила кафе за адресою: вул. Лугова, буд. 1А. Суд її підтримав.", 2),
    ],
)
def test_where_a_sentence_ends(text: str, count: int) -> None:
    assert len(split_sentences(text)) == count
