"""The demo's additions to the chat page: a tour in three steps, and a button that advances the
clock."""

from __future__ import annotations

from bot.app import App
from bot.demo.world import ANNA, MARINA, MORNING, DemoClock
from sandbox import Controls, Step
from service.i18n.datetimes import find_next_time

TOUR = (
    Step(
        title={"ru": "Вы — Марина", "uk": "Ви — Марина", "en": "You are Marina"},
        body={
            "ru": "Она пишет боту впервые. Начните разговор, отметьте темы, выберите час — и "
            "получите первую сводку.",
            "uk": "Вона пише боту вперше. Почніть розмову, позначте теми, виберіть час — і "
            "отримайте перше зведення.",
            "en": "She meets the bot for the first time. Begin, tick topics, choose an hour, and "
            "get a first digest.",
        },
        person=MARINA,
        text="/start",
    ),
    Step(
        title={"ru": "Спросите слово", "uk": "Запитайте слово", "en": "Ask for a word"},
        body={
            "ru": "Любое слово — уже поиск, и форма не важна: «азербайджану» найдёт и "
            "«Азербайджан», и «азербайджанский».",
            "uk": "Будь-яке слово — вже пошук, і форма не важлива: «азербайджану» знайде й "
            "«Азербайджан».",
            "en": "Any word is a search, and its form does not matter: «азербайджану» finds "
            "«Азербайджан» too.",
        },
        person=MARINA,
        text="азербайджану",
    ),
    Step(
        title={"ru": "Теперь вы — редактор", "uk": "Тепер ви — редактор", "en": "Be an editor"},
        body={
            "ru": "Отправьте срочную новость тысяче читателей и смотрите, как она расходится. "
            "Панель справа показывает каждый запрос.",
            "uk": "Надішліть термінову новину тисячі читачів і дивіться, як вона розходиться. "
            "Панель праворуч показує кожен запит.",
            "en": "Push breaking news to a thousand readers and watch it go out. The panel on the "
            "right shows every request.",
        },
        person=ANNA,
        text="/breaking Мост через Лиман открыт: первые автобусы пошли в шесть утра",
    ),
)

TOMORROW_LABEL = {
    "ru": "Сделать 8:00 завтра",
    "uk": "Зробити 8:00 завтра",
    "en": "Make it 8:00 tomorrow",
}


def add_tour(controls: Controls, app: App, clock: DemoClock) -> None:
    """Add the tour and the clock's button to the page."""

    async def make_it_tomorrow() -> dict[str, str]:
        clock.jump(find_next_time(clock(), app.settings.default_timezone, MORNING))
        await app.send_due_digests()
        return {language: f"{clock():%d.%m.%Y} 08:00" for language in TOMORROW_LABEL}

    controls.tour.extend(TOUR)
    controls.add("tomorrow", TOMORROW_LABEL, make_it_tomorrow)
