"""Test full coverage: every report of a story within reach, wherever the story is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import App
from bot.features.articles.coverage_views import build_coverage
from bot.features.search.callbacks import SearchPage
from bot.ui.articles import (
    ArticleView,
    CoverageOrder,
    CoverageOrigin,
    OpenArticle,
    OpenCoverage,
)
from bot.ui.callbacks import nest_callback, unnest_callback
from sandbox import Sandbox, users
from sandbox.clock import ManualClock
from sandbox.testing import MessageSnapshot, Person
from service.articles.coverage import CoveragePage
from service.bootstrap import Services
from service.i18n.translations import Translator
from service.search.filters import SearchFilters
from storage.archive.coverage import Report
from tests.features.alerts.test_alerts import follow
from tests.features.search.test_search_buttons import NARROWINGS
from tests.support.articles import ADDED, BRIDGE, load, load_bridge, tell_bridge
from tests.support.conversation import ask, open_first
from tests.support.factories import NOON
from tests.support.outbox import wait_until_sent

People = Callable[..., Person]


def list_titles(message: MessageSnapshot) -> list[str]:
    """Return the numbered titles of a list."""
    return [line for line in message.text.splitlines() if line[:1].isdigit() and ". " in line]


async def press(olya: Person, message: MessageSnapshot, label: str) -> MessageSnapshot:
    await olya.click(message, label)
    return await olya.wait()


@pytest.mark.parametrize(
    ("language", "word", "found", "more", "button", "back", "first"),
    [
        ("ru", "мост", "«мост»: 1 сюжет, 12 статей", "ещё 11 статей", "Ещё об этом: 11", "Назад", "первое сообщение"),
        ("uk", "мост", "«мост»: 1 сюжет, 12 статей", "ще 11 статей", "Ще про це: 11", "Назад", "перше повідомлення"),
        ("en", "мост", "“мост”: 1 story, 12 articles", "11 more articles", "More on this: 11", "Back", "the first report"),
    ],
)  # fmt: skip
async def test_every_report_opens_in_place_and_back_leads_to_where_one_came_from(
    app: App,
    services: Services,
    person: People,
    language: str,
    word: str,
    found: str,
    more: str,
    button: str,
    back: str,
    first: str,
) -> None:
    await load_bridge(services, 12)
    olya = person("Оля", language_code=language)
    results = await ask(olya, word)
    assert found in results.text
    assert more in results.text
    summary = await press(olya, results, "1️⃣")
    coverage = await press(olya, summary, button)
    assert coverage.message_id == results.message_id, "in place"
    assert [title.partition(": ")[2] for title in list_titles(coverage)] == [
        f"репортаж {number}" for number in range(12, 2, -1)
    ]
    assert "Газета 12" in coverage.text
    assert first not in coverage.text, "it is on the second page"
    second = await press(olya, coverage, {"ru": "Ещё", "uk": "Ще", "en": "More"}[language])
    assert [title.partition(": ")[2] for title in list_titles(second)] == [
        "репортаж 2",
        "репортаж 1",
    ]
    assert first in second.text.splitlines()[-1]
    report = await press(olya, second, "1️⃣2️⃣")
    assert report.message_id == results.message_id
    assert report.text.startswith("В Днепре открыли новый мост: репортаж 1\n")
    assert not any(button in label for label in report.labels), "«Назад» leads to them"
    assert (await press(olya, report, back)).text == second.text
    assert (await press(olya, second, back)).text == coverage.text
    assert (await press(olya, coverage, back)).text == summary.text
    assert (await press(olya, summary, back)).text == results.text


@pytest.mark.parametrize(
    ("language", "found", "more", "button"),
    [
        ("ru", "1 сюжет, 3 статьи", "ещё 2 статьи", "Ещё об этом: 2"),
        ("uk", "1 сюжет, 3 статті", "ще 2 статті", "Ще про це: 2"),
        ("en", "1 story, 3 articles", "2 more articles", "More on this: 2"),
    ],
)
@pytest.mark.parametrize("word", ["мост", "датчики", "датчики source:Газета"])
async def test_head_hit_and_button_of_a_search_count_the_same_articles(
    app: App,
    services: Services,
    person: People,
    word: str,
    language: str,
    found: str,
    more: str,
    button: str,
) -> None:
    """The head counted the articles with the word: «1 статья» stood above «ещё 2 статьи»."""
    await load_bridge(services, 3)
    olya = person("Оля", language_code=language)
    results = await ask(olya, word)
    assert found in results.text
    assert more in results.text
    assert any(button in label for label in (await press(olya, results, "1️⃣")).labels)


async def test_a_story_develops_sentence_by_sentence(
    app: App, services: Services, person: People
) -> None:
    await load_bridge(services, 3)
    again = replace(
        BRIDGE,
        title="Мост в Днепре открыт",
        source="Повтор",
        text=BRIDGE.text.partition("\n\nДорога")[0],
        published=services.clock(),
    )
    await load(services, again)
    olya = person()
    summary = await open_first(olya, await ask(olya, "мост"))
    coverage = await press(olya, summary, "Ещё об этом: 3")
    developments = await press(olya, coverage, "Как развивалось")
    lines = developments.text.splitlines()
    titles = [n for n, line in enumerate(lines) if line[:1].isdigit() and ". " in line]
    assert [lines[n + 1] for n in titles] == [
        "В Днепре в среду открыли новый мост через реку.",
        ADDED[1],
        ADDED[2],
        "Ничего нового не добавило.",
    ]
    assert "первое сообщение" in lines[titles[0] + 2]
    assert (await press(olya, developments, "Все сообщения")).text == coverage.text
    assert (await press(olya, developments, "Назад")).text == summary.text


async def test_an_article_leads_to_the_others_and_they_back_to_it(
    app: App, services: Services, person: People
) -> None:
    await load_bridge(services, 2)
    olya = person()
    results = await ask(olya, "мост")
    article = await open_first(olya, results, "Читать")
    coverage = await press(olya, article, "Ещё об этом: 1")
    other = await press(olya, coverage, "2️⃣")
    assert (await press(olya, other, "Назад")).text == coverage.text
    assert (await press(olya, coverage, "Назад")).text == article.text
    assert (await press(olya, article, "К списку")).text == results.text


async def test_a_story_of_one_report_has_no_list(
    app: App, services: Services, person: People
) -> None:
    await load(services, BRIDGE)
    olya = person()
    results = await ask(olya, "мост")
    assert "1 сюжет, 1 статья" in results.text
    summary = await open_first(olya, results)
    assert not any("Ещё об этом" in label for label in summary.labels)


async def test_a_digest_leads_to_the_reports_of_its_stories(
    app: App, services: Services, person: People
) -> None:
    await load_bridge(services, 3)
    olya = person()
    digest = await ask(olya, "/digest")
    article = await press(olya, digest, "1️⃣")
    coverage = await press(olya, article, "Ещё об этом: 2")
    assert coverage.message_id == article.message_id
    assert len(list_titles(coverage)) == 3
    assert (await press(olya, coverage, "Назад")).text == article.text


async def test_the_buttons_of_older_digests_still_lead_to_the_reports(
    app: App, services: Services, person: People
) -> None:
    await load_bridge(services, 3)
    olya = person()
    digest = await ask(olya, "/digest")
    opened = next(b.callback_data for row in digest.keyboard for b in row if b.text == "1️⃣")
    article, back = opened.split(":")[1], opened.split(":")[5]
    await olya.click_data(digest, f"c:{article}:n:0:l:{back}")
    coverage = await olya.wait()
    assert coverage.message_id == digest.message_id
    assert (await press(olya, coverage, "Назад")).text == digest.text


async def test_an_alert_stays_and_the_reports_come_below_it(
    app: App, services: Services, person: People
) -> None:
    olya = person()
    await load(services, tell_bridge(1, services))
    await app.send_alerts()
    await follow(services, olya.id, "мост")
    await load(services, replace(tell_bridge(2, services), published=services.clock()))
    await app.send_alerts()
    await wait_until_sent(services)
    alert = await olya.wait()
    coverage = await press(olya, alert, "Ещё об этом: 1")
    assert coverage.message_id != alert.message_id
    assert not any(label.endswith("Назад") for label in coverage.labels), "the alert is above it"
    report = await press(olya, coverage, "1️⃣")
    assert report.message_id == coverage.message_id
    assert (await press(olya, report, "Назад")).text == coverage.text


@pytest.mark.parametrize("place", ["channel", "group"])
async def test_a_reader_of_a_public_post_gets_the_reports_as_a_message_of_its_own(
    app: App,
    services: Services,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    person: People,
    place: str,
) -> None:
    anna, olya = person("Анна"), person("Оля")
    add = sandbox.add_channel if place == "channel" else sandbox.add_group
    chat = add("Соседи", anna.user, olya.user, with_bot=False)
    users.set_bot_status(sandbox.telegram, anna.user, chat, "administrator")
    await anna.settle()
    await load_bridge(services, 2)
    sandbox_clock.advance(hours=20)
    posts = olya.within(chat)
    posts.skip()
    await app.send_due_digests()
    digest = await posts.wait()
    before = dict(chat.messages[digest.message_id].data)
    reader = olya if place == "channel" else posts
    article = digest.keyboard[0][0].callback_data.split(":")[1]
    await posts.click_data(digest, f"c:{article}:n:0:e")  # as older posts have it
    coverage = await reader.wait()
    assert len(list_titles(coverage)) == 2
    assert chat.messages[digest.message_id].data == before
    developments = await press(reader, coverage, "Как развивалось")
    assert developments.message_id == coverage.message_id
    report = await press(reader, developments, "1️⃣")
    assert "репортаж 1" in report.text
    assert (report.message_id == coverage.message_id) is (place == "channel"), (
        "others read a group's"
    )


async def test_a_removed_article_says_so(app: App, services: Services, person: People) -> None:
    await load_bridge(services, 2)
    olya = person()
    results = await ask(olya, "мост")
    answer = await olya.click_data(results, "c:999:n:0:l:s~1~0")
    assert "Этой статьи больше нет" in answer.text


IDS = st.integers(1, 10**9)


@given(IDS, IDS, IDS, st.integers(0, 295), NARROWINGS, st.sampled_from(CoverageOrigin))
def test_the_way_back_from_a_report_fits_and_leads_to_the_same_search(
    article: int,
    report: int,
    search: int,
    offset: int,
    filters: SearchFilters,
    origin: CoverageOrigin,
) -> None:
    back = nest_callback(SearchPage(search=search, offset=offset, filters=filters.pack()))
    place = OpenCoverage(article=article, order=CoverageOrder.REPORTS, origin=origin, back=back)
    page = CoveragePage("Мост", [Report(report, "Мост", "Вестник", "ru", NOON)], 0, 1, report)
    shown = build_coverage(Translator("ru"), page, place, "UTC", NOON)
    opened = OpenArticle.unpack(shown.buttons[0][0].data)
    assert (opened.article, opened.view, opened.in_place) == (report, ArticleView.BRIEF, True)
    way = OpenCoverage.unpack(unnest_callback(opened.back))
    assert way.model_copy(update={"back": back}) == place
    search_page = SearchPage.unpack(unnest_callback(way.back))
    assert (search_page.search, search_page.offset) == (search, offset)
    if max(article, report, search) < 10**6:
        assert way.back == back, "the filters are left out only where they do not fit"
