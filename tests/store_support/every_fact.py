"""A hypothesis strategy for every kind of fact that the domain knows."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from terminal.domain.account import Account, AccountId
from terminal.domain.attempt import CardResult, Outcome
from terminal.domain.barcode import Gtin, check_digit
from terminal.domain.cash_count import DENOMINATIONS, MAX_PIECES, Pieces
from terminal.domain.catalog import (
    COUNTED,
    MAX_PACK,
    Eligibility,
    Item,
    ItemCategory,
    ItemClass,
    Measure,
    Pack,
)
from terminal.domain.coupon import CouponCode
from terminal.domain.discount import WHOLE, Discount, DiscountKind
from terminal.domain.facts import FACTS, Fact
from terminal.domain.identity import LineId, TenderId
from terminal.domain.iias import Buckets
from terminal.domain.money import Money
from terminal.domain.prescription import Fill, FillKey, Patient
from terminal.domain.price_book import DatedPrice, PriceKind
from terminal.domain.pse_buyer import DOCUMENTS, PseBuyer
from terminal.domain.pse_content import FACTORS_E5, PackForm, PseContent
from terminal.domain.record_book import BookBuyer
from terminal.domain.shown_id import IdType, PersonName, ShownId
from terminal.domain.tax import TaxCharge

CENTS = 2**53
MAX_PIECES_OF_A_CASE = 999
UNCOUNTED = [each for each in ItemClass if each not in COUNTED]
_TEXT = st.text(max_size=12)
_NAME = st.text(min_size=1, max_size=12).filter(str.strip)
_MONEY = st.integers(-CENTS, CENTS).map(Money)
_PRICE = st.integers(0, CENTS).map(Money)
_GTIN = st.from_regex(r"\A[0-9]{13}\Z").map(lambda body: Gtin(body + check_digit(body)))
_ZONE = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_WHEN = st.datetimes(datetime(1970, 1, 2), datetime(2199, 1, 1), timezones=_ZONE)  # noqa: DTZ001  hypothesis adds the zone
_KEY = st.builds(FillKey, _NAME, st.integers(0, 99))
_ITEM = st.builds(
    Item,
    _GTIN,
    _NAME,
    st.none() | _PRICE,
    st.sampled_from(ItemCategory),
    st.sampled_from([Eligibility.NONE, Eligibility.HEALTHCARE_OTC]),
    list_version=_TEXT,
    classes=st.lists(st.sampled_from(UNCOUNTED), unique=True, max_size=3).map(tuple),
    pack=st.none() | st.builds(Pack, st.integers(1, MAX_PACK), st.sampled_from(Measure)),
    department=_TEXT,
    prices=st.lists(
        st.builds(DatedPrice, st.just(PriceKind.REGULAR), _PRICE, st.dates(), st.none()), max_size=3
    ).map(tuple),
    regular=st.none() | _PRICE,
    each=st.none() | _GTIN,
    holds=st.integers(1, MAX_PIECES_OF_A_CASE),
)
_PATIENT = st.builds(Patient, _NAME, _TEXT, _TEXT, st.none() | st.dates(), _TEXT)
_FILL = st.builds(
    Fill,
    key=_KEY,
    patient=_PATIENT,
    copay=st.none() | _PRICE,
    schedule=st.none() | st.integers(2, 5),
    bags=st.integers(1, 20),
    ready_since=st.none() | _WHEN,
    read_at=_WHEN,
)
_PLAIN_NAME = st.from_regex(r"\A[A-Za-z]{1,12}\Z")
_ACCOUNT = st.builds(
    Account,
    st.from_regex(r"\A[0-8][A-Z0-9-]{0,6}\Z").map(AccountId),
    _PLAIN_NAME,
    st.integers(0, 99_999_99).map(Money),
    st.lists(_PLAIN_NAME, max_size=3, unique=True).map(tuple),
    st.none(),
    st.booleans(),
)
_SUB_ACCOUNT = _ACCOUNT.map(lambda each: replace(each, limit=Money(0), master=AccountId("9001")))
_WORD = st.from_regex(r"\A[A-Za-z]{1,8}\Z")
_BUYER = st.builds(BookBuyer, _WORD, _WORD, _WORD, st.none() | st.dates(), _WORD | st.just(""))
_PERSON = st.builds(PersonName, _NAME.filter(str.isprintable), st.text("ab -", max_size=12))
_SHOWN = st.builds(
    ShownId,
    st.sampled_from(IdType),
    number=st.text("0123456789ABX -", max_size=40),
    jurisdiction=st.sampled_from(["", "NC", "USA"]),
    name=st.none() | _PERSON,
    address=st.text("abc 123", max_size=120),
)
_APPROVED = st.builds(
    CardResult,
    st.sampled_from([Outcome.APPROVED, Outcome.PARTIAL]),
    st.integers(1, CENTS).map(Money),
    last4=st.text("0123456789", max_size=4),
    emv=st.lists(st.tuples(_TEXT, _TEXT), max_size=2).map(tuple),
)
_NOT_APPROVED = st.builds(CardResult, st.sampled_from([Outcome.DECLINED, Outcome.UNKNOWN]))

_WORDS = st.text("abc XYZ", min_size=1, max_size=12).map(lambda text: f"n{text}1")
_LOGGED = st.builds(
    PseBuyer,
    id_type=st.sampled_from(DOCUMENTS),
    number=_WORDS,
    jurisdiction=_WORDS,
    family=_WORDS,
    given=_WORDS,
    address=_WORDS,
    birth_date=st.dates(date(1920, 1, 1), date(2010, 1, 1)),
    expires=st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1)),
)
_CONTENT = st.builds(
    lambda kind, ug, units, form: PseContent(kind[0], kind[1], ug, units, form),
    st.sampled_from(list(FACTORS_E5)),
    st.integers(1, 1_000_000),
    st.integers(1, 1_000),
    st.sampled_from(PackForm),
)

_KNOWN: dict[Any, st.SearchStrategy[Any]] = {
    Money: _MONEY,
    FillKey: _KEY,
    Item: _ITEM,
    Fill: _FILL,
    BookBuyer: _BUYER,
    PersonName: _PERSON,
    ShownId: _SHOWN,
    CardResult: _APPROVED | _NOT_APPROVED,
    TaxCharge: st.builds(TaxCharge, _MONEY, st.integers(0, 250_000), _TEXT),
    Buckets: st.builds(Buckets, _MONEY, _MONEY, _MONEY),
    datetime: _WHEN,
    LineId: st.integers(1, 500).map(LineId),
    Account: _ACCOUNT | _SUB_ACCOUNT,
    TenderId: st.integers(1, 50).map(TenderId),
    PseBuyer: _LOGGED,
    Pieces: st.builds(Pieces, st.sampled_from(DENOMINATIONS), st.integers(0, MAX_PIECES)),
    PseContent: _CONTENT,
    Discount: st.builds(
        Discount,
        st.sampled_from(DiscountKind),
        st.integers(1, WHOLE),
        _NAME,
        _TEXT,
        st.integers(1, WHOLE),
    ),
    CouponCode: st.builds(
        CouponCode,
        st.text("0123456789", min_size=12, max_size=30),
        st.text("0123456789", min_size=6, max_size=12),
        st.none() | st.integers(1, 99_999).map(Money),
        st.integers(1, 5),
        until=st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    ),
    int: st.integers(-(2**53), 2**53),
}
for _kind, _strategy in _KNOWN.items():
    st.register_type_strategy(_kind, _strategy)

every_fact: st.SearchStrategy[Fact] = st.one_of(*(st.from_type(kind) for kind in FACTS))
