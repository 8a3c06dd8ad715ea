"""A tender pays only what is certain, and cash in is always accounted for."""

import pytest

from helpers.sales import NOW, usd
from terminal.domain.attempt import CardKind, CardResult, Outcome
from terminal.domain.identity import AttemptRef, TenderId
from terminal.domain.iias import NOTHING, Buckets
from terminal.domain.money import ZERO
from terminal.domain.tender import CardTender, CardVoid, CashTender, pending_attempt

USED = Buckets(none=usd("5.00"))
REF, VOID = AttemptRef("a-1"), AttemptRef("v-1")


def card(result: CardResult | None, void: CardVoid | None = None) -> CardTender:
    return CardTender(
        TenderId(1),
        REF,
        CardKind.CREDIT,
        usd("5.00"),
        ZERO,
        ZERO,
        NOW,
        result=result,
        used=USED,
        void=void,
    )


APPROVED = CardResult(Outcome.APPROVED, usd("5.00"))
UNKNOWN = CardResult(Outcome.UNKNOWN)
DECLINED = CardResult(Outcome.DECLINED)


def test_cash_in_is_what_it_pays_plus_rounding_plus_change() -> None:
    amounts = usd("8.54"), usd("10.00"), usd("0.01"), usd("1.45")
    tender = CashTender(TenderId(1), *amounts, USED)
    assert (tender.paid, tender.taken, tender.pending) == (USED, True, False)
    with pytest.raises(ValueError, match="cash in"):
        CashTender(TenderId(1), usd("8.54"), usd("10.00"), usd("0.01"), usd("1.46"), USED)


def test_returned_cash_pays_nothing() -> None:
    tender = CashTender(TenderId(1), usd("5.00"), usd("5.00"), ZERO, ZERO, USED, returned=True)
    assert (tender.paid, tender.taken) == (NOTHING, False)
    assert pending_attempt(tender) is None


@pytest.mark.parametrize(
    ("tender", "pays", "waits_for"),
    [
        pytest.param(card(None), NOTHING, REF, id="asked"),
        pytest.param(card(UNKNOWN), NOTHING, REF, id="unknown"),
        pytest.param(card(DECLINED), NOTHING, None, id="declined"),
        pytest.param(card(APPROVED), USED, None, id="approved"),
        pytest.param(card(APPROVED, CardVoid(VOID, NOW)), USED, VOID, id="void asked"),
        pytest.param(card(APPROVED, CardVoid(VOID, NOW, UNKNOWN)), USED, VOID, id="void unknown"),
        pytest.param(card(APPROVED, CardVoid(VOID, NOW, DECLINED)), USED, None, id="void declined"),
        pytest.param(card(APPROVED, CardVoid(VOID, NOW, APPROVED)), NOTHING, None, id="voided"),
    ],
)
def test_a_card_pays_from_approval_to_a_certain_void(
    tender: CardTender, pays: Buckets, waits_for: AttemptRef | None
) -> None:
    assert tender.paid == pays
    assert tender.taken is (pays == USED)
    assert tender.pending is (waits_for is not None)
    assert pending_attempt(tender) == waits_for
