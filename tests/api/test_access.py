"""Test who may use the HTTP API: scopes, wrong and removed tokens, limits, bodies."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Annotated

import aiohttp
import pytest
from pydantic import TypeAdapter

from bot.api.auth import (
    FAILURE_BURST,
    MAX_HANDLED_REQUESTS,
    MAX_OPEN_REQUESTS,
    REQUEST_BURST,
)
from bot.api.models import MAX_PAGE, Model, PageQuery
from bot.api.openapi import build_openapi
from bot.api.server import MAX_BODY_BYTES, OPERATIONS, PREFIX
from bot.app import App
from sandbox.clock import ManualClock
from service.bootstrap import Services
from service.ops.api_tokens import Scope
from service.ops.clock import system_clock
from tests.api.conftest import OPERATOR, Connect, get_address
from tests.support.waiting import wait_until

ARTICLES = f"{PREFIX}/articles"
BODIES = {
    "post_article": {"text": "В Днепре открыли мост."},
    "patch_article": {"title": "Мост"},
    "post_draft": {"text": "Мост открыт"},
}


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.handler.__name__)
async def test_operation_needs_its_scope(operation, scope: Scope, connect: Connect) -> None:
    path = PREFIX + operation.path.replace("{id}", "1")
    query = {"query": "мост"} if operation.handler.__name__ == "search_articles" else {}
    body = BODIES.get(operation.handler.__name__)
    async with (
        connect(scope) as client,
        client.request(operation.method, path, json=body, params=query) as response,
    ):
        assert (response.status == 403) == (scope is not operation.scope)
        if scope is operation.scope:
            assert response.status in (200, 201, 404)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer svodka_",
        "Basic {token}",
        "Bearer {token}x",
        "Bearer x{token}",
        "{token}",
        "Bearer {upper}",
        "Bearer токен",
        "Bearer " + "x" * 7000,
    ],
)
async def test_wrong_token_is_refused(app: App, connect: Connect, header: str | None) -> None:
    async with connect() as client:
        token = client.headers["Authorization"].removeprefix("Bearer ")
    given = (
        {} if header is None else {"Authorization": header.format(token=token, upper=token.upper())}
    )
    async with (
        aiohttp.ClientSession(get_address(app)) as stranger,
        stranger.get(f"{PREFIX}/articles/1", headers=given) as response,
    ):
        assert response.status == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        assert response.content_type == "application/problem+json"
        assert token not in await response.text()


async def test_removed_token_is_dead_at_once(connect: Connect, services: Services) -> None:
    async with connect(name="first") as client, connect(name="second"):
        async with client.get(f"{PREFIX}/articles/1") as response:
            assert response.status == 404
        await services.api_tokens.remove("first", OPERATOR, system_clock())
        async with client.get(f"{PREFIX}/articles/1") as response:
            assert response.status == 401
        await services.api_tokens.add("first", [Scope.READ], OPERATOR, system_clock())
        async with client.get(f"{PREFIX}/articles/1") as response:
            assert response.status == 401


@pytest.mark.parametrize("path", ["/articles/1", "/openapi.json", "/nothing"])
async def test_api_is_off_without_a_token(
    app: App, connect: Connect, services: Services, path: str
) -> None:
    async with connect() as client:
        await services.api_tokens.remove("cms", OPERATOR, system_clock())
        async with client.get(PREFIX + path) as response:
            assert response.status == 404
        async with client.post(ARTICLES, json={"text": "Мост."}) as response:
            assert response.status == 404


@pytest.mark.sqlite
async def test_only_a_hash_of_a_token_is_stored(connect: Connect, services: Services) -> None:
    async with connect() as client:
        token = client.headers["Authorization"].removeprefix("Bearer ")
    await services.database.close()
    stored = b"".join(one.read_bytes() for one in services.database.path.parent.glob("svodka.db*"))
    assert b"cms" in stored
    assert token.encode() not in stored
    assert token.removeprefix("svodka_").encode() not in stored


async def test_wrong_tokens_are_limited_by_address_and_right_ones_are_not(
    app: App, client: aiohttp.ClientSession, sandbox_clock: ManualClock
) -> None:
    async def guess() -> int:
        headers = {"Authorization": "Bearer svodka_guess"}
        async with (
            aiohttp.ClientSession(get_address(app)) as stranger,
            stranger.get(f"{PREFIX}/articles/1", headers=headers) as response,
        ):
            if response.status == 429:
                assert int(response.headers["Retry-After"]) >= 1
            return response.status

    answers = [await guess() for _ in range(int(FAILURE_BURST) + 2)]
    assert answers == [401] * int(FAILURE_BURST) + [429, 429]
    async with client.get(f"{PREFIX}/articles/1") as response:
        assert response.status == 404
    sandbox_clock.advance(seconds=7)
    assert await guess() == 401


async def test_requests_of_a_token_are_limited(
    connect: Connect, sandbox_clock: ManualClock
) -> None:
    async with connect(name="first") as busy, connect(name="second") as other:

        async def ask(client: aiohttp.ClientSession) -> int:
            async with client.get(f"{PREFIX}/articles/1") as response:
                return response.status

        answers = [await ask(busy) for _ in range(int(REQUEST_BURST) + 1)]
        assert answers == [404] * int(REQUEST_BURST) + [429]
        assert await ask(other) == 404
        sandbox_clock.advance(seconds=1)
        assert await ask(busy) == 404


async def test_requests_of_a_token_without_their_bodies_leave_room_for_others(
    app: App, connect: Connect
) -> None:
    async with connect(name="slow") as slow, connect(name="second") as other:
        async with contextlib.AsyncExitStack() as stack:
            for _ in range(MAX_OPEN_REQUESTS):
                _, writer = await send_head(
                    app,
                    f"Authorization: {slow.headers['Authorization']}",
                    "Content-Length: 1000",
                    "Expect: 100-continue",
                )
                stack.callback(writer.close)
            assert [await read_status(one) for one in (slow, other)] == [429, 404]

        async def may_ask() -> bool:
            return await read_status(slow) != 429

        await wait_until(may_ask)


async def test_token_takes_its_share_of_the_analysis_only(
    services: Services, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most, is_free = 0, 0, asyncio.Event()
    analyze = services.analysis_worker.analyze

    async def analyze_slowly(*args):
        nonlocal running, most
        running += 1
        most = max(most, running)
        await is_free.wait()
        running -= 1
        return await analyze(*args)

    monkeypatch.setattr(services.analysis_worker, "analyze", analyze_slowly)
    async with connect(name="busy") as busy, connect(name="second") as other:

        async def post(client: aiohttp.ClientSession, number: int) -> int:
            body = {"text": f"В Днепре открыли мост номер {number}."}
            async with client.post(ARTICLES, json=body) as response:
                return response.status

        async def wait_for(count: int) -> None:
            await wait_until(lambda: running >= count)

        posting = [asyncio.create_task(post(busy, number)) for number in range(6)]
        await wait_for(MAX_HANDLED_REQUESTS)
        posting.append(asyncio.create_task(post(other, 7)))
        await wait_for(MAX_HANDLED_REQUESTS + 1)
        is_free.set()
        assert await asyncio.gather(*posting) == [201] * len(posting)
    assert most == MAX_HANDLED_REQUESTS + 1


async def read_status(client: aiohttp.ClientSession) -> int:
    async with client.get(f"{PREFIX}/articles/1") as response:
        return response.status


async def send_head(app: App, *lines: str) -> tuple[bytes, asyncio.StreamWriter]:
    """Send a head without its body; return what is answered within the time of a body."""
    host, port = app.web.address
    reader, writer = await asyncio.open_connection(host, port)
    head = [f"POST {ARTICLES} HTTP/1.1", "Host: svodka", "Content-Type: application/json", *lines]
    writer.write("\r\n".join([*head, "", ""]).encode())
    async with asyncio.timeout(5):
        return await reader.readuntil(b"\r\n\r\n"), writer


@pytest.mark.parametrize("expect", [(), ("Expect: 100-continue",)])
async def test_body_is_not_waited_for_before_the_token_is_checked(
    app: App, connect: Connect, expect: tuple[str, ...]
) -> None:
    async with connect(Scope.READ):
        answer, writer = await send_head(
            app, "Authorization: Bearer svodka_guess", "Content-Length: 1000", *expect
        )
    assert answer.startswith(b"HTTP/1.1 401")
    writer.close()


async def test_client_that_asks_first_may_send_its_body(app: App, connect: Connect) -> None:
    async with connect() as client:
        token = client.headers["Authorization"]
        answer, writer = await send_head(
            app, f"Authorization: {token}", "Content-Length: 100", "Expect: 100-continue"
        )
        assert answer.startswith(b"HTTP/1.1 100")
        writer.close()
        body = json.dumps({"text": "В Днепре открыли мост."}).encode()
        async with client.post(
            ARTICLES, data=body, headers={"Content-Type": "application/json"}, expect100=True
        ) as response:
            assert response.status == 201


@pytest.mark.parametrize("chunked", [False, True])
async def test_large_body_is_refused(client: aiohttp.ClientSession, chunked: bool) -> None:
    body = json.dumps({"text": "x" * MAX_BODY_BYTES}).encode()

    async def send_in_chunks():
        for start in range(0, len(body), 2**16):
            yield body[start : start + 2**16]

    data = send_in_chunks() if chunked else body
    # The server may close the connection before all of the body is sent.
    with contextlib.suppress(aiohttp.ClientConnectionError):
        async with client.post(
            ARTICLES, data=data, headers={"Content-Type": "application/json"}
        ) as response:
            assert response.status == 413
    async with client.get(f"{PREFIX}/articles", params={"query": "x"}) as response:
        assert (await response.json())["total"] == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
async def test_other_bodies_than_json_are_refused(
    client: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    async with client.post(ARTICLES, data=b'{"text": "x"}', headers=headers) as response:
        assert response.status == 415


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "ключ"])
async def test_odd_keys_are_refused(client: aiohttp.ClientSession, key: str) -> None:
    async with client.post(
        ARTICLES, json={"text": "Мост."}, headers={"Idempotency-Key": key}
    ) as response:
        assert response.status == 400


async def test_other_methods_are_refused_with_those_that_exist(
    client: aiohttp.ClientSession,
) -> None:
    async with client.put(ARTICLES, json={}) as response:
        assert response.status == 405
        assert "POST" in response.headers["Allow"]
        assert (await response.json())["status"] == 405


@pytest.mark.parametrize(
    ("method", "path", "body", "pointer"),
    [
        ("PATCH", "/articles/1", {"a/b~c": 1}, "/a~1b~0c"),
        ("PATCH", "/articles/1", {"topics": ["sport", 7]}, "/topics/1"),
        ("GET", "/articles?query=x&page=0", None, "/page"),
        ("GET", "/articles/1?a/b=1", None, "/a~1b"),
    ],
)
async def test_an_error_names_its_place_by_a_json_pointer(
    client: aiohttp.ClientSession, method: str, path: str, body: object, pointer: str
) -> None:
    async with client.request(method, PREFIX + path, json=body) as response:
        assert response.status == 422
        problem = await response.json()
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


@pytest.mark.parametrize("path", ["/nothing", "/articles/abc", "/articles/0", "/articles/1/"])
async def test_an_address_that_does_not_exist_is_a_problem_in_words(
    client: aiohttp.ClientSession, path: str
) -> None:
    async with client.get(PREFIX + path) as response:
        assert response.status == 404
        assert (await response.json())["detail"] == "there is no such page"


@pytest.mark.parametrize("model", Model.__subclasses__(), ids=lambda one: one.__name__)
def test_a_default_in_the_document_is_a_value_that_may_be_sent(model: type[Model]) -> None:
    schema = model.model_json_schema()
    for name, field in model.model_fields.items():
        if "default" in schema["properties"][name]:
            kind = TypeAdapter(Annotated[(field.annotation, "", *field.metadata)])
            assert kind.validate_python(field.default) == field.default


def test_a_patch_has_no_defaults() -> None:
    """A client that fills defaults in would change what it does not name."""
    schemas = build_openapi(OPERATIONS, PREFIX)["components"]["schemas"]
    fields = schemas["ArticlePatch"]["properties"]
    assert set(fields) == {"title", "text", "topics"}
    assert not any("default" in schema for schema in fields.values())


def test_no_page_after_the_last_one_that_may_be_asked_for() -> None:
    assert PageQuery(page=2, page_size=10).get_next(21) == 3
    assert PageQuery(page=3, page_size=10).get_next(30) is None
    assert PageQuery(page=MAX_PAGE, page_size=1).get_next(MAX_PAGE + 1) is None
