"""What an operation of the API is, and what its handler gets and gives."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from bot.api.models import Model
from service.bootstrap import Services
from service.broadcasts.submission import DraftSubmission
from service.ops.api_tokens import Client, Scope
from service.ops.idempotency import RequestKey

AnyModel = TypeVar("AnyModel", bound=Model)

KEY_HEADER = "Idempotency-Key"
KEY_PATTERN = re.compile(r"[!-~]{1,200}")


@dataclass(frozen=True, slots=True)
class Call:
    """A request after all checks. ``item_id``: the number in its path; ``request_key``: its
    idempotency key, if it has one."""

    services: Services
    drafts: DraftSubmission
    client: Client
    now: datetime
    item_id: int = 0
    query: Model | None = None
    body: Model | None = None
    request_key: RequestKey | None = None

    def get_query(self, model: type[AnyModel]) -> AnyModel:
        """Return the parameters of the address."""
        assert isinstance(self.query, model)
        return self.query

    def get_body(self, model: type[AnyModel]) -> AnyModel:
        """Return the body."""
        assert isinstance(self.body, model)
        return self.body

    async def run_once(self, run: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
        """Return the result of ``run``, or that of the first request with the same key."""
        return await self.services.idempotency.run_once(self.request_key, self.now, run)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler gives; ``location`` is the path of what it created, below the API's."""

    content: Model
    status: int = 200
    location: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation: its address, who may use it, its models and its handler.

    ``answers``: the model by status. ``is_creating``: it takes an ``Idempotency-Key``.
    """

    method: str
    path: str
    scope: Scope
    summary: str
    handler: Callable[[Call], Awaitable[Answer]]
    answers: Mapping[int, type[Model]]
    query: type[Model] | None = None
    body: type[Model] | None = None
    is_creating: bool = False
