from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.model import Block, BlockKind, Language, RawArticle
from news.nlp.analysis import TextAnalyzer
from news.nlp.detect import detect_language
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.sentences import split_sentences
from news.pipeline import ArticleAnalyzer
from news.summaries.annotation import annotate
from news.summaries.selection.candidates import MAX_SENTENCES, MAX_SUMMARY_CHARS
from news.summaries.sentence_starts import leans_back
from news.text.quotes import is_balanced

NOW = datetime.fromisoformat("2026-02-11T09:00:00+00:00")
STORM = """КИЕВ, 10 фев — УНН. Сильный шторм обрушился на Одессу в ночь на вторник и оставил без света \
сорок тысяч жителей города. Фото: ГСЧС

Он начался около полуночи и стих только утром. При этом порт Одессы закрыли для судов до среды, \
сообщила администрация порта. Об этом пишет УНН.

Энергетики вернули свет половине жителей Одессы к полудню вторника. Читайте также: Погода на неделю.

Мэр Одессы пообещал убрать поваленные штормом деревья до конца недели."""


def _summary(analyzer: ArticleAnalyzer, text: str, title: str = "") -> tuple[str, ...]:
    return analyzer.analyze(RawArticle(text=text, title=title), NOW).summary


def test_summary_contains_news_only(analyzer: ArticleAnalyzer) -> None:
    summary = _summary(analyzer, STORM, "Непогода на юге")
    assert summary[0].startswith("Сильный шторм обрушился на Одессу")
    assert not any(
        word in sentence
        for sentence in summary
        for word in ("УНН", "Фото", "Читайте", "Он начался", "КИЕВ")
    )


def test_dependent_sentence_follows_its_antecedent(analyzer: ArticleAnalyzer) -> None:
    for sentence in _summary(analyzer, STORM, "Непогода на юге"):
        assert not sentence.startswith(("Он ", "При этом"))


def test_summary_does_not_repeat_title(analyzer: ArticleAnalyzer) -> None:
    title = "Шторм оставил без света сорок тысяч жителей Одессы"
    text = f"Шторм оставил без света сорок тысяч жителей Одессы.\n\n{STORM}"
    assert f"{title}." not in _summary(analyzer, text, title)


@pytest.mark.parametrize(
    "text",
    [
        "– Мы всё видели, рассказали жители дома на улице Садовой в Полтаве соседям.",
        "-21° ждут синоптики ночью на севере области, на юге до десяти градусов мороза.",
        "Фото: пресс-служба областной прокуратуры города Полтавы и области.",
        "Сказал, что провёл отличную работу и доволен тем, как сыграла вся команда.",
    ],
)
def test_a_sentence_that_cannot_stand_alone_makes_no_summary(
    analyzer: ArticleAnalyzer, text: str
) -> None:
    assert _summary(analyzer, text, "Заголовок") == ()


def test_english_pronouns_need_their_sentence_too(analyzer: ArticleAnalyzer) -> None:
    text = """The city council of Leeds approved a new tram line on Monday after a long debate. \
It will cost two billion pounds and open in ten years. But he warned the price could rise further. \
"We have waited for this tram for decades," said council leader Ann Smith."""
    summary = _summary(analyzer, text, "Leeds tram")
    for number, sentence in enumerate(summary):
        if sentence.startswith("It will"):
            assert summary[number - 1].startswith("The city council")
        assert not sentence.startswith("But he") or summary[number - 1].startswith("It will")
    assert any("tram line" in sentence for sentence in summary)


