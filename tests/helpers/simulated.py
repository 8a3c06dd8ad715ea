"""Every simulated device there is, said in one breath: `scanner zebra ssi`, `printer`."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from drivers.simulator.stand import DEVICES, KINDS, Stand, standing

MODELS: Final = tuple(
    f"{device} {kind}".strip() for device in DEVICES for kind in KINDS.get(device, ("",))
)


def stands(model: str, folder: Path, state: Path | None = None) -> AbstractContextManager[Stand]:
    """One of them at an address of its own, until the end."""
    device, _, kind = model.partition(" ")
    return standing(device, f"pty:{folder / device}", state, kind=kind)
