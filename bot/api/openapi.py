"""Generate the OpenAPI 3.1 document from the operations and their models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic.json_schema import models_json_schema

from bot.api.models import MAX_ID, Model, ProblemView
from bot.api.operations import KEY_HEADER, KEY_PATTERN, Operation

JSON = dict[str, Any]

REF = "#/components/schemas/{model}"
BODY_PROBLEMS = (400, 408, 409, 413, 415)
PROBLEMS: Mapping[int, str] = {
    400: "The head of the request is malformed.",
    401: "There is no known token.",
    403: "The token has not the scope.",
    404: "There is no such thing.",
    408: "The body did not arrive in time.",
    409: "Another article has the same text, or this one was removed, or changed meanwhile.",
    413: "The body is too large.",
    415: "The body is not plain JSON.",
    422: "The request does not fit the schema, or what it asks for cannot be done.",
    429: "Too many requests; see Retry-After.",
    503: "Not now; send the request again.",
}


def build_openapi(operations: Sequence[Operation], prefix: str) -> JSON:
    """Return the document."""
    paths: dict[str, JSON] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _describe(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Svodka",
            "version": "1",
            "description": "Articles in and out, breaking news to suggest. See docs/api.md.",
        },
        "servers": [{"url": prefix}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": _build_schemas(operations),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _build_schemas(operations: Sequence[Operation]) -> JSON:
    bodies = [operation.body for operation in operations if operation.body]
    answers: list[type[Model]] = [ProblemView]
    for operation in operations:
        answers += operation.answers.values()
    _, definitions = models_json_schema(
        [
            *((model, "validation") for model in dict.fromkeys(bodies)),
            *((model, "serialization") for model in dict.fromkeys(answers)),
        ],
        ref_template=REF,
    )
    schemas: JSON = definitions["$defs"]
    return schemas


def _describe(operation: Operation) -> JSON:
    described: JSON = {
        "operationId": operation.handler.__name__,
        "summary": operation.summary,
        "description": f"{operation.handler.__doc__} Scope: {operation.scope.value}.",
        "parameters": _list_parameters(operation),
        "responses": _list_responses(operation),
    }
    if operation.body:
        described["requestBody"] = {"required": True, "content": _refer(operation.body)}
    return described


def _list_parameters(operation: Operation) -> list[JSON]:
    parameters: list[JSON] = []
    if "{id}" in operation.path:
        schema = {"type": "integer", "minimum": 1, "maximum": MAX_ID}
        parameters.append({"name": "id", "in": "path", "required": True, "schema": schema})
    if operation.query is not None:
        found = operation.query.model_json_schema()
        for name, schema in found["properties"].items():
            is_required = name in found.get("required", ())
            parameters.append(
                {"name": name, "in": "query", "required": is_required, "schema": schema}
            )
    if operation.is_creating:
        parameters.append(
            {
                "name": KEY_HEADER,
                "in": "header",
                "description": "The same key gets the first answer for 24 hours.",
                "schema": {"type": "string", "pattern": f"^{KEY_PATTERN.pattern}$"},
            }
        )
    return parameters


def _list_responses(operation: Operation) -> JSON:
    responses: JSON = {
        str(status): {
            "description": (model.__doc__ or "").partition("\n\n")[0],
            "content": _refer(model),
        }
        for status, model in operation.answers.items()
    }
    for status, description in PROBLEMS.items():
        if operation.body or status not in BODY_PROBLEMS:
            responses[str(status)] = {
                "description": description,
                "content": _refer(ProblemView, "application/problem+json"),
            }
    return responses


def _refer(model: type[Model], content_type: str = "application/json") -> JSON:
    return {content_type: {"schema": {"$ref": REF.format(model=model.__name__)}}}
