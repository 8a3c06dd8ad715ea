"""What `rxlane simulate nexo` prints: a lane's settings, to be pasted."""

from typing import Final

import msgspec

from drivers.simulator.nexo_standing import KEY_IDENTIFIER, KEY_VERSION, PASSPHRASE
from drivers.simulator.stand_nexo import NexoStand

RENEWED: Final = (
    "The certificate ran out and there is a new one; a counter takes it at its next start."
)


def nexo_settings(stand: NexoStand) -> str:
    """What belongs into settings.toml; JSON's strings are TOML's too."""
    values = {
        "address": stand.host.url,
        "poi_id": stand.terminal.poi_id,
        "key_identifier": KEY_IDENTIFIER,
        "key_version": KEY_VERSION,
        "certificate": str(stand.pinned),
        "certificate_name": stand.host.certificate_name,
    }
    lines = (f"{name} = {msgspec.json.encode(value).decode()}" for name, value in values.items())
    return "\n".join(
        (
            "For settings.toml:",
            "",
            'card_terminal_kind = "nexo"    # among the first lines',
            "[nexo]                         # at the end",
            *lines,
            "",
            "For rxlane key terminal, the passphrase of this simulated terminal:",
            "",
            PASSPHRASE,
            "",
            *((RENEWED, "") if stand.renewed else ()),
        )
    )
