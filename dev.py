#!/usr/bin/env python3
"""The developer's entrance: `python3 dev.py run`, `test`, `check`, `bench`, `package` and more.

This file parses with any Python 3, so that an old one is told what is needed and not shown a
SyntaxError; the work is in devtools/, standard library only.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the old Pythons are whom this line is for
    sys.exit(
        "Rxlane needs Python 3.11 or newer; this is "
        + sys.version.split()[0]
        + ". Install a newer one and start dev.py with it, for example: python3.11 dev.py run"
    )

from devtools.commands import main

if __name__ == "__main__":
    sys.exit(main())
