"""Test custom topics and topics of sources: in the chat, on the command line, and on new articles."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.app import App
from news.model import RawArticle, Topic
from news.topics.topic_line import parse_topic
from sandbox.testing import MessageSnapshot, Person
from service.articles.importer import ImportReport
from service.bootstrap import Services
from service.topics.service import MAX_CUSTOM_TOPICS
from storage.archive import articles, sources, topics
from storage.chats import subscribers
from tests.conftest import EDITOR_ID
from tests.support.articles import BRIDGE, load
from tests.support.conversation import subscribe
from tests.support.feeds.server import FeedServer
from tests.support.processes.command import Svodka

pytestmark = pytest.mark.slow

People = Callable[..., Person]
DRONES = "🛸 Дроны / Дрони / Drones: дрон, бпла, copter*"

RAID = RawArticle(
    title="Ночью над портом сбили двадцать дронов",
    source="Днепровский вестник",
    text="Ночью над портом сбили двадцать дронов. Обломки упали в воду, портовые краны целы.\n\n"
    "Порт работает, суда заходят по расписанию.",
)


async def ask(user: Person, text: str) -> MessageSnapshot:
    await user.send(text)
    return await user.wait()


async def topics_of(services: Services, article_id: int) -> list[str]:
    async with services.database.read() as connection:
        article = await articles.get(connection, article_id)
    assert article is not None
    return [topic.id for topic in article.topics]


async def test_custom_topic_applies_to_next_article(
    app: App, services: Services, person: People
) -> None:
    anna, olya = person("Анна", id=EDITOR_ID), person("Оля")
    before = await services.importer.import_articles([RAID])
    assert "«🛸 Дроны» добавлена" in (await ask(anna, f"/topic add {DRONES}")).text
    await subscribe(olya, "Дроны")
    later = RawArticle(title="Дрон нашёл грибников", text="Грибников искали с дронами всю ночь.")
    after = await services.importer.import_articles([later])
    assert "drones" not in await topics_of(services, before.article_ids[0])
    assert "drones" in await topics_of(services, after.article_ids[0])

    await load(services, BRIDGE)
    digest = await ask(olya, "/digest")
    assert "Дрон нашёл грибников" in digest.text
    assert "мост" not in digest.text


async def test_custom_topic_follows_fixed_ones_in_reader_language(app: App, person: People) -> None:
    anna = person("Анна", id=EDITOR_ID)
    await ask(anna, f"/topic add {DRONES}")
    for language, name, last in (
        ("ru", "Дроны", "Стиль жизни"),
        ("uk", "Дрони", "Стиль життя"),
        ("en", "Drones", "Lifestyle"),
    ):
        reader = person("Оля", language_code=language)
        grid = await ask(reader, "/topics")
        assert grid.labels.index(f"🛸 {name}") == 14
        assert grid.labels[13].endswith(last)
        await reader.click(grid, name)
        grid = await reader.wait()
        assert f"✅ {name}" in grid.labels
        await reader.click(grid, grid.labels[-1])
        assert name in (await reader.wait()).text


async def test_removed_topic_leaves_all_preferences(
    app: App, services: Services, person: People
) -> None:
    anna, olya = person("Анна", id=EDITOR_ID), person("Оля")
    await ask(anna, f"/topic add {DRONES}")
    await subscribe(olya, "Дроны", "Спорт")
    grid = await ask(olya, "/topics")
    url = "https://t.me/s/drones_news"
    await ask(anna, f"/sources add {url}")
    await ask(anna, f"/sources topics {url} дроны")
    assert "убрано" in (await ask(anna, "/topic remove Drones")).text
    async with services.database.read() as connection:
        reader = await subscribers.get(connection, olya.id)
        source = await sources.get_by_url(connection, url)
    assert reader is not None
    assert reader.topics == {"sport"}
    assert source is not None
    assert source.topics == frozenset()
    await olya.click(grid, "Дроны")
    assert not any("Дроны" in label for label in (await olya.wait()).labels)
    assert "Темы «Drones» нет" in (await ask(anna, "/topic remove Drones")).text


async def test_removing_topic_keeps_similar_ids(services: Services) -> None:
    async with services.database.write() as connection:
        for topic_id in ("drone", "drones"):
            await topics.save(connection, Topic(topic_id, "🛸"), services.clock())
        await sources.add(
            connection, url="https://a.example/", title="", now=services.clock(), topics=["drones"]
        )
        assert await topics.remove(connection, "drone")
        source = await sources.get_by_url(connection, "https://a.example/")
    assert source is not None
    assert source.topics == {"drones"}


async def test_fixed_topic_accepts_seed_words(app: App, services: Services, person: People) -> None:
    anna, olya = person("Анна", id=EDITOR_ID), person("Оля")
    await subscribe(olya, "Спорт")
    assert (
        "Слова темы «Спорт» изменены" in (await ask(anna, "/topic add Спорт: падел, пиклбол")).text
    )
    assert "Sport: падел, пиклбол" in (await ask(anna, "/topic")).text
    padel = RawArticle(title="Падел пришёл в Днепр", text="Открыт зал для падела и пиклбола.")
    report = await services.importer.import_articles([padel])
    assert (await topics_of(services, report.article_ids[0]))[0] == "sport"
    grid = await ask(olya, "/topics")
    assert len([label for label in grid.labels if "Спорт" in label]) == 1
    await ask(anna, "/topic remove Спорт")
    async with services.database.read() as connection:
        reader = await subscribers.get(connection, olya.id)
        assert await topics.list_all(connection) == []
    assert reader is not None
    assert reader.topics == {"sport"}


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/topic", "Свои темы"),
        ("/topic add", "Свои темы"),
        ("/topic add\n🛸 Дроны:\nдрон,\nбпла", "«🛸 Дроны» добавлена"),
        ("/topic add Дроны", "нет слов"),
        ("/topic add Дроны: др*", "три буквы"),
        ("/topic add : дрон", "нет названия"),
        ("/topic add Дроны: -дрон", "минус"),
        ("/topic remove Рыбалка", "Темы «Рыбалка» нет"),
        ("/topic remove Спорт", "нет ничего своего"),
    ],
)
async def test_topic_command_answers_every_input(
    app: App, person: People, said: str, answer: str
) -> None:
    assert answer in (await ask(person("Анна", id=EDITOR_ID), said)).text


async def test_topic_grid_is_limited(app: App, services: Services, person: People) -> None:
    anna = person("Анна", id=EDITOR_ID)
    async with services.database.write() as connection:
        for number in range(MAX_CUSTOM_TOPICS):
            known = {topic.id: topic.id for topic in await topics.list_all(connection)}
            line = f"Очень длинное название темы номер {number}: слово{number}"
            topic = parse_topic(line, known)
            assert await topics.save(connection, topic, services.clock())
    assert "уже сорок" in (await ask(anna, f"/topic add {DRONES}")).text
    assert len((await ask(anna, "/topics")).labels) == 14 + MAX_CUSTOM_TOPICS + 2


async def test_topic_command_is_for_editors_only(
    app: App, services: Services, person: People
) -> None:
    assert "для редакторов" in (await ask(person("Оля"), f"/topic add {DRONES}")).text
    async with services.database.read() as connection:
        assert await topics.list_all(connection) == []


FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Вестник</title><link>https://a.example/</link>
<item><title>Вчера вечером в городе собрались сотни людей</title><guid>1</guid></item>
</channel></rss>"""


