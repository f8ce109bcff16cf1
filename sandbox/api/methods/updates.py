"""getUpdates and webhooks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiogram.methods import DeleteWebhook, GetUpdates, GetWebhookInfo, SetWebhook

from sandbox.api.calls import Call
from sandbox.errors import WEBHOOK_IS_ACTIVE, conflict
from sandbox.state.models import JSON
from sandbox.state.telegram import Telegram
from sandbox.state.webhook import check_secret, check_url


@dataclass(frozen=True)
class DescribedResult:
    """A result with the `description` that some answers have."""

    result: Any
    description: str


async def get_updates(telegram: Telegram, call: Call[GetUpdates]) -> list[JSON]:
    """Return up to 100 updates; wait for one at most `timeout` seconds, which are 50 at most. An
    `offset` drops those before it. Raises :class:`~sandbox.errors.ApiError` 409 while a webhook is
    set."""
    telegram.updates.allow(call.raw.get("allowed_updates"))
    if telegram.webhook.is_active:
        raise conflict(WEBHOOK_IS_ACTIVE)
    limit = call.args.limit if call.args.limit is not None else 100
    timeout = max(0, min(call.args.timeout or 0, 50))
    limit = limit if 1 <= limit <= 100 else 100
    return await telegram.updates.poll(call.args.offset or 0, limit, timeout)


def set_webhook(telegram: Telegram, call: Call[SetWebhook]) -> DescribedResult:
    """Deliver updates to a URL from now on; an empty one deletes the webhook."""
    url = check_url(call.args.url) if call.args.url else ""
    secret = check_secret(call.args.secret_token or "")
    return _change_webhook(telegram, call, url, secret, call.args.max_connections or 40)


def delete_webhook(telegram: Telegram, call: Call[DeleteWebhook]) -> DescribedResult:
    return _change_webhook(telegram, call, "", "", 40)


def _change_webhook(
    telegram: Telegram, call: Call[Any], url: str, secret: str, connections: int
) -> DescribedResult:
    telegram.updates.allow(call.raw.get("allowed_updates"))
    if call.args.drop_pending_updates:
        telegram.updates.clear()
        telegram.webhook.drop_pending()
    text = telegram.webhook.set(
        url, secret, max(1, min(connections, 100)), limited=telegram.limits.enforced
    )
    return DescribedResult(True, text)


def get_webhook_info(telegram: Telegram, call: Call[GetWebhookInfo]) -> JSON:
    """Return the URL, how many updates wait, and the last error of a delivery."""
    webhook = telegram.webhook
    info: JSON = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(telegram.updates),
    }
    if webhook.is_active:
        info["max_connections"] = webhook.max_connections
    if webhook.last_error is not None:
        ago = telegram.ticks() - webhook.last_error[0]
        info["last_error_date"] = int(telegram.clock().timestamp() - ago)
        info["last_error_message"] = webhook.last_error[1]
    if telegram.updates.allowed_list is not None:
        info["allowed_updates"] = telegram.updates.allowed_list
    return info


HANDLERS = {
    GetUpdates: get_updates,
    SetWebhook: set_webhook,
    DeleteWebhook: delete_webhook,
    GetWebhookInfo: get_webhook_info,
}
