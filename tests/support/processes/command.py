"""Run `svodka` commands in forks of one process that has the command imported.

A command of its own process takes a second to import its libraries, a second to load the analyzer
and a second for the migrations; the tests run two hundred. Each fork has its own folder,
environment, output files and exit code, as a new process has. `tests/cli/test_imports.py` covers
what a fork cannot show: the start itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.support.processes.preloading import preload, run_to_end

Svodka = Callable[..., "subprocess.CompletedProcess[str]"]
"""The fixture `svodka`: the arguments, and settings by keyword."""

TIMEOUT = 60
"""Seconds that one command may take."""

SHARED_MODULES = (
    "bot.cli.main",
    "bot.cli.doctor",
    "bot.telegram.client.session",
    "tests.support.processes.analyzer",
    "service.bootstrap",
    "service.ops.copying",
    "storage.migrations.alembic_upgrade",
)
"""What most commands import when they run."""


class CommandRunner:
    """A process that runs one command after the other; `close` ends it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from tests.support.processes.command import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[3],
        )

    def run(
        self, arguments: list[str], folder: Path, environment: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run `svodka` with the arguments in the folder; return its exit code and output."""
        with tempfile.TemporaryDirectory() as outputs:
            request = {
                "arguments": arguments,
                "folder": str(folder),
                "environment": environment,
                "outputs": outputs,
            }
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            code = int(self._process.stdout.readline())
            stdout, stderr = (
                Path(outputs, name).read_text(encoding="utf-8") for name in ("stdout", "stderr")
            )
        return subprocess.CompletedProcess(["svodka", *arguments], code, stdout, stderr)

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(TIMEOUT)


def serve() -> None:
    """Run the command of each line of the standard input; print each exit code as a line."""
    preload(SHARED_MODULES)
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            _run_command(**request)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _run_command(
    arguments: list[str], folder: str, environment: dict[str, str], outputs: str
) -> None:
    """Become `svodka` with these arguments; never returns."""
    import signal

    from bot.cli.entry import main

    signal.alarm(TIMEOUT)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(Path(outputs, name), os.O_WRONLY | os.O_CREAT), number)
    sys.argv = ["svodka", *arguments]
    code = run_to_end(main)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
