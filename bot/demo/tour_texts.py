"""The texts of the demo's tour, in three languages."""

from __future__ import annotations

from dataclasses import dataclass

from news.model import InterfaceLanguage


@dataclass(frozen=True)
class StepText:
    """The texts of a step; ``goals``: what to do in it; ``typed``: what the page types."""

    title: str
    body: str
    goals: tuple[str, ...]
    typed: str | None = None


TOMORROW_LABEL = {
    "ru": "Перевести часы на завтра, 8:00",
    "uk": "Перевести годинник на завтра, 8:00",
    "en": "Make it 8:00 tomorrow",
}
TOMORROW_DONE = {
    "ru": "Теперь {day}, 8:00: сводки разосланы",
    "uk": "Тепер {day}, 8:00: зведення розіслано",
    "en": "It is {day}, 8:00: the digests are out",
}
TOMORROW_QUIET = {
    "ru": "Теперь {day}, 8:00. Новых статей за ночь не было: добавить свои — svodka import",
    "uk": "Тепер {day}, 8:00. Нових статей за ніч не було: додати свої — svodka import",
    "en": "It is {day}, 8:00. No articles came overnight: add your own with svodka import",
}
"""From the second time on."""

RUSSIAN = (
    StepText(
        "Вы — Марина",
        "Она открыла бота впервые. До первой сводки — три касания.",
        (
            "Нажмите «Начать» внизу",
            "Отметьте темы, нажмите «Готово», потом 08:00 — и придёт первая сводка",
        ),
        "/start",
    ),
    StepText(
        "Напишите слово",
        "Любое слово — уже поиск, и форма не важна: «азербайджану» найдёт и «Азербайджан», "
        "и «азербайджанский».",
        ("Отправьте сообщение: придут статьи",),
        "азербайджану",
    ),
    StepText(
        "Теперь вы — редактор",
        "Отправьте срочную новость тысяче читателей. Рядом, «За кулисами», видны каждый запрос "
        "и лимиты Telegram.",
        (
            "Отправьте сообщение: бот покажет новость и скажет, сколько читателей её получат",
            "Нажмите «Отправить»",
            "Полминуты — и новость у всех",
        ),
        "/breaking Мост через Лиман открыт: первые автобусы пошли в шесть утра",
    ),
    StepText(
        "А теперь завтра",
        "{cast.reader.name} читает сводки неделю. Переведите часы: за ночь выйдут новости, "
        "а в восемь придёт сводка.",
        ("Нажмите кнопку: придёт сводка",),
    ),
)
UKRAINIAN = (
    StepText(
        "Ви — Соломія",
        "Вона відкрила бота вперше. До першого зведення — три дотики.",
        (
            "Натисніть «Почати» внизу",
            "Позначте теми, натисніть «Готово», тоді 08:00 — і надійде перше зведення",
        ),
        "/start",
    ),
    StepText(
        "Напишіть слово",
        "Будь-яке слово — вже пошук, і форма не важлива: «трамваєм» знайде і «трамвай», "
        "і «трамвайну».",
        ("Надішліть повідомлення: надійдуть статті",),
        "трамваєм",
    ),
    StepText(
        "Тепер ви — редакторка",
        "Надішліть термінову новину тисячі читачів. Поруч, «За лаштунками», видно кожен запит "
        "і ліміти Telegram.",
        (
            "Надішліть повідомлення: бот покаже новину й скаже, скільки читачів її отримає",
            "Натисніть «Надіслати»",
            "Пів хвилини — і новина в усіх",
        ),
        "/breaking Міст через лиман відкрили: перші автобуси рушили о шостій ранку",
    ),
    StepText(
        "А тепер завтра",
        "{cast.reader.name} читає зведення тиждень. Переведіть годинник: за ніч вийдуть новини, "
        "а о восьмій надійде зведення.",
        ("Натисніть кнопку: надійде зведення",),
    ),
)
ENGLISH = (
    StepText(
        "You are Emma",
        "She has just opened the bot. Three taps, and her first digest is there.",
        (
            "Press Start below",
            "Tick topics, press Done, then 08:00: the first digest arrives",
        ),
        "/start",
    ),
    StepText(
        "Send a word",
        "Any word is a search, and its form does not matter: “islanders” finds “islands” too.",
        ("Send the message: articles arrive",),
        "islanders",
    ),
    StepText(
        "Now you are the editor",
        "Push breaking news to a thousand readers. “Behind the scenes” shows every request and "
        "Telegram’s limits.",
        (
            "Send the message: the bot shows the news and how many people will get it",
            "Press Send",
            "Half a minute, and everyone has it",
        ),
        "/breaking The harbour bridge is open: the first buses crossed at six this morning",
    ),
    StepText(
        "And now it is tomorrow",
        "{cast.reader.name} has read the digests for a week. Move the clock: news comes overnight, "
        "and at eight the digest.",
        ("Press the button: the digest arrives",),
    ),
)
TOUR_TEXTS: dict[InterfaceLanguage, tuple[StepText, StepText, StepText, StepText]] = {
    "ru": RUSSIAN,
    "uk": UKRAINIAN,
    "en": ENGLISH,
}
