"""Test the messages of the `svodka` command when the database fails."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.cli import main
from tests.support.processes.command import Svodka


def fails_with(code: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        cause = sqlite3.OperationalError("as SQLite says it")
        if code is not None:
            cause.sqlite_errorcode = code
        raise OperationalError("INSERT", {}, cause)

    monkeypatch.setattr(main, "app", fail)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (sqlite3.SQLITE_FULL, "the disk is full"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "another process holds the database"),
        (sqlite3.SQLITE_NOTADB, "restore a backup"),
    ],
)
def test_a_database_that_fails_is_one_line(
    code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fails_with(code, monkeypatch)
    with pytest.raises(SystemExit) as end:
        main.main()
    assert end.value.code == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("svodka: ")
    assert said in line


@pytest.mark.parametrize("code", [None, sqlite3.SQLITE_ERROR])
def test_programming_error_keeps_traceback(
    code: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails_with(code, monkeypatch)
    with pytest.raises(OperationalError):
        main.main()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("demo", "--keep", "file/folder", "--port", "0", "--no-browser"), "file/folder"),
        (("sources", "export-opml", "file/feeds.opml"), "file/feeds.opml"),
    ],
)
def test_file_that_was_named_and_cannot_be_used_is_one_line(
    svodka: Svodka, tmp_path: Path, command: tuple[str, ...], said: str
) -> None:
    (tmp_path / "file").touch()
    assert svodka("migrate").returncode == 0
    failed = svodka(*command)
    assert failed.returncode == 1
    assert failed.stderr == f"svodka: {said}: Not a directory\n"


@pytest.mark.parametrize("action", ["show", "remove"])
def test_telegram_that_cannot_be_reached_is_one_line(svodka: Svodka, action: str) -> None:
    nowhere = "http://127.0.0.1:9"
    failed = svodka("webhook", action, BOT_TOKEN="123456:ABC-DEF", TELEGRAM_API_URL=nowhere)
    assert failed.returncode == 1
    assert failed.stderr.startswith(f"svodka: {nowhere} cannot be reached: Cannot connect to host")


def test_file_of_the_program_itself_that_fails_keeps_the_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no file that the person named, and where it failed is what helps."""
    monkeypatch.setattr(main, "app", (tmp_path / "a" / "word list.txt").read_text)
    with pytest.raises(FileNotFoundError):
        main.main()


@pytest.mark.skipif(os.getuid() == 0, reason="nothing is forbidden to root")
def test_settings_that_cannot_be_read_are_one_line(svodka: Svodka, tmp_path: Path) -> None:
    (tmp_path / ".env").touch(mode=0)
    failed = svodka("stats")
    assert failed.returncode == 2
    assert failed.stderr == "svodka: the file .env cannot be read: Permission denied\n"
