"""Terms: what chats follow and mute, and which of it an article may mention.

A *meaning* (`news.terms.Meaning`, as one line) is stored once, with the index tokens that lead to
it; a *term* is one chat's wish about it.
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

from storage import at_once
from storage.tables import meaning_keys, meanings, terms
from storage.types import UtcTime

Kind = Literal["follow", "mute"]

How = Literal["at_once", "in_digest"]
"""When a followed term is told. A muted one is ``in_digest``, and means neither."""

Surface = Literal["command", "article", "search", "alert"]
"""Where a term was made."""


@dataclass(frozen=True, slots=True)
class Term:
    """A chat's wish. ``text`` is what the person wrote, ``words`` the meaning as one line."""

    chat_id: int
    meaning_id: int
    words: str
    text: str
    kind: Kind
    how: How
    made_in: Surface
    made_at: datetime


_NAMES = [field.name for field in fields(Term)]
_COLUMNS = [meanings.c.words if name == "words" else terms.c[name] for name in _NAMES]
_TERMS = select(*_COLUMNS).join(meanings, meanings.c.id == terms.c.meaning_id)
# Built once, as every digest asks the first.
_OF_CHATS = at_once.as_one(_TERMS.where(terms.c.chat_id.in_(bindparam("chats", expanding=True))))
_OF_MEANINGS = at_once.as_one(
    _TERMS.where(
        terms.c.chat_id.in_(bindparam("chats", expanding=True)),
        terms.c.meaning_id.in_(bindparam("meanings", expanding=True)),
    )
)


async def of_chat(
    connection: AsyncConnection, chat_id: int, kind: Kind | None = None
) -> list[Term]:
    """What a chat follows and mutes, or one of both, in the order of the alphabet."""
    found = await _of(connection, _OF_CHATS, chats=[chat_id])
    wanted = [term for term in found if kind is None or term.kind == kind]
    return sorted(wanted, key=lambda term: (term.text.casefold(), term.meaning_id))


async def of_chats(
    connection: AsyncConnection,
    chat_ids: Collection[int],
    meaning_ids: Collection[int] | None = None,
) -> dict[int, list[Term]]:
    """The terms of many chats, those of some meanings alone if they are given. Chats without any
    are left out."""
    chats = list(chat_ids)
    if meaning_ids is None:
        every = await _of(connection, _OF_CHATS, chats=chats)
    else:
        every = await _of(connection, _OF_MEANINGS, chats=chats, meanings=list(meaning_ids))
    found: dict[int, list[Term]] = defaultdict(list)
    for term in every:
        found[term.chat_id].append(term)
    return dict(found)


async def get(connection: AsyncConnection, chat_id: int, meaning_id: int) -> Term | None:
    found = await _of(connection, _OF_MEANINGS, chats=[chat_id], meanings=[meaning_id])
    return found[0] if found else None


async def count(connection: AsyncConnection, chat_id: int) -> int:
    mine = select(func.count()).select_from(terms).where(terms.c.chat_id == chat_id)
    return (await connection.execute(mine)).scalar_one()


async def find_meaning(connection: AsyncConnection, words: str) -> int | None:
    """The id of a meaning that somebody has."""
    known = select(meanings.c.id).where(meanings.c.words == words)
    return (await connection.execute(known)).scalar_one_or_none()


async def add_meaning(connection: AsyncConnection, words: str, keys: Iterable[str]) -> int:
    """The id of a meaning; it is put on record, under its keys, if it is not yet."""
    known = await find_meaning(connection, words)
    if known is not None:
        return known
    result = await connection.execute(insert(meanings).values(words=words))
    (meaning_id,) = result.inserted_primary_key or (0,)
    rows = [{"key": key, "meaning_id": int(meaning_id)} for key in sorted(set(keys))]
    await connection.execute(insert(meaning_keys), rows)
    return int(meaning_id)


async def put(
    connection: AsyncConnection,
    chat_id: int,
    meaning_id: int,
    *,
    text: str,
    kind: Kind,
    how: How,
    made_in: Surface,
    now: datetime,
) -> None:
    """A chat's one wish about a meaning, in the place of another that it had."""
    await connection.execute(
        delete(terms).where(terms.c.chat_id == chat_id, terms.c.meaning_id == meaning_id)
    )
    await connection.execute(
        insert(terms).values(
            chat_id=chat_id,
            meaning_id=meaning_id,
            text=text,
            kind=kind,
            how=how,
            made_in=made_in,
            made_at=now,
        )
    )


async def set_how(connection: AsyncConnection, chat_id: int, meaning_id: int, how: How) -> bool:
    """Change when a followed term is told; False if the chat does not follow it."""
    result = await connection.execute(
        update(terms)
        .where(
            terms.c.chat_id == chat_id,
            terms.c.meaning_id == meaning_id,
            terms.c.kind == "follow",
        )
        .values(how=how)
    )
    return result.rowcount == 1


async def remove(connection: AsyncConnection, chat_id: int, meaning_id: int) -> Term | None:
    """Forget a wish; return what it was, None if there was none."""
    term = await get(connection, chat_id, meaning_id)
    if term is not None:
        await _forget(connection, terms.c.chat_id == chat_id, terms.c.meaning_id == meaning_id)
    return term


async def erase(connection: AsyncConnection, chat_id: int) -> int:
    """Forget all that a chat follows and mutes; return how much it was."""
    return await _forget(connection, terms.c.chat_id == chat_id)


async def candidates(connection: AsyncConnection, tokens: Iterable[str]) -> dict[int, str]:
    """The meanings that an article with these index tokens may mention, by id: all that it does
    mention, and more."""
    given = at_once.given(at_once.packed((token,) for token in tokens))
    query = (
        select(meanings.c.id, meanings.c.words)
        .distinct()
        .select_from(given)
        .join(meaning_keys, meaning_keys.c.key == at_once.nth(given, 0, String))
        .join(meanings, meanings.c.id == meaning_keys.c.meaning_id)
    )
    return dict(await at_once.fetch(connection, at_once.as_one(query)))


async def _of(connection: AsyncConnection, query: Select[str], **given: Any) -> list[Term]:
    rows = await at_once.fetch(connection, query, **given)
    named = [dict(zip(_NAMES, row, strict=True)) for row in rows]
    return [Term(**{**row, "made_at": UtcTime.from_number(row["made_at"])}) for row in named]


async def _forget(connection: AsyncConnection, *which: ColumnElement[bool]) -> int:
    """Nothing that anybody wrote is left once nobody wants it any more."""
    mine = select(terms.c.meaning_id).where(*which)
    touched = list((await connection.execute(mine)).scalars())
    await connection.execute(delete(terms).where(*which))
    await connection.execute(
        delete(meanings).where(
            meanings.c.id.in_(touched), ~exists().where(terms.c.meaning_id == meanings.c.id)
        )
    )
    return len(touched)
