"""How much of a listed chemical one buyer may have: DEA's tables, each state's row, the window."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.pse import (
    DAY,
    EPH_HCL,
    EPH_SULFATE,
    PSE_HCL,
    PSE_SULFATE,
    a_unit,
    bought,
    demand,
)
from terminal.domain.pse import (
    Beyond,
    Exchange,
    LogField,
    Offline,
    Override,
    PseDemand,
    PseTerms,
    Purchase,
    TooMany,
    demand_of,
    is_exempt,
    left_of,
    refused,
)
from terminal.domain.pse_content import (
    FACTORS_E5,
    Chemical,
    PackForm,
    PseContent,
    Salt,
    base_of_mg,
)
from terminal.domain.rules import FEDERAL, STORE, Rule, RuleBook
from terminal.domain.staff import Role

LIQUID = PackForm.LIQUID
TABLE_9_3 = [
    ("PSE HCl 30 mg tablet", a_unit(PSE_HCL, 30_000), 146, 305, 366),
    ("PSE HCl 60 mg", a_unit(PSE_HCL, 60_000), 73, 152, 183),
    ("PSE HCl 120 mg", a_unit(PSE_HCL, 120_000), 36, 76, 91),
    ("EPH HCl 25 mg", a_unit(EPH_HCL, 25_000), 175, 366, 439),
    ("PSE sulfate 30 mg", a_unit(PSE_SULFATE, 30_000), 155, 324, 389),
    ("PSE sulfate 60 mg", a_unit(PSE_SULFATE, 60_000), 77, 162, 194),
    ("PSE sulfate 120 mg", a_unit(PSE_SULFATE, 120_000), 38, 81, 97),
    ("PSE sulfate 240 mg", a_unit(PSE_SULFATE, 240_000), 19, 40, 48),
    ("EPH sulfate 25 mg", a_unit(EPH_SULFATE, 25_000), 186, 389, 466),
    ("liquid PSE HCl 15 mg / 5 mL", a_unit(PSE_HCL, 3_000, LIQUID), 1_464, 3_051, 3_661),
    ("7.5 mg / 5 mL", a_unit(PSE_HCL, 1_500, LIQUID), 2_929, 6_103, 7_323),
    ("15 mg / 2.5 mL", a_unit(PSE_HCL, 6_000, LIQUID), 732, 1_525, 1_830),
    ("15 mg / 1.6 mL drops", a_unit(PSE_HCL, 9_375, LIQUID), 468, 976, 1_171),
]
VECTORS = [
    pytest.param(unit, limit, units, id=f"{name}, {limit} mg")
    for name, unit, *most in TABLE_9_3
    for limit, units in zip((3_600, 7_500, 9_000), most, strict=True)
]


def row(terms: PseTerms, where: str = FEDERAL, name: str = "row") -> Rule[PseTerms]:
    return Rule(name, where, date(2000, 1, 1), None, "a source", "a text", True, terms)


def of(*rows: Rule[PseTerms]) -> PseDemand:
    found = demand_of(RuleBook("US-XX", rows), DAY)
    assert found is not None
    return found


def daily(limit_mg: int) -> PseDemand:
    return of(row(PseTerms(daily_mg=limit_mg)))


def over_30_days(limit_mg: int) -> PseDemand:
    return of(row(PseTerms(period_mg=limit_mg)))


@pytest.mark.parametrize(("unit", "limit", "units"), VECTORS)
def test_each_row_of_9_3_passes_at_n_and_fails_at_n_plus_1(
    unit: PseContent, limit: int, units: int
) -> None:
    for asked in (daily(limit), over_30_days(limit)):
        assert refused(asked, [bought(unit, units)], [], DAY) is None
        assert isinstance(refused(asked, [bought(unit, units + 1)], [], DAY), Beyond)


@pytest.mark.parametrize(("unit", "limit", "units"), VECTORS)
def test_each_row_of_9_3_holds_over_several_transactions(
    unit: PseContent, limit: int, units: int
) -> None:
    one_by_one = [bought(unit, 1) for _ in range(units - 1)]
    assert refused(daily(limit), [bought(unit, 1)], one_by_one, DAY) is None
    assert refused(daily(limit), [bought(unit, 2)], one_by_one, DAY) is not None


@pytest.mark.parametrize(("unit", "limit", "units"), VECTORS)
def test_each_row_of_9_3_holds_over_midnight(unit: PseContent, limit: int, units: int) -> None:
    """The daily limit begins anew; the one of the period does not."""
    before_midnight = [bought(unit, units, days_ago=1)]
    assert refused(daily(limit), [bought(unit, units)], before_midnight, DAY) is None
    assert refused(over_30_days(limit), [bought(unit, 1)], before_midnight, DAY) is not None


def test_the_window_is_today_and_the_29_days_before() -> None:
    unit = a_unit(PSE_HCL, 30_000)
    asked = over_30_days(9_000)
    assert refused(asked, [bought(unit, 1)], [bought(unit, 366, days_ago=29)], DAY) is not None
    assert refused(asked, [bought(unit, 1)], [bought(unit, 366, days_ago=30)], DAY) is None
    assert asked.window_days == 30


def test_a_purchase_dated_after_today_counts() -> None:
    """The clock of another lane was wrong, or ours was set back."""
    unit = a_unit(PSE_HCL, 30_000)
    assert refused(daily(3_600), [bought(unit, 1)], [bought(unit, 146, days_ago=-1)], DAY)


def test_the_wrong_factors_would_be_noticed() -> None:
    sulfate, hcl = a_unit(EPH_SULFATE, 25_000), a_unit(PSE_HCL, 30_000)
    assert refused(daily(3_600), [bought(sulfate, 187)], [], DAY) is not None  # 0.77 lets it pass
    assert refused(over_30_days(7_500), [bought(hcl, 305)], [], DAY) is None  # 0.82 refuses it
    drops = a_unit(PSE_HCL, 6_000, LIQUID)
    assert bought(drops, 1_830).base == 899_514_540_000 < base_of_mg(9_000)
    assert bought(drops, 1_831).base > base_of_mg(9_000)


def test_the_limits_in_units_of_1e_5_microgram() -> None:
    assert [base_of_mg(mg) for mg in (3_600, 7_500, 9_000)] == [
        360_000_000_000,
        750_000_000_000,
        900_000_000_000,
    ]


def test_the_factors_of_9_2() -> None:
    assert FACTORS_E5 == {
        (Chemical.PSE, Salt.HCL): 81_923,
        (Chemical.EPH, Salt.HCL): 81_923,
        (Chemical.PSE, Salt.SULFATE): 77_115,
        (Chemical.EPH, Salt.SULFATE): 77_115,
        (Chemical.PPA, Salt.HCL): 80_571,
    }


def test_nothing_is_rounded_by_tablet() -> None:
    odd = PseContent(Chemical.PSE, Salt.HCL, 9_375, 7, LIQUID)
    assert odd.base == 9_375 * 7 * 81_923
    assert odd.pieces == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"chemical": Chemical.PPA, "salt": Salt.SULFATE},
        {"unit_ug": 0},
        {"unit_ug": 1_000_001},
        {"units": 0},
        {"units": 1_001},
    ],
)
def test_what_cannot_be_counted_is_no_content(wrong: dict[str, object]) -> None:
    good = PseContent(Chemical.PSE, Salt.HCL, 30_000, 24)
    with pytest.raises(ValueError):  # noqa: PT011  each says it in its own words
        replace(good, **wrong)  # type: ignore[arg-type]


# --- chemicals for themselves, or together


def test_federally_each_chemical_has_its_own_limit_in_texas_they_are_counted_together() -> None:
    pse, eph = bought(a_unit(PSE_HCL, 30_000), 100), bought(a_unit(EPH_HCL, 25_000), 100)
    assert refused(demand("US-PA"), [pse, eph], [], DAY) is None
    beyond = refused(demand("US-TX"), [pse, eph], [], DAY)
    assert isinstance(beyond, Beyond)
    assert (beyond.chemical, beyond.rule.name) == (None, "us-tx-pse")
    assert refused(demand("US-TX"), [pse], [eph], DAY) is not None


def test_what_may_still_be_bought_is_said_for_today_and_for_the_period() -> None:
    unit = a_unit(PSE_HCL, 30_000)
    today, period = left_of(demand("US-AK"), [bought(unit, 100, days_ago=3)], Chemical.PSE, DAY)
    assert period == base_of_mg(6_000) - bought(unit, 100).base
    assert today == period, "what the period leaves is less than a day's"
    today, period = left_of(demand("US-AK"), [bought(unit, 10, days_ago=3)], Chemical.PSE, DAY)
    assert (today, period) == (
        base_of_mg(3_600),
        base_of_mg(6_000) - bought(unit, 10).base,
    )
    beyond = refused(demand("US-AK"), [bought(unit, 200)], [], DAY)
    assert isinstance(beyond, Beyond)
    assert (beyond.days, beyond.limit_mg, beyond.left) == (1, 3_600, base_of_mg(3_600))
    together, _ = left_of(demand("US-TX"), [bought(a_unit(EPH_HCL, 25_000), 10)], Chemical.PSE, DAY)
    assert together == base_of_mg(3_600) - bought(a_unit(EPH_HCL, 25_000), 10).base


# --- the package that needs no log


def test_a_single_package_of_at_most_60_mg_pseudoephedrine_needs_no_log() -> None:
    federal = of(*(rule for rule in demand("US-TX").rules if rule.jurisdiction == FEDERAL))
    two_tablets = PseContent(Chemical.PSE, Salt.HCL, 30_000, 2)
    assert is_exempt(federal, [(two_tablets, 1)])
    assert not is_exempt(federal, [(two_tablets, 2)])
    assert not is_exempt(federal, [(two_tablets, 1), (two_tablets, 1)])
    assert not is_exempt(federal, [(replace(two_tablets, units=3), 1)])
    assert not is_exempt(federal, [(replace(two_tablets, chemical=Chemical.EPH), 1)])
    assert not is_exempt(demand("US-TX"), [(two_tablets, 1)])


def test_the_exemption_is_not_one_from_the_limits() -> None:
    two_tablets = PseContent(Chemical.PSE, Salt.HCL, 30_000, 2)
    earlier = [bought(a_unit(PSE_HCL, 30_000), 145)]
    assert refused(daily(3_600), [bought(two_tablets, 1)], earlier, DAY) is not None


# --- each row of 9.5


@pytest.mark.parametrize(
    ("state", "period_mg"),
    [
        ("US-AK", 6_000),
        ("US-IA", 7_500),
        ("US-IL", 7_500),
        ("US-KY", 7_200),
        ("US-MN", 6_000),
        ("US-MS", 7_200),
        ("US-PA", 9_000),
        ("US-TX", 9_000),
        ("US-OR", 9_000),
    ],
)
def test_the_30_day_limit_of_each_state(state: str, period_mg: int) -> None:
    asked = demand(state)
    limits = [each.terms.period_mg for each in asked.rules if each.terms.period_mg is not None]
    assert min(limits) == period_mg
    daily_limits = [each.terms.daily_mg for each in asked.rules if each.terms.daily_mg is not None]
    assert min(daily_limits) == 3_600


@pytest.mark.parametrize("state", ["US-AL", "US-AR", "US-OR", "US-TX", "US-ZZ"])
def test_buyers_are_18_where_it_is_law_or_not_known(state: str) -> None:
    assert demand(state).min_age == 18


def test_arkansas_three_packages_or_96_pieces_by_a_pharmacist() -> None:
    asked = demand("US-AR")
    box = PseContent(Chemical.PSE, Salt.HCL, 30_000, 24)
    assert asked.sellers == {Role.PHARMACIST}
    assert refused(asked, [bought(box, 3)], [], DAY) is None
    too_many = refused(asked, [bought(box, 3)], [bought(box, 1)], DAY)
    assert isinstance(too_many, TooMany)
    assert (too_many.limit, too_many.packages) == (3, True)
    tablets = refused(asked, [bought(replace(box, units=97), 1)], [], DAY)
    assert isinstance(tablets, TooMany)
    assert (tablets.limit, tablets.packages) == (96, False)
    assert refused(asked, [bought(replace(box, units=96), 1)], [], DAY) is None


def test_minnesota_two_packages_a_day() -> None:
    box = PseContent(Chemical.PSE, Salt.HCL, 30_000, 10)
    assert refused(demand("US-MN"), [bought(box, 2)], [bought(box, 2, 1)], DAY) is None
    assert refused(demand("US-MN"), [bought(box, 3)], [], DAY) is not None


def test_kansas_only_pharmacists_sell() -> None:
    assert demand("US-KS").sellers == {Role.PHARMACIST}


def test_hawaii_and_pennsylvania_want_more_in_the_log() -> None:
    def wanted(state: str) -> set[LogField]:
        return {field for rule in demand(state).rules for field in rule.terms.log_fields}

    assert wanted("US-HI") == {LogField.BIRTH_DATE, LogField.ID_TYPE, LogField.ID_ISSUER}
    assert wanted("US-PA") == {LogField.ID_TYPE, LogField.ID_NUMBER}


@pytest.mark.parametrize(
    ("state", "offline", "override"),
    [
        ("US-TX", Offline.UPLOAD, Override.DURESS),
        ("US-IA", Offline.UPLOAD, Override.NEVER),
        ("US-NC", Offline.NOTE, Override.DURESS),
        ("US-PA", Offline.BLOCK, Override.NEVER),
        ("US-ZZ", Offline.BLOCK, Override.NEVER),
    ],
)
def test_what_happens_when_the_exchange_is_down(
    state: str, offline: Offline, override: Override
) -> None:
    asked = demand(state)
    assert asked.exchange is Exchange.BEFORE_SALE
    assert (asked.offline, asked.override) == (offline, override)


def test_mississippi_and_oregon_sell_without_a_prescription_since_2022() -> None:
    for state in ("US-MS", "US-OR"):
        assert demand(state).rules[-1].since == date(2022, 1, 1)


def test_the_log_is_kept_two_years_or_as_long_as_the_state_says() -> None:
    assert demand("US-IA").retention_months == 24
    longer = row(PseTerms(retention_months=60), STORE)
    assert demand("US-TX", longer).retention_months == 60


def test_no_row_at_all_allows_nothing() -> None:
    assert demand_of(RuleBook("US-TX"), DAY) is None


# --- a store tightens and cannot loosen


_CHEMICALS = st.sampled_from(sorted(FACTORS_E5, key=str))
_CONTENT = st.builds(
    lambda kind, ug, units, form: PseContent(kind[0], kind[1], ug, units, form),
    _CHEMICALS,
    st.integers(1_000, 240_000),
    st.integers(1, 100),
    st.sampled_from(PackForm),
)
_PURCHASE = st.builds(
    lambda content, packages, ago: Purchase.of(content, packages, DAY - timedelta(days=ago)),
    _CONTENT,
    st.integers(1, 5),
    st.integers(0, 40),
)
_TERMS = st.builds(
    PseTerms,
    daily_mg=st.none() | st.integers(1, 20_000),
    period_mg=st.none() | st.integers(1, 20_000),
    period_days=st.integers(1, 60),
    max_packages=st.none() | st.integers(1, 10),
    max_pieces=st.none() | st.integers(1, 200),
    combined=st.booleans(),
    min_age=st.none() | st.integers(1, 99),
    sellers=st.frozensets(st.sampled_from(Role), min_size=1),
    exempt_package_mg=st.none() | st.integers(0, 500),
    exchange=st.sampled_from(Exchange),
    offline=st.sampled_from(Offline),
    override=st.none() | st.sampled_from(Override),
    retention_months=st.none() | st.integers(1, 120),
)


@given(
    state=st.sampled_from(["US-TX", "US-NC", "US-IA", "US-AR", "US-ZZ"]),
    terms=_TERMS,
    wanted=st.lists(_PURCHASE.map(lambda each: replace(each, day=DAY)), min_size=1, max_size=3),
    earlier=st.lists(_PURCHASE, max_size=4),
    contents=st.lists(st.tuples(_CONTENT, st.integers(1, 2)), max_size=2),
)
def test_a_row_of_the_store_never_allows_what_was_refused(
    state: str,
    terms: PseTerms,
    wanted: Sequence[Purchase],
    earlier: Sequence[Purchase],
    contents: Sequence[tuple[PseContent, int]],
) -> None:
    law, stricter = demand(state), demand(state, row(terms, STORE, "own"))
    if refused(law, wanted, earlier, DAY) is not None:
        assert refused(stricter, wanted, earlier, DAY) is not None
    for chemical in Chemical:
        allowed, left = (left_of(each, earlier, chemical, DAY) for each in (law, stricter))
        assert left <= allowed
    assert stricter.min_age >= law.min_age
    assert stricter.sellers <= law.sellers
    assert stricter.retention_months >= law.retention_months
    assert tuple(Offline).index(stricter.offline) <= tuple(Offline).index(law.offline)
    assert stricter.exchange is Exchange.BEFORE_SALE or law.exchange is Exchange.NONE
    assert stricter.override is Override.NEVER or law.override is Override.DURESS
    assert is_exempt(law, contents) or not is_exempt(stricter, contents)


@given(st.lists(_PURCHASE, min_size=1, max_size=6), st.lists(_PURCHASE, max_size=4))
def test_how_a_purchase_is_split_over_lines_changes_nothing(
    wanted: Sequence[Purchase], earlier: Sequence[Purchase]
) -> None:
    asked = demand("US-TX")
    here = [replace(each, day=DAY) for each in wanted]
    whole = refused(asked, here, earlier, DAY)
    for place in range(len(here)):
        split = refused(asked, here[place:], [*earlier, *here[:place]], DAY)
        assert (split is None) == (whole is None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"daily_mg": 0},
        {"period_mg": 100_001},
        {"period_days": 0},
        {"period_days": 367},
        {"max_packages": 0},
        {"max_pieces": 0},
        {"min_age": 0},
        {"sellers": frozenset()},
        {"exempt_package_mg": -1},
        {"retention_months": 0},
    ],
)
def test_a_row_with_a_slip_is_no_row(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  each says it in its own words
        PseTerms(**wrong)  # type: ignore[arg-type]
