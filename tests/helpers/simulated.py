"""Every simulated device there is, said in one breath: `scanner zebra ssi`, `printer`."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from drivers.simulator.stand import DEVICES, KINDS, NEXO, Stand, standing

MODELS: Final = tuple(
    f"{device} {kind}".strip() for device in DEVICES for kind in KINDS.get(device, ("",))
)

WIRED: Final = tuple(model for model in MODELS if not model.endswith(NEXO))
"""All but the one that speaks HTTPS: a cable that carries bytes as they are."""


def stands(model: str, folder: Path, state: Path | None = None) -> AbstractContextManager[Stand]:
    """One of them at an address of its own, until the end."""
    device, _, kind = model.partition(" ")
    listen = "" if kind == NEXO else f"pty:{folder / device}"
    return standing(device, listen, state, kind=kind)
