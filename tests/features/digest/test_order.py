"""Test which stories a digest leads with, and which article stands for a story."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.app import App
from news.model import RawArticle
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from tests.support.articles import load
from tests.support.conversation import ask, subscribe

People = Callable[..., Person]

BUDGET = RawArticle(
    title="Президент подписал закон о бюджете на оборону",
    source="Столичные вести",
    text="Президент подписал закон о бюджете на оборону. Парламент принял его в среду большинством "
    "голосов, и правительство начнёт выплаты в августе.\n\nМинистр финансов сказал, что денег хватит "
    "до конца года. Депутаты требовали увеличить расходы на медицину, но правительство отказалось.",
)
COLUMN = RawArticle(
    title="Мнение: президенту пора уволить правительство",
    source="Трибуна",
    text="Президенту пора уволить правительство, и вот почему. Парламент давно потерял терпение, а "
    "министры не отвечают на вопросы депутатов о налогах и выборах.",
)
HOROSCOPE = RawArticle(
    title="Гороскоп на завтра для всех знаков зодиака",
    source="Звёзды",
    text="Овнам завтра стоит остаться дома. Тельцов ждёт приятная встреча, а Близнецам лучше не "
    "спорить с начальством. Весам пора купить что-то новое для дома и сада.",
)
RECIPE = RawArticle(
    title="Повара показали, как солят огурцы в Полтаве",
    source="Кухня",
    text="Повара показали на ярмарке, как солят огурцы в Полтаве. В рассол кладут укроп, чеснок и "
    "лист смородины, а потом банки на неделю ставят в погреб.",
)


def titles(text: str) -> list[str]:
    return re.findall(r"^\d+\. (.+)$", text, re.MULTILINE)


async def test_important_news_leads_and_other_kinds_come_last(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    """Of stories with one source the newest led the digest, a horoscope too."""
    olya = await subscribe(person(), hour="20:00")
    for article in (BUDGET, RECIPE, COLUMN, HOROSCOPE):
        await load(services, article)
        sandbox_clock.advance(hours=1)
    sandbox_clock.advance(hours=4)
    assert await app.send_due_digests() == 1
    shown = (await olya.wait()).text
    shown_titles = titles(shown)
    assert shown_titles[0] == BUDGET.title
    assert set(shown_titles[1:]) == {RECIPE.title, COLUMN.title, HOROSCOPE.title}
    assert shown_titles.index(RECIPE.title) < shown_titles.index(HOROSCOPE.title)
    assert shown.splitlines()[0] == "Добрый вечер! Среда, 1 июля · 4 сюжета, 1 мин"


async def test_credited_origin_leads_its_story_and_is_named_first(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    reprint = replace(
        BUDGET,
        title="Закон о бюджете на оборону подписан президентом",
        source="Пересказ",
        text=BUDGET.text.replace("голосов, и", "голосов, сообщают «Столичные вести», и"),
    )
    later = replace(
        reprint,
        title="Подписан закон о бюджете на оборону: что сказал президент",
        source="Второй пересказ",
        text=reprint.text + "\n\nЗакон ждали с весны, и спор о нём шёл весь июнь.",
    )
    olya = await subscribe(person(), hour="20:00")
    await load(services, reprint)
    sandbox_clock.advance(hours=1)
    await load(services, BUDGET)
    first = await ask(olya, "/digest")
    assert titles(first.text) == [BUDGET.title], "the origin takes the place of its reprint"
    sandbox_clock.advance(hours=3)
    await load(services, later)
    sandbox_clock.advance(hours=5)
    vera = person("Вера")
    shown = await ask(vera, "/digest")
    assert titles(shown.text) == [BUDGET.title], "and it stays"
    line = next(line for line in shown.text.splitlines() if "·" in line and "Столичные" in line)
    assert line.startswith("Столичные вести · Пересказ · ещё 1")
    assert shown.text.index(line) < shown.text.index("Парламент принял"), "under the title"
    await vera.click(shown, "1️⃣")
    assert "Столичные вести" in (await vera.wait()).text
