"""Where the `svodka` command begins.

The desk's process, like every one that multiprocessing spawns, imports the main script anew. So
nothing is imported here until it is called: the command's libraries would be 60 MB there.
"""

import gc
import sys

INTERRUPTED = 130


def main() -> None:
    try:
        gc.disable()  # nothing of what is imported is garbage
        from bot.cli import main as command

        gc.enable()
        command()
    except KeyboardInterrupt:
        # Ctrl-C while it still loads; later, `run` and `demo` end in order.
        sys.exit(INTERRUPTED)
