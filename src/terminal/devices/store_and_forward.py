"""What the card terminal may approve without the bank, as the settings say it.

The limits are those of the driver, which refuses what contradicts itself (card-terminal.md
section 11).
"""

from typing import Final

from drivers.card_terminal import messages as m
from terminal.app.settings import OfflineApproval, Settings

_MODES: Final = {
    OfflineApproval.NEVER: m.OfflineMode.STAY_ONLINE,
    OfflineApproval.ALWAYS: m.OfflineMode.STAY_OFFLINE,
    OfflineApproval.UNTIL_BATCH: m.OfflineMode.OFFLINE_UNTIL_BATCH,
    OfflineApproval.AUTOMATIC: m.OfflineMode.AUTOMATIC,
}


def offline_rules(settings: Settings) -> m.StoreAndForward | None:
    """What the terminal is told; None: nothing. ValueError, in words, for limits in conflict."""
    said = settings.store_and_forward
    if said is None:
        return None
    try:
        return m.StoreAndForward(
            _MODES[said.mode],
            said.floor_cents,
            said.card_ceiling_cents,
            said.total_ceiling_cents,
            said.max_count,
            said.max_age_days,
        )
    except ValueError as error:
        raise ValueError(f"[store_and_forward]: {error}") from None


def check_store_and_forward(settings: Settings) -> None:
    """ValueError for a table [store_and_forward] with a mistake."""
    offline_rules(settings)
