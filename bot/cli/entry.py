"""Entry point of the `svodka` command.

The analysis worker, like every process that multiprocessing spawns, imports the main script again.
So nothing is imported here until `main` is called: the libraries take 60 MB.
"""

import gc
import os
import sys

INTERRUPTED = 130
OWNER_ONLY_UMASK = 0o077
"""What the command writes holds readers' data."""


def main() -> None:
    """Run the command line; exit 130 on Ctrl-C during the imports."""
    os.umask(OWNER_ONLY_UMASK)
    try:
        gc.disable()  # imports create no garbage
        from bot.cli.main import main as main_main

        gc.enable()
        main_main()
    except KeyboardInterrupt:
        # Ctrl-C during the imports; later, `run` and `demo` stop in order.
        sys.exit(INTERRUPTED)
