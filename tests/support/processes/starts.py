"""Start Python processes as forks of one that has our modules imported.

A process of its own takes two seconds of CPU time to import them; the tests start a hundred, most of
them to be killed. Each fork has its own folder, environment and output, and ends with a status of
its own, as any process has. `tests/cli/test_imports.py` and the tests of the demo, the distributions
and the image start the command itself.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import json
import os
import runpy
import signal
import socket
import struct
import subprocess
import sys
import threading
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NoReturn

from tests.support.processes.preloading import preload, run_to_end

ROOT = Path(__file__).parents[3]
MODULES = (
    "bot.app",
    "bot.cli.main",
    "bot.ops.watchdog",
    "service.bootstrap",
    "service.ops.duties",
    "storage.migrations.alembic_upgrade",
)
_LENGTH = struct.Struct("!I")

StartProcess = Callable[..., Awaitable[Any]]


class ForkedProcess:
    """A process as `asyncio.create_subprocess_exec` returns it, without a standard input."""

    def __init__(self, pid: int, status: asyncio.StreamReader) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.stdin = None
        self.stdout: asyncio.StreamReader | None = None
        self.stderr: asyncio.StreamReader | None = None
        self._ending = asyncio.create_task(self._read_code(status))

    async def _read_code(self, status: asyncio.StreamReader) -> int:
        self.returncode = int(await status.readline())
        return self.returncode

    async def wait(self) -> int:
        return await asyncio.shield(self._ending)

    async def communicate(self) -> tuple[bytes | None, bytes | None]:
        out, errors = await asyncio.gather(_read(self.stdout), _read(self.stderr))
        await self.wait()
        return out, errors

    def send_signal(self, number: int) -> None:
        if self.returncode is not None:
            raise ProcessLookupError
        os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class ForkStarter:
    """A process that forks others; it starts with the first of them. `close` ends it."""

    def __init__(self) -> None:
        self._server: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._sending = threading.Lock()

    async def start(
        self,
        arguments: list[str],
        *,
        env: dict[str, str] | None = None,
        cwd: Path | str | None = None,
        stdout: Any = None,
        stderr: Any = None,
    ) -> ForkedProcess:
        """Run ``python *arguments``, which are ``-m MODULE …`` or ``-c PROGRAM …``."""
        request = {"arguments": arguments, "folder": str(cwd or Path.cwd())}
        request["environment"] = dict(os.environ if env is None else env)
        out, out_reader = _open_output(stdout, 1)
        errors, error_reader = (out, None) if stderr == STDOUT else _open_output(stderr, 2)
        status_reader, status = os.pipe()
        try:
            await asyncio.to_thread(self._send, request, [out, errors, status])
        finally:
            for given in {out, errors, status} - {1, 2}:
                if given not in (_get_descriptor(stdout), _get_descriptor(stderr)):
                    os.close(given)
        reader = await _connect(status_reader)
        process = ForkedProcess(int(await reader.readline()), reader)
        process.stdout = out_reader and await _connect(out_reader)
        process.stderr = error_reader and await _connect(error_reader)
        return process

    def _send(self, request: dict[str, Any], descriptors: list[int]) -> None:
        body = json.dumps(request).encode()
        with self._sending:
            requests = self._socket or self._start_server()
            socket.send_fds(requests, [_LENGTH.pack(len(body))], descriptors)
            requests.sendall(body)

    def _start_server(self) -> socket.socket:
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, "-c", _SERVER, str(theirs.fileno())],
                cwd=ROOT, pass_fds=[theirs.fileno()],
            )  # fmt: skip
        return self._socket

    def close(self) -> None:
        if self._socket is not None and self._server is not None:
            self._socket.close()
            self._server.wait()


_SERVER = "import sys; from tests.support.processes.starts import serve; serve(int(sys.argv[1]))"


def share_starts(starter: ForkStarter) -> None:
    """Have `asyncio.create_subprocess_exec` start our modules and programs as forks."""
    start_new: StartProcess = asyncio.create_subprocess_exec

    async def start(program: Any, *arguments: Any, **options: Any) -> Any:
        words = [str(one) for one in arguments]
        is_ours = words[:2] == ["-m", "bot"] or words[:1] == ["-c"]
        if program == sys.executable and is_ours:
            return await starter.start(words, **options)
        return await start_new(program, *arguments, **options)

    asyncio.create_subprocess_exec = start


async def _read(stream: asyncio.StreamReader | None) -> bytes | None:
    return None if stream is None else await stream.read()


async def _connect(descriptor: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb")
    )
    return reader


def _open_output(wanted: Any, inherited: int) -> tuple[int, int | None]:
    """Return what a process writes to, and where to read that if it is a pipe."""
    if wanted == PIPE:
        reader, writer = os.pipe()
        return writer, reader
    if wanted == DEVNULL:
        return os.open(os.devnull, os.O_WRONLY), None
    descriptor = _get_descriptor(wanted)
    return (inherited if descriptor is None else descriptor), None


def _get_descriptor(wanted: Any) -> int | None:
    """Return the descriptor of a file that the caller has open."""
    if wanted is None or (isinstance(wanted, int) and wanted < 0):
        return None
    return wanted if isinstance(wanted, int) else int(wanted.fileno())


def serve(descriptor: int) -> None:
    """Fork a process for each request on the socket, until its other end is closed."""
    preload(MODULES)
    with socket.socket(fileno=descriptor) as requests:
        while True:
            head, given, _, _ = socket.recv_fds(requests, _LENGTH.size, 3)
            if not head:
                return
            body = b""
            while len(body) < _LENGTH.unpack(head)[0]:
                body += requests.recv(_LENGTH.unpack(head)[0] - len(body))
            if os.fork() == 0:
                requests.close()
                _watch(given, **json.loads(body))
            for one in given:
                os.close(one)
            _reap()


def _reap() -> None:
    """Forget the forks that have ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _watch(
    given: list[int], arguments: list[str], folder: str, environment: dict[str, str]
) -> NoReturn:
    """Start the process; write its number and its status when it has ended."""
    out, errors, status = given
    child = os.fork()
    if child == 0:
        os.close(status)
        _become(arguments, folder, environment, out, errors)
    os.close(out)
    if errors != out:
        os.close(errors)
    os.write(status, f"{child}\n".encode())
    _, ended = os.waitpid(child, 0)
    with contextlib.suppress(BrokenPipeError):  # the test has ended
        os.write(status, f"{os.waitstatus_to_exitcode(ended)}\n".encode())
    os._exit(0)


def _become(
    arguments: list[str], folder: str, environment: dict[str, str], out: int, errors: int
) -> NoReturn:
    """Become ``python *arguments``."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out, 1)
    os.dup2(errors, 2)
    for one in {out, errors} - {1, 2}:
        os.close(one)
    kind, what, *rest = arguments
    if kind == "-m":
        sys.argv = [what, *rest]
        code = run_to_end(lambda: runpy.run_module(what, run_name="__main__", alter_sys=True))
    else:
        sys.argv = ["-c", *rest]
        program = compile(what, "<string>", "exec")
        code = run_to_end(lambda: exec(program, {"__name__": "__main__"}))
    # As at the end of any process, which hangs where a thread does not end.
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
