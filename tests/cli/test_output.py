"""What commands print: on a terminal and into a pipe, for people and for programs.

The outputs are stored in `expected/`; SVODKA_GOLDEN=1 rewrites them.
"""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperOption
from typer.testing import CliRunner

from bot.cli.help import MAX_NUMBER, Group
from bot.cli.main import app
from news.model import TOPIC_IDS
from tests.support.paths import ROOT
from tests.support.processes.command import Svodka

pytestmark = pytest.mark.slow

SVODKA = Path(sys.executable).with_name("svodka")
EXPECTED = Path(__file__).parent / "expected"
ESCAPE = "\x1b"

ARTICLES = [
    {"title": "Мост открыли", "text": "Мост через Днепр открыли утром. По нему пошли автобусы."},
    {"title": "Завод встал", "text": "Завод остановили вечером. Рабочих отпустили домой."},
]

COMMANDS = [
    (),
    ("run",),
    ("demo",),
    ("import",),
    ("analyze",),
    ("fetch",),
    ("search",),
    ("digest",),
    ("stats",),
    ("audit",),
    ("migrate",),
    ("backup",),
    ("restore",),
    ("copy",),
    ("doctor",),
    *((group,) for group in ("sources", "token", "topics", "webhook")),
    *(("sources", name) for name in ("list", "add", "set", "topics", "remove", "import-opml")),
    ("sources", "export-opml"),
    *(("token", name) for name in ("add", "list", "remove")),
    *(("topics", name) for name in ("list", "add", "remove")),
    *(("webhook", name) for name in ("show", "remove")),
]


def compare(name: str, text: str) -> None:
    """Compare an output with the stored one, or store it."""
    path = EXPECTED / name
    if os.environ.get("SVODKA_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def environ(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT)}


def run_on_terminal(folder: Path, *arguments: str, **environment: str) -> str:
    """Return what a command prints on a terminal of 100 columns."""
    ours, theirs = pty.openpty()
    settings = {**environ(folder), "TERM": "xterm", "COLUMNS": "100"}
    process = subprocess.Popen(
        [SVODKA, *arguments],
        cwd=folder,
        env={**settings, **environment},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    chunks: list[bytes] = []
    while True:
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # the terminal is closed
            break
        if not chunk:
            break
        chunks.append(chunk)
    process.wait(30)
    os.close(ours)
    return b"".join(chunks).decode().replace("\r\n", "\n")


@pytest.fixture
def archive(svodka: Svodka, tmp_path: Path) -> Path:
    """Import two articles; return the folder of the database."""
    lines = [{**one, "source": "Вестник", "published": "2026-11-01"} for one in ARTICLES]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert svodka("import", "in.jsonl").returncode == 0
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS, ids="-".join)
def test_help_names_values_and_has_an_example(command: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(
        app, [*command, "-h"], env={"COLUMNS": "100", "TERMINAL_WIDTH": "100"}
    )
    assert shown.exit_code == 0
    assert f"Example: svodka {' '.join(command)}".strip() in " ".join(shown.stdout.split())
    # No types of Python: people are told what a value is.
    assert not re.search("<|list\\[|TEXT|INTEGER", shown.stdout)
    compare(f"help-{'-'.join(command) or 'svodka'}.txt", shown.stdout)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("search", "x", "--limit", "many"), "--limit: it takes a whole number from 1 to 300 (got 'many')"),
        (("search", "x", "--limit", "0"), "--limit: it takes a number from 1 to 300 (got '0')"),
        (("digest", "--chat", "me"), "--chat: it takes a whole number (got 'me')"),
        (("digest", "--chat", "1\\n'2'"), "--chat: it takes a whole number (got '1\\n'2'')"),
        (("run", "--only", "fly"), "--only: it takes web, sender, ingest (got 'fly')"),
        (("demo", "--keep", f"{ROOT}/README.md"), f"--keep: dir '{ROOT}/README.md' is a file"),
        (("search",), "missing argument 'QUERY'"),
        (("import", "nowhere/"), "path 'nowhere/' does not exist"),
        (("fly",), "no such command 'fly'"),
        (("search", "x", "--fast"), "no such option: --fast"),
    ],
)  # fmt: skip
def test_an_error_of_usage_is_one_line(
    svodka: Svodka, arguments: tuple[str, ...], said: str
) -> None:
    failed = svodka(*arguments)
    command = "" if arguments[0] == "fly" else f" {arguments[0]}"
    assert failed.stderr == f"svodka: {said}; see `svodka{command} -h`\n"
    assert (failed.returncode, failed.stdout) == (2, "")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"SEND_RATE": "fast"}, "SEND_RATE: it takes a number above 0 to 1000 (got 'fast')"),
        ({"DIGEST_ITEMS": "1e3"}, "DIGEST_ITEMS: it takes a whole number from 1 to 30 (got '1e3')"),
        ({"DIGEST_ITEMS": "99"}, "DIGEST_ITEMS: it takes a number from 1 to 30 (got '99')"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL: it takes DEBUG, INFO, WARNING or ERROR (got 'loud')"),
        ({"UPDATES": "Pigeon"}, "UPDATES: it takes polling or webhook (got 'Pigeon')"),
        ({"PAID_DIGESTS": "maybe"}, "PAID_DIGESTS: it takes true or false (got 'maybe')"),
        (
            {"DEFAULT_DIGEST_TIME": "25:00"},
            "DEFAULT_DIGEST_TIME: it takes a value such as 08:00 (got '25:00')",
        ),
        (
            {"WEBHOOK_URL": "a\n'b'"},
            "WEBHOOK_URL: it takes a value such as https://news.example.org (got 'a\\n'b'')",
        ),
    ],
)
def test_a_bad_setting_is_said_in_our_words(
    svodka: Svodka, settings: dict[str, str], said: str
) -> None:
    failed = svodka("stats", **settings)
    assert (failed.returncode, failed.stderr) == (2, f"svodka: {said}\n")


