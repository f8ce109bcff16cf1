"""Which messages show the report of a broadcast.

One is the present report. An action from another message moves the report there; the messages
that showed it before must not stay with figures and buttons that are wrong by now. Those of the
present run go on showing the report until the run is over, and a retraction reopens all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.broadcasts.transitions import ReportMessage
from storage.messaging.broadcasts import RUNNING_STATES, Broadcast, FormerReport

MAX_FORMER_REPORTS = 20
"""Messages of one broadcast that are remembered, the newest: each of them is edited."""


def move_report(
    broadcast: Broadcast, report_message: ReportMessage | None, *, is_retraction: bool = False
) -> dict[str, Any]:
    """Return the values of a broadcast whose report moves to another message; None: it stays."""
    present = report_message or get_report(broadcast)
    return _show_report(broadcast, present, is_retraction=is_retraction)


def renew_report(broadcast: Broadcast) -> dict[str, Any]:
    """Return the values of a broadcast whose report goes into a new message, sent later."""
    return _show_report(broadcast, None)


def _show_report(
    broadcast: Broadcast, report_message: ReportMessage | None, *, is_retraction: bool = False
) -> dict[str, Any]:
    chat_id, message_id = report_message or (None, None)
    former = _map_former(broadcast)
    if (present := get_report(broadcast)) is not None:
        former[present] = broadcast.state in RUNNING_STATES
    if report_message is not None:
        former.pop(report_message, None)
    if is_retraction:
        former = dict.fromkeys(former, True)
    return {
        "report_chat_id": chat_id,
        "report_message_id": message_id,
        "former_reports": _list_newest(former),
    }


def get_report(broadcast: Broadcast) -> ReportMessage | None:
    """Return the message that shows the report, None if it is yet to be sent."""
    if broadcast.report_chat_id is None or broadcast.report_message_id is None:
        return None
    return broadcast.report_chat_id, broadcast.report_message_id


def add_former(broadcast: Broadcast, message: ReportMessage) -> tuple[FormerReport, ...]:
    """Return the former messages with one that was sent when the report had moved already."""
    former = _map_former(broadcast)
    former[message] = broadcast.state in RUNNING_STATES
    return _list_newest(former)


def close_former(broadcast: Broadcast, message: ReportMessage) -> tuple[FormerReport, ...]:
    """Return the former messages of which one is edited no more."""
    former = _map_former(broadcast)
    if message in former:
        former[message] = False
    return _list_newest(former)


def _map_former(broadcast: Broadcast) -> dict[ReportMessage, bool]:
    return {(one.chat_id, one.message_id): one.is_open for one in broadcast.former_reports}


def _list_newest(former: Mapping[ReportMessage, bool]) -> tuple[FormerReport, ...]:
    reports = [FormerReport(*message, is_open) for message, is_open in former.items()]
    return tuple(reports[-MAX_FORMER_REPORTS:])
