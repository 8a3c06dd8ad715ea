"""What may happen to a ticket: `decide(sale, command) -> facts | Refusal`, pure.

Rules that hold here:

1. Nothing about money or lines is decided while the outcome of a card attempt is not certain.
2. A ticket closes in the same breath as the tender that covers it, never by a later step;
   only a suspended one, which learns that it is paid, waits for the person who resumes it.
3. Closed means exactly paid; an open ticket is never paid more than it owes.
4. The copay of a line is the PhMS's; a person may accept a change of it, never make one.
"""

from dataclasses import replace
from datetime import date
from typing import assert_never

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.catalog import Item, Restriction
from terminal.domain.consent import MessageConsent
from terminal.domain.copay_decider import relieve_copay
from terminal.domain.counselling_decider import kept_demand, record_counselling
from terminal.domain.coupon_decider import decide_coupon, with_coupons
from terminal.domain.deposit import DepositLine
from terminal.domain.deposit_decider import pay_account, pays_a_debt
from terminal.domain.discount_decider import decide_price, given_again, with_shares
from terminal.domain.evolve import evolve, evolved, frees
from terminal.domain.fill_guards import guard_of
from terminal.domain.gift_decider import load_gift_card
from terminal.domain.hand_price import weighed, without
from terminal.domain.id_decider import decide_id, decide_picker
from terminal.domain.lines import ItemLine, RxLine
from terminal.domain.money import Money
from terminal.domain.notice_decider import hand_over_notice
from terminal.domain.policy import MAX_LINES, MAX_QUANTITY, MAX_TICKET, Policy
from terminal.domain.promotion_decider import with_promotions
from terminal.domain.pse_desk import (
    PseCommand,
    TakePseVerdict,
    beyond_limits,
    decide_pse,
    goods_of,
    withdrawn,
)
from terminal.domain.refund import ReturnLine
from terminal.domain.refusal import Refusal, Why
from terminal.domain.repricing import repriced_today
from terminal.domain.restricted import not_sold
from terminal.domain.restricted_decider import decide_restricted, not_sold_here
from terminal.domain.return_decider import decide_return
from terminal.domain.sale import Sale, SaleStatus
from terminal.domain.signing_decider import leave_unsigned, sign
from terminal.domain.stop_decider import release_stop
from terminal.domain.tax import NoTaxRule
from terminal.domain.tax_decider import (
    copay_tax,
    decide_tax,
    item_tax,
    line_tax,
    taxed_today,
    with_ticket_tax,
)
from terminal.domain.tender_decider import Decision, decide_attempt, decide_tender
from terminal.domain.ticket_decider import label_aside, put_aside, void_ticket

ABOUT_AN_ATTEMPT = (c.NoteSent, c.ResolveCharge, c.ParkCharge, c.DecideCharge)
"""Taken also for a ticket that is not open: the terminal's word comes when it comes."""


def decide(sale: Sale, command: c.Command, policy: Policy, day: date) -> Decision:
    """The facts that follow from `command` on the store's local date `day`, or why not."""
    try:
        return _freed(sale, _decide(sale, command, policy, day), policy, day)
    except NoTaxRule as missing:
        return Refusal(Why.NO_TAX_RULE, str(missing))


def _freed(sale: Sale, decision: Decision, policy: Policy, day: date) -> Decision:
    """Once all is given back prices follow the lines again; what went back stands in any case."""
    if isinstance(decision, Refusal) or not frees(sale, decision):
        return decision
    try:
        followed = _followed(sale, decision, policy, day)
    except NoTaxRule:
        return decision
    return decision if isinstance(followed, Refusal) else followed


