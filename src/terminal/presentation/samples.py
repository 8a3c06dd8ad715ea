"""Hand-made screens of every page in its states, for the gallery and the tests of the window.

Rules that hold here: all people, numbers and prices are invented; the texts are as long as the
longest real ones, because a page that only fits short texts does not fit.
"""

from dataclasses import replace

from terminal.app.inputs import Do, Intent
from terminal.domain.signature import Point, Strokes
from terminal.presentation.views import (
    Action,
    Badge,
    CardView,
    CheckItem,
    CheckState,
    DoneView,
    Emphasis,
    Field,
    Figure,
    Notice,
    PageView,
    PickupView,
    PromptView,
    Row,
    SaleView,
    ScreenView,
    SignInView,
    SignView,
    StatusItem,
    StatusStrip,
    TenderView,
    TicketView,
    Tone,
)

RX, FSA = Badge("Rx", Tone.PRIMARY), Badge("FSA", Tone.INFO)
STATUS = StatusStrip(
    lane="Lane 2 · Counter",
    person="A. Rivera · cashier",
    items=(
        StatusItem("PhMS 12 s ago", Tone.GOOD),
        StatusItem("Card", Tone.GOOD),
        StatusItem("Printer: paper low", Tone.ATTENTION),
        StatusItem("0 waiting to sync", Tone.GOOD),
    ),
    clock="10:42",
    demo=True,
)
TROUBLED = replace(
    STATUS,
    items=(
        StatusItem("PhMS not reached since 10:31", Tone.DANGER),
        StatusItem("Card: unplugged", Tone.DANGER),
        StatusItem("Printer: paper low", Tone.ATTENTION),
        StatusItem("3 waiting to sync", Tone.ATTENTION),
    ),
    demo=False,
)


def press(do: Do, label: str, key: str = "", argument: str = "", **more: object) -> Action:
    return replace(Action(Intent(do, argument), label, key), **more)  # type: ignore[arg-type]


HELP = press(Do.HELP, "Help", "F1")
BACK = press(Do.BACK, "Back", "Esc")
LOCK = press(Do.LOCK, "Lock", "Ctrl+L")
COUNSEL = press(Do.MEET, "Counsel", "F7", "counselling", icon="mdi6.account-voice")
SIGN = press(Do.MEET, "Sign", "F8", "signature", icon="mdi6.draw-pen")
ARROWS = (press(Do.LINE_UP, "Up", "Up"), press(Do.LINE_DOWN, "Down", "Down"))
SALE_KEYS = (
    HELP,
    press(Do.PICKUP, "Pickup", "F2"),
    press(Do.ITEM, "Item", "F3"),
    press(Do.QUANTITY, "Quantity", "F4"),
    press(Do.SUSPEND, "Suspend", "F5"),
    press(Do.FAMILY, "Family", "F6"),
    replace(COUNSEL, icon=""),
    replace(SIGN, icon=""),
    BACK,
    LOCK,
)
SHORT_KEYS = (HELP, BACK, LOCK)
LINES = (
    Row("1", "Rx 6012345 · fill 2", "ROM•••, M. · bin C14 · copay as of 10:41", (RX, FSA), "15.00"),
    Row("2", "Rx 6012346 · fill 0 · new", "ROM•••, M. · bin C14", (RX, FSA), "4.10"),
    Row(
        "3",
        "Ibuprofen 200 mg tablets, 100",
        "1 × 8.49",
        (FSA,),
        "8.49",
        selected=True,
        choose=Intent(Do.SELECT_LINE, "3"),
    ),
    Row("4", "Chocolate bar, milk", "1 × 1.29", (), "1.29"),
)
FIGURES = (
    Figure("Subtotal", "28.88"),
    Figure("Tax", "0.68"),
    Figure("FSA/HSA eligible (Rx 19.10)", "28.18"),
)
TICKET = TicketView("Ticket 2-000482", LINES, FIGURES, Figure("Total", "29.56"))
EMPTY_TICKET = TicketView(
    "Ticket 2-000483",
    (),
    (Figure("Subtotal", "0.00"), Figure("Tax", "0.00")),
    Figure("Total", "0.00"),
    empty="Scan the first item, or press F2 for a pickup.",
)
SEARCH = Field("search", "Scan or type: item, Rx number, name, phone")


