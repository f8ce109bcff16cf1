"""A private PostgreSQL server for tests, in a temporary folder, and databases on it.

`SVODKA_TEST_POSTGRES` names another server: the url of a database whose user may create databases.
"""

from __future__ import annotations

import asyncio
import fcntl
import functools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

SERVER_VARIABLE = "SVODKA_TEST_POSTGRES"
FOLDER_VARIABLE = "SVODKA_TEST_POSTGRES_FOLDER"
"""Where the private server is; set by the first process of a test run, for its workers."""

USER_WITH_PASSWORD = "locked"
"""The private server asks this user for a password."""

_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
}

_EMPTY = """
DO $$
DECLARE
    filled text[] := '{}';
    name text;
    found boolean;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', name) INTO found;
        IF found THEN filled := filled || quote_ident(name); END IF;
    END LOOP;
    IF filled <> '{}' THEN
        EXECUTE 'TRUNCATE ' || array_to_string(filled, ', ') || ' CASCADE';
    END IF;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL LOOP
        EXECUTE format('ALTER SEQUENCE %I RESTART', name);
    END LOOP;
END $$
"""


@functools.cache
def find_binaries() -> Path | None:
    """Return the folder with `initdb` and `pg_ctl`: that of the path, or Debian's newest one."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = [one.parent for one in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(versions, key=lambda folder: float(folder.parent.name), default=None)


def is_available() -> bool:
    """Return whether there is a server, or one can be started."""
    return SERVER_VARIABLE in os.environ or find_binaries() is not None


def prepare_folder() -> Path | None:
    """Choose the folder of the server, which is started when the first test needs it; None if
    another process has chosen one."""
    if FOLDER_VARIABLE in os.environ:
        return None
    os.environ[FOLDER_VARIABLE] = tempfile.mkdtemp(prefix="svodka-pg-", dir="/tmp")
    return Path(os.environ[FOLDER_VARIABLE])


def stop(folder: Path) -> None:
    """Stop the private server, and delete it."""
    del os.environ[FOLDER_VARIABLE]
    if (folder / "data" / "postmaster.pid").exists():
        crash(folder)
    shutil.rmtree(folder)


def get_server() -> str:
    """Return the url of the server's first database; start the private server if it does not run."""
    if (given := os.environ.get(SERVER_VARIABLE)) is not None:
        return given
    folder = Path(os.environ[FOLDER_VARIABLE])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "data" / "postmaster.pid").exists():
            start(folder, _SETTINGS)
    return f"postgresql://svodka@/postgres?host={folder}"


def start(folder: Path, settings: Mapping[str, str]) -> None:
    """Create a server in an empty folder, and start it with these settings."""
    create(folder)
    launch(folder, settings)


def create(folder: Path) -> None:
    """Create a server in an empty folder."""
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, get_user())
    data = folder / "data"
    _run(
        folder, "initdb", f"--pgdata={data}", "--username=svodka", "--auth=trust", "--no-sync",
        "--encoding=UTF8", "--locale=C.UTF-8",
    )  # fmt: skip
    access = data / "pg_hba.conf"
    access.write_text(f"local all {USER_WITH_PASSWORD} scram-sha-256\n{access.read_text()}")


def launch(folder: Path, settings: Mapping[str, str]) -> None:
    """Start the server of a folder; return when it takes connections."""
    data = folder / "data"
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    _run(
        folder, "pg_ctl", "start", "--wait", f"--pgdata={data}", f"--log={folder / 'log'}",
        f"--options=-k {folder} {options}",
    )  # fmt: skip


def crash(folder: Path) -> None:
    """Stop the server of a folder as a power cut does: nothing is written any more."""
    _run(folder, "pg_ctl", "stop", "--mode=immediate", f"--pgdata={folder / 'data'}")


def _run(folder: Path, program: str, *arguments: str) -> None:
    binaries = find_binaries()
    assert binaries is not None
    user = get_user() if os.getuid() == 0 else None
    subprocess.run(
        [binaries / program, *arguments],
        check=True, cwd=folder, user=user, stdout=subprocess.DEVNULL, env={"LC_ALL": "C.UTF-8"},
    )  # fmt: skip


def get_user() -> str:
    """Return the user that a server runs as, where the tests run as root."""
    names = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def open_new_database(purpose: str, options: str = "") -> Iterator[str]:
    """Create a database; yield its url, and delete it at the end of the block, whoever is connected
    to it. ``options``: those of CREATE DATABASE."""
    name = f"svodka_{purpose}_{os.getpid()}"
    delete = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
    execute(get_server(), delete, f"CREATE DATABASE {name} {options}")
    try:
        yield make_url(get_server()).set(database=name).render_as_string(hide_password=False)
    finally:
        execute(get_server(), delete)


def empty_database(url: str) -> None:
    """Delete all rows, and give ids from 1 on again. Connections of an earlier test are closed."""
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    _wait(_execute(url, f"SELECT pg_terminate_backend(pid) {others}", _EMPTY))


def execute(url: str, *statements: str) -> None:
    """Run statements."""
    _wait(_execute(url, *statements))


async def _execute(url: str, *statements: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def _wait(work: Coroutine[Any, Any, None]) -> None:
    """Run beside the event loop that a test may have."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()
