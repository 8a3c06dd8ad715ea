"""A simulated nexo terminal as a lane's settings name it: over HTTPS on a port of this machine."""

from dataclasses import replace
from pathlib import Path

from drivers.simulator.nexo_host import NexoTerminalHost
from nexo_support.bench import KEY_NAME, PASSPHRASE
from terminal.app.effects import Secret
from terminal.app.settings import CardTerminalKind, Nexo, Settings

CARD_PASSPHRASE = Secret(PASSPHRASE)


def nexo_at(host: NexoTerminalHost, folder: Path) -> Nexo:
    """The table [nexo] of a lane with this terminal; its certificate is put into `folder`."""
    certificate = folder / "terminal.pem"
    certificate.write_text(host.chain.authority_pem, encoding="ascii")
    return Nexo(
        address=f"https://127.0.0.1:{host.port}/nexo",
        poi_id=host.terminal.poi_id,
        key_identifier=KEY_NAME,
        key_version=1,
        certificate=str(certificate),
        certificate_name=host.certificate_name,
    )


def with_nexo(settings: Settings, nexo: Nexo) -> Settings:
    """The same lane, with this terminal instead of its own."""
    devices = replace(settings.devices, card_terminal="")
    return replace(settings, devices=devices, card_terminal_kind=CardTerminalKind.NEXO, nexo=nexo)
