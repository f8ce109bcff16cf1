"""Import aiogram so that each of its types is built at its first use.

Importing aiogram builds a validator for each of its five hundred types, with the large ones
repeated inside one another: 100 MB and three seconds, of which a bot needs a tenth. aiogram asks
pydantic to build at first use (``defer_build``), but a type can then not resolve the names of the
others, which only aiogram's package knows; so the package builds them all. This module keeps these
names, so that the first use can build a type.

The sandbox does not use it, since it reads the fields of types before their first use.
"""

from __future__ import annotations

import sys
from typing import Any

from pydantic import BaseModel

Namespace = dict[str, Any]


def import_aiogram_lazily() -> None:
    """Import aiogram lazily. After a first import of aiogram it does nothing."""
    if "aiogram" in sys.modules:
        return
    names: Namespace = {}
    build: Any = BaseModel.model_rebuild.__func__  # type: ignore[attr-defined]

    def collect_names(
        cls: type[BaseModel], /, *, _types_namespace: Namespace | None = None, **_: Any
    ) -> None:
        names.update(_types_namespace or {})

    def build_with_names(
        cls: type[BaseModel],
        /,
        *,
        force: bool = False,
        raise_errors: bool = True,
        _parent_namespace_depth: int = 0,
        _types_namespace: Namespace | None = None,
    ) -> bool | None:
        known = {**names, **(_types_namespace or {})}
        built: bool | None = build(
            cls, force=force, raise_errors=raise_errors, _types_namespace=known
        )
        return built

    BaseModel.model_rebuild = classmethod(collect_names)  # type: ignore[assignment, method-assign]
    try:
        import aiogram.types
    finally:
        BaseModel.model_rebuild = classmethod(build)  # type: ignore[assignment, method-assign]
    from aiogram.methods.base import Response, TelegramMethod

    for root in (aiogram.types.TelegramObject, TelegramMethod, Response):
        root.model_rebuild = classmethod(build_with_names)  # type: ignore[assignment, method-assign]
    # Build the two that every update needs (0.1 s each) now, not at the first message.
    for large in (aiogram.types.Update, aiogram.types.Message):
        large.model_rebuild()
