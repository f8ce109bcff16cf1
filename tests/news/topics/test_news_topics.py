from __future__ import annotations

from datetime import datetime

import pytest

from news.data import load_toml
from news.model import INTERFACE_LANGUAGES, TOPIC_IDS, Block, BlockKind, RawArticle
from news.nlp.analysis import TextAnalyzer
from news.nlp.embeddings import Embeddings
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.rarity import Rarity
from news.pipeline import ArticleAnalyzer
from news.topics import seed_expansion
from news.topics.scoring import FIXED_TOPICS, MAX_TOPICS
from news.topics.seed_words import SeedWords

NOW = datetime.fromisoformat("2026-02-11T09:00:00+00:00")
EXAMPLES = [
    ("politics", "Парламент проголосовал за отставку правительства, президент назначил выборы."),
    ("conflict", "Армія збила дрони над фронтом, обстріли тривали всю ніч, поранено солдата."),
    ("economy", "The central bank raised interest rates as inflation hit banks and investors."),
    ("energy", "Нафта марки Brent подорожчала, ОПЕК скоротить видобуток, газ у сховищах дешевшає."),
    (
        "society",
        "Школы города закрыли на ремонт, учителя и ученики перешли в соседний детский сад.",
    ),
    ("crime", "Police arrested a suspect over the murder; a judge sent him to jail without bail."),
    ("disaster", "Во время пожара и землетрясения спасатели эвакуировали пострадавших из завалов."),
    ("health", "Лікарі лікарні почали щеплення пацієнтів новою вакциною від грипу та кору."),
    (
        "science",
        "Astronomers found an exoplanet with a space telescope, scientists say in a study.",
    ),
    ("technology", "Google випустила новий смартфон з чипом для штучного інтелекту та додатками."),
    ("culture", "Режиссёр представил фильм на кинофестивале, актриса получила премию за роль."),
    ("sport", "The striker scored two goals in the match and the coach praised the team's win."),
    (
        "environment",
        "Climate scientists warn that emissions and pollution threaten wildlife habitat.",
    ),
    ("lifestyle", "Рецепт простого торта: ингредиенты, выпечка и украшение блюда к празднику."),
]


@pytest.mark.parametrize(("topic", "text"), EXAMPLES)
def test_a_plain_example_of_each_topic(analyzer: ArticleAnalyzer, topic: str, text: str) -> None:
    topics = analyzer.analyze(RawArticle(text=text), NOW).topics
    assert topics[0].id == topic
    assert len(topics) <= MAX_TOPICS
    assert [score.score for score in topics] == sorted((s.score for s in topics), reverse=True)
    assert all(0 < score.score <= 1 for score in topics)


def test_unclear_text_has_no_topic(analyzer: ArticleAnalyzer) -> None:
    for text in (
        "Спасибо вам.",
        "Die Sitzung begann um neun und endete um zehn Uhr.",
        "Так и есть.",
    ):
        assert analyzer.analyze(RawArticle(text=text), NOW).topics == ()


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Скидка на кофе",
            "Звоните прямо сейчас! Промокод КОФЕ даёт скидку. Реклама. ООО «Зерно».",
        ),
        ("Вікторина: чи знаєте ви річки?", "Пройдіть тест про Дніпро та спорт. Перевірте себе!"),
        ("Quiz of the week", "Take our quiz on elections and football, and challenge a friend."),
        ("", "Sign up to our newsletter on politics. Read our privacy policy before you sign up."),
    ],
)
def test_what_is_no_news_has_no_topic(analyzer: ArticleAnalyzer, title: str, text: str) -> None:
    assert analyzer.analyze(RawArticle(title=title, text=text), NOW).topics == ()


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Гороскоп на завтра", "Овнам звёзды советуют спорт. Раки, берегите здоровье и бюджет."),
        ("Пиріг", "Борошно змішайте з водою. Додайте цукор, збийте яйця та випікайте годину."),
        ("7 tips for a small garden", "Pick a sunny spot, water the soil and keep animals out."),
    ],
)
def test_a_pastime_is_of_lifestyle_alone(analyzer: ArticleAnalyzer, title: str, text: str) -> None:
    topics = analyzer.analyze(RawArticle(title=title, text=text), NOW).topics
    assert {topic.id for topic in topics} <= {"lifestyle"}


def test_news_with_an_appeal_at_its_foot_keeps_its_topic(analyzer: ArticleAnalyzer) -> None:
    text = (
        "Парламент проголосовал за отставку правительства, президент назначил выборы. "
        "Депутаты спорили семь часов. Новый премьер приступит к работе в понедельник. "
        "Оппозиция обещает протесты у здания парламента. Подпишитесь на наш канал."
    )
    topics = analyzer.analyze(RawArticle(title="Отставка кабинета", text=text), NOW).topics
    assert topics[0].id == "politics"


