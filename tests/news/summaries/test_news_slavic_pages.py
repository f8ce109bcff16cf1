"""Russian and Ukrainian summaries and headlines of pages with lost links, captions, background and
sentences that only say who reported."""

from __future__ import annotations

from datetime import datetime

import pytest

from news.model import Article, Block, BlockKind, RawArticle
from news.nlp.analysis import TextAnalyzer
from news.nlp.forms.lemmas import Lemmatizer
from news.pipeline import ArticleAnalyzer
from news.summaries import annotation, headline_patterns
from news.summaries.annotation import AnnotatedSentence, annotate
from news.summaries.selection import candidates
from news.summaries.selection.candidates import find_said, is_coherent, list_candidates
from news.summaries.selection.headline_order import is_soon
from news.summaries.sentence_starts import tells_what_was_before
from news.text.head_pieces import is_caption
from news.text.quotes import set_quotes

NOW = datetime.fromisoformat("2026-02-11T09:00:00+00:00")


def _analyze(analyzer: ArticleAnalyzer, text: str, title: str = "") -> Article:
    return analyzer.analyze(RawArticle(title=title, text=text), NOW)


@pytest.mark.parametrize(
    ("title", "text", "struck"),
    [
        (  # who reported what was told before
            "У Лісках затримали очільника клубу мисливців",
            "Очільника клубу мисливців Остапа Коваля затримала поліція Лісок. Про затримання"
            " мисливця повідомив у ніч на суботу, 24 листопада, речник управління Іван Гнатюк у"
            " соціальній мережі. Будинок клубу опечатали.",
            "речник управління",
        ),
        (  # an editor's remark in brackets marks a quotation that lost its quotation marks
            "Мэр Лугового: платить за чужой мост нельзя",
            "Об этом он написал в блоге. Районы платят (на мост, ред. ) слишком много. Мэр Олег"
            " Рябов добавил, что соседний район за мост через реку Луговку не платит.",
            "слишком много",
        ),
        (  # two sentences without a stop between them
            "Мер Лісок виключив продаж парку",
            "Мер Лісок Остап Коваль виступив на захист парку. Без парку, за його словами, місто"
            " чекає спека. «Я вірю, що парк є правильним для нашого міста», - сказав Коваль, пише"
            " Водночас Коваль виключив продаж парку, якого просять забудовники.",
            "пише Водночас",
        ),
        (  # what is known of all such things, and who told of the find
            "У Лісках знайшли невідому печеру",
            "Спелеологи клубу «Кристал» виявили в Лісках печеру завдовжки 300 метрів. Про знахідку"
            " «Суспільному» розповів керівник експедиції Тарас Гай.\n\nУ залі росте гіпсова"
            " брила.\n\nНайдовша печера району — Дружба, 1300 метрів.",
            "Найдовша",
        ),
        (
            "У Лісках знайшли невідому печеру",
            "Спелеологи клубу «Кристал» виявили в Лісках печеру завдовжки 300 метрів. Про знахідку"
            " «Суспільному» розповів керівник експедиції Тарас Гай.\n\nУ залі росте гіпсова"
            " брила.\n\nНайдовша печера району — Дружба, 1300 метрів.",
            "Про знахідку",
        ),
        (  # a name after a lost one
            "Луговое ответило на критику моста",
            "Мэр Лугового Олег Рябов назвал критику моста лишней. Он призвал соседей не вмешиваться"
            " в дела Лугового. По мнению мэра, мост нужен всем, передает Олег Рябов также оценил"
            " работу соседей над дорогой к мосту.",
            "также оценил",
        ),
        (  # the time of another report
            "Мост у Лісках закрили через страйк",
            "Ліскова компанія наполягає, що суперечка про міст має бути врегульована в суді."
            " сьогодні, 18:56.\nСпілка мостовиків оголосила на середу, 12 вересня, страйк на мості"
            " в Лісках.",
            "18:56",
        ),
        (  # what the reader should look at
            "Рябов заявил о провале сбора на мост",
            "Олег Рябов предупредил жителей Лугового, что на мост не хватит денег. По подсчётам"
            " Рябова, собрана половина суммы.\n\nСтоит обратить внимание, что сбор на мост через"
            " Луговку начался 25 января.",
            "Стоит обратить внимание",
        ),
    ],
)
def test_a_summary_leaves_out(
    analyzer: ArticleAnalyzer, title: str, text: str, struck: str
) -> None:
    summary = _analyze(analyzer, text, title).summary
    assert summary
    assert struck not in " ".join(summary)


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        (  # a word that the dictionary takes for an imperative
            "Мер Лісок заявив про провал збору на міст",
            "Мер Лісок Остап Коваль попередив мешканців про те, що громада наврядчи зможе зібрати"
            " гроші на міст. Потрібно два мільйони гривень.",
            "наврядчи зможе",
        ),
        (  # the lead comes after a call to the reader
            "Жителей Заводского района просят запастись водой",
            "Внимание! В связи с ремонтом магистрального водовода 20 ноября с 9:00 до 21:00 будет"
            " отключено холодное водоснабжение в домах по улицам Литейная (дома 2–18), Токарная,"
            " Малая Кузнечная.\n\nРемонт проводит МУП «Водоканал». Без воды останутся 4 тысячи"
            " жителей, школа № 7 и поликлиника.\n\nПодвоз воды будет организован к школе № 7 и к"
            " дому 12 по улице Токарной.",
            "будет отключено холодное водоснабжение",
        ),
        (  # a day before the lead, with a month in the nominative
            "Рябов назвал причины закрытия моста",
            "20:02, 9 Июль, 2018 Мэр Лугового Олег Рябов заявил, что мост закрыли из-за трещин в"
            " опорах. Ремонт займёт месяц.",
            "Мэр Лугового Олег Рябов заявил",
        ),
    ],
)
def test_a_summary_tells(analyzer: ArticleAnalyzer, title: str, text: str, told: str) -> None:
    summary = _analyze(analyzer, text, title).summary
    assert told in " ".join(summary)
    assert not summary[0].startswith("9 Июль")


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        (  # a place before a spaced colon
            "Киев : Расширение правил торговли на рынках Лугового поможет фермерам продавать зерно"
            " дороже. Правила введут осенью.",
            "Расширение правил торговли на рынках Лугового поможет фермерам продавать зерно дороже",
        ),
        (  # the office of a speaker stands between commas
            "Как заявил газете «Нива» Пётр Жуков, глава союза пекарей, представляющего сорок"
            " пекарен из двадцати районов, пекари Лугового решили закрыть свои лавки на неделю"
            " из-за новых цен на муку и газ. Союз создан в мае.",
            "Пекари Лугового решили закрыть свои лавки на неделю из-за новых цен на муку и газ",
        ),
        (  # an office with a predicate is the subject of the news
            "По данным полиции, глава района Олег Рябов задержан в аэропорту Лугового, суд отправил"
            " чиновника под арест на два месяца до конца расследования дела о мосте через Луговку.",
            "Глава района Олег Рябов задержан в аэропорту Лугового, суд отправил чиновника под арест"
            " на два месяца до конца расследования дела о мосте через Луговку",
        ),
        (
            "По словам мэра Лугового, президент союза пекарей подписал указ о дорогах, новый мост"
            " через реку Луговку построят к маю будущего года вместе с набережной и парком.",
            "По словам мэра Лугового, президент союза пекарей подписал указ о дорогах, новый мост"
            " через реку Луговку построят к маю будущего года вместе с набережной и парком",
        ),
        (
            "После пожара на складе муки в Луговом, директор завода Олег Рябов ушел в отставку,"
            " предприятие остановили на месяц, а рабочих отправили в отпуск до конца ремонта цехов.",
            "Директор завода Олег Рябов ушел в отставку, предприятие остановили на месяц",
        ),
        (  # who is the first to do what
            "Временный глава совета пекарей Лугового и Заречного района края Пётр Андреевич Жуков в"
            " интервью Луг Новости выразил надежду, что Заречный станет первым районом, который"
            " снизит налог на муку. Жуков вступил в должность в апреле.",
            "Временный глава совета пекарей Лугового и Заречного района края Пётр Андреевич Жуков"
            " выразил надежду, что Заречный станет первым районом, который снизит налог на муку",
        ),
    ],
)
def test_a_headline_is(analyzer: ArticleAnalyzer, text: str, headline: str) -> None:
    assert _analyze(analyzer, text).title == headline


