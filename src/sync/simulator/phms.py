"""The demo PhMS as one object: start it, script it, ask it what it was told.

Rules: a scripted change goes through the same versions and stamps as one that came by HTTP.
"""

import ipaddress
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Self

from sync.messages import FillKey, utc_now
from sync.phms import profile
from sync.simulator.demo_fills import demo_pharmacy
from sync.simulator.faults import Faults
from sync.simulator.records import Records, Resource
from sync.simulator.seeding import dollars, resources
from sync.simulator.server import FhirServer

POLL_S = 0.05  # how soon the accepting thread notices that it is to end


@dataclass(frozen=True, slots=True)
class PickedUp:
    """What the PhMS knows of one fill's pick-up."""

    phms_id: str
    completed: bool
    handed_over_at: str | None
    pickup_ids: tuple[str, ...]  # on the fill: exactly one when all went well
    records: tuple[Resource, ...]  # the filed pick-ups, unapplied ones included

    @property
    def exactly_once(self) -> bool:
        """One pick-up on the fill, one record of it, and the same one."""
        filed = [
            one["value"]
            for record in self.records
            for one in record["identifier"]
            if one["system"] == profile.PICKUP_SYSTEM
        ]
        return self.completed and len(self.pickup_ids) == 1 and filed == list(self.pickup_ids)


class PhmsSimulator:
    """A small PhMS on loopback. `store` makes it durable; `seed` fills an empty one."""

    def __init__(
        self,
        listen: str = "127.0.0.1:0",
        store: Path | None = None,
        seed: Iterable[Resource] = (),
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        host, _, port = listen.rpartition(":")
        if not ipaddress.ip_address(host).is_loopback:
            raise ValueError("the demo PhMS listens on loopback only, such as 127.0.0.1:0")
        self.faults = Faults()
        self.records = Records(store, clock)
        with self.records.transaction():
            if not self.records.every("MedicationDispense"):
                for resource in seed:
                    self.records.create(resource, resource.get("id"))
        try:
            self._server = FhirServer((host, int(port)), self.records, self.faults)
        except BaseException:
            self.records.close()
            raise
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL_S,), name="demo-phms", daemon=False
        )

    @classmethod
    def demo(
        cls, today: date, listen: str = "127.0.0.1:0", store: Path | None = None
    ) -> "PhmsSimulator":
        """The pharmacy of `demo_fills` on a day."""
        return cls(listen, store, seed=resources(demo_pharmacy(today)))

    @property
    def url(self) -> str:
        """The FHIR base address, ending in a slash."""
        return self._server.base

    def start(self) -> Self:
        """Begin to answer."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End every connection and thread, and close the store. May be called twice."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.end_connections()
        self._server.server_close()
        self.records.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    # The pharmacist at the other screen

    def edit_copay(self, key: FillKey, cents: int) -> None:
        """The payer answered again: another patient share."""
        dispense = self._dispense(key)
        link = f"MedicationDispense/{dispense['id']}"
        for charge in self.records.every("ChargeItem"):
            if any(one["reference"] == link for one in charge["service"]):
                self.records.update({**charge, "priceOverride": dollars(cents)}, charge["id"], None)
                return
        raise LookupError(f"{key} has no copay yet")

    def cancel(self, key: FillKey, why: str = "returned to stock") -> None:
        """The fill never will be handed out."""
        self.edit(key, {"status": "cancelled", "statusReasonCodeableConcept": {"text": why}})

    def hold(self, key: FillKey, why: str = "prescriber to be called") -> None:
        """The fill waits for somebody."""
        self.edit(key, {"status": "on-hold", "statusReasonCodeableConcept": {"text": why}})

    def ready(self, key: FillKey) -> None:
        """The fill may be handed out."""
        self.edit(key, {"status": "in-progress"})

    def tell(self, key: FillKey, extension: Resource) -> None:
        """Something that the profile says in an extension, instead of what was said before."""
        held = self._dispense(key).get("extension", [])
        others = [each for each in held if each["url"] != extension["url"]]
        self.edit(key, {"extension": [*others, extension]})

    def edit(self, key: FillKey, changes: Resource) -> None:
        """Any other change to a fill; gives it a new version."""
        dispense = self._dispense(key)
        self.records.update({**dispense, **changes}, dispense["id"], None)

    def picked_up(self, key: FillKey) -> PickedUp | None:
        """What is known of a fill's pick-up; None while nothing is."""
        dispense = self._dispense(key)
        link = f"MedicationDispense/{dispense['id']}"
        ids = tuple(
            one["value"]
            for one in dispense["identifier"]
            if one.get("system") == profile.PICKUP_SYSTEM
        )
        filed = tuple(
            one
            for one in self.records.every("Basic")
            if one.get("subject", {}).get("reference") == link
        )
        if not ids and not filed:
            return None
        return PickedUp(
            phms_id=dispense["id"],
            completed=dispense["status"] == "completed",
            handed_over_at=dispense.get("whenHandedOver"),
            pickup_ids=ids,
            records=filed,
        )

    def _dispense(self, key: FillKey) -> Resource:
        wanted = {"system": profile.FILL_SYSTEM, "value": str(key)}
        for dispense in self.records.every("MedicationDispense"):
            if wanted in dispense["identifier"]:
                return dispense
        raise LookupError(f"the demo PhMS has no fill {key}")