def test_one_weak_word_is_no_topic(analyzer: ArticleAnalyzer) -> None:
    for text in ("Квартира виявилася порожньою.", "The shop will stay open on Sundays."):
        assert analyzer.analyze(RawArticle(text=text), NOW).topics == ()


def test_the_sources_own_category_is_evidence(analyzer: ArticleAnalyzer) -> None:
    text = "Вчера вечером в городе собрались сотни людей."
    with_category = analyzer.analyze(RawArticle(text=text, categories=("Спорт",)), NOW)
    assert "sport" in [topic.id for topic in with_category.topics]


def test_every_topic_has_its_words_in_three_languages() -> None:
    assert tuple(topic.id for topic in FIXED_TOPICS) == TOPIC_IDS
    for topic in FIXED_TOPICS:
        assert topic.emoji
        assert all(code.startswith("medtop:") for code in topic.codes)
        data = load_toml(f"topics/{topic.id}")
        assert set(data) == set(INTERFACE_LANGUAGES)
        assert all(len(words["strong"].split(",")) > 15 for words in data.values())


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (
            "Операция прошла успешно, поэтому врачи смогли отпустить пациента из больницы.",
            "culture",
        ),
        (
            "Мэр Марселя смог договориться с депутатами парламента о бюджете.",
            "science",
        ),
        ("Шахтарі 2026 року видобули більше вугілля, повідомили на шахті.", "culture"),
        ("The company starts operations and auditions new managers for the market.", "culture"),
        (
            "Громада просить виділити приміщення для архіву, відповідь обіцяють за місяць.",
            "science",
        ),
        ("Метр житла подорожчав, найбільше шукають двокімнатні квартири.", "lifestyle"),
        ("Борьба с коррупцией стала темой выборов в парламент и президента страны.", "sport"),
    ],
)
def test_lookalikes_do_not_mislead(analyzer: ArticleAnalyzer, text: str, other: str) -> None:
    assert other not in [topic.id for topic in analyzer.analyze(RawArticle(text=text), NOW).topics]


def test_the_only_word_of_a_topic_counts_less_than_one_of_several(
    analyzer: ArticleAnalyzer,
) -> None:
    """A driver who storms to victory is no storm."""
    text = "Rossi storms to victory in Monza. The coach praised the win in the race."
    raw = RawArticle(title="Rossi storms to victory", text=text)
    sport, disaster = analyzer.analyze(raw, NOW).topics
    assert (sport.id, disaster.id) == ("sport", "disaster")
    assert sport.score - disaster.score > 0.2


@pytest.mark.parametrize(
    ("title", "text", "first"),
    [
        (
            "Свадьба Марго Ли сорвалась из-за снегопада",
            "Свадьба Марго Ли и её жениха отложена на лето. Брак хотели заключить в горах. Певица"
            " снялась в трёх фильмах и готовит новый сериал.",
            "lifestyle",
        ),
        (
            "Латвия вернёт Эстонии задержанные в заливе корабли",
            "Латвия готова отдать Эстонии корабли, которые были задержаны в ноябре. Корабли встретят"
            " военные и пограничники. Переговоры закончат до саммита. Суд ждёт документы.",
            "conflict",
        ),
    ],
)
def test_what_the_title_and_lead_tell_comes_first(
    analyzer: ArticleAnalyzer, title: str, text: str, first: str
) -> None:
    topics = analyzer.analyze(RawArticle(title=title, text=text), NOW).topics
    assert topics[0].id == first


def test_the_shares_of_topics_do_not_depend_on_the_words_before(
    monkeypatch: pytest.MonkeyPatch, embeddings: Embeddings, lemmatizer: Lemmatizer
) -> None:
    """Words are kept for few texts: a longer text than that, and one after others, has the same
    shares."""
    texts = TextAnalyzer(lemmatizer)
    analyses = [
        texts.analyze("", (Block(BlockKind.PARAGRAPH, text),), "ru")
        for text in (
            "Космонавты вернулись на Землю после полугода работы на орбитальной станции.",
            "Врачи областной больницы спасли пациента с редкой болезнью сердца.",
            "Сборная выиграла матч, тренер похвалил вратаря.",
        )
    ]
    parts = (SeedWords(TOPIC_IDS), embeddings, Rarity(embeddings))
    plain = [seed_expansion.SeedExpansion(*parts).compute_shares(one) for one in analyses]
    monkeypatch.setattr(seed_expansion, "_MAX_CACHED_WORDS", 4)
    small = seed_expansion.SeedExpansion(*parts)
    assert all(plain)
    for _ in range(2):
        assert [small.compute_shares(one) for one in analyses] == plain