def test_a_closing_mark_after_a_space_is_set() -> None:
    text = '"Все ждут весны. В реке мало рыбы, и это значит, что она ушла ", — написал Рябов.'
    assert set_quotes(text).endswith("ушла », — написал Рябов.")


def _annotate(lemmatizer: Lemmatizer, text: str, title: str = "") -> list[AnnotatedSentence]:
    blocks = (Block(BlockKind.PARAGRAPH, text),)
    return annotate(TextAnalyzer(lemmatizer).analyze(title, blocks, "ru"))


def test_a_surname_that_is_a_town_too_has_to_be_known(lemmatizer: Lemmatizer) -> None:
    text = "Полномочия сложил министр Дэвид Дэвис. Место Дэвиса занял Доминик Рааб из совета."
    assert _annotate(lemmatizer, text)[1].needs.names == {"дэвис"}


@pytest.mark.parametrize(
    ("text", "is_unbound"),
    [
        ("Пекарь оправдан в Чехии Верховным судом этой страны и вышел на свободу.", False),
        ("Пекарь оправдан весной Верховным судом этой страны и вышел на свободу.", True),
    ],
)
def test_a_country_is_known_by_its_name(
    lemmatizer: Lemmatizer, text: str, is_unbound: bool
) -> None:
    assert _annotate(lemmatizer, text)[0].needs.antecedent is is_unbound


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Совет подтвердил победу Беловой alexko / DepositPhotos", True),
        ("Члены совета голосуют письмом Lug-Live / Крылова Анна", True),
        ("Маршрут Луговое / Заречное открыли после ремонта моста", False),
    ],
)
def test_the_credit_of_a_picture_makes_a_caption(text: str, expected: bool) -> None:
    assert is_caption(text) is expected


