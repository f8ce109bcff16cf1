"""Errors of the API as RFC 9457 says: `application/problem+json`."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from bot.api.models import FieldError, ProblemView
from news.errors import SvodkaError
from service.articles.analysis_worker import AnalyzerUnavailable
from service.articles.service import ArticleChanged, DuplicateArticle
from service.ops.api_tokens import NoTokens
from service.ops.logs import REQUEST_FAILED, ThrottledLog
from storage.archive.tombstones import ArticleTombstoned

log = logging.getLogger(__name__)
_failures = ThrottledLog(log)

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "2"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Problem(Exception):
    """The answer to a request that cannot be served."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        errors: tuple[FieldError, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, errors
        self.headers = dict(headers or {})

    def to_response(self) -> web.Response:
        """Return the response; the connection closes if a body may be left unread."""
        view = ProblemView(
            title=self.status.phrase,
            status=self.status.value,
            detail=self.detail,
            errors=self.errors,
        )
        return web.Response(
            body=view.model_dump_json(exclude_defaults=False).encode(),
            status=self.status,
            content_type=CONTENT_TYPE,
            headers={"Cache-Control": "no-store", **self.headers},
        )


@web.middleware
async def answer_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every error into a problem; log those that are ours."""
    async with catch_problems() as caught:
        return await handler(request)
    assert caught.problem is not None
    return caught.problem.to_response()


@dataclass(slots=True)
class Caught:
    """The problem that ended a block, None if there is none."""

    problem: Problem | None = None


@asynccontextmanager
async def catch_problems() -> AsyncIterator[Caught]:
    """Catch every error in a block as a problem."""
    caught = Caught()
    try:
        yield caught
    except Problem as problem:
        caught.problem = problem
    except Exception as error:
        caught.problem = _to_problem(error)
        if caught.problem.status is HTTPStatus.INTERNAL_SERVER_ERROR:
            log.exception("an unexpected error in the API")


def _to_problem(error: Exception) -> Problem:
    match error:
        case NoTokens() | web.HTTPNotFound():
            return not_found("such page")
        case web.HTTPMethodNotAllowed():
            detail = f"this address takes {', '.join(sorted(error.allowed_methods))}"
            headers = {"Allow": error.headers["Allow"]}
            return Problem(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers=headers)
        case web.HTTPException():
            return Problem(HTTPStatus(error.status), error.reason)
        case ValidationError():
            found = error.errors(include_url=False, include_input=False)
            if found[0]["type"] == "json_invalid":
                return Problem(HTTPStatus.BAD_REQUEST, found[0]["msg"])
            errors = tuple(map(_to_field_error, found))
            detail = "the request does not fit the schema"
            return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors)
        case AnalyzerUnavailable() | SQLAlchemyError():
            _failures.add(REQUEST_FAILED, 0, str(error).partition("\n")[0])
            _failures.flush()
            return Problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "not now; send the request again",
                headers={"Retry-After": RETRY_AFTER_SECONDS},
            )
        case DuplicateArticle() | ArticleChanged():
            return Problem(HTTPStatus.CONFLICT, str(error))
        case ArticleTombstoned():
            detail = 'this article was removed; "restore": true brings it back'
            return Problem(HTTPStatus.CONFLICT, detail)
        case SvodkaError():
            return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "an unexpected error; it is in the log")


def not_found(what: str) -> Problem:
    """Return the problem that something does not exist."""
    return Problem(HTTPStatus.NOT_FOUND, f"there is no {what}")


def _to_field_error(error: object) -> FieldError:
    assert isinstance(error, dict)
    pointer = build_pointer(error["loc"])
    return FieldError(pointer=pointer, detail=str(error["msg"]).removeprefix("Value error, "))


def build_pointer(path: Iterable[object]) -> str:
    """Return the JSON pointer (RFC 6901) of a place in a request."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
