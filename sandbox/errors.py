"""The errors of the Bot API server, with its exact descriptions.

Every error is an :class:`ApiError`; the HTTP server turns it into the envelope
``{"ok": false, "error_code": N, "description": ..., "parameters": ...}`` with HTTP status N.
"""

from __future__ import annotations


class ApiError(Exception):
    """A request that Telegram rejects: HTTP `code`, `description`, optional `parameters`."""

    def __init__(
        self,
        code: int,
        description: str,
        *,
        retry_after: int | None = None,
        migrate_to_chat_id: int | None = None,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to_chat_id = migrate_to_chat_id

    @property
    def parameters(self) -> dict[str, int]:
        """Return the `ResponseParameters` of the envelope; empty if there are none."""
        found = {
            "retry_after": self.retry_after,
            "migrate_to_chat_id": self.migrate_to_chat_id,
        }
        return {name: value for name, value in found.items() if value is not None}


def bad_request(text: str) -> ApiError:
    """Return the 400 with this text, as the server begins it."""
    return ApiError(400, f"Bad Request: {lower_first(text)}")


def entities_error(text: str) -> ApiError:
    """Return the 400 for formatted text that cannot be parsed."""
    return bad_request(f"can't parse entities: {text}")


def forbidden(text: str) -> ApiError:
    """Return the 403 with this text, as the server begins it."""
    return ApiError(403, f"Forbidden: {lower_first(text)}")


def conflict(text: str) -> ApiError:
    return ApiError(409, f"Conflict: {text}")


def unauthorized(text: str = "") -> ApiError:
    return ApiError(401, f"Unauthorized: {text}" if text else "Unauthorized")


def not_found(text: str = "") -> ApiError:
    return ApiError(404, f"Not Found: {text}" if text else "Not Found")


def too_many_requests(seconds: int) -> ApiError:
    """Return the 429 that asks to wait so many seconds."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def migration(to: int) -> ApiError:
    """Return the 400 for a group that became the supergroup ``to``."""
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return ApiError(400, text, migrate_to_chat_id=to)


def lower_first(text: str) -> str:
    """Lower the first letter, as the server does, except in RPC codes and acronyms."""
    if len(text) > 1 and (text[1].isupper() or text[1] == "_"):
        return text
    return text[:1].lower() + text[1:]


NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
TERMINATED_BY_POLL = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
TERMINATED_BY_WEBHOOK = "terminated by setWebhook request"
WEBHOOK_IS_ACTIVE = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