def test_a_late_sentence_is_not_soon(lemmatizer: Lemmatizer) -> None:
    text = "Мэр Лугового открыл мост через реку Луговку. " * 6
    assert [is_soon(one) for one in _annotate(lemmatizer, text)] == [True] * 5 + [False]


def test_what_is_deep_in_the_text_has_a_word_of_the_title(lemmatizer: Lemmatizer) -> None:
    title = "Рябов потратит миллион на чистку ковров"
    lead = "Мэр Лугового Олег Рябов потратит на чистку ковров перед переездом миллион рублей."
    between = ["Чистку ведёт фирма из Заречного района."] * 4
    late = "Выборы мэра Лугового состоялись 3 ноября."
    blocks = tuple(Block(BlockKind.PARAGRAPH, one) for one in (lead, *between, late))
    analysis = TextAnalyzer(lemmatizer).analyze(title, blocks, "ru")
    sentences = annotate(analysis)
    said = find_said(sentences, analysis.title, None, "ru")
    found = {one.number: one for one in list_candidates(analysis, sentences, said)}
    assert not is_coherent((found[0], found[5]), said)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Рябов возглавляет компанию «Луговтепло» с 2019 года.", True),
        ("Гай очолює підприємство з 2015 року.", True),
        ("Самая длинная пещера района — Дружба, 1300 метров.", True),
        ("Аэропорт Грабцево открыт в 2015 году, он принимает сто пассажиров в час.", True),
        ("Бокоплавы — отряд рачков, в реке их сорок видов.", True),
        ("Рябов возглавляет список партии на выборах 2026 года.", False),
        ("Победитель — сборная района, она забила два мяча.", False),
        ("Фабрика основана в 1998 году двумя пекарями.", True),
        ("Завод відкрито у 2011 році на березі річки.", True),
        ("Новый терминал аэропорта будет открыт в 2027 году.", False),
        ("Новий міст буде відкритий у 2027 році.", False),
        ("Мэр пообещал открытие моста в 2027 году.", False),
        ("Мэр пообещал создание парка в 2027 году.", False),
        ("Уголовное дело открыто в 2026 году.", False),
        ("Справу щодо мера відкрито у 2026 році.", False),
        ("Крупнейшие города области — Луговое и Заречное — остались без света.", False),
        ("Самый дорогой билет на концерт — 50 тысяч рублей.", False),
        ("Найдорожчий квиток на концерт — 5 тисяч гривень.", False),
    ],
)
def test_what_was_before_the_news(text: str, expected: bool) -> None:
    assert tells_what_was_before(text) is expected


