from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.clustering.matching import build_keys
from news.errors import EmptyArticleError
from news.model import BlockKind, RawArticle
from news.nlp.words import normalize_unicode
from news.pipeline import ArticleAnalyzer
from news.sources.formats.file import ArticleFiles
from news.summaries.shortening import MAX_HEADLINE_CHARS

NOW = datetime(2026, 2, 11, 9, 0, tzinfo=UTC)

TEXT = """date 2026-02-10 Фото: Пресс-служба

Парламент Словении в четверг принял закон о четырёхдневной рабочей неделе для государственных \
служащих. За документ проголосовали 52 депутата из 90, сообщили в пресс-службе парламента.

Что изменится

Закон вступит в силу с первого июня. Зарплата служащих останется прежней, а бюджет страны потратит \
на реформу около 40 миллионов евро в год. Об этом сообщает STA, пишет «Дело».

Читайте также: Где в Европе работают меньше всего
"""


def test_an_article_file_is_read_to_the_last_field(
    analyzer: ArticleAnalyzer, now: datetime
) -> None:
    article = analyzer.analyze(RawArticle(text=TEXT), now)
    assert article.title.startswith("Парламент Словении")
    assert len(article.title) < MAX_HEADLINE_CHARS
    assert article.title_generated
    assert article.language == "ru"
    assert article.published == datetime(2026, 2, 10, tzinfo=UTC)
    assert article.photo_credit == "Пресс-служба"
    assert article.attribution == "STA via Дело"
    assert article.blocks[1].kind is BlockKind.HEADING
    assert [topic.id for topic in article.topics][:1] == ["politics"]
    assert 1 <= len(article.summary) <= 3
    assert not any("Об этом сообщает" in s or "Читайте" in s for s in article.summary)


def test_time_is_given_and_never_in_the_future(analyzer: ArticleAnalyzer, now: datetime) -> None:
    raw = RawArticle(text="Совет принял бюджет города на год.")
    assert analyzer.analyze(raw, now).published == now
    assert analyzer.analyze(replace(raw, published=now + timedelta(days=1)), now).published == now
    earlier = now - timedelta(hours=3)
    assert analyzer.analyze(replace(raw, published=earlier), now).published == earlier


@pytest.mark.parametrize(
    "raw",
    [
        RawArticle(),
        RawArticle(text=" \n "),
        RawArticle(html="<br>"),
        RawArticle(title="\u200b\u200d", html="<p>\u200b</p>"),
        RawArticle(title="\ufffe", text="***\n\n…"),
        RawArticle(text="🔥🔥"),
    ],
)
def test_empty_text_is_no_article(
    analyzer: ArticleAnalyzer, now: datetime, raw: RawArticle
) -> None:
    with pytest.raises(EmptyArticleError):
        analyzer.analyze(raw, now)


def test_an_article_that_is_all_title_still_stands(
    analyzer: ArticleAnalyzer, now: datetime
) -> None:
    article = analyzer.analyze(RawArticle(title="Storm kills three in Texas"), now)
    assert [block.text for block in article.blocks] == ["Storm kills three in Texas"]


def test_the_same_text_is_the_same_article_however_it_is_set(
    analyzer: ArticleAnalyzer, now: datetime
) -> None:
    words = "Совет города принял бюджет на будущий год и отложил стройку моста. " * 6
    first = analyzer.analyze(RawArticle(text=words), now)
    second = analyzer.analyze(RawArticle(html=f"<p>{words.upper()}</p>", title="Бюджет"), now)
    other = analyzer.analyze(RawArticle(text=words + "Мэр возразил."), now)
    assert first.content_hash == second.content_hash != other.content_hash


def test_the_index_holds_forms_and_words(analyzer: ArticleAnalyzer, now: datetime) -> None:
    index = analyzer.analyze(RawArticle(text="Джей Ди Вэнса ждали в Баку с Пашиняном."), now).index
    assert {"вэнс", "баку", "пашинян", "ждать"} <= set(index.body)
    assert index.words[:3] == ("джей", "ди", "вэнса")
    assert "пашиняном" in index.words
    assert "ʼvns" in index.words  # the sound of Вэнс and of Vance


def test_real_agency_article(analyzer: ArticleAnalyzer, now: datetime, shared_data: Path) -> None:
    (raw,) = ArticleFiles([shared_data / "000_94b16e0b1669fb3b.txt"])
    assert isinstance(raw, RawArticle)
    article = analyzer.analyze(raw, now)
    kinds = [block.kind for block in article.blocks]
    assert kinds.count(BlockKind.HEADING) == 1
    assert len(kinds) == 7
    assert kinds[-1] is BlockKind.QUOTE
    assert article.published == datetime(2026, 2, 10, tzinfo=UTC)
    assert article.photo_credit == "Reuters"
    assert article.attribution == "Reuters via УНН"
    assert article.title_generated
    assert len(article.title) < 100
    assert not article.title.endswith((",", "."))
    assert article.topics[0].id == "politics"
    text = " ".join(block.text for block in article.blocks)
    assert all(sentence in text for sentence in article.summary)
    names = {entity.name for entity in article.entities}
    assert {"Азербайджан", "Ильхам Алиев", "Джей Ди Вэнс", "Дональд Трамп"} <= names


def test_a_text_of_furniture_only_has_a_title(analyzer: ArticleAnalyzer, now: datetime) -> None:
    article = analyzer.analyze(RawArticle(text="Source: Reuters"), now)
    assert article.title == "Source: Reuters"


@settings(max_examples=120)
@given(
    text=st.text(max_size=300),
    title=st.text(max_size=60),
    html=st.booleans(),
    categories=st.lists(st.text(max_size=10), max_size=2),
)
def test_any_text_at_all_makes_an_article_or_none(
    analyzer: ArticleAnalyzer, text: str, title: str, html: bool, categories: list[str]
) -> None:
    body = {"html": text} if html else {"text": text}
    raw = RawArticle(**body, title=title, categories=tuple(categories))
    try:
        article = analyzer.analyze(raw, NOW)
    except EmptyArticleError:
        assert not any(map(str.isalnum, normalize_unicode(title)))
        return
    assert article.title.strip()
    assert article.blocks
    assert len(article.fingerprint) <= 40
    assert len(build_keys(article)) <= 12
    assert all(
        token.strip() == token != "" for token in (*article.index.body, *article.index.words)
    )