def _decide(  # noqa: C901  a table
    sale: Sale, command: c.Command, policy: Policy, day: date
) -> Decision:
    if isinstance(command, c.Resume | TakePseVerdict | c.LabelAside):
        return _at_rest(sale, command, policy, day)
    about_attempt = isinstance(
        command, c.NoteSent | c.ResolveCharge | c.ParkCharge | c.DecideCharge
    )
    elsewhere = isinstance(command, c.RecordCounselling) and command.lane is not None
    elsewhere = elsewhere or isinstance(command, c.Abandon)  # nobody has to take it up for it
    aside = elsewhere and sale.status is SaleStatus.SUSPENDED  # the pharmacist does not see that
    if sale.status is not SaleStatus.OPEN and not about_attempt and not aside:
        return Refusal(Why.TICKET_NOT_OPEN)
    match command:
        case c.NoteSent() | c.ResolveCharge() | c.ParkCharge() | c.DecideCharge():
            return decide_attempt(sale, command, policy, day)
        case c.RecordId() | c.ReleaseControlled() | c.AnswerQuestion():
            return decide_id(sale, command, policy, day)
        case (
            c.ScanBag()
            | c.RecordCounselling()
            | c.TakeSignature()
            | c.ReleaseStop()
            | c.HandOverNotice()
            | c.AnswerMessages()
            | c.LeaveUnsigned()
        ):
            return _obligation(sale, command, policy, day)
        case c.Suspend() if sale.worth_keeping and (sale.pending is None or sale.pending.parked):
            return (put_aside(sale, command),)
        case _ if sale.pending is not None:
            return Refusal(Why.PAYMENT_PENDING)
        case _ if isinstance(command, PseCommand):
            return decide_pse(sale, command, policy, day)
        case c.AddItem() | c.AddFill():
            return _followed(sale, _add(sale, command, policy, day), policy, day)
        case c.PayAccount():
            return pay_account(sale, command)
        case c.LoadGiftCard():
            return load_gift_card(sale, command, policy.tenders)
        case c.ChangeQuantity() | c.VoidLine() | c.RefreshFill() | c.RelieveCopay():
            return _followed(sale, _change(sale, command, policy, day), policy, day)
        case c.DiscountLine() | c.OverridePrice():
            own = without(sale, command)
            plain = () if own is None else _priced(sale, own, policy, day)
            return weighed(sale, command, _priced(sale, command, policy, day), plain)
        case c.DiscountTicket() | c.TakeOffDiscount() | c.ApplyRate():
            return _priced(sale, command, policy, day)
        case c.TakeCoupon() | c.TakeOffCoupons():
            return _followed(sale, decide_coupon(sale, command, policy, day), policy, day)
        case c.ExemptCustomer() | c.LiftExemption() | c.SetOnPrescription():
            return decide_tax(sale, command, policy, day)
        case c.ConfirmIdentity() | c.NamePicker() | c.ReleaseObjection():
            return decide_picker(sale, command)
        case c.AddReturn() | c.RecordReturner() | c.AddUnreceipted():
            return decide_return(sale, command, policy, day)
        case (
            c.TakeCash()
            | c.TakeKeyed()
            | c.ChargeCard()
            | c.GiveBack()
            | c.Complete()
            | c.GiveRefund()
            | c.RefundCard()
        ):
            return decide_tender(sale, command, policy, day)
        case c.Suspend():
            return Refusal(Why.TICKET_EMPTY)
        case c.CheckAge() | c.JudgeAge() | c.ExemptAge() | c.RefuseRestricted() | c.Dispense():
            return decide_restricted(sale, command, policy, day)
        case c.Abandon():
            return void_ticket(sale, command)
        case _:
            assert_never(command)


def _at_rest(
    sale: Sale, command: c.Resume | TakePseVerdict | c.LabelAside, policy: Policy, day: date
) -> Decision:
    """What is taken for a ticket that is put aside."""
    if isinstance(command, TakePseVerdict):
        return decide_pse(sale, command, policy, day)
    if sale.status is not SaleStatus.SUSPENDED:
        return Refusal(Why.TICKET_NOT_OPEN)
    if isinstance(command, c.LabelAside):
        return label_aside(sale, command)
    facts = (f.SaleResumed(sale.id, command.staff), *repriced_today(sale, policy, day))
    after = evolved(sale, facts)
    return (*facts, *taxed_today(after, policy, day))


def _priced(sale: Sale, command: c.PriceCommand, policy: Policy, day: date) -> Decision:
    return _followed(sale, decide_price(sale, command, policy, day), policy, day)


def _followed(sale: Sale, decision: Decision, policy: Policy, day: date) -> Decision:
    """What the ticket's discount and a tax of the whole ticket make of it."""
    decision = with_coupons(sale, decision, policy, day)
    decision = with_promotions(sale, decision, policy, day)
    return with_ticket_tax(sale, with_shares(sale, decision, policy, day), policy, day)


# --- lines


