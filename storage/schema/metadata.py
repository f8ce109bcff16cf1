"""The metadata that all tables share, with the names of constraints and indexes."""

from __future__ import annotations

from sqlalchemy import Index, MetaData, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def build_partial_index(name: str, *columns: str, where: str) -> Index:
    """Return an index of those rows of its table that fulfil a condition."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))
