"""What waits for a person's word."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from terminal.app import inputs as i
from terminal.app.inputs import Condition, Do
from terminal.domain.dispute import Dispute
from terminal.domain.facts import FillHandedOver
from terminal.domain.identity import Digest, LineId, PickupId, SaleId
from terminal.domain.money import ZERO, Money
from terminal.domain.pickup import Relationship
from terminal.domain.work_item import OVERSPENT, SECOND_PICKUP, WorkItem, WorkItemId
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane
from terminal.presentation.work_items_page import KINDS

AGES_H: Final = (73, 26, 3, 1)


def work_item_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: nobody is signed in yet."""
    reading = lane.sign_in(stock.PHARMACIST).press(Do.WORK_ITEMS)
    items = (
        _item(
            "fill_changed_after_sale", "6012345-02", "changed after it was cached", 73, stopped=True
        ),
        _item("refused_by_phms", "6012346-00", "unknown prescriber", 26, stopped=True),
        _item(SECOND_PICKUP, "6012301-01", "asked for again on lane 2, picked up before", 3),
        _item(OVERSPENT, "A-1004", "owes 512.40, its limit is 500.00", 1),
    )
    listed = reading.then(i.WorkItemsLoaded(items))
    every = tuple(_item(kind, "6012345-02", "as it is told", n) for n, kind in enumerate(KINDS))
    out = i.PhmsHealthChanged(Condition.DOWN, "its key must be renewed", held=True)
    manager = lane.sign_in(stock.MANAGER).press(Do.WORK_ITEMS).then(i.WorkItemsLoaded(items))
    sold = stock.REFILL
    handed = FillHandedOver(
        SaleId("2-000481"), LineId(1), PickupId("p1"), sold.key, sold.phms_id, sold.version,
        sold.copay or ZERO, Relationship.PATIENT, None, Digest(""),
    )  # fmt: skip
    now = replace(sold, version="7", copay=Money(4_00), at_phms=sold.status)
    at_changed = listed.press(Do.CHOOSE_ITEM).then(i.DisputeLoaded("", Dispute("", handed, sold)))
    return {
        "work-items-reading": reading,
        "work-items": listed,
        "work-items-stopped": listed.press(Do.CHOOSE_ITEM),
        "work-items-compared": at_changed.then(
            i.FillRead(sold.key, now, i.ReadFrom.PHMS),
            i.FieldEdited("note", "Only the copay was changed."),
        ),
        "work-items-not-the-same": at_changed.then(
            i.FillRead(sold.key, replace(now, quantity="60"), i.ReadFrom.PHMS)
        ),
        "work-items-words": listed.choose(Do.CHOOSE_ITEM, items[2].id).then(
            i.FieldEdited("note", "Counted: all are here.")
        ),
        "work-items-not-yours": manager.press(Do.CHOOSE_ITEM),
        "work-items-many": reading.then(i.WorkItemsLoaded(every * 8, more=True)),
        "work-items-held": reading.then(i.WorkItemsLoaded(())).then(out),
        "work-items-none": reading.then(i.WorkItemsLoaded(())),
    }


def _item(kind: str, subject: str, detail: str, hours: int, *, stopped: bool = False) -> WorkItem:
    opened_at = stock.NOW - timedelta(hours=hours)
    return WorkItem(WorkItemId(f"{kind} {hours}"), kind, subject, detail, opened_at, stopped)
