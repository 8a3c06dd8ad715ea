"""The demo lane's settings, for commands that need none of its devices."""

from terminal.app.settings import Settings, StoreDetails
from terminal.domain.identity import LaneId


def demo_settings() -> Settings:
    """The demo lane with nothing plugged in: what a command needs to know of it."""
    return Settings(
        store=StoreDetails(
            "Rxlane Demo Pharmacy",
            ("100 Sample Street", "Anytown TX 75001"),
            "555-0100",
            "Returns within 30 days with this receipt.",
            return_policy_spanish="Devoluciones dentro de 30 días con este recibo.",
        ),
        lane=LaneId("2"),
    )
