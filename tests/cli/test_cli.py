"""Test the `svodka` command."""

from __future__ import annotations

import json
import os
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import entry
from bot.cli.main import app
from tests.support.processes.command import Svodka

pytestmark = pytest.mark.slow

STORY = """ date 2026-02-10 Фото: Reuters

В Днепре в среду открыли новый мост через реку, который строили четыре года. Об этом сообщает Reuters, пишет УНН.

По мосту каждый день смогут проезжать двадцать тысяч машин. Мэр Иван Коваль поблагодарил строителей за работу.

Дорога в центр

Теперь дорога с левого берега в центр займёт не сорок минут, а десять.
"""


def test_import_is_idempotent_and_searchable(svodka: Svodka, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "bridge.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "in" / "more.jsonl").write_text(
        json.dumps({"text": "Сборная проведёт осенью четыре матча. Тренер назвал состав."})
        + "\nnot json\n"
        + json.dumps({"title": "Пусто", "text": ""})
        + "\n",
        encoding="utf-8",
    )
    (tmp_path / "in" / "broken.txt").write_bytes(b"\xff\xfe\x00binary\x00")
    first = svodka("import", "in")
    assert first.stdout.startswith("2 added, 0 already known, 3 rejected"), first.stderr
    assert "broken.txt" in first.stderr
    assert "more.jsonl" in first.stderr
    assert first.returncode == 0
    assert "1 of the added are older than RETENTION_DAYS" in first.stderr
    again = svodka("import", "in")
    assert "RETENTION_DAYS" not in again.stderr
    assert again.stdout.startswith("0 added, 2 already known, 3 rejected")

    found = svodka("search", "мостами", "--json")
    (line,) = found.stdout.splitlines()
    assert json.loads(line)["published"] == "2026-02-10T00:00:00+00:00"
    assert svodka("search", "верблюд").stdout == ""
    assert "articles\t2\n" in svodka("stats").stdout


def test_analyze_needs_no_database(svodka: Svodka, tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(STORY, encoding="utf-8")
    result = svodka("analyze", "bridge.txt", "--json")
    found = json.loads(result.stdout)
    assert result.returncode == 0
    assert {
        "url", "title", "language", "published", "topics", "entities", "summary",
        "headline", "attribution", "photo_credit", "story",
    } <= set(found)  # fmt: skip
    assert found["language"] == "ru"
    assert found["photo_credit"] == "Reuters"
    assert found["attribution"] == "Reuters via УНН"
    assert found["story"] == 1
    assert not any("Об этом сообщает" in sentence for sentence in found["summary"])
    assert all(sentence in STORY for sentence in found["summary"])
    assert not (tmp_path / "data").exists()


def test_a_missing_token_is_one_line(svodka: Svodka) -> None:
    result = svodka("run")
    assert result.returncode == 2
    assert result.stderr.startswith("svodka: BOT_TOKEN is not set")
    assert len(result.stderr.splitlines()) == 1


def test_a_bad_setting_is_one_line(svodka: Svodka) -> None:
    result = svodka("run", SEND_RATE="fast")
    assert result.returncode == 2
    assert result.stderr.startswith("svodka: SEND_RATE:")
    assert len(result.stderr.splitlines()) == 1


def test_wrong_usage_is_exit_2(svodka: Svodka) -> None:
    assert svodka("import", "no-such-file.txt").returncode == 2
    assert svodka("fly").returncode == 2


@pytest.mark.parametrize(
    "command",
    [
        "run",
        "demo",
        "import",
        "analyze",
        "fetch",
        "sources",
        "topics",
        "search",
        "digest",
        "stats",
        "migrate",
        "backup",
        "restore",
        "doctor",
    ],
)
def test_every_command_has_help(command: str) -> None:
    for option in ("--help", "-h"):
        result = CliRunner().invoke(app, [command, option])
        assert result.exit_code == 0
        assert "Usage" in result.stdout


def test_version_option_prints_the_version() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"svodka {version('svodka')}\n")


