"""Noise is a whole line or sentence; news that begins with the same words stays."""

from __future__ import annotations

import pytest

from news.data import load_toml
from news.text.noise import has_noise, is_noise


@pytest.mark.parametrize(
    "text",
    [
        "Subscribers to the service grew by ten per cent in a year.",
        "Sign up for classes fell by half last year.",
        "Share prices rose on Monday.",
        "Read the room, senators told the president.",
        "Get the vaccine before winter, doctors advise.",
        "Join us or perish, the general told the rebels.",
        "Follow us into the forest, the ranger said.",
        "Comments by the minister angered unions.",
        "Reuters was founded in 1851.",
        "Trending tea houses close in Halverton.",
        "Anyone who owns a dog must pay, the council decided.",
        "Tickets sold out within an hour, the theatre said.",
        "The story was sold to a film company.",
        "Corrections officers went on strike.",
        "Поделиться опытом приехали врачи из Одессы.",
        "Следите за детьми у воды, просят спасатели.",
        "Следите за новостями о паводке, просят спасатели.",
        "Читать далее двух абзацев ученики не стали.",
        "Больше половины жителей города против стройки.",
        "Реклама табака запрещена с января.",
        "При использовании газа погибли трое.",
        "Сообщение о взрыве впервые появилось в канале мэра.",
        "Запись разговора впервые появилась в суде.",
        "Мы в ответе за тех, кого приручили, сказал мэр.",
        "Подписка на газеты подорожала вдвое.",
        "Підписати угоду сторони готові у березні.",
        "Читати вчаться навіть ті, кому за сімдесят.",
        "The interview was edited to make the mayor look confused, the broadcaster admitted.",
        "The report was amended after the minister's lawyers objected.",
        "Anyone who enters the country may be asked to hand over a phone.",
        "Anyone who works with children can be asked for a certificate from May.",
        "Tickets cost £500 at this year's final, twice the price of 2022.",
        "Last updated in 1990, the school code will be rewritten this year.",
        "Автор: имя убийцы известно следствию, заявил он.",
        "Фото из архива потерялось при переезде музея.",
        "Хотите ли вы мира, спросил он.",
    ],
)
def test_news_that_begins_like_noise_stays(text: str) -> None:
    assert not is_noise(text)


@pytest.mark.parametrize(
    "text",
    [
        "Subscribe to our newsletter",
        "Follow us on Facebook",
        "Get the latest news in your inbox",
        "Copyright 2026 The Associated Press. All rights reserved.",
        "(Reporting by Ann Lee; Editing by Bob Roe)",
        "The post Bridge opens first appeared on Herald.",
        "Поделиться в соцсетях",
        "Следите за нашими новостями в Telegram",
        "Читать далее",
        "Нашли опечатку? Сообщите нам",
        "При использовании материалов ссылка на сайт обязательна.",
        "Запись Мост открыт впервые появилась Вестник.",
        "👇 Вестник. Подписаться",
        "Дивіться також: Як побудували міст",
        "Запис Міст відкрито спершу з'явився на Вісник.",
        "Підписуйтесь на наш канал, щоб не пропустити новини",
        "Якщо ви знайшли помилку, виділіть її",
        "For more information, call the ticket office.",
        "This column is not financial advice.",
        "The figures exclude the islands.",
        "Buy the next issue of the Marsh Herald.",
        "Live | Play | Mute",
        "Loading...",
        "Story continues below advertisement",
        "Slideshow (3 images)",
        "Trending: Seal pup born at the zoo",
        "Follow Ada Finch on Twitter",
        "Check back for updates on the flood.",
        "Pictured: The mill before the flood.",
        "The map below shows the closed roads.",
        "This story has been updated with a comment from the mayor.",
        "An earlier version of this article misspelled the mayor's name.",
        "This is a developing story and will be updated.",
        "Anyone who saw the crash should call the police.",
        "Anyone with information is asked to contact the police.",
        "The story has been updated with a comment from the mayor.",
        "Last updated: 10:22, 2 May 2025",
        "Tickets cost £12 and are available from the theatre's website.",
        "Справки по телефону 8 800 000-00-00.",
        "Данные приведены без учёта приграничных районов.",
        "Материал не является инвестиционной рекомендацией.",
        "Покупайте свежий номер «Зари» в киосках.",
        "Довідки за телефоном 044 000-00-00.",
        "Дані наведено без урахування тимчасово окупованих територій.",
        "Купуйте новий номер «Степової правди».",
        "Читайте нас в Telegram",
        "Читайте нас в Дзене",
        "Больше новостей — в нашем Telegram",
        "Хочете більше новин? Підписуйтесь на наш Telegram",
        "Новини від Вісника в Telegram. Підписуйтесь на наш канал https://t.me/visnyk",
        "Фото из открытых источников",
        "Фото из архива",
        "Теги: мост, река",
        "Распечатать",
        "Get the latest news delivered to your inbox",
        "Автор: Иван Петров",
    ],
)
def test_noise_goes_in_three_languages(text: str) -> None:
    assert is_noise(text)


@pytest.mark.parametrize("text", ["All Rights Reserved", "ФОТО: Иван Петров", "Not HTTPS: see"])
def test_pointers_are_found_in_any_case(text: str) -> None:
    assert has_noise(text)
    assert has_noise(text.lower())


def test_pointers_are_written_in_lower_case() -> None:
    """The text is searched in lower case."""
    patterns = load_toml("text/noise")["anywhere"]
    assert [pattern for pattern in patterns if pattern != pattern.lower()] == []


@pytest.mark.parametrize(
    ("text", "is_struck"),
    [
        ("The council did not immediately respond to a request for comment.", True),
        ("The mill and its owner declined to comment.", True),
        ("The mill's owner declined to comment.", True),
        ("The Herald has reached out to the council for comment.", True),
        ("Ada Finch and Mark Orr contributed to this report.", True),
        ("The mill, which declined to comment, will close in May.", False),
        ("The mayor returned to comment on peace, and left.", False),
        ("Una Marsh resigned as mayor on Monday and her office declined to comment.", False),
        ("Marsh resigned and declined to comment.", False),
        ("Marsh quit on Monday and she declined to comment.", False),
        ("The Herald may earn a commission if you buy a lamp.", True),
        ("The Herald receives a small commission when you buy a lamp.", True),
        ("The broker receives a commission of 3 percent on each flat.", False),
    ],
)
def test_a_sentence_of_those_who_said_nothing_is_no_news(text: str, *, is_struck: bool) -> None:
    assert has_noise(text) is is_struck
