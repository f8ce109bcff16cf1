from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from news.entities.display_names import unify_full_names
from news.entities.gazetteer import is_place
from news.entities.mentions import Mention
from news.entities.names.slavic_context import drop_false_names
from news.model import EntityKind, RawArticle
from news.nlp.embeddings import Embeddings
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.forms.nominative import to_nominatives
from news.pipeline import ArticleAnalyzer

NOW = datetime.fromisoformat("2026-02-11T09:00:00+00:00")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Президент Ильхам Алиев принял Джей Ди Вэнса в Баку. Алиева и Вэнса ждали журналисты. "
            "В Соединённых Штатах визит на Южный Кавказ назвали важным.",
            {
                ("Ильхам Алиев", "person"),
                ("Джей Ди Вэнс", "person"),
                ("Баку", "place"),
                ("США", "place"),
                ("Южный Кавказ", "place"),
            },
        ),
        (
            "Вчора президент Володимир Зеленський зустрівся в Києві з міністром Андрієм Сибігою. "
            "Зеленський подякував Міністерству фінансів.",
            {("Володимир Зеленський", "person"), ("Київ", "place")},
        ),
        (
            "On Friday Mr Keir Starmer met Emmanuel Macron in London. Starmer thanked the Bank of "
            "England. Talks with the EU go on.",
            {
                ("Keir Starmer", "person"),
                ("Emmanuel Macron", "person"),
                ("London", "place"),
                ("Bank of England", "organisation"),
                ("European Union", "organisation"),
            },
        ),
    ],
)
def test_names_in_normal_form(
    analyzer: ArticleAnalyzer, text: str, expected: set[tuple[str, str]]
) -> None:
    found = analyzer.analyze(RawArticle(text=text), NOW).entities
    assert expected <= {(entity.name, entity.kind) for entity in found}
    assert found[0].weight == 1.0
    assert all(0 < entity.weight <= 1 for entity in found)


def test_a_surname_alone_counts_for_the_full_name(analyzer: ArticleAnalyzer) -> None:
    text = "Никол Пашинян приехал в Москву. С Пашиняном говорили о газе. Пашиняну ответили вечером."
    names = [entity.name for entity in analyzer.analyze(RawArticle(text=text), NOW).entities]
    assert names.count("Никол Пашинян") == 1
    assert "Пашинян" not in names


def test_days_and_sentence_openings_are_no_names(analyzer: ArticleAnalyzer) -> None:
    text = "Heavy rain fell on Saturday in July. Customers waited. However, the trains ran."
    assert analyzer.analyze(RawArticle(text=text), NOW).entities == ()


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        ("Псковской области", "place", "Псковская область"),
        ("Хабаровском крае", "place", "Хабаровский край"),
        ("Верховного суда России", "organisation", "Верховный суд России"),
        ("Амурского колледжа связи", "organisation", "Амурский колледж связи"),
        ("Ленты", "organisation", "Лента"),
        ("Ильхаму Алиеву", "person", "Ильхам Алиев"),
        ("Георгия Осипова", "person", "Георгий Осипов"),
        ("Екатерины Енгалычевой", "person", "Екатерина Енгалычева"),
        ("Ирину Шейк", "person", "Ирина Шейк"),
        ("Урсулы фон дер Ляйен", "person", "Урсула фон дер Ляйен"),
        ("Си Цзиньпином", "person", "Си Цзиньпин"),
        ("Вэнсом", "person", "Вэнс"),
        ("НАТО", "organisation", "НАТО"),
    ],
)
def test_a_russian_name_is_put_back_into_the_nominative(
    embeddings: Embeddings, lemmatizer: Lemmatizer, words: str, kind: EntityKind, name: str
) -> None:
    found = to_nominatives(words.split(), kind, lemmatizer.get_analyzer("ru"), embeddings.count)
    assert max(found, key=lambda one: found[one]) == name
    assert sum(found.values()) == pytest.approx(1)


def test_name_is_resolved_by_other_forms(analyzer: ArticleAnalyzer) -> None:
    man = "Встречу с Громовой отменили. Громов уехал, а Громову звонили весь день."
    woman = "Встречу с Громовой отменили. Громова уехала, и Громовой звонили весь день."
    said = [analyzer.analyze(RawArticle(text=text), NOW).entities[0].name for text in (man, woman)]
    assert said == ["Громов", "Громова"]


