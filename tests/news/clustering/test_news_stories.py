from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from news.clustering.fingerprint import find_days
from news.clustering.matching import (
    MAX_KEYS,
    build_keys,
    choose_story,
    find_most_central,
)
from news.model import STORY_WINDOW, Article, Language, MatchCandidate, RawArticle
from news.nlp.analysis import TextAnalyzer
from news.nlp.forms.lemmas import Lemmatizer
from news.pipeline import ArticleAnalyzer

FIRE = """Пожар на складе химического завода в Казани тушили всю ночь. Огонь охватил три тысячи \
квадратных метров, сообщили в МЧС. Пострадали двое рабочих, их увезли в больницу."""
SAME_FIRE = """В Казани потушили крупный пожар на химзаводе. Склад площадью три тысячи квадратных \
метров горел всю ночь, двое рабочих в больнице, рассказали спасатели МЧС Татарстана."""
OTHER = """Сборная Казани по хоккею выиграла третий матч подряд. Победную шайбу забросил \
нападающий Иванов на последней минуте встречи с соперниками из Уфы."""


def _candidate(article: Article, story_id: int) -> MatchCandidate:
    return MatchCandidate.from_article(article, story_id)


def test_two_reports_of_one_event_meet(analyzer: ArticleAnalyzer, now: datetime) -> None:
    fire = analyzer.analyze(RawArticle(text=FIRE), now)
    same = analyzer.analyze(RawArticle(text=SAME_FIRE), now)
    other = analyzer.analyze(RawArticle(text=OTHER), now)
    candidates = [_candidate(other, 1), _candidate(fire, 2)]
    assert choose_story(same, candidates) == 2
    assert choose_story(fire, [_candidate(other, 1)]) is None
    assert choose_story(fire, []) is None


def test_two_reports_of_one_event_share_a_key(analyzer: ArticleAnalyzer, now: datetime) -> None:
    fire, same = (analyzer.analyze(RawArticle(text=text), now) for text in (FIRE, SAME_FIRE))
    assert len(build_keys(fire)) <= MAX_KEYS
    assert len(set(build_keys(fire)) & set(build_keys(same))) >= 2


def test_a_story_of_another_time_or_language_is_another(
    analyzer: ArticleAnalyzer, now: datetime
) -> None:
    fire = analyzer.analyze(RawArticle(text=FIRE), now)
    late = _candidate(fire, 1)
    old = MatchCandidate(1, "ru", now - STORY_WINDOW - timedelta(hours=1), fire.fingerprint)
    foreign = MatchCandidate(1, "uk", now, fire.fingerprint)
    assert choose_story(fire, [late]) == 1
    assert choose_story(fire, [old]) is None
    assert choose_story(fire, [foreign]) is None


def test_the_same_words_about_other_days_are_other_stories(
    analyzer: ArticleAnalyzer, now: datetime
) -> None:
    forecast = """Прогноз погоды на {day} ноября. Синоптики Амурской области ждут слабый снег, ветер \
северо-западный, на дорогах гололёд. Ночью {night} градусов мороза, днём {noon}."""
    eighth, sixteenth = (
        analyzer.analyze(RawArticle(text=forecast.format(day=day, night=night, noon=noon)), now)
        for day, night, noon in ((8, 12, 7), (16, 21, 15))
    )
    copied = analyzer.analyze(
        RawArticle(text=forecast.format(day=8, night=12, noon=7) + " Ждём."), now
    )
    assert choose_story(copied, [_candidate(eighth, 1), _candidate(sixteenth, 2)]) == 1


def test_a_round_up_does_not_chain_two_events(analyzer: ArticleAnalyzer, now: datetime) -> None:
    talks = "Iran and the US met in Geneva for nuclear talks with mediators from Oman on Monday."
    death = "Civil rights leader Jackson has died aged 84, his family said in a statement."
    round_up, iran, jackson = (
        analyzer.analyze(RawArticle(text=text, title=title), now)
        for text, title in (
            (f"{death} {talks}", "Jackson has died. And Iran nuclear talks begin"),
            (talks, "Iran nuclear talks begin in Geneva"),
            (death, "Jackson dies at 84"),
        )
    )
    story = [_candidate(article, 1) for article in (iran, iran, iran, iran, round_up)]
    assert choose_story(iran, [_candidate(round_up, 1)]) == 1
    assert choose_story(jackson, story) is None


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("8 ноября и 16 ноября", "ru", ["11-08", "11-16"]),
        ("On November 8 or 1st May", "en", ["11-08", "05-01"]),
        ("до 24 серпня", "uk", ["08-24"]),
        ("45 мая, 2026 год", "ru", []),
    ],
)
def test_days_are_read(
    lemmatizer: Lemmatizer, text: str, language: Language, expected: list[str]
) -> None:
    sentence = TextAnalyzer(lemmatizer).analyze(text, (), language).title
    assert list(find_days(sentence.words, language)) == expected


def test_one_word_in_common_is_no_story_in_common(analyzer: ArticleAnalyzer, now: datetime) -> None:
    """In short English teasers one word outweighs all the others."""
    about_love, about_food, strike, stopped = (
        analyzer.analyze(RawArticle(title=title, text=text), now)
        for title, text in (
            ("Does a chemical make you fall in love?", "Brain scientists explain what love is."),
            ("Food is love", "Essays about how love goes through the kitchen."),
            ("Ferry crews to strike on Thursday", "Unions called the ferry strike over pay."),
            ("Ferry strike stops island traffic", "Crews walked out over pay on Thursday."),
        )
    )
    assert choose_story(about_food, [_candidate(about_love, 1)]) is None
    assert choose_story(stopped, [_candidate(strike, 1)]) == 1


def test_central_article_is_most_similar_to_others(
    analyzer: ArticleAnalyzer, now: datetime
) -> None:
    fire, same, other = (
        analyzer.analyze(RawArticle(text=t), now) for t in (FIRE, SAME_FIRE, OTHER)
    )
    members = [_candidate(other, 1), _candidate(fire, 2), _candidate(same, 3)]
    assert find_most_central(members).story_id in (2, 3)
    assert find_most_central([_candidate(fire, 2), _candidate(fire, 3)]).story_id == 2
