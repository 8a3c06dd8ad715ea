"""The demo PhMS keeps the rules that the connector relies on, asked with a client of its own."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from sync.messages import FillKey, FillStatus
from sync.simulator import PhmsSimulator
from sync.simulator.demo_fills import demo_pharmacy
from sync.simulator.seeding import resources

TODAY = date(2026, 11, 20)
AMOXICILLIN = FillKey("6012345", 0)
BASIC = {"resourceType": "Basic", "identifier": [{"system": "urn:pos:pickup", "value": "e-1"}]}


@pytest.fixture
def phms() -> Iterator[PhmsSimulator]:
    with PhmsSimulator.demo(TODAY) as phms:
        yield phms


def call(
    phms: PhmsSimulator, method: str, target: str, body: Any = None, **headers: str
) -> tuple[int, Any, dict[str, str]]:
    parts = urlsplit(phms.url)
    line = HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = None if body is None else json.dumps(body)
        line.request(method, parts.path + target, sent, named)
        answer = line.getresponse()
        return answer.status, json.loads(answer.read()), dict(answer.getheaders())
    finally:
        line.close()


def fill_of(phms: PhmsSimulator) -> dict[str, Any]:
    target = "MedicationDispense?identifier=urn:phms:fill%7C6012345-0"
    _, bundle, _ = call(phms, "GET", target)
    (entry,) = bundle["entry"]
    return dict(entry["resource"])


def test_a_matching_version_is_updated_and_another_is_refused(phms: PhmsSimulator) -> None:
    fill = fill_of(phms)
    target = f"MedicationDispense/{fill['id']}"
    status, _, _ = call(phms, "PUT", target, fill, If_Match='W/"7"')
    assert status == 412
    status, now, headers = call(phms, "PUT", target, fill, If_Match='W/"1"')
    assert (status, now["meta"]["versionId"], headers["ETag"]) == (200, "2", 'W/"2"')
    status, _, _ = call(phms, "PUT", target, fill, If_Match="1")
    assert status == 400


def test_twenty_conditional_creates_at_once_make_one(phms: PhmsSimulator) -> None:
    def create(_: int) -> int:
        return call(phms, "POST", "Basic", BASIC, If_None_Exist="identifier=urn:pos:pickup|e-1")[0]

    with ThreadPoolExecutor(20) as pool:
        statuses = sorted(pool.map(create, range(20)))
    assert statuses == [200] * 19 + [201]
    assert len(phms.records.every("Basic")) == 1


def test_a_transaction_that_fails_leaves_nothing(phms: PhmsSimulator) -> None:
    fill = fill_of(phms)
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {"request": {"method": "POST", "url": "Basic"}, "resource": BASIC},
            {
                "request": {
                    "method": "PUT",
                    "url": f"MedicationDispense/{fill['id']}",
                    "ifMatch": 'W/"9"',
                },
                "resource": fill,
            },
        ],
    }
    status, outcome, _ = call(phms, "POST", "", bundle)
    assert (status, outcome["resourceType"]) == (412, "OperationOutcome")
    assert phms.records.every("Basic") == []


def test_pages_follow_each_other_without_gap_or_repeat(phms: PhmsSimulator) -> None:
    seen: list[str] = []
    target = "MedicationDispense?_sort=_lastUpdated&_count=7"
    while target:
        _, bundle, _ = call(phms, "GET", target)
        assert bundle["total"] == 25
        seen += [entry["resource"]["id"] for entry in bundle["entry"]]
        links = {one["relation"]: one["url"] for one in bundle["link"]}
        target = links.get("next", "").removeprefix(phms.url)
    assert len(seen) == len(set(seen)) == 25


@pytest.mark.parametrize(
    "target",
    [
        "Patient?name=Testa",
        "MedicationDispense?_sort=status",
        "MedicationDispense?_lastUpdated=2026",
        "MedicationDispense?_lastUpdated=geyesterday",
        "MedicationDispense?_count=-1",
    ],
)
def test_what_it_does_not_understand_is_refused_and_not_ignored(
    phms: PhmsSimulator, target: str
) -> None:
    assert call(phms, "GET", target)[0] == 400


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "Patient/nobody", 404),
        ("GET", "Practitioner", 404),
        ("PUT", "Patient/nobody", 400),
        ("POST", "Basic", 400),
        ("POST", "", 400),
    ],
)
def test_a_wrong_request_has_a_reason(
    phms: PhmsSimulator, method: str, target: str, status: int
) -> None:
    said, outcome, _ = call(phms, method, target, None if method == "GET" else {})
    assert (said, outcome["resourceType"]) == (status, "OperationOutcome")


def test_a_durable_phms_remembers_across_a_restart(tmp_path: Path) -> None:
    store = tmp_path / "phms.sqlite"
    with PhmsSimulator.demo(TODAY, store=store) as phms:
        phms.hold(AMOXICILLIN)
    with PhmsSimulator.demo(TODAY, store=store) as phms:
        assert fill_of(phms)["status"] == "on-hold"
        assert fill_of(phms)["meta"]["versionId"] == "2"


def test_it_listens_on_this_machine_only() -> None:
    with pytest.raises(ValueError, match="loopback"):
        PhmsSimulator("0.0.0.0:0")


def test_stopping_ends_a_request_that_waits_for_ever() -> None:
    with PhmsSimulator.demo(TODAY) as phms:
        parts = urlsplit(phms.url)
        line = HTTPConnection(parts.hostname or "", parts.port, timeout=5)
        root = HTTPConnection(parts.hostname or "", parts.port, timeout=5)
        root.request("PUT", "/_fault", '{"kind": "silent"}')
        assert root.getresponse().read() == b"{}"
        line.request("GET", parts.path + "Patient")
    line.close()
    root.close()
    assert "demo-phms" not in {thread.name for thread in threading.enumerate()}


def test_the_demo_is_the_same_every_time_and_moves_with_the_day() -> None:
    assert list(resources(demo_pharmacy(TODAY))) == list(resources(demo_pharmacy(TODAY)))
    demo = demo_pharmacy(TODAY)
    assert len(demo.patients) == 14
    assert len({fill.key for fill in demo.fills}) == len(demo.fills) == 25
    later = demo_pharmacy(date(2027, 1, 4))
    moved = [later.ready_since(fill) != demo.ready_since(fill) for fill in demo.fills]
    assert moved == [
        fill.status not in {FillStatus.ON_HOLD, FillStatus.PREPARING} for fill in demo.fills
    ]


def test_every_demo_copay_is_whole_cents_and_every_drug_invented(phms: PhmsSimulator) -> None:
    assert all(
        fill.ndc.startswith("99999") and len(fill.ndc) == 11 for fill in demo_pharmacy(TODAY).fills
    )
    phms.edit_copay(AMOXICILLIN, 410)
    body = phms.records.every("ChargeItem")[-1]
    assert str(body["priceOverride"]["value"]) == "4.10"
