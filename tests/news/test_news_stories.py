from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from news.analysis import Analyser
from news.days import days
from news.desk import Desk
from news.language.lemmas import Lemmatizer
from news.model import Article, Language, RawArticle, StoryCandidate
from news.stories import MOST_KEYS, STORY_WINDOW, choose, keys, most_central

FIRE = """Пожар на складе химического завода в Казани тушили всю ночь. Огонь охватил три тысячи \
квадратных метров, сообщили в МЧС. Пострадали двое рабочих, их увезли в больницу."""
SAME_FIRE = """В Казани потушили крупный пожар на химзаводе. Склад площадью три тысячи квадратных \
метров горел всю ночь, двое рабочих в больнице, рассказали спасатели МЧС Татарстана."""
OTHER = """Сборная Казани по хоккею выиграла третий матч подряд. Победную шайбу забросил \
нападающий Иванов на последней минуте встречи с соперниками из Уфы."""


def _candidate(article: Article, story_id: int) -> StoryCandidate:
    return StoryCandidate(story_id, article.language, article.published, article.fingerprint)


def test_two_reports_of_one_event_meet(desk: Desk, now: datetime) -> None:
    fire = desk.edit(RawArticle(text=FIRE), now)
    same = desk.edit(RawArticle(text=SAME_FIRE), now)
    other = desk.edit(RawArticle(text=OTHER), now)
    candidates = [_candidate(other, 1), _candidate(fire, 2)]
    assert choose(same, candidates) == 2
    assert choose(fire, [_candidate(other, 1)]) is None
    assert choose(fire, []) is None


def test_two_reports_of_one_event_share_a_key(desk: Desk, now: datetime) -> None:
    fire, same = (desk.edit(RawArticle(text=text), now) for text in (FIRE, SAME_FIRE))
    assert len(keys(fire)) <= MOST_KEYS
    assert len(set(keys(fire)) & set(keys(same))) >= 2


def test_a_story_of_another_time_or_language_is_another(desk: Desk, now: datetime) -> None:
    fire = desk.edit(RawArticle(text=FIRE), now)
    late = _candidate(fire, 1)
    old = StoryCandidate(1, "ru", now - STORY_WINDOW - timedelta(hours=1), fire.fingerprint)
    foreign = StoryCandidate(1, "uk", now, fire.fingerprint)
    assert choose(fire, [late]) == 1
    assert choose(fire, [old]) is None
    assert choose(fire, [foreign]) is None


def test_the_same_words_about_other_days_are_other_stories(desk: Desk, now: datetime) -> None:
    forecast = """Прогноз погоды на {day} ноября. Синоптики Амурской области ждут слабый снег, ветер \
северо-западный, на дорогах гололёд. Ночью {night} градусов мороза, днём {noon}."""
    eighth, sixteenth = (
        desk.edit(RawArticle(text=forecast.format(day=day, night=night, noon=noon)), now)
        for day, night, noon in ((8, 12, 7), (16, 21, 15))
    )
    copied = desk.edit(RawArticle(text=forecast.format(day=8, night=12, noon=7) + " Ждём."), now)
    assert choose(copied, [_candidate(eighth, 1), _candidate(sixteenth, 2)]) == 1


def test_a_round_up_does_not_chain_two_events(desk: Desk, now: datetime) -> None:
    talks = "Iran and the US met in Geneva for nuclear talks with mediators from Oman on Monday."
    death = "Civil rights leader Jesse Jackson has died aged 84, his family said in a statement."
    round_up, iran, jackson = (
        desk.edit(RawArticle(text=text, title=title), now)
        for text, title in (
            (f"{death} {talks}", "Jesse Jackson has died. And Iran nuclear talks begin"),
            (talks, "Iran nuclear talks begin in Geneva"),
            (death, "Jesse Jackson dies at 84"),
        )
    )
    story = [_candidate(article, 1) for article in (iran, iran, iran, iran, round_up)]
    assert choose(iran, [_candidate(round_up, 1)]) == 1
    assert choose(jackson, story) is None


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
    sentence = Analyser(lemmatizer).analyse(text, (), language).title
    assert list(days(sentence.words, language)) == expected


def test_one_word_in_common_is_no_story_in_common(desk: Desk, now: datetime) -> None:
    """Short English teasers, in which one word weighs more than all the others."""
    about_love, about_food, strike, stopped = (
        desk.edit(RawArticle(title=title, text=text), now)
        for title, text in (
            ("Does a chemical make you fall in love?", "Brain scientists explain what love is."),
            ("Food is love", "Essays about how love goes through the kitchen."),
            ("Ferry crews to strike on Thursday", "Unions called the ferry strike over pay."),
            ("Ferry strike stops island traffic", "Crews walked out over pay on Thursday."),
        )
    )
    assert choose(about_food, [_candidate(about_love, 1)]) is None
    assert choose(stopped, [_candidate(strike, 1)]) == 1


def test_the_most_central_article_is_likest_to_all_the_others(desk: Desk, now: datetime) -> None:
    fire, same, other = (desk.edit(RawArticle(text=t), now) for t in (FIRE, SAME_FIRE, OTHER))
    members = [_candidate(other, 1), _candidate(fire, 2), _candidate(same, 3)]
    assert most_central(members).story_id in (2, 3)
    assert most_central([_candidate(fire, 2), _candidate(fire, 3)]).story_id == 2
