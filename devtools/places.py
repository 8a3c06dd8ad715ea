"""The folders and files of a checkout that the developer's tools work with."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
PACKAGING = ROOT / "packaging"
SHARED = ROOT.parent / "shared"
"""Documents and independent peers beside the checkout; may be absent."""
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
