"""``python -m bot`` is ``svodka run``."""

import sys

from bot.cli.entry import main

if __name__ == "__main__":
    sys.argv[1:1] = ["run"]
    main()
