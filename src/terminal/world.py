"""The engine's surroundings: each effect goes to the store, the devices, the PhMS or the vault.

Rules that hold here: nothing here blocks the GUI thread; every question is answered by an input,
also when what was asked for cannot be had.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, assert_never
from zoneinfo import ZoneInfo

from terminal.app import effects as e
from terminal.app.faults import KnownFault
from terminal.app.inputs import (
    AccountFound,
    BuyerFound,
    CloseChecked,
    CommitFailed,
    CouponFound,
    DevicesNotKept,
    DisputeLoaded,
    GiftCardFound,
    Input,
    ItemsFound,
    PinChecked,
    PseLedgerRead,
    ReturnerFound,
    SaleFound,
    SalesFound,
    SearchAnswered,
    TillHistoryLoaded,
    UnclaimedLoaded,
    WillCallLoaded,
    WorkItemsLoaded,
)
from terminal.app.pse_store import BoughtElsewhere, OtherLanes
from terminal.app.state import TerminalState
from terminal.archive import Archive
from terminal.devices.finder import Finder
from terminal.devices.form_printer import print_form
from terminal.devices.rack import Rack
from terminal.devices_file import save_devices
from terminal.domain.gift import GiftDigest
from terminal.domain.identity import LaneId
from terminal.domain.prescription import FillStatus
from terminal.report_desk import ReportDesk
from terminal.store import (
    accounts,
    catalog,
    coupons,
    disputes,
    gift_cards,
    record_book,
    returns,
    search,
    staff,
    three_way,
    tills,
    unclaimed,
    will_call,
    work_items,
)
from terminal.store import pse as ledger
from terminal.store.buyer_marks import marked
from terminal.store.database import Connection
from terminal.store.staff import Credentials
from terminal.store.store import Store
from terminal.ticket_reader import TicketReader
from terminal.uplink.awaited import AsideShown, AwaitedShown
from terminal.uplink.hub_link import HubLink
from terminal.uplink.message_line import MessageLine
from terminal.uplink.pse_line import PseLine
from terminal.uplink.uplink import PhmsUplink
from terminal.vault import pins

SHOW_OVER: Final = timedelta(days=3)
"""How long a sold or cancelled fill is still shown with its reason."""


class World:
    """Performs effects; `post` may be called from any thread and comes back to the engine.

    `folder` is where assigned devices are remembered; None: they are not.
    """

    def __init__(
        self,
        store: Store,
        rack: Rack,
        uplink: PhmsUplink,
        keys: Executor,
        post: Callable[[Input], None],
        show: Callable[[TerminalState], None],
        deliver: Callable[[Callable[[], None]], None],
        *,
        sound: Callable[[], None],
        keep_prefix: Callable[[str], None],
        finder: Finder,
        folder: Path | None,
        pse: PseLine,
        other_lanes: OtherLanes,
        hub: HubLink | None = None,
        zone: ZoneInfo,
        public_key: Callable[[], bytes],
        gift_digest: Callable[[str], str],
        lane: LaneId,
        messages: MessageLine,
    ) -> None:
        self._messages = messages
        self._lane = lane
        self._store = store
        self._rack = rack
        self._finder = finder
        self._folder = folder
        self._uplink = uplink
        self._keys = keys
        self._post = post
        self._show = show
        self._deliver = deliver
        self._sound = sound
        self._keep_prefix = keep_prefix
        self._pse = pse
        self._other_lanes = other_lanes
        self._hub = hub
        self._awaited = None if hub is None else AwaitedShown(hub.show)
        self._aside = None if hub is None else AsideShown(hub.moves.show)
        self._zone = zone
        self._gift_digest = gift_digest
        self._archive = Archive(store, zone, public_key, post)
        self._reports = ReportDesk(store, zone, post)
        self._tickets = TicketReader(store, zone, self._told)

    def publish(self, state: TerminalState) -> None:
        self._show(state)
        if self._awaited is not None:
            self._awaited.publish(state)
        if self._aside is not None:
            self._aside.publish(state)

    def deliver(self, done: Callable[[], None]) -> None:
        self._deliver(done)

    def perform(self, effect: e.Effect) -> None:  # noqa: C901, PLR0915  a table
        match effect:
            case e.LookUpItem():
                self._look_up(effect)
            case e.Search():
                self._search(effect.text)
            case e.LoadWillCall():
                self._load_will_call(effect.text)
            case e.ReadFill():
                self._uplink.read_fill(effect.key)
            case e.LookUpBuyer():
                self._look_up_buyer(effect)
            case e.LookUpAccount():
                self._look_up_account(effect)
            case e.LookUpGiftCard():
                self._look_up_gift_card(effect)
            case e.LookUpCoupon():
                self._look_up_coupon(effect)
            case e.CheckPin():
                self._keys.submit(self._check_pin, effect)
            case e.KeepScannerPrefix(prefix):
                self._keys.submit(self._keep, prefix)
            case e.ReadRegister() | e.WriteRegister():
                self._archive.perform(effect)
            case e.CollectAudit() | e.WriteAudit() | e.StopAudit():
                self._archive.perform(effect)
            case e.ReadReport() | e.StopReport() | e.WriteReport():
                self._reports.perform(effect)
            case e.WakeSync():
                self._wake_lines()
            case e.FindDevices() | e.StopFinding():
                self._finder.perform(effect)
            case e.LoadUnclaimed():
                self._load_unclaimed(effect)
            case e.ReleasePhms():
                self._uplink.release()
            case e.LoadWorkItems():
                self._store.reader.ask_latest("work items", _work_items, self._told)
            case e.LoadDispute(message):
                self._store.reader.ask_latest("dispute", partial(_dispute, message), self._told)
            case e.CheckClose():
                self._store.reader.ask(_close_check, self._told)
            case e.LoadTillHistory():
                self._store.reader.ask_latest("tills", self._till_history, self._told)
            case e.FindSale() | e.FindSales() | e.LookUpReturner():
                self._find(effect)
            case e.WriteTillReport():
                self._archive.write_slip(effect.slip)
            case e.LoadTickets() | e.DrawTicket():
                self._tickets.perform(effect)
            case e.PrintForm():
                self._keys.submit(self._print_form, effect)
            case e.KeepDevices():
                self._keys.submit(self._keep_devices, effect)
            case (
                e.Charge()
                | e.VoidCharge()
                | e.CreditCard()
                | e.CancelCharge()
                | e.QueryCharge()
                | e.AskCardBalance()
                | e.CaptureSignature()
                | e.CancelSignature()
                | e.CloseCardBatch()
                | e.CountStoredSales()
                | e.UploadStoredSales()
                | e.AskStoredSales()
                | e.PrintReceipt()
                | e.PrintTest()
                | e.PrintReport()
                | e.ExpectPrinted()
                | e.ResumePrinter()
                | e.OpenDrawer()
                | e.TeachDrawer()
                | e.ShowOnDisplay()
                | e.AnswerScan()
                | e.ArmScanner()
                | e.WatchScans()
                | e.Beep()
                | e.UseDevice()
                | e.TestDevice()
            ):
                self._rack.perform(effect)
            case e.ReadPseLedger():
                self._read_ledger(effect)
            case e.AskPseExchange():
                self._pse.ask(effect)
            case (
                e.GiveAnswer()
                | e.TellOutcome()
                | e.HearOutcome()
                | e.AskForTicket()
                | e.GiveTicket()
                | e.TellMove()
                | e.HearMove()
            ):
                self._tell_hub(effect)
            case e.SoundAlarm():
                self._sound()
                self._rack.perform(e.Beep(good=False))
            case _:
                assert_never(effect)

    def _wake_lines(self) -> None:
        self._uplink.wake()
        self._pse.wake()
        self._messages.wake()
        if self._hub is not None:
            self._hub.wake()

    def _tell_hub(self, effect: e.ForOtherLanes) -> None:
        """Without a hub nothing of the kind is asked for."""
        if self._hub is None:
            return
        match effect:
            case e.GiveAnswer(answer):
                self._hub.give(answer)
            case e.TellOutcome(answer, outcome):
                self._hub.tell(answer, outcome)
            case e.HearOutcome(answer):
                self._hub.hear(answer)
            case e.AskForTicket() | e.GiveTicket() | e.TellMove() | e.HearMove():
                self._hub.moves.perform(effect)
            case _:
                assert_never(effect)

    def _told(self, answer: Input | KnownFault) -> None:
        if isinstance(answer, KnownFault):
            self._post(CommitFailed(answer.title, answer.remedy))
        else:
            self._post(answer)

    def _keep(self, prefix: str) -> None:
        try:
            self._keep_prefix(prefix)
        except KnownFault as fault:
            self._told(fault)

    def _look_up(self, effect: e.LookUpItem) -> None:
        def job(connection: Connection) -> ItemsFound:
            return ItemsFound(effect.code, catalog.find(connection, effect.gtins))

        self._store.reader.ask(job, self._told)

    def _look_up_buyer(self, effect: e.LookUpBuyer) -> None:
        def job(connection: Connection) -> BuyerFound:
            found = record_book.earlier_sales(
                connection, effect.person, effect.document, effect.since
            )
            marks = record_book.marks(connection, effect.person, effect.document)
            return BuyerFound(effect.person, found, marks)

        self._store.reader.ask(job, self._told)

    def _look_up_account(self, effect: e.LookUpAccount) -> None:
        def job(connection: Connection) -> AccountFound:
            found = accounts.standing(connection, effect.account, effect.lane, self._zone)
            return AccountFound(effect.account, found)

        self._store.reader.ask(job, self._told)

    def _find(self, effect: e.FindSale | e.FindSales | e.LookUpReturner) -> None:
        match effect:
            case e.FindSale():
                self._find_sale(effect.ticket)
            case e.FindSales():
                self._find_sales(effect)
            case e.LookUpReturner():
                self._look_up_returner(effect)

    def _find_sale(self, ticket: str) -> None:
        def job(connection: Connection) -> SaleFound:
            return SaleFound(ticket, returns.original(connection, ticket, self._zone))

        self._store.reader.ask(job, self._told)

    def _find_sales(self, effect: e.FindSales) -> None:
        """On the reader of registers: it looks at many tickets, and no scan waits behind it."""

        def job(connection: Connection) -> SalesFound:
            found = returns.search(connection, effect.question, self._zone)
            return SalesFound(effect.question, found)

        self._store.archive.ask_latest("sales", job, self._told)

    def _look_up_returner(self, effect: e.LookUpReturner) -> None:
        def job(connection: Connection) -> ReturnerFound:
            mark = marked(connection, effect.person)
            before = returns.unreceipted(connection, mark, effect.since)
            return ReturnerFound(effect.person, mark, before)

        self._store.reader.ask(job, self._told)

    def _look_up_coupon(self, effect: e.LookUpCoupon) -> None:
        def job(connection: Connection) -> CouponFound:
            taken = coupons.taken_elsewhere(connection, effect.code.code, effect.sale)
            return CouponFound(effect.code, effect.sale, taken)

        self._store.reader.ask(job, self._told)

    def _look_up_gift_card(self, effect: e.LookUpGiftCard) -> None:
        """From here on the number is its digest."""

        def job(connection: Connection) -> GiftCardFound:
            card = GiftDigest(self._gift_digest(effect.number))
            found = gift_cards.standing(connection, card, effect.number[-4:], effect.lane)
            return GiftCardFound(effect.number, found)

        self._store.reader.ask(job, self._told)

    def _search(self, text: str) -> None:
        since = datetime.now(UTC) - SHOW_OVER

        def job(connection: Connection) -> SearchAnswered:
            items = search.search_items(connection, text)
            fills = will_call.find(connection, text, since)
            ready = tuple(fill for fill in fills if fill.status is FillStatus.READY)
            return SearchAnswered(text, items, ready)

        self._store.reader.ask_latest("search", job, self._told)

    def _load_will_call(self, text: str) -> None:
        since = datetime.now(UTC) - SHOW_OVER

        def job(connection: Connection) -> WillCallLoaded:
            found = will_call.find(connection, text, since)
            return WillCallLoaded(text, found, will_call.similar(connection, found, since))

        self._store.reader.ask_latest("will-call", job, self._told)

    def _read_ledger(self, effect: e.ReadPseLedger) -> None:
        """The other lanes first, who may take a moment; then this lane's own, which is sure."""
        asked = (effect.document, effect.person, effect.since)

        def answered(there: BoughtElsewhere) -> None:
            def job(connection: Connection) -> PseLedgerRead:
                here = ledger.bought(connection, *asked)
                return PseLedgerRead(effect.document, here + there.purchases, there.complete)

            self._store.reader.ask(job, self._told)

        self._other_lanes.ask(*asked, answered)

    def _load_unclaimed(self, effect: e.LoadUnclaimed) -> None:
        def job(connection: Connection) -> UnclaimedLoaded:
            asked = (effect.which, effect.at, effect.rules, effect.day)
            bags = unclaimed.of_list(connection, *asked)
            return UnclaimedLoaded(effect.which, bags, len(bags) >= unclaimed.SHOWN)

        self._store.reader.ask_latest("unclaimed", job, self._told)

    def _keep_devices(self, effect: e.KeepDevices) -> None:
        """On the keys thread: the disk may take its time."""
        if self._folder is None:
            return  # the demo's devices are other ones at each start
        try:
            save_devices(self._folder, effect.settings)
        except OSError as error:
            self._post(DevicesNotKept(f"{error.strerror}."))

    def _till_history(self, connection: Connection) -> TillHistoryLoaded:
        return TillHistoryLoaded(*tills.history(connection, self._lane))

    def _print_form(self, effect: e.PrintForm) -> None:
        """On the keys thread: a spooler may take its time."""
        self._post(print_form(effect.file, effect.printer))

    def _check_pin(self, effect: e.CheckPin) -> None:
        """On the keys thread: Argon2id takes a tenth of a second."""
        try:
            known = self._store.reader.wait(lambda each: staff.credentials(each, effect.staff))
        except KnownFault as fault:
            self._told(fault)
            return
        self._post(_checked(effect, known, datetime.now(UTC)))


def _work_items(connection: Connection) -> WorkItemsLoaded:
    found = work_items.open_items(connection)
    return WorkItemsLoaded(found, len(found) == work_items.MOST_SHOWN)


def _dispute(message: str, connection: Connection) -> DisputeLoaded:
    return DisputeLoaded(message, disputes.dispute(connection, message))


def _close_check(connection: Connection) -> CloseChecked:
    return CloseChecked(three_way.close_sheet(connection))


def _checked(effect: e.CheckPin, known: Credentials | None, at: datetime) -> PinChecked:
    """The PIN's verdict; while a delay runs not even the right one opens."""
    failures = 0 if known is None else known.failures
    left = 0.0 if known is None else pins.wait_s(failures, known.last_failure_at, at)
    right = pins.check_pin(effect.pin.text, None if known is None else known.pin_hash)
    if left > 0:
        return PinChecked(effect.purpose, effect.staff, None, failures, left)
    if right and known is not None:
        return PinChecked(effect.purpose, effect.staff, known.member)
    failures += 1
    return PinChecked(effect.purpose, effect.staff, None, failures, pins.delay_s(failures))
