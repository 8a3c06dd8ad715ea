"""The tickets page and the prompts that it opens: what is put aside, what is over, its paper."""

from dataclasses import dataclass, field

from terminal.app.inputs import Do
from terminal.app.tickets import DrawnTicket, TicketRow
from terminal.domain.identity import LaneId, LineId, SaleId
from terminal.domain.receipt_message import Via
from terminal.domain.receipt_wish import PLAIN_WISH, RxWords, Wish


@dataclass(frozen=True, slots=True)
class PaperKeys:
    """Pressed, in this order, before the paper of this ticket was there."""

    sale: SaleId
    keys: tuple[Do, ...]


@dataclass(frozen=True, slots=True)
class MoveAsked:
    """A ticket that another lane was asked for, and has not answered about."""

    move: str
    lane: LaneId


@dataclass(frozen=True, slots=True)
class TicketsPage:
    """Tickets that wait, then those that are over; the marked one is shown."""

    typed: str = ""
    sought: str = ""
    """What `rows` answer."""
    rows: tuple[TicketRow, ...] | None = None
    """Over, the newest first; None until they are read."""
    place: int = 0
    """Of the marked one among all that is listed."""
    wish: Wish = PLAIN_WISH
    drawn: DrawnTicket | None = field(default=None, repr=False)
    """The marked one's paper, once it was read."""
    asked: PaperKeys | None = None
    """What is done with it then; nothing once another ticket is marked."""
    after_payment: bool = False
    """It was opened from the page after payment, and leads back there."""
    asking: MoveAsked | None = None


@dataclass(frozen=True, slots=True)
class VoidPage:
    """Why a whole ticket is voided; nothing is recorded before."""

    sale: SaleId
    back: TicketsPage
    typed: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AsidePage:
    """The name of a ticket that is put aside, then why it waits."""

    sale: SaleId
    back: TicketsPage
    name: str | None = field(default=None, repr=False)
    typed: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class GiftReceiptPage:
    """Which goods are on the gift receipt: all of the ticket's, less `left_out`."""

    back: TicketsPage
    left_out: frozenset[LineId] = frozenset()


@dataclass(frozen=True, slots=True)
class NoSalePage:
    """Why the drawer is opened without a sale."""

    after_payment: bool = False
    typed: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SendPage:
    """A receipt by e-mail or text message: how, where to, and what the customer says to it."""

    back: TicketsPage
    via: Via | None = None
    address: str | None = field(default=None, repr=False)
    typed: str = field(default="", repr=False)
    numbers: bool = False
    """With the numbers of prescriptions: the customer asked for them."""
    drawn: DrawnTicket | None = field(default=None, repr=False)
    """What would be sent, once it was laid out."""

    @property
    def wish(self) -> Wish:
        """No prescription is told of but that there is one, unless the customer asks."""
        words = RxWords.NUMBER if self.numbers else RxWords.HIDDEN
        return Wish(self.back.wish.language, words)


TicketPrompt = SendPage | TicketsPage | VoidPage | AsidePage | GiftReceiptPage | NoSalePage
