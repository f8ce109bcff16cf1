"""The HTTP edge: paths, tokens, where arguments may stand, transport faults."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from sandbox import Sandbox


@pytest_asyncio.fixture
async def web(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(f"{sandbox.url}/bot{sandbox.token}/") as session:
        yield session


async def answer(response: aiohttp.ClientResponse) -> tuple[int, Any]:
    body = await response.json()
    assert body["ok"] is (response.status == 200)
    if not body["ok"]:
        assert body["error_code"] == response.status
    return response.status, body.get("result", body.get("description"))


@pytest.mark.parametrize("name", ["getMe", "getme", "GETME", "test/getMe"])
async def test_method_names_ignore_case(web: aiohttp.ClientSession, name: str) -> None:
    status, me = await answer(await web.get(name))
    assert (status, me["is_bot"]) == (200, True)


async def test_unknown_methods_paths_and_tokens(
    sandbox: Sandbox, web: aiohttp.ClientSession
) -> None:
    assert await answer(await web.get("getMeNot")) == (404, "Not Found: method not found")
    assert await answer(await web.get(f"{sandbox.url}/nowhere")) == (404, "Not Found")
    wrong = f"{sandbox.url}/bot1:wrong/getMe"
    assert await answer(await web.get(wrong)) == (401, "Unauthorized")
    malformed = f"{sandbox.url}/botnonsense/getMe"
    assert await answer(await web.get(malformed)) == (
        401,
        "Unauthorized: invalid token specified",
    )


async def test_arguments_stand_anywhere(sandbox: Sandbox, web: aiohttp.ClientSession) -> None:
    chat = sandbox.add_person("Оля").id
    form = aiohttp.FormData({"text": "раз"}, default_to_multipart=True)
    for response in (
        await web.get("sendMessage", params={"chat_id": chat, "text": "раз"}),
        await web.post("sendMessage", data={"chat_id": chat, "text": "раз"}),
        await web.post("sendMessage", json={"chat_id": chat, "text": "раз"}),
        await web.post("sendMessage", params={"chat_id": chat}, data=form),
    ):
        status, message = await answer(response)
        assert (status, message["text"]) == (200, "раз")


async def test_broken_json_keeps_the_fields_before_the_fault(
    sandbox: Sandbox, web: aiohttp.ClientSession
) -> None:
    chat = sandbox.add_person("Оля").id
    broken = f'{{"chat_id": {chat}, "text": "цел", "parse_mode": "HT'
    headers = {"Content-Type": "application/json"}
    status, message = await answer(await web.post("sendMessage", data=broken, headers=headers))
    assert (status, message["text"]) == (200, "цел")


async def test_objects_may_be_json_strings(sandbox: Sandbox, web: aiohttp.ClientSession) -> None:
    chat = sandbox.add_person("Оля").id
    entities = json.dumps([{"type": "bold", "offset": 0, "length": 3}])
    body = {"chat_id": chat, "text": "раз", "entities": entities, "unknown": "ignored"}
    _, message = await answer(await web.post("sendMessage", json=body))
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 3}]


@pytest.mark.parametrize(("given", "expected"), [("yes", True), ("1", True), ("нет", None)])
async def test_what_counts_as_true(
    sandbox: Sandbox, web: aiohttp.ClientSession, given: str, expected: bool | None
) -> None:
    chat = sandbox.add_person("Оля").id
    body = {"chat_id": chat, "text": "раз", "protect_content": given}
    _, message = await answer(await web.post("sendMessage", data=body))
    assert message.get("has_protected_content") is expected


async def test_transport_faults_have_no_body(web: aiohttp.ClientSession) -> None:
    huge = await web.post("getMe", data={"text": "x" * (1 << 20)})
    verb = await web.put("getMe")
    kind = await web.post("getMe", data=b"x", headers={"Content-Type": "text/csv"})
    for response, status in ((huge, 413), (verb, 501), (kind, 415)):
        assert (response.status, await response.read()) == (status, b"")
