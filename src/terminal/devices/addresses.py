"""Whether the addresses in the settings can be addresses: asked when the file is read."""

import dataclasses

from drivers.wire.urls import parse_url
from terminal.app.settings import Devices


def check_addresses(devices: Devices) -> None:
    """ValueError, naming what is wrong, for the first address that no wire understands."""
    for address in dataclasses.astuple(devices):
        if address:
            parse_url(address)
