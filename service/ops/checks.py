"""Check settings, disk, backups, sources and digests; say what to fix, and what hurts later."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from dotenv import dotenv_values
from rapidfuzz import process
from rapidfuzz.distance import OSA

from news.sources.addresses import FailureReason
from service.config import Settings
from service.ops import backups
from storage.archive.sources import AUTOMATIC_PAUSE_REASONS, Source
from storage.database import backup
from storage.database.engine import describe_database, is_postgres
from storage.database.errors import StorageError
from storage.messaging.broadcasts import Broadcast
from storage.migrations.runner import get_head_revision, get_revision
from storage.processes import DutyRow, ProcessRow

MIN_FAILING_TIME = timedelta(days=1)
MAX_SOURCES_NAMED = 5
MAX_BACKUP_AGE = timedelta(hours=36)
"""A backup is made each night; one that is older was not followed by another."""

MALFORMED_REASONS = frozenset(
    {
        FailureReason.BAD_URL,
        FailureReason.MALFORMED,
        FailureReason.NO_ARTICLE,
        FailureReason.NOT_A_CHANNEL,
        FailureReason.NOT_A_FEED,
        FailureReason.PRIVATE_ADDRESS,
        FailureReason.TOO_COMPLEX,
    }
)
"""Reasons that waiting does not remove."""

MAX_TYPOS = 3
"""Changed letters by which a name in `.env` still resembles a setting."""
MAX_TYPOS_IN_ENVIRONMENT = 2
"""The same for the environment, which holds names of other programs too."""


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,60}")


class Status(StrEnum):
    """The result of a check: ``WARNING`` is what works now and hurts later."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, in one line."""

    check: str
    status: Status
    text: str


def check_settings(env_file: Path, environment: Mapping[str, str]) -> Finding:
    """Name the settings that there are not, each with the one that was meant."""
    known = [name.upper() for name in Settings.model_fields]
    in_file = [name for name in dotenv_values(env_file) if name.upper() not in known]
    # What is no name may be a secret on a line of its own.
    unknown = [
        f"{name}{_suggest(name, known, MAX_TYPOS)}" if _NAME.fullmatch(name) else "a line without ="
        for name in in_file
    ]
    unknown += [
        f"{name}{hint}"
        for name in environment
        if name.upper() not in (*known, *in_file)
        and (hint := _suggest(name, known, MAX_TYPOS_IN_ENVIRONMENT))
    ]
    if unknown:
        return Finding("settings", Status.WARNING, f"unknown, so ignored: {', '.join(unknown)}")
    return Finding("settings", Status.OK, "every setting is well-formed")


