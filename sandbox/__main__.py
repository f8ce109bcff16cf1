"""`python -m sandbox`: run the emulator alone, with three people to play."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys

from sandbox.service import Sandbox

_NAMES = ("Оля", "Тарас", "Emma")
_LANGUAGES = ("ru", "uk", "en")


def main() -> int:
    """Run a sandbox until it is interrupted; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8081, help="0 chooses a free one")
    parser.add_argument("--token", default="123456:test-token")
    parser.add_argument("--limits", action="store_true", help="enforce Telegram's send limits")
    options = parser.parse_args()
    try:
        asyncio.run(_serve(options.port, options.token, limits=options.limits))
    except OSError as error:
        print(f"cannot listen on port {options.port}: {error.strerror}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


async def _serve(port: int, token: str, *, limits: bool) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    async with Sandbox(token, port) as sandbox:
        sandbox.limits.enforced = limits
        for name, language in zip(_NAMES, _LANGUAGES, strict=True):
            sandbox.add_person(name, language)
        print(f"Bot API   {sandbox.url}   token {token}")  # noqa: T201
        print(f"Chat page {sandbox.page_url}", flush=True)  # noqa: T201
        await stopped.wait()


if __name__ == "__main__":
    sys.exit(main())
