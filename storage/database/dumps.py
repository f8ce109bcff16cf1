"""Backups of PostgreSQL: by its own programs, where they are installed."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import make_url

from storage.database.backup import refuse_existing, write_backup
from storage.database.errors import BackupFailed

_DUMP = ("pg_dump", "--format=custom", "--no-owner", "--no-privileges")
_READ = ("pg_restore", "--no-owner", "--no-privileges", "--no-comments")
_PSQL = ("psql", "--quiet", "--no-psqlrc", "--no-password", "--set=ON_ERROR_STOP=1")
_DROP_TABLES = """
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE 'DROP TABLE IF EXISTS ' || name || ' CASCADE';
    END LOOP;
END $$
"""
"""Also those that the dump does not know. The extension stays: it may be the administrator's."""

_LOAD = (
    *(*_PSQL, "--single-transaction", "--output=/dev/null"),
    "--command=SET client_min_messages = warning",
    *(f"--command={_DROP_TABLES}", "--file=-"),
)
_COUNT_OTHERS = (
    *(*_PSQL, "--tuples-only", "--no-align"),
    "--command=SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
)


def create_dump(url: str, target: Path) -> None:
    """Write the database into one file while it is in use, and read the file back. Blocks.

    Raises BackupFailed where the target exists, where `pg_dump` fails or is not installed.
    """
    refuse_existing(target)
    _require(["pg_dump", "pg_restore"], target, [[*_DUMP, f"--file={target}"]], url)
    with write_backup(target) as unfinished:
        _run([*_DUMP, "--no-password", f"--file={unfinished}"], target, _build_environment(url))
        verify_dump(unfinished)


def verify_dump(path: Path) -> None:
    """Read a dump completely. Raises BackupFailed if it is missing, damaged or none."""
    if not path.is_file():
        raise BackupFailed(f"there is no backup at {path}", path=str(path))
    _run([*_READ, "--file=/dev/null", str(path)], path, os.environ)


def restore_dump(dump: Path, url: str) -> None:
    """Replace all that a database holds by a dump, in one transaction. Blocks.

    Raises BackupFailed, and changes nothing, where the dump is damaged or cannot be loaded, where
    others are connected, or where PostgreSQL's programs are not installed.
    """
    name = str(make_url(url).database)
    by_hand = [["dropdb", name], ["createdb", name], [*_READ, f"--dbname={name}", str(dump)]]
    _require(["pg_restore", "psql"], dump, by_hand, url)
    verify_dump(dump)
    environment = _build_environment(url)
    if others := int(_run(_COUNT_OTHERS, dump, environment)):
        raise BackupFailed(
            f"{name} is in use, by {others} connections; stop the bot first", path=str(dump)
        )
    _load(dump, environment)


def _load(dump: Path, environment: Mapping[str, str]) -> None:
    """Give the dump as SQL to `psql`, which commits at the end of its input: if the dump could not
    be read to its end, it is killed before."""
    pipe = subprocess.PIPE
    with (
        subprocess.Popen([*_READ, "--file=-", dump], stdout=pipe, stderr=pipe) as reading,
        subprocess.Popen(_LOAD, env=environment, stdin=pipe, stderr=pipe) as loading,
    ):
        assert reading.stdout is not None
        assert reading.stderr is not None
        assert loading.stdin is not None
        assert loading.stderr is not None
        try:
            shutil.copyfileobj(reading.stdout, loading.stdin)
        except BrokenPipeError:  # `psql` has ended, and says why
            reading.kill()
        else:
            if reading.wait():
                loading.kill()
                raise _to_failure(dump, reading.stderr.read())
            loading.stdin.close()
        if loading.wait():
            raise _to_failure(dump, loading.stderr.read())


def _run(command: Sequence[str], path: Path, environment: Mapping[str, str]) -> str:
    """Return what a program prints. Raises BackupFailed, with its reason, where it fails."""
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode:
        raise _to_failure(path, done.stderr)
    return done.stdout.decode()


def _to_failure(path: Path, stderr: bytes) -> BackupFailed:
    lines = [line for line in stderr.decode(errors="replace").splitlines() if line.strip()]
    reason = lines[0] if lines else "a program of PostgreSQL ended without a reason"
    return BackupFailed(f"{path}: {reason}", path=str(path), reason=reason)


def _require(
    programs: Sequence[str], path: Path, commands: Sequence[Sequence[str]], url: str
) -> None:
    """Raise BackupFailed, with the commands to run elsewhere, unless the programs are installed."""
    missing = [program for program in programs if shutil.which(program) is None]
    if not missing:
        return
    given = " ".join(f"{name}={shlex.quote(value)}" for name, value in _get_address(url).items())
    by_hand = " && ".join(f"{given} {shlex.join(command)}" for command in commands)
    raise BackupFailed(
        f"{' and '.join(missing)} of PostgreSQL are not installed here (Debian: "
        f"postgresql-client); where they are: {by_hand}",
        path=str(path),
    )


def _get_address(url: str) -> dict[str, str]:
    """Return the address of a database, without its password, as PostgreSQL's programs take it."""
    known = make_url(url)
    address = {
        "PGHOST": known.host or known.query.get("host"),
        "PGPORT": known.port,
        "PGUSER": known.username,
        "PGDATABASE": known.database,
        "PGSSLMODE": known.query.get("sslmode") or known.query.get("ssl"),
    }
    return {name: str(value) for name, value in address.items() if value}


def _build_environment(url: str) -> dict[str, str]:
    """Return the environment of PostgreSQL's programs: passwords are in no command line."""
    password = make_url(url).password
    return {**os.environ, **_get_address(url), **({"PGPASSWORD": password} if password else {})}
