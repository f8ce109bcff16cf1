"""Followed and muted terms, and which of them an article may mention.

A term (`news.query.followed_terms`, as one normalized line) is stored once, with the
index tokens that lead to it; a follow is one chat's subscription to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import bulk
from storage.schema.tables import follows, term_tokens, terms
from storage.schema.types import UtcTime

FollowKind = Literal["follow", "mute"]

NotifyMode = Literal["instant", "digest"]
"""When a followed term is reported. A muted term has ``digest``, which has no effect."""

FollowOrigin = Literal["command", "article", "search", "alert"]
"""Where a follow was made."""


@dataclass(frozen=True, slots=True)
class Follow:
    """A chat's followed or muted term. ``text`` is what the person wrote."""

    chat_id: int
    term_id: int
    normalized: str
    text: str
    kind: FollowKind
    notify: NotifyMode
    origin: FollowOrigin
    created_at: datetime


_FIELD_NAMES = [field.name for field in fields(Follow)]
_COLUMNS = [
    terms.c.normalized if name == "normalized" else follows.c[name] for name in _FIELD_NAMES
]
_SELECT_FOLLOWS = select(*_COLUMNS).join(terms, terms.c.id == follows.c.term_id)
# Built once: every digest runs the first.
_SELECT_BY_CHATS = bulk.as_json_rows(
    _SELECT_FOLLOWS.where(follows.c.chat_id.in_(bindparam("chats", expanding=True)))
)
_SELECT_BY_TERMS = bulk.as_json_rows(
    _SELECT_FOLLOWS.where(
        follows.c.chat_id.in_(bindparam("chats", expanding=True)),
        follows.c.term_id.in_(bindparam("term_ids", expanding=True)),
    )
)


async def list_for_chat(
    connection: AsyncConnection, chat_id: int, kind: FollowKind | None = None
) -> list[Follow]:
    """Return what a chat follows and mutes, or one of both, in alphabetical order."""
    found = await _fetch_follows(connection, _SELECT_BY_CHATS, chats=[chat_id])
    of_kind = [term for term in found if kind is None or term.kind == kind]
    return sorted(of_kind, key=lambda term: (term.text.casefold(), term.term_id))


async def list_for_chats(
    connection: AsyncConnection,
    chat_ids: Collection[int],
    term_ids: Collection[int] | None = None,
) -> dict[int, list[Follow]]:
    """Return the follows of many chats, of the given terms only. Chats without any are
    omitted."""
    chats = list(chat_ids)
    if term_ids is None:
        every = await _fetch_follows(connection, _SELECT_BY_CHATS, chats=chats)
    else:
        every = await _fetch_follows(
            connection, _SELECT_BY_TERMS, chats=chats, term_ids=list(term_ids)
        )
    found: dict[int, list[Follow]] = defaultdict(list)
    for term in every:
        found[term.chat_id].append(term)
    return dict(found)


async def get(connection: AsyncConnection, chat_id: int, term_id: int) -> Follow | None:
    """Return how a chat follows or mutes a term, None if it does neither."""
    found = await _fetch_follows(connection, _SELECT_BY_TERMS, chats=[chat_id], term_ids=[term_id])
    return found[0] if found else None


async def count(connection: AsyncConnection, chat_id: int) -> int:
    """Return how many terms a chat follows or mutes."""
    mine = select(func.count()).select_from(follows).where(follows.c.chat_id == chat_id)
    return (await connection.execute(mine)).scalar_one()


async def find_term(connection: AsyncConnection, normalized: str) -> int | None:
    """Return the id of a stored term."""
    known = select(terms.c.id).where(terms.c.normalized == normalized)
    return (await connection.execute(known)).scalar_one_or_none()


async def add_term(connection: AsyncConnection, normalized: str, tokens: Iterable[str]) -> int:
    """Return the id of a term; store it with its tokens if it is new."""
    known = await find_term(connection, normalized)
    if known is not None:
        return known
    result = await connection.execute(insert(terms).values(normalized=normalized))
    (term_id,) = result.inserted_primary_key or (0,)
    rows = [{"token": key, "term_id": int(term_id)} for key in sorted(set(tokens))]
    await connection.execute(insert(term_tokens), rows)
    return int(term_id)


async def save(
    connection: AsyncConnection,
    chat_id: int,
    term_id: int,
    *,
    text: str,
    kind: FollowKind,
    notify: NotifyMode,
    origin: FollowOrigin,
    now: datetime,
) -> None:
    """Store what a chat wants of a term, replacing what it had."""
    await connection.execute(
        delete(follows).where(follows.c.chat_id == chat_id, follows.c.term_id == term_id)
    )
    await connection.execute(
        insert(follows).values(
            chat_id=chat_id,
            term_id=term_id,
            text=text,
            kind=kind,
            notify=notify,
            origin=origin,
            created_at=now,
        )
    )


async def set_notify(
    connection: AsyncConnection, chat_id: int, term_id: int, notify: NotifyMode
) -> bool:
    """Change when a followed term is reported. Return False if the chat does not follow
    it."""
    result = await connection.execute(
        update(follows)
        .where(
            follows.c.chat_id == chat_id,
            follows.c.term_id == term_id,
            follows.c.kind == "follow",
        )
        .values(notify=notify)
    )
    return result.rowcount == 1


async def remove(connection: AsyncConnection, chat_id: int, term_id: int) -> Follow | None:
    """Delete a follow; return what it was, None if there was none."""
    term = await get(connection, chat_id, term_id)
    if term is not None:
        await _delete(connection, follows.c.chat_id == chat_id, follows.c.term_id == term_id)
    return term


async def remove_all(connection: AsyncConnection, chat_id: int) -> int:
    """Delete all that a chat follows and mutes; return how many."""
    return await _delete(connection, follows.c.chat_id == chat_id)


async def find_candidates(connection: AsyncConnection, tokens: Iterable[str]) -> dict[int, str]:
    """Return the terms that an article with these index tokens may mention, by id: a
    superset of those it does mention."""
    token_table = bulk.values_table(bulk.encode_rows((token,) for token in tokens))
    query = (
        select(terms.c.id, terms.c.normalized)
        .distinct()
        .select_from(token_table)
        .join(term_tokens, term_tokens.c.token == bulk.column(token_table, 0, String))
        .join(terms, terms.c.id == term_tokens.c.term_id)
    )
    return dict(await bulk.fetch(connection, bulk.as_json_rows(query)))


async def _fetch_follows(
    connection: AsyncConnection, query: Select[str], **params: Any
) -> list[Follow]:
    rows = await bulk.fetch(connection, query, **params)
    named = [dict(zip(_FIELD_NAMES, row, strict=True)) for row in rows]
    return [
        Follow(**{**row, "created_at": UtcTime.from_millis(row["created_at"])}) for row in named
    ]


async def _delete(connection: AsyncConnection, *conditions: ColumnElement[bool]) -> int:
    """Delete follows, and the terms that no chat has any longer, as they are what people
    wrote."""
    mine = select(follows.c.term_id).where(*conditions)
    touched = list((await connection.execute(mine)).scalars())
    await connection.execute(delete(follows).where(*conditions))
    await connection.execute(
        delete(terms).where(
            terms.c.id.in_(touched), ~exists().where(follows.c.term_id == terms.c.id)
        )
    )
    return len(touched)
