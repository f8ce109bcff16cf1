"""What stands before the first sentence is cut, and nothing of the sentence with it."""

from __future__ import annotations

import pytest

from news.entities.gazetteer import is_place
from news.model import Block, BlockKind
from news.text.head import cut_head, cut_heads
from news.text.head_pieces import is_caption, is_furniture
from news.text.quotes import set_quotes


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("КИЕВ, 10 фев — РИА Новости. Президент подписал указ.", "КИЕВ, 10 фев — РИА Новости."),
        ("Пермь. 3 марта. KAMANEWS.RU - Грибник найден живым.", "Пермь. 3 марта. KAMANEWS.RU -"),
        ("ТАВОЛЖСК, 6 ноября, Вестник. Врачи нашли причину.", "ТАВОЛЖСК, 6 ноября, Вестник."),
        ("5 ноября, Минск /Корр. БЕЛТА/. Суд огласил приговор.", "5 ноября, Минск /Корр. БЕЛТА/."),
        ("Київ. УНН. Президент підписав указ про школи.", "Київ. УНН."),
        ("Вчера, 19:11 Вчера, 19:11 Учёные измерили озеро.", "Вчера, 19:11 Вчера, 19:11"),
        ("12 ноября 2019, 15:40 Суд арестовал мэра города.", "12 ноября 2019, 15:40"),
        ("прочитано 829 раз Зима в области будет мягкой.", "прочитано 829 раз"),
        (
            "Сборщик долгов пришёл домой к должнику Таволжск, 12 ноября. Суд вынес приговор в среду.",
            "Сборщик долгов пришёл домой к должнику Таволжск, 12 ноября.",
        ),
        ("LONDON (Reuters) - Shares fell sharply on Friday.", "LONDON (Reuters) -"),
        ("DES MOINES, Iowa (AP) - Police have made an arrest.", "DES MOINES, Iowa (AP) -"),
        ("SMITHS FALLS, Ont. -- The mill will close in May.", "SMITHS FALLS, Ont. --"),
        ("KUALA LUMPUR (Nov 11): The group reported a loss.", "KUALA LUMPUR (Nov 11):"),
        ("PARIS/LONDON: European investors left the bank.", "PARIS/LONDON:"),
        ("Gurugram: A woman was robbed in the market here.", "Gurugram:"),
        ("HALVERTON -- Two ferries will stop in January.", "HALVERTON --"),
        (
            "March 3, 2025 Nora Pellworth In an interview she agreed.",
            "March 3, 2025 Nora Pellworth",
        ),
        (
            "By Jane Smith LONDON (Reuters) - Shares fell sharply.",
            "By Jane Smith LONDON (Reuters) -",
        ),
        ("КАМ'ЯНКА. Лісники випустили рись.", "КАМ'ЯНКА."),
        (
            "Спорт 18:05, 4 мая 2025 Просмотров: 2 310 Фото: Пётр Лузин / «Заря» Гребцы спасли лося в реке.",
            "Спорт 18:05, 4 мая 2025 Просмотров: 2 310 Фото: Пётр Лузин / «Заря»",
        ),
        (
            "Фото: Нацгвардія 3 травня, 08:15 У Лісках знайшли міну.",
            "Фото: Нацгвардія 3 травня, 08:15",
        ),
        (
            "By Ada Finch, Science Editor Updated 10:22, 2 May 2025 4 min read The comet broke up on Friday.",
            "By Ada Finch, Science Editor Updated 10:22, 2 May 2025 4 min read",
        ),
        (
            "OLDVALE, Ohio--(WirePress)--Tandem Inc. sold its last mill.",
            "OLDVALE, Ohio--(WirePress)--",
        ),
        (
            "Anglers wave flags. REUTERS/Nora Pell HALVERTON (Reuters) - The mill reopened on Friday.",
            "Anglers wave flags. REUTERS/Nora Pell HALVERTON (Reuters) -",
        ),
        (
            "Ada Finch and Mark Orr in Halverton | Nora Pell/AFP via Getty Images HALVERTON — The mill reopened on Friday.",
            "Ada Finch and Mark Orr in Halverton | Nora Pell/AFP via Getty Images HALVERTON —",
        ),
        (
            "Updated 4:12 PM ET, Tue May 6, 2025 (CNN) — The mill of Halverton reopened on Tuesday.",
            "Updated 4:12 PM ET, Tue May 6, 2025 (CNN) —",
        ),
        ("CLOSE The mill of Halverton reopened on Tuesday.", "CLOSE"),
        (
            "The mill at dusk (Image credit: Nora Pell) Millers say that flour is dear.",
            "The mill at dusk (Image credit: Nora Pell)",
        ),
    ],
)
def test_dateline_is_cut(text: str, head: str) -> None:
    assert cut_head(text) == (head, text[len(head) :].lstrip())


