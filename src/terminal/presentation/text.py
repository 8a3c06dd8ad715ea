"""Every word the counter shows: one place, ready for translation.

Messages say what happened and what to do, in plain words, and never name a patient or a drug.
"""

import re
from typing import Final

from terminal.app.counted import form_of
from terminal.app.state import Msg, Said
from terminal.domain.prescription import Patient
from terminal.domain.refusal import Refusal, Why
from terminal.presentation.views import Notice, Tone

SHOWN_LETTERS: Final = 4
"""Letters of a family name on the will-call list: enough to find, not enough to read aloud."""


def tr(text: str, **values: object) -> str:
    """The text in the person's language, with its values filled in."""
    return text.format(**values) if values else text


def counted(count: int, one: str, several: str, **values: object) -> str:
    """`tr` of the words for one or for several; the latter have `{n}`."""
    return tr(form_of(count, one, several), n=count, **values)


def sentence(words: str) -> str:
    """Words that another part of the program chose, where a sentence begins."""
    return words[:1].upper() + words[1:]


def short_name(patient: Patient) -> str:
    """`R••• M.`: on the ticket, where the name is not needed."""
    return f"{patient.family[:1]}••• {patient.given[:1]}."


def list_name(patient: Patient) -> str:
    """`ROME•••, M.`: on the will-call list, where one person is told from another."""
    shown = patient.family[:SHOWN_LETTERS].upper()
    return f"{shown}{'•••' if len(patient.family) > SHOWN_LETTERS else ''}, {patient.given[:1]}."


