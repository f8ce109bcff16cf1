"""Alembic's entry point. The connection comes from `storage.migrations.alembic_upgrade`."""

from __future__ import annotations

from alembic import context

from storage.schema.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
