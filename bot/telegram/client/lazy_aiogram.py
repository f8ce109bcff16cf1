"""aiogram's types, each built when it is first used.

Importing aiogram builds a validator for each of its five hundred types, the big ones over and over
inside one another: 100 MB and three seconds, of which a bot needs a tenth. aiogram itself asks
pydantic to build at first use (``defer_build``); but a type can then not find the others, whose
names only aiogram's package knows, so the package builds them all. Here these names are kept for
later, and first use is enough.

Not for the sandbox, which reads what fields every type has before it is used.
"""

from __future__ import annotations

import sys
from typing import Any

from pydantic import BaseModel

Namespace = dict[str, Any]


def import_aiogram_lazily() -> None:
    """Import aiogram so. It has to be called before anything else imports aiogram; after that it
    does nothing, and all works as well, only larger."""
    if "aiogram" in sys.modules:
        return
    names: Namespace = {}
    build: Any = BaseModel.model_rebuild.__func__  # type: ignore[attr-defined]

    def keep(
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

    BaseModel.model_rebuild = classmethod(keep)  # type: ignore[assignment, method-assign]
    try:
        import aiogram.types
    finally:
        BaseModel.model_rebuild = classmethod(build)  # type: ignore[assignment, method-assign]
    from aiogram.methods.base import Response, TelegramMethod

    for root in (aiogram.types.TelegramObject, TelegramMethod, Response):
        root.model_rebuild = classmethod(build_with_names)  # type: ignore[assignment, method-assign]
    # The two that everything holds take a tenth of a second each: now, not at the first message.
    for large in (aiogram.types.Update, aiogram.types.Message):
        large.model_rebuild()