def _suggest(name: str, known: Sequence[str], max_typos: int) -> str:
    found = process.extractOne(
        name.upper(), known, scorer=OSA.distance, score_cutoff=min(max_typos, len(name) // 3)
    )
    return f" (did you mean {found[0]}?)" if found else ""


def check_database(settings: Settings) -> Finding:
    """Check without upgrading: an older schema may be in use by a running version.

    Raises StorageError where it is damaged.
    """
    name, path = describe_database(settings.database_url), settings.state_path
    if path.is_dir():
        raise StorageError(f"{path} is a folder; name a file in it: DATABASE_URL=sqlite:///…")
    if path.exists():
        backup.verify(path)
    revision, newest = get_revision(settings.database_url), get_head_revision()
    if revision is None:
        text = f"{name} does not exist yet; the first start creates it"
    elif revision == newest:
        text = f"{name} is intact, schema {revision}"
    else:
        text = f"{name} is intact; the next start upgrades it from schema {revision} to {newest}"
    return Finding("database", Status.OK, text)


def check_disk(settings: Settings) -> Finding:
    """Check that what the service needs is free."""
    folder = settings.state_path.absolute().parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < backups.MIN_FREE_BYTES:
        return Finding("disk", Status.FAILED, f"only {free // 1024**2} MiB are free at {folder}")
    return Finding("disk", Status.OK, f"{free // 1024**2:,} MiB are free")


def check_backups(settings: Settings, now: datetime) -> Finding:
    """Check that there is a fresh backup."""
    if is_postgres(settings.database_url):
        text = "those of PostgreSQL are made by its server; `svodka backup FILE` makes a dump"
        return Finding("backup", Status.OK, text)
    if not settings.backups_keep:
        return Finding("backup", Status.WARNING, "off: BACKUPS_KEEP=0")
    database, folder = settings.state_path, backups.get_folder(settings)
    newest = backups.get_newest_backup_time(folder)
    if newest is None:
        text = f"none in {folder} yet; the running bot makes one each night at 02:41 UTC"
        return Finding("backup", Status.WARNING if database.exists() else Status.OK, text)
    if not os.access(folder, os.W_OK):
        return Finding("backup", Status.FAILED, f"{folder} cannot be written to")
    age = now - newest
    text = f"the newest is {_format_age(age)} old, of {newest:%Y-%m-%d %H:%M} UTC"
    if age > MAX_BACKUP_AGE:
        return Finding("backup", Status.FAILED, f"{text}; see the log of the bot for the reason")
    return Finding("backup", Status.OK, text)


def check_duties(
    processes: Sequence[ProcessRow], duties: Sequence[DutyRow], now: datetime
) -> Finding:
    """Say which running process does what, and what none does."""
    running = sorted(row.id for row in processes if row.until >= now)
    if not running:
        return Finding("duties", Status.OK, "no bot runs on this database")
    held = {one: [row.duty for row in duties if row.holder == one] for one in running}
    text = "; ".join(
        f"{one} does {', '.join(names)}" if names else f"{one} stands by"
        for one, names in held.items()
    )
    left = [row.duty for row in duties if row.holder not in running]
    if left:
        text += f"; nobody does {', '.join(left)}"
    return Finding("duties", Status.WARNING if left else Status.OK, text)


def check_sources(sources: Sequence[Source], now: datetime) -> Finding:
    """Name the sources that give no articles."""
    if not sources:
        text = "there are none: add one by `svodka sources add URL`, or in the chat by /sources add"
        return Finding("sources", Status.WARNING, text)
    active = [one for one in sources if one.paused_reason is None]
    stopped = [one for one in sources if one.paused_reason in AUTOMATIC_PAUSE_REASONS]
    malformed = [one for one in active if one.failure_reason in MALFORMED_REASONS]
    failing = [one for one in active if one.failures and one not in malformed]
    long = [one for one in failing if now - (one.failing_since or now) > MIN_FAILING_TIME]
    groups = {
        "no source of news": malformed,
        "stopped": stopped,
        "failing for over a day": long,
        "failing": [one for one in failing if one not in long],
    }
    problems = [f"{what}: {_name_sources(found)}" for what, found in groups.items() if found]
    if problems:
        status = Status.FAILED if malformed or stopped or long else Status.WARNING
        return Finding("sources", status, "; ".join(problems))
    paused = len(sources) - len(active)
    return Finding("sources", Status.OK, f"{len(sources)}, {paused} of them paused; none fails")


def _name_sources(failing: Sequence[Source]) -> str:
    names = ", ".join(map(_name_source, failing[:MAX_SOURCES_NAMED]))
    hidden = len(failing) - MAX_SOURCES_NAMED
    return f"{names} and {hidden} more" if hidden > 0 else names


def _name_source(source: Source) -> str:
    reason = (source.paused_reason or source.failure_reason).replace("_", " ")
    if source.name == source.url:
        return f"{source.name} ({reason})"
    return f"{source.name} ({source.url}: {reason})"


def check_broadcasts(held: Sequence[Broadcast]) -> Finding:
    """Name the broadcasts that wait for a decision of an editor."""
    if not held:
        return Finding("broadcasts", Status.OK, "none is held")
    numbers = ", ".join(str(broadcast.id) for broadcast in held)
    text = (
        f"held, since the editor who scheduled them was removed: {numbers}; "
        "an editor has to send or cancel them"
    )
    return Finding("broadcasts", Status.FAILED, text)


def _format_age(age: timedelta) -> str:
    hours = max(0, round(age.total_seconds() / 3600))
    return f"{hours // 24} d {hours % 24} h" if hours >= 48 else f"{hours} h"
