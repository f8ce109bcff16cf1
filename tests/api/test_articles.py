"""Test articles and stories through the HTTP API."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from sqlalchemy.exc import OperationalError

from bot.app import App
from sandbox.clock import ManualClock
from service.articles import service as articles_service
from service.articles.analysis_worker import AnalysisWorker
from service.bootstrap import Services
from storage.archive import articles
from storage.stats.audit_log import Actor
from tests.api.conftest import Connect
from tests.support.articles import BRIDGE

ARTICLES = "/api/v1/articles"
NEW = {
    "title": BRIDGE.title,
    "text": BRIDGE.text,
    "source": BRIDGE.source,
    "url": "https://dnipro.example/bridge",
}


async def post(client: aiohttp.ClientSession, key: str = "", **values: object) -> tuple[int, dict]:
    headers = {"Idempotency-Key": key} if key else {}
    async with client.post(ARTICLES, json=NEW | values, headers=headers) as response:
        return response.status, await response.json()


async def get(client: aiohttp.ClientSession, path: str, **query: str | int) -> tuple[int, dict]:
    async with client.get(f"/api/v1{path}", params=query) as response:
        return response.status, await response.json()


async def count(services: Services) -> int:
    async with services.database.read() as connection:
        return await articles.count(connection)


async def test_posted_article_is_found_and_read(client: aiohttp.ClientSession) -> None:
    async with client.post(
        ARTICLES, json=NEW | {"published": 1780000000, "colour": "red"}
    ) as response:
        assert response.status == 201
        receipt = await response.json()
        assert response.headers["Location"] == f"{ARTICLES}/{receipt['id']}"
    assert receipt["is_new"]
    status, page = await get(client, "/articles", query="мосту")
    assert (status, page["total"], page["next_page"]) == (200, 1, None)
    (item,) = page["items"]
    assert item["title"] == BRIDGE.title
    assert item["published"] == "2026-05-28T20:26:40Z"
    status, article = await get(client, f"/articles/{receipt['id']}")
    assert status == 200
    assert [block["kind"] for block in article["blocks"]].count("heading") == 1
    assert article["photo_credit"] == "Пресс-служба"
    status, story = await get(client, f"/stories/{receipt['story_id']}")
    assert status == 200
    assert [report["id"] for report in story["reports"]] == [receipt["id"]]
    assert story["lead_id"] == receipt["id"]


async def test_known_article_is_answered_200_with_its_id(client: aiohttp.ClientSession) -> None:
    _, first = await post(client)
    status, second = await post(client)
    assert (status, second) == (200, first | {"is_new": False})


async def test_article_is_not_stored_without_its_answer(
    client: aiohttp.ClientSession, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A content system that is killed between the two would be told that its article is known."""

    async def fail(*given: object) -> None:
        raise OperationalError("INSERT", None, sqlite3.OperationalError("database or disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(articles_service, "store_result", fail)
        status, _ = await post(client, "a-1")
    assert status == 503
    assert await count(services) == 0
    status, receipt = await post(client, "a-1")
    assert (status, receipt["is_new"]) == (201, True)


async def test_repeated_key_gets_the_first_answer(
    client: aiohttp.ClientSession, services: Services
) -> None:
    first = await post(client, "a-1")
    assert first[0] == 201
    assert await post(client, "a-1") == first
    async with client.delete(f"{ARTICLES}/{first[1]['id']}") as response:
        assert response.status == 200
    assert await post(client, "a-1") == first
    assert await count(services) == 0


async def test_key_with_another_body_is_refused(client: aiohttp.ClientSession) -> None:
    await post(client, "a-1")
    status, problem = await post(client, "a-1", title="Другое")
    assert status == 422
    assert "Idempotency-Key" in problem["detail"]


async def test_key_is_forgotten_after_a_day(
    client: aiohttp.ClientSession, sandbox_clock: ManualClock, app: App
) -> None:
    _, first = await post(client, "a-1")
    sandbox_clock.advance(hours=23)
    await app.trim()
    assert await post(client, "a-1") == (201, first)
    sandbox_clock.advance(hours=2)
    assert (await post(client, "a-1"))[0] == 200
    await app.trim()
    assert (await post(client, "a-1"))[0] == 200


async def test_keys_of_two_tokens_are_apart(
    client: aiohttp.ClientSession, connect: Connect
) -> None:
    await post(client, "a-1")
    async with connect(name="another") as other:
        assert (await post(other, "a-1", url="", text="Лес горит под Киевом."))[0] == 201


async def test_simultaneous_requests_with_a_key_are_one(
    client: aiohttp.ClientSession, services: Services
) -> None:
    answers = await asyncio.gather(*(post(client, "a-1") for _ in range(5)))
    assert answers == [answers[0]] * 5
    assert answers[0][0] == 201
    assert await count(services) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"text": ""},
        {"text": " \n "},
        {"text": None},
        {"title": 5},
        {"published": "yesterday"},
        {"published": True},
        {"published": 1e30},
        {"published": -1},
        {"published": 1780000000000},
        {"published": "1969-12-31"},
        {"published": "0001-01-01"},
        {"published": "2101-01-01T00:00:00+02:00"},
        {"url": ["https://example.org"]},
    ],
)
async def test_bad_fields_are_named(client: aiohttp.ClientSession, values: dict) -> None:
    status, problem = await post(client, **values)
    assert status == 422
    assert [error["pointer"] for error in problem["errors"]] == [f"/{next(iter(values))}"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1]", b"null", b'"\xff"', b'{"text": "\\ud800"}', b"[" * 100_000]
)
async def test_odd_bodies_are_refused(client: aiohttp.ClientSession, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    async with client.post(ARTICLES, data=body, headers=headers) as response:
        assert response.status in (400, 422)
        assert response.content_type == "application/problem+json"


async def test_article_without_words_is_refused(client: aiohttp.ClientSession) -> None:
    status, problem = await post(client, title="", text="Фото: Reuters")
    assert status == 422, problem


async def test_patch_changes_all_or_nothing(client: aiohttp.ClientSession) -> None:
    _, receipt = await post(client)
    _, other = await post(
        client,
        title="Лес",
        text="В лесу под Киевом высадили тысячу дубов. Их привезли из питомника.",
        url="https://dnipro.example/oak",
    )
    path = f"{ARTICLES}/{receipt['id']}"
    async with client.patch(
        path, json={"title": "Паром", "topics": ["economy", "nonsense"]}
    ) as response:
        assert response.status == 422
    assert (await get(client, f"/articles/{receipt['id']}"))[1]["title"] == BRIDGE.title
    change = {
        "title": "Паром пустили",
        "text": "Паром через Днепр пустили в среду. Он перевезёт двести машин в час.",
        "topics": ["economy"],
    }
    async with client.patch(path, json=change) as response:
        assert response.status == 200
        changed = await response.json()
    assert changed["title"] == "Паром пустили"
    assert [topic["id"] for topic in changed["topics"]] == ["economy"]
    assert "двести машин" in changed["blocks"][0]["text"]
    assert (await get(client, "/articles", query="паром"))[1]["total"] == 1
    assert (await get(client, "/articles", query="мост"))[1]["total"] == 0
    assert (await get(client, f"/articles/{other['id']}"))[1]["title"] == "Лес"


@pytest.mark.parametrize(
    "change", [{}, {"title": None}, {"titel": "Паром"}, {"title": " "}, {"topics": "sport"}]
)
async def test_patch_without_a_change_is_refused(
    client: aiohttp.ClientSession, change: dict
) -> None:
    _, receipt = await post(client)
    async with client.patch(f"{ARTICLES}/{receipt['id']}", json=change) as response:
        assert response.status == 422


async def test_patch_to_the_text_of_another_article_conflicts(
    client: aiohttp.ClientSession,
) -> None:
    _, receipt = await post(client)
    _, other = await post(
        client,
        title="Лес",
        text="В лесу под Киевом высадили тысячу дубов. Их привезли из питомника.",
        url="https://dnipro.example/oak",
    )
    change = {"title": NEW["title"], "text": NEW["text"]}
    async with client.patch(f"{ARTICLES}/{other['id']}", json=change) as response:
        assert response.status == 409
    assert receipt["id"] != other["id"]


async def test_removed_article_is_gone_and_logged(
    client: aiohttp.ClientSession, services: Services
) -> None:
    _, receipt = await post(client)
    async with client.delete(f"{ARTICLES}/{receipt['id']}") as response:
        assert await response.json() == {
            "id": receipt["id"],
            "title": BRIDGE.title,
            "broadcast_ids": [],
        }
    async with client.delete(f"{ARTICLES}/{receipt['id']}") as response:
        assert response.status == 404
    assert (await get(client, "/articles", query="мост"))[1]["total"] == 0
    page = await services.stats.get_audit_page(10)
    assert [(entry.action, entry.api_token) for entry in page.entries] == [
        ("article removed", "cms"),
        ("token added", ""),
    ]


async def test_search_is_paged(client: aiohttp.ClientSession) -> None:
    for number in range(3):
        text = f"Осенью в городе {['Киев', 'Львов', 'Одесса'][number]} откроют новую школу номер {number}. Строили её {number + 2} года."
        await post(
            client, title=f"Школа {number}", text=text, url=f"https://school.example/{number}"
        )
    seen = []
    page: int | None = 1
    while page is not None:
        _, found = await get(client, "/articles", query="школа", page=page, page_size=2)
        seen += [item["id"] for item in found["items"]]
        page = found["next_page"]
    assert len(seen) == len(set(seen)) == found["total"]
    _, found = await get(client, "/articles", query="школа topic:nonsense")
    assert found["not_understood"] == ["nonsense"]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"query": ""},
        {"query": "мост", "page": 0},
        {"query": "мост", "pages": 1},
        {"query": "x" * 201},
    ],
)
async def test_bad_parameters_are_refused(client: aiohttp.ClientSession, query: dict) -> None:
    status, problem = await get(client, "/articles", **query)
    assert (status, problem["status"]) == (422, 422)


