"""Restricted goods, in all their states: the age, the record book, what was refused."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from terminal.app import inputs as i
from terminal.app.effects import LookUpBuyer
from terminal.app.inputs import Do
from terminal.domain.catalog import Item, ItemCategory, ItemClass, Measure, Pack
from terminal.domain.id_card import IdCard
from terminal.domain.obligation import Kind
from terminal.domain.record_book import BuyerBasis, Counted, EarlierSale
from terminal.domain.restricted import AgeMethod, LogField, RestrictedTerms
from terminal.domain.rules import Rule, RuleBook
from terminal.domain.staff import Role
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane
from terminal.presentation.samples.pharmacy import pin_of

COUGH: Final = replace(
    stock.SUSPENSION,
    gtin=stock.IBUPROFEN.gtin,
    name="Northway Night cough DM liquid with dextromethorphan, cherry, 12 fl oz",
    classes=(ItemClass.DEXTROMETHORPHAN,),
)
CIGARETTES: Final = replace(
    stock.CHOCOLATE,
    gtin=stock.THERMOMETER.gtin,
    name="Old Ferry cigarettes, pack of 20",
    category=ItemCategory.TOBACCO,
    snap=False,
)
CODEINE: Final = replace(
    stock.SOFTGELS,
    name="Northway Codeine and guaifenesin cough syrup, 4 fl oz",
    classes=(ItemClass.SCHEDULE_V,),
    pack=Pack(120, Measure.CC),
)
SHELF: Final[tuple[Item, ...]] = (COUGH, CIGARETTES, CODEINE, stock.CHOCOLATE)


def _rule(name: str, source: str, text: str, terms: RestrictedTerms) -> Rule[object]:
    confirmed = "unconfirmed" not in source
    return Rule(name, "US", date(2020, 1, 1), None, source, text, confirmed, terms)


RULES: Final = (
    _rule(
        "dextromethorphan",
        "Texas (unconfirmed: check with the state)",
        "Under 18 no dextromethorphan without a prescription; an ID of whoever looks under 25.",
        RestrictedTerms(ItemClass.DEXTROMETHORPHAN, 18, 25, AgeMethod.VISUAL, rx_exempts=True),
    ),
    _rule(
        "tobacco",
        "21 CFR 1140.14(a),(b); 89 FR 70483",
        "Under 21 no tobacco or e-cigarettes; a photo ID of everybody under 30.",
        RestrictedTerms(ItemClass.TOBACCO, 21, 30, AgeMethod.VISUAL),
    ),
    _rule(
        "schedule-v",
        "21 CFR 1306.26",
        "Only a pharmacist dispenses it; one buyer, 18 or older, gets at most 120 cc or 24 units in"
        " 48 hours; the record book holds each sale.",
        RestrictedTerms(
            ItemClass.SCHEDULE_V,
            18,
            None,
            AgeMethod.DOB_ENTRY,
            seller_roles=frozenset({Role.PHARMACIST}),
            limit_cc=120,
            limit_units=24,
            log_fields=frozenset({LogField.NAME, LogField.ADDRESS}),
        ),
    ),
)
ORVILLE_S_CARD: Final = IdCard(
    "12345678",
    "SAMPLETON",
    "ORVILLE",
    date(1967, 7, 21),
    expires=date(2031, 1, 31),
    street="100 SAMPLE ST",
    city="ANYTOWN",
    jurisdiction="TX",
    postal_code="75001",
)
YOUNG: Final = replace(ORVILLE_S_CARD, birth_date=date(2008, 1, 30))
"""18 years old: old enough for the syrup, not for the cigarettes."""
EARLIER: Final = EarlierSale(
    stock.NOW - timedelta(hours=20), Counted(ItemClass.SCHEDULE_V, Measure.CC, 120)
)
PILLS: Final = replace(EARLIER, counted=Counted(ItemClass.SCHEDULE_V, Measure.UNITS, 12))


def restricted_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    lane = _with_goods(lane)
    both = lane.scan(COUGH, CIGARETTES, stock.CHOCOLATE)
    age = both.press(Do.MEET, Kind.AGE.value)
    codeine = lane.scan(CODEINE)
    book = codeine.press(Do.MEET, Kind.RECORD_BOOK.value)
    basis = book.enter(stock.BORN_ORVILLE)
    named = basis.press(Do.ANSWER, BuyerBasis.ID_SEEN.value).enter("Sampleton", "Orville")
    ready = _shown(codeine)
    signing = ready.press(Do.ANSWER, "dispense")
    return {
        "age": age,
        "age-typed": age.key_in("0721"),
        "age-no-date": age.enter("13"),
        "age-expired": _shown(age, replace(ORVILLE_S_CARD, expires=date(2026, 10, 31))),
        "age-prescription": age.press(Do.ANSWER, "prescription"),
        "sale-age": both,
        "sale-age-shown": _shown(both),
        "sale-age-refused": _shown(both, YOUNG),
        "sale-book": lane.scan(COUGH, CODEINE),
        "sale-book-over": _shown(_bought(codeine, EARLIER)),
        "sale-book-written": signing.enter(stock.PHARMACIST.id, pin_of(stock.PHARMACIST)),
        "book": book,
        "book-basis": basis,
        "book-address": named.key_in("100 Sample St, Any"),
        "book-looking": _shown(codeine.holding(LookUpBuyer)),
        "book-ready": ready,
        "book-before": _shown(_bought(codeine, PILLS)),
        "pharmacist-book": signing,
    }


def _with_goods(lane: SampleLane) -> SampleLane:
    policy = lane.state.policy
    rules = RuleBook(policy.rules.jurisdiction, (*policy.rules.rules, *RULES))
    state = replace(lane.state, policy=replace(policy, rules=rules, schedule_v_only_lane=True))
    return replace(lane, state=state, around=replace(lane.around, shelf=SHELF))


def _shown(lane: SampleLane, card: IdCard = ORVILLE_S_CARD) -> SampleLane:
    return lane.then(i.CodeScanned(card))


def _bought(lane: SampleLane, *before: EarlierSale) -> SampleLane:
    return replace(lane, around=replace(lane.around, bought=before))