@pytest.mark.parametrize(
    ("text", "shown", "refused"),
    [
        ("Пекарка Асия Биби освобождена из тюрьмы. Суд оправдал Асию Биби.", "Асия Биби", "Асий"),
        (
            "Утро в Кедровке начинается с петухов. Самолёты из Самары проходили над крышами.",
            "Самара",
            "Утро",
        ),
        (
            "Він очолює рух проти скасування Верховним судом країни вироку для вчительки Лісок.",
            "Верховний суд",
            "вироку",
        ),
        (
            "Вони закликали до суду над суддями Верховного суду та виправданої жінки з Лісок.",
            "Верховний суд",
            "жінки",
        ),
    ],
)
def test_a_name_is_shown_as_it_is(
    analyzer: ArticleAnalyzer, text: str, shown: str, refused: str
) -> None:
    names = [entity.name for entity in _analyze(analyzer, text).entities]
    assert shown in names
    assert not [name for name in names if refused in name]


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("Министр Лозовой в интервью Российской газете заявил", " в интервью Российской газете"),
        ("Министр Лозовой в эфире Первого канала сообщил", " в эфире Первого канала"),
        ("Міністр Лозовий у ефірі Українського радіо заявив", " у ефірі Українського радіо"),
        ("Министр Лозовой в интервью Комсомольской правде заявил", ""),
        ("Министр Лозовой в интервью Российской газете и агентству ТАСС заявил", ""),
        ("Министр Лозовой в эфире канала «Луг» рассказал", " в эфире канала «Луг»"),
        ("Міністр Лозовий у коментарі Суспільному розповів", " у коментарі Суспільному"),
        ("Министр Лозовой в интервью Луг Новости выразил надежду", " в интервью Луг Новости"),
        ("Министр Лозовой в интервью BBC News выразил надежду", " в интервью BBC News"),
    ],
)
def test_the_outlet_to_which_something_was_said_is_left_out_whole(text: str, left_out: str) -> None:
    assert headline_patterns._TOLD_TO.sub("", text) == text.replace(left_out, "")


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("положительно оценивает результаты работы", True),
        ("не знает причин пожара", True),
        ("надеется на скорый мир", True),
        ("вважає міст безпечним", True),
        ("существует угроза прорыва", False),
        ("ведется ремонт моста", False),
        ("активно ведется ремонт моста", False),
        ("готується новий проєкт мосту", False),
    ],
)
def test_what_lacks_its_subject(what: str, expected: bool) -> None:
    assert (headline_patterns.LACKS_SUBJECT.match(what) is not None) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("О пожаре сообщил мэр.", True),
        ("О пожаре в МЧС сообщили в субботу, 24 ноября, около 11:30.", True),
        ("Про затримання мисливця повідомив у ніч на суботу, 24 листопада, речник.", True),
        ("Про знахідку «Суспільному» розповів керівник експедиції Тарас Гай.", True),
        ("О пожаре сообщили в полдень, а к вечеру его площадь выросла до 2000 метров.", False),
        ("О пожаре сообщили в полдень, а к вечеру погибли трое.", False),
        ("О пожаре сообщил мэр, который оценил ущерб в миллион.", False),
        ("О пожаре сообщили 40 жителей.", False),
        ("Об аресте еще двух депутатов сообщил суд.", False),
        ("Об аресте второго депутата сообщил суд.", False),
        ("Про арешт ще двох депутатів повідомив суд.", False),
        ("О решении закрыть школу объявил мэр.", False),
        ("О решении уехать сообщил мэр.", False),
        ("О пожаре объявил мэр.", False),
    ],
)
def test_who_reported_is_no_news(text: str, expected: bool) -> None:
    assert (annotation._REPORT_OF.match(text) is not None) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Город чекає спека, передает Олег Рябов также оценил работу.", True),
        ("Мост закрыт, передает Интерфакс также со ссылкой на МЧС.", False),
        ("Мост закрыт, передает Интерфакс также через своего корреспондента.", False),
        ("Мост закрыли в среду Также закрыта дорога.", True),
    ],
)
def test_two_sentences_without_a_stop(text: str, expected: bool) -> None:
    assert annotation._is_glued(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Отвод техники (пригород Заречного. — прим. ред.) перенесён на 9 ноября.", True),
        ("Отвод техники перенесён на 9 ноября. Прим. ред.: это пригород.", False),
        ("Районы платят (на мост, ред. ) слишком много.", False),
    ],
)
def test_an_editors_note_is_in_brackets(text: str, expected: bool) -> None:
    assert (annotation._NOTE_IN_BRACKETS.search(text) is not None) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Согласно закону, владелец платит штраф.", True),
        ("Згідно із законом, власник сплачує штраф.", True),
        ("Согласно законодательству, владелец платит штраф.", True),
        ("По закону об отходах владелец платит штраф.", True),
        ("Согласно законопроекту, штраф вырастет до 5 тысяч рублей.", False),
        ("За законопроєктом, податок зросте до 5 відсотків.", False),
        ("Согласно закону, подписанному президентом в среду, штраф вырастет.", False),
        ("Згідно із законом про податки, ухваленим у середу, штраф зросте.", False),
        ("Согласно закону, который приняли в среду, штраф вырастет.", False),
    ],
)
def test_what_a_law_says_is_an_aside(text: str, expected: bool) -> None:
    assert (candidates._ASIDE_START.match(text) is not None) is expected


def test_a_verb_without_its_subject_is_not_put_after_a_speaker(analyzer: ArticleAnalyzer) -> None:
    text = (
        "Премьер-министр края Инна Белова заявила, что положительно оценивает результаты работы"
        " министра дорог Олега Рябова и министра мостов Петра Жукова несмотря на их уход из-за"
        " разногласий в правительстве."
    )
    assert ": положительно" not in _analyze(analyzer, text).title


def test_a_reading_time_is_no_headline(analyzer: ArticleAnalyzer) -> None:
    text = "2 хв читати\n\nМер Лісок Остап Коваль відкрив міст через річку. Його будували рік."
    assert _analyze(analyzer, text).title == "Мер Лісок Остап Коваль відкрив міст через річку"


def test_a_speaker_is_not_put_before_a_pronoun(analyzer: ArticleAnalyzer) -> None:
    text = (
        "На заводе «Прибор» в Каменске с понедельника в отпуске 640 из 1 300 работников. Им платят"
        " две трети оклада. Об этом «Рабочему» сказал глава профкома Юрий Дёмин."
    )
    assert "Дёмин: Им" not in _analyze(analyzer, text).title
