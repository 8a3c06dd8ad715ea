"""What the window shows, as frozen values: pages render these and send back intents and fields.

Rules that hold here:

1. A view holds finished texts: money, dates and names are already formatted, shortened and
   translated. A page never formats and never decides.
2. Whatever can be pressed is an `Action`. The page draws it as a button, the key bar as a key, and
   either way it sends `action.asks` back. A page knows no intent by name.
3. Text typed by a person comes back as `FieldEdited` and `FieldSubmitted`. A field's `revision`
   changes when the terminal itself replaces the text; only then does the page overwrite it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum

from terminal.app.inputs import Do, Intent
from terminal.domain.signature import Strokes
from terminal.presentation.chart import Chart
from terminal.presentation.paper import Table


class Tone(Enum):
    """A colour role; never the only carrier of a meaning (design/README.md)."""

    PLAIN = "plain"
    PRIMARY = "primary"
    INFO = "info"
    GOOD = "good"
    ATTENTION = "attention"
    DANGER = "danger"


class Emphasis(Enum):
    """How strongly an action is drawn. At most one FILLED action a page."""

    PLAIN = "plain"
    FILLED = "filled"
    CHOSEN = "chosen"  # one of several choices, now in force


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be pressed, by its key or by touch."""

    intent: Intent
    label: str
    key: str = ""  # as on the cap: "F7", "Esc", "Ctrl+L", "Enter"
    icon: str = ""  # a name of the icon font, for example "mdi6.cash"
    enabled: bool = True
    emphasis: Emphasis = Emphasis.PLAIN
    tone: Tone = Tone.PLAIN
    why: str = ""  # it is grey: what it waits for, or who may press it

    @property
    def asks(self) -> Intent | None:
        """What pressing it sends: a grey one asks to be told why it is grey."""
        if self.enabled:
            return self.intent
        return Intent(Do.EXPLAIN, self.why) if self.why else None


@dataclass(frozen=True, slots=True)
class Field:
    """The one text field of a page that has the focus."""

    name: str
    placeholder: str = ""
    text: str = ""
    revision: int = 0
    secret: bool = False
    date: bool = False  # shown as MM / DD / YYYY while it is typed
    invalid: bool = False
    most: int = 200  # letters: longer than any name, number or code that a person types


@dataclass(frozen=True, slots=True)
class Badge:
    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Notice:
    """A message where it is met: what happened, and what to do."""

    title: str
    detail: str = ""
    tone: Tone = Tone.ATTENTION
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusItem:
    """One dependency on the status strip: dot good, diamond attention, square down, with words."""

    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class StatusStrip:
    lane: str
    person: str
    items: tuple[StatusItem, ...]
    clock: str
    demo: bool = False
    press: Action | None = None  # touching the strip


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: a ticket line, a person with ready fills, a search result, a tender."""

    id: str
    title: str
    detail: str = ""
    badges: tuple[Badge, ...] = ()
    amount: str = ""
    selected: bool = False
    struck: bool = False  # voided: kept in sight, crossed out
    choose: Intent | None = None  # pressing the row
    action: Action | None = None  # a button at the end of the row
    other: Action | None = None  # a second button, before it


@dataclass(frozen=True, slots=True)
class Figure:
    """A label with an amount at its right."""

    label: str
    amount: str


@dataclass(frozen=True, slots=True)
class TicketView:
    """The ticket, the left half of the counter's pages."""

    title: str
    lines: tuple[Row, ...]
    figures: tuple[Figure, ...]
    total: Figure
    empty: str = ""  # shown while there are no lines


class CheckState(Enum):
    OPEN = "open"
    MET = "met"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One obligation on the ticket's checklist."""

    number: int
    title: str
    detail: str
    state: CheckState
    mark: str = ""  # for a met one: when
    action: Action | None = None
    why: str = ""  # the rule and its source


@dataclass(frozen=True, slots=True)
class SignInView:
    """Sign-in and lock. Holds nothing of the ticket but that there is one."""

    lane: str
    clock: str
    heading: str
    prompt: str
    field: Field
    keypad: tuple[Action, ...]  # 12 keys, row by row: 1 2 3 / 4 5 6 / 7 8 9 / Clear 0 Enter
    hint: str
    notice: Notice | None = None
    people: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class SaleView:
    ticket: TicketView
    field: Field
    results: tuple[Row, ...]  # what was found for the typed text; instead of the checklist
    results_title: str
    checklist: tuple[CheckItem, ...]
    more_ready: Notice | None
    tenders: tuple[Action, ...]
    footnote: str


@dataclass(frozen=True, slots=True)
class PickupView:
    """Will-call: who it is for on the left, the second identifier and the picker on the right."""

    field: Field
    people: tuple[Row, ...]
    people_title: str
    figures: tuple[Figure, ...]
    heading: str
    ask: str
    explain: str
    answer: Field | None
    fills: tuple[Row, ...]
    pickers_title: str
    pickers: tuple[Action, ...]
    notices: tuple[Notice, ...]
    buttons: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class PromptView:
    """One question of an obligation: choices, and a field where something must be entered."""

    ticket: TicketView
    heading: str
    ask: str
    explain: str
    rows: tuple[Row, ...]
    choices_title: str
    choices: tuple[Action, ...]
    field: Field | None
    field_title: str
    why: str
    notices: tuple[Notice, ...]
    buttons: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class SignText:
    """One of the texts that a signature covers, word for word, and what it is signed for."""

    title: str
    words: str
    covers: str
    action: Action | None = None  # why it stays unsigned