def tenders(*, enabled: bool) -> tuple[Action, ...]:
    return (
        press(Do.CASH, "Cash", "F9", enabled=enabled, icon="mdi6.cash"),
        press(Do.CARD, "Card", "F10", enabled=enabled, icon="mdi6.credit-card-outline"),
        press(Do.FSA, "FSA/HSA", "F11", enabled=enabled),
        press(Do.MORE_TENDERS, "More", "F12", enabled=enabled),
    )


IDENTITY = CheckItem(
    0, "Identity confirmed", "Date of birth entered, two identifiers", CheckState.MET, "10:41"
)
CHECKLIST = (
    IDENTITY,
    CheckItem(
        1,
        "Counselling: new medicine",
        "A pharmacist must offer it",
        CheckState.OPEN,
        action=COUNSEL,
        why="A new prescription: the pharmacist must offer to discuss it (42 CFR 456.705(c)).",
    ),
    CheckItem(
        2,
        "Signature: third-party payer, 2 fills",
        "One signature covers both",
        CheckState.OPEN,
        action=SIGN,
        why="The payer asks for proof that the fills were received.",
    ),
)
MORE_READY = Notice(
    "1 more ready",
    "for this family: M. ROM•••, bin C14, 2 days",
    Tone.INFO,
    (press(Do.FAMILY, "Show", "F6"),),
)
SALE = SaleView(
    TICKET,
    SEARCH,
    (),
    "",
    CHECKLIST,
    MORE_READY,
    tenders(enabled=False),
    "Payment opens when the 2 items above are done.",
)


def keypad(enter: str) -> tuple[Action, ...]:
    digits = [press(Do.KEYPAD, digit, argument=digit) for digit in "123456789"]
    return (
        *digits,
        press(Do.KEYPAD, "Clear", "Del", "clear"),
        press(Do.KEYPAD, "0", argument="0"),
        press(Do.KEYPAD, enter, "Enter", "enter", emphasis=Emphasis.FILLED),
    )


SIGN_IN = SignInView(
    "Lane 2 · Counter",
    "10:42",
    "Sign in",
    "Type your number, or scan your badge.",
    Field("staff", "Your number"),
    keypad("Next"),
    "Forgotten your PIN? A manager can set a new one.",
)
LOCKED = SignInView(
    "Lane 2 · Counter",
    "10:42",
    "Locked. A ticket of A. Rivera is kept.",
    "Type your PIN.",
    Field("pin", "PIN", "2580", 1, secret=True),
    keypad("Unlock"),
    "Someone else? Scan your badge or type your number, then your PIN.",
)
DELAYED = replace(
    LOCKED,
    field=replace(LOCKED.field, text="", revision=2, invalid=True),
    notice=Notice("Wrong PIN.", "Try again in 4 seconds.", Tone.DANGER),
)
CHOOSE = replace(
    SIGN_IN,
    heading="Who are you?",
    people=tuple(
        press(Do.CHOOSE_STAFF, name, argument=name)
        for name in ("A. Rivera", "K. Osei", "Dr. L. Petrov", "M. Tran", "J. Abara", "S. Whitfield")
    ),
)
PEOPLE = (
    Row(
        "p1",
        "ROM•••, M.",
        "bin C14 · 2 days · 3 bags, 1 in fridge",
        (Badge("2 ready + 1 family"), Badge("copay 19.10", Tone.INFO)),
        selected=True,
        choose=Intent(Do.CHOOSE_PATIENT, "p1"),
    ),
    Row(
        "p2",
        "ROM•••, N.",
        "bin A02 · 9 days · 1 bag",
        (Badge("look-alike", Tone.ATTENTION), Badge("copay 0.00", Tone.INFO)),
        choose=Intent(Do.CHOOSE_PATIENT, "p2"),
    ),
    Row(
        "p3",
        "ROS•••, T.",
        "bin F07 · 13 days · return to stock in 1 day",
        (Badge("copay 42.00", Tone.INFO),),
        choose=Intent(Do.CHOOSE_PATIENT, "p3"),
    ),
)
PICKERS = tuple(
    press(Do.PICKED_BY, label, argument=label.lower())
    for label in ("Patient", "Parent or guardian", "Spouse", "Caregiver", "Other")
)
PICKUP_KEYS = (HELP, press(Do.ITEM, "Address", "F3"), press(Do.FAMILY, "Family", "F6"), BACK, LOCK)
PICKUP = PickupView(
    field=Field("pickup", "Name, phone, Rx number, date of birth", "rom", 1),
    people=PEOPLE,
    people_title="Ready for pickup · 3 people",
    figures=(Figure("Oldest unclaimed here", "13 days"), Figure("PhMS read", "12 s ago")),
    heading="Who is it for?",
    ask="Ask: “What is the date of birth?”",
    explain="Enter what the person says. The record is not shown.",
    answer=Field("birth", "Date of birth", "071", 1, date=True),
    fills=(),
    pickers_title="",
    pickers=(),
    notices=(
        Notice(
            "Similar name ready:",
            "another ROM••• has a bag in A02. Check the label on each bag.",
        ),
    ),
    buttons=(press(Do.ADD_FILLS, "Add to ticket", enabled=False, emphasis=Emphasis.FILLED),),
)