def _add(sale: Sale, command: c.AddItem | c.AddFill, policy: Policy, day: date) -> Decision:
    if len(sale.lines) >= MAX_LINES:
        return Refusal(Why.TICKET_FULL)
    if pays_a_debt(sale):
        return Refusal(Why.TICKET_OF_ITS_OWN)
    added: f.ItemAdded | f.FillAdded | Refusal
    if isinstance(command, c.AddItem):
        added = _item_fact(sale, command, policy, day)
    else:
        added = _fill_fact(sale, command, policy, day)
    return added if isinstance(added, Refusal) else _within_limits(sale, added, policy, day)


def _within_limits(sale: Sale, fact: f.SaleFact, policy: Policy, day: date) -> Decision:
    """The fact, unless the ticket would be too large or pass a limit of the PSE law."""
    after = evolve(sale, fact)
    if after.total > MAX_TICKET:
        return Refusal(Why.TICKET_TOO_LARGE)
    if not _counted(sale, fact):
        return (fact,)
    beyond = beyond_limits(sale, goods_of(after), policy, day)
    return (*withdrawn(sale), fact) if beyond is None else beyond


def _counted(sale: Sale, fact: f.SaleFact) -> bool:
    """Whether the line of this fact holds a listed chemical."""
    match fact:
        case f.ItemAdded(item=item):
            return item.pse is not None
        case f.QuantityChanged(line=number):
            line = sale.line(number)
            return isinstance(line, ItemLine) and line.item.pse is not None
        case _:
            return False


def _item_fact(sale: Sale, command: c.AddItem, policy: Policy, day: date) -> f.ItemAdded | Refusal:
    item = replace(command.item.on(day), pieces=1)
    if not 1 <= command.quantity <= MAX_QUANTITY:
        return Refusal(Why.QUANTITY_OUT_OF_RANGE)
    price = _price(item, command)
    if isinstance(price, Refusal):
        return price
    if item.restriction is Restriction.PSE and item.pse is None:
        return Refusal(Why.RESTRICTED_PSE, item.name)
    refusal = not_sold(item, policy.rules, day)
    if refusal is None:
        refusal = not_sold_here(item, policy)
    if refusal is not None:
        return refusal
    tax = item_tax(sale, item.category, price * command.quantity, policy, day)
    return f.ItemAdded(sale.id, sale.next_line, item, command.quantity, price, tax, command.entry)


def _price(item: Item, command: c.AddItem) -> Money | Refusal:
    """The price in force, or what was entered for goods that have none of their own."""
    limits = item.open_price
    if limits is None:
        return Refusal(Why.NO_PRICE, item.name) if item.price is None else item.price
    if command.price is None or not limits.holds(command.price):
        return Refusal(Why.OPEN_PRICE_LIMITS, f"{limits.least} to {limits.most}")
    return command.price


def _fill_fact(sale: Sale, command: c.AddFill, policy: Policy, day: date) -> f.FillAdded | Refusal:
    fill = command.fill
    refusal = guard_of(fill, day, policy.rules, sale.released(fill.key))
    if refusal is not None:
        return refusal
    if sale.rx_line(fill.key) is not None:
        return Refusal(Why.FILL_ALREADY_HERE, str(fill.key))
    if not sale.identified(fill.patient.id):
        return Refusal(Why.IDENTITY_OPEN)
    if sale.picker_of(fill.patient.id) is None:
        return Refusal(Why.PICKER_OPEN)
    if sale.objected(fill):
        return Refusal(Why.PATIENT_ONLY)
    assert fill.copay is not None, "the guard refuses a fill without a copay"
    tax = copay_tax(sale, fill.copay, policy, day)
    return f.FillAdded(sale.id, sale.next_line, fill, fill.copay, tax, command.entry)


