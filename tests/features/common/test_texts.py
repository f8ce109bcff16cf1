"""Test what people read: operators, cities, hours and data in the reader's own language."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.app import App
from news.model import InterfaceLanguage, RawArticle
from sandbox.testing import Person
from service.bootstrap import Services
from tests.support.articles import BRIDGE, load
from tests.support.conversation import ask

People = Callable[..., Person]

BRIDGE_TITLE = "Мост через Днепр открыт"

OPERATORS: dict[InterfaceLanguage, tuple[str, ...]] = {
    "ru": ("источник:", "тема:", "язык:", "после:", "до:"),
    "uk": ("джерело:", "тема:", "мова:", "після:", "до:"),
    "en": ("source:", "topic:", "language:", "after:", "before:"),
}


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
async def test_help_names_the_operators_in_the_readers_language_and_they_work(
    app: App, services: Services, person: People, language: InterfaceLanguage
) -> None:
    await load(
        services,
        RawArticle(
            title=BRIDGE_TITLE,
            text="Мост через Днепр открыт для машин. Его строили в городе четыре года.",
            source="Reuters",
            published=services.clock() - timedelta(days=1),
        ),
        RawArticle(
            title="Разводной мост в Одессе закрыли на ремонт",
            text="Разводной мост в порту Одессы закрыли на ремонт до осени, рассказали в порту.",
            source="Вестник",
        ),
    )
    olya = person(language_code=language)
    shown = (await ask(olya, "/help")).text
    lines = [line for line in shown.splitlines() if not line.startswith("/")]
    examples = re.findall(r"\b\w+:[\w.-]+", "\n".join(lines))
    named = [one.partition(":")[0] + ":" for one in examples]
    assert set(OPERATORS[language]) <= set(named)
    for example in examples:
        query = await services.search.parse_query(f"мост {example}", now=services.clock())
        assert not query.faults, example
        assert [word.text for word in query.words] == ["мост"], f"{example} is an operator"
    source = OPERATORS[language][0]
    assert BRIDGE_TITLE in (await ask(olya, f"мост {source}Reuters")).text
    assert BRIDGE_TITLE not in (await ask(olya, f"мост {source}Вестник")).text


@pytest.mark.parametrize(
    ("language", "typed", "named"),
    [("ru", "Одесса", "Одесса (по Киеву)"), ("uk", "Одеса", "Одеса (за Києвом)"), ("en", "Odesa", "Odesa (Kyiv time)")],
)  # fmt: skip
async def test_a_city_is_called_as_it_was_typed_in_the_settings_too(
    app: App, person: People, language: InterfaceLanguage, typed: str, named: str
) -> None:
    olya = person(language_code=language)
    assert named in (await ask(olya, f"/timezone {typed}")).text
    assert named in (await ask(olya, "/settings")).text
    assert named in (await ask(olya, "/timezone")).text
    await ask(olya, "/timezone UTC+3")
    assert typed not in (await ask(olya, "/settings")).text


@pytest.mark.parametrize(
    ("language", "at_eleven", "three"),
    [
        ("ru", "в 11:00", "в 08:00, 11:00 и 21:00"),
        ("uk", "об 11:00", "о 08:00, 11:00"),
        ("en", "at 11:00", "at 08:00, 11:00"),
    ],
)
async def test_hours_are_said_as_people_say_them(
    app: App, person: People, language: InterfaceLanguage, at_eleven: str, three: str
) -> None:
    olya = person(language_code=language)
    assert at_eleven in (await ask(olya, "/time 11")).text
    assert three in (await ask(olya, "/time 8 11 21")).text


@pytest.mark.parametrize(
    ("language", "question", "weekday"),
    [
        ("ru", "На сколько сделать паузу?", "до пятницы"),
        ("uk", "На скільки зробити паузу?", "до п’ятниці"),
        ("en", "How long should I pause?", "Friday"),
    ],
)
async def test_pause_asks_for_how_long_and_takes_weekdays(
    app: App, services: Services, person: People, language: InterfaceLanguage, question: str, weekday: str
) -> None:  # fmt: skip
    olya = person(language_code=language)
    await ask(olya, "/time 8")
    assert question in (await ask(olya, "/pause")).text
    await ask(olya, weekday)
    reader = await services.subscribers.get(olya.id)
    assert reader is not None
    assert reader.state == "paused"
    assert reader.paused_until is not None
    assert reader.paused_until.isoweekday() in (4, 5), "midnight in the reader's zone"


@pytest.mark.parametrize(
    ("language", "summary"),
    [
        ("ru", "Всё, что я о вас храню: настройки, 1 источник, 1 сохранённая статья, 1 поиск."),
        ("uk", "Усе, що я про вас зберігаю: налаштування, 1 джерело, 1 збережена стаття, 1 пошук."),
        ("en", "Everything I keep about you: settings, 1 source, 1 saved article, 1 search."),
    ],
)
async def test_mydata_says_what_it_holds_and_its_file_has_no_plumbing(
    app: App, services: Services, person: People, language: InterfaceLanguage, summary: str
) -> None:
    await load(services, BRIDGE)
    olya = person(language_code=language)
    found = await ask(olya, "мост")
    await olya.click(found, "1️⃣")
    article = await olya.wait()
    await olya.click_data(article, "v:1:1")
    await olya.click_data(article, "fo:1:0:1")
    await olya.settle()
    olya.skip()
    file = await ask(olya, "/mydata")
    assert file.text == summary
    assert file.document is not None
    stored = olya.sandbox.telegram.files.get(file.document["file_id"])
    assert stored is not None
    written = stored.upload.content.decode()
    assert not re.findall(
        r'"(?:\w+_id|\w*attempts|watermark|priority)":', written.replace('"chat_id"', "")
    )
    data = json.loads(written)
    assert data["saved_articles"][0]["title"] == BRIDGE.title
    assert {"waiting_alerts", "alerts_an_hour", "stories_shown"}.isdisjoint(data)


@pytest.mark.parametrize(
    ("language", "sections"),
    [
        ("ru", ("Сводка", "Язык и вид", "Срочное и тихие часы", "Пауза и данные")),
        ("uk", ("Зведення", "Мова й вигляд", "Термінове й тихі години", "Пауза й дані")),
        ("en", ("Digest", "Language and style", "Alerts and quiet hours", "Pause and data")),
    ],
)
async def test_settings_have_four_sections_with_something_in_each(
    app: App, person: People, language: InterfaceLanguage, sections: tuple[str, ...]
) -> None:
    """Nothing stood under the heading of the last one."""
    settings = await ask(person(language_code=language), "/settings")
    lines = settings.text.splitlines()
    places = [lines.index(name) for name in sections]
    assert places == sorted(places)
    for place, end in zip(places, (*places[1:], len(lines) - 1), strict=True):
        assert any(lines[place + 1 : end])


@pytest.mark.parametrize("sign", ["№ ", "№", "#"])
async def test_a_number_is_understood_as_it_is_written(
    app: App, services: Services, person: People, sign: str
) -> None:
    await load(services, BRIDGE)
    editor = person("Anna", id=9000, language_code="en")
    shown = await ask(editor, f"/edit {sign}1")
    assert shown.text.startswith("#1. ")
