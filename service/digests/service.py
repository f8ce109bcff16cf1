"""Digests on request: what the next one would hold, its pages, the ones before."""

from __future__ import annotations

from news.query.followed_terms import TermNormalizer
from storage.database.engine import Database


class DigestService:
    """Use cases of readers with digests."""

    def __init__(self, database: Database, terms: TermNormalizer) -> None:
        self._database = database
        self._terms = terms
