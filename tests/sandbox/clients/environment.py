"""Install the other client library in an environment of its own, once."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "requirements.txt"
# Beside .venv, and ignored by git like it.
CACHE = HERE.parents[2] / ".venv-clients"
_INSTALL = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")
_PIP_TIMEOUT = ("--retries", "1", "--timeout", "10")


class NotInstalled(Exception):
    """pip could not install the library; most often there is no network."""


def client_python() -> Path:
    """Return the Python that has the library. Raises NotInstalled if it cannot be installed."""
    key = f"{sys.implementation.cache_tag}\n".encode() + REQUIREMENTS.read_bytes()
    ready = CACHE / hashlib.sha256(key).hexdigest()[:16]
    if not ready.is_dir():
        _build(ready)
    return _python(ready)


def _python(folder: Path) -> Path:
    return folder / "bin" / "python"


def _build(ready: Path) -> None:
    """Build in another folder and rename it at the end, so that nobody sees half an environment."""
    CACHE.mkdir(exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="building-", dir=CACHE))
    try:
        _run(sys.executable, "-m", "venv", str(scratch))
        _run(str(_python(scratch)), *_INSTALL, *_PIP_TIMEOUT, "--requirement", str(REQUIREMENTS))
        try:
            scratch.rename(ready)
        except OSError:
            if not ready.is_dir():  # else another run was faster, and its result is as good
                raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        raise NotInstalled(said[-1])
