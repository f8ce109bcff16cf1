"""Test `svodka token`."""

from __future__ import annotations

import json
import re

from tests.support.processes.command import Svodka


def test_token_is_printed_once_listed_and_removed(svodka: Svodka) -> None:
    added = svodka(
        "token", "add", "cms", "--scope", "read", "--scope", "articles", "--scope", "read"
    )
    assert added.returncode == 0
    assert re.fullmatch(r"svodka_[\w-]{43}\n", added.stdout)
    assert "not shown again" in added.stderr
    listed = svodka("token", "list").stdout
    assert listed.startswith("cms\tarticles,read\t")
    assert added.stdout.strip() not in listed
    (shown,) = map(json.loads, svodka("token", "list", "--json").stdout.splitlines())
    assert (shown["name"], shown["scopes"]) == ("cms", ["articles", "read"])
    assert svodka("token", "remove", "cms").stdout == "removed cms\n"
    assert svodka("token", "list").stdout == ""
    entries = [json.loads(line) for line in svodka("audit", "--json").stdout.splitlines()]
    assert [(entry["act"], entry["text"]) for entry in entries] == [
        ("token removed", "cms"),
        ("token added", "cms: articles, read"),
    ]
    assert all(entry["editor"] for entry in entries)


def test_bad_tokens_are_refused_in_one_line(svodka: Svodka) -> None:
    svodka("token", "add", "cms", "--scope", "read")
    again = svodka("token", "add", "cms", "--scope", "drafts")
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == "svodka: there is a token 'cms' already; remove it or choose a name\n"
    unknown = svodka("token", "remove", "x")
    assert (unknown.returncode, unknown.stderr) == (1, "svodka: there is no token 'x'\n")
    assert svodka("token", "add", "a\nb", "--scope", "read").returncode == 1
    assert svodka("token", "add", " ", "--scope", "read").returncode == 1
    assert svodka("token", "add", "x" * 61, "--scope", "read").returncode == 1


def test_reading_tokens_creates_no_database(svodka: Svodka) -> None:
    for command in (("list",), ("remove", "cms")):
        failed = svodka("token", *command)
        assert (failed.returncode, failed.stdout) == (1, "")
        assert failed.stderr.startswith("svodka: nothing found: there is no database")


def test_wrong_scopes_are_wrong_usage(svodka: Svodka) -> None:
    wrong = svodka("token", "add", "cms", "--scope", "admin")
    assert wrong.returncode == 2
    assert wrong.stderr == "svodka: --scope: it takes articles, drafts, read (got 'admin')\n"
    assert svodka("token", "add", "cms").returncode == 2
    assert svodka("token", "list").stdout == ""
