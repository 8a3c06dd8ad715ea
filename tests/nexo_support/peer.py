"""The vendor's client library (npm @adyen/api-library 32.1.0, MIT): crypto and TerminalLocalAPI."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from nexo_support.bench import KEY_NAME, PASSPHRASE

PACKAGES = Path(os.environ.get("RXLANE_NODE_PEERS", "build/peers/node_modules"))
SCRIPT = Path(__file__).with_name("peer.js")
KEY_FOR_PEER = {
    "Passphrase": PASSPHRASE,
    "KeyIdentifier": KEY_NAME,
    "KeyVersion": 1,
    "AdyenCryptoVersion": 1,
}


def ask_peer(task: str, **question: Any) -> Any:
    """Let the vendor's library do something; skips with the reason where it is not there."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed")
    if not (PACKAGES / "@adyen/api-library/package.json").exists():
        pytest.skip(f"npm package @adyen/api-library is not in {PACKAGES}")
    done = subprocess.run(
        [node, str(SCRIPT), str(PACKAGES), task],
        input=json.dumps({"key": KEY_FOR_PEER} | question),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