async def test_source_topics_are_evidence(app: App, services: Services, person: People) -> None:
    anna = person("Анна", id=EDITOR_ID)
    async with FeedServer() as server:
        url = server.give("/feed.xml", FEED.encode())
        await ask(anna, f"/sources add {url}")
        assert (
            "это Здоровье, Спорт" in (await ask(anna, f"/sources topics {url} спорт, Health")).text
        )
        assert "🗂 Здоровье, Спорт" in (await ask(anna, "/sources")).text
        await ask(anna, f"/sources topics {url} sport")
        async with services.database.read() as connection:
            every = await sources.list_all(connection)
        ((_, report),) = await services.source_updater.update(every)
    assert isinstance(report, ImportReport)
    assert "sport" in await topics_of(services, report.article_ids[0])
    assert "решит текст" in (await ask(anna, f"/sources topics {url}")).text
    assert "Темы «рыбалка» нет" in (await ask(anna, f"/sources topics {url} рыбалка")).text
    assert (
        "Источника https://b.example/ нет"
        in (await ask(anna, "/sources topics https://b.example/ спорт")).text
    )


async def test_topics_of_a_channel_are_set_by_its_name(
    app: App, services: Services, person: People
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    await ask(anna, "/sources add @durov_channel")
    answer = await ask(anna, "/sources topics @durov_channel спорт")
    assert answer.text.startswith("https://t.me/s/durov_channel")
    async with services.database.read() as connection:
        (source,) = await sources.list_all(connection)
    assert source.topics == {"sport"}


def test_cli_topics(svodka: Svodka, tmp_path: Path) -> None:
    assert svodka("topics", "add", DRONES, "Спорт: падел").stdout == "added drones\nchanged sport\n"
    assert svodka("topics", "add", "drones: дрон").stdout == "changed drones\n"
    svodka("topics", "add", DRONES)
    lines = dict(line.split("\t") for line in svodka("topics", "list").stdout.splitlines())
    assert list(lines)[-1] == "drones"
    assert len(lines) == 15
    assert lines["drones"] == DRONES
    assert lines["sport"] == "⚽ Спорт / Спорт / Sport: падел"
    assert lines["politics"] == "🏛 Политика / Політика / Politics"

    (tmp_path / "in.jsonl").write_text(json.dumps({"title": RAID.title, "text": RAID.text}))
    svodka("import", "in.jsonl")
    (found,) = svodka("search", "порт", "--json").stdout.splitlines()
    assert "drones" in json.loads(found)["topics"]

    assert svodka("topics", "remove", "Дроны").returncode == 0
    assert svodka("topics", "remove", "Дроны").returncode == 1
    assert svodka("topics", "remove", "politics").returncode == 1
    bad = svodka("topics", "add", "Дроны: др*")
    assert bad.returncode == 1
    assert len(bad.stderr.splitlines()) == 1


def test_cli_sources_topics(svodka: Svodka) -> None:
    url = "https://t.me/s/harbour_post"
    svodka("sources", "add", url, "--topic", "sport", "--topic", "Здоровье")
    assert svodka("sources", "list").stdout.rstrip("\n").split("\t")[-1] == "health,sport"
    assert svodka("sources", "topics", url, "culture").returncode == 0
    assert svodka("sources", "list").stdout.rstrip("\n").endswith("culture")
    assert svodka("sources", "topics", url, "").returncode == 0
    assert svodka("sources", "list").stdout.rstrip().endswith(url)
    assert "no topic 'fishing'" in svodka("sources", "topics", url, "fishing").stderr
    assert svodka("sources", "topics", "https://b.example/", "sport").returncode == 1
    assert svodka("sources", "add", "https://b.example/", "--topic", "fishing").returncode == 1
    assert "b.example" not in svodka("sources", "list").stdout


def test_cli_analyze_reads_topics_from_file(svodka: Svodka, tmp_path: Path) -> None:
    (tmp_path / "raid.txt").write_text(RAID.text, encoding="utf-8")
    (tmp_path / "topics.txt").write_text(f"# наши\n\n{DRONES}\nПорты: порт\n", encoding="utf-8")

    def found(*options: str) -> Sequence[str]:
        result = svodka("analyze", "raid.txt", "--json", *options)
        assert result.returncode == 0, result.stderr
        return [topic["id"] for topic in json.loads(result.stdout)["topics"]]

    assert {"drones", "porty"} <= set(found("--topics", "topics.txt"))
    assert "drones" not in found()
    (tmp_path / "bad.txt").write_text("Дроны", encoding="utf-8")
    assert svodka("analyze", "raid.txt", "--topics", "bad.txt").returncode == 1
