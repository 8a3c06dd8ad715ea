"""Fills of invented people, as a PhMS would tell them; the same at every run."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from bench.goods import SUBSTANCES, brand, chance
from sync.messages import (
    ClaimState,
    FillKey,
    FillSnapshot,
    FillStatus,
    PatientSnapshot,
    PayerKind,
    PhmsId,
    Version,
)
from terminal.store.fills import FillUpdate
from terminal.uplink.inbox import news_of

_NAMES: Final = (
    "Testa Sample Demo Alma Bela Cora Dana Edda Fara Gita Hana Ilka Jona Kira Lena Mona Nora "
    "Olga Pia Rita Sita Tara Ulla Vera Wanda Xenia Yara Zita Aron Boris Cyril David Emil"
)
GIVEN: Final = tuple(_NAMES.split())
FAMILIES: Final = 3_000
BEGIN: Final = datetime(2026, 11, 1, 15, tzinfo=UTC)
WAITING_ONE_IN: Final = 100
"""Two thousand bags wait where two hundred thousand people are known."""


def told(number: int, version: int = 1) -> FillSnapshot:
    """The fill of person `number`; a later version is what the PhMS tells after a change."""
    bits = chance(number)
    ready = number % WAITING_ONE_IN == 0
    changed = BEGIN + timedelta(seconds=number % 86_400, days=version)
    patient = PatientSnapshot(
        PhmsId(f"pat-{number}"),
        brand(bits % FAMILIES),
        GIVEN[(bits >> 20) % len(GIVEN)],
        date(1930, 1, 1) + timedelta(days=(bits >> 26) % 33_000),
        f"{5_550_000_000 + number}",
        f"house-{number // 3}",
    )
    return FillSnapshot(
        phms_id=PhmsId(f"disp-{number}"),
        version=Version(str(version)),
        changed_at=changed,
        key=FillKey(f"{6_000_000 + number}", 0),
        status=FillStatus.READY if ready else FillStatus.SOLD,
        claim=ClaimState.PAID,
        patient=patient,
        payer=PayerKind.COMMERCIAL,
        copay_cents=(bits >> 40) % 4_000,
        drug_text=f"{SUBSTANCES[(bits >> 44) % len(SUBSTANCES)]} 10 mg tablet",
        ndc=f"{bits % 10**11:011}",
        quantity_text="30 TAB",
        bin=f"{chr(65 + number % 26)}{number % 90}",
        ready_since=changed if ready else None,
        picked_up_at=None if ready else changed,
    )


def pages(count: int, version: int, size: int) -> Iterator[list[FillSnapshot]]:
    """The fills of the first `count` people, in the pages that a PhMS gives."""
    for start in range(0, count, size):
        yield [told(number, version) for number in range(start, min(start + size, count))]


def cached(fills: Iterable[FillSnapshot]) -> list[FillUpdate]:
    """What the store keeps of them, as the uplink makes it."""
    updates = []
    for each in fills:
        news = news_of(each, each.changed_at)
        updates.append(FillUpdate(news.fill, news.changed_at, news.phone, news.source))
    return updates
