"""All methods of aiogram by lower-case name, and answers for those without a handler."""

from __future__ import annotations

import types
import typing
from functools import lru_cache
from typing import Any

import aiogram.methods
from aiogram.methods import TelegramMethod
from aiogram.types import Message as MessageType
from aiogram.types import TelegramObject

from sandbox.api.calls import Call
from sandbox.api.methods import HANDLERS, Handler
from sandbox.api.methods.delivery import Content, deliver
from sandbox.errors import ApiError, bad_request
from sandbox.state.models import JSON
from sandbox.state.telegram import Telegram

Method = type[TelegramMethod[Any]]


@lru_cache(maxsize=1)
def list_methods() -> dict[str, Method]:
    """Return aiogram's method classes, by the name in lower case."""
    found = {}
    for name in aiogram.methods.__all__:
        kind = getattr(aiogram.methods, name)
        if isinstance(kind, type) and issubclass(kind, TelegramMethod):
            method = getattr(kind, "__api_method__", None)
            if isinstance(method, str):
                found[method.lower()] = kind
    return found


def get_handler(method: Method) -> Handler:
    """Return the handler of a method, or one that answers by the declared return type."""
    return HANDLERS.get(method, answer_by_type)


def answer_by_type(telegram: Telegram, call: Call[Any]) -> Any:
    """Check arguments and chat, change nothing, and return the plainest value of the declared type.

    A method that sends a message posts its own name as a text.
    """
    call.check()
    required = call.method.model_fields
    for name, field in required.items():
        if field.is_required() and name not in call.raw and name not in call.files:
            raise _missing_argument(name)
    returning = call.method.__returning__
    if returning is MessageType and "chat_id" in required:
        return deliver(telegram, call, Content({"text": f"[{call.method.__api_method__}]"}))
    if call.raw.get("chat_id"):
        telegram.find_chat(call.raw["chat_id"])
    return build_example(returning)


def _missing_argument(name: str) -> ApiError:
    if name == "chat_id":
        return bad_request("chat_id is empty")
    return bad_request(f'parameter "{name}" is required')


def build_example(kind: Any, depth: int = 0) -> Any:
    """Return the plainest JSON value of a type: required fields only, empty if possible."""
    origin = typing.get_origin(kind)
    if origin in {typing.Union, types.UnionType}:
        options = typing.get_args(kind)
        return True if bool in options else build_example(options[0], depth)
    if origin is typing.Annotated:
        return build_example(typing.get_args(kind)[0], depth)
    if origin is typing.Literal:
        return typing.get_args(kind)[0]
    if origin is list:
        return []
    if isinstance(kind, type) and issubclass(kind, TelegramObject):
        return _build_example_object(kind, depth)
    plain: JSON = {"bool": True, "int": 0, "float": 0.0, "str": "", "datetime": 0}
    return plain.get(getattr(kind, "__name__", ""), True)


def _build_example_object(kind: type[TelegramObject], depth: int) -> JSON:
    result: JSON = {}
    for name, field in kind.model_fields.items():
        if field.is_required():
            result[field.alias or name] = build_example(field.annotation, depth + 1)
        elif name in {"type", "status", "source"} and isinstance(field.default, str):
            result[name] = field.default
    return result