def test_brackets_repeat_a_name_and_openings_are_none(analyzer: ArticleAnalyzer) -> None:
    text = "Международный олимпийский комитет (МОК) перенёс Игры. Вот что решил МОК. Лечусь, сказал Бах."
    names = [entity.name for entity in analyzer.analyze(RawArticle(text=text), NOW).entities]
    assert "Международный олимпийский комитет" in names
    assert not {"Вот", "Лечусь"} & set(names)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Вашингтон заявил, что не отменит пошлины на сталь.", "США"),
        ("Переговоры о пошлинах на сталь прошли в Вашингтоне.", "Вашингтон"),
        ("Пекин не согласился с новыми пошлинами на сталь.", "Китай"),
        ("Учора Київ оголосив про новий проєкт угоди.", "Україна"),
        ("The minister noted that Washington warned exporters again.", "United States"),
        ("Crowds met the minister in Washington on Friday.", "Washington"),
    ],
)
def test_acting_capital_is_its_government(analyzer: ArticleAnalyzer, text: str, name: str) -> None:
    names = [entity.name for entity in analyzer.analyze(RawArticle(text=text), NOW).entities]
    assert name in names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        tuple(part.strip() for part in line.split("||"))
        for line in (Path(__file__).parent / "ukrainian.txt").read_text().splitlines()
    ],
)
def test_a_ukrainian_text_has_these_names_and_no_others(
    analyzer: ArticleAnalyzer, text: str, names: str
) -> None:
    found = analyzer.analyze(RawArticle(text=text, language="uk"), NOW).entities
    assert {entity.name for entity in found} == {name.strip() for name in names.split(";")}


@pytest.mark.parametrize(
    ("text", "name", "others"),
    [
        ("Тренер Рыжикова привезла команду в Тулу.", "Рыжикова", ["Тренер Рыжикова"]),
        ("Игор ДУЛЯЙ вернулся в Сербию.", "Игор Дуляй", ["Игор ДУЛЯЙ"]),
        ("Холдинг «Аврора-медиа» и ООО «Рассвет» подали иски в суд.", "Рассвет", ["ООО Рассвет"]),
        (
            "Дождь ждут в Тындинском и Сковородинском районах Амурской области.",
            "Тындинский район",
            ["Тындинский", "Сковородинском районах"],
        ),
        ("Защитник «Тампы» вернулся. «Тампа» выиграла у «Баффало».", "Тампа", ["Тампы", "Тамп"]),
        (
            "С Дусей Бубель говорили в Калуге. Дуся Бубель отвечала на вопросы.",
            "Дуся Бубель",
            ["Дусей Бубель"],
        ),
        ("Снег выпал в городе МОСКВА, сообщил Иван Петров.", "Москва", ["МОСКВА"]),
        ("Посол РФ уехал, а консул РФ остался, сообщил Иван Петров.", "Россия", ["РФ"]),
        ("Портал Tribuna.com взял слово у Ильи Громова.", "Tribuna.com", ["Tribuna com"]),
    ],
)
def test_a_russian_name_has_its_own_words_only(
    analyzer: ArticleAnalyzer, text: str, name: str, others: list[str]
) -> None:
    found = [entity.name for entity in analyzer.analyze(RawArticle(text=text), NOW).entities]
    assert name in found
    assert not set(others) & set(found)


