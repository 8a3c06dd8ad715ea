"""Where the program finds the files that travel with it.

In a checkout that is the repository's root; in a PyInstaller folder it is the folder into which
the build put `migrations/` and `resources/`.
"""

import sys
from pathlib import Path


def resource_root() -> Path:
    """The folder that holds `migrations/` and `resources/`."""
    bundled = getattr(sys, "_MEIPASS", None)
    if isinstance(bundled, str):
        return Path(bundled)
    return Path(__file__).resolve().parents[2]
