"""Copy an installation into another database."""

from __future__ import annotations

import asyncio

from storage import copying
from storage.database.engine import open_database, parse_sqlite_path
from storage.database.errors import CopyFailed
from storage.database.files import hold_service_lock
from storage.migrations.runner import get_head_revision, get_revision, migrate


async def copy_database(
    source_url: str, target_url: str, progress: copying.ProgressCallback
) -> dict[str, int]:
    """Copy a database into an empty one, whose tables are created; return the rows by table.

    Raises CopyFailed, DatabaseInUse where a service runs on the source, and StorageError.
    """
    path = parse_sqlite_path(source_url)
    if not path.exists():
        raise CopyFailed(f"there is no database {path}")
    with hold_service_lock(path):
        revision = get_revision(source_url)
        if revision != get_head_revision():
            raise CopyFailed(
                f"{path} is at schema {revision}, not {get_head_revision()}: upgrade it first, by "
                f"`DATABASE_URL={source_url} svodka migrate`"
            )
        await asyncio.to_thread(migrate, target_url)
        source, target = open_database(source_url), open_database(target_url)
        try:
            return await copying.copy(source, target, progress)
        finally:
            await target.close()
            await source.close()
