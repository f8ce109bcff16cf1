"""Test /follow and /mute, names under an article, and their effect on the digest."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.app import App
from news.model import RawArticle
from news.query.followed_terms import TermFault
from sandbox import Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import Person
from sandbox.users import set_bot_status
from service.bootstrap import Services
from service.follows.service import MAX_TERMS, FollowChange
from storage.chats import follows, subscribers
from storage.chats.follows import Follow
from tests.support.articles import AUTUMN, BRIDGE, LONG, about_autumn, load
from tests.support.conversation import ask, open_first, subscribe
from tests.support.factories import subscriber

People = Callable[..., Person]

BAKU = RawArticle(
    title="В Баку прошли переговоры о транзите",
    source="Вестник",
    text="""В Баку в среду прошли переговоры о транзите грузов через Каспий. Президент Азербайджана Ильхам Алиев принял делегацию и назвал встречу полезной.

Ильхам Алиев сказал, что железной дорогой в этом году перевезут вдвое больше зерна. Переговоры продолжатся осенью.""",
)


async def list_follows(services: Services, chat: int) -> list[Follow]:
    async with services.database.read() as connection:
        return await follows.list_for_chat(connection, chat)


@pytest.mark.parametrize(
    ("language", "said", "title", "how", "removed"),
    [
        ("ru", "Слежу: «Азербайджан», «железная дорога»", "За чем вы следите", "сразу", "Больше не слежу"),
        ("uk", "Стежу: «Азербайджан», «железная дорога»", "За чим ви стежите", "одразу", "Більше не стежу"),
        ("en", "Following: “Азербайджан”, “железная дорога”", "What you follow", "at once", "No longer following"),
    ],
)  # fmt: skip
async def test_follow_lists_switches_and_removes_terms(
    app: App,
    services: Services,
    person: People,
    sandbox_clock: ManualClock,
    language: str,
    said: str,
    title: str,
    how: str,
    removed: str,
) -> None:
    olya = person("Оля", language_code=language)
    await subscribe_in(olya, language)
    await olya.send('/follow Азербайджан, "железная дорога"')
    listed = await olya.wait()
    assert said in listed.text
    assert title in listed.text
    assert f"Азербайджан — {how}" in listed.text
    button = next(label for label in listed.labels if "Азербайджан" in label)
    answer = await olya.click(listed, button)
    assert "Азербайджан" in answer.text
    switched = await olya.wait()
    assert switched.message_id == listed.message_id
    assert f"Азербайджан — {how}" not in switched.text
    removals = [b.callback_data for row in switched.keyboard for b in row if "✖️" in b.text]
    data = removals[0]
    assert data is not None
    answer = await olya.click_data(switched, data)
    assert answer.text.startswith(removed)
    assert answer.text.endswith("/follow Азербайджан")
    left = await olya.wait()
    assert "Азербайджан" not in left.text
    # A second tap on a removed term changes nothing.
    sandbox_clock.advance(seconds=5)
    assert (await olya.click_data(left, data)).text == ""
    assert [term.text for term in await list_follows(services, olya.id)] == ["железная дорога"]


async def subscribe_in(reader: Person, language: str) -> None:
    """Subscribe in a language."""
    await reader.send("/start")
    grid = await reader.wait()
    await reader.click(grid, "Done" if language == "en" else "Готово")
    await reader.click(await reader.wait(), "08:00")
    await reader.wait()
    await reader.settle()
    reader.skip()


async def test_follow_merges_forms_of_one_word(
    app: App, services: Services, person: People
) -> None:
    olya = person()
    await olya.send("/follow Азербайджан")
    await olya.wait()
    await olya.send("/follow азербайджану")
    assert "Уже слежу: «Азербайджан»" in (await olya.wait()).text
    assert len(await list_follows(services, olya.id)) == 1


async def test_mute_moves_followed_term(app: App, services: Services, person: People) -> None:
    olya = person()
    await olya.send("/follow мост")
    await olya.wait()
    await olya.send("/mute мосты")
    assert "Больше не слежу, а скрываю: «мосты»" in (await olya.wait()).text
    (term,) = await list_follows(services, olya.id)
    assert term.kind == "mute"
    await olya.send("/follow мост")
    moved = await olya.wait()
    assert "Больше не скрываю, а слежу: «мост»" in moved.text
    (term,) = await list_follows(services, olya.id)
    assert (term.kind, term.notify) == ("follow", "instant")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("и", "встречается почти в каждой статье"),
        ("это было", "встречается почти в каждой статье"),
        ("я", "встречается почти в каждой статье"),
        ("ф", "Слишком коротко"),
        ("2026", "Слишком коротко"),
        ("🙂", "нет слова"),
        ("очень длинная фраза из восьми совсем разных слов", "Слишком длинно"),
        ("ы" * 61, "Слишком длинно"),
    ],
)
async def test_follow_explains_invalid_term(
    app: App, services: Services, person: People, typed: str, said: str
) -> None:
    olya = person()
    await olya.send(f"/follow {typed}, мост")
    answer = (await olya.wait()).text
    assert said in answer
    assert "Слежу: «мост»" in answer
    assert [term.text for term in await list_follows(services, olya.id)] == ["мост"]


async def test_follow_without_arguments_explains_usage(app: App, person: People) -> None:
    olya = person()
    await olya.send("/follow")
    assert "/follow Азербайджан" in (await olya.wait()).text
    await olya.send("/mute ,,")
    assert "/mute гороскоп" in (await olya.wait()).text


async def test_follow_list_is_limited(app: App, services: Services, person: People) -> None:
    olya = person()
    words = [f"слово{number}" for number in range(MAX_TERMS + 2)]
    await olya.send(f"/follow {', '.join(words[:-2])}")
    first = await olya.wait()
    await olya.send(f"/mute {words[-1]}")
    assert f"не больше {MAX_TERMS}" in (await olya.wait()).text
    assert len(await list_follows(services, olya.id)) == MAX_TERMS
    seen = {label for label in first.labels if "Убрать: слово" in label}
    for _ in range(6):
        await olya.click(first, "Ещё")
        page = await olya.wait()
        seen |= {label for label in page.labels if "Убрать: слово" in label}
    assert len(seen) == MAX_TERMS
    assert not any(label.endswith("Ещё") for label in page.labels)


async def test_follow_requires_subscription(app: App, person: People) -> None:
    olya = person()
    await olya.send("/follow мост")
    assert "/start" in (await olya.wait()).text


async def test_article_entities_are_followed_with_one_tap(
    app: App, services: Services, person: People
) -> None:
    await load(services, BAKU)
    olya = await subscribe(person())
    await olya.send("зерно")
    article = await open_first(olya, await olya.wait(), "Читать")
    names = [label for label in article.labels if label.startswith("➕")]
    assert names[0] == "➕ Ильхам Алиев"
    assert len(names) == 2
    answer = await olya.click(article, "Ильхам Алиев")
    assert "Слежу: «Ильхам Алиев». Напишу сразу" in answer.text
    followed = await olya.wait()
    assert followed.edited
    assert followed.text == article.text
    assert "✅ Ильхам Алиев" in followed.labels
    (term,) = await list_follows(services, olya.id)
    assert (term.text, term.notify, term.origin) == ("Ильхам Алиев", "instant", "article")
    # When the article is opened again, the name is shown as followed.
    await olya.click(followed, "Кратко")
    answer = await olya.click(await olya.wait(), "✅ Ильхам Алиев")
    assert "Больше не слежу: Ильхам Алиев" in answer.text
    assert await list_follows(services, olya.id) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("мост", "Слежу: мост. Напишу сразу, как выйдет статья"),
        ("мост река", "Напишу сразу, как эти слова встретятся в статье рядом"),
    ],
)
async def test_search_query_is_followed_with_one_tap(
    app: App, services: Services, person: People, typed: str, said: str
) -> None:
    await load(services, BRIDGE)
    olya = person()
    await olya.send(typed)
    answer = await olya.click(await olya.wait(), "🔔 Следить")
    assert "Подписаться — /start" in answer.text, "nothing comes to who is not subscribed"
    await subscribe(olya)
    await olya.send(typed)
    answer = await olya.click(await olya.wait(), "🔔 Следить")
    assert said in answer.text
    (term,) = await list_follows(services, olya.id)
    assert (term.text, term.notify, term.origin) == (typed, "instant", "search")


async def test_forged_follow_button_is_ignored(
    app: App, services: Services, person: People
) -> None:
    await load(services, BAKU)
    olya = person()
    await olya.send("/start")
    message = await olya.wait()
    for data in (
        "fn:1:99:1",
        "fn:77:0:1",
        "fs:99",
        "fh:99:1:0",
        "fr:99:0:7",
        "fl:0:99999",
        "fl:x:1",
    ):
        await olya.click_data(message, data)
    await olya.settle()
    assert await list_follows(services, olya.id) == []


async def test_digest_puts_followed_first_and_drops_muted(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, taras = person(), person("Тарас")
    for reader in (olya, taras):
        await subscribe(reader, hour="20:00")
    await load(services, *map(about_autumn, AUTUMN), BAKU, BRIDGE, LONG)
    await olya.send("/follow Азербайджан, железная дорога")
    await olya.click(await olya.wait(), "Азербайджан: сразу")
    await olya.send("/mute мост")
    await olya.settle()
    olya.skip()
    sandbox_clock.advance(hours=8)
    assert await app.send_due_digests() == 2
    mine, theirs = await olya.wait(), await taras.wait()
    assert f"1. {BAKU.title}" in mine.text
    assert "вы следите: Азербайджан, железная дорога" in mine.text
    assert BRIDGE.title not in mine.text
    assert "вы следите" not in theirs.text
    # After opening an article and going back, it still says why.
    await olya.click(mine, "1️⃣")
    await olya.click(await olya.wait(), "К списку")
    assert (await olya.wait()).text == mine.text


async def test_mute_can_include_word_family(app: App, services: Services, person: People) -> None:
    match = replace(
        BRIDGE, title="Волейболистки выиграли кубок", text="Волейболистки выиграли кубок в Одессе."
    )
    await load(services, match)
    olya = person()
    await olya.send("/mute волейбол")
    muted = await olya.wait()
    await olya.send("/digest")
    assert match.title in (await olya.wait()).text, "without its family until asked"
    family = "волейбольный, волейболист, волейболистка"
    offer = next(label for label in muted.labels if "И родственные слова" in label)
    assert family.startswith(offer.partition(": ")[2].rstrip("…"))
    toast = await olya.click(muted, offer)
    assert toast.text == "«волейбол» — теперь и с родственными словами."
    assert not any("родственные" in label for label in (await olya.wait()).labels)
    final = replace(
        match, title="Волейболистки проиграли финал", text="Волейболистки из Сум проиграли финал."
    )
    await load(services, final)
    await olya.send("/digest")
    assert final.title not in (await olya.wait()).text
    await olya.send("/mute волейбол")
    assert "Уже скрываю: «волейбол»" in (await olya.wait()).text
    assert len(await list_follows(services, olya.id)) == 1


async def test_follow_phrase_matches_adjacent_words(
    app: App, services: Services, person: People
) -> None:
    apart = replace(BRIDGE, text=BRIDGE.text + "\n\nДорога закрыта, а железный занавес открыт.")
    await load(services, apart)
    olya = person()
    await olya.send("/mute железная дорога")
    await olya.wait()
    await olya.send("/digest")
    assert BRIDGE.title in (await olya.wait()).text
    await load(services, BAKU)
    await olya.send("/digest")
    assert BAKU.title not in (await olya.wait()).text


async def test_group_terms_are_changed_by_admins_only(
    app: App, services: Services, sandbox: Sandbox, person: People
) -> None:
    anna, olya = person("Анна"), person("Оля")
    group = sandbox.add_group("Соседи", anna.user, olya.user, with_bot=False)
    set_bot_status(sandbox.telegram, anna.user, group, "member")
    await anna.within(group).wait()
    reader, owner = olya.within(group), anna.within(group)
    await reader.send("/follow мост")
    assert "администраторы" in (await reader.wait()).text
    owner.skip()
    await owner.send("/follow мост")
    listed = await owner.wait()
    assert "Слежу: «мост»" in listed.text
    refused = await reader.click(listed, "Убрать: мост")
    assert refused.show_alert
    assert [term.text for term in await list_follows(services, group.id)] == ["мост"]
    # Articles read there have no names under them.
    await load(services, BAKU)
    reader.skip()
    await reader.send("/search зерно")
    await reader.click(await reader.wait(), "1\ufe0f\u20e3")
    article = await reader.wait()
    assert not any(label.startswith("➕") for label in article.labels)


async def test_terms_are_exported_and_erased(
    app: App, services: Services, sandbox: Sandbox, person: People
) -> None:
    olya, taras = person(), person("Тарас")
    await olya.send("/follow мост, Ильхам Алиев")
    await olya.wait()
    await taras.send("/mute мост")
    await taras.wait()
    await olya.send("/mydata")
    handed = await olya.wait()
    assert handed.document is not None
    stored = sandbox.telegram.files.get(handed.document["file_id"])
    assert stored is not None
    export = json.loads(stored.upload.content)
    assert [(term["text"], term["kind"]) for term in export["terms"]] == [
        ("мост", "follow"),
        ("Ильхам Алиев", "follow"),
    ]
    await olya.send("/stop")
    await olya.click(await olya.wait(), "Да, удалить")
    await olya.wait()
    assert await list_follows(services, olya.id) == []
    assert len(await list_follows(services, taras.id)) == 1
    async with services.database.read() as connection:
        assert await follows.find_candidates(connection, ["мост"])
        assert not await follows.find_candidates(connection, ["ильхам", "алиев"])


async def test_group_migration_keeps_terms(services: Services) -> None:
    now = services.clock()
    old, new = subscriber(-1, kind="group"), subscriber(-2, kind="group")
    await services.follows.follow(old, ["мост", "река"], "instant", now)
    await services.follows.mute(new, ["мост"], now)
    async with services.database.write() as connection:
        await subscribers.migrate(connection, -1, -2)
        stored = await follows.list_for_chat(connection, -2)
        assert await follows.list_for_chat(connection, -1) == []
    assert [(term.text, term.kind) for term in stored] == [("мост", "mute"), ("река", "follow")]


async def test_follow_service_reports_each_term(services: Services) -> None:
    following, olya, now = services.follows, subscriber(1), services.clock()
    (first,) = (await following.follow(olya, ["мост"], "digest", now)).results
    again, bad = (await following.follow(olya, ["мосты", "и"], "instant", now)).results
    assert (first.change, again.change, bad.change) == (
        FollowChange.ADDED,
        FollowChange.UNCHANGED,
        TermFault.COMMON,
    )
    assert again.notify == "digest"
    assert first.is_saved
    assert not bad.is_saved


TALKS = RawArticle(
    title="Германия и Франция договорились о поставках",
    source="Курьер",
    text="""Германия и Франция договорились о поставках станков. Германия даст кредит, Франция построит завод, а Германия и Франция назвали сделку общей.