def _change(
    sale: Sale,
    command: c.ChangeQuantity | c.VoidLine | c.RefreshFill | c.RelieveCopay,
    policy: Policy,
    day: date,
) -> Decision:
    if isinstance(command, c.RefreshFill):
        return _refresh(sale, command, policy, day)
    if isinstance(command, c.RelieveCopay):
        return relieve_copay(sale, command, policy, day)
    line = sale.line(command.line)
    if line is None or line.voided:
        return Refusal(Why.NO_SUCH_LINE)
    if isinstance(line, ReturnLine) and sale.anything_given_back:
        return Refusal(Why.REFUND_STANDS)
    if sale.anything_paid:
        return Refusal(Why.TENDERS_TAKEN)
    if isinstance(command, c.VoidLine):
        struck = f.LineVoided(sale.id, line.id)
        counted = isinstance(line, ItemLine) and line.item.pse is not None
        return (*withdrawn(sale), struck) if counted else (struck,)
    if isinstance(line, RxLine):
        return Refusal(Why.QUANTITY_OF_A_FILL)
    if isinstance(line, DepositLine):
        return Refusal(Why.QUANTITY_OF_A_PAYMENT)
    if isinstance(line, ReturnLine):
        return Refusal(Why.QUANTITY_OF_A_RETURN)
    return _requantify(sale, line, command.quantity, policy, day)


def _requantify(sale: Sale, line: ItemLine, quantity: int, policy: Policy, day: date) -> Decision:
    if not 1 <= quantity <= MAX_QUANTITY:
        return Refusal(Why.QUANTITY_OUT_OF_RANGE)
    if line.coupons:
        return Refusal(Why.COUPON_ON_LINE)
    net = line.unit_price * quantity
    tax = line_tax(sale, line, net, policy, day)
    changed = f.QuantityChanged(sale.id, line.id, quantity, tax)
    decided = _within_limits(sale, changed, policy, day)
    if isinstance(decided, Refusal):
        return decided
    return (*decided, *given_again(evolve(sale, changed), line, policy, day))


def _refresh(sale: Sale, command: c.RefreshFill, policy: Policy, day: date) -> Decision:
    """A fill was read again: a changed medicine blocks, a changed copay wants a person's word."""
    fill = command.fill
    line = sale.rx_line(fill.key)
    if line is None:
        return Refusal(Why.NO_SUCH_LINE)
    refusal = guard_of(fill, day, policy.rules, sale.released(fill.key))
    if refusal is not None:
        return refusal
    if not fill.same_medicine_as(line.fill):
        return Refusal(Why.MEDICINE_CHANGED, str(fill.key))
    copay = fill.copay
    assert copay is not None, "the guard refuses a fill without a copay"
    if copay != line.copay:
        if sale.anything_paid:
            return Refusal(Why.TENDERS_TAKEN)
        if command.accepted != copay:
            return Refusal(Why.COPAY_CHANGED, str(fill.key))
    fill = kept_demand(line.fill, fill, policy.rules, day)
    if fill == line.fill:
        return ()
    tax = line.tax if copay == line.copay else copay_tax(sale, copay, policy, day)
    return _within_limits(sale, f.FillRefreshed(sale.id, line.id, fill, copay, tax), policy, day)


# --- obligations


def _obligation(
    sale: Sale,
    command: c.ScanBag
    | c.RecordCounselling
    | c.TakeSignature
    | c.LeaveUnsigned
    | c.ReleaseStop
    | c.HandOverNotice
    | c.AnswerMessages,
    policy: Policy,
    day: date,
) -> Decision:
    match command:
        case c.ScanBag():
            return _scan_bag(sale, command)
        case c.RecordCounselling():
            return record_counselling(sale, command, policy.rules, day)
        case c.TakeSignature():
            return sign(sale, command, policy.rules, day)
        case c.LeaveUnsigned():
            return leave_unsigned(sale, command, policy.rules, day)
        case c.ReleaseStop():
            return release_stop(sale, command, policy, day)
        case c.HandOverNotice():
            return hand_over_notice(sale, command, policy, day)
        case c.AnswerMessages():
            if all(line.fill.patient.id != command.patient for line in sale.rx_lines):
                return Refusal(Why.NO_SUCH_LINE)
            consent = MessageConsent(command.channel, day)
            return (f.MessagesAnswered(sale.id, command.patient, consent, command.by),)
        case _:
            assert_never(command)


def _scan_bag(sale: Sale, command: c.ScanBag) -> Decision:
    line = sale.rx_line(command.key)
    if line is None:
        return Refusal(Why.NO_SUCH_LINE, str(command.key))
    if line.bags_scanned >= line.fill.bags:
        return Refusal(Why.ALL_BAGS_SCANNED, str(command.key))
    return (f.BagScanned(sale.id, line.id, command.entry, command.why),)
