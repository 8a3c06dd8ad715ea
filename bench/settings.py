"""The lane that is measured: nothing is attached to it, and nobody answers for a PhMS."""

from dataclasses import replace
from typing import Final

from terminal.app.settings import Settings, StoreDetails
from terminal.domain.identity import LaneId, StaffId
from terminal.domain.staff import Role, StaffMember

CASHIER: Final = StaffMember(StaffId("101"), "Testa Sampleton", Role.CASHIER)
PIN: Final = "2580"


def lane_settings(lane: str = "1") -> Settings:
    """With a till that is open: each payment is posted to its accounts, as at a real counter."""
    details = StoreDetails("Bench Pharmacy", (), "")
    return replace(Settings(details), lane=LaneId(lane), till_opens_itself=True)
