"""What the errors of a PostgreSQL server and of its driver mean."""

from __future__ import annotations

from typing import Any

import asyncpg
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from storage.database.errors import get_reason, to_database_failure
from storage.database.postgres import connections
from storage.outages.availability import Availability

DRIVER_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)

_ENDS_CONNECTION = ("08", "57P", "25006")
"""Beginnings of the SQLSTATE after which another connection is better."""

_NO_MORE_CONNECTIONS = "53300"

_UNWRITABLE = ("25006", "53", "58")
"""Beginnings of the SQLSTATE of a server that reads only, that has no disk or memory left, or
cannot use its files."""


def name_failure(context: ExceptionContext) -> None:
    """Raise failures of the server as OperationalError, as other drivers do. A connection that is
    of no use any more is closed: one that is lost, that does not answer, or whose server only
    reads, so that another server may have taken its place."""
    error = context.original_exception
    if not isinstance(error, Exception):
        return
    driver = _get_driver(context)
    state = getattr(error, "sqlstate", None) or ""
    is_lost = isinstance(error, TimeoutError) or (driver is not None and driver.is_closed())
    if is_lost or state.startswith(_ENDS_CONNECTION):
        context.is_disconnect = True
        if driver is not None:
            driver.terminate()
    known = context.sqlalchemy_exception
    cause: BaseException = error
    if is_lost and not state:
        cause = asyncpg.ConnectionDoesNotExistError(_describe_loss(error))
    elif known is None or isinstance(known, OperationalError) or to_database_failure(known) is None:
        return
    raise OperationalError(
        context.statement,
        context.parameters,
        cause,
        connection_invalidated=context.is_disconnect,
    ) from error


def _get_driver(context: ExceptionContext) -> Any:
    """Return the driver's connection that an error is about; None if there is none."""
    connection = context.connection
    if connection is None or connection.closed or connection.invalidated:
        return None
    return connection.connection.driver_connection


def _describe_loss(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {connections.STATEMENT_SECONDS:.0f} s"
    return str(error) or type(error).__name__


def describe_absence(error: Exception) -> str:
    """Return why the server cannot be reached, for the operator."""
    detail = get_reason(error) or "no answer"
    failure = to_database_failure(error)
    if failure is None:
        failure = to_database_failure(asyncpg.CannotConnectNowError(detail))
    return f"{failure} ({detail})"


def is_unwritable(error: SQLAlchemyError) -> bool:
    state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
    return state.startswith(_UNWRITABLE)


def build_away_error(availability: Availability) -> OperationalError:
    """Return the error of a statement that is not tried, since the server is known to be away."""
    reason = "" if availability.problem is None else availability.problem.reason
    return OperationalError(None, None, asyncpg.CannotConnectNowError(reason))


def lacks_connections(error: Exception) -> bool:
    """Return whether the server takes no further connection."""
    return getattr(error, "sqlstate", None) == _NO_MORE_CONNECTIONS