@pytest.mark.parametrize(
    "text",
    [
        "Киев. Президент подписал указ о новых мерах.",
        "Москва, как и прежде, против этого решения.",
        "17 марта Динамо сыграло первый матч сезона.",
        "Сегодня, 17 мая, в Верхнеозёрске ожидается дождь.",
        "ТАСС сообщает о новых мерах правительства.",
        "Динамо (Киев) - Шахтер (Донецк) сыграли вничью.",
        "Apple (AAPL) Inc said on Tuesday that sales fell.",
        "CLOSE to the mill, the police found a boat on Tuesday.",
        "Орион — средневысотный беспилотный комплекс большой дальности.",
        "Суд, 6 ноября принявший иск, отказал истцу в возмещении.",
    ],
)
def test_sentence_without_dateline_is_unchanged(text: str) -> None:
    assert cut_head(text) == ("", text)


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("Киев : Министр назвал причины закрытия моста.", "Киев :"),
        ("Львів : Міський голова назвав причини закриття мосту.", "Львів :"),
        ("London : The minister gave the reasons for the closure.", "London :"),
        ("New Delhi : The minister gave the reasons for the closure.", "New Delhi :"),
        ("Лондон/Париж : Министры назвали причины закрытия моста.", "Лондон/Париж :"),
        ("Рябов : «Мост закроют на неделю».", ""),
        ("Рябов : Мост закроют на неделю, а потом откроют.", ""),
        ("Олег Рябов : Мост закроют на неделю.", ""),
        ("Ann Lowe : We will close two bridges.", ""),
    ],
)
def test_a_speaker_before_a_spaced_colon_is_no_place(text: str, head: str) -> None:
    assert cut_head(text, is_place) == (head, text.removeprefix(head).lstrip())


@pytest.mark.parametrize(
    ("text", "is_picture"),
    [
        ("The mayor arrives at court in Halverton on May 4, 2025. (Nora Pell/Reuters)", True),
        ("The mayor of Halverton at work. (Photo by Nora Pell/Getty Images)", True),
        ("This May 4, 2025 photo made available by the zoo shows a bear in its house.", True),
        ("FILE - The ferry of Halverton in May.", True),
        ("CLOSE The mayor says that the ferry will stay. (May 4) AP", True),
        ("Anglers wave flags outside the mill in Halverton, May 4, 2025. REUTERS/Nora Pell", True),
        ("Anglers at the mill of Halverton. Photograph: Nora Pell", True),
        ("Image copyright Nora Pell Image caption The ferry stood still for an hour", True),
        ("Mayor Ada Finch speaks at the mill in Halverton on Friday, May 4, 2025.", True),
        ("A woman holds a candle during a vigil in Halverton, Ohio, on Sunday.", True),
        ("Captain Luis Orta, left, and cook Ben Shaw wait at the town hall.", True),
        ("A customer drinks tea at a cafe in Halverton.", True),
        ("The mayor attends the opening of the mill in Halverton on Friday.", False),
        ("A court in Halverton holds a hearing on the mill on Sunday.", False),
        ("A man was seen at the mill, where a customer drinks tea, in Halverton.", False),
        ("Workers burn the paint off boats, and nobody knows why.", False),
        ("The mayor said the ferry would stay, and the operator agreed. (Reuters)", False),
        ("This photo, the mayor said, was taken by a neighbour and is no proof.", False),
        ("Close to the ferry, the police found a boat.", False),
        ("Anglers wave flags outside the mill, 4 May 2025", True),
        ("Mayor Ada Finch waves to anglers in Halverton in May 2025.", True),
        ("Haldon Motors delivers its first electric van in 2026.", False),
        ("Haldon Motors delivers its first electric van in May 2026.", False),
        ("A probe arrives at Jupiter in 2030.", False),
        ("The coalition, left without a majority, meets the opposition today.", False),
        ("A company waits for approval in Germany.", False),
        ("A court lays out the rules for a vote in Wales.", False),
        ("A small local firm waits for a loan in Halverton.", False),
        ("CLOSE The mill of Halverton reopened on Tuesday.", False),
    ],
)
def test_a_caption_is_no_paragraph(text: str, is_picture: bool) -> None:
    assert is_caption(text) is is_picture
    news = Block(BlockKind.PARAGRAPH, "The ferry of Halverton will close in May.")
    cut = cut_heads((news, Block(BlockKind.PARAGRAPH, text)))
    assert [block.text for block in cut.blocks] == [news.text, "" if is_picture else text]


