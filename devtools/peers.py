"""Programs of other makers that tests talk to: receiptio as a printer's client, a FHIR server.

Rules that hold here: they are installed into build/peers, never beside the sources; whatever is
missing (Node.js, npm, a registry, the shared folder) costs the tests against it, which say so and
are skipped, and nothing else.
"""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

from devtools.places import BUILD, PACKAGING, SHARED
from devtools.programs import quietly
from devtools.say import Trouble, say, timed

OLDEST_NODE = (20, 19)
"""What the FHIR server needs (../shared/peers/fhir/README.md)."""
MARK = ".installed-from"
"""Holds the digest of the files that an installation was made from."""


def ensure() -> None:
    """Install both peers, where this machine can."""
    if shutil.which("npm") is None or _node() < OLDEST_NODE:
        wanted = ".".join(str(part) for part in OLDEST_NODE)
        say(f"[dev] No Node.js {wanted} with npm: tests against programs of other makers skip.")
        return
    _install("receiptio", PACKAGING / "peers", BUILD / "peers")
    if (SHARED / "peers/fhir").is_dir():
        _install("the FHIR server", SHARED / "peers/fhir", BUILD / "peers/fhir")
    else:
        say("[dev] No ../shared/peers/fhir: tests against the independent FHIR server skip.")


def _node() -> tuple[int, ...]:
    try:
        told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ()
    return tuple(int(part) for part in re.findall(r"\d+", told.stdout))


def _install(name: str, source: Path, folder: Path) -> None:
    files = sorted(path for path in source.iterdir() if path.is_file())
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()
    mark = folder / MARK
    if (folder / "node_modules").is_dir() and mark.is_file() and mark.read_text() == digest:
        return
    folder.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    for path in files:
        shutil.copy(path, folder)
    locked = (source / "package-lock.json").exists()
    npm = [shutil.which("npm") or "npm", "ci" if locked else "install", "--no-audit", "--no-fund"]
    try:
        with timed(f"Installing {name} for the tests"):
            quietly(npm, "Is there a connection to npm?", cwd=folder)
    except Trouble as trouble:
        say(f"[dev] {trouble} Tests against {name} skip.")
    else:
        mark.write_text(digest)