def ago(seconds: float) -> str:
    """`12 s`, `3 min`, `2 h`, `4 days`: one unit, rounded down."""
    if seconds < 60:
        return tr("{n} s", n=max(0, int(seconds)))
    if seconds < 3600:
        return tr("{n} min", n=int(seconds // 60))
    if seconds < 86_400:
        return tr("{n} h", n=int(seconds // 3600))
    return days(int(seconds // 86_400))


def days(count: int) -> str:
    return counted(count, "1 day", "{n} days")


_REFUSALS: Final[dict[Why, tuple[str, str]]] = {
    Why.COUPON_EXPIRED: ("The coupon has expired", "Give it back to the customer."),
    Why.COUPON_TOO_EARLY: ("The coupon is not good yet", "Its first day is printed on it."),
    Why.COUPON_NO_ITEM: (
        "Nothing on the ticket is what this coupon is for",
        "Scan the goods first, then the coupon.",
    ),
    Why.COUPON_TWICE: (
        "This coupon is taken already",
        "Each takes off once, and a numbered one on one ticket only. Give it back.",
    ),
    Why.COUPON_UNITS: (
        "This coupon asks for {detail} of them, without another coupon",
        "Scan the rest of the goods first.",
    ),
    Why.COUPON_VALUE: ("That cannot be the coupon's value", "Enter what is printed on it."),
    Why.COUPON_ON_LINE: (
        "There is a coupon on this line",
        "Take it off with Ctrl+O, change the line, then scan the coupon again.",
    ),
    Why.NO_COUPON: ("There is no coupon on this line", ""),
    Why.RATE_UNKNOWN: ("There is no such rate", "The store's settings name the rates."),
    Why.RATE_NOT_TODAY: ("That rate is not for today", "{detail}"),
    Why.RATE_NUMBER: (
        "That is not a number of an employee",
        "Enter it as it stands on the badge, at most 20 letters and digits.",
    ),
    Why.TICKET_HAS_DISCOUNT: (
        "The ticket has a discount: {detail}",
        "A ticket has one. Take it off first (Ctrl+O).",
    ),
    Why.OPEN_PRICE_LIMITS: (
        "The price has to be {detail}",
        "Enter it as on the label. For another one a manager changes the line (Ctrl+O).",
    ),
    Why.CERTIFICATE_MISSING: ("The certificate has no number", "Enter it as it stands there."),
    Why.CERTIFICATE_EXPIRED: (
        "The certificate is not good any more",
        "Ask for a newer one. Until then the tax is paid.",
    ),
    Why.NOT_EXEMPT: ("The customer pays tax already", ""),
    Why.NOT_ON_PRESCRIPTION: (
        "{detail} cannot be put on a prescription",
        "Only medicine, devices and supplements can.",
    ),
    Why.NEVER_DISCOUNTED: ("{detail} is never discounted", "Its price stays as it is."),
    Why.DISCOUNT_OVER_LIMIT: (
        "That is more than {detail} off",
        "It is the limit here. Take less off, or ask a manager.",
    ),
    Why.DISCOUNT_OVER_PRICE: (
        "That cannot come off",
        "Enter more than nothing, and not more than the price.",
    ),
    Why.PRICE_OUT_OF_RANGE: ("That price cannot be right", "Enter 0.00 to 99,999.99."),
    Why.NOTHING_TO_DISCOUNT: (
        "Nothing here bears a discount",
        "Prescriptions, fees and gift cards never do.",
    ),
    Why.NO_DISCOUNT: ("There is no discount to take off", ""),
    Why.TICKET_NOT_OPEN: ("This ticket is not open", "Start a new one or take it up again."),
    Why.OTHER_TICKET_OPEN: ("A ticket is open", "Finish it or put it aside first."),
    Why.DRAWER_NOT_NOW: (
        "The drawer is opened from the ticket's page",
        "With cash it opens by itself. Without a sale: finish here, then press Ctrl+D.",
    ),
    Why.TICKET_FULL: ("The ticket is full", "Take payment, then go on with a second ticket."),
    Why.TICKET_TOO_LARGE: ("The total would be too large", "Check the quantity."),
    Why.TICKET_EMPTY: ("There is nothing on the ticket", "Scan something first."),
    Why.QUANTITY_OUT_OF_RANGE: ("That quantity cannot be right", "Enter 1 to 999."),
    Why.QUANTITY_OF_A_FILL: (
        "A prescription has no quantity here",
        "Ask the pharmacist to change the fill.",
    ),
    Why.NO_SUCH_LINE: ("No line is chosen", "Choose a line with the arrow keys."),
    Why.NO_PRICE: ("{detail} has no price", "Ask a manager to enter it in the catalogue."),
    Why.NO_TAX_RULE: ("No tax rule fits this item", "Ask a manager: the tax table is incomplete."),
    Why.RESTRICTED_PSE: (
        "Pseudoephedrine is not sold on this lane",
        "Ask the pharmacist: it needs an ID and the log.",
    ),
    Why.RESTRICTED_AGE: (
        "{detail} has an age limit",
        "Ask a manager: the catalogue or the rules do not say which one.",
    ),
    Why.FILL_ALREADY_HERE: ("{detail} is on this ticket already", "Scan the next bag."),
    Why.FILL_ON_OTHER_TICKET: ("{detail} is on another open ticket", "Take that ticket up."),
    Why.FILL_SOLD: (
        "{detail} was picked up already",
        "Do not hand out the bag. Call the pharmacist.",
    ),
    Why.FILL_ON_HOLD: ("{detail} is on hold", "Call the pharmacist."),
    Why.FILL_CANCELLED: (
        "{detail} was cancelled",
        "Do not hand out the bag. Give it to the pharmacist.",
    ),
    Why.FILL_NOT_READY: ("{detail} is not ready yet", "Ask the pharmacy how long it takes."),
    Why.FILL_UNKNOWN: ("Nothing is chosen that can be picked up", "Choose a fill."),
    Why.FILL_BEING_READ: ("The copay is being read", "One moment."),
    Why.CLAIM_UNDECIDED: (
        "The payer has not decided on {detail}",
        "No copay is known. Call the pharmacist.",
    ),
    Why.CLAIM_REJECTED: ("The payer rejected {detail}", "Call the pharmacist."),
    Why.NO_COPAY: ("No copay is known for {detail}", "Call the pharmacist."),
    Why.TOO_LATE_TO_DISPENSE: (
        "{detail} may not be handed out any more",
        "Its last day is over. Call the pharmacist.",
    ),
    Why.RETURN_TO_STOCK: (
        "{detail} has waited too long",
        "Send it to the pharmacist to bill it again.",
    ),
    Why.MEDICINE_CHANGED: (
        "{detail} was changed after the label",
        "Do not hand out the bag. Call the pharmacist.",
    ),
    Why.COPAY_CHANGED: ("A copay changed", "Tell the customer, then accept it."),
    Why.IDENTITY_OPEN: ("The date of birth is still open", "Ask, and enter what the person says."),
    Why.PICKER_OPEN: ("Who is picking up?", "Choose one."),
    Why.ALL_BAGS_SCANNED: (
        "All bags of {detail} are scanned",
        "Scan the bags of another one, if any are left.",
    ),
    Why.NOTHING_TO_COUNSEL: ("Counselling is done", ""),
    Why.NOTHING_TO_SIGN: ("Nothing is left to sign", ""),
    Why.NOTE_MISSING: ("A reason is needed", "Choose or type it."),
    Why.CARD_AMOUNT: ("A card is charged one cent or more", "Type the amount for this card."),
    Why.REASON_IN_WORDS: ("A reason is said in words", "Choose one, or type it. No number yet."),
    Why.SIGNATURE_EMPTY: ("There is no signature yet", "Sign on the pad."),
    Why.OBLIGATIONS_OPEN: ("Payment is not open yet", "Finish the list first."),
    Why.PAYMENT_PENDING: ("A payment is not confirmed", "Settle it first."),
    Why.NOTHING_DUE: ("Nothing is left to pay", "Close the ticket."),
    Why.SOMETHING_DUE: ("There is still something to pay", "Take the rest."),
    Why.NOTHING_ELIGIBLE: (
        "Nothing on this ticket is FSA/HSA eligible",
        "Take another payment.",
    ),
    Why.FSA_OFF: ("This store takes FSA/HSA cards as ordinary cards", "Use Card."),
    Why.FSA_NOT_ON_TERMINAL: (
        "This card terminal cannot take FSA/HSA cards",
        "Nothing was charged. Take another payment, or use another lane.",
    ),
    Why.ELIGIBLE_NOT_ON_TERMINAL: (
        "This card terminal cannot be told the FSA/HSA amounts",
        "No card pays for medicine or other eligible goods here. Take cash, or use another lane.",
    ),
    Why.CASH_OUT_OF_RANGE: ("That amount cannot be right", "Enter what was handed over."),
    Why.TENDERS_TAKEN: ("Part of the ticket is paid", "Give the payment back first."),
    Why.NO_SUCH_TENDER: ("That payment is gone", ""),
    Why.NOT_PENDING: ("That payment is settled", ""),
    Why.TILL_NOT_OPEN: (
        "No till is open",
        "Ctrl+J: count the float and open it. Then take the payment.",
    ),
    Why.TILL_IS_OPEN: ("This till is open already", "Go on with it, or close it first."),
    Why.TILL_IS_YOURS: ("You hold this till already", "Nobody else has to hand it over."),
    Why.TILL_IS_ANOTHERS: (
        "This till is {detail}'s",
        "Take it over first, or ask a manager.",
    ),
    Why.TILL_SHOWN: (
        "You chose to see what this till took",
        "Somebody who has not seen it counts it, or a manager. Take it over without a count.",
    ),
    Why.TILL_AMOUNT: ("That amount cannot be right", "Enter more than 0.00, at most 10000.00."),
    Why.TILL_PIECES: (
        "That is no count of {detail}",
        "Type how many there are, or what they are worth with cents: 12, or 10.00.",
    ),
    Why.TILL_NOTHING_COUNTED: (
        "Nothing was counted",
        "Count the drawer. Type 0 where there is none.",
    ),
    Why.TILL_REASON: ("A reason is needed", "A few words, at most 120 letters."),
    Why.TILL_UNSETTLED: (
        "Something is still open",
        "Settle it, or type why the till is closed all the same.",
    ),
    Why.TILL_OVER_LIMIT: ("More than {detail} needs a manager", "Ask a manager to do it."),
    Why.TILL_CLOCK_BACK: (
        "The computer's clock went back",
        "Nothing is paid. Set it right; or on the ticket Ctrl+J, Ctrl+9, and say why.",
    ),
    Why.NOT_PERMITTED: ("You may not do this", "Ask a manager."),
    Why.PHARMACIST_NEEDED: ("A pharmacist is needed", "Call one."),
    Why.PSE_NO_EXCHANGE: (
        "Pseudoephedrine is not sold on this lane",
        "The state's exchange has to be asked first, and none is set up. Tell a manager.",
    ),
    Why.PSE_NOT_TRAINED: (
        "Only trained staff sell this, and your training is not on record",
        "Call {detail}.",
    ),
    Why.PSE_NOT_SELLER: ("Your role may not sell this in this state", "Call {detail}."),
    Why.PSE_ID_EXPIRED: (
        "The document is not good any more",
        "Ask for another one. Without it nothing of this is sold.",
    ),
    Why.PSE_UNDER_AGE: ("The buyer is under {detail}", "It is not sold to them."),
    Why.PSE_DAILY_LIMIT: (
        "More than {detail} on one day",
        "Take packages off the ticket: the limit is counted as base, over all purchases of today.",
    ),
    Why.PSE_PERIOD_LIMIT: (
        "More than {detail} days",
        "Take packages off the ticket: every purchase of these days counts.",
    ),
    Why.PSE_PACKAGES: (
        "One buyer has at most {detail} packages a day",
        "Take packages off the ticket.",
    ),
    Why.PSE_PIECES: (
        "One buyer has at most {detail} tablets a day",
        "Take packages off the ticket.",
    ),
    Why.PSE_LANES_UNSEEN: (
        "This lane cannot see what other lanes sold to the buyer",
        "Without that, or the exchange's approval, nothing of this is sold. Tell a manager.",
    ),
    Why.PSE_EXCHANGE_DOWN: (
        "The exchange does not answer",
        "This state sells nothing without it. Ask again, or take it off the ticket.",
    ),
    Why.PSE_STOPPED: (
        "The sale is not approved",
        "Take it off the ticket. Nobody here can release it.",
    ),
    Why.NOTHING_TO_LOG: ("Nothing is left to log", ""),
    Why.CLAIM_REVERSED: (
        "The claim of {detail} was taken back",
        "Send it to the pharmacist to bill it again.",
    ),
    Why.LOT_RECALLED: (
        "{detail} is of a recalled lot",
        "Do not hand out the bag. Give it to the pharmacist.",
    ),
    Why.LOT_UNKNOWN: (
        "{detail} may be of a recalled lot",
        "Its lot is not known here. Give the bag to the pharmacist.",
    ),
    Why.BILL_AGAIN: (
        "The payer's days for {detail} are over",
        "Bill it again in the pharmacy system; then it can be picked up.",
    ),
    Why.NO_COPAY_TO_RELIEVE: ("No copay is to be paid for {detail}", "Go on."),
    Why.NO_NOTICE_DUE: ("No printed notice is due", "Go on."),
    Why.COPAY_NOT_OWED: (
        "The copay of {detail} cannot be left owed",
        "Only Medicaid has it so. A manager may waive it.",
    ),
    Why.NOT_STOPPED: ("Nothing stops {detail}", "Add it to the ticket."),
    Why.NEEDS_PRESCRIPTION: (
        "{detail} needs a prescription here",
        "It is not sold over the counter. Ask the pharmacist.",
    ),
    Why.BOOK_LANES_UNSEEN: (
        "This lane cannot see whom other lanes sold Schedule V to",
        "Sell it at the one lane that does; if this is that lane, a manager has it set up so.",
    ),
    Why.SELLER_ROLE: ("You may not sell this", "Somebody who may signs with own number and PIN."),
    Why.SELLER_AGE_UNKNOWN: (
        "Who sells this has to be {detail} or older",
        "Your age is not known here: a manager enters it. Or somebody else signs.",
    ),
    Why.SELLER_TOO_YOUNG: (
        "Who sells this has to be {detail} or older",
        "Somebody who is signs with own number and PIN.",
    ),
    Why.NO_AGE_ASKED: ("No age is asked for now", ""),
    Why.AGE_BY_ID_ONLY: ("Looks are not enough here", "Ask for an ID."),
    Why.AGE_WAS_READ: (
        "Looks do not count on this ticket any more",
        "An age was read off an ID. Scan an ID, or type its date of birth.",
    ),
    Why.AGE_BY_SCAN_ONLY: ("The ID card has to be scanned", "Scan the back of the card."),
    Why.AGE_NOT_EXEMPT: ("A prescription does not exempt from this age", "Ask for an ID."),
    Why.NOTHING_FOR_THE_BOOK: ("Nothing is left for the record book", ""),
    Why.BOOK_INCOMPLETE: (
        "The record book needs the buyer's name and address",
        "Enter what is missing.",
    ),
    Why.PAPERS_CHANGED: (
        "What is signed has changed meanwhile",
        "Let the person read it and sign again.",
    ),
    Why.MUST_BE_SIGNED: ("{detail}: this must be signed", "Let the person sign."),
    Why.NO_FILL_CHOSEN: ("No fill is chosen", "Mark what the answer is for."),
    Why.ID_EXPIRED: (
        "This ID has expired",
        "It does not count. Ask for another one, or call the pharmacist.",
    ),
    Why.ID_NOT_TAKEN: (
        "This kind of ID does not count here",
        "Ask for one of those on the screen, or call the pharmacist.",
    ),
    Why.ID_INCOMPLETE: ("Something of the ID is missing", "Enter what is asked for."),
    Why.NOTHING_TO_ANSWER: ("The question is answered", ""),
    Why.FILL_STAYS: (
        "With this answer the fill stays here",
        "Take it off the ticket, and call the pharmacist.",
    ),
    Why.PATIENT_ONLY: (
        "The patient wants nobody else to collect",
        "Do not hand it out. Only a pharmacist can release it.",
    ),
    Why.MINOR_ALONE: (
        "The patient is under 18",
        "Choose who else collects, or ask a pharmacist to release it.",
    ),
    Why.PICKER_NAME_OPEN: ("Who is it?", "Enter last name and first name."),
    Why.ID_NOT_ASKED: ("No ID is asked for any more", ""),
    Why.TENDER_NOT_TAKEN: ("This store does not take it", "Ask for another payment."),
    Why.TENDER_OVER_DUE: (
        "It is more than is left to pay: {detail}",
        "Take it for {detail} or less.",
    ),
    Why.NO_SNAP_FOOD: (
        "Nothing left to pay is food that SNAP pays",
        "Take another payment.",
    ),
    Why.SNAP_OVER_FOOD: (
        "SNAP pays for food only: {detail} at most",
        "Take {detail} or less, and the rest another way.",
    ),
    Why.BUYS_NO_GIFT_CARD: (
        "It buys no gift card: {detail} at most",
        "Take {detail} or less; cash or a card pays for the gift card.",
    ),
    Why.GIFT_NUMBER: (
        "That is no gift card of this store",
        "Type the number on the card. Cards of others are not taken.",
    ),
    Why.GIFT_UNKNOWN: (
        "This lane knows nothing of that gift card",
        "Compare the number. Nothing was put on it here.",
    ),
    Why.GIFT_EMPTY: ("Nothing is left on that gift card", "Take another payment."),
    Why.GIFT_OVER_BALANCE: (
        "So much is not on the gift card: {detail}",
        "Take {detail} or less, and the rest another way.",
    ),
    Why.GIFT_OFFLINE_LIMIT: (
        "This lane takes up to {detail} from that gift card",
        "Other lanes cannot be asked what they took. Take the rest another way.",
    ),
    Why.GIFT_LOAD_LIMIT: (
        "So much cannot be put on that gift card: {detail} at most",
        "Put {detail} or less on it, or take another card.",
    ),
    Why.AMOUNT_OUT_OF_RANGE: ("That amount cannot be right", "Enter more than 0."),
    Why.AMOUNT_TO_REPEAT: ("The amount is keyed twice", "Read it off the device again."),
    Why.AMOUNTS_DIFFER: (
        "The two amounts are not the same",
        "Read the device again, and begin with the amount.",
    ),
    Why.CHECK_TOO_LARGE: (
        "This store takes checks up to {detail}",
        "Take a check up to that, and the rest another way.",
    ),
    Why.CHECK_NUMBER_MISSING: (
        "A check has a number",
        "It is printed at the top right: at most ten digits, and not only zeros.",
    ),
    Why.PROGRAMME_UNKNOWN: ("No programme is chosen", "Choose one of the list."),
    Why.AUTHORISATION_MISSING: (
        "The device gave a code",
        "Letters and digits. Without one nothing was approved there.",
    ),
    Why.REFERENCE_MISSING: ("There is no reference", "It is written on the voucher or letter."),
    Why.REVERSAL_MISSING: (
        "The reversal has a number",
        "Reverse it on the programme's own device first, then enter what it says.",
    ),
    Why.ENTRY_NOT_UNDERSTOOD: ("That cannot stand there", "Enter at most 60 letters and digits."),
    Why.ACCOUNT_UNKNOWN: ("There is no such account", "Check its number."),
    Why.ACCOUNT_ON_HOLD: (
        "Account {detail} is on hold",
        "Nothing is sold on it. Ask for another payment, and tell a manager.",
    ),
    Why.ACCOUNT_LIMIT: (
        "The account may buy up to {detail}",
        "Take that, and the rest another way.",
    ),
    Why.ACCOUNT_OFFLINE_LIMIT: (
        "This lane lends up to {detail} without asking the others",
        "Take that, and the rest another way.",
    ),
    Why.BUYER_NOT_AUTHORISED: (
        "This person may not buy on the account",
        "Choose one of those whom it names.",
    ),
    Why.TICKET_OF_ITS_OWN: (
        "A payment on account is a ticket of its own",
        "Finish the ticket, or put it aside with F5.",
    ),
    Why.NOTHING_OWED: ("Account {detail} owes nothing", "There is nothing to pay."),
    Why.MORE_THAN_OWED: ("The account owes {detail}", "Take that, or less."),
    Why.QUANTITY_OF_A_PAYMENT: (
        "A payment has no quantity",
        "Take it off with Del, and enter another amount.",
    ),
    Why.DEBT_BY_DEBT: (
        "An account is not paid by an account",
        "Take cash, a check or a card.",
    ),
    Why.CARD_NUMBER_TYPED: (
        "That is the number of a card",
        "It is never typed here. Enter what the device or the paper gave as reference.",
    ),
    Why.SALE_NOT_FOUND: (
        "Ticket {detail} is not here",
        "Check the number. Tickets of another lane are returned at that lane.",
    ),
    Why.NOT_RETURNABLE: ("This cannot come back", "Choose another line or another reason."),
    Why.RETURN_OF_A_RETURN: (
        "This came back itself",
        "A return is not returned. To undo it, sell the goods again.",
    ),
    Why.ALL_CAME_BACK: ("All of it came back already", "Look at the receipts of the refunds."),
    Why.MORE_THAN_SOLD: ("Only {detail} can still come back", "Enter that many or fewer."),
    Why.NEVER_RETURNED: ("{detail} is not taken back", "The store takes it back from nobody."),
    Why.RETURN_UNPAID: (
        "The bank has not paid for this",
        "Look at the stored card sales on the devices page first.",
    ),
    Why.RETURN_OF_A_FILL: (
        "A pharmacist or a manager reverses a prescription",
        "Ask one to sign for it.",
    ),
    Why.RETURN_TOO_LATE: (
        "The receipt is older than {detail} days",
        "A manager can sign for it.",
    ),
    Why.RETURN_OVER_LIMIT: (
        "More than {detail} on one ticket needs a manager",
        "Ask one to sign for it.",
    ),
    Why.RETURN_WITHOUT_RECEIPT: (
        "Without a receipt a manager signs",
        "Ask one to, or find the ticket by its day and amount.",
    ),
    Why.RECEIPT_NEEDED: (
        "Nothing is taken back without a receipt",
        "Find the ticket by its day and amount.",
    ),
    Why.UNRECEIPTED_LIMIT: (
        "Without a receipt at most {detail} goes back at once",
        "Find the ticket by its day and amount.",
    ),
    Why.UNRECEIPTED_PERIOD: (
        "This person can get {detail} more without receipts",
        "Find the ticket by its day and amount.",
    ),
    Why.LOGGED_WHOLE: (
        "Pseudoephedrine comes back whole",
        "All packages of the line at once: the log and the exchange tell of them together.",
    ),
    Why.QUANTITY_OF_A_RETURN: (
        "The quantity of a return is not changed",
        "Take the line off with Del and choose again.",
    ),
    Why.REFUND_FIRST: (
        "Money has to go back first",
        "Press F9 on the ticket: it shows what goes back to which card.",
    ),
    Why.MONEY_WENT_BACK: (
        "Money went back on this ticket",
        "Close this one with Cash; the rest goes on the next ticket.",
    ),
    Why.REFUND_STANDS: ("A refund is not taken back", "Sell the goods again instead."),
    Why.NOTHING_TO_REFUND: ("Nothing goes back that way", "Choose one of the ways shown."),
    Why.CHECK_NOT_CLEARED: (
        "The check may still bounce until {detail}",
        "Put the ticket aside, and ask the customer to come back then.",
    ),
    Why.DISCOUNT_OF_NOTHING: (
        "That would take nothing off",
        "Give more, or leave the price as it is.",
    ),
    Why.PROMOTION_SAVES_MORE: (
        "Its promotion saves {detail} more",
        "Leave the line as it is, or take something off the ticket instead.",
    ),
}

_MESSAGES: Final[dict[Msg, tuple[str, str, Tone]]] = {
    Msg.SCAN_AGE_FIRST: (
        "Only an ID card is scanned here",
        "Finish the age check or go back to the ticket, then scan again.",
        Tone.ATTENTION,
    ),
    Msg.AGE_SHOWN: ("Old enough: {detail} or older", "Nothing of the ID was kept.", Tone.GOOD),
    Msg.AGE_REFUSED: (
        "Refused: not {detail} yet",
        "Take it off the ticket. The refused sale is recorded, the person is not.",
        Tone.DANGER,
    ),
    Msg.AGE_NO_ID: (
        "Refused: no valid ID for {detail} or older",
        "Take it off the ticket. With an ID, scan the item again.",
        Tone.DANGER,
    ),
    Msg.AGE_ID_EXPIRED: (
        "This ID expired on {detail} and shows no age",
        "Ask for another one. That it was shown is recorded, the person is not.",
        Tone.DANGER,
    ),
    Msg.BOOK_OVER_LIMIT: (
        "More than one buyer may have: {detail}",
        "Lower the quantity or take it off the ticket. The refused sale is recorded.",
        Tone.DANGER,
    ),
    Msg.BOOK_WRITTEN: (
        "Dispensed and in the record book",
        "Anybody takes the money now.",
        Tone.GOOD,
    ),
    Msg.ITEM_UNKNOWN: (
        "{detail} is not in the catalogue",
        "Type the name, or give it to a manager to add.",
        Tone.ATTENTION,
    ),
    Msg.CODE_NOT_UNDERSTOOD: ("{detail}", "{remedy}", Tone.ATTENTION),
    Msg.SCAN_GARBAGE: (
        "The scanner sent something that is no code",
        "Scan again. If it goes on, unplug the scanner and plug it in.",
        Tone.ATTENTION,
    ),
    Msg.SCAN_NOT_NOW: (
        "The scan was not taken",
        "Finish this step or go back to the ticket, then scan again.",
        Tone.ATTENTION,
    ),
    Msg.SCAN_CHOOSE_FIRST: (
        "The scan was not taken: choose an item first",
        "Choose what the code before stands for, then scan again.",
        Tone.ATTENTION,
    ),
    Msg.SCAN_AT_PICKUP: (
        "Only bags and ID cards are scanned here",
        "Go back to the ticket, then scan again.",
        Tone.ATTENTION,
    ),
    Msg.SCAN_COUNSEL_FIRST: (
        "The scan was not taken: finish counselling first",
        "Answer, or go back to the ticket, then scan again.",
        Tone.ATTENTION,
    ),
    Msg.SCAN_PIN_FIRST: (
        "The scan was not taken: a PIN is asked for",
        "Enter it, or go back, then scan again.",
        Tone.ATTENTION,
    ),
    Msg.SCAN_SIGN_FIRST: (
        "The scan was not taken: finish signing first",
        "Sign, or go back to the ticket, then scan again.",
        Tone.ATTENTION,
    ),
    Msg.SCAN_PAY_FIRST: (
        "The scan was not taken: payment is open",
        "Go back to the ticket to add something, then scan again.",
        Tone.ATTENTION,
    ),
    Msg.SCAN_CARD_FIRST: (
        "The scan was not taken: a card payment is under way",
        "Wait for it, or cancel it, then scan again.",
        Tone.ATTENTION,
    ),
    Msg.SCAN_DECIDE_FIRST: (
        "The scan was not taken: a payment is to be settled first",
        "Settle it, or go back, then scan again.",
        Tone.ATTENTION,
    ),
    Msg.SCAN_ANSWER_FIRST: (
        "The scan was not taken: answer first",
        "Answer, or go back, then scan again.",
        Tone.ATTENTION,
    ),
    Msg.SCANNER_LEARNED: (
        "The scanner is set up",
        "It sends {detail} first. What it types goes to no field from now on.",
        Tone.GOOD,
    ),
    Msg.SCANNER_SENDS_NO_PREFIX: (
        "The scanner sends nothing that marks a scan",
        "Set it to send ~ or F13 first, then scan the set-up barcode again.",
        Tone.ATTENTION,
    ),
    Msg.PACK_EXPIRED: (
        "This pack expired {detail}: do not sell it",
        "It is not on the ticket. Put it aside and take another one.",
        Tone.DANGER,
    ),
    Msg.ID_CARD_NOT_ASKED: (
        "No ID card is asked for now",
        "Nothing of the card was kept.",
        Tone.ATTENTION,
    ),
    Msg.ID_CARD_CONFIRMS: (
        "The ID card is the patient's",
        "Compare the picture. Nothing of the card was kept.",
        Tone.GOOD,
    ),
    Msg.ID_CARD_UNDER_AGE: (
        "The ID card is the patient's, who is under {detail}",
        "Compare the picture. Nothing of the card was kept.",
        Tone.ATTENTION,
    ),
    Msg.ID_CARD_EXPIRED: (
        "The ID card expired on {detail}",
        "Ask for the date of birth, and enter what the person says.",
        Tone.ATTENTION,
    ),
    Msg.ID_CARD_OTHER_NAME: (
        "The name on the ID card is another one",
        "Ask for the date of birth, and enter what the person says.",
        Tone.ATTENTION,
    ),
    Msg.ID_CARD_NOT_PATIENTS: (
        "The ID card is not the patient's",
        "Ask for the patient's date of birth. Check that this is the right person.",
        Tone.DANGER,
    ),
    Msg.ID_CARD_OF_PICKER: (
        "An ID card answers for the patient alone",
        "Somebody else picks up: ask for the patient's date of birth.",
        Tone.ATTENTION,
    ),
    Msg.LABEL_NOT_FOUND: (
        "{detail} is not known here",
        "Check the label. Find the person by name, or call the pharmacist. {remedy}.",
        Tone.ATTENTION,
    ),
    Msg.TICKET_NOT_UNDERSTOOD: (
        "That is no ticket, amount, time or day",
        "Like 2-000482, 23.54, 4:05 pm or 10/12.",
        Tone.ATTENTION,
    ),
    Msg.PAPER_NOT_READ: (
        "The ticket was not read yet",
        "Nothing was done. See which one is marked, then press the key again.",
        Tone.ATTENTION,
    ),
    Msg.NO_GOODS_ON_IT: (
        "There are no goods on it",
        "A gift receipt is for goods; print a copy.",
        Tone.ATTENTION,
    ),
    Msg.TICKET_VOIDED: ("Ticket {detail} is voided", "It is recorded, with the reason.", Tone.GOOD),
    Msg.TICKET_NAMED: ("The ticket that waits has its name and reason", "", Tone.GOOD),
    Msg.COPY_PRINTS: (
        "A copy is being printed",
        "It is headed DUPLICATE, and recorded.",
        Tone.GOOD,
    ),
    Msg.GIFT_NUMBERS_DIFFER: (
        "The two numbers are not the same",
        "Type the number of the card anew, then once more.",
        Tone.ATTENTION,
    ),
    Msg.GIFT_PRINTS: ("A gift receipt is being printed", "It shows no prices.", Tone.GOOD),
    Msg.RECEIPT_QUEUED: (
        "The receipt goes to {detail}",
        "It waits for the line where there is none.",
        Tone.GOOD,
    ),
    Msg.ADDRESS_WRONG: ("That is no e-mail address", "Like name@example.com.", Tone.ATTENTION),
    Msg.PHONE_WRONG: (
        "That is no telephone number",
        "Ten digits, area code first.",
        Tone.ATTENTION,
    ),
    Msg.NO_BAG_LABEL: (
        "This is no label of a bag",
        "Scan the label, or type its prescription number.",
        Tone.ATTENTION,
    ),
    Msg.LABEL_OTHER_PATIENT: (
        "This bag is for somebody else",
        "Put it aside. Add this person first, then scan it again.",
        Tone.DANGER,
    ),
    Msg.LABEL_OF_TICKET: (
        "This bag is for somebody who is on this ticket",
        "Put it aside. Go on with this person, then scan it on the ticket's page.",
        Tone.ATTENTION,
    ),
    Msg.BAG_CHECKED: ("Bag of {detail} checked", "", Tone.GOOD),
    Msg.BAG_TYPED: (
        "Bag of {detail} typed, not scanned",
        "The record says so, and why.",
        Tone.ATTENTION,
    ),
    Msg.NOTHING_FOUND: ("Nothing was found", "Type another part of the name.", Tone.ATTENTION),
    Msg.SCAN_BAGS: ("Scan the label on each bag", "Each bag counts once.", Tone.INFO),
    Msg.WRONG_NUMBER_OR_PIN: (
        "The number or the PIN is wrong",
        "Try again.",
        Tone.DANGER,
    ),
    Msg.WAIT_BEFORE_NEXT_TRY: (
        "Wait a moment before the next try",
        "Several tries were wrong.",
        Tone.DANGER,
    ),
    Msg.IDENTITY_MISSED: (
        "That is not what the record says",
        "Ask again. Check that this is the right person.",
        Tone.DANGER,
    ),
    Msg.IDENTITY_NEEDS_PHARMACIST: (
        "Two answers did not match",
        "Call the pharmacist. Do not hand anything out.",
        Tone.DANGER,
    ),
    Msg.IDENTITY_OF_TWO: (
        "Two people have this name and this birth date",
        "Call the pharmacist. Do not hand anything out.",
        Tone.DANGER,
    ),
    Msg.DATE_NOT_UNDERSTOOD: (
        "That is not a date",
        "Month, day and year: 07 / 14 / 1961.",
        Tone.ATTENTION,
    ),
    Msg.NOT_A_PHARMACIST: ("Only a pharmacist can do this", "Call one.", Tone.DANGER),
    Msg.NOT_A_MANAGER: ("Only a manager can do this", "Call one.", Tone.DANGER),
    Msg.PAYMENT_DECIDED: ("The payment is settled by hand", "It is in the journal.", Tone.INFO),
    Msg.TAX_CHANGED: (
        "The tax changed, it was {detail}",
        "It is {remedy} now. Tell the customer the new total.",
        Tone.ATTENTION,
    ),
    Msg.PRICES_CHANGED: (
        "Prices changed since the ticket was put aside",
        "The total was {detail}, it is {remedy} now. Tell the customer.",
        Tone.ATTENTION,
    ),
    Msg.COUPON_TAKEN: ("The coupon is taken", "It takes {detail} off. Keep the paper.", Tone.GOOD),
    Msg.PRICE_CHANGED: ("The price is changed", "The customer saves {detail} now.", Tone.GOOD),
    Msg.SCAN_GIFT_CARD: (
        "Only a gift card is scanned here",
        "Scan or type its number; Esc goes back to the ticket.",
        Tone.ATTENTION,
    ),
    Msg.PRICE_RAISED: (
        "The price is changed",
        "The ticket is {detail} dearer now.",
        Tone.ATTENTION,
    ),
    Msg.PERCENT_NOT_UNDERSTOOD: ("That is not a percentage", "Like 10 or 12.5.", Tone.ATTENTION),
    Msg.AMOUNT_NOT_UNDERSTOOD: ("That is not an amount", "Like 20 or 20.00.", Tone.ATTENTION),
    Msg.QUANTITY_NOT_UNDERSTOOD: ("That is not a quantity", "Enter 1 to 999.", Tone.ATTENTION),
    Msg.CARD_DECLINED: (
        "Declined. {detail}",
        "Nothing was charged. Ask for another payment.",
        Tone.DANGER,
    ),
    Msg.CARD_NOT_CHARGED: (
        "Nothing was charged. {detail}",
        "Try again or take another payment.",
        Tone.ATTENTION,
    ),
    Msg.CARD_MISCONFIGURED: (
        "The card terminal refused the request. {detail}",
        "Take another payment, and call support with these words.",
        Tone.DANGER,
    ),
    Msg.CARD_VOID_FAILED: (
        "The payment could not be given back. {detail}",
        "It still counts. Try again, or ask a manager.",
        Tone.DANGER,
    ),
    Msg.CARD_NOT_VOIDED: (
        "The payment stays on the ticket: {detail}",
        "Nothing went back. Close the ticket, then take the goods back: that credits the card.",
        Tone.DANGER,
    ),
    Msg.CARD_GIVEN_BACK: ("The card payment was given back", "", Tone.GOOD),
    Msg.CASH_GIVEN_BACK: ("Hand {detail} back in cash", "", Tone.ATTENTION),
    Msg.PARTLY_APPROVED: (
        "Partly approved.",
        "The card paid what it could. Take the rest another way, or give it back.",
        Tone.ATTENTION,
    ),
    Msg.CARD_TERMINAL_DOWN: (
        "The card terminal does not answer",
        "Take cash, or check its cable and power.",
        Tone.DANGER,
    ),
    Msg.MESSAGES_RECORDED: (
        "The patient's wish is recorded",
        "It reaches the pharmacy system with the pickup.",
        Tone.GOOD,
    ),
    Msg.ITEM_SETTLED: ("{detail} is settled and recorded", "", Tone.GOOD),
    Msg.PHMS_RELEASED: (
        "What was held is sent now",
        "The status line tells how it goes.",
        Tone.INFO,
    ),
    Msg.CALL_RECORDED: ("The call about {detail} is recorded", "", Tone.GOOD),
    Msg.NOTICE_RECORDED: ("The notice was handed over", "It is in the journal.", Tone.GOOD),
    Msg.COPAY_RELIEVED: (
        "The copay of {detail} is off the ticket",
        "It is recorded, and told to the pharmacy system.",
        Tone.GOOD,
    ),
    Msg.PAYMENT_PARKED: (
        "The ticket is put aside: payment not confirmed",
        "It is asked about again. Do not charge the card a second time.",
        Tone.ATTENTION,
    ),
    Msg.STORE_TROUBLE: ("{detail}", "{remedy}", Tone.DANGER),
    Msg.TICKET_SUSPENDED: ("The ticket is put aside", "", Tone.GOOD),
    Msg.TICKET_RECOVERED: (
        "Tickets kept from before: {detail}",
        "Sign in to go on.",
        Tone.INFO,
    ),
    Msg.COPAY_ACCEPTED: ("The new copay is on the ticket", "", Tone.GOOD),
    Msg.PHMS_DISPUTES: (
        "The pharmacy system disagrees about {detail}",
        "{remedy}. Call the pharmacist.",
        Tone.DANGER,
    ),
    Msg.ADDRESS_TAKEN: (
        "The {detail} of this lane is at that address",
        "Choose another address, or take that device off first.",
        Tone.ATTENTION,
    ),
    Msg.NOT_NOW: ("{detail}", "", Tone.INFO),
    Msg.RECEIPT_DROPPED: (
        "Ticket {detail} gets no receipt any more",
        "It is in the journal.",
        Tone.INFO,
    ),
    Msg.DEVICE_KEPT: ("The device is kept", "It is used from now on.", Tone.GOOD),
    Msg.DRAWER_LEARNT: ("The drawer's sensor is known now", "It is kept.", Tone.GOOD),
    Msg.DEVICES_NOT_KEPT: (
        "The devices could not be written down",
        "They are used until the program ends. {detail}.",
        Tone.DANGER,
    ),
    Msg.DEVICE_REMOVED: (
        "The device is taken off",
        "It is not used any more.",
        Tone.INFO,
    ),
    Msg.DEVICE_PUT_BACK: ("Nothing was changed", "The device from before is used.", Tone.INFO),
    Msg.CARD_TERMINAL_NEEDED: (
        "A payment waits for the word of this card terminal",
        "Settle it first: another terminal cannot be asked.",
        Tone.ATTENTION,
    ),
    Msg.SIGN_ON_PAD: (
        "The card terminal cannot ask for a signature now",
        "Sign on the pad. A payment is not confirmed, or the terminal is not ready.",
        Tone.ATTENTION,
    ),
    Msg.BATCH_PAYMENT_OPEN: (
        "The batch stays open: a card payment is not confirmed",
        "Settle it first. Closing would take away the terminal's record of it.",
        Tone.ATTENTION,
    ),
    Msg.BATCH_TICKET_OPEN: (
        "The batch stays open: a card paid a part of an open ticket",
        "Finish that ticket, or give the payment back: it could not be given back afterwards.",
        Tone.ATTENTION,
    ),
    Msg.BATCH_UNDER_WAY: (
        "The card terminal is closing its batch",
        "Wait for its word.",
        Tone.ATTENTION,
    ),
    Msg.BATCH_CLOSED: (
        "The card terminal's batch is closed",
        "Its totals are on the devices page.",
        Tone.GOOD,
    ),
    Msg.BATCH_NOT_CLOSED: (
        "The card terminal's batch was not closed",
        "{detail}.",
        Tone.DANGER,
    ),
    Msg.BATCH_UNKNOWN: (
        "Nobody knows whether the card terminal's batch was closed",
        "It may be closed: ask again on the devices page. {detail}.",
        Tone.DANGER,
    ),
    Msg.SCAN_AT_PSE: (
        "Only the buyer's ID card is scanned here",
        "Finish the log, or go back to the ticket, then scan again.",
        Tone.ATTENTION,
    ),
    Msg.PSE_ANSWER_WRONG: (
        "This cannot stand in the log",
        "Why: {detail}. Type it again; the other answers are kept.",
        Tone.ATTENTION,
    ),
    Msg.PSE_BUYER_NOT_UNDERSTOOD: (
        "This cannot stand in the log",
        "Why: {detail}. Enter the document again.",
        Tone.ATTENTION,
    ),
    Msg.SCAN_ID_FIRST: (
        "Only the ID card is scanned here",
        "Scan it, or go back to the ticket, then scan again.",
        Tone.ATTENTION,
    ),
    Msg.ID_NUMBER_WRONG: (
        "That is not an ID number",
        "Letters and digits, as they are printed on the ID.",
        Tone.ATTENTION,
    ),
    Msg.ID_STATE_WRONG: (
        "That is not a state",
        "Two letters: NC. For a passport its country: USA.",
        Tone.ATTENTION,
    ),
    Msg.NAME_NOT_UNDERSTOOD: (
        "Which part is the family name?",
        "Family name, comma, first name: SAMPLETON, ORVILLE.",
        Tone.ATTENTION,
    ),
    Msg.ADDRESS_MISSING: ("There is no address yet", "Street, city and state.", Tone.ATTENTION),
    Msg.ID_NOT_THE_PATIENTS: (
        "This ID is not the patient's",
        "Who picks up? Change it at the pickup, or ask for the right ID.",
        Tone.DANGER,
    ),
    Msg.NO_ADDRESS: (
        "No address is on record",
        "Ask for the date of birth, or call the pharmacist.",
        Tone.ATTENTION,
    ),
    Msg.NO_TELEPHONE: (
        "The telephone cannot be asked here",
        "Ask for the date of birth, or call the pharmacist.",
        Tone.ATTENTION,
    ),
    Msg.TELEPHONE_NOT_UNDERSTOOD: (
        "Those are not four digits",
        "The last four of the telephone number, as the person says them.",
        Tone.ATTENTION,
    ),
    Msg.ID_RECORDED: (
        "The ID is recorded",
        "Compare the picture. The pharmacy system gets it, this store's log keeps it (Ctrl+Y).",
        Tone.GOOD,
    ),
    Msg.BATCH_STORED: (
        "The batch stays open: card sales wait in the terminal",
        "The bank has not seen them. Upload them first, on the devices page.",
        Tone.ATTENTION,
    ),
    Msg.STORED_UNDER_WAY: (
        "The card terminal sends stored sales to the bank",
        "Wait for its word, or take cash.",
        Tone.ATTENTION,
    ),
    Msg.STORED_UPLOADED: (
        "Stored card sales went to the bank: {detail}",
        "The terminal is asked about each; what the bank declined is told.",
        Tone.GOOD,
    ),
    Msg.STORED_NOT_UPLOADED: (
        "The stored card sales were not uploaded",
        "They still wait in the terminal. Try again later. {detail}.",
        Tone.ATTENTION,
    ),
    Msg.STORED_UNKNOWN: (
        "Nobody knows whether the stored card sales were uploaded",
        "The terminal is asked about each of them. {detail}.",
        Tone.ATTENTION,
    ),
    Msg.STORED_DECLINED: (
        "The bank declined a stored card sale: {detail}",
        "It is not paid. A manager finds it on the devices page.",
        Tone.DANGER,
    ),
    Msg.STORED_IN_TERMINAL: (
        "Card sales wait in the terminal from before",
        "Upload them there first, or let a manager settle them on the devices page.",
        Tone.ATTENTION,
    ),
    Msg.STORED_SETTLED: (
        "The stored card sale is settled by hand: {detail}",
        "It is in the journal.",
        Tone.INFO,
    ),
    Msg.COUNSELLED_ELSEWHERE: (
        "The pharmacist answered for counselling at lane {detail}",
        "",
        Tone.GOOD,
    ),
    Msg.ELSEWHERE_TAKEN: (
        "Delivered: lane {detail} has your answer",
        "It is recorded there.",
        Tone.GOOD,
    ),
    Msg.ELSEWHERE_ANSWERED: (
        "Already answered at lane {detail}",
        "Somebody else was first; your answer is not recorded there.",
        Tone.ATTENTION,
    ),
    Msg.ELSEWHERE_OVER: (
        "That ticket is over at lane {detail}",
        "Your answer is not recorded there. Look whether the patient is still here.",
        Tone.ATTENTION,
    ),
    Msg.ELSEWHERE_REFUSED: (
        "Lane {detail} could not take your answer",
        "Give it at that lane.",
        Tone.DANGER,
    ),
    Msg.ELSEWHERE_SILENT: (
        "Lane {detail} does not answer",
        "Nothing was recorded there. Give the answer at that lane.",
        Tone.DANGER,
    ),
    Msg.ELSEWHERE_GONE: (
        "Nothing waits there any more",
        "Lane {detail} has its answer, or the ticket is over.",
        Tone.INFO,
    ),
    Msg.MOVE_ASKED: (
        "Lane {detail} is asked for the ticket",
        "It comes by itself; Esc does not stop it.",
        Tone.INFO,
    ),
    Msg.MOVE_STAYS: (
        "This ticket goes on at lane {detail} alone",
        "Nothing moved: finish it there.",
        Tone.ATTENTION,
    ),
    Msg.MOVE_OVER: (
        "That ticket waits at lane {detail} no more",
        "Somebody took it up there, or it is over. Nothing moved.",
        Tone.ATTENTION,
    ),
    Msg.MOVE_FIRST: (
        "Another lane asked lane {detail} for it first",
        "Nothing moved here: look where the customer stands.",
        Tone.ATTENTION,
    ),
    Msg.MOVE_SILENT: (
        "Lane {detail} did not answer",
        "The ticket waits there. Should it still come, it stands in this list.",
        Tone.DANGER,
    ),
    Msg.MOVE_CLOSED: (
        "Lane {detail} has to be open",
        "It alone hands its tickets over: open the program there. Nothing moved.",
        Tone.ATTENTION,
    ),
    Msg.MOVED_AWAY: (
        "A ticket that waited here went to lane {detail}",
        "It is over at this lane.",
        Tone.INFO,
    ),
    Msg.MOVED_HERE: (
        "The ticket from lane {detail} is here",
        "Discounts, coupons and every question come again.",
        Tone.GOOD,
    ),
    Msg.MOVED_IN_PART: (
        "The ticket from lane {detail} is here, but not all of it",
        "Some goods are not sold at this lane as they are: scan what lies on the counter.",
        Tone.ATTENTION,
    ),
    Msg.CHECK_HANDED_BACK: (
        "Hand check {detail} back",
        "It pays nothing any more.",
        Tone.ATTENTION,
    ),
    Msg.PAPER_HANDED_BACK: (
        "Hand the voucher of {detail} back",
        "It pays nothing any more.",
        Tone.ATTENTION,
    ),
    Msg.REVERSAL_RECORDED: (
        "The benefit of {detail} pays nothing any more",
        "Its reversal is recorded.",
        Tone.GOOD,
    ),
    Msg.BALANCE_NOT_READ: (
        "The balance was not read. {detail}",
        "Nothing was charged. Try again, or take the payment.",
        Tone.ATTENTION,
    ),
    Msg.GIFT_CREDITED: ("Gift card {detail} was credited again", "", Tone.GOOD),
    Msg.ACCOUNT_RELIEVED: (
        "Account {detail} does not pay it any more",
        "There is more to pay again.",
        Tone.ATTENTION,
    ),
    Msg.SCAN_TENDER_FIRST: (
        "The scan was not taken: a payment is being entered",
        "Finish it, or go back to the ticket with Esc; then scan again.",
        Tone.ATTENTION,
    ),
    Msg.SCAN_FOR_PRICE: (
        "Only goods have a price to check",
        "Scan an item, or go back to the ticket with Esc.",
        Tone.ATTENTION,
    ),
    Msg.TILL_OPENED: ("The till is open with {detail}", "", Tone.GOOD),
    Msg.TILL_COUNTED: ("Counted: {detail}", "It is written down. The till goes on.", Tone.GOOD),
    Msg.TILL_PAID_IN: ("Paid in: {detail}", "Put it into the drawer, and close it.", Tone.GOOD),
    Msg.TILL_PAID_OUT: ("Paid out: {detail}", "Take it out, and close the drawer.", Tone.GOOD),
    Msg.TILL_DROPPED: (
        "Into the safe: {detail}",
        "Take it out, close the drawer, and bring it to the safe.",
        Tone.GOOD,
    ),
    Msg.TILL_TAKEN_OVER: ("The till is yours now", "You answer for its cash.", Tone.GOOD),
    Msg.TILL_CLOSED: ("The till is closed", "Its Z is printed.", Tone.GOOD),
    Msg.TILL_CHECKING: (
        "One moment: the store is asked what is still open",
        "Press again.",
        Tone.INFO,
    ),
    Msg.TILL_COUNT_LEFT: (
        "What you counted is not kept",
        "Press Esc again to leave the count, or go on with it.",
        Tone.ATTENTION,
    ),
    Msg.TILL_NOT_PRINTED: (
        "The report was not printed: {detail}",
        "Nothing is lost. Mend the printer, and print it again on the page of the till.",
        Tone.ATTENTION,
    ),
    Msg.DIFFERENCE_SENT: (
        "It goes to the pharmacy system again",
        "The list is read again; what does not go comes back to it.",
        Tone.INFO,
    ),
    Msg.DIFFERENCE_SETTLED: (
        "The difference is settled",
        "The reason is in the journal, with your name.",
        Tone.GOOD,
    ),
    Msg.CLOCK_ACCEPTED: ("The clock is taken as it is", "The reason is in the journal.", Tone.INFO),
    Msg.DRAWER_OPENED: ("The drawer opens", "No sale. It is in the journal.", Tone.INFO),
    Msg.DRAWER_UNASKED: (
        "The drawer was opened with its key",
        "At {detail}. Nothing here had asked for it. It is in the journal.",
        Tone.ATTENTION,
    ),
    Msg.DRAWER_STAYED_CLOSED: (
        "The drawer did not open",
        "It is locked by its key, or its cable is unplugged. Open it by hand.",
        Tone.ATTENTION,
    ),
    Msg.DRAWER_NOT_REACHED: (
        "The drawer did not open",
        "{detail}. Open it with its key.",
        Tone.ATTENTION,
    ),
    Msg.RETURN_ADDED: (
        "{detail} comes back",
        "Choose the next line, or press Esc and then F9 to give the money back.",
        Tone.GOOD,
    ),
    Msg.REFUNDED_IN_CASH: ("Hand out {detail}", "The drawer is open.", Tone.GOOD),
    Msg.REFUND_RECORDED: ("{detail} went back", "", Tone.GOOD),
    Msg.CARD_REFUNDED: ("{detail} went back to the card", "", Tone.GOOD),
    Msg.CARD_NOT_REFUNDED: (
        "The card got nothing back: {detail}",
        "Try again with the same card, or put the ticket aside.",
        Tone.ATTENTION,
    ),
    Msg.PAYMENT_VOIDED: (
        "{detail} went back: the payment is void",
        "No card was needed.",
        Tone.GOOD,
    ),
    Msg.CARD_NEEDED: (
        "The card is needed: {detail}",
        "Nothing went back yet. Press F10 again; the customer presents the card that had paid.",
        Tone.ATTENTION,
    ),
    Msg.REFUND_NEEDS_TERMINAL: (
        "The card terminal does not answer",
        "A card is refunded over it alone. Put the ticket aside until it answers; no cash for it.",
        Tone.DANGER,
    ),
    Msg.SCAN_REFUND_FIRST: (
        "Give the money back first",
        "Then scan. Esc goes back to the ticket.",
        Tone.ATTENTION,
    ),
    Msg.SCAN_AT_RETURN: (
        "Scan a receipt, or what is asked for",
        "Esc goes back to the ticket.",
        Tone.ATTENTION,
    ),
}


_PRINTER_TROUBLES: Final = {
    "not connected": "The printer is not connected",
    "silent": "The printer does not answer",
    "paper out": "The paper is out",
    "cover open": "The cover is open",
    "cutter": "The cutter is stuck",
    "unrecoverable": "The printer is broken",
    "recovering": "The printer is busy with itself",
    "offline": "The printer is offline",
    "too many jobs": "Too much waits to be printed",
    "too long": "The receipt is too long for the printer",
    "cannot encode": "The receipt could not be prepared, for example because the disk is full",
    "wire lost": "The cable was lost while it printed",
    "not confirmed": "The printer did not say that it was done",
    "cannot confirm": "This printer cannot say that it was done",
    "the terminal was restarted": "The counter was started again in between",
    "no printer on this lane": "There is no printer on this lane",
    "not ready": "The printer is not ready",
    "does not answer": "The printer does not answer",
    "cutter stuck": "The cutter is stuck",
    "broken": "The printer is broken",
    "busy with itself": "The printer is busy with itself",
}


def printer_trouble(reason: str) -> str:
    """Why a receipt is not, or may not be, on the paper; what is not listed is in words already."""
    return tr(_PRINTER_TROUBLES.get(reason, reason))


def notice_of(said: Said | None) -> Notice | None:
    """The words for what the terminal said."""
    if said is None:
        return None
    if isinstance(said.what, Refusal):
        title, remedy = _REFUSALS[said.what.why]
        tone = Tone.ATTENTION
    else:
        title, remedy, tone = _MESSAGES[said.what]
    values = {"detail": said.detail, "remedy": said.remedy}
    if said.what is Msg.DRAWER_NOT_REACHED:
        values["detail"] = printer_trouble(said.detail)
    return Notice(_filled(tr(title), values), _filled(tr(remedy), values), tone)


_PLACE: Final = re.compile(
    r"(?P<begins>^|(?<=[.?!] ))?\{(?P<name>\w+)\}(?P<stop>\.?)(?P<ends>(?=$| [A-Z]))?"
)


def _filled(text: str, values: dict[str, str]) -> str:
    """The text with its values. One that is a sentence of its own begins like one and ends with
    one stop, however whoever chose it wrote it; one that is missing leaves nothing behind.
    """
    return _PLACE.sub(lambda place: _put(place, values[place["name"]]), text).strip()


def _put(place: re.Match[str], words: str) -> str:
    stop = place["stop"]
    if place["begins"] is None or place["ends"] is None:
        return words + stop
    if not words or words.endswith((".", "?", "!")):
        stop = ""
    return sentence(words) + stop


def refusal_title(refusal: Refusal) -> str:
    """What was refused, in a row of a list."""
    return tr(_REFUSALS[refusal.why][0], detail=refusal.detail)


def all_are_worded() -> bool:
    """Whether every refusal and every message has its words (checked by a test)."""
    return set(_REFUSALS) == set(Why) and set(_MESSAGES) == set(Msg)