@pytest.mark.parametrize(
    "path", ["/articles/1", "/stories/1", "/broadcasts/1", "/articles/0", "/articles/x", "/nothing"]
)
async def test_missing_things_are_404(client: aiohttp.ClientSession, path: str) -> None:
    status, problem = await get(client, path)
    assert (status, problem["type"]) == (404, "about:blank")


async def test_patch_of_what_changes_meanwhile_conflicts(
    client: aiohttp.ClientSession, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, receipt = await post(client)
    analyze = services.analysis_worker.analyze

    async def analyze_meanwhile(*given: Any) -> Any:
        editor, topic = Actor(None, "command line"), "sport"
        await services.articles.set_topic(
            receipt["id"], topic, is_on=True, actor=editor, now=services.clock()
        )
        return await analyze(*given)

    monkeypatch.setattr(services.analysis_worker, "analyze", analyze_meanwhile)
    change = {"title": "Паром через Днепр вернулся"}
    async with client.patch(f"{ARTICLES}/{receipt['id']}", json=change) as response:
        assert response.status == 409
    _, article = await get(client, f"/articles/{receipt['id']}")
    assert article["title"] == NEW["title"]


async def test_time_of_an_article_without_one_is_estimated(client: aiohttp.ClientSession) -> None:
    _, receipt = await post(client, published=None)
    _, article = await get(client, f"/articles/{receipt['id']}")
    assert article["published_is_estimated"]


async def test_an_empty_text_is_no_time(client: aiohttp.ClientSession) -> None:
    status, _ = await post(client, published="")
    assert status == 422


async def test_removed_article_comes_back_only_on_purpose(
    client: aiohttp.ClientSession, services: Services
) -> None:
    _, receipt = await post(client)
    async with client.delete(f"{ARTICLES}/{receipt['id']}") as response:
        assert response.status == 200
    for changed in ({}, {"text": f"{NEW['text']} Движение открыто."}, {"url": ""}):
        status, problem = await post(client, **changed)
        assert (status, problem["status"]) == (409, 409)
        assert "restore" in problem["detail"]
    assert await count(services) == 0
    fed = replace(BRIDGE, url=NEW["url"])
    assert (await services.importer.import_articles([fed])).added == 0
    status, again = await post(client, "back", restore=True)
    assert (status, again["is_new"]) == (201, True)
    assert await post(client, "back", restore=True) == (201, again)
    assert (await post(client))[0] == 200
    assert await count(services) == 1


async def test_patch_of_title_and_text_analyzes_once(
    client: aiohttp.ClientSession, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, receipt = await post(client)
    analyzed, analyze = [], AnalysisWorker.analyze

    async def count_analyses(self: AnalysisWorker, *given: Any) -> Any:
        analyzed.append(given)
        return await analyze(self, *given)

    monkeypatch.setattr(AnalysisWorker, "analyze", count_analyses)
    change = {"title": "Паром пустили", "text": "Паром через Днепр пустили в среду. Он новый."}
    async with client.patch(f"{ARTICLES}/{receipt['id']}", json=change) as response:
        article = await response.json()
    assert article["title"] == "Паром пустили"
    assert article["title_is_generated"] is False
    assert "Паром через Днепр" in article["blocks"][0]["text"]
    assert len(analyzed) == 1


async def test_number_of_a_removed_article_is_never_given_again(
    client: aiohttp.ClientSession, services: Services
) -> None:
    """A content system that repeats its DELETE must not remove another article."""
    _, first = await post(client)
    async with client.delete(f"{ARTICLES}/{first['id']}") as response:
        assert response.status == 200
    text = "В лесу под Киевом высадили тысячу дубов. Их привезли из питомника."
    _, second = await post(client, title="Лес", text=text, url="https://dnipro.example/oak")
    assert second["id"] > first["id"]
    assert second["story_id"] > first["story_id"]
    async with client.delete(f"{ARTICLES}/{first['id']}") as response:
        assert response.status == 404
    assert await count(services) == 1