def list_number_options() -> Iterator[tuple[str, TyperOption]]:
    """Yield each option of a command that takes a whole number."""
    groups = [typer.main.get_command(app)]
    while groups:
        for command in groups.pop().commands.values():  # type: ignore[attr-defined]
            if isinstance(command, Group):
                groups.append(command)
            else:
                yield from (
                    (command.name or "", param)
                    for param in command.params
                    if isinstance(param, TyperOption) and param.type_descriptor.annotation is int
                )


def test_every_number_has_bounds() -> None:
    """A larger one cannot be stored, and SQLite refuses to compare it."""
    options = list(list_number_options())
    assert {"--limit", "--broadcast", "--chat", "--feed", "--port"} <= {
        param.opts[-1] for _, param in options
    }
    for name, param in options:
        limits = param.type_descriptor.parameter_info
        assert limits.min is not None, (name, param.opts)
        assert limits.max is not None, (name, param.opts)
        assert limits.max <= MAX_NUMBER, (name, param.opts)


def test_a_guess_is_part_of_the_sentence(svodka: Svodka) -> None:
    failed = svodka("sources", "rename")
    said = "no such command 'rename' (did you mean 'remove'?); see `svodka sources -h`"
    assert (failed.returncode, failed.stderr) == (2, f"svodka: {said}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "мост"),
        ("search", "мост", "--json"),
        ("stats",),
        ("stats", "--json"),
        ("audit",),
        ("digest", "--chat", "1"),
        ("sources", "list"),
        ("sources", "remove", "https://a.example/rss"),
        ("sources", "topics", "https://a.example/rss", "sport"),
        ("sources", "export-opml", "out.opml"),
        ("topics", "remove", "Дроны"),
        ("token", "list"),
        ("token", "remove", "cms"),
        ("fetch",),
    ],
    ids="-".join,
)
def test_a_command_that_reads_creates_no_database(
    svodka: Svodka, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    failed = svodka(*arguments)
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert len(failed.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_fixed_topics_need_no_database(svodka: Svodka, tmp_path: Path) -> None:
    listed = svodka("topics", "list")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert len(listed.stdout.splitlines()) == len(TOPIC_IDS)
    assert list(tmp_path.iterdir()) == []
    assert svodka("topics", "add", "Дроны: дрон").returncode == 0
    assert svodka("topics", "list").stdout.startswith(listed.stdout)


@pytest.mark.parametrize(
    "arguments", [("token", "add", "cms", "--scope", "read"), ("topics", "add", "Дроны: дрон")]
)
def test_a_command_that_creates_a_database_says_so(
    svodka: Svodka, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    first, second = svodka(*arguments), svodka("stats")
    assert first.stderr.startswith("created the database data/svodka.db\n")
    assert "created" not in second.stderr
    assert (tmp_path / "data" / "svodka.db").exists()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("dead.invalid", "https://dead.invalid: there is no such site ("),
        ("10.0.0.1/rss", "https://10.0.0.1/rss: the address is inside a private network (10.0.0.1)"),
        (
            "not a url",
            "not a url: such an address cannot be read (https://… and @channel can) (not an http or",
        ),
    ],
)  # fmt: skip
def test_why_a_source_is_refused_is_said_in_words(svodka: Svodka, address: str, said: str) -> None:
    refused = svodka("sources", "add", address)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.splitlines()[-1].startswith(f"svodka: {said}")


def test_an_empty_list_says_what_there_is_not(archive: Path, svodka: Svodka) -> None:
    for command, said in (("sources", "there is no source"), ("token", "there is no token")):
        listed = svodka(command, "list")
        assert (listed.returncode, listed.stdout) == (0, "")
        assert listed.stderr.startswith(said)
        assert svodka(command, "list", "--json").stderr == ""


def test_a_folder_without_articles_is_an_error(svodka: Svodka, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    failed = svodka("import", "empty")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr == "svodka: there is no article file (.txt, .jsonl) in empty\n"
    assert not (tmp_path / "data").exists()


def test_fetch_says_that_there_is_nothing_to_fetch(archive: Path, svodka: Svodka) -> None:
    done = svodka("fetch")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "there is no source to fetch; `svodka sources add URL` adds one\n"


def test_a_pipe_gets_tabs_and_a_terminal_a_table(archive: Path, svodka: Svodka) -> None:
    piped = svodka("search", "мост")
    assert piped.stdout == "2026-11-01 00:00\tМост открыли\tВестник\n"
    compare("search-terminal.txt", run_on_terminal(archive, "search", "мост", NO_COLOR="1"))
    assert f"{ESCAPE}[" in run_on_terminal(archive, "search", "мост")


def test_stats_are_rows_of_name_and_number(archive: Path, svodka: Svodka) -> None:
    compare("stats-piped.txt", svodka("stats").stdout)
    compare("stats-terminal.txt", run_on_terminal(archive, "stats", NO_COLOR="1"))
    assert json.loads(svodka("stats", "--json").stdout)["languages"] == {"ru": 2}


def test_sources_and_topics_have_json(svodka: Svodka) -> None:
    svodka("sources", "add", "@durov_channel", "--topic", "sport")
    (source,) = map(json.loads, svodka("sources", "list", "--json").stdout.splitlines())
    assert source["url"] == "https://t.me/s/durov_channel"
    assert source["topics"] == ["sport"]
    svodka("topics", "add", "🛸 Дроны: дрон, бпла")
    listed = map(json.loads, svodka("topics", "list", "--json").stdout.splitlines())
    assert any("дрон" in topic["line"] for topic in listed)


def test_forty_rejected_lines_are_five_and_a_count(svodka: Svodka, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("not json\n" * 40, encoding="utf-8")
    for arguments in (("import", "bad.jsonl"), ("analyze", "bad.jsonl")):
        failed = svodka(*arguments)
        lines = failed.stderr.splitlines()
        assert sum("rejected:" in line for line in lines) == 5
        assert lines[-1] == "  and 35 more"
        assert "Traceback" not in failed.stderr


def test_progress_is_a_bar_on_a_terminal_and_lines_in_a_pipe(
    svodka: Svodka, tmp_path: Path
) -> None:
    lines = [json.dumps({"text": f"Мост номер {n} открыли утром. Пошли автобусы."}) for n in range(250)]  # fmt: skip
    (tmp_path / "many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    piped = svodka("import", "many.jsonl")
    shown = [line for line in piped.stderr.splitlines() if line.startswith("importing")]
    assert shown == [f"importing: {done} of 250" for done in (100, 200, 250)]
    assert ESCAPE not in piped.stderr
    (tmp_path / "more.jsonl").write_text("\n".join(lines[:30]), encoding="utf-8")
    assert "/30" in run_on_terminal(tmp_path, "import", "more.jsonl")


def test_the_shell_completes_commands(tmp_path: Path) -> None:
    environment = {
        **environ(tmp_path),
        "_SVODKA_COMPLETE": "complete_bash",
        "COMP_WORDS": "svodka so",
        "COMP_CWORD": "1",
    }
    done = subprocess.run(
        [SVODKA], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["sources"]


@pytest.mark.parametrize("option", ["-h", "--version"])
def test_rich_is_not_loaded_for_nothing(option: str) -> None:
    """A help is drawn by Rich; a version and a piped table are not."""
    script = "import sys, bot.cli.main as m\ntry: m.main()\nfinally: print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script, option], capture_output=True, text=True, check=True
    )
    assert ("rich.console" in done.stdout.split()) is (option == "-h")