@dataclass(frozen=True, slots=True)
class SignView:
    """A signing: every text that the one signature covers, and the pad."""

    ticket: TicketView
    heading: str
    texts: tuple[SignText, ...]
    later: str  # who signs what after this
    signer: str
    why: str
    signed: bool
    notices: tuple[Notice, ...]
    clear: Action
    buttons: tuple[Action, ...]
    strokes: Strokes | None = None  # what the terminal holds; None: the pad keeps its own


@dataclass(frozen=True, slots=True)
class TenderView:
    ticket: TicketView
    due: Figure
    eligible: Figure | None
    taken: tuple[Row, ...]
    notices: tuple[Notice, ...]
    main: tuple[Action, ...]
    quick: tuple[Action, ...]
    more: tuple[Action, ...]
    field: Field
    footnote: str


@dataclass(frozen=True, slots=True)
class CardView:
    """Waiting for the card terminal, or a payment that is not confirmed."""

    ticket: TicketView
    heading: str
    amount: Figure
    steps: tuple[CheckItem, ...]
    notices: tuple[Notice, ...]
    buttons: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class DoneView:
    heading: str
    figure: Figure
    rows: tuple[Row, ...]
    notices: tuple[Notice, ...]
    buttons: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class DevicesView:
    """Every device on the left; one of them, what is plugged in and what is tried on the right."""

    title: str
    devices: tuple[Row, ...]
    heading: str
    explain: str
    figures: tuple[Figure, ...]
    found_title: str
    found: tuple[Row, ...]
    empty: str  # said where nothing is found
    kinds_title: str
    kinds: tuple[Action, ...]
    field_title: str
    field: Field | None
    notices: tuple[Notice, ...]
    buttons: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class RecordsView:
    """The registers on the left; the rows of one of them, newest first, on the right."""

    title: str
    registers: tuple[Row, ...]
    heading: str
    explain: str
    spans: tuple[Action, ...]
    field: Field
    rows: tuple[Row, ...]
    empty: str  # said where there are no rows
    detail_title: str
    detail: tuple[Figure, ...]  # every cell of the chosen row
    notices: tuple[Notice, ...]
    buttons: tuple[Action, ...]
    words: tuple[str, ...] = ()  # what of the chosen row needs more than a line


@dataclass(frozen=True, slots=True)
class WorkListView:
    """What waits for a person: a work list on the left, the chosen one and what is done right."""

    title: str
    lists: tuple[Action, ...]
    rows: tuple[Row, ...]
    empty: str  # said where nothing is on the list
    figures: tuple[Figure, ...]
    heading: str
    explain: str
    details: tuple[Figure, ...]
    choices_title: str
    choices: tuple[Action, ...]
    notices: tuple[Notice, ...]
    buttons: tuple[Action, ...]
    field_title: str = ""
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class FigureTile:
    """A number that is read first, with its name above and what it was before below."""

    label: str
    amount: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportView:
    """The reports on the left; the chosen one as figures, bars and lines on the right."""

    title: str
    reports: tuple[Row, ...]
    heading: str
    explain: str
    spans: tuple[Action, ...]
    field: Field
    tiles: tuple[FigureTile, ...]
    chart: Chart | None
    table: Table | None
    empty: str  # said where there are no lines
    note: str
    notices: tuple[Notice, ...]
    buttons: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class TillView:
    """The till: a list on the left, in two columns where pieces are counted; the rest right."""

    title: str
    rows: tuple[Row, ...]
    more_rows: tuple[Row, ...]
    total: Figure | None
    heading: str
    ask: str
    explain: str
    figures: tuple[Figure, ...]
    words: tuple[str, ...]  # what is still open, one a line
    choices_title: str
    choices: tuple[Action, ...]
    field: Field | None
    field_title: str
    notices: tuple[Notice, ...]
    buttons: tuple[Action, ...]


PageView = (
    SignInView
    | SaleView
    | PickupView
    | PromptView
    | SignView
    | TenderView
    | CardView
    | DoneView
    | DevicesView
    | RecordsView
    | WorkListView
    | ReportView
    | TillView
)


@dataclass(frozen=True, slots=True)
class ScreenView:
    """The whole window: one page under one status strip, over one key bar."""

    page: PageView
    status: StatusStrip
    keys: tuple[Action, ...]
    notice: Notice | None = None
    overlay: tuple[str, ...] = field(default=())  # F1: the keys of this page, in words
    unlisted: tuple[Action, ...] = ()  # keys that work without a button, for example arrows
    hidden: tuple[Action, ...] = ()  # keys that no list tells of


def actions_of(view: object) -> Iterator[Action]:
    """Every action inside a view, in the order in which the view holds them."""
    if isinstance(view, Action):
        yield view
    elif isinstance(view, tuple):
        for part in view:
            yield from actions_of(part)
    elif is_dataclass(view):
        for each in fields(view):
            yield from actions_of(getattr(view, each.name))