sentences = st.lists(
    st.sampled_from(
        [
            "Парламент принял закон о бюджете на будущий год.",
            "Он вступит в силу первого января.",
            "«Мы довольны», — сказал министр финансов Иван Петренко.",
            "The minister said that prices would rise by 5% in May.",
            "Об этом сообщает Reuters.",
            "Читайте также: Новый закон",
            "Уряд підтримав рішення парламенту про видатки на школи.",
            "х" * 500 + ".",
            "?!",
        ]
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=60)
@given(drawn=sentences, breaks=st.integers(1, 5))
def test_every_summary_stands_in_the_article_in_order(
    analyzer: ArticleAnalyzer, drawn: list[str], breaks: int
) -> None:
    parts = [" ".join(drawn[at : at + breaks]) for at in range(0, len(drawn), breaks)]
    article = analyzer.analyze(RawArticle(text="\n\n".join(parts), title="Новости"), NOW)
    text = "\n".join(block.text for block in article.blocks)
    place = 0
    for sentence in article.summary:
        place = text.index(sentence, place)
    assert len(article.summary) <= MAX_SENTENCES
    assert len(" ".join(article.summary)) <= MAX_SUMMARY_CHARS


@pytest.mark.parametrize(
    ("opening", "language", "leans"),
    [
        ("US tobacco firms have welcomed the ruling of the court.", "en", False),
        ("It is expected that the bridge opens in May.", "en", False),
        ("It opens in May, the city says.", "en", True),
        ("This year the river rose by two metres.", "en", False),
        ("But the court said so on Monday.", "en", True),
        ("В результате пострадали двое рабочих.", "ru", False),
        ("Данной информацией поделился банк.", "ru", True),
        ("Чуть лучше дела обстоят в Самаре.", "ru", True),
        ("Так называемый «серый» импорт вырос вдвое.", "ru", False),
        ("Цього року врожай більший.", "uk", False),
        ("Цього він не сказав.", "uk", True),
    ],
)
def test_how_a_sentence_opens(
    lemmatizer: Lemmatizer, opening: str, language: Language, leans: bool
) -> None:
    block = Block(BlockKind.PARAGRAPH, opening)
    (sentence,) = TextAnalyzer(lemmatizer).analyze("", (block,), language).sentences
    assert leans_back(sentence, language) is leans


def test_half_a_quotation_makes_no_summary(analyzer: ArticleAnalyzer) -> None:
    text = """Пресс-секретарь завода сообщил, что заболел и уходит в отпуск до конца месяца.

«Да, я заболел. Лечусь», — заявил пресс-секретарь завода и пообещал вернуться к работе в мае.

Завод в Полтаве работает, на время отпуска пресс-секретаря на вопросы ответит директор."""
    summary = _summary(analyzer, text, "Отпуск на заводе")
    assert summary
    assert all(is_balanced(sentence) for sentence in summary)


def test_summary_includes_lead_despite_similar_later_sentences(
    analyzer: ArticleAnalyzer,
) -> None:
    text = """Специалисты фирмы «Амбер» создали лекарство, от которого опухоли уменьшаются за шесть недель.

Новое лекарство уже испытали на четырёх больных. Сейчас лекарство испытывают на сорока больных.

Испытания лекарства на больных закончат осенью. Если испытания пройдут успешно, лекарство получат больные."""
    assert _summary(analyzer, text, "Надежда онкологов")[0].startswith("Специалисты фирмы")


@pytest.mark.parametrize(
    ("title", "text", "absent"),
    [
        (  # what recalls earlier news after the first third begins the tail
            "Область получит два миллиарда",
            "Правительство выделило Заозёрской области два миллиарда рублей на поддержку малых фирм. "
            "Деньги раздадут до июня. Ранее правительство приняло пакет мер поддержки бизнеса области. "
            "Среди вводимых мер – отсрочка арендных платежей для малых фирм области. "
            "30 апреля премьер поручил области начать выдачу пособий малым фирмам.",
            ("Среди вводимых", "30 апреля"),
        ),
        (  # a press release ends where it speaks of itself
            "«Агросвет» открыл теплицы",
            "Компания «Агросвет» открыла под Липецком тепличный комплекс площадью 12 гектаров. "
            "Инвестиции составили 4,1 млрд рублей. О компании: «Агросвет» основан в 2004 году и "
            "объединяет девять хозяйств области.",
            ("О компании",),
        ),
        (  # items of a numbered list, a line-up
            "Новый порядок учёта",
            "С 1 июня изменится порядок постановки земельных участков на учёт в Тульской области. "
            "1. Заявление владелец участка подаёт через портал. 2. Срок рассмотрения — пять дней.",
            ("1. ", "2. "),
        ),
        (
            "«Лан» вийшов у півфінал",
            "«Лан» на виїзді переміг «Нафтовик» і вийшов у півфінал кубка області. Дубль оформив Тарас "
            "Мельник. «Лан»: Пилипенко — Мороз, Гай, Дуб, Клен — Явір, Граб, Ясен — Мельник, Сом, Йорж.",
            ("Пилипенко",),
        ),
        (  # «он» after a sentence about a thing of another gender
            "«Лан» вийшов у півфінал",
            "«Лан» на виїзді переміг «Нафтовик» і вийшов у півфінал кубка області. Після перерви команди "
            "грали обережно. Він реалізував одинадцятиметровий на п'ятдесят сьомій хвилині зустрічі.",
            ("Він реалізував",),
        ),
        (  # a message that nobody mentioned
            "Оркестр получил премию",
            "Оркестр Таволжска получил премию за запись Шестой симфонии. Вручение было закрытым. "
            "«Музыканты заново сочиняют партитуру симфонии», – сказано в сообщении.",
            ("сказано в сообщении",),
        ),
        (
            "Lock to stay at Harwick",
            "Harwick lock forward Tom Pell will stay at the club for two more seasons. Fans sang about it. "
            "“The contract talks with Harwick were short,” said the lock forward.",
            ("said the lock",),
        ),
    ],
)
def test_what_an_editor_strikes(
    analyzer: ArticleAnalyzer, title: str, text: str, absent: tuple[str, ...]
) -> None:
    summary = " ".join(_summary(analyzer, text, title))
    assert summary
    assert not [words for words in absent if words in summary]


def test_a_unit_before_a_quotation_ends_a_sentence(analyzer: ArticleAnalyzer) -> None:
    summary = _summary(
        analyzer,
        "Депутати Кролевецької ради ухвалили бюджет. На ремонт доріг громади спрямують 40 млн грн, на "
        "школи — 85 млн. «Ми врахували пропозиції старост», — сказала секретарка ради Ніна Хомик.",
        "Бюджет ухвалено",
    )
    assert any(sentence.endswith("85 млн.") for sentence in summary)


def test_a_lead_that_the_headline_cut_is_told_whole(analyzer: ArticleAnalyzer) -> None:
    lead = (
        "Акции «Северсвязи» подешевели на 7,4 процента после того, как компания отчиталась о первом за "
        "шесть лет квартальном убытке и отказалась от выплаты дивидендов за прошлый год и за первую "
        "половину этого."
    )
    article = analyzer.analyze(RawArticle(text=f"{lead} Аналитики ждали прибыли."), NOW)
    assert lead.startswith(article.title)
    assert len(article.title) < len(lead) - 1
    assert article.summary[0] == lead


@pytest.mark.parametrize(
    ("title", "lead"),
    [
        ("Ada Finch dies at 90", "She was nine when her parents left the island of Corrin."),
        ("Умерла Анна Лузина", "Она родилась в Луговом и сорок лет пела в хоре завода."),
        ("Померла Ганна Бондар", "Вона народилася в Лісках і сорок років співала в хорі."),
    ],
)
def test_title_names_the_person_of_the_lead(
    analyzer: ArticleAnalyzer, title: str, lead: str
) -> None:
    assert _summary(analyzer, f"{lead} The end.", title)[0] == lead


@pytest.mark.parametrize(
    "text",
    [
        "Aries. A good day to call an old friend at home. Leo. The stars ask for patience with "
        "money today. Libra. Work takes more strength than it seemed.",
        "Овен. Удачный день для разговоров с соседями по дому. Телец. Звёзды советуют отложить "
        "покупку мебели. Рак. Работа отнимет больше сил, чем казалось.",
        "Овен. Сприятливий день для розмов із сусідами вдома. Телець. Зірки радять відкласти "
        "покупку меблів. Рак. Робота забере більше сил, ніж здавалося.",
    ],
)
def test_items_under_labels_are_no_summary(analyzer: ArticleAnalyzer, text: str) -> None:
    assert _summary(analyzer, text) == ()


@pytest.mark.parametrize(
    "lead",
    [
        "There they had kept the lamps of the old lighthouse for thirty years without a licence.",
        "Там они тридцать лет без разрешения хранили лампы старого маяка.",
        "Там вони тридцять років без дозволу зберігали лампи старого маяка.",
    ],
)
def test_lead_stands_alone_where_nothing_is_clean(analyzer: ArticleAnalyzer, lead: str) -> None:
    assert _summary(analyzer, lead, "Lamps | Лампы") == (lead,)


@pytest.mark.parametrize(
    "text",
    [
        "A mill burned in Oldvale on Friday night. Firemen came from Brackwell at dawn. "
        "The owner and his family slept there.",
        "В Луговом ночью сгорела старая мельница. Пожарные приехали из соседнего района утром. "
        "Рабочие завода часто ночевали там.",
        "У Лісках уночі згорів старий млин. Рятувальники приїхали із сусіднього району вранці. "
        "Робітники заводу часто ночували там.",
    ],
)
def test_place_word_needs_the_sentence_before_it(analyzer: ArticleAnalyzer, text: str) -> None:
    *_, before, last = annotate(
        TextAnalyzer(Lemmatizer()).analyze(
            "", (Block(BlockKind.PARAGRAPH, text),), detect_language(text)
        )
    )
    assert last.needs.previous
    assert not before.needs.previous


@pytest.mark.parametrize(
    "text",
    [
        "A mill burned in Oldvale on Friday night. Firemen came from Brackwell at dawn. "
        "A team there has designed a wall of glass that keeps its shape in any fire.",
        "A mill burned in Oldvale on Friday night. Firemen came from Brackwell at dawn. "
        "Compared to the wooden model above, the new wall keeps its shape in any fire.",
        "В Луговом ночью сгорела старая мельница. Пожарные приехали из соседнего района утром. "
        "В тот момент на складе стояло двести мешков муки и новый мотор.",
        "У Лісках уночі згорів старий млин. Рятувальники приїхали із сусіднього району вранці. "
        "У той вечір на складі стояло двісті мішків борошна та новий мотор.",
    ],
)
def test_what_points_back_needs_the_sentence_before_it(
    analyzer: ArticleAnalyzer, text: str
) -> None:
    *_, before, last = annotate(
        TextAnalyzer(Lemmatizer()).analyze(
            "", (Block(BlockKind.PARAGRAPH, text),), detect_language(text)
        )
    )
    assert last.needs.previous
    assert not before.needs.previous


@pytest.mark.parametrize(
    ("text", "struck"),
    [
        (
            "Ada Finch will captain the Harwick side against Oldvale on Sunday afternoon. “Physically "
            "she is the best of these players by far,” coach Jim Farrow said.",
            "Physically",
        ),
        (
            "Major firms in Oldvale want a law on licences for software this year. Some firms say it "
            "protects inventions while others fear for smaller firms The council will vote in May.",
            "The council",
        ),
    ],
)
def test_a_quotation_about_someone_else_and_broken_text_are_struck(
    analyzer: ArticleAnalyzer, text: str, struck: str
) -> None:
    summary = _summary(analyzer, text, "Sunday | Неделя")
    assert summary
    assert struck not in " ".join(summary)


def test_an_initial_introduces_nobody(analyzer: ArticleAnalyzer) -> None:
    text = (
        "Пост посла в Лугании остаётся свободным из-за спора двух министерств. Такое мнение сообщил "
        "корреспонденту обозреватель Руслан Темнов. Р. Темнов напомнил, что министерство всегда вело "
        "в Лугании собственную линию и отстаивало её перед парламентом."
    )
    assert "Темнов" not in " ".join(_summary(analyzer, text, "Посла в Луганию не назначают"))


@pytest.mark.parametrize(
    "sentence",
    [
        "На последнем выпуске передачи клуба «Что? Где? Когда?» омичка Любовь Лугова задала вопрос.",
        "Mining firm Tarn has said it is worth more than a hostile 7.4bn ($5.8bn; £3bn) bid by Corrin.",
    ],
)
def test_marks_inside_of_a_name_or_brackets_end_no_sentence(sentence: str) -> None:
    assert split_sentences(f"{sentence} Всё. Done.")[0] == sentence


@pytest.mark.parametrize(
    "text",
    [
        "Сыр протрите через сито, добавьте желтки и сахар. Масло растопите и влейте тонкой струйкой.",
        "Сир протріть крізь сито, додайте жовтки та цукор. Масло розтопіть і влийте тонкою цівкою.",
        "Друзі, наш сайт оголошує розіграш десяти квитків на футбол у суботу.",
    ],
)
def test_a_recipe_and_an_appeal_have_no_summary(analyzer: ArticleAnalyzer, text: str) -> None:
    assert _summary(analyzer, text, "Сайт | Title") == ()


def test_a_lead_of_names_is_kept_though_the_title_says_it_in_other_words(
    analyzer: ArticleAnalyzer,
) -> None:
    text = (
        "The growing taste for online play could spell problems for network firms, warns Corrin "
        "Systems. It issued the warning on Friday. The ninth of May traffic explosion has gone on "
        "into June, a spokesman said."
    )
    summary = _summary(analyzer, text, "Lamp 2 heralds traffic explosion")
    assert summary[0].startswith("The growing taste")


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        (
            "Лосев установил личный рекорд за «Неву»",
            "«Торпедо» на своей арене уступило «Неве» в матче чемпионата (1:3). «Береговые» одержали"
            " вторую победу подряд. Нападающий гостей Игорь Лосев провёл на льду 19 минут и"
            " 12 секунд. Игрок продлил серию без голов до 14 матчей. При этом игровое время Лосева"
            " стало рекордным для него в форме «Невы».",
            "рекордным",
        ),
        (
            "В Речной области на выходных потеплеет до +17°C",
            "Синоптики обещают перемену погоды в ближайшие дни. По данным метеостанции, завтра,"
            " 4 апреля, в Речной области дневная температура составит +3…+6°C, ожидается небольшой"
            " дождь. Ветер будет южный, 5-8 метров в секунду, местами порывы до 14. В субботу, 5"
            " апреля, воздух начнёт прогреваться. Ночью ожидается -1…+2°C без осадков. Дневная"
            " температура в воскресенье составит +12…+15°C, на юге потеплеет до +17°C. В начале"
            " недели жителей ждут дожди.",
            "+17°C",
        ),
        (
            "Чиновник мэрии Заречного построил дачу на земле школы",
            "При помощи открытых реестров можно узнать почти всё о собственности соседа. Особый"
            " интерес вызывают люди, наделённые полномочиями, ведь к ним приковано внимание"
            " общества. Так журналисты делают свои громкие материалы. Однако и сами ревнители"
            " нравственности не всегда безупречны. Журналисты «Пруда» рассказали, что"
            " чиновник Пётр Жуков огородил землю школы и построил там двухэтажный дом.",
            "огородил землю",
        ),
    ],
)
def test_what_the_title_promises_is_told(
    analyzer: ArticleAnalyzer, title: str, text: str, told: str
) -> None:
    assert told in " ".join(_summary(analyzer, text, title))


def test_the_first_of_several_things_is_not_told_alone(analyzer: ArticleAnalyzer) -> None:
    text = (
        "Театр «Маяк» откроет в Заречном сезон 3 октября премьерой оперы «Садко». Режиссёр Анна"
        " Белова поставила её за полгода. В ноябре в театре пройдут два показа: 4 ноября «Кармен»"
        " Жоржа Бизе. 28 ноября зрители увидят «Щелкунчика» в исполнении гостей из Минска."
    )
    assert "два показа" not in " ".join(_summary(analyzer, text, "Театр «Маяк» откроет сезон"))


def test_an_editors_note_in_brackets_does_not_strike_the_lead(analyzer: ArticleAnalyzer) -> None:
    text = (
        "Отвод техники в районе Лугового (пригород Заречного. — прим. ред.) перенесён на 9 ноября."
        " Об этом сегодня заявил представитель миссии Мартин Брандт. Напомним, накануне мэр"
        " подтвердил готовность к отводу."
    )
    assert _summary(analyzer, text, "Миссия сообщила о переносе отвода техники")
