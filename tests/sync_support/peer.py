"""The independent FHIR server (Medplum's router on Node.js) as a thing to start and stop."""

import json
import os
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any, Self

import pytest

from sync.http import HttpRequest, HttpResponse
from sync.simulator.records import Resource, as_json, from_json
from sync.transport import Destination, HttpxTransport

ROOT = Path(__file__).parents[2]


def peer_folder() -> Path:
    """Where server.mjs and its modules are; skips the test, saying why, when they are not."""
    folder = Path(os.environ.get("RXLANE_NODE_PEERS") or ROOT / "build/peers/fhir")
    if shutil.which("node") is None:
        pytest.skip("Node.js is not installed")
    if not (folder / "node_modules").is_dir():
        pytest.skip(f"no node modules in {folder}: copy ../shared/peers/fhir there, npm install")
    return folder


class Peer:
    """One server process on a free port."""

    def __init__(self) -> None:
        folder = peer_folder()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self._process = subprocess.Popen(
            ["node", "server.mjs", str(port)], cwd=folder, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        if not said.startswith("FHIR R4"):
            self._process.kill()
            raise RuntimeError(f"the peer did not start: {said!r}")
        self._root = f"http://127.0.0.1:{port}/"
        self.url = f"{self._root}fhir/R4/"
        self._admin = HttpxTransport(Destination(self._root))
        self.transport = HttpxTransport(Destination(self.url))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self._admin.close()
        self.transport.close()
        self._process.terminate()
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def clear(self) -> None:
        self._ask(self._admin, HttpRequest("GET", "_clear"))
        self.fault(drop=0, status=0, n=0, delay=0)

    def fault(self, **said: int) -> None:
        self._ask(self._admin, HttpRequest("PUT", "_fault", json.dumps(said).encode()))

    def put(self, resource: Resource) -> Resource:
        target = f"{resource['resourceType']}/{resource['id']}"
        headers = {"Content-Type": "application/fhir+json"}
        request = HttpRequest("PUT", target, as_json(resource).encode(), headers)
        return dict(self._ask(self.transport, request))

    def get(self, target: str) -> Any:
        return self._ask(self.transport, HttpRequest("GET", target))

    def every(self, kind: str) -> list[Resource]:
        found: list[Resource] = []
        while True:
            bundle = self.get(f"{kind}?_count=500&_offset={len(found)}&_sort=_lastUpdated")
            rows = [entry["resource"] for entry in bundle.get("entry", [])]
            found += rows
            if not rows:
                return found

    def _ask(self, transport: HttpxTransport, request: HttpRequest) -> Any:
        answer = transport.send(request, 10.0)
        assert isinstance(answer, HttpResponse), answer
        assert answer.status < 300, (answer.status, answer.body[:500])
        return from_json(answer.body)
