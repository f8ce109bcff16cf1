"""Press every button of every screen twice: each gets an answer, acts once and raises no error."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.app import App
from bot.ui.callbacks import EditorCallback
from news.model import RawArticle
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from service.sources import registration
from service.sources.registration import SourceCandidate
from storage.database.engine import parse_sqlite_path
from storage.stats.audit_log import Actor
from tests.conftest import EDITOR_ID
from tests.support.articles import BRIDGE, LONG, load
from tests.support.conversation import ask
from tests.support.crawler import Crawler, unpressed

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]

People = Callable[..., Person]

NEWS = (
    replace(BRIDGE, url="https://example.org/bridge"),
    RawArticle(
        title="Новый мост открыли в Днепре",
        source="Заречные новости",
        url="https://example.net/bridge",
        text="Новый мост через реку открыли в Днепре в среду. Мэр Иван Коваль сказал, что его "
        "строили четыре года. Каждый день по мосту проедут двадцать тысяч машин.",
    ),
    LONG,
    *(
        RawArticle(title=f"{what} {where}", source=f"Листок {where}", text=f"{what} {where}. {why}")
        for what, where, why in (
            ("Театр играет премьеру", "в Полтаве", "Зрители идут через мост."),
            ("Пекарня снизила цены", "в Сумах", "Мост рядом не виноват."),
            ("Хирурги спасли лося", "под Ровно", "Зверь упал на мост."),
            ("Школьники собрали робота", "в Черновцах", "Он умеет строить мост."),
            ("Вертолёт тушил пожар", "на Закарпатье", "Огонь не перешёл мост."),
            ("Боксёр вернулся с золотом", "из Токио", "Его ждал весь мост."),
            ("Археологи нашли монеты", "у Каменца", "Клад лежал под опорой, где был мост."),
            ("Метеорологи обещают снег", "во Львове", "Мост посыпят солью."),
        )
    ),
)
READERS = (
    "/start", "мост", "/digest", "/search мост", "/topics", "/time", "/timezone", "/language",
    "/saved", "/mute source:Научный листок", "/settings", "/quiet", "/help", "/follow мост, театр", "/mute лось", "/mydata", "/pause", "/resume", "/stop",
)  # fmt: skip
EDITORS = (
    "/start", "мост", "/stats", "/log", "/sources", "/topic", "/add", "/edit 2", "/remove 3",
    "/breaking Мост закрыт", "/breaking 1", "/editors", "/desk",
)  # fmt: skip


@pytest.fixture
async def crawler(
    app: App, services: Services, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> Callable[[Person], Crawler]:
    caplog.set_level(logging.WARNING)
    database = parse_sqlite_path(services.settings.database_url)
    return lambda person: Crawler(app, person, clock, database, caplog)


async def pause_scheduled_jobs(app: App, user: Person) -> None:
    """Pause the scheduled jobs, so that only presses change anything."""
    await ask(user, "/help")
    app._schedule.pause()


async def test_every_reader_button(
    app: App, services: Services, person: People, crawler: Callable[[Person], Crawler]
) -> None:
    await load(services, *NEWS)
    olya = person("Оля")
    await pause_scheduled_jobs(app, olya)
    await olya.click(await ask(olya, "лось"), "1️⃣")
    await olya.click(await olya.wait(), "Сохранить")
    await olya.click(await olya.wait(), "Следить за сюжетом")
    await olya.click(await olya.wait(), "Следить…")
    await olya.wait()
    reader = crawler(olya)
    await reader.crawl(READERS)
    assert not reader.complaints, "\n".join(reader.complaints)
    editors = {button.__name__ for button in EditorCallback.__subclasses__()}
    # The crawl does not reach these: in groups, under alerts and names, beyond a first page.
    elsewhere = {
        "CloseMessage", "FollowName", "MuteName", "SearchSuggestion", "TermsPage", "TopicsBack", "UnfollowStory",
        "UnfollowTerm",
    }  # fmt: skip
    assert unpressed(reader.pressed) - editors - elsewhere == set()


async def test_every_editor_button(
    app: App, services: Services, person: People, crawler: Callable[[Person], Crawler]
) -> None:
    await load(services, *NEWS)
    editor = person("Анна", id=EDITOR_ID)
    await pause_scheduled_jobs(app, editor)
    async with services.database.write() as connection:
        for number in range(17):
            found = SourceCandidate(f"http://127.0.0.1:9/feed{number}.xml")
            await registration.register_source(
                connection, found, Actor(EDITOR_ID, "Анна"), services.clock()
            )
    crawling = crawler(editor)
    await crawling.crawl(EDITORS)
    assert not crawling.complaints, "\n".join(crawling.complaints)
    editors = {button.__name__ for button in EditorCallback.__subclasses__()}
    assert unpressed(crawling.pressed) & editors == {
        "ChooseSource",
        "ControlBroadcast",  # of a running broadcast; these are done at once
        "ReviewProposal",
        "TakeChannel",
    }
