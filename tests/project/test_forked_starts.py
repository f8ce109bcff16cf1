"""Check that a process that the tests fork looks from outside like one that was started."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import pytest

SAY = "import os, sys; print(sys.argv, os.getcwd(), os.environ, sep='|', flush=True)"


async def test_a_fork_has_its_own_arguments_folder_and_environment(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SAY, "мост", cwd=tmp_path, env={"A": "б"}, stdout=PIPE
    )
    printed, _ = await process.communicate()
    assert printed is not None
    assert printed.decode() == f"['-c', 'мост']|{tmp_path}|environ({{'A': 'б'}})\n"


@pytest.mark.parametrize(
    ("program", "code", "said"),
    [
        ("print('x')", 0, b"x\n"),
        ("raise SystemExit(3)", 3, b""),
        ("raise SystemExit('no')", 1, b"no\n"),
        ("1 / 0", 1, b"ZeroDivisionError: division by zero\n"),
    ],
)
async def test_a_fork_ends_with_its_status(program: str, code: int, said: bytes) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=PIPE, stderr=STDOUT
    )
    printed, _ = await process.communicate()
    assert printed is not None
    assert printed.endswith(said)
    assert process.returncode == code


async def test_a_fork_is_killed_as_any_process_is(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "import time; print(1, flush=True); time.sleep(60)", stdout=log
        )
    assert process.returncode is None
    process.kill()
    assert await process.wait() == -signal.SIGKILL
    with pytest.raises(ProcessLookupError):
        process.terminate()