Министр экономики Роберт Хабек приехал в Лион и подписал соглашение с заводом. Хабек сказал, что Германия ждёт первых станков весной.""",
)


async def test_persons_come_before_places_and_countries_last(
    app: App, services: Services, person: People
) -> None:
    await load(services, TALKS)
    olya = await subscribe(person())
    await olya.send("станки")
    await olya.click(await olya.wait(), "1️⃣")
    names = [label for label in (await olya.wait()).labels if label.startswith("➕")]
    assert "Хабек" in names[0]
    countries = [n for n, label in enumerate(names) if label.endswith(("Германия", "Франция"))]
    assert countries == list(range(len(names) - len(countries), len(names)))


@pytest.mark.parametrize(
    ("language", "mute", "muted"),
    [("ru", "Скрыть", "Скрыто"), ("uk", "Приховати", "Приховано"), ("en", "Mute", "Muted")],
)
async def test_name_is_muted_with_one_tap(
    app: App, services: Services, person: People, language: str, mute: str, muted: str
) -> None:
    await load(services, BAKU)
    olya = person(language_code=language)
    await olya.send("Баку")
    results = await olya.wait()
    brief = next(b.callback_data for row in results.keyboard for b in row if b.callback_data)
    assert brief is not None
    await olya.click_data(results, brief)
    article = await olya.wait()
    first = next(row for row in article.keyboard if row[-1].text == f"🔇 {mute}")
    data = first[1].callback_data or ""
    answer = await olya.click_data(article, data)
    assert muted in answer.text
    (term,) = await list_follows(services, olya.id)
    assert (term.kind, term.origin) == ("mute", "article")
    changed = await olya.wait()
    assert changed.message_id == article.message_id
    answer = await olya.click(changed, f"✅ {muted}")
    assert await list_follows(services, olya.id) == []
    assert first in (await olya.wait()).keyboard


async def test_a_name_is_followed_or_muted_but_not_both(
    app: App, services: Services, person: People
) -> None:
    await load(services, BAKU)
    olya = await subscribe(person())
    article = await open_first(olya, await ask(olya, "Баку"))
    await olya.click(article, "➕ Ильхам Алиев")
    followed = await olya.wait()
    row = next(row for row in followed.keyboard if row[0].text == "✅ Ильхам Алиев")
    await olya.click_data(followed, row[1].callback_data or "")
    muted = await olya.wait()
    row = next(row for row in muted.keyboard if "Алиев" in row[0].text)
    assert [button.text for button in row] == ["➕ Ильхам Алиев", "✅ Скрыто"]


@pytest.mark.parametrize(
    ("language", "more", "back"),
    [("ru", "Следить…", "Назад"), ("uk", "Стежити…", "Назад"), ("en", "Follow…", "Back")],
)
async def test_all_that_an_article_offers_to_follow_opens_in_place(
    app: App, services: Services, person: People, language: str, more: str, back: str
) -> None:
    """An article had eleven rows: each name and source took one or two of its own."""
    again = replace(TALKS, source="Вестник", text=f"{TALKS.text}\n\nОб этом пишет газета.")
    await load(services, TALKS, again)
    olya = person(language_code=language)
    article = await open_first(olya, await ask(olya, "станки"))
    assert len(article.keyboard) <= 8
    names = [label for label in article.labels if label.startswith("➕")]
    assert len(names) == 2
    await olya.click(article, f"🔔 {more}")
    choices = await olya.wait()
    assert (choices.message_id, choices.text) == (article.message_id, article.text)
    offered = [label for label in choices.labels if label.startswith("➕")]
    assert offered[:2] == names
    assert len(offered) > 2
    await olya.click(choices, offered[-1])
    await olya.click(await olya.wait(), f"◀️ {back}")
    restored = await olya.wait()
    assert restored.keyboard == article.keyboard
    (term,) = await list_follows(services, olya.id)
    assert term.kind == "follow"
