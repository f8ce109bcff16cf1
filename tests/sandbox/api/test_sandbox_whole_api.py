"""Every method of the published Bot API, against the types that its own description declares."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox import Sandbox
from sandbox.api.registry import build_example, list_methods

SPECIFICATION = "bot-api-10.1.json"
PLAIN: dict[str, tuple[type, ...]] = {
    "Boolean": (bool,),
    "True": (bool,),
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
}


@pytest.fixture(scope="module")
def specification(shared_data: Path) -> dict[str, Any]:
    path = shared_data / SPECIFICATION
    if not path.is_file():
        pytest.skip(f"{SPECIFICATION} is not among the shared data")
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


def fault(value: Any, kind: str, types: dict[str, Any], at: str = "result") -> str | None:
    """Return where `value` is not of the declared type; None if it is."""
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return f"{at}: {value!r} is no array"
        inner = kind.removeprefix("Array of ")
        faults = (fault(v, inner, types, f"{at}[{n}]") for n, v in enumerate(value))
        return next(filter(None, faults), None)
    if kind in PLAIN:
        fits = isinstance(value, PLAIN[kind]) and (kind in {"Boolean", "True"}) is (
            type(value) is bool
        )
        return None if fits else f"{at}: {value!r} is no {kind}"
    declared = types[kind]
    if "subtypes" in declared:
        faults = [fault(value, inner, types, at) for inner in declared["subtypes"]]
        return None if None in faults else faults[0]
    if not isinstance(value, dict):
        return f"{at}: {value!r} is no {kind}"
    for field in declared.get("fields", ()):
        name = field["name"]
        if name not in value:
            if field["required"]:
                return f"{at}.{name} is missing"
            continue
        inner_faults = [fault(value[name], k, types, f"{at}.{name}") for k in field["types"]]
        if None not in inner_faults:
            return inner_faults[0]
    return None


def declared_fault(value: Any, returns: list[str], types: dict[str, Any]) -> str | None:
    faults = [fault(value, kind, types) for kind in returns]
    return None if None in faults else faults[0]


def test_the_check_itself_finds_faults(specification: dict[str, Any]) -> None:
    types = specification["types"]
    chat = {"id": 1, "type": "private"}
    message = {"message_id": 1, "date": 0, "chat": chat}
    assert fault(message, "Message", types) is None
    assert fault({**message, "date": "0"}, "Message", types) == "result.date: '0' is no Integer"
    assert fault({"message_id": 1}, "Message", types)
    assert fault(True, "Integer", types)
    assert fault([message, {}], "Array of Message", types)


def test_every_published_method_is_known(specification: dict[str, Any]) -> None:
    published = {name.lower() for name in specification["methods"]}
    assert len(published) > 150
    assert published <= set(list_methods())


def test_the_plainest_answers_are_what_is_declared(specification: dict[str, Any]) -> None:
    types, wrong = specification["types"], {}
    for name, method in specification["methods"].items():
        value = build_example(list_methods()[name.lower()].__returning__)
        wrong[name] = declared_fault(value, method["returns"], types)
    assert {name: found for name, found in wrong.items() if found} == {}


async def test_every_published_method_answers_what_is_declared(
    sandbox: Sandbox, specification: dict[str, Any]
) -> None:
    """With all required arguments, the answer is an error or has the declared type."""
    person = sandbox.add_person("Оля")
    group = sandbox.add_group("Клуб", person, big=True)
    known = {"user_id": person.id, "chat_id": group.id, "from_chat_id": group.id}
    wrong, answered = {}, 0
    async with aiohttp.ClientSession(f"{sandbox.url}/bot{sandbox.token}/") as session:
        for name, method in specification["methods"].items():
            fields = [field for field in method.get("fields", ()) if field["required"]]
            body = {field["name"]: known.get(field["name"], "1") for field in fields}
            async with session.post(name, json=body) as response:
                answer = await response.json()
            if answer["ok"]:
                answered += 1
                wrong[name] = declared_fault(
                    answer["result"], method["returns"], specification["types"]
                )
            elif response.status not in {400, 403}:
                wrong[name] = str(answer)
    assert {name: found for name, found in wrong.items() if found} == {}
    assert answered > 50
