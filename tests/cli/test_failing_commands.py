"""Test the messages of the `svodka` command when the database fails."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.cli import main


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


def test_a_folder_that_cannot_be_made_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(main, "app", (tmp_path / "file" / "folder").mkdir)
    with pytest.raises(SystemExit) as end:
        main.main()
    assert end.value.code == 1
    assert capsys.readouterr().err == f"svodka: {tmp_path}/file/folder: Not a directory\n"
