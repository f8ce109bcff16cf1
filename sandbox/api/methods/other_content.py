"""Messages that are neither text nor files: contacts, locations, dice, polls."""

from __future__ import annotations

import random
from typing import Any

from aiogram.methods import SendContact, SendDice, SendLocation, SendPoll, SendVenue, StopPoll
from aiogram.types import InputPollOption

from sandbox.api.calls import Call
from sandbox.api.methods.delivery import Content, deliver
from sandbox.entities import format_text
from sandbox.errors import bad_request
from sandbox.state.models import JSON
from sandbox.state.telegram import Telegram

# The maximum value of each animated emoji.
_MAX_DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}
_MAX_QUESTION = 300
_MAX_OPTIONS = 12


def _pick_given(args: Any, *names: str) -> JSON:
    values = {name: getattr(args, name) for name in names}
    return {name: value for name, value in values.items() if value}


def send_contact(telegram: Telegram, call: Call[SendContact]) -> JSON:
    if not call.args.phone_number:
        raise bad_request('parameter "phone_number" is required')
    if not call.args.first_name:
        raise bad_request('parameter "first_name" is required')
    contact = _pick_given(call.args, "phone_number", "first_name", "last_name", "vcard")
    return deliver(telegram, call, Content({"contact": contact}, what="contacts"))


def _read_location(call: Call[Any]) -> JSON:
    place = {"latitude": call.args.latitude, "longitude": call.args.longitude}
    if call.raw.get("latitude") is None or call.raw.get("longitude") is None:
        raise bad_request("location is empty")
    if abs(place["latitude"]) > 90 or abs(place["longitude"]) > 180:
        raise bad_request("invalid location specified")
    return place


def send_location(telegram: Telegram, call: Call[SendLocation]) -> JSON:
    names = ("horizontal_accuracy", "live_period", "heading", "proximity_alert_radius")
    place = {**_read_location(call), **_pick_given(call.args, *names)}
    return deliver(telegram, call, Content({"location": place}, what="locations"))


def send_venue(telegram: Telegram, call: Call[SendVenue]) -> JSON:
    place = _read_location(call)
    names = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")
    venue = {"location": place, "title": call.args.title, "address": call.args.address}
    venue.update(_pick_given(call.args, *names))
    return deliver(telegram, call, Content({"location": place, "venue": venue}, what="venues"))


def send_dice(telegram: Telegram, call: Call[SendDice]) -> JSON:
    """Send a die, or another emoji that shows a random value."""
    emoji = (call.args.emoji or "🎲").removesuffix("\N{VARIATION SELECTOR-16}")
    if emoji not in _MAX_DICE:
        raise bad_request("wrong dice emoji specified")
    dice = {"emoji": emoji, "value": random.randint(1, _MAX_DICE[emoji])}
    return deliver(telegram, call, Content({"dice": dice}, "can_send_other_messages", "dice"))


def send_poll(telegram: Telegram, call: Call[SendPoll]) -> JSON:
    """Send a poll. There is no way to vote in it."""
    call.check("options")
    mode = call.args.question_parse_mode
    question = format_text(call.args.question, str(mode) if mode else None, find=False)
    texts = [o.text if isinstance(o, InputPollOption) else o for o in call.args.options]
    if not question.text:
        raise bad_request("poll question must be non-empty")
    if len(question) > _MAX_QUESTION:
        raise bad_request(f"poll question length must not exceed {_MAX_QUESTION}")
    if not texts or not all(texts):
        raise bad_request("poll options must be non-empty")
    if len(texts) > _MAX_OPTIONS:
        raise bad_request(f"poll can't have more than {_MAX_OPTIONS} options")
    poll = {
        "id": str(telegram.allocate_long_id()),
        **question.as_fields("question", "question_entities"),
        "options": [
            {"persistent_id": str(n), "text": text, "voter_count": 0}
            for n, text in enumerate(texts)
        ],
        "total_voter_count": 0,
        "is_closed": bool(call.args.is_closed),
        "is_anonymous": call.args.is_anonymous is not False,
        "type": call.args.type or "regular",
        "allows_multiple_answers": bool(call.args.allows_multiple_answers),
        "allows_revoting": bool(call.args.allows_revoting),
        "members_only": bool(call.args.members_only),
    }
    return deliver(telegram, call, Content({"poll": poll}, "can_send_polls", "polls"))


def stop_poll(telegram: Telegram, call: Call[StopPoll]) -> JSON:
    """Close a poll of the bot; return it."""
    message = telegram.find_chat(call.args.chat_id).messages.get(call.args.message_id)
    if message is None or "poll" not in message.data:
        raise bad_request("message with poll to stop not found")
    if not message.outgoing:
        raise bad_request("poll can't be stopped")
    if message.data["poll"]["is_closed"]:
        raise bad_request("poll has already been closed")
    poll: JSON = {**message.data["poll"], "is_closed": True}
    message.data["poll"] = poll
    telegram.publish_edit(message)
    return poll


HANDLERS = {
    SendContact: send_contact,
    SendLocation: send_location,
    SendVenue: send_venue,
    SendDice: send_dice,
    SendPoll: send_poll,
    StopPoll: stop_poll,
}
