"""Which messages show the report of a broadcast.

One is the present report. An action from another message moves the report there; the messages
that showed it before must not stay with figures and buttons that are wrong by now. Those of the
present run go on showing the report until the run is over, and a retraction reopens all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from service.broadcasts.transitions import ReportMessage
from storage.messaging.broadcasts import RUNNING_STATES, Broadcast, FormerReport

MAX_FORMER_REPORTS = 20
"""Messages of one broadcast that are remembered, the newest: each of them is edited."""


def move_report(
    broadcast: Broadcast, report_message: ReportMessage | None, *, is_retraction: bool = False
) -> dict[str, Any]:
    """Return the values of a broadcast whose report moves to another message; None: to a new one
    that is sent later."""
    chat_id, message_id = report_message or (None, None)
    former = list_former(broadcast, report_message, is_retraction=is_retraction)
    return {
        "report_chat_id": chat_id,
        "report_message_id": message_id,
        "former_reports": former,
    }


def list_former(
    broadcast: Broadcast, report_message: ReportMessage | None, *, is_retraction: bool = False
) -> Sequence[FormerReport]:
    """Return the messages that showed the report before ``report_message`` does."""
    former = {(one.chat_id, one.message_id): one.is_open for one in broadcast.former_reports}
    if broadcast.report_chat_id is not None and broadcast.report_message_id is not None:
        present = (broadcast.report_chat_id, broadcast.report_message_id)
        former[present] = broadcast.state in RUNNING_STATES
    if report_message is not None:
        former.pop(report_message, None)
    reports = [
        FormerReport(*message, is_open or is_retraction) for message, is_open in former.items()
    ]
    return tuple(reports[-MAX_FORMER_REPORTS:])