def test_a_button_is_cut_from_the_lead() -> None:
    lead, second = "The mill of Halverton reopened on Tuesday.", "Its owner bought two wheels."
    blocks = (
        Block(BlockKind.PARAGRAPH, f"CLOSE {lead}"),
        Block(BlockKind.PARAGRAPH, second),
    )
    cut = cut_heads(blocks)
    assert cut.head == "CLOSE"
    assert [block.text for block in cut.blocks] == [lead, second]


def test_paragraph_of_dateline_only_keeps_its_place() -> None:
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, text)
        for text in ("Полынск, 12 ноября 2019, 15:40.", "Суд арестовал мэра города на месяц.")
    )
    cut = cut_heads(blocks)
    assert cut.head == blocks[0].text
    assert [block.text for block in cut.blocks] == ["", blocks[1].text]


@pytest.mark.parametrize(
    "text",
    [
        "Новости 09:15 Просмотров: 2 047",
        "Пресс-релиз",
        "Пётр Лузин, «Речной вестник»",
        "4 минуты чтения",
        "Фото: администрация Лугового",
        "Суспільство | 14:05 | Переглядів: 318",
        "Прес-реліз",
        "Леся Бондар, «Степова правда»",
        "2 хв читання",
        "Світлина: Заповідник «Журавлина»",
        "Local news",
        "By Ada Finch",
        "5 min read · 1,204 views",
        "Houses · Lyon 3 · Two bedrooms",
    ],
)
def test_furniture_of_the_page_is_no_paragraph(text: str) -> None:
    news = "Суд арестовал мэра города на месяц."
    cut = cut_heads((Block(BlockKind.HEADING, text), Block(BlockKind.PARAGRAPH, news)))
    assert cut.head == ""
    assert [block.text for block in cut.blocks] == ["", news]


@pytest.mark.parametrize(
    "text",
    [
        "Пожар в Заречье",
        "Общество потребителей",
        "Культура. Театр открыл сезон.",
        "Путин 12 ноября приедет в Минск",
        "Заря - Луч 2:1",
        "Новини спорту читають дедалі рідше.",
        "Mayor resigns",
        "Sports clubs reopen",
        "Полынск, 12 ноября 2019, 15:40.",
    ],
)
def test_heading_or_dateline_is_no_furniture(text: str) -> None:
    assert not is_furniture(text)


def test_article_of_furniture_only_is_kept() -> None:
    blocks = (Block(BlockKind.PARAGRAPH, "Press release"),)
    assert cut_heads(blocks).blocks == blocks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("База ``Берёзка`` закрыта", "База «Берёзка» закрыта"),
        ('клуб "Заря"(Луганск) и "Маяк". "Да"', "клуб «Заря»(Луганск) и «Маяк». «Да»"),
        ('«Маршрут "Мира"» открыт', "«Маршрут „Мира“» открыт"),
        ('the ``bit`` and "x" on a 15" screen', 'the “bit” and “x” on a 15" screen'),
        ('a lone " mark', 'a lone " mark'),
    ],
)
def test_typewriter_quotes_are_set(text: str, expected: str) -> None:
    assert set_quotes(text) == expected
    assert set_quotes(expected) == expected