@pytest.mark.parametrize(
    ("title", "text", "names"),
    [
        (
            "Talks end",
            "US Secretary of State Condoleezza Rice met Germany's Joschka Fischer in Paris. Rice left.",
            {"Condoleezza Rice", "Joschka Fischer", "United States", "Germany", "Paris"},
        ),
        (
            "Lewis Hamilton Takes Sixth Title Home",
            "Midfielder Edu and Lewis Hamilton met in Rome. Hamilton spoke; the Governor of the Reserve "
            "Bank did not.",
            {"Lewis Hamilton", "Rome", "Reserve Bank"},
        ),
        (
            "Floods",
            "TOKYO, Nov 3. Rain closed roads in Devon and Cornwall, Devon and Cornwall Police said.",
            {"Tokyo", "Devon", "Cornwall", "Devon and Cornwall Police"},
        ),
        (
            "Match",
            "Cardiff City beat Birmingham City. The Big Bang theory was sung by English and Welsh fans.",
            {"Cardiff City", "Birmingham City"},
        ),
        (
            "Lowe Blasts HEC Over Votes",
            "German Chancellor Ada Lowe and Dutch Prime Minister Mark Orr spoke in Rome. Peter “Flash”"
            " Gorman listened. Lucas & Kun played. The HEC is silent.",
            {"Ada Lowe", "Mark Orr", "Rome", "Peter Gorman"},
        ),
        (
            "A film",
            "In “Dune” Zendaya waits for Ada Lowe. The “Titanic” Museum is shut.",
            {"Ada Lowe", "Zendaya"},
        ),
        ("Castle", "The XIV century castle in Leeds was bought by LLC.", {"Leeds"}),
        (
            "Tennis",
            "Ada Lowe beat Vera Lind 6-1 6-0 in Leeds.",
            {"Ada Lowe", "Vera Lind", "Leeds"},
        ),
    ],
)
def test_an_english_text_has_these_names_and_no_others(
    analyzer: ArticleAnalyzer, title: str, text: str, names: set[str]
) -> None:
    found = analyzer.analyze(RawArticle(title=title, text=text, language="en"), NOW).entities
    assert {entity.name for entity in found} - {"Edu"} == names


@pytest.mark.parametrize(
    ("language", "place", "text"),
    [
        (language, place.strip(), text.strip())
        for language in ("ru", "uk", "en")
        for folder in ("places", "places/held_out")
        for line in (Path(__file__).parent / folder / f"{language}.txt").read_text().splitlines()
        if not line.startswith(("#", "!"))
        for place, _, text in [line.partition("|")]
    ],
)
def test_the_first_of_the_places_is_where_it_happened(
    analyzer: ArticleAnalyzer, language: str, place: str, text: str
) -> None:
    found = analyzer.analyze(RawArticle(text=text, language=language), NOW).entities
    assert next(entity.name for entity in found if entity.kind == "place") == place


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Девочку нашли на улице Гагарина. Её искал Олег Зуев, он живёт на Савушкина, 12.",
            {"Олег Зуев"},
        ),
        ("Снег выпал в Твери. Фото: Иван Громов", {"Тверь"}),
        (
            "Снег выпал в Твери. Фото: Иван Громов, Оренбургская область",
            {"Тверь", "Оренбургская область"},
        ),
        ("Комиссия проверила завод в Туле. МИНИМУМ шума обещал Олег Зуев.", {"Тула", "Олег Зуев"}),
        ("Министра Олега Зуева ждали в Туле. Олегу Зуеву показали завод.", {"Тула", "Олег Зуев"}),
        ("Руководитель службы связи уехал из Тулы.", {"Тула"}),
        ("Мёд привёз ИП Иван Громов. ЗАО продало чай в Туле.", {"Иван Громов", "Тула"}),
        ("Храм XVII века в Туле восстановят, стены XI века снесут.", {"Тула"}),
        (
            "Помощница мэра Леся Кушнир пела в Туле. Юлии Терен хлопали.",
            {"Леся Кушнир", "Тула", "Юлия Терен"},
        ),
        ("СИНЕГОРЬЕ, 3 марта. Мост открыли в Туле.", {"Синегорье", "Тула"}),
    ],
)
def test_a_russian_text_has_these_names_and_no_others(
    analyzer: ArticleAnalyzer, text: str, names: set[str]
) -> None:
    found = analyzer.analyze(RawArticle(text=text, language="ru"), NOW).entities
    assert {entity.name for entity in found} == names


def test_one_person_has_one_name() -> None:
    names = ["Иван Петров", "И. Петров", "Петров И. С.", "Иван Сергеевич", "Анна Петрова"]
    assert unify_full_names(names) == dict.fromkeys(names[1:4], "Иван Петров")
    both = ["Иван Петров", "Илья Петров", "И. Петров"]
    assert unify_full_names(both) == {}, "it may be either"


