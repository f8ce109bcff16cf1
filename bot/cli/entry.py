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
        from bot.cli.main import main as main_main

        gc.enable()
        main_main()
    except KeyboardInterrupt:
        # Ctrl-C while it still loads; later, `run` and `demo` end in order.
        sys.exit(INTERRUPTED)