def test_backup_and_restore(svodka: Svodka, tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(STORY, encoding="utf-8")
    svodka("import", "bridge.txt")
    backup = svodka("backup", "copy.db")
    assert backup.returncode == 0, backup.stderr
    assert "exists already" in svodka("backup", "copy.db").stderr
    (tmp_path / "more.jsonl").write_text(json.dumps({"text": "Новый завод открыт в Сумах."}))
    svodka("import", "more.jsonl")
    restored = svodka("restore", "copy.db")
    assert restored.returncode == 0, restored.stderr
    assert "articles\t1\n" in svodka("stats").stdout
    (tmp_path / "junk.db").write_text("junk")
    refused = svodka("restore", "junk.db")
    assert refused.returncode == 1
    assert "not a Svodka database" in refused.stderr
    assert "articles\t1\n" in svodka("stats").stdout


def test_sources_and_opml(svodka: Svodka, tmp_path: Path) -> None:
    channel = "https://t.me/s/harbour_post"
    assert svodka("sources", "add", "@harbour_post").returncode == 0
    assert "known already" in svodka("sources", "add", channel).stdout
    svodka("sources", "export-opml", "out.opml")
    svodka("sources", "remove", channel)
    assert svodka("sources", "list").stdout == ""
    assert svodka("sources", "import-opml", "out.opml").stdout.startswith("1 added")
    assert channel in svodka("sources", "list").stdout
    (tmp_path / "bad.opml").write_text("<html></html>")
    assert svodka("sources", "import-opml", "bad.opml").returncode == 1
    assert svodka("sources", "remove", "https://b.example/feed").returncode == 1


def test_digest_of_an_unknown_chat_is_refused(svodka: Svodka) -> None:
    for options in ((), ("--send",)):
        refused = svodka("digest", "--chat", "1", *options)
        assert refused.returncode == 1
        assert refused.stdout == ""
        assert (
            refused.stderr.strip() == "svodka: chat 1 is unknown: it has never written to the bot"
        )


def test_doctor_names_problems_with_remedies(svodka: Svodka) -> None:
    result = svodka("doctor", BOT_TOKEN="123456:abc", TELEGRAM_API_URL="http://127.0.0.1:9")
    assert result.returncode == 1
    assert "ok      settings" in result.stdout
    assert "failed  telegram" in result.stdout
    assert "ok      summaries: off" in result.stdout
    assert "123456:abc" not in result.stdout + result.stderr


def test_bad_record_stops_no_other(svodka: Svodka, tmp_path: Path) -> None:
    lines = [
        {"text": "Мост открыли утром. По нему пошли автобусы.", "published": -62135596800},
        {"text": "Завод остановили вечером \ud800. Рабочих отпустили."},
        {"text": "Школу построили за год. В ней тысяча мест.", "title": "Школа \x00 готова"},
    ]
    (tmp_path / "odd.jsonl").write_text(
        "\n".join([json.dumps(line) for line in lines] + ["[" * 100_000]), encoding="ascii"
    )
    (tmp_path / "old.txt").write_text("date 0001-01-01\n\nТеатр закрыли. Откроют осенью.")
    (tmp_path / "day.txt").write_text("date 2026-13-45\n\nМузей закрыли. Откроют осенью.")
    os.mkfifo(tmp_path / "pipe.txt")
    result = svodka("import", "odd.jsonl", "old.txt", "day.txt", "pipe.txt")
    assert result.stdout.startswith("4 added, 0 already known, 3 rejected"), result.stderr
    assert "odd.jsonl:4: not JSON" in result.stderr
    assert "day.txt: no such day: 2026-13-45" in result.stderr
    assert "pipe.txt: not a regular file" in result.stderr
    assert len(svodka("analyze", "odd.jsonl", "--json").stdout.splitlines()) == 3


@pytest.mark.parametrize("url", ["", "notaurl", "javascript:alert(1)", "ftp://a.example/feed"])
def test_sources_add_rejects_invalid_url(svodka: Svodka, url: str) -> None:
    assert svodka("sources", "add", url).returncode == 1
    assert svodka("sources", "list").stdout == ""


def test_impossible_request_is_one_line(svodka: Svodka) -> None:
    assert svodka("digest", "--chat", "9" * 30).returncode == 2
    assert svodka("demo", "--port", "99999").returncode == 2
    unwritable = svodka("sources", "export-opml", "/nonexistent/x.opml")
    assert unwritable.returncode == 1
    assert len(unwritable.stderr.splitlines()) == 1


def test_a_search_without_a_hit_says_so(svodka: Svodka) -> None:
    svodka("migrate")
    assert svodka("search", "верблюд").stderr == "nothing found for 'верблюд'\n"


def test_ctrl_c_while_it_loads_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.cli.main.main", interrupted)
    with pytest.raises(SystemExit) as end:
        entry.main()
    assert end.value.code == 130