def test_the_gazetteer_has_towns_in_three_languages() -> None:
    for name in (
        "Тростянець",
        "Нижний Новгород",
        "Закарпатье",
        "Kharkiv",
        "United States",
        "Франція",
    ):
        assert is_place(name)
    assert not is_place("Мир")


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        (
            "Мост в Заречном откроют 3 мая. Мэр Олег Лосев осмотрел опоры. Интересно? Жми, чтобы"
            " подписаться на сайт в Яндексе.",
            "Яндекс",
        ),
        (
            "Мост в Заречном откроют 3 мая. Мэр Олег Лосев осмотрел опоры. фото: pixpix.com / Ирма"
            " Лаут",
            "Ирма Лаут",
        ),
        (
            "Мост в Заречном откроют 3 мая. Мэр Олег Лосев осмотрел опоры.\n\nЮлия Петренко",
            "Юлия Петренко",
        ),
        (
            "Жители Заречного жалуются на воду. «Некрасова, Заводская, Тургенева, Лесная, Чехова —"
            " вода чёрная», — написали они мэру Олегу Лосеву.",
            "Чехов",
        ),
        (
            "Театр приедет в Заречный в мае. Зрителей ждут два спектакля – «Сильва» и «Барон"
            " Люксембург». Директор Олег Лосев обещает скидки.",
            "Барон Люксембург",
        ),
        (
            "Аниматор Олег Лосев выложил новые ролики. Он сделал их для Zarn, Milvia и других"
            " героев игры. На одном Zarn отражает пулю.",
            "Zarn",
        ),
        (
            "На линию вышли вагоны «Чайка-Волга». Мэр Олег Лосев проехал в вагоне «Чайка-Волга» по мосту.",
            "Чайка-Волга",
        ),
        (
            "Олег Лосев открыл музей в посёлке Медынино. Депо, называвшееся тогда Медынинским, старше музея.",
            "Медынинский",
        ),
    ],
)
def test_a_name_of_no_bearer_in_the_news_is_not_shown(
    analyzer: ArticleAnalyzer, text: str, absent: str
) -> None:
    names = {one.name for one in analyzer.analyze(RawArticle(text=text), NOW).entities}
    assert "Олег Лосев" in names
    assert absent not in names


@pytest.mark.parametrize(
    ("text", "name", "other"),
    [
        (
            "Госдеп не ответил послу. Представитель Государственного департамента США Курт Ланг"
            " сообщил, что Госдеп изучит письмо.",
            "Государственный департамент",
            "Госдеп",
        ),
        (
            "Клуб победил 3:0, пишет AllRink. Капитан забил дважды. Источник: AllRink.Ru",
            "AllRink.Ru",
            "AllRink",
        ),
        (
            "Недавно Анастасия показала снимок. Лебедева рассказала, что ничего не ест."
            " Подписчики Анастасии спорят. Лебедева молчала неделю.",
            "Анастасия Лебедева",
            "Лебедева",
        ),
        (
            "Школу открыли в Еврейской автономной области. В ЕАО её ждали десять лет, сказали жители области.",
            "Еврейская автономная область",
            "ЕАО",
        ),
        (
            "Президент Республики Казахстан подписал закон. Жители Казахстана ждали его год.",
            "Казахстан",
            "Республика Казахстан",
        ),
        (
            "В Китае построили мост через залив. Инженеры Поднебесной работали пять лет.",
            "Китай",
            "Поднебесная",
        ),
        (
            "В Приморском крае ждут тайфун. Жители Приморья запасают воду, сообщили спасатели.",
            "Приморский край",
            "Приморье",
        ),
    ],
)
def test_one_bearer_has_one_name(
    analyzer: ArticleAnalyzer, text: str, name: str, other: str
) -> None:
    names = {one.name for one in analyzer.analyze(RawArticle(text=text), NOW).entities}
    assert name in names
    assert other not in names


@pytest.mark.parametrize(
    "text",
    [
        "В мае продали 900 новых автобусов. Об этом сообщает Укравтопром. Это меньше, чем год назад.",
        "Продажи мёда выросли вдвое. Об этом сообщили в Ассоциации пасечников. Цены не изменились.",
    ],
)
def test_an_association_of_businesses_is_not_credited(analyzer: ArticleAnalyzer, text: str) -> None:
    assert analyzer.analyze(RawArticle(text=text), NOW).attribution == ""


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("Утро в Самаре начинается с петухов.", False),
        ("Утро стоит на реке. Дорога из Утра закрыта.", True),
        ("Утро стоит на реке. Дорога между Утром и Самарой закрыта.", True),
    ],
)
def test_a_place_that_is_a_plain_noun_is_named_again_in_any_form(
    lemmatizer: Lemmatizer, text: str, is_kept: bool
) -> None:
    mention = Mention("Утро", "place", 0)
    found = drop_false_names([mention], text, lemmatizer.get_analyzer("ru"))
    assert bool(found) is is_kept
