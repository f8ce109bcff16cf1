"""Tokens of the HTTP API: who may use it, and for what. A token is shown once and stored as a hash.

The hash is a plain SHA-256: a token is 256 random bits, so there is nothing to guess slowly.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from news.errors import SvodkaError
from storage.api import tokens
from storage.api.tokens import ApiToken
from storage.database.engine import Database
from storage.stats import audit_log
from storage.stats.audit_log import Actor, AuditAction, build_api_actor

TOKEN_PREFIX = "svodka_"
SECRET_BYTES = 32
MAX_NAME_CHARS = 60
MAX_TOKENS = 100
"""Each request compares its token with all of them."""


class Scope(StrEnum):
    """What a token may be used for; the values are stored."""

    ARTICLES = "articles"
    DRAFTS = "drafts"
    READ = "read"


class TokenError(SvodkaError):
    """A token cannot be added or removed."""


class NoTokens(SvodkaError):
    """There is no token, so the API is off."""


@dataclass(frozen=True, slots=True)
class Client:
    """Who sends a request: the owner of a token."""

    token_id: int
    name: str
    scopes: frozenset[str]

    @property
    def actor(self) -> Actor:
        """The client as the audit log names it."""
        return build_api_actor(self.name)


@dataclass(frozen=True, slots=True)
class ApiTokenService:
    """Use cases of the operator and of the API with tokens."""

    database: Database

    async def add(self, name: str, scopes: Collection[Scope], actor: Actor, now: datetime) -> str:
        """Add a token and return it; it cannot be shown again. Raises TokenError."""
        if not (name.isprintable() and name.strip() == name and 0 < len(name) <= MAX_NAME_CHARS):
            raise TokenError(f"the name of a token has 1 to {MAX_NAME_CHARS} printable characters")
        token = TOKEN_PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        async with self.database.write() as connection:
            known = await tokens.list_all(connection)
            if any(one.name == name for one in known):
                raise TokenError(f"there is a token {name!r} already; remove it or choose a name")
            if len(known) >= MAX_TOKENS:
                raise TokenError(f"there are {MAX_TOKENS} tokens already; remove one")
            await tokens.add(connection, name, _hash(token), set(scopes), now)
            text = f"{name}: {', '.join(sorted(set(scopes)))}"
            await audit_log.record(connection, AuditAction.TOKEN_ADDED, actor, now, text=text)
        return token

    async def list_all(self) -> Sequence[ApiToken]:
        """Return all tokens in the order in which they were added."""
        async with self.database.read() as connection:
            return await tokens.list_all(connection)

    async def remove(self, name: str, actor: Actor, now: datetime) -> None:
        """Remove a token; requests with it fail from now on. Raises TokenError."""
        async with self.database.write() as connection:
            if not await tokens.remove(connection, name):
                raise TokenError(f"there is no token {name!r}")
            await audit_log.record(connection, AuditAction.TOKEN_REMOVED, actor, now, text=name)

    async def has_any(self) -> bool:
        """Return whether there is a token, so that the API is on."""
        async with self.database.read(inline=True) as connection:
            return bool(await tokens.list_all(connection))

    async def find_client(self, token: str) -> Client | None:
        """Return the owner of a token; None if it is unknown. The time that it takes says nothing
        about the stored tokens. Raises NoTokens if there is none at all."""
        given = _hash(token)
        async with self.database.read(inline=True) as connection:
            known = await tokens.list_all(connection)
        if not known:
            raise NoTokens("there is no token")
        # All are compared, so that the time does not depend on which one it is.
        found = [one for one in known if hmac.compare_digest(one.secret_hash, given)]
        return Client(found[0].id, found[0].name, found[0].scopes) if found else None


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
