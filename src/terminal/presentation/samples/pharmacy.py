"""What stands around a sample's lane: shelf, will-call bins, PhMS and vault, all in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import ReadFrom
from terminal.domain.catalog import Item
from terminal.domain.fill_guards import guard_of
from terminal.domain.look_alike import alike
from terminal.domain.prescription import Fill, FillKey
from terminal.domain.record_book import BuyerMarks, EarlierSale
from terminal.domain.staff import StaffMember
from terminal.domain.three_way import CloseSheet
from terminal.domain.till import ClosedTill, CountRow
from terminal.presentation.samples import stock

WAIT_FROM = 3
"""The wrong PIN in a row after which a person waits, as the vault has it."""
WAIT_S = 5.0


def pin_of(person: StaffMember) -> str:
    return person.id * 2


@dataclass(frozen=True, slots=True)
class Pharmacy:
    """Answers lookups, reads of a fill and PINs; `held` effects are not answered yet."""

    shelf: tuple[Item, ...] = stock.GOODS
    bags: tuple[Fill, ...] = stock.BAGS
    phms_answers: bool = True
    held: frozenset[type[e.Effect]] = frozenset()
    bought: tuple[EarlierSale, ...] = ()
    """What every buyer got of the record book's goods before."""
    close_check: CloseSheet = field(default_factory=CloseSheet)
    tills: tuple[tuple[ClosedTill, ...], tuple[CountRow, ...]] = ((), ())
    """The closed ones, and their counts."""

    def answer(self, effect: e.Effect, at: datetime, failures: int) -> i.Input | None:
        """`failures`: the wrong PINs in a row before this one."""
        if type(effect) in self.held:
            return None
        match effect:
            case e.LookUpItem(code=code, gtins=gtins):
                return i.ItemsFound(code, tuple(each for each in self.shelf if each.gtin in gtins))
            case e.Search(text=text):
                named = (each for each in self.shelf if text.casefold() in each.name.casefold())
                ready = (each for each in self._bags_of(text) if _sellable(each, at))
                return i.SearchAnswered(text, tuple(named), tuple(ready))
            case e.LoadWillCall(text=text):
                return self._will_call(text, at)
            case e.ReadFill(key=key):
                return self._read(key, at)
            case e.LookUpBuyer(person=person, document=document):
                return i.BuyerFound(person, self.bought, BuyerMarks(person, document))
            case e.LookUpAccount(account=account):
                known = (each for each in stock.ACCOUNTS if each.account.id == account)
                return i.AccountFound(account, next(known, None))
            case e.LookUpCoupon():
                return i.CouponFound(effect.code, effect.sale, taken=False)
            case e.LookUpGiftCard(number=number):
                return i.GiftCardFound(number, stock.gift_card(number))
            case e.CheckClose():
                return i.CloseChecked(self.close_check)
            case e.LoadTillHistory():
                return i.TillHistoryLoaded(*self.tills)
            case e.WriteTillReport(slip=slip):
                return i.TillReportWritten(f"Documents/Rxlane/{slip.name}.pdf")
            case e.CheckPin():
                return _check(effect, failures)
            case _:
                return None

    def with_changed(self, fill: Fill) -> "Pharmacy":
        """The PhMS now tells this of the fill."""
        return replace(
            self, bags=tuple(fill if each.key == fill.key else each for each in self.bags)
        )

    def _bags_of(self, text: str) -> tuple[Fill, ...]:
        """Fills by family name or Rx number, with those of the household; all for no text."""
        hit = {
            each.patient.household
            for each in self.bags
            if each.patient.family.casefold().startswith(text.casefold()) or each.key.rx == text
        }
        return tuple(each for each in self.bags if each.patient.household in hit)

    def _will_call(self, text: str, at: datetime) -> i.WillCallLoaded:
        found = self._bags_of(text)
        return i.WillCallLoaded(text, found, tuple(self._similar(found, at)))

    def _similar(self, found: tuple[Fill, ...], at: datetime) -> Iterator[Fill]:
        """Ready fills of others who could be taken for those found."""
        people = {each.patient.id: each.patient for each in found}.values()
        for each in self.bags:
            taken_for = any(alike(each.patient, one) for one in people)
            if each not in found and taken_for and _sellable(each, at):
                yield each

    def _read(self, key: FillKey, at: datetime) -> i.FillRead:
        fill = next((each for each in self.bags if each.key == key), None)
        if not self.phms_answers:
            return i.FillRead(key, fill, ReadFrom.CACHE, "no answer")
        fresh = None if fill is None else replace(fill, read_at=at)
        return i.FillRead(key, fresh, ReadFrom.PHMS)


def _sellable(fill: Fill, at: datetime) -> bool:
    return guard_of(fill, at.date(), stock.POLICY.rules) is None


def _check(effect: e.CheckPin, failures: int) -> i.PinChecked:
    person = next((each for each in stock.STAFF if each.id == effect.staff), None)
    if person is not None and effect.pin.text == pin_of(person):
        return i.PinChecked(effect.purpose, effect.staff, person)
    failures += 1
    wait_s = WAIT_S if failures >= WAIT_FROM else 0.0
    return i.PinChecked(effect.purpose, effect.staff, None, failures, wait_s)
