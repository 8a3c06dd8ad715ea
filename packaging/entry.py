"""What the packaged program starts with."""

import os
import sys
from pathlib import Path

# The counter without a console (Windows) has no standard streams at all; what is written to them
# goes nowhere, and whoever asks whether there is a terminal is told that there is none.
NOWHERE = Path(os.devnull)
sys.stdin = sys.stdin or NOWHERE.open(encoding="utf-8")
sys.stdout = sys.stdout or NOWHERE.open("w", encoding="utf-8")
sys.stderr = sys.stderr or NOWHERE.open("w", encoding="utf-8")

from terminal.commands.cli import main  # noqa: E402 - not before the streams are there

main()
