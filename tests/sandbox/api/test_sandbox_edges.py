"""Test the HTTP layer: paths, tokens, places of arguments, transport faults."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

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
    files = {f"file{number}": io.BytesIO(b"x") for number in range(51)}
    many = await web.post("getMe", data=files)
    verb = await web.put("getMe")
    kind = await web.post("getMe", data=b"x", headers={"Content-Type": "text/csv"})
    for response, status in ((huge, 413), (many, 413), (verb, 501), (kind, 415)):
        assert (response.status, await response.read()) == (status, b"")


@pytest.mark.parametrize(
    ("request_line", "header", "status"),
    [
        ("GET /bot1:a/getMe HTTP/1.1", "x" * (1 << 17), 431),
        ("GET /bot1:a/getMe HTTP/2.0", "", 505),
        ("DELETE /bot1:a/getMe HTTP/1.1", "", 501),
    ],
)
async def test_after_a_transport_fault_the_connection_closes(
    sandbox: Sandbox, request_line: str, header: str, status: int
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(sandbox.url).port)
    writer.write(f"{request_line}\r\nHost: x\r\nX-Long: {header}\r\n\r\n".encode())
    async with asyncio.timeout(30):
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    assert head.split()[1] == str(status).encode()
    assert body == b""
    writer.close()


async def test_a_whole_message_fits_into_a_query(
    sandbox: Sandbox, web: aiohttp.ClientSession
) -> None:
    chat = sandbox.add_person("Оля").id
    status, message = await answer(
        await web.get("sendMessage", params={"chat_id": chat, "text": "я" * 4096})
    )
    assert (status, len(message["text"])) == (200, 4096)


@pytest.mark.parametrize(
    ("given", "expected"),
    [("9" * 30, "message to edit not found"), ("чушь", "message identifier is not specified")],
)
async def test_integers_are_clamped(
    sandbox: Sandbox, web: aiohttp.ClientSession, given: str, expected: str
) -> None:
    body = {"chat_id": sandbox.add_person("Оля").id, "message_id": given, "text": "раз"}
    status, complaint = await answer(await web.post("editMessageText", data=body))
    assert (status, complaint) == (400, f"Bad Request: {expected}")