def fill(number: str, detail: str, copay: str, *, taken: bool, badge: Badge | None = None) -> Row:
    return Row(
        number,
        f"Rx {number}",
        detail,
        (badge,) if badge else (),
        copay,
        selected=taken,
        choose=Intent(Do.TOGGLE_FILL, number),
    )


FRIDGE = Badge("fridge", Tone.INFO)
BAGS = replace(
    PICKUP,
    ask="Which bags?",
    explain="Take each bag from its bin and scan it.",
    answer=None,
    fills=(
        fill("6012345", "fill 2 · bin C14 · copay as of 10:41", "15.00", taken=True),
        fill("6012346", "new · bin C14 · copay as of 10:41", "4.10", taken=True, badge=FRIDGE),
        fill("6013377", "C. ROM•••, family · bin C15", "0.00", taken=False),
    ),
    pickers_title="Who is picking up?",
    pickers=(replace(PICKERS[0], emphasis=Emphasis.CHOSEN), *PICKERS[1:]),
    buttons=(press(Do.ADD_FILLS, "Add 2 to ticket · 19.10", "Enter", emphasis=Emphasis.FILLED),),
)
NOBODY = replace(
    PICKUP,
    field=replace(PICKUP.field, text="", revision=2),
    people=(),
    people_title="Ready for pickup",
    ask="",
    heading="",
    explain="",
    answer=None,
    notices=(Notice("PhMS not reached.", "What was ready at 10:31 is shown.", Tone.ATTENTION),),
    buttons=(),
)
COUNSELLING = PromptView(
    ticket=TICKET,
    heading="Counselling · item 1 of 2",
    ask="Was counselling accepted?",
    explain="The pharmacist offers to discuss each new medicine. Record what the person said.",
    rows=(Row("6012346", "Rx 6012346 · new", "ROM•••, M. · bin C14", (RX,)),),
    choices_title="What happened",
    choices=(
        press(Do.ANSWER, "Accepted and given", "F2", "given"),
        press(Do.ANSWER, "Declined by the patient", "F3", "declined", emphasis=Emphasis.CHOSEN),
        press(Do.ANSWER, "Declined by the caregiver", "F4", "caregiver"),
        press(Do.ANSWER, "Call the pharmacist", "F5", "call"),
    ),
    field=Field("pharmacist", "Pharmacist's number", secret=False),
    field_title="Pharmacist who made the offer",
    why="A new prescription: the pharmacist must offer to discuss it (42 CFR 456.705(c)).",
    notices=(),
    buttons=(
        press(Do.BACK, "Not now", "Esc"),
        press(Do.ANSWER, "Record", "Enter", "record", emphasis=Emphasis.FILLED),
    ),
)
PIN_PROMPT = replace(
    COUNSELLING,
    heading="Counselling · pharmacist",
    ask="Pharmacist, your PIN",
    explain="Dr. L. Petrov made the offer.",
    choices_title="",
    choices=(),
    field=Field("pin", "PIN", "2580", 1, secret=True, invalid=True),
    field_title="PIN",
    notices=(Notice("Wrong PIN.", "Try again in 2 seconds.", Tone.DANGER),),
)
STROKES = Strokes(
    (
        tuple(
            Point(1200 + 180 * n, 5600 + (2600 if n % 2 else -1900) * (40 - n) // 40, 16 * n)
            for n in range(34)
        ),
        (Point(5200, 3200, 700), Point(7800, 3000, 760)),
    )
)
SIGNING = SignView(
    ticket=TICKET,
    heading="Please sign for 2 prescriptions",
    text="I received the prescriptions listed here. I ask my insurer to pay the pharmacy for them, "
    "and I allow the pharmacy to give the insurer what it needs to do so.",
    covers=(
        Row("1", "Rx 6012345 · fill 2", amount="15.00"),
        Row("2", "Rx 6012346 · new", amount="4.10"),
    ),
    signer="Signed by the patient",
    why="The payer asks for proof that the fills were received.",
    signed=False,
    notices=(),
    clear=press(Do.CLEAR_SIGNATURE, "Clear", "F4", enabled=False),
    buttons=(
        press(Do.BACK, "Not now", "Esc"),
        press(Do.SIGN, "Accept signature", "Enter", emphasis=Emphasis.FILLED, enabled=False),
    ),
    strokes=Strokes(),
)
SIGNED = replace(
    SIGNING,
    signed=True,
    strokes=STROKES,
    clear=replace(SIGNING.clear, enabled=True),
    buttons=(SIGNING.buttons[0], replace(SIGNING.buttons[1], enabled=True)),
)
CASH_FIELD = Field("cash", "Cash handed over, or Enter for the exact amount")
TENDER_KEYS = (
    HELP,
    press(Do.CASH, "Cash", "F9"),
    press(Do.CARD, "Card", "F10"),
    press(Do.FSA, "FSA/HSA", "F11"),
    press(Do.MORE_TENDERS, "More", "F12"),
    press(Do.BACK, "Back to ticket", "Esc"),
    LOCK,
)
QUICK = tuple(
    press(Do.CASH, amount, argument=amount.replace(".", ""))
    for amount in ("15.00", "20.00", "50.00", "100.00")
)


def pay(cash: str, card: str, fsa: str, best: Do) -> tuple[Action, ...]:
    made = (
        press(Do.CASH, f"Cash {cash}", "F9", icon="mdi6.cash"),
        press(Do.CARD, f"Card {card}", "F10", icon="mdi6.credit-card-outline"),
        press(Do.FSA, f"FSA/HSA {fsa}", "F11"),
    )
    return tuple(
        replace(each, emphasis=Emphasis.FILLED) if each.intent.do is best else each for each in made
    )


PAYING = TenderView(
    ticket=TICKET,
    due=Figure("Left to pay", "29.56"),
    eligible=Figure("FSA/HSA eligible left", "28.18"),
    taken=(),
    notices=(),
    main=pay("29.55", "29.56", "28.18", Do.FSA),
    quick=(replace(QUICK[0], label="30.00"), *QUICK[2:]),
    more=(),
    field=CASH_FIELD,
    footnote="Cash is rounded to 5 cents in this state (−0.01). Tax and total do not change.",
)
PARTLY = replace(
    PAYING,
    due=Figure("Left to pay", "14.56"),
    eligible=Figure("FSA/HSA eligible left", "13.18"),
    taken=(
        Row(
            "t1",
            "FSA card •••• 0014 · approved in part",
            "Asked 28.18, approved 15.00 · code 123456",
            amount="15.00",
            action=press(Do.GIVE_BACK, "Give back", argument="t1"),
        ),
    ),
    notices=(
        Notice(
            "Partly approved.",
            "The card's balance was not enough. Take the rest another way, or give the 15.00 back.",
        ),
    ),
    main=pay("14.55", "14.56", "13.18", Do.CASH),
    quick=QUICK,
    more=(
        press(Do.PAY, "Check", argument="check"),
        press(Do.PAY, "House account", argument="house"),
        press(Do.PAY, "Gift card", argument="gift"),
        press(Do.PAY, "EBT: none eligible", argument="ebt", enabled=False),
    ),
)
CANCEL_CARD = press(Do.CANCEL_CARD, "Cancel", "Esc")
WAITING = CardView(
    ticket=TICKET,
    heading="Waiting for the card",
    amount=Figure("FSA/HSA", "28.18"),
    steps=(
        CheckItem(1, "Sent to the card terminal", "Reference 2-000482-1", CheckState.MET, "10:43"),
        CheckItem(2, "Customer: insert, tap or swipe", "On the terminal · 0:18", CheckState.OPEN),
        CheckItem(3, "Answer of the bank", "", CheckState.OPEN),
    ),
    notices=(),
    buttons=(CANCEL_CARD,),
)
UNCONFIRMED = replace(
    WAITING,
    heading="Not confirmed",
    steps=(
        WAITING.steps[0],
        CheckItem(
            2,
            "The terminal did not answer",
            "Unplugged at 10:44",
            CheckState.BLOCKED,
            why="The card may have been charged. Asking by our reference tells; "
            "trying again could charge twice.",
        ),
    ),
    notices=(
        Notice(
            "Do not charge again.",
            "Plug the terminal in and ask it about reference 2-000482-1.",
            Tone.DANGER,
        ),
    ),
    buttons=(
        press(Do.PARK, "Set aside", "F5"),
        press(Do.ASK_TERMINAL, "Ask the terminal", "Enter", emphasis=Emphasis.FILLED),
    ),
)
NEXT = press(Do.NEXT_CUSTOMER, "Next customer", "Enter", emphasis=Emphasis.FILLED)
DONE = DoneView(
    heading="Sale complete",
    figure=Figure("Change", "5.45"),
    rows=(
        Row("t1", "FSA card •••• 0014", "code 123456", amount="15.00"),
        Row("t2", "Cash", "20.00 handed over", amount="14.55"),
        Row("r", "Receipt printed", "", (Badge("printed", Tone.GOOD),)),
        Row("s", "2 pickups sent to the PhMS", "", (Badge("sent", Tone.GOOD),)),
    ),
    notices=(),
    buttons=(press(Do.PRINT_COPY, "Print a copy", "F5", icon="mdi6.printer-outline"), NEXT),
)
NO_PAPER = replace(
    DONE,
    rows=(
        *DONE.rows[:2],
        Row("r", "Receipt not printed", "Out of paper", (Badge("waiting", Tone.ATTENTION),)),
        Row("s", "2 pickups wait for the PhMS", "", (Badge("waiting", Tone.ATTENTION),)),
    ),
    notices=(
        Notice(
            "The printer is out of paper.",
            "Put in a roll: the receipt prints by itself.",
            actions=(press(Do.RECEIPT_CAME_OUT, "It came out", "F6"),),
        ),
    ),
)
RESULTS = replace(
    SALE,
    field=replace(SEARCH, text="ibu", revision=3),
    results_title="Found for “ibu”",
    results=tuple(
        Row(
            gtin,
            title,
            detail,
            (FSA,),
            price,
            selected=gtin == "1",
            choose=Intent(Do.ADD_ITEM, gtin),
        )
        for gtin, title, detail, price in (
            ("1", "Ibuprofen 200 mg tablets, 100", "UPC 0 12345 67890 5", "8.49"),
            ("2", "Ibuprofen 200 mg softgels, liquid filled, 80", "UPC 0 12345 67891 2", "11.99"),
            ("3", "Children's ibuprofen oral suspension 100 mg/5 mL", "grape, 4 fl oz", "7.29"),
        )
    ),
)
READY_TO_PAY = replace(
    SALE,
    ticket=replace(
        TICKET, lines=(*LINES[:2], replace(LINES[2], struck=True, selected=False), LINES[3])
    ),
    checklist=tuple(
        replace(item, state=CheckState.MET, mark="10:43", action=None) for item in CHECKLIST
    ),
    more_ready=None,
    tenders=tenders(enabled=True),
    footnote="",
)
BLOCKED = replace(
    SALE,
    checklist=(
        IDENTITY,
        CheckItem(
            1,
            "Rx 6012346 is on hold",
            "The PhMS stopped it at 10:40: ask the pharmacist",
            CheckState.BLOCKED,
            action=press(Do.VOID_LINE, "Take off", "Del", "2", tone=Tone.DANGER),
            why="The pharmacy system put the fill on hold after it was bagged.",
        ),
        *(replace(item, number=item.number + 1) for item in CHECKLIST[1:]),
    ),
    more_ready=None,
)
UNKNOWN_CODE = Notice(
    "Unknown barcode.",
    "0 71661 00102 3 is not in the catalogue. Type the name, or call a manager to add it.",
    Tone.ATTENTION,
    (press(Do.DISMISS, "Close", "Esc"),),
)
OVERLAY = (
    "F2  Pickup: find a person's ready fills",
    "F3  Item: look up by name",
    "F4  Quantity of the chosen line",
    "F5  Suspend the ticket",
    "F6  More ready for the family",
    "F7  Counselling",
    "F8  Signature",
    "F9–F12  Pay",
    "Del  Void the chosen line",
    "Ctrl L  Lock",
)


def long_ticket(count: int) -> TicketView:
    """A ticket of `count` lines, the last one chosen."""
    lines = tuple(
        Row(
            str(n),
            f"Item {n:03}, a name as catalogues have it, 24 ct",
            f"1 × {n % 90 + 1}.49",
            (FSA,) if n % 3 else (),
            f"{n % 90 + 1}.49",
            selected=n == count,
            choose=Intent(Do.SELECT_LINE, str(n)),
        )
        for n in range(1, count + 1)
    )
    return TicketView("Ticket 2-000490", lines, FIGURES, Figure("Total", "14,250.55"))


def screen(page: PageView, keys: tuple[Action, ...] = SHORT_KEYS) -> ScreenView:
    return ScreenView(page, STATUS, keys)


def sample_screens() -> dict[str, ScreenView]:
    """Every page in its states, by a name that can be a file's."""

    def sale(page: SaleView) -> ScreenView:
        return replace(screen(page, SALE_KEYS), unlisted=ARROWS)

    return {
        "sign-in": replace(screen(SIGN_IN), keys=()),
        "sign-in-people": replace(screen(CHOOSE), keys=()),
        "locked": replace(screen(LOCKED), keys=()),
        "locked-wrong-pin": replace(screen(DELAYED), keys=(), status=TROUBLED),
        "sale": sale(SALE),
        "sale-empty": sale(
            replace(
                SALE, ticket=EMPTY_TICKET, checklist=(), more_ready=None, footnote="No items yet."
            )
        ),
        "sale-results": sale(RESULTS),
        "sale-ready": sale(READY_TO_PAY),
        "sale-blocked": sale(BLOCKED),
        "sale-long": sale(replace(READY_TO_PAY, ticket=long_ticket(40))),
        "sale-notice": replace(sale(SALE), notice=UNKNOWN_CODE),
        "sale-help": replace(sale(SALE), overlay=OVERLAY),
        "sale-troubled": replace(sale(SALE), status=TROUBLED),
        "pickup": screen(PICKUP, PICKUP_KEYS),
        "pickup-bags": screen(BAGS, PICKUP_KEYS),
        "pickup-offline": replace(screen(NOBODY, PICKUP_KEYS), status=TROUBLED),
        "prompt": screen(COUNSELLING),
        "prompt-pin": screen(PIN_PROMPT),
        "sign": screen(SIGNING),
        "sign-signed": screen(SIGNED),
        "tender": screen(PAYING, TENDER_KEYS),
        "tender-partly": screen(PARTLY, TENDER_KEYS),
        "card-waiting": screen(WAITING),
        "card-unconfirmed": replace(screen(UNCONFIRMED), status=TROUBLED),
        "done": screen(DONE),
        "done-no-paper": replace(screen(NO_PAPER), status=TROUBLED),
    }
