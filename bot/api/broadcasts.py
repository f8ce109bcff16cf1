"""Breaking news: suggest a draft, and follow what became of it."""

from __future__ import annotations

from bot.api.models import BroadcastView, DeliveryCounts, DraftReceipt, NewDraft
from bot.api.operations import Answer, Call, Operation
from bot.api.problems import not_found
from news.sources.cleaning import clean
from service.broadcasts.submission import SuggestedNews
from service.ops.api_tokens import Scope


async def post_draft(call: Call) -> Answer:
    """Suggest breaking news; an editor decides in the chat whether it is sent."""
    given = call.get_body(NewDraft)
    suggested = clean(SuggestedNews(given.text, given.article_id))
    result = await call.run_once(
        lambda: call.drafts.submit(suggested, call.client, call.now, call.request_key)
    )
    receipt = DraftReceipt(**result)
    return Answer(receipt, 201, f"/broadcasts/{receipt.id}")


async def get_broadcast(call: Call) -> Answer:
    """Return a broadcast with the counts of its deliveries."""
    service = call.services.broadcasts
    broadcast = await service.get(call.item_id)
    if broadcast is None:
        raise not_found(f"broadcast {call.item_id}")
    progress = (await service.load_report(broadcast, call.now)).progress
    view = BroadcastView(
        id=broadcast.id,
        state=broadcast.state,
        text=broadcast.text,
        topics=tuple(sorted(broadcast.topics)),
        language=broadcast.language,
        silent=broadcast.silent,
        is_paused=broadcast.paused,
        is_stopped=broadcast.stopped,
        is_retracted=broadcast.retracted,
        created_at=broadcast.created_at,
        scheduled_at=broadcast.scheduled_at,
        started_at=broadcast.started_at,
        counts=DeliveryCounts(
            sent=progress.sent, failed=progress.failed, remaining=progress.remaining
        ),
        opened=broadcast.opened_count,
    )
    return Answer(view)


OPERATIONS = (
    Operation(
        "POST",
        "/drafts",
        Scope.DRAFTS,
        "Suggest breaking news to the editors",
        post_draft,
        {201: DraftReceipt},
        body=NewDraft,
        is_creating=True,
    ),
    Operation(
        "GET",
        "/broadcasts/{id}",
        Scope.READ,
        "Read the state of a broadcast",
        get_broadcast,
        {200: BroadcastView},
    ),
)
