"""Tickets that are over, read for the counter and laid out as paper; answered as inputs.

Rule: nothing here is done on the thread that answers scans.
"""

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from terminal.app.effects import DrawTicket, LoadTickets
from terminal.app.faults import KnownFault
from terminal.app.inputs import Input, TicketDrawn, TicketsLoaded
from terminal.app.receipt_forms import paper_of
from terminal.app.tickets import DrawnTicket
from terminal.devices.paper_sheet import sheet_of
from terminal.store import staff, tickets
from terminal.store.database import Connection
from terminal.store.store import Store


class TicketReader:
    """`told` may be called from any thread."""

    def __init__(
        self, store: Store, zone: ZoneInfo, told: Callable[[Input | KnownFault], None]
    ) -> None:
        self._store = store
        self._zone = zone
        self._told = told

    def perform(self, effect: LoadTickets | DrawTicket) -> None:
        match effect:
            case LoadTickets():
                self._load(effect)
            case DrawTicket():
                self._draw(effect)

    def _load(self, effect: LoadTickets) -> None:
        def job(connection: Connection) -> TicketsLoaded:
            return TicketsLoaded(effect.sought, tickets.over(connection, effect.sought))

        self._store.archive.ask_latest("tickets", job, self._told)

    def _draw(self, effect: DrawTicket) -> None:
        def job(connection: Connection) -> TicketDrawn:
            return TicketDrawn(effect.sale, effect.wish, self._drawn(connection, effect))

        self._store.archive.ask_latest("ticket", job, self._told)

    def _drawn(self, connection: Connection, effect: DrawTicket) -> DrawnTicket | None:
        found = tickets.completed(connection, effect.sale)
        if found is None:
            return None
        sale, at = found
        names = {each.id: each.name for each in staff.all_staff(connection)}
        cashier, wish = names.get(sale.staff, ""), effect.wish
        if effect.as_printed:
            printed = tickets.printed_in(connection, effect.sale)
            wish = replace(wish, language=printed or wish.language)
        paper = paper_of(sale, effect.store, cashier, at.astimezone(self._zone), wish, effect.fsa)
        sent = tickets.messages(connection, effect.sale)
        return DrawnTicket(sale, at, cashier, wish, sheet_of(paper, effect.columns), sent)
